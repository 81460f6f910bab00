//! The queue of queries between the reader and the printer, in input order.
//!
//! Queries complete in any order and are printed in order, so a slow query holds back those after it. Meanwhile the
//! reader runs ahead, which keeps the service busy, until the queue is full by number or size and the reader waits.
//! Memory therefore does not grow with the number of queries.

use std::collections::VecDeque;

use parking_lot::{Condvar, Mutex};

use super::query::QueryState;
use crate::batch::QueryRecord;
use crate::cli::OnQueryError;
use crate::client::JobResult;
use crate::command::scoring::ListPiece;
use crate::diagnostic::Diagnostic;

/// The maximum number of queries in the window: this many, or so many per concurrent request if that is more.
const QUERIES: usize = 64;
const QUERIES_PER_REQUEST: usize = 16;
/// The maximum size of the queries in the window; a larger query is in it alone.
const BYTES: usize = 64 << 20;

/// A queue of queries that one thread fills and another one empties.
pub(super) struct Window {
    content: Mutex<WindowContent>,
    has_room: Condvar,
    max_queries: usize,
    on_error: OnQueryError,
}

#[derive(Default)]
struct WindowContent {
    queries: VecDeque<QueryState>,
    /// The index of the first of them in the run.
    first: usize,
    bytes: usize,
    /// The number of queries that are complete, those included that were taken out.
    completed: usize,
    /// True if no more queries are read, since one of them ends the run.
    is_stopped: bool,
}

impl Window {
    /// Creates a window for a run with so many concurrent requests.
    pub(super) fn new(concurrency: usize, on_error: OnQueryError) -> Self {
        Self {
            content: Mutex::default(),
            has_room: Condvar::new(),
            max_queries: QUERIES.max(QUERIES_PER_REQUEST.saturating_mul(concurrency)),
            on_error,
        }
    }

    /// Adds the next query; waits until there is room for it.
    pub(super) fn push(&self, query: QueryState) {
        let mut content = self.content.lock();
        while !content.is_stopped && !content.queries.is_empty() && self.is_full(&content, &query) {
            self.has_room.wait(&mut content);
        }
        content.bytes += query.size;
        content.completed += usize::from(query.scores.is_complete());
        content.is_stopped |= query.ends_run(self.on_error);
        content.queries.push_back(query);
    }

    fn is_full(&self, content: &WindowContent, next: &QueryState) -> bool {
        content.queries.len() >= self.max_queries || content.bytes + next.size > BYTES
    }

    /// Returns true if no more queries are needed.
    pub(super) fn is_stopped(&self) -> bool {
        self.content.lock().is_stopped
    }

    /// Adds the result of a job. Calls `keep` with the query if that completes its scores.
    pub(super) fn add(
        &self,
        result: JobResult<ListPiece<QueryRecord>>,
        keep: impl FnOnce(&mut QueryState) -> Result<(), Diagnostic>,
    ) -> Result<(), Diagnostic> {
        let mut content = self.content.lock();
        // A query that was complete from the start can be printed before its empty job is done.
        let Some(position) = result.job.query.index.checked_sub(content.first) else {
            return Ok(());
        };
        let Some(query) = content.queries.get_mut(position) else {
            return Ok(());
        };
        if query.scores.is_complete() {
            return Ok(());
        }
        query.scores.add(result);
        if !query.scores.is_complete() {
            return Ok(());
        }
        let kept = if query.scores.failure().is_none() { keep(query) } else { Ok(()) };
        content.is_stopped |= query.ends_run(self.on_error);
        content.completed += 1;
        kept
    }

    /// Takes out the first query if it is complete.
    pub(super) fn pop(&self) -> Option<QueryState> {
        let mut content = self.content.lock();
        let is_complete = content.queries.front()?.scores.is_complete();
        let query = if is_complete { content.queries.pop_front()? } else { return None };
        content.first += 1;
        content.bytes -= query.size;
        drop(content);
        self.has_room.notify_one();
        Some(query)
    }

    /// Returns the numbers of queries that were read and that are complete.
    pub(super) fn counts(&self) -> (usize, usize) {
        let content = self.content.lock();
        (content.first + content.queries.len(), content.completed)
    }
}
