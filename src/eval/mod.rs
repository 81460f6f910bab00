//! A run against judgements: the files are read, matched by query and document, and measured, with the
//! order and the averages of trec_eval. What trec_eval reads wrongly without a word is refused here.
//!
//! Judgements are TREC qrels, or a table with a header (BEIR, Quepid); a run is a TREC run, or a recording.

mod doc_list;
mod error;
mod evaluate;
mod fields;
mod lines;
mod order;
mod qrels;
mod qrels_table;
mod run;

pub use error::{EvalError, Flaw, shown};
pub use evaluate::{Evaluation, QueryValues, Run, Settings, evaluate};
pub use lines::Source;
pub use qrels::Judgements;
pub use run::{OpenRun, Told, TrecRun, open_run, read_run, read_trec};

/// A result of a run: a document, the query it was found for, and its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found<'a> {
    /// The id of the query, as bytes, for it need not be UTF-8.
    pub query: &'a [u8],
    /// The id of the document, likewise.
    pub doc: &'a [u8],
    /// Higher is better; never NaN, and never -0.
    pub score: f64,
    /// The line it stands on, from 1.
    pub line: u64,
}
