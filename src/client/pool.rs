//! The worker pool, which scores jobs of a query and a batch on several threads. Ranking is the case of one
//! query.
//!
//! Up to `concurrency` threads take turns to read a job and then score it with one scorer, so a job is not handed from
//! one thread to another, and a slow input never hides a service that is down. The caller receives the outcomes as they
//! complete. Threads start when there is work for them. The queue of outcomes holds few of them, so the slowest side
//! sets the pace and memory stays bounded.
//!
//! The threads are not scoped: when a run stops early, calls in flight are abandoned, and the process ends
//! without waiting for their responses.

mod outcomes;
mod worker;

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::error::ClientError;
use super::{AsPassage, Scorer, Scores};
use outcomes::OutcomeQueue;
use worker::{JobQueue, Worker};

/// The longest time that [`PoolRun::wait`] takes, so that callers can show progress.
const TICK: Duration = Duration::from_millis(100);

/// A query, whose items are scored in one or more jobs.
#[derive(Debug)]
pub struct QueryJobs {
    /// The position of the query in the run.
    pub index: usize,
    text: String,
    /// Set when a job of the query has failed, so that no other job is started.
    has_failed: AtomicBool,
}

impl QueryJobs {
    pub fn new(index: usize, text: &str) -> Arc<Self> {
        Arc::new(Self { index, text: text.into(), has_failed: AtomicBool::new(false) })
    }
}

/// A batch of items to score for a query.
pub struct Job<T> {
    pub query: Arc<QueryJobs>,
    pub items: Vec<T>,
}

/// A job after the call.
pub struct JobResult<T> {
    pub job: Job<T>,
    pub result: Result<Scores, Box<ClientError>>,
    pub elapsed: Duration,
}

impl<T: AsPassage> Job<T> {
    /// Returns the items with their scores: `numbers` has one for each item with a passage.
    pub fn into_scored(self, numbers: Vec<f64>) -> impl Iterator<Item = (T, Option<f64>)> {
        let mut numbers = numbers.into_iter();
        self.items.into_iter().map(move |item| {
            let score = item.has_passage().then(|| numbers.next()).flatten();
            (item, score)
        })
    }

    /// Returns the item that caused `error`, if a single one did.
    pub fn culprit(&self, error: &ClientError) -> Option<&T> {
        self.items.iter().filter(AsPassage::has_passage).nth(error.passage?)
    }
}

/// The reason why a run cannot go on.
#[derive(Debug)]
pub enum PoolError<E> {
    Input(E),
    /// The system allows no thread.
    Spawn(io::Error),
    Panic,
}

#[derive(Clone, Copy, Debug)]
pub struct PoolStatus {
    pub read: u64,
    pub scored: u64,
    pub in_flight: u64,
    /// `read` is the number of all items.
    pub is_complete: bool,
}

enum Event<T, E> {
    /// All jobs have been read.
    End,
    Input(E),
    Scored(JobResult<T>),
    Skipped,
    Panicked,
}

/// The numbers of what has been read.
#[derive(Default)]
struct Counts {
    jobs: AtomicU64,
    items: AtomicU64,
}

/// A running pool. Dropping it stops the run.
pub struct PoolRun<T, E> {
    outcomes: Arc<OutcomeQueue<T, E>>,
    counts: Arc<Counts>,
    concurrency: u64,
    /// The reason why no thread could be started.
    refusal: Option<io::Error>,
    /// The number of jobs that were scored or skipped.
    finished: u64,
    scored: u64,
    /// True if all jobs have been read.
    is_complete: bool,
}

impl<T, E> Drop for PoolRun<T, E> {
    fn drop(&mut self) {
        self.outcomes.close();
    }
}

impl<T, E> PoolRun<T, E>
where
    T: AsPassage + Send + 'static,
    E: Send + 'static,
{
    /// Starts to score `jobs` with at most `concurrency` calls at once.
    pub fn start(
        scorer: Arc<dyn Scorer>,
        concurrency: usize,
        jobs: impl Iterator<Item = Result<Job<T>, E>> + Send + 'static,
    ) -> Self {
        let outcomes = Arc::new(OutcomeQueue::new());
        let counts = Arc::new(Counts::default());
        let queue = JobQueue { jobs: Some(jobs), spare_workers: concurrency.saturating_sub(1) };
        let first = Worker {
            scorer,
            queue: Arc::new(Mutex::new(queue)),
            counts: Arc::clone(&counts),
            outcomes: Arc::clone(&outcomes),
        };
        Self {
            outcomes,
            counts,
            concurrency: concurrency as u64,
            refusal: first.start().err(),
            finished: 0,
            scored: 0,
            is_complete: false,
        }
    }

    /// Returns true if all jobs have been scored or skipped.
    pub fn is_finished(&self) -> bool {
        self.is_complete && self.outstanding() == 0
    }

    fn outstanding(&self) -> u64 {
        self.counts.jobs.load(Ordering::Relaxed).saturating_sub(self.finished)
    }

    pub fn status(&self) -> PoolStatus {
        PoolStatus {
            read: self.counts.items.load(Ordering::Relaxed),
            scored: self.scored,
            in_flight: self.outstanding().min(self.concurrency),
            is_complete: self.is_complete,
        }
    }

    /// Waits for the next outcome, in the order of completion. `None` means that there is none yet.
    pub fn wait(&mut self) -> Result<Option<JobResult<T>>, PoolError<E>> {
        if let Some(error) = self.refusal.take() {
            return Err(PoolError::Spawn(error));
        }
        match self.outcomes.receive(TICK) {
            Some(Event::End) => self.is_complete = true,
            Some(Event::Input(error)) => return Err(PoolError::Input(error)),
            Some(Event::Scored(outcome)) => {
                self.scored += outcome.job.items.len() as u64;
                self.finished += 1;
                return Ok(Some(outcome));
            }
            Some(Event::Skipped) => self.finished += 1,
            Some(Event::Panicked) => return Err(PoolError::Panic),
            None => {}
        }
        Ok(None)
    }
}
