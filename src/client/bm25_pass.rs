//! The built-in scorer for a collection that is not kept in memory: its passages are tokenized in a first pass, in
//! batches of any size, and scored when the statistics of all are known.

use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};

use super::bm25::{CollectionStats, Weights};
use super::error::ClientError;
use super::occurrences::Occurrences;
use super::query_terms::{QueryTerms, TermCounter, WordMemory};
use super::{Passage, Scorer, Scores};

/// The scorer of a pass. The first pass gathers statistics and returns occurrences, from which scores can be computed
/// later; a second one returns scores. Images are ignored.
pub struct Bm25Pass {
    terms: Arc<QueryTerms>,
    /// The statistics of the whole collection; `None` in the first pass, whose scores are all zero.
    collection: Option<CollectionStats>,
    /// The statistics of the passages so far.
    seen: Mutex<CollectionStats>,
    /// The words that threads remember, while none of them uses them.
    memories: Mutex<Vec<WordMemory>>,
}

impl Bm25Pass {
    /// Creates the scorer of the first pass for a query.
    pub fn first(query: &str) -> Self {
        Self::new(Arc::new(QueryTerms::new(query)), None)
    }

    /// Creates the scorer of the second pass from that of a finished first pass.
    #[must_use]
    pub fn second(&self) -> Self {
        Self::new(Arc::clone(&self.terms), Some(lock(&self.seen).clone()))
    }

    fn new(terms: Arc<QueryTerms>, collection: Option<CollectionStats>) -> Self {
        Self { terms, collection, seen: Mutex::default(), memories: Mutex::default() }
    }

    /// Returns the weights of the terms in the passages so far.
    pub fn weights(&self) -> Weights {
        Weights::new(Arc::clone(&self.terms), lock(&self.seen).clone())
    }

    /// Returns the number of passages so far.
    pub fn passages(&self) -> u64 {
        lock(&self.seen).passages
    }

    /// Returns true if both passes have seen the same collection.
    pub fn agrees_with(&self, other: &Self) -> bool {
        let seen = lock(&self.seen).clone();
        seen == *lock(&other.seen)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock()
}

impl Scorer for Bm25Pass {
    fn score(&self, _: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let memory = lock(&self.memories).pop().unwrap_or_default();
        let mut counter = TermCounter::new(&self.terms, memory);
        let occurrences = Occurrences::of(&mut counter, passages);
        lock(&self.memories).push(counter.into_memory());
        lock(&self.seen).add(&CollectionStats::of(&occurrences, &self.terms));
        let numbers = match &self.collection {
            Some(collection) => {
                let mut weights = Weights::new(Arc::clone(&self.terms), collection.clone());
                occurrences.iter().map(|passage| weights.score(passage)).collect()
            }
            None => vec![0.0; passages.len()],
        };
        Ok(Scores { numbers, occurrences, ..Scores::default() })
    }
}
