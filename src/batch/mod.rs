//! Reads the queries of `nimrank batch`, each with the documents that are ranked for it: from records that hold both,
//! or from a file of queries, a collection of documents and the candidates of each query.
//!
//! Queries are read one at a time, so that memory does not grow with their number. Nothing is printed and no service
//! is called here.

mod aiperf;
mod assemble;
mod candidates;
mod collection;
mod fields;
mod hints;
mod id_table;
mod join;
mod nested;
mod objects;
mod parsed;
mod queries;
mod reader;
mod record;
mod rows;
mod settings;

pub use record::{BadRecord, QueryId, QueryRecord, id_literal, id_text};
pub use settings::{BatchSettings, JoinSettings, QueryFields, RecordSettings};

use crate::diagnostic::Diagnostic;
use crate::input::Notice;

/// The queries of a run, in order. After a bad record that is not recoverable there is nothing more.
pub type Queries = Box<dyn Iterator<Item = Result<QueryRecord, BadRecord>> + Send>;

/// Opens the queries. Files are checked here, so that a wrong name is reported before anything is read.
///
/// # Errors
/// A file that does not exist or cannot be opened. In the joined form also queries, candidates and documents that
/// cannot be read or do not match.
pub fn read(
    settings: BatchSettings,
    on_notice: Box<dyn FnMut(Notice) + Send>,
) -> Result<Queries, Diagnostic> {
    match settings {
        BatchSettings::Records(settings) => {
            Ok(Box::new(reader::RecordQueries::new(settings, on_notice)?))
        }
        BatchSettings::Joined(settings) => {
            Ok(Box::new(join::JoinedQueries::new(settings, on_notice)?))
        }
    }
}
