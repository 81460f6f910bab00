//! Messages on stderr.

use super::{assert_stdout, printed, scored};
use crate::support::Case;
use crate::support::nim::FakeNim;

/// Returns stderr with the duration replaced by `T`.
fn timeless(stderr: &str, nim: &FakeNim) -> String {
    let line = |line: &str| match line.rsplit_once(", ") {
        Some((rest, time)) if time.ends_with(" s") => {
            let number = time.trim_end_matches(" s");
            assert!(number.parse::<f64>().is_ok(), "{time}");
            format!("{rest}, T s\n")
        }
        _ => format!("{line}\n"),
    };
    let text: String = stderr.lines().map(line).collect();
    text.replace(&nim.url(), "[NIM]")
}

#[test]
fn a_successful_run_prints_no_messages() {
    let case = scored(&[1.0, 2.0]).stdin("a\nb\n");
    printed(&case, "-q x");
}

#[test]
fn verbose_reports_formats_and_requests() {
    let nim = FakeNim::new();
    let case = Case::new()
        .nim(&nim)
        .file("a.jsonl", "\"one\"\n")
        .file("b.md", "two\n")
        .file("c", "id,body\n1,three\n")
        .file("d.rs", "four\n")
        .stdin("d.rs:1:four\n");
    let run = case.run("-q x -v -m m/x --batch-size 2 a.jsonl b.md c -");
    run.code(0);
    let expected = "nimrank: a.jsonl: read as jsonl\n\
                    nimrank: b.md: read as lines\n\
                    nimrank: c: read as csv\n\
                    nimrank: stdin: read as grep\n\
                    nimrank: warning: all 4 documents score the same, so they stay in input order; is the \
                    model set up as a reranker?\n\
                    nimrank: 4 documents, 2 requests to [NIM]/v1/ranking, model m/x, T s\n";
    assert_eq!(timeless(run.stderr_str(), &nim), expected, "{run}");
    assert_eq!(run.stdout_str().lines().count(), 4);
}

#[test]
fn verbose_names_the_model_of_the_service() {
    let nim = FakeNim::new().model("acme/reranker");
    let case = Case::new().nim(&nim).stdin("a\nb\n");
    let run = case.run("-q x --verbose --batch-size 1 -i lines");
    run.code(0);
    let expected = "nimrank: stdin: read as lines\n\
                    nimrank: 2 documents, 2 requests to [NIM]/v1/ranking, model acme/reranker, T s\n";
    assert_eq!(timeless(run.stderr_str(), &nim), expected, "{run}");
}

#[test]
fn verbose_uses_singular_and_plural() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).stdin("a\n");
    let run = case.run("-q x -v -m m");
    let words = "nimrank: 1 document, 1 request to [NIM]/v1/ranking, model m, T s\n";
    assert!(timeless(run.stderr_str(), &nim).ends_with(words), "{run}");
}

#[test]
fn verbose_does_not_change_the_results() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).stdin("a\nb c\nc\n");
    let loud = case.run("-q c -v -f json");
    let calm = case.run("-q c -f json");
    loud.code(0);
    assert_stdout(&calm, loud.stdout_str());
}

#[test]
fn quiet_hides_warnings_and_keeps_results() {
    let case = scored(&[1.0]).stdin("\"\"\n\"a\"\n\"\"\n");
    let expected = "1\t1.0\tstdin:2\ta\n2\t\tstdin:1\t\n3\t\tstdin:3\t\n";
    assert_eq!(printed(&case, "-q x --quiet"), expected);
    let run = scored(&[1.0]).stdin("\"\"\n\"a\"\n\"\"\n").run("-q x");
    assert_stdout(&run, expected);
    assert_eq!(run.stderr_str(), "nimrank: warning: 2 documents are blank: not scored, put last\n");
}

#[test]
fn quiet_does_not_hide_errors() {
    let run = Case::new().run("-q x --quiet -m local/bm25");
    run.code(1);
    assert_eq!(run.stderr_str(), "nimrank: no documents to rank\n");
    let run = Case::new().run("-q x --quiet -m local/bm25 absent.txt");
    run.code(2);
    assert!(run.stderr_str().contains("absent.txt"), "{run}");
}

#[test]
fn quiet_and_verbose_exclude_each_other() {
    let run = Case::new().run("-q x --quiet -v --doc a -m local/bm25");
    run.code(2);
    assert_stdout(&run, "");
    assert!(run.stderr_str().contains("cannot be used with"), "{run}");
}
