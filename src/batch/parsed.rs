//! A parsed record, before queries are numbered.

use super::record::QueryId;
use crate::diagnostic::Diagnostic;
use crate::input::RecordFault;
use crate::model::Document;

/// A record that was parsed.
#[derive(Debug)]
pub(super) struct ParsedRecord {
    pub(super) shape: Shape,
    pub(super) id: Option<QueryId>,
    pub(super) query: String,
    /// The documents of the query; of a pair exactly one.
    pub(super) documents: Vec<Document>,
    /// The place of the record: `file:line`.
    pub(super) origin: String,
}

/// The shape of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A query with a list of documents.
    Nested,
    /// A query with one document. Records of the same query follow each other.
    Pairs,
}

/// A record that cannot be used.
#[derive(Debug)]
pub(super) struct ParseFault {
    /// The id of its query, if it can be read.
    pub(super) id: Option<QueryId>,
    /// Its shape, if that is clear nevertheless.
    pub(super) shape: Option<Shape>,
    pub(super) diagnostic: Diagnostic,
    pub(super) is_recoverable: bool,
}

impl From<RecordFault> for ParseFault {
    fn from(fault: RecordFault) -> Self {
        let RecordFault { diagnostic, is_recoverable } = fault;
        Self { id: None, shape: None, diagnostic, is_recoverable }
    }
}

impl From<Diagnostic> for ParseFault {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { id: None, shape: None, diagnostic, is_recoverable: false }
    }
}
