//! A thread of a pool: it takes the next job and scores it, until there are no more.

use std::io;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

use super::outcomes::OutcomeQueue;
use super::{Counts, Event, Job, JobResult};
use crate::client::{AsPassage, Passage, Scorer, Scores};

/// The jobs of a run that have not been taken.
pub(super) struct JobQueue<I> {
    /// `None` at the end.
    pub(super) jobs: Option<I>,
    /// The number of workers that may still be started.
    pub(super) spare_workers: usize,
}

/// A worker, and what it shares with the others.
pub(super) struct Worker<I, T, E> {
    pub(super) scorer: Arc<dyn Scorer>,
    /// The lock of std, which a panic poisons, so that no worker takes another job from a broken reader.
    pub(super) queue: Arc<Mutex<JobQueue<I>>>,
    pub(super) counts: Arc<Counts>,
    pub(super) outcomes: Arc<OutcomeQueue<T, E>>,
}

impl<I, T, E> Drop for Worker<I, T, E> {
    /// Reports a panic: the job of the thread is lost, so the run would wait for it for ever.
    fn drop(&mut self) {
        if thread::panicking() {
            self.outcomes.send(Event::Panicked);
        }
    }
}

impl<I, T, E> Worker<I, T, E>
where
    I: Iterator<Item = Result<Job<T>, E>> + Send + 'static,
    T: AsPassage + Send + 'static,
    E: Send + 'static,
{
    /// Starts the thread of the worker.
    pub(super) fn start(self) -> io::Result<()> {
        thread::Builder::new().spawn(move || self.run()).map(drop)
    }

    /// Scores jobs until there are no more, or the run was dropped.
    fn run(&self) {
        while let Some(job) = self.next_job() {
            let event = if job.query.has_failed.load(Ordering::Relaxed) {
                Event::Skipped
            } else {
                Event::Scored(self.score(job))
            };
            if !self.outcomes.send(event) {
                return;
            }
        }
    }

    /// Reads the next job, and reports the end of the jobs.
    fn next_job(&self) -> Option<Job<T>> {
        // A panic while a job was read has been reported.
        let mut queue = self.queue.lock().ok()?;
        let end = match queue.jobs.as_mut()?.next() {
            Some(Ok(job)) => {
                self.counts.items.fetch_add(job.items.len() as u64, Ordering::Relaxed);
                self.counts.jobs.fetch_add(1, Ordering::Relaxed);
                self.add_worker(&mut queue);
                return Some(job);
            }
            Some(Err(error)) => Event::Input(error),
            None => Event::End,
        };
        queue.jobs = None;
        drop(queue);
        self.outcomes.send(end);
        None
    }

    /// Starts another worker for the next job, unless there are enough.
    fn add_worker(&self, queue: &mut JobQueue<I>) {
        if queue.spare_workers > 0 {
            queue.spare_workers -= 1;
            let worker = Self {
                scorer: Arc::clone(&self.scorer),
                queue: Arc::clone(&self.queue),
                counts: Arc::clone(&self.counts),
                outcomes: Arc::clone(&self.outcomes),
            };
            // Where the system allows no more threads, those there are do the work.
            let _ = worker.start();
        }
    }

    fn score(&self, job: Job<T>) -> JobResult<T> {
        let start = Instant::now();
        let mut passages: Vec<Passage<'_>> = Vec::with_capacity(job.items.len());
        passages.extend(job.items.iter().filter_map(AsPassage::passage));
        let result = if passages.is_empty() {
            Ok(Scores { tokens: Some(0), ..Scores::default() })
        } else {
            self.scorer.score(&job.query.text, &passages)
        };
        drop(passages);
        if result.is_err() {
            job.query.has_failed.store(true, Ordering::Relaxed);
        }
        JobResult { job, result: result.map_err(Box::new), elapsed: start.elapsed() }
    }
}
