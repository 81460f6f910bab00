//! The built-in scorer `local/bm25`: Okapi BM25 over the passages at hand, without a network.
//!
//! The score of a passage is the sum over the terms of the query (a term that the query repeats counts each
//! time) of `idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average length))`, with
//! `idf = ln(1 + (N - df + 0.5) / (df + 0.5))` (Robertson and Zaragoza 2009, "The Probabilistic Relevance
//! Framework", in the form that is never negative). Lengths are counted in terms.
//!
//! Statistics are sums of integers, so neither the size of batches nor the order in which they come changes a score.

use std::sync::Arc;

use super::error::ClientError;
use super::failure::FailureKind;
use super::occurrences::{Occurrences, PassageTerms};
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
    /// Returns the statistics of passages.
    pub(super) fn of(occurrences: &Occurrences, terms: &QueryTerms) -> Self {
        let mut stats = Self { with_term: vec![0; terms.count()], ..Self::default() };
        for passage in occurrences.iter() {
            stats.passages += 1;
            stats.length += u64::from(passage.length);
            passage.counts().for_each(|(term, _)| stats.with_term[term] += 1);
        }
        stats
    }

    /// Adds the statistics of other passages for the same query.
    pub(super) fn add(&mut self, other: &Self) {
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

/// The weights of the terms of a query in a collection, with which its passages are scored.
pub struct Weights {
    terms: Arc<QueryTerms>,
    stats: CollectionStats,
    idf: Vec<f64>,
    /// The counts of the terms in a passage; all zero in between.
    counts: Vec<u32>,
}

impl Weights {
    pub(super) fn new(terms: Arc<QueryTerms>, stats: CollectionStats) -> Self {
        let idf = stats.with_term.iter().map(|with_term| stats.idf(*with_term)).collect();
        Self { counts: vec![0; terms.count()], terms, stats, idf }
    }

    /// Returns the score of a passage.
    pub fn score(&mut self, passage: PassageTerms<'_>) -> f64 {
        if passage.is_empty() {
            return 0.0;
        }
        for (term, count) in passage.counts() {
            self.counts[term] = count;
        }
        // In the order of the query, in which a sum of floats is always the same.
        let terms = self.terms.sequence.iter().filter(|term| self.counts[**term] > 0);
        let share =
            |term: &usize| self.stats.share(self.idf[*term], self.counts[*term], passage.length);
        let score = terms.map(share).sum();
        for (term, _) in passage.counts() {
            self.counts[term] = 0;
        }
        round(score)
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
        let terms = Arc::new(QueryTerms::new(query));
        let mut counter = TermCounter::new(&terms, WordMemory::default());
        let occurrences = Occurrences::of(&mut counter, passages);
        let mut weights =
            Weights::new(Arc::clone(&terms), CollectionStats::of(&occurrences, &terms));
        let numbers = occurrences.iter().map(|passage| weights.score(passage)).collect();
        Ok(Scores { numbers, ..Scores::default() })
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
