//! A query with its documents, or the reason why there is none.

use std::borrow::Cow;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::json::replace_lone_surrogates;
use crate::model::Document;

/// A query with the documents that are ranked for it.
#[derive(Debug)]
pub struct QueryRecord {
    /// The number of the query in the input, from 0.
    pub number: u64,
    /// `None` means that the query has no id; its number is used instead.
    pub id: Option<QueryId>,
    pub query: String,
    /// In input order. Queries that rank a whole collection share it.
    pub documents: Arc<Vec<Document>>,
    /// True if the documents are a whole collection, which the other queries rank too.
    pub ranks_collection: bool,
    /// The positions of the documents in the list of the query, if some were dropped.
    pub indexes: Option<Vec<u64>>,
    /// The place of the query: `file:line`.
    pub origin: String,
}

impl QueryRecord {
    /// Returns the position of the document at `at` in the list of the query.
    pub fn index(&self, at: usize) -> u64 {
        self.indexes.as_ref().map_or(at as u64, |indexes| indexes[at])
    }
}

/// A record that is not a query with documents.
#[derive(Debug)]
pub struct BadRecord {
    /// The number that the query would have.
    pub number: u64,
    /// The id, if it can be read.
    pub id: Option<QueryId>,
    pub diagnostic: Diagnostic,
    /// True if the next record can be found. Otherwise nothing follows.
    pub is_recoverable: bool,
}

/// The id of a query: a string or an integer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryId {
    /// A JSON string literal or an integer, as spelled in the input.
    literal: Box<str>,
}

impl QueryId {
    /// Creates the id that a JSON value spells; `None` unless that is a string or an integer.
    pub(super) fn from_json(value: &str) -> Option<Self> {
        let is_integer = || {
            let digits = value.strip_prefix('-').unwrap_or(value);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        (value.starts_with('"') || is_integer())
            .then(|| Self { literal: replace_lone_surrogates(value).into() })
    }

    /// Creates an id from a text without a spelling in JSON.
    pub(super) fn from_text(text: &str) -> Self {
        Self { literal: serde_json::Value::from(text).to_string().into() }
    }

    /// Returns the id as JSON, as it was spelled.
    pub fn literal(&self) -> &str {
        &self.literal
    }

    /// Returns the id as text, by which ids are compared.
    pub fn text(&self) -> Cow<'_, str> {
        match self.literal.strip_prefix('"') {
            None => Cow::Borrowed(&self.literal),
            Some(_) if self.literal.contains('\\') => {
                Cow::Owned(serde_json::from_str(&self.literal).unwrap_or_default())
            }
            Some(rest) => Cow::Borrowed(rest.strip_suffix('"').unwrap_or(rest)),
        }
    }
}

/// Returns the id as JSON, or the number for a query without an id.
pub fn id_literal(id: Option<&QueryId>, number: u64) -> Cow<'_, str> {
    id.map_or_else(|| number.to_string().into(), |id| id.literal().into())
}

/// Returns the id as text, or the number for a query without an id.
pub fn id_text(id: Option<&QueryId>, number: u64) -> Cow<'_, str> {
    id.map_or_else(|| number.to_string().into(), QueryId::text)
}
