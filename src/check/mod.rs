//! Relevance expectations: reads case files, rejects mistakes in them, and evaluates scores against them.
//!
//! A case says which documents must rank first for a query, which must not, and how good the ranking must be.
//! Every mistake in a case file is found before any request is sent. This module does not know where scores
//! come from.
//!
//! Ties always count against a case: a reranker that gives every document the same score passes no
//! expectation about their order.

mod case;
mod case_result;
mod collection;
mod document_cache;
mod evaluate;
mod floor;
mod jsonl;
mod load;
mod parse;
mod ranks;
mod raw_case;
mod resolve;
mod settings;
mod summary;
mod table;
mod validate;

pub use case::{Case, Expectation};
pub use case_result::{BaselineChange, BaselineDiff, CaseResult, CaseStatus, Controls};
pub use collection::Collection;
pub use evaluate::{Finding, Quantity, ScoreBounds, evaluate, ideal};
pub use floor::MeasureFloor;
pub use load::{load, select};
pub use ranks::{Ranks, sorted};
pub use settings::SuiteSettings;
pub use summary::{CheckSummary, ClosestCall, MeasureMean};
