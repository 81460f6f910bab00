//! Evaluates a run against relevance judgments, with the order and the averages of trec_eval. Malformed
//! files that trec_eval misreads silently are errors here.
//!
//! Judgments are TREC qrels or a table with a header (BEIR, Quepid); a run is a TREC run or a recording.

mod doc_list;
mod evaluate;
mod fields;
mod judgments;
mod lines;
mod qrels;
mod qrels_table;
mod ranks;
mod run;

pub use evaluate::{EvalSettings, Evaluation, JudgedRun, QueryValues, evaluate};
pub use qrels::read_judgments;
pub use run::{RunFile, RunReader, RunWarnings, open_run, read_run};

use crate::diagnostic::Diagnostic;

/// Returns the error for a document that is listed twice for a query; without its place.
pub fn duplicate_document(query: &str, doc: &str, earlier: u64) -> Diagnostic {
    Diagnostic::new(format!("duplicate document `{}`", shorten(doc))).cause(format!(
        "it is on line {earlier}, for the same query `{}`",
        shorten(query)
    ))
}

/// Returns the start of a text for a message: malformed input can be one field of many megabytes.
pub fn shorten(text: &str) -> String {
    text.chars().take(100).collect()
}

/// Returns an id as messages show it.
pub fn display_id(id: &[u8]) -> String {
    shorten(&String::from_utf8_lossy(&id[..id.len().min(400)]))
}
