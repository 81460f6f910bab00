//! Output formats byte for byte, with given scores.

mod json; // JSON and JSONL
mod messages; // --verbose and --quiet
mod raw; // --format raw
mod selection; // --top-n, --min-score, --score, ties
mod table; // --format table

use crate::support::nim::{FakeNim, Reply};
use crate::support::{Case, Transcript};

/// A case with a service that is called once and gives these logits in order.
fn scored(logits: &[f64]) -> Case {
    Case::new().nim(&FakeNim::script([Reply::scores(logits)]))
}

/// Returns the output of a successful run without messages.
#[track_caller]
fn printed(case: &Case, arguments: &str) -> String {
    let run = case.run(arguments);
    run.code(0);
    assert!(run.stderr.is_empty(), "it has something to say\n{run}");
    run.stdout_str().to_owned()
}

/// Fails unless stdout is this.
#[track_caller]
fn assert_stdout(run: &Transcript, expected: &str) {
    assert_eq!(run.stdout_str(), expected, "{run}");
}

const FRUIT: &str = "pears\nred apples\nan apple a day\n";

#[test]
fn tsv_is_the_default_in_a_pipe() {
    let case = scored(&[-2.5, 6.828_125, 0.25]).stdin(FRUIT);
    let expected = "1\t6.828125\tstdin:2\tred apples\n\
                    2\t0.25\tstdin:3\tan apple a day\n\
                    3\t-2.5\tstdin:1\tpears\n";
    assert_eq!(printed(&case, "-q apple"), expected);
}

#[test]
fn output_to_a_file_equals_output_to_a_pipe() {
    let case = scored(&[1.0, 2.0, 3.0]).stdin(FRUIT);
    assert_eq!(printed(&case, "-q apple -n 1 -o best"), "");
    let written = std::fs::read(case.dir().join("best")).expect("the file is there");
    assert_eq!(written, b"1\t3.0\tstdin:3\tan apple a day\n");
}

#[test]
fn scores_are_printed_in_shortest_round_trip_form() {
    let logits = [1e-7, 0.1, -0.333_333_333_333_333_3, 1e21, -12.0];
    let case = scored(&logits).stdin("a\nb\nc\nd\ne\n");
    let expected = "1\t1e+21\tstdin:4\td\n\
                    2\t0.1\tstdin:2\tb\n\
                    3\t1e-7\tstdin:1\ta\n\
                    4\t-0.3333333333333333\tstdin:3\tc\n\
                    5\t-12.0\tstdin:5\te\n";
    assert_eq!(printed(&case, "-q x -f tsv"), expected);
}

#[test]
fn tsv_escapes_tabs_and_line_breaks() {
    let records = concat!(
        r#"{"id":"a\tb","text":"tab\there, newline\nhere, return\rhere"}"#,
        "\n",
        r#"{"id":"c\\d","text":"C:\\new\\table \"quoted\" é 猫"}"#,
        "\n"
    );
    let case = scored(&[2.0, 1.0]).file("d.jsonl", records);
    let expected = concat!(
        "1\t2.0\ta\\tb\ttab\\there, newline\\nhere, return\\rhere\n",
        "2\t1.0\tc\\\\d\tC:\\\\new\\\\table \"quoted\" é 猫\n"
    );
    assert_eq!(printed(&case, "-q x -f tsv d.jsonl"), expected);
}

#[test]
fn tsv_names_a_document_by_id_or_origin() {
    let case = scored(&[7.0, 6.0, 5.0, 4.0, 3.0, 2.0])
        .file("d.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\",\"id\":17}\n")
        .file("e.csv", "docid,body\n,c\nx-1,d\n")
        .stdin("e\n");
    let expected = "1\t7.0\td.jsonl:1\ta\n\
                    2\t6.0\t17\tb\n\
                    3\t5.0\te.csv:2\tc\n\
                    4\t4.0\tx-1\td\n\
                    5\t3.0\tstdin:1\te\n\
                    6\t2.0\t--doc 1\tf\n";
    assert_eq!(printed(&case, "-q x --doc f d.jsonl e.csv -"), expected);
}

#[test]
fn tsv_names_grep_lines_by_path_and_line() {
    let case = scored(&[1.0, 2.0, 3.0])
        .file("src/a.rs", "one\ntwo\n")
        .stdin("src/a.rs:1:one\nsrc/a.rs-2-two\n--\nsrc/a.rs:7:30 %\n");
    let expected = "1\t3.0\tsrc/a.rs:7\t30 %\n\
                    2\t2.0\tsrc/a.rs:2\ttwo\n\
                    3\t1.0\tsrc/a.rs:1\tone\n";
    assert_eq!(printed(&case, "-q x"), expected);
}

#[test]
fn a_time_at_the_start_of_a_grep_line_is_text() {
    let case = scored(&[1.0, 2.0])
        .file("t.txt", "lunch at noon\n12:30 lunch\n")
        .stdin("t.txt:1:lunch at noon\nt.txt:2:12:30 lunch\n");
    let expected = "1\t2.0\tt.txt:2\t12:30 lunch\n2\t1.0\tt.txt:1\tlunch at noon\n";
    assert_eq!(printed(&case, "-q x"), expected);
}

#[test]
fn csv_has_a_header_and_quotes_fields_if_needed() {
    let records = concat!(
        r#"{"id":"a,b","text":"one, \"two\""}"#,
        "\n",
        r#"{"id":"c","text":"line\nbreak"}"#,
        "\n",
        r#"{"id":"d","text":"plain 猫"}"#,
        "\n"
    );
    let case = scored(&[3.0, 2.5, 2.0]).file("d.jsonl", records);
    let expected = concat!(
        "rank,score,id,text\n",
        "1,3.0,\"a,b\",\"one, \"\"two\"\"\"\n",
        "2,2.5,c,\"line\nbreak\"\n",
        "3,2.0,d,plain 猫\n"
    );
    assert_eq!(printed(&case, "-q x -f csv d.jsonl"), expected);
}

#[test]
fn a_blank_document_comes_last_without_a_score() {
    let blank = "{\"id\":\"a\",\"text\":\" \"}\n{\"id\":\"b\",\"text\":\"x\"}\n";
    let warning = "nimrank: warning: 1 document is blank: not scored, put last\n";
    for (format, expected) in [
        ("tsv", "1\t-4.0\tb\tx\n2\t\ta\t \n"),
        ("csv", "rank,score,id,text\n1,-4.0,b,x\n2,,a, \n"),
        (
            "jsonl",
            concat!(
                r#"{"index":1,"relevance_score":-4.0,"document":{"id":"b","text":"x"},"rank":1,"id":"b","origin":"d.jsonl:2"}"#,
                "\n",
                r#"{"index":0,"relevance_score":null,"document":{"id":"a","text":" "},"rank":2,"id":"a","origin":"d.jsonl:1"}"#,
                "\n"
            ),
        ),
        ("raw", "{\"id\":\"b\",\"text\":\"x\"}\n{\"id\":\"a\",\"text\":\" \"}\n"),
    ] {
        let run = scored(&[-4.0]).file("d.jsonl", blank).run(&format!("-q x -f {format} d.jsonl"));
        run.code(0);
        assert_stdout(&run, expected);
        assert_eq!(run.stderr_str(), warning, "{run}");
        assert_eq!(run.requests.last().map(|r| r.passages().len()), Some(1));
    }
}

#[test]
fn no_documents_works_in_every_format_but_raw() {
    let record = "{\"id\":\"a\",\"text\":\"secret\"}\n";
    let case = |logits: &[f64]| scored(logits).file("d.jsonl", record);
    for (format, expected) in [
        ("tsv", "1\t1.5\ta\n"),
        ("csv", "rank,score,id\n1,1.5,a\n"),
        (
            "jsonl",
            r#"{"index":0,"relevance_score":1.5,"rank":1,"id":"a","origin":"d.jsonl:1"}
"#,
        ),
    ] {
        let arguments = format!("-q x --no-documents -f {format} d.jsonl");
        assert_eq!(printed(&case(&[1.5]), &arguments), expected, "{format}");
    }
    for format in ["json", "table"] {
        let arguments = format!("-q x --no-documents -f {format} d.jsonl");
        let shown = printed(&case(&[1.5]), &arguments);
        assert!(shown.contains("1.5") && !shown.contains("secret"), "{shown}");
    }
    let none = FakeNim::new().expect_no_calls();
    let refused = Case::new().nim(&none).file("d.jsonl", record);
    let refused = refused.run("-q x --no-documents -f raw d.jsonl");
    refused.code(2);
    assert_stdout(&refused, "");
    let words = "--format raw and --no-documents cannot be combined";
    assert!(refused.stderr_str().contains(words), "{refused}");
}
