//! Failures to write results, which leave no partial ranking and keep the old file.

#![allow(clippy::needless_raw_string_hashes, reason = "the snapshot tool writes them")]

use snapbox::str;

use crate::support::Case;
use crate::support::nim::{FakeNim, Gate, Reply};

const FRUIT: &str = "green apple\nred cherry\nyellow banana\n";

/// More than a pipe holds, so that the reader is gone before all is written.
#[test]
fn a_closed_pipe_is_not_a_failure() {
    let line = "green apple and a good many words after it, so that it takes some room\n";
    let case = Case::new().file("many.txt", line.repeat(4000));
    case.sh(
        "{ nimrank -m local/bm25 -q apple many.txt; echo \"code $?\" >&2; } | head -n 1 | cut -c 1",
    )
    .is(str![[r#"
$ { nimrank -m local/bm25 -q apple many.txt; echo "code $?" >&2; } | head -n 1 | cut -c 1
[code 0]
-- stdout
1
-- stderr
code 0

"#]]);
}

#[test]
fn results_that_cannot_be_written_exit_2() {
    let case = Case::new().stdin(FRUIT);
    case.sh("nimrank -m local/bm25 -q apple > /dev/full").is(str![[r#"
$ nimrank -m local/bm25 -q apple > /dev/full
[code 2]
-- stderr
nimrank: standard output: No space left on device

"#]]);
    case.run("-m local/bm25 -q apple -o /dev/full").is(str![[r#"
$ nimrank -m local/bm25 -q apple -o /dev/full
[code 2]
-- stderr
nimrank: /dev/full: No space left on device

"#]]);
}

#[test]
fn an_output_that_cannot_be_opened_sends_no_request() {
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim).stdin(FRUIT);
    case.run("-m nvidia/fake -q apple -o nowhere/out.tsv").is(str![[r#"
$ nimrank -m nvidia/fake -q apple -o nowhere/out.tsv
[code 2]
-- stderr
nimrank: nowhere/out.tsv: No such file or directory

"#]]);
}

/// The first batch is scored, and the second one is not.
#[test]
fn one_failed_batch_leaves_no_output() {
    let nim = FakeNim::script([Reply::ok(), Reply::text(500, "worker crashed")]);
    let case = Case::new().nim(&nim).stdin(FRUIT);
    case.run("-m nvidia/fake -j 1 --batch-size 2 -q 'green apple'").is(str![[r#"
$ nimrank -m nvidia/fake -j 1 --batch-size 2 -q 'green apple'
[code 3]
-- stderr
nimrank: [NIM]/v1/ranking: the service failed (500)
  cause: worker crashed
  hint: try again later
-- requests
POST /v1/ranking  2 passages, truncate END, model nvidia/fake
POST /v1/ranking  1 passage, truncate END, model nvidia/fake

"#]]);
}

#[test]
fn a_failure_keeps_the_output_file() {
    let nim = FakeNim::script([Reply::status(500), Reply::status(500), Reply::ok()]);
    let case = Case::new().nim(&nim).stdin(FRUIT);
    let case = case.file("out.tsv", "of yesterday\n");
    let command = "-m nvidia/fake -q 'green apple' -o";
    case.run(&format!("{command} out.tsv")).code(3);
    case.run(&format!("{command} new.tsv")).code(3);
    let names = |case: &Case| {
        let files = std::fs::read_dir(case.dir()).expect("the folder is there");
        let name = |file: std::io::Result<std::fs::DirEntry>| file.expect("a file").file_name();
        files.map(name).collect::<Vec<_>>()
    };
    let read =
        |name: &str| std::fs::read_to_string(case.dir().join(name)).expect("the file exists");
    assert_eq!(names(&case), ["out.tsv"], "nothing else is left behind");
    assert_eq!(read("out.tsv"), "of yesterday\n");

    let run = case.run(&format!("{command} out.tsv"));
    assert!(run.code(0).stdout.is_empty(), "{run}");
    assert_eq!(read("out.tsv").lines().count(), 3);
    assert_eq!(names(&case), ["out.tsv"]);
}

/// Everything is scored by then, and only writing fails.
#[test]
fn unformattable_results_keep_the_output_file() {
    let case = Case::new()
        .file("a.csv", "id,text\n1,green apple\n")
        .file("b.csv", "text\nred cherry\n")
        .file("out.csv", "of yesterday\n");
    let run = case.run("-m local/bm25 -q apple -f raw -o out.csv a.csv b.csv");
    let words = "nimrank: a.csv and b.csv have different headers\n";
    assert!(run.code(2).stderr_str().starts_with(words), "{run}");
    let kept = std::fs::read_to_string(case.dir().join("out.csv")).expect("the file exists");
    assert_eq!(kept, "of yesterday\n");
}

/// A pending batch does not delay the report of a failure.
#[test]
fn pending_requests_are_dropped_after_a_failure() {
    let gate = Gate::opening_at(2);
    let nim = FakeNim::with(move |seen| match seen.passages()[0].as_str() {
        "red cherry" => Reply::text(500, "no cherries").after(gate.clone()),
        _ => Reply::stall().after(gate.clone()),
    });
    let case = Case::new().nim(&nim).stdin("green apple\nred cherry\n");
    let run = case.run("-m nvidia/fake -j 2 --batch-size 1 -q 'green apple'");
    assert!(run.code(3).stderr_str().contains("cause: no cherries"), "{run}");
}
