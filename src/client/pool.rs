//! Scores batches on several threads. One thread reads and cuts, so that a slow input never hides a
//! service that is down; as many as the concurrency allows score, sharing one scorer; the caller's thread
//! collects. Threads begin when there is work for them.
//!
//! The threads are not scoped: when a run must stop, the calls under way are left behind, and the
//! process ends without waiting for their answers. A scope would wait for every one of them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::error::ClientError;
use super::{AsPassage, Passage, Scorer, Scores};

/// How often a caller hears of the state of things while nothing happens.
const TICK: Duration = Duration::from_millis(100);

/// Why a run stopped early.
#[derive(Debug)]
pub enum Stop<T, E> {
    /// The input failed.
    Input(E),
    /// A call failed. If one item is to blame it is here.
    Call(ClientError, Option<T>),
    /// A thread ended without a word, which it never should.
    Lost,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Status {
    /// Items read so far.
    pub read: u64,
    /// Items scored so far.
    pub scored: u64,
    /// Calls under way.
    pub in_flight: u64,
    /// Whether all of the input has been read.
    pub complete: bool,
}

enum Event<T, E> {
    Read(u64),
    End,
    Input(E),
    Scored(Vec<T>, Result<Scores, Box<ClientError>>),
    Lost,
}

/// Scores batches on several threads.
pub struct Pool {
    shared: Arc<Shared>,
    concurrency: usize,
}

impl Pool {
    /// A pool of at most `concurrency` calls at a time.
    pub fn new(scorer: Arc<dyn Scorer>, query: &str, concurrency: usize) -> Self {
        let shared = Shared {
            scorer,
            query: query.into(),
            stopped: AtomicBool::new(false),
        };
        Self {
            shared: Arc::new(shared),
            concurrency,
        }
    }

    /// Scores every batch. `collect` gets each batch with its scores, in the order of their arrival, one
    /// score for each item that has a passage; `watch` hears how far things have come.
    pub fn run<T, E>(
        self,
        batches: impl Iterator<Item = Result<Vec<T>, E>> + Send + 'static,
        mut collect: impl FnMut(Vec<T>, Scores),
        mut watch: impl FnMut(Status),
    ) -> Result<(), Stop<T, E>>
    where
        T: AsPassage + Send + 'static,
        E: Send + 'static,
    {
        // What is scored faster than it is collected must not pile up.
        let (events, inbox) = mpsc::sync_channel(self.concurrency);
        let concurrency = self.concurrency as u64;
        thread::spawn(move || self.feed(batches, &events));
        let mut status = Status::default();
        let mut outstanding = 0;
        while !(status.complete && outstanding == 0) {
            match inbox.recv_timeout(TICK) {
                Ok(Event::Read(items)) => {
                    status.read += items;
                    outstanding += 1;
                }
                Ok(Event::End) => status.complete = true,
                Ok(Event::Input(error)) => return Err(Stop::Input(error)),
                Ok(Event::Scored(items, Ok(scores))) => {
                    status.scored += items.len() as u64;
                    outstanding -= 1;
                    collect(items, scores);
                }
                Ok(Event::Scored(items, Err(error))) => {
                    let passages = items.into_iter().filter(|item| item.passage().is_some());
                    let culprit = error.passage.and_then(|at| { passages }.nth(at));
                    return Err(Stop::Call(*error, culprit));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Event::Lost) | Err(RecvTimeoutError::Disconnected) => return Err(Stop::Lost),
            }
            status.in_flight = outstanding.min(concurrency);
            watch(status);
        }
        Ok(())
    }

    /// Reads batches and hands them to threads that score, starting one for each batch until there are
    /// enough. Ends early when nobody listens any more.
    fn feed<T, E>(
        self,
        batches: impl Iterator<Item = Result<Vec<T>, E>>,
        events: &SyncSender<Event<T, E>>,
    ) where
        T: AsPassage + Send + 'static,
        E: Send + 'static,
    {
        // One batch may wait ready for the thread that is free next.
        let (work, queue) = mpsc::sync_channel(1);
        let queue = Arc::new(Mutex::new(queue));
        let mut threads = 0;
        for batch in batches {
            let batch = match batch {
                Ok(batch) => batch,
                Err(error) => return drop(events.send(Event::Input(error))),
            };
            if events.send(Event::Read(batch.len() as u64)).is_err() {
                return;
            }
            if threads < self.concurrency {
                let worker = Worker {
                    shared: Arc::clone(&self.shared),
                    queue: Arc::clone(&queue),
                    events: events.clone(),
                };
                // Where the system gives no more threads, those there are do the work.
                let thread = thread::Builder::new().spawn(move || worker.work());
                if thread.is_err() && threads == 0 {
                    return;
                }
                threads += usize::from(thread.is_ok());
            }
            if work.send(batch).is_err() {
                return;
            }
        }
        drop(events.send(Event::End));
    }
}

/// What the threads of a run share.
struct Shared {
    scorer: Arc<dyn Scorer>,
    query: Arc<str>,
    /// Set when a call has failed, so that no other begins.
    stopped: AtomicBool,
}

struct Worker<T, E> {
    shared: Arc<Shared>,
    queue: Arc<Mutex<Receiver<Vec<T>>>>,
    events: SyncSender<Event<T, E>>,
}

impl<T, E> Drop for Worker<T, E> {
    /// A thread that panics takes a batch with it, which must not be waited for; nor would the others see the
    /// end of the queue, as long as there are batches.
    fn drop(&mut self) {
        if thread::panicking() {
            self.shared.stopped.store(true, Ordering::Relaxed);
            drop(self.events.send(Event::Lost));
        }
    }
}

impl<T: AsPassage, E> Worker<T, E> {
    /// Scores batches until there are none, or nobody listens.
    fn work(&self) {
        while let Some(batch) = self.next() {
            let passages: Vec<Passage<'_>> = batch.iter().filter_map(AsPassage::passage).collect();
            let scores = if passages.is_empty() {
                Ok(Scores {
                    numbers: Vec::new(),
                    tokens: Some(0),
                })
            } else {
                self.shared.scorer.score(&self.shared.query, &passages)
            };
            drop(passages);
            if scores.is_err() {
                self.shared.stopped.store(true, Ordering::Relaxed);
            }
            if self
                .events
                .send(Event::Scored(batch, scores.map_err(Box::new)))
                .is_err()
            {
                return;
            }
        }
    }

    fn next(&self) -> Option<Vec<T>> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let batch = queue.recv().ok();
        batch.filter(|_| !self.shared.stopped.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Text;

    struct Panics;

    impl Scorer for Panics {
        fn score(&self, _: &str, _: &[Passage<'_>]) -> Result<Scores, ClientError> {
            panic!("a scorer that panics");
        }
    }

    struct Item;

    impl AsPassage for Item {
        fn passage(&self) -> Option<Passage<'_>> {
            Some(Passage {
                text: Some(Text::Plain("text".into())),
                image: None,
            })
        }
    }

    #[test]
    fn a_run_ends_when_all_its_threads_have() {
        let (done, ended) = mpsc::channel();
        thread::spawn(move || {
            let batches = (0..64).map(|_| Ok::<_, ()>(vec![Item]));
            let stop = Pool::new(Arc::new(Panics), "query", 2).run(batches, |_, _| {}, |_| {});
            done.send(matches!(stop, Err(Stop::Lost)))
        });
        let is_lost = ended.recv_timeout(Duration::from_secs(10));
        assert_eq!(is_lost, Ok(true), "it hangs, or goes on");
    }
}
