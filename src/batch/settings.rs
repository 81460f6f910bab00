//! The options that decide how queries and their documents are read.

use crate::input::InputSettings;
use crate::source::Source;

/// The form of the input.
#[derive(Clone, Debug)]
pub enum BatchSettings {
    /// Records that hold a query with its documents, or with one of them.
    Records(RecordSettings),
    /// Queries, a collection, and perhaps the documents of each query.
    Joined(JoinSettings),
}

/// Records with queries and documents.
#[derive(Clone, Debug, Default)]
pub struct RecordSettings {
    pub sources: Vec<Source>,
    /// The reading of the sources. The fields are those of the documents; its own sources are ignored.
    pub input: InputSettings,
    pub query_fields: QueryFields,
    /// The field with the list of documents; dots reach inside. `None` means that the usual names are tried.
    pub documents_field: Option<String>,
    /// True if bad records are reported and those after them are still read.
    pub keeps_going: bool,
}

/// The fields of a query. `None` means that the usual names are tried.
#[derive(Clone, Debug, Default)]
pub struct QueryFields {
    /// The field with the query; dots reach inside.
    pub query: Option<String>,
    /// The field with the id of the query; dots reach inside.
    pub id: Option<String>,
}

/// Queries and a collection of documents.
#[derive(Clone, Debug)]
pub struct JoinSettings {
    pub queries: Source,
    pub query_fields: QueryFields,
    /// The collection and how it is read.
    pub collection: InputSettings,
    /// The candidates of each query. `None` means that each query ranks the whole collection.
    pub candidates: Option<Source>,
    /// The number of candidates of each query that count. `None` means all.
    pub depth: Option<usize>,
    /// True if candidates without a document, and those of unknown queries, are left out.
    pub skips_missing: bool,
    /// True if bad queries are reported and those after them are still read.
    pub keeps_going: bool,
}
