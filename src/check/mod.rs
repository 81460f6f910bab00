//! Relevance expectations: cases in, verdicts out. A case file says of some queries which documents must come
//! first, which must not, and how well a ranking must do; this room reads it, finds every mistake in it
//! before anything is asked of a service, and judges scores by it. Nothing here knows who scores.
//!
//! The rule that carries it: a tie never helps to pass.

mod case;
mod case_result;
mod collection;
mod error;
mod evaluate;
mod explain;
mod jsonl;
mod load;
mod parse;
mod ranks;
mod raw_case;
mod resolve;
mod suggest;
mod summary;
mod table;
mod validate;

pub use case::{Case, Floor};
pub use case_result::{Beside, Change, Controls, Judged, Status, Trouble};
pub use collection::Collection;
pub use error::CheckError;
pub use evaluate::{Amount, Bounds, Finding, Target, judge, weigh};
pub use explain::short;
pub use load::{Settings, Source, read, select};
pub use ranks::sorted;
pub use summary::{Closest, Mean, Summary};
