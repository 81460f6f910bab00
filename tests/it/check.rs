//! `check`: case files and their mistakes, verdicts, exit codes, reports and recordings.

use serde_json::Value;

use crate::support::nim::{FakeNim, Reply, Seen};
use crate::support::{Case, Transcript};

mod cases; // mistakes in case files
mod exit_codes; // exit codes, also of several causes
mod files; // tables, tags, locations of documents
mod github_limits; // sizes of annotations and step summaries
mod recordings; // --record, --replay and --baseline
mod suite; // a realistic suite with recorded scores
mod untrusted; // untrusted text in reports
mod verdicts; // expectations and ties

/// Three documents.
const DOCS: &str = concat!(
    "{\"id\":\"ship\",\"text\":\"Orders ship within two days.\"}\n",
    "{\"id\":\"return\",\"text\":\"Shoes can be returned within 30 days.\"}\n",
    "{\"id\":\"sole\",\"text\":\"The warranty covers soles for a year.\"}\n",
);

/// Returns a case with a case file next to the three documents.
fn with_docs(cases: &str) -> Case {
    Case::new().file("docs.jsonl", DOCS).file("cases.jsonl", cases)
}

/// A service that scores by the number after `=` in a text: `b =2.5`.
fn by_number() -> FakeNim {
    FakeNim::with(|seen| Reply::scores(&numbers(seen)))
}

fn numbers(seen: &Seen) -> Vec<f64> {
    let number = |text: &String| text.rsplit('=').next().and_then(|number| number.parse().ok());
    seen.passages().iter().map(|text| number(text).unwrap_or(0.0)).collect()
}

/// Returns the JSON report.
#[track_caller]
fn json(run: &Transcript) -> Value {
    match serde_json::from_slice(&run.stdout) {
        Ok(report) => report,
        Err(error) => panic!("{error}\n{run}"),
    }
}

/// Returns the statuses of all cases in order.
#[track_caller]
fn statuses(run: &Transcript) -> Vec<String> {
    let report = json(run);
    let cases = report["cases"].as_array().expect("a list");
    let status = |case: &Value| case["status"].as_str().expect("a status").to_owned();
    cases.iter().map(status).collect()
}
