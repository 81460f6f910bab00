//! The threads of a pool: one that reads jobs, and workers that score them.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use super::{Event, Job, JobResult};
use crate::client::{AsPassage, Passage, Scorer, Scores};

/// Reads jobs and hands them to workers, starting one for each job until there are enough. Returns early when
/// the run was dropped.
pub(super) fn feed<T, E>(
    scorer: &Arc<dyn Scorer>,
    concurrency: usize,
    jobs: impl Iterator<Item = Result<Job<T>, E>>,
    events: &SyncSender<Event<T, E>>,
) where
    T: AsPassage + Send + 'static,
    E: Send + 'static,
{
    // One job can wait for the worker that is free next.
    let (work, queue) = mpsc::sync_channel(1);
    let queue = Arc::new(Mutex::new(queue));
    let mut workers = 0;
    for job in jobs {
        let job = match job {
            Ok(job) => job,
            Err(error) => return drop(events.send(Event::Input(error))),
        };
        if events.send(Event::Read(job.items.len() as u64)).is_err() {
            return;
        }
        if workers < concurrency {
            let worker = Worker {
                scorer: Arc::clone(scorer),
                queue: Arc::clone(&queue),
                events: events.clone(),
            };
            let thread = thread::Builder::new().spawn(move || worker.run());
            // Where the system allows no more threads, those there are do the work.
            match thread {
                Ok(_) => workers += 1,
                Err(error) if workers == 0 => return drop(events.send(Event::NoThread(error))),
                Err(_) => {}
            }
        }
        if work.send(job).is_err() {
            return;
        }
    }
    drop(events.send(Event::End));
}

struct Worker<T, E> {
    scorer: Arc<dyn Scorer>,
    queue: Arc<Mutex<Receiver<Job<T>>>>,
    events: SyncSender<Event<T, E>>,
}

impl<T, E> Drop for Worker<T, E> {
    /// Reports a panic: the job of the thread is lost, so the run would wait for it for ever.
    fn drop(&mut self) {
        if thread::panicking() {
            drop(self.events.send(Event::Panicked));
        }
    }
}

impl<T: AsPassage, E> Worker<T, E> {
    /// Scores jobs until there are no more, or the run was dropped.
    fn run(&self) {
        while let Some(job) = self.next_job() {
            let event = if job.query.has_failed.load(Ordering::Relaxed) {
                Event::Skipped
            } else {
                Event::Scored(self.score(job))
            };
            if self.events.send(event).is_err() {
                return;
            }
        }
    }

    fn next_job(&self) -> Option<Job<T>> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.recv().ok()
    }

    fn score(&self, job: Job<T>) -> JobResult<T> {
        let start = Instant::now();
        let passages: Vec<Passage<'_>> = job.items.iter().filter_map(AsPassage::passage).collect();
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
