//! Formats of judgments and runs with the same meaning.
#![allow(clippy::needless_raw_string_hashes, reason = "the snapshot tool writes them")]

use snapbox::str;

use super::{QRELS, RUN, both, case};
use crate::support::{Case, Transcript};

const EVAL: &str = "eval --qrels q.txt --run r.txt -q -f csv --quiet -m ndcg@3,rr,recall@5,ap";

/// Fails unless the output is that of the usual files.
#[track_caller]
fn same(run: &Transcript) {
    let usual = both().run(EVAL);
    assert!(usual.code(0).stdout_str().contains("\nq1,ap,0.7555"), "{usual}");
    assert!(run.code(0).stdout == usual.stdout, "not as usual\n{run}");
    assert!(run.stderr.is_empty(), "{run}");
}

/// The judgments with other columns.
fn table(header: &str, row: impl Fn([&str; 3]) -> String) -> String {
    let rows = QRELS.lines().map(|line| {
        let columns: Vec<_> = line.split(' ').collect();
        row([columns[0], columns[2], columns[3]])
    });
    header.to_owned() + &rows.collect::<String>()
}

#[test]
fn beir_and_quepid_tables_are_read() {
    let beir = table("query-id\tcorpus-id\tscore\n", |[q, d, g]| format!("{q}\t{d}\t{g}\n"));
    same(&case(&beir, RUN).run(EVAL));
    same(&case(beir.replace('\n', "\r\n"), RUN).run(EVAL));
    same(&case(format!("\u{feff}{beir}"), RUN).run(EVAL));
    same(&case(format!("# judged by hand\n\n{beir}\n\n"), RUN).run(EVAL));
    let quepid = table("query,docid,rating\n", |[q, d, g]| format!("{q},\"{d}\",{g}\n"));
    same(&case(&quepid, RUN).run(EVAL));
    let short = table("\"Query\", DOC,Rating,note\n", |[q, d, g]| format!("{q},{d}, {g} ,x\n"));
    same(&case(short, RUN).run(EVAL));
    let turned = table("grade,doc_id,qid\n", |[q, d, g]| format!("{g},{d},{q}\n"));
    same(&case(turned, RUN).run(EVAL));
}

#[test]
fn tables_have_no_comments() {
    let qrels = "# by hand\n\nquery,docid,rating\nq1,a,1\n\n#q,a,2\nq1,a,1\n";
    case(qrels, RUN).run(EVAL).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -q -f csv --quiet -m ndcg@3,rr,recall@5,ap
[code 2]
-- stderr
nimrank: q.txt:7: duplicate document `a`
  cause: it is on line 4, for the same query `q1`
  hint: keep one of the two lines

"#]]);
    let qrels = qrels.replace("\nq1,a,1\n\n", "\n\n");
    case(&qrels, "#q Q0 a 1 1 t\nq1 Q0 a 1 1 t\n").run(EVAL).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -q -f csv --quiet -m ndcg@3,rr,recall@5,ap
[code 0]
-- stdout
query,measure,value
#q,ndcg@3,0.0
#q,rr,0.0
#q,recall@5,0.0
#q,ap,0.0
q1,ndcg@3,1.0
q1,rr,1.0
q1,recall@5,1.0
q1,ap,1.0
all,ndcg@3,0.5
all,rr,0.5
all,recall@5,0.5
all,ap,0.5

"#]]);
    case(qrels + "# the end\n", RUN).run(EVAL).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -q -f csv --quiet -m ndcg@3,rr,recall@5,ap
[code 2]
-- stderr
nimrank: q.txt:7: 1 column, not 3
  cause: they should be: query docid rating
  hint: all lines of a file have the same columns

"#]]);
}

#[test]
fn ids_in_tables_may_contain_anything() {
    let qrels = "query,docid,rating\n\"shoes, red\",the doc,1\n";
    let run = r#"{"case":null,"model":"m","api":"nim","truncate":"end","query":"shoes, red","docs":[{"id":"the doc","hash":"af63dc4c8601ec8c","score":2}]}"#;
    case(qrels, run).run(EVAL).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -q -f csv --quiet -m ndcg@3,rr,recall@5,ap
[code 0]
-- stdout
query,measure,value
"shoes, red",ndcg@3,1.0
"shoes, red",rr,1.0
"shoes, red",recall@5,1.0
"shoes, red",ap,1.0
all,ndcg@3,1.0
all,rr,1.0
all,recall@5,1.0
all,ap,1.0

"#]]);
}

#[test]
fn white_space_line_ends_comments_and_marks_are_accepted() {
    let crlf = |text: &str| text.replace('\n', "\r\n") + "\r\n \t\r\n";
    same(&case(crlf(QRELS), crlf(RUN)).run(EVAL));
    let marked = |text: &str| format!("\u{feff}# made by hand\n\n{text}#end");
    same(&case(marked(QRELS), marked(RUN)).run(EVAL));
    let spaced = |text: &str| format!("  {}", text.replace(' ', " \t ").replace('\n', "  \n "));
    same(&case(spaced(QRELS), spaced(RUN)).run(EVAL));
    same(&case(QRELS.trim_end(), RUN.trim_end()).run(EVAL));
}

#[test]
fn a_number_sign_is_a_comment_only_in_front() {
    let files = case(
        "q#1 0 #a 1\n #q 0 b 1\n#q 0 c 1\n",
        "q#1 Q0 b 1 2 t\nq#1 Q0 #a 2 1 t\n #q Q0 b 1 1 t\n",
    );
    files.run(EVAL).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -q -f csv --quiet -m ndcg@3,rr,recall@5,ap
[code 0]
-- stdout
query,measure,value
#q,ndcg@3,1.0
#q,rr,1.0
#q,recall@5,1.0
#q,ap,1.0
q#1,ndcg@3,0.6309297535714575
q#1,rr,0.5
q#1,recall@5,1.0
q#1,ap,0.5
all,ndcg@3,0.8154648767857288
all,rr,0.75
all,recall@5,1.0
all,ap,0.75

"#]]);
}

#[test]
fn lines_may_come_in_any_order() {
    let mixed = |text: &str| -> String {
        let lines: Vec<_> = text.lines().collect();
        let (even, odd) = (lines.iter().step_by(2), lines.iter().skip(1).step_by(2));
        let lines: Vec<_> = odd.rev().chain(even).copied().collect();
        lines.join("\n")
    };
    same(&case(mixed(QRELS), mixed(RUN)).run(EVAL));
}

#[test]
fn stdin_is_accepted() {
    let run = both().stdin(RUN);
    same(&run.run(&EVAL.replace("r.txt", "-")));
    let qrels = both().stdin(QRELS);
    same(&qrels.run(&EVAL.replace("q.txt", "-")));
    let slowly = "(head -n 3 r.txt; sleep 0.1; tail -n +4 r.txt) | nimrank";
    same(&both().sh(&format!("{slowly} {}", EVAL.replace("r.txt", "-"))));
}

#[test]
fn ids_are_compared_as_bytes() {
    let qrels = b"caf\xE9 0 \xFFa 1\ncaf\xC3\xA9 0 b 1\n";
    let run = b"caf\xE9 Q0 b 1 2 t\ncaf\xE9 Q0 \xFFa 2 2 t\ncaf\xC3\xA9 Q0 b 1 1 t\n";
    let files = || Case::new().file("q.txt", qrels).file("r.txt", run);
    // A tie: the byte FF is above the letter b.
    let printed = files().run("eval --qrels q.txt --run r.txt --trec -q -m recip_rank --quiet");
    let expected =
        b"recip_rank            \tcaf\xC3\xA9\t1.0000\nrecip_rank            \tcaf\xE9\t1.0000\n\
        recip_rank            \tall\t1.0000\n";
    assert!(printed.code(0).stdout == expected, "{printed}");
    let printed = files().run("eval --qrels q.txt --run r.txt -f csv -q -m rr --quiet");
    assert!(printed.code(0).stdout.windows(5).any(|part| part == b"caf\xE9,"), "{printed}");
    let printed = files().run("eval --qrels q.txt --run r.txt -q -m rr --quiet");
    assert!(printed.code(0).stdout_str().contains("caf\u{FFFD}"), "{printed}");
}

#[test]
fn ids_are_sanitized_and_truncated_in_tables() {
    let id = format!("{}\x1b[31m{}", "猫".repeat(10), "y".repeat(100));
    let files = case(format!("{id} 0 a 1\n"), format!("{id} Q0 a 1 1 t\n"));
    files.run("eval --qrels q.txt --run r.txt -q -m rr").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -q -m rr
[code 0]
-- stdout
query                                         rr
猫猫猫猫猫猫猫猫猫猫␛[31myyyyyyyyyyyyyy…  1.0000
mean                                      1.0000

1 query

"#]]);
}

/// Returns a line of a recording; documents without a score are blank.
fn ranking(case: &str, model: &str, query: &str, docs: &[(&str, Option<f64>)]) -> String {
    let docs = docs.iter().map(|(id, score)| {
        let (hash, score) = match score {
            Some(score) => ("af63dc4c8601ec8c", score.to_string()),
            None => ("cbf29ce484222325", "null".into()),
        };
        format!(r#"{{"id":"{id}","hash":"{hash}","score":{score}}}"#)
    });
    let docs: Vec<_> = docs.collect();
    format!(
        r#"{{"case":{case},"model":"{model}","api":"nim","truncate":"end","query":"{query}","docs":[{}]}}"#,
        docs.join(",")
    ) + "\n"
}

#[test]
fn a_recording_is_a_run() {
    let first =
        [("a", Some(0.7)), ("b", Some(0.9)), ("c", Some(0.8)), ("d", Some(0.5)), ("x", Some(0.6))];
    let recording = ranking("\"q1\"", "m", "what?", &first)
        + &ranking("null", "m", "q2", &[("e", Some(1.5)), ("y", Some(2.5))])
        + &ranking("\"q9\"", "m", "else", &[("z", Some(1.0))]);
    same(&case(QRELS, &recording).run(EVAL));
    let stdin = case(QRELS, "").stdin(format!("\u{feff}\n{recording}"));
    same(&stdin.run(&EVAL.replace("r.txt", "-")));
}

#[test]
fn unscored_documents_of_a_recording_are_not_results() {
    let docs = [("a", None), ("b", Some(-0.5)), ("c", None)];
    let recording = ranking("\"q1\"", "m", "what?", &docs);
    case(QRELS, recording).run("eval --qrels q.txt --run r.txt -q -m rr,recall@5").is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -q -m rr,recall@5
[code 0]
-- stdout
query      rr  recall@5
q1     1.0000    0.3333
q2     0.0000    0.0000
q3     0.0000    0.0000
mean   0.3333    0.1111

3 queries; 2 not in the run, counted as 0
-- stderr
nimrank: note: 2 documents of the run without a score, ignored

"#]]);
    case(QRELS, ranking("\"q1\"", "m", "what?", &docs[..1]))
        .run("eval --qrels q.txt --run r.txt -m rr")
        .is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 2]
-- stderr
nimrank: r.txt: there are no results in it

"#]]);
}

#[test]
fn a_recording_of_two_models_is_refused() {
    let docs = [("a", Some(1.0))];
    let recording =
        ranking("\"q1\"", "m", "what?", &docs) + &ranking("\"q1\"", "n", "what?", &docs);
    case(QRELS, recording).run(EVAL).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -q -f csv --quiet -m ndcg@3,rr,recall@5,ap
[code 2]
-- stderr
nimrank: r.txt:2: `q1` is on line 1 too
  hint: put the recordings of two models into two files

"#]]);
}

#[test]
fn a_broken_recording_is_reported() {
    let whole = ranking("\"q1\"", "m", "what?", &[("a", Some(1.0))]);
    case(QRELS, &whole[..whole.len() - 4]).run(EVAL).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -q -f csv --quiet -m ndcg@3,rr,recall@5,ap
[code 2]
-- stderr
nimrank: r.txt:1: the recording is cut off
  hint: record it again with `--record`

"#]]);
}
