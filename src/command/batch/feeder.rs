//! Turns records into the jobs of the pool, as far ahead of the printed results as the window allows.

use std::convert::Infallible;
use std::iter;
use std::sync::Arc;

use super::collection_index::CollectionIndex;
use super::ledger::LedgerReader;
use super::query::{QueryState, Subject};
use super::window::Window;
use crate::batch::{BadRecord, QueryRecord};
use crate::client::{AsPassage, Job, Limits, QueryJobs, Remote};
use crate::command::scorer::ScorerHandle;
use crate::command::scoring::{ListPiece, PartialScores, jobs};
use crate::window::WindowSettings;

/// The job of a query, with some of its documents.
pub(super) type QueryJob = Job<ListPiece<QueryRecord>>;

/// The number of passages that every service accepts, so that its limit need not be requested.
const SURE: usize = 8;

/// An iterator of jobs over an iterator of records.
pub(super) struct Feeder<I> {
    records: I,
    window: Arc<Window>,
    limits: Limits,
    cut: Option<WindowSettings>,
    /// The service whose limit is still to be requested.
    remote: Option<Arc<Remote>>,
    ledger: Option<LedgerReader>,
    /// The collection for the built-in scorer, unless its documents are cut.
    index: Option<CollectionIndex>,
    /// The number of queries so far.
    count: usize,
    current: Box<dyn Iterator<Item = Result<QueryJob, Infallible>> + Send>,
}

impl<I> Feeder<I> {
    pub(super) fn new(
        records: I,
        window: Arc<Window>,
        handle: &ScorerHandle,
        cut: Option<WindowSettings>,
        ledger: Option<LedgerReader>,
    ) -> Self {
        let (limits, remote) = (handle.limits, handle.remote.clone());
        let index = (remote.is_none() && cut.is_none()).then(CollectionIndex::default);
        let current = Box::new(iter::empty());
        Self { records, window, limits, cut, remote, ledger, index, count: 0, current }
    }

    /// Puts a query into the window and starts its jobs.
    fn start(&mut self, record: Result<QueryRecord, BadRecord>) {
        let mut state = match record {
            Ok(record) => QueryState::new(Arc::new(record)),
            Err(record) => QueryState::bad(record),
        };
        if let Some(ledger) = &mut self.ledger {
            ledger.prepare(&mut state);
        }
        if let (Some(index), Subject::Query(record)) = (&mut self.index, &state.subject)
            && record.ranks_collection
            && state.scores.is_unscored()
        {
            state.scores = PartialScores::computed(index.scores(record));
        }
        let query = QueryJobs::new(self.count, state.subject.query().unwrap_or_default());
        self.count += 1;
        self.current = match &state.subject {
            Subject::Query(record) if state.scores.is_unscored() => {
                let limits = self.limits(record);
                Box::new(jobs(query, Arc::clone(record), limits, self.cut))
            }
            // A job without documents lets the caller know that there is a result.
            _ => Box::new(iter::once(Ok(Job { query, items: Vec::new() }))),
        };
        self.window.push(state);
    }

    /// Returns the limits of requests, with that of the service if it can matter.
    fn limits(&mut self, record: &QueryRecord) -> Limits {
        let passages = record.documents.iter().filter(AsPassage::has_passage);
        if self.remote.is_some()
            && (self.cut.is_some() || passages.take(SURE + 1).count() > SURE)
            && let Some(passages) = self.remote.take().and_then(|remote| remote.max_passages())
        {
            self.limits.passages = passages;
        }
        self.limits
    }
}

impl<I: Iterator<Item = Result<QueryRecord, BadRecord>>> Iterator for Feeder<I> {
    type Item = Result<QueryJob, Infallible>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            // All jobs of the queries before the one that ends the run have been returned.
            if self.window.is_stopped() {
                return None;
            }
            if let Some(job) = self.current.next() {
                return Some(job);
            }
            let record = self.records.next()?;
            self.start(record);
        }
    }
}
