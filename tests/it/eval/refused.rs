//! What trec_eval or others would take, and make another number of, without a word.
#![allow(
    clippy::needless_raw_string_hashes,
    reason = "the snapshot tool writes them"
)]

use snapbox::str;

use super::{QRELS, RUN, case};
use crate::support::{Case, Transcript};

const EVAL: &str = "eval --qrels q.txt --run r.txt -m rr";

/// A run of these lines against the usual judgments.
fn run_of(lines: &str) -> Transcript {
    case(QRELS, lines).run(EVAL)
}

/// The usual run against these judgments.
fn qrels_of(lines: &str) -> Transcript {
    case(lines, RUN).run(EVAL)
}

#[test]
fn a_duplicate_document_in_a_run_is_refused() {
    run_of("# comment\nq1 Q0 b 1 0.9 t\nq2 Q0 b 1 0.9 t\n\nq1 Q0 a 2 0.8 t\nq1 Q0 b 3 0.1 t\n").is(
        str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt:6: duplicate document `b`
  cause: it is on line 2, for the same query `q1`

"#]],
    );
    // Only what is measured is looked at so closely.
    let run = run_of("q1 Q0 b 1 0.9 t\nq9 Q0 b 1 0.9 t\nq9 Q0 b 2 0.8 t\n");
    assert_eq!(run.code(0).stdout_str().matches("rr").count(), 1, "{run}");
}

#[test]
fn a_duplicate_judgment_is_refused() {
    qrels_of("q1 0 a 1\nq2 0 a 1\nq1 0 a 1\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt:3: duplicate document `a`
  cause: it is on line 1, for the same query `q1`

"#]]);
}

#[test]
fn a_score_that_is_not_a_number_exits_2() {
    run_of("q1 Q0 b 1 0.9 t\nq1 Q0 a 2 NaN t\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt:2: the score is NaN, which cannot be ordered

"#]]);
    run_of("q1 Q0 b 1 high t\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt:1: the score `high` is not a number

"#]]);
    for score in ["-nan", "0x10", "1,5", "1.5f", "--1", "1e", "\u{661}"] {
        let run = run_of(&format!("q1 Q0 b 1 {score} t\n"));
        assert!(
            run.code(2)
                .stderr_str()
                .starts_with("nimrank: r.txt:1: the score "),
            "{run}"
        );
    }
    // These have a place in an order.
    let run = run_of("q1 Q0 a 1 -inf t\nq1 Q0 b 2 +1.5e3 t\nq1 Q0 c 3 inf t\nq1 Q0 d 4 .5 t\n");
    let values = case(
        QRELS,
        "q1 Q0 c 1 4 t\nq1 Q0 b 2 3 t\nq1 Q0 d 3 2 t\nq1 Q0 a 4 1 t\n",
    )
    .run(EVAL);
    assert_eq!(run.code(0).stdout_str(), values.code(0).stdout_str());
}

#[test]
fn a_grade_that_is_not_an_integer_is_refused() {
    qrels_of("q1 0 a 1\nq1 0 b 0.6\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt:2: the grade `0.6` is not a whole number
  hint: round the grades, or scale them to whole numbers

"#]]);
    qrels_of("q1 0 a 1.0\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 0]
-- stdout
measure    mean
rr       0.3333

1 query
-- stderr
nimrank: note: 2 queries of the run without judgments, ignored

"#]]);
    qrels_of("q1 0 a 99999999999\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt:1: the grade `99999999999` is out of range

"#]]);
    qrels_of("q1 0 a relevant\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt:1: the grade `relevant` is not a whole number
  hint: round the grades, or scale them to whole numbers

"#]]);
}

#[test]
fn a_missing_column_in_a_run_is_named() {
    run_of("q1 Q0 b 1 0.9\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt:1: 5 columns, not 6: the tag is missing
  cause: they should be: query Q0 document rank score tag

"#]]);
    run_of("q1 b 1 0.9 t\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt:1: 5 columns, not 6: the Q0 is missing
  cause: they should be: query Q0 document rank score tag

"#]]);
    run_of("q1 Q0 b 0.9 t\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt:1: 5 columns, not 6: the rank or the score is missing
  cause: they should be: query Q0 document rank score tag

"#]]);
    run_of("q1 Q0 b 1 t\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt:1: 5 columns, not 6: the rank or the score is missing
  cause: they should be: query Q0 document rank score tag

"#]]);
    run_of("q1 b 2\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt:1: 3 columns, not 6
  cause: they should be: query Q0 document rank score tag

"#]]);
    run_of("q1\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt:1: 1 column, not 6
  cause: they should be: query Q0 document rank score tag
  hint: a table needs a header that names its columns, such as `query,docid,score`

"#]]);
    // An id with a space in it; a tag may have one.
    run_of("q1 Q0 the document 1 0.9 t\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt:1: 7 columns, not 6
  cause: they should be: query Q0 document rank score tag
  hint: ids contain no white space, unless in a table with a header

"#]]);
    let run = run_of("q1 Q0 a 1 0.9 my tag\n");
    assert!(run.code(0).stdout_str().contains("0.3333"), "{run}");
}

#[test]
fn a_missing_column_in_judgments_is_named() {
    qrels_of("q1 a 1\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt:1: 3 columns, not 4: the iteration is missing
  cause: they should be: query iteration document grade
  hint: three columns need a header, such as `query,docid,rating`, and commas or tabs

"#]]);
    qrels_of("q1 0 a\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt:1: 3 columns, not 4: the grade is missing
  cause: they should be: query iteration document grade
  hint: three columns need a header, such as `query,docid,rating`, and commas or tabs

"#]]);
    qrels_of("q1 0 a 1 extra\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt:1: 5 columns, not 4
  cause: they should be: query iteration document grade
  hint: ids contain no white space, unless in a table with a header

"#]]);
    qrels_of("query\tdoc\trank\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt:1: 3 columns, not 4: the grade is missing
  cause: they should be: query iteration document grade
  hint: three columns need a header, such as `query,docid,rating`, and commas or tabs

"#]]);
}

#[test]
fn swapped_files_are_recognized() {
    case(RUN, QRELS).run(EVAL).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt:1: 6 columns, not 4
  cause: they should be: query iteration document grade
  hint: six columns are those of a run, and four those of judgments: are they swapped?

"#]]);
    run_of(QRELS).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt:1: 4 columns, not 6
  cause: they should be: query Q0 document rank score tag
  hint: four columns are those of judgments, and six those of a run: are they swapped?

"#]]);
}

#[test]
fn empty_files_are_refused() {
    run_of("").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt: there are no results in it

"#]]);
    run_of("\n# nothing\n\r\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt: there are no results in it

"#]]);
    qrels_of("").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt: there are no judgments in it

"#]]);
    qrels_of("query-id\tcorpus-id\tscore\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt: there are no judgments in it

"#]]);
}

#[test]
fn files_without_common_queries_are_refused() {
    run_of("10 Q0 a 1 1 t\n2 Q0 a 1 1 t\n").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt: no query of the run has judgments
  cause: the run has `10`, and the judgments have `q1`
  hint: are `--qrels` and `--run` of the same queries, and not swapped?

"#]]);
    let hostile = case("q 0 a 1\n", "\x1b[31mred Q0 a 1 1 t\n").run(EVAL);
    assert!(!hostile.code(2).stderr.contains(&0x1b), "{hostile}");
}

#[test]
fn unreadable_files_are_reported() {
    case(QRELS, RUN)
        .run("eval --qrels q.txt --run none.txt")
        .is(str![[r#"
$ nimrank eval --qrels q.txt --run none.txt
[code 2]
-- stderr
nimrank: none.txt: No such file or directory

"#]]);
    case(QRELS, RUN)
        .run("eval --qrels . --run r.txt")
        .is(str![[r#"
$ nimrank eval --qrels . --run r.txt
[code 2]
-- stderr
nimrank: .: Is a directory

"#]]);
    case(QRELS, "\u{1f}")
        .file("r.txt", b"\x1f\x8b\x08\0")
        .run(EVAL)
        .is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt:1: the file is compressed (gzip)
  hint: unpack it first: gunzip -c FILE.gz | nimrank … -

"#]]);
    let wide: Vec<u8> = "q 0 a 1\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let wide = [&b"\xFF\xFE"[..], &wide].concat();
    case(wide, RUN).run(EVAL).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt:1: the text is UTF-16, not UTF-8
  hint: convert it first: iconv -f UTF-16 -t UTF-8

"#]]);
}

#[test]
fn an_unclosed_quote_is_reported() {
    let table = "query,docid,rating\nq1,a,1\n\"q1,b,2\nq1,c,3\n";
    case(table, RUN).run(EVAL).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt:3: a quoted field that begins here goes beyond its line
  hint: a quote at the beginning of a field is closed at its end

"#]]);
}

#[test]
fn a_short_row_is_reported() {
    case("query,docid,rating\nq1,a\n", RUN)
        .run(EVAL)
        .is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt:2: 2 columns, not 3
  cause: they should be: query docid rating

"#]]);
    case("query\tcorpus-id\tscore\nq1\ta\t1\nq1\tb\t0.5\n", RUN)
        .run(EVAL)
        .is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt:3: the grade `0.5` is not a whole number
  hint: round the grades, or scale them to whole numbers

"#]]);
    case("query-id\tcorpus-id\tscore\nq1\ta\t1\nq1\ta\t1\n", RUN)
        .run(EVAL)
        .is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: q.txt:3: duplicate document `a`
  cause: it is on line 2, for the same query `q1`

"#]]);
}

#[test]
fn json_replaces_invalid_utf8() {
    let files = || case(b"\xFFq 0 a 1\n", b"\xFFq Q0 a 1 1 t\n");
    files()
        .run("eval --qrels q.txt --run r.txt -m rr -f json -q")
        .is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr -f json -q
[code 2]
-- stderr
nimrank: the query `�q` is not UTF-8, which JSON cannot represent
  hint: `--format csv` prints its bytes

"#]]);
    // The means have no ids in them.
    files()
        .run("eval --qrels q.txt --run r.txt -m rr -f json")
        .code(0);
}

#[test]
fn huge_ids_are_truncated_in_messages() {
    let id = "x".repeat(1 << 20);
    let files = case(format!("q 0 {id} 1\n"), format!("q Q0 {id} 1 1 t\n"));
    let run = files.run(EVAL);
    assert!(run.code(0).stdout_str().contains("1.0000"), "{run}");
    let files = Case::new().file("q.txt", format!("q 0 {id} 1\nq 0 {id} 1\n"));
    let run = files.file("r.txt", RUN).run(EVAL);
    assert!(run.code(2).stderr.len() < 1000, "{run}");
}
