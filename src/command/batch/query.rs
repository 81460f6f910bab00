//! A query of a run: its record, its scores so far, and the effect of its failure.

use std::borrow::Cow;
use std::sync::Arc;

use crate::batch::{self, BadRecord, QueryId, QueryRecord};
use crate::cli::OnQueryError;
use crate::command::scoring::{DocumentList, PartialScores};
use crate::error::Error;
use crate::exit::Exit;
use crate::model::Document;
use crate::recording::{Entry, RankingBuilder, RecordedRanking};

impl DocumentList for QueryRecord {
    fn documents(&self) -> &[Document] {
        &self.documents
    }
}

/// A query between reading and printing.
pub(super) struct QueryState {
    pub(super) subject: Subject,
    pub(super) scores: PartialScores,
    /// The documents to record once they have scores.
    pub(super) recorded: Option<RankingBuilder>,
    /// The recorded scores.
    pub(super) kept: Option<KeptScores>,
    /// True if no record can be read after it.
    pub(super) is_last: bool,
    /// The approximate size in memory, in bytes.
    pub(super) size: usize,
}

/// The recorded scores of a query.
pub(super) struct KeptScores {
    pub(super) ranking: RecordedRanking,
    /// The line of the journal that holds them.
    pub(super) entry: Option<Entry>,
}

/// The record of a query, or what is known of a record that cannot be read.
pub(super) enum Subject {
    Query(Arc<QueryRecord>),
    Bad { number: u64, id: Option<QueryId> },
}

impl QueryState {
    /// Creates the state of a query without scores.
    pub(super) fn new(record: Arc<QueryRecord>) -> Self {
        /// The memory that a document takes in addition to its record, and that of its score.
        const DOCUMENT: usize = 128;
        const SCORE: usize = 16;
        let documents = record.documents.iter();
        let size = if record.ranks_collection {
            documents.len() * SCORE
        } else {
            documents.map(|document| document.record().len() + DOCUMENT).sum()
        };
        Self {
            size: size + record.query.len(),
            scores: PartialScores::new(record.documents.len()),
            subject: Subject::Query(record),
            recorded: None,
            kept: None,
            is_last: false,
        }
    }

    /// Creates the state of a record that cannot be read.
    pub(super) fn bad(record: BadRecord) -> Self {
        Self {
            subject: Subject::Bad { number: record.number, id: record.id },
            scores: PartialScores::complete(Err(Error::Input(record.diagnostic))),
            recorded: None,
            kept: None,
            is_last: !record.is_recoverable,
            size: 0,
        }
    }

    /// Returns true if the run ends with this query.
    pub(super) fn ends_run(&self, on_error: OnQueryError) -> bool {
        self.is_last || self.scores.failure().is_some_and(|error| ends_run(error, on_error))
    }
}

fn ends_run(error: &Error, on_error: OnQueryError) -> bool {
    match on_error {
        OnQueryError::Fail => true,
        OnQueryError::Record => match error {
            Error::Call(error, _) => error.kind().is_shared(),
            Error::Input(_) | Error::Query(..) => false,
            Error::Lost => true,
        },
        OnQueryError::Passthrough => error.exit() != Exit::ServiceError,
    }
}

impl Subject {
    /// Returns the id as text, or the number of a query without one.
    pub(super) fn id(&self) -> Cow<'_, str> {
        let (number, id) = self.number_and_id();
        batch::id_text(id, number)
    }

    /// Returns the id as spelled in JSON, or the number of a query without one.
    pub(super) fn id_literal(&self) -> Cow<'_, str> {
        let (number, id) = self.number_and_id();
        batch::id_literal(id, number)
    }

    fn number_and_id(&self) -> (u64, Option<&QueryId>) {
        match self {
            Self::Query(record) => (record.number, record.id.as_ref()),
            Self::Bad { number, id } => (*number, id.as_ref()),
        }
    }

    /// Returns the text of the query, if its record can be read.
    pub(super) fn query(&self) -> Option<&str> {
        match self {
            Self::Query(record) => Some(&record.query),
            Self::Bad { .. } => None,
        }
    }

    /// Returns the position of the document at `at` in the list of the query.
    pub(super) fn index(&self, at: usize) -> u64 {
        match self {
            Self::Query(record) => record.index(at),
            Self::Bad { .. } => at as u64,
        }
    }

    pub(super) fn documents(&self) -> &[Document] {
        match self {
            Self::Query(record) => &record.documents,
            Self::Bad { .. } => &[],
        }
    }
}
