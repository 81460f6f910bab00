//! Relevance expectations: cases in, verdicts out. A case file says of some queries which documents must come
//! first, which must not, and how well a ranking must do; this room reads it, finds every mistake in it
//! before anything is asked of a service, and judges scores by it. Nothing here knows who scores.
//!
//! The rule that carries it: a tie never helps to pass.

mod case;
mod collection;
mod draft;
mod error;
mod jsonl;
mod nearest;
mod order;
mod outcome;
mod resolve;
mod sound;
mod suite;
mod summary;
mod table;
mod value;
mod verdict;
mod words;

pub use case::{Case, Expectation, Floor, FloorError};
pub use collection::Collection;
pub use error::{CheckError, Flaw};
pub use order::sorted;
pub use outcome::{Beside, Change, Controls, Judged, Status, Trouble, are_met};
pub use suite::{Settings, Source, Told, read, select};
pub use summary::{Changes, Closest, Mean, Summary};
pub use verdict::{Amount, Bounds, Call, Finding, Target, judge, weigh};
pub use words::short;
