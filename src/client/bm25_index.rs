//! An inverted index for `local/bm25`, for a collection that several queries rank.

use std::collections::HashMap;

use super::bm25::{CollectionStats, round};
use super::tokenizer::Tokenizer;

/// The occurrences of a term in a passage.
struct Posting {
    passage: u32,
    count: u32,
}

/// Passages that several queries are scored against, each tokenized once.
#[derive(Default)]
pub struct Bm25Index {
    tokenizer: Tokenizer,
    /// For each term the passages that have it.
    postings: HashMap<String, Vec<Posting>>,
    /// The number of terms of each passage.
    lengths: Vec<u32>,
    /// The statistics of all passages, but not of terms.
    stats: CollectionStats,
}

impl Bm25Index {
    /// Adds the text of the next passage.
    pub fn add(&mut self, text: &str) {
        let passage = u32::try_from(self.lengths.len()).unwrap_or(u32::MAX);
        let mut length = 0;
        for term in self.tokenizer.terms(text) {
            length += 1;
            let list = self.postings.entry(term).or_default();
            match list.last_mut() {
                Some(last) if last.passage == passage => last.count += 1,
                _ => list.push(Posting { passage, count: 1 }),
            }
        }
        self.lengths.push(length);
        self.stats.passages += 1;
        self.stats.length += u64::from(length);
    }

    /// Returns the score of each passage for a query, in the order of the passages.
    pub fn scores(&self, query: &str) -> Vec<f64> {
        let mut scores = vec![0.0; self.lengths.len()];
        let terms = self.tokenizer.query_terms(query);
        for list in terms.iter().filter_map(|term| self.postings.get(term)) {
            let idf = self.stats.idf(list.len() as u64);
            for posting in list {
                let passage = posting.passage as usize;
                scores[passage] += self.stats.share(idf, posting.count, self.lengths[passage]);
            }
        }
        scores.into_iter().map(round).collect()
    }
}
