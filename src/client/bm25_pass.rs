//! The built-in scorer for a collection that is not kept in memory: its passages are tokenized in a first pass, in
//! batches of any size, and scored when the statistics of all are known.

use std::sync::Arc;

use parking_lot::Mutex;

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
        Self::new(Arc::clone(&self.terms), Some(self.seen.lock().clone()))
    }

    fn new(terms: Arc<QueryTerms>, collection: Option<CollectionStats>) -> Self {
        Self { terms, collection, seen: Mutex::default(), memories: Mutex::default() }
    }

    /// Returns the weights of the terms in the passages so far.
    pub fn weights(&self) -> Weights {
        Weights::new(Arc::clone(&self.terms), self.seen.lock().clone())
    }

    /// Returns the number of passages so far.
    pub fn passages(&self) -> u64 {
        self.seen.lock().passages
    }

    /// Returns true if both passes have seen the same collection.
    pub fn agrees_with(&self, other: &Self) -> bool {
        // Cloned, so that no thread holds both locks at once.
        let seen = self.seen.lock().clone();
        seen == *other.seen.lock()
    }
}

impl Scorer for Bm25Pass {
    fn score(&self, _: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let memory = self.memories.lock().pop().unwrap_or_default();
        let mut counter = TermCounter::new(&self.terms, memory);
        let occurrences = Occurrences::of(&mut counter, passages);
        self.memories.lock().push(counter.into_memory());
        self.seen.lock().add(&CollectionStats::of(&occurrences, &self.terms));
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
