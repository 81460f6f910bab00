//! The built-in scorer `local/bm25`: Okapi BM25 over the passages at hand, without a network.
//!
//! The score of a passage is the sum over the terms of the query (a term that the query repeats counts each
//! time) of `idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average length))`, with
//! `idf = ln(1 + (N - df + 0.5) / (df + 0.5))` (Robertson and Zaragoza 2009, "The Probabilistic Relevance
//! Framework", in the form that is never negative). Lengths are counted in terms.

use std::collections::HashMap;

use super::error::ClientError;
use super::failure::FailureKind;
use super::tokenizer::Tokenizer;
use super::{Passage, Scorer, Scores};

/// Saturation of term frequency: the smaller, the less a repeated term adds.
const K1: f64 = 1.2;
/// Strength of length normalization, from 0 (none) to 1 (full).
const B: f64 = 0.75;

/// The built-in scorer.
pub struct Bm25;

impl Bm25 {
    /// The model id that selects it.
    pub const MODEL: &str = "local/bm25";
}

impl Scorer for Bm25 {
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        if let Some(at) = passages.iter().position(|passage| passage.image.is_some()) {
            return Err(ClientError {
                passage: Some(at),
                ..ClientError::new(Self::MODEL, FailureKind::TextOnly("it".into()))
            });
        }
        let tokenizer = Tokenizer::new();
        let terms = tokenizer.query_terms(query);
        // Other terms never reach a score; to keep them would cost the memory of the whole text.
        let postings = terms.iter().map(|term| (term.clone(), Vec::new()));
        let mut index = Bm25Index::with(tokenizer, postings.collect());
        for passage in passages {
            index.add(&passage.plain(), false);
        }
        Ok(Scores { numbers: index.scores_of_terms(&terms), tokens: None })
    }
}

/// Passages that several queries are scored against, each tokenized once.
pub struct Bm25Index {
    tokenizer: Tokenizer,
    /// For each term the passages that have it, with the number of its occurrences.
    postings: HashMap<String, Vec<(usize, u32)>>,
    /// The number of terms of each passage.
    lengths: Vec<u32>,
}

impl Bm25Index {
    /// Indexes every term of the passages.
    pub fn new(texts: &[&str]) -> Self {
        let mut index = Self::with(Tokenizer::new(), HashMap::new());
        for text in texts {
            index.add(text, true);
        }
        index
    }

    fn with(tokenizer: Tokenizer, postings: HashMap<String, Vec<(usize, u32)>>) -> Self {
        Self { tokenizer, postings, lengths: Vec::new() }
    }

    /// Adds a passage; of terms that are not in the index yet only if `grow`.
    fn add(&mut self, text: &str, grow: bool) {
        let at = self.lengths.len();
        let mut length = 0;
        for term in self.tokenizer.terms(text) {
            length += 1;
            let list = match self.postings.get_mut(&term) {
                Some(list) => list,
                None if grow => self.postings.entry(term).or_default(),
                None => continue,
            };
            match list.last_mut() {
                Some((last, count)) if *last == at => *count += 1,
                _ => list.push((at, 1)),
            }
        }
        self.lengths.push(length);
    }

    /// Returns the score of each passage for a query, in the order of the passages.
    pub fn scores(&self, query: &str) -> Vec<f64> {
        self.scores_of_terms(&self.tokenizer.query_terms(query))
    }

    fn scores_of_terms(&self, terms: &[String]) -> Vec<f64> {
        let count = self.lengths.len() as f64;
        let average = self.lengths.iter().copied().map(f64::from).sum::<f64>() / count;
        let mut scores = vec![0.0; self.lengths.len()];
        for list in terms.iter().filter_map(|term| self.postings.get(term)) {
            let df = list.len() as f64;
            let idf = (1.0 + (count - df + 0.5) / (df + 0.5)).ln();
            for (at, tf) in list {
                let (tf, length) = (f64::from(*tf), f64::from(self.lengths[*at]));
                scores[*at] += idf * tf * (K1 + 1.0) / (tf + K1 * (1.0 - B + B * length / average));
            }
        }
        scores.into_iter().map(round).collect()
    }
}

/// Rounds a score to four decimals, so that the last bits of a machine's logarithm do not show.
fn round(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_with_words_of_the_query_score_above_zero() {
        let index =
            Bm25Index::new(&["Bread needs flour.", "GPUs have memory.", "Ein Brot braucht Mehl."]);
        assert!(index.scores("the memory of a gpu")[1] > 0.0);
        assert!(index.scores("the memory of a gpu")[0] == 0.0);
        assert!(index.scores("Brot")[2] > 0.0);
        assert!(Bm25Index::new(&["显卡 内存", "面包"]).scores("内存")[0] > 0.0);
    }
}
