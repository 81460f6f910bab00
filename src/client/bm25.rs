//! The built-in scorer `local/bm25`: Okapi BM25 over the passages at hand, without a network.
//!
//! The score of a passage is the sum over the terms of the query (a term that the query repeats counts each
//! time) of `idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average length))`, with
//! `idf = ln(1 + (N - df + 0.5) / (df + 0.5))` (Robertson and Zaragoza 2009, "The Probabilistic Relevance
//! Framework", in the form that is never negative). Lengths are counted in terms.
//!
//! Statistics are sums of integers, so neither the size of batches nor the order in which they come changes a score.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::error::ClientError;
use super::failure::FailureKind;
use super::query_terms::{QueryTerms, TermCounter, WordMemory};
use super::{Passage, Scorer, Scores};

/// Saturation of term frequency: the smaller, the less a repeated term adds.
const K1: f64 = 1.2;
/// Strength of length normalization, from 0 (none) to 1 (full).
const B: f64 = 0.75;

/// The statistics of a collection of passages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CollectionStats {
    pub(super) passages: u64,
    /// The number of terms in all passages.
    pub(super) length: u64,
    /// For each term of the query the number of passages that have it.
    pub(super) with_term: Vec<u64>,
}

impl CollectionStats {
    /// Adds the statistics of other passages for the same query.
    fn add(&mut self, other: &Self) {
        self.passages += other.passages;
        self.length += other.length;
        self.with_term.resize(other.with_term.len(), 0);
        for (sum, more) in self.with_term.iter_mut().zip(&other.with_term) {
            *sum += more;
        }
    }

    /// Returns the weight of a term that so many passages have.
    pub(super) fn idf(&self, with_term: u64) -> f64 {
        let (count, df) = (self.passages as f64, with_term as f64);
        (1.0 + (count - df + 0.5) / (df + 0.5)).ln()
    }

    /// Returns the share of a term in the score of a passage of so many terms.
    pub(super) fn share(&self, idf: f64, tf: u32, length: u32) -> f64 {
        let average = self.length as f64 / self.passages as f64;
        let (tf, length) = (f64::from(tf), f64::from(length));
        idf * tf * (K1 + 1.0) / (tf + K1 * (1.0 - B + B * length / average))
    }
}

/// Rounds a score to four decimals, so that the last bits of a machine's logarithm do not show.
pub(super) fn round(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

/// The occurrences of the terms of a query in passages.
#[derive(Default)]
struct Occurrences {
    /// For each passage its number of terms, and the end of its range in `found`.
    passages: Vec<(u32, usize)>,
    /// The number of a term of the query, and of its occurrences in a passage.
    found: Vec<(usize, u32)>,
}

impl Occurrences {
    fn of(counter: &mut TermCounter<'_>, passages: &[Passage<'_>]) -> Self {
        let mut occurrences = Self::default();
        for passage in passages {
            let length = counter.count(&passage.plain());
            let found = counter.found.iter().map(|term| (*term, counter.counts[*term]));
            occurrences.found.extend(found);
            occurrences.passages.push((length, occurrences.found.len()));
        }
        occurrences
    }

    fn stats(&self, terms: &QueryTerms) -> CollectionStats {
        let mut with_term = vec![0; terms.count()];
        for (term, _) in &self.found {
            with_term[*term] += 1;
        }
        CollectionStats {
            passages: self.passages.len() as u64,
            length: self.passages.iter().map(|(length, _)| u64::from(*length)).sum(),
            with_term,
        }
    }

    /// Returns the score of each passage in a collection.
    fn scores(&self, terms: &QueryTerms, stats: &CollectionStats) -> Vec<f64> {
        let idf: Vec<f64> = stats.with_term.iter().map(|with_term| stats.idf(*with_term)).collect();
        let mut counts = vec![0; terms.count()];
        let mut start = 0;
        let score = |(length, end): &(u32, usize)| {
            let found = &self.found[std::mem::replace(&mut start, *end)..*end];
            if found.is_empty() {
                return 0.0;
            }
            for (term, count) in found {
                counts[*term] = *count;
            }
            // In the order of the query, in which a sum of floats is always the same.
            let terms = terms.sequence.iter().filter(|term| counts[**term] > 0);
            let score = terms.map(|term| stats.share(idf[*term], counts[*term], *length)).sum();
            for (term, _) in found {
                counts[*term] = 0;
            }
            round(score)
        };
        self.passages.iter().map(score).collect()
    }
}

/// The built-in scorer, for which the passages of a call are the whole collection.
pub struct Bm25;

impl Bm25 {
    /// The model id that selects it.
    pub const MODEL: &str = "local/bm25";
}

impl Scorer for Bm25 {
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        refuse_images(passages)?;
        let terms = QueryTerms::new(query);
        let mut counter = TermCounter::new(&terms, WordMemory::default());
        let occurrences = Occurrences::of(&mut counter, passages);
        let numbers = occurrences.scores(&terms, &occurrences.stats(&terms));
        Ok(Scores { numbers, tokens: None })
    }
}

fn refuse_images(passages: &[Passage<'_>]) -> Result<(), ClientError> {
    match passages.iter().position(|passage| passage.image.is_some()) {
        None => Ok(()),
        Some(at) => Err(ClientError {
            passage: Some(at),
            ..ClientError::new(Bm25::MODEL, FailureKind::TextOnly("it".into()))
        }),
    }
}

/// The built-in scorer for a collection that is not kept in memory. Its passages are scored in two passes, in batches
/// of any size: the first gathers statistics, the second has the scores. Images are ignored.
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
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Scorer for Bm25Pass {
    fn score(&self, _: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let memory = lock(&self.memories).pop().unwrap_or_default();
        let mut counter = TermCounter::new(&self.terms, memory);
        let occurrences = Occurrences::of(&mut counter, passages);
        lock(&self.memories).push(counter.into_memory());
        let stats = occurrences.stats(&self.terms);
        lock(&self.seen).add(&stats);
        let numbers = match &self.collection {
            Some(collection) => occurrences.scores(&self.terms, collection),
            None => vec![0.0; passages.len()],
        };
        Ok(Scores { numbers, tokens: None })
    }
}
