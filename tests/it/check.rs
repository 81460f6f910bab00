//! Relevance expectations: case files and their mistakes, verdicts, exit codes, reports and recordings.

use serde_json::Value;

use crate::support::nim::{FakeNim, Reply, Seen};
use crate::support::{Case, Transcript};

mod cases; // every mistake of a case file is found before anything is asked
mod exits; // who has to act, of several causes too
mod files; // tables, tags, where documents are, and what is sent for them
mod hostile; // texts that would be commands, tags or escape sequences
mod recordings; // --record, --replay and --baseline
mod reports; // text, JSON, JUnit, annotations and the step summary, whole
mod suite; // a real suite, judged by the scores that are checked in
mod verdicts; // a tie never helps to pass

/// Three documents.
const DOCS: &str = concat!(
    "{\"id\":\"ship\",\"text\":\"Orders ship within two days.\"}\n",
    "{\"id\":\"return\",\"text\":\"Shoes can be returned within 30 days.\"}\n",
    "{\"id\":\"sole\",\"text\":\"The warranty covers soles for a year.\"}\n",
);

/// A case file beside the three documents.
fn beside_docs(cases: &str) -> Case {
    Case::new()
        .file("docs.jsonl", DOCS)
        .file("cases.jsonl", cases)
}

/// A service that scores by the number behind the `=` in a text: `b =2.5`.
fn by_number() -> FakeNim {
    FakeNim::with(|seen| Reply::scores(&numbers(seen)))
}

fn numbers(seen: &Seen) -> Vec<f64> {
    let number = |text: &String| {
        text.rsplit('=')
            .next()
            .and_then(|number| number.parse().ok())
    };
    seen.passages()
        .iter()
        .map(|text| number(text).unwrap_or(0.0))
        .collect()
}

/// The report as JSON, whatever the verdict.
#[track_caller]
fn json(run: &Transcript) -> Value {
    match serde_json::from_slice(&run.stdout) {
        Ok(report) => report,
        Err(error) => panic!("{error}\n{run}"),
    }
}

/// The statuses of all cases, in the order of the report.
#[track_caller]
fn statuses(run: &Transcript) -> Vec<String> {
    let report = json(run);
    let cases = report["cases"].as_array().expect("a list");
    let status = |case: &Value| case["status"].as_str().expect("a status").to_owned();
    cases.iter().map(status).collect()
}
