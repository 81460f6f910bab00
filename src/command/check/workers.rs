//! The threads that ask for the scores of cases. They are not scoped: when a run ends early, the calls under
//! way are left behind.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::Loss;
use crate::check::{CaseStatus, Collection};
use crate::client::{AsPassage, Batches, ClientError, Limits, Passage, Scorer};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::plan::Scoring;

/// A query of some documents, whichever cases ask it.
pub(super) struct Unit {
    query: String,
    pub(super) docs: Arc<Collection>,
    /// Set when one of its requests has failed, so that no other is made.
    lost: AtomicBool,
}

impl Unit {
    pub(super) fn new(query: &str, docs: &Arc<Collection>) -> Self {
        Self {
            query: query.into(),
            docs: Arc::clone(docs),
            lost: AtomicBool::new(false),
        }
    }
}

/// A document on its way to the scorer.
struct Item {
    unit: Arc<Unit>,
    doc: usize,
}

impl AsPassage for Item {
    fn passage(&self) -> Option<Passage<'_>> {
        self.unit.docs.documents[self.doc].passage()
    }
}

/// What came of a request: the documents in it, and a score for each that is not blank.
pub(super) struct Answer {
    pub(super) unit: usize,
    pub(super) docs: Vec<usize>,
    pub(super) scores: Result<Vec<Option<f64>>, Loss>,
    pub(super) took: Duration,
}

/// The requests of a unit.
fn requests(
    (at, unit): (usize, Arc<Unit>),
    limits: Limits,
) -> impl Iterator<Item = (usize, Vec<Item>)> + Send {
    let docs = 0..unit.docs.len();
    let items = docs.map(move |doc| {
        Ok::<_, Infallible>(Item {
            unit: Arc::clone(&unit),
            doc,
        })
    });
    // Small requests at the beginning would cut cases that fit one.
    let limits = Limits {
        openings: 0,
        ..limits
    };
    let batches = Batches::new(items, limits);
    batches.map(move |batch| (at, batch.unwrap_or_else(|never| match never {})))
}

type Queue = Mutex<Box<dyn Iterator<Item = (usize, Vec<Item>)> + Send>>;

/// Starts the threads that ask.
pub(super) fn ask(
    units: &[Arc<Unit>],
    scorer: &Arc<dyn Scorer>,
    scoring: &Scoring,
) -> Result<Receiver<Answer>> {
    let (answers, inbox) = mpsc::channel();
    let numbered: Vec<_> = units.iter().cloned().enumerate().collect();
    let limits = scoring.limits;
    let all = numbered
        .into_iter()
        .flat_map(move |unit| requests(unit, limits));
    let queue: Arc<Queue> = Arc::new(Mutex::new(Box::new(all)));
    let documents = units.iter().map(|unit| unit.docs.len()).sum();
    let mut threads = 0;
    for _ in 0..scoring.concurrency.min(documents) {
        let worker = Worker {
            scorer: Arc::clone(scorer),
            queue: Arc::clone(&queue),
            answers: answers.clone(),
        };
        // Where the system gives no more threads, those there are do the work.
        let thread = thread::Builder::new().spawn(move || worker.work());
        threads += usize::from(thread.is_ok());
    }
    if threads == 0 && documents > 0 {
        return Err(Error::Lost.into());
    }
    Ok(inbox)
}

struct Worker {
    scorer: Arc<dyn Scorer>,
    queue: Arc<Queue>,
    answers: Sender<Answer>,
}

impl Worker {
    /// Asks until there is nothing left to ask, or nobody listens.
    fn work(&self) {
        while let Some((unit, items)) = self.next() {
            let lost = items
                .first()
                .is_some_and(|item| item.unit.lost.load(Ordering::Relaxed));
            if !lost && self.answers.send(self.answer(unit, &items)).is_err() {
                return;
            }
        }
    }

    fn next(&self) -> Option<(usize, Vec<Item>)> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.next()
    }

    fn answer(&self, unit: usize, items: &[Item]) -> Answer {
        let begun = Instant::now();
        let passages: Vec<Passage<'_>> = items.iter().filter_map(AsPassage::passage).collect();
        let query = items.first().map_or("", |item| &item.unit.query);
        let numbers = if passages.is_empty() {
            Ok(Vec::new())
        } else {
            self.scorer
                .score(query, &passages)
                .map(|scores| scores.numbers)
        };
        let scores = match numbers {
            Ok(numbers) => {
                let mut numbers = numbers.into_iter();
                let score = |item: &Item| item.passage().and_then(|_| numbers.next());
                Ok(items.iter().map(score).collect())
            }
            Err(error) => {
                for item in items.iter().take(1) {
                    item.unit.lost.store(true, Ordering::Relaxed);
                }
                Err(loss(error, items))
            }
        };
        Answer {
            unit,
            docs: items.iter().map(|item| item.doc).collect(),
            scores,
            took: begun.elapsed(),
        }
    }
}

fn loss(error: ClientError, items: &[Item]) -> Loss {
    let exit = error.exit();
    let mut sent = items.iter().filter(|item| item.passage().is_some());
    let culprit = error.passage.and_then(|at| sent.nth(at));
    let origin = culprit.map(|item| item.unit.docs.documents[item.doc].origin());
    let error = Error::Call(error, origin);
    let mut diagnostic = Diagnostic::new(error.to_string()).maybe_hint(error.hint());
    if let Some(cause) = error.cause() {
        diagnostic = diagnostic.cause(cause);
    }
    Loss {
        status: CaseStatus::Error,
        error: diagnostic,
        exit,
    }
}
