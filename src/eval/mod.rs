//! Evaluates a run against relevance judgments, with the order and the averages of trec_eval. Malformed
//! files that trec_eval misreads silently are errors here.
//!
//! Judgments are TREC qrels, runs are TREC runs, runs of MS MARCO or recordings; both can be tables with a
//! header, or JSON.

mod calibrate;
mod candidates;
mod comparison;
mod doc_list;
mod evaluate;
mod fields;
mod json;
mod judgments;
mod lines;
mod loss;
mod qrels;
mod ranks;
mod run;
mod run_lines;
mod run_result;
mod table;

pub use calibrate::{Calibration, CutoffMeasures, calibrate};
pub use candidates::{Candidate, read_candidates};
pub use comparison::{RunComparison, compare_runs, intersect};
pub use evaluate::{EvalSettings, Evaluation, JudgedRun, QueryValues, evaluate};
pub use judgments::Judgments;
pub use loss::{LossFinding, MeasureLimit, judge_losses};
pub use qrels::read_judgments;
pub use run::{RunFile, RunReader, open_run, read_run};
pub use run_result::RunWarnings;

use crate::diagnostic::Diagnostic;

/// A judgment or a result as text.
#[derive(Clone, Copy, Debug)]
struct TextEntry<'a> {
    query: &'a [u8],
    doc: &'a [u8],
    /// The grade or the score; empty if there is none.
    value: &'a [u8],
    line: u64,
}

/// The names that columns have in tables and JSON records, as [`normalize_name`] returns them, the preferred ones
/// first.
struct ColumnNames {
    query: &'static [&'static str],
    document: &'static [&'static str],
    /// The names of the grade or the score.
    value: &'static [&'static str],
}

const QUERY_NAMES: &[&str] =
    &["query_id", "queryid", "qid", "topic_id", "topic", "query", "query_text"];
const DOCUMENT_NAMES: &[&str] = &[
    "corpus_id",
    "docid",
    "doc_id",
    "docno",
    "pid",
    "passage_id",
    "document_id",
    "document",
    "doc",
    "id",
];

/// Returns the name of a column or field as [`ColumnNames`] spells it.
fn normalize_name(name: &str) -> String {
    let name = name.trim().trim_matches('"');
    name.to_ascii_lowercase().replace([' ', '-'], "_")
}

/// Returns the error for a document that is listed twice for a query; without its place.
pub fn duplicate_document(query: &str, doc: &str, earlier: u64) -> Diagnostic {
    Diagnostic::new(format!("duplicate document `{}`", shorten(doc)))
        .cause(format!("it is on line {earlier}, for the same query `{}`", shorten(query)))
        .hint("keep one of the two lines")
}

/// Returns the start of a text for a message: malformed input can be one field of many megabytes.
pub fn shorten(text: &str) -> String {
    text.chars().take(100).collect()
}

/// Returns an id as messages show it.
pub fn display_id(id: &[u8]) -> String {
    shorten(&String::from_utf8_lossy(&id[..id.len().min(400)]))
}
