//! An inverted index for `local/bm25`, for a collection that several queries rank.

use std::collections::HashMap;

use super::bm25::{CollectionStats, round};
use super::occurrences::{push_number, take_number};
use super::text_parts::visit_words;
use super::tokenizer::Tokenizer;

/// The passages that have a term.
#[derive(Default)]
struct Postings {
    /// For each passage the difference of its number to the one before it, and the count of the term in it, in LEB128.
    bytes: Vec<u8>,
    /// The number of passages.
    passages: u64,
    /// The number after that of the last passage.
    next: u64,
}

impl Postings {
    fn add(&mut self, passage: u64, count: u64) {
        push_number(&mut self.bytes, passage - self.next);
        push_number(&mut self.bytes, count);
        self.passages += 1;
        self.next = passage + 1;
    }

    /// Iterates over the passages, each with the count of the term in it.
    fn iter(&self) -> impl Iterator<Item = (usize, u32)> {
        let (mut rest, mut next) = (self.bytes.as_slice(), 0);
        std::iter::from_fn(move || {
            let passage = next + take_number(&mut rest)?;
            next = passage + 1;
            let count = take_number(&mut rest)?;
            Some((usize::try_from(passage).ok()?, u32::try_from(count).ok()?))
        })
    }
}

/// Passages that several queries are scored against, each tokenized once.
#[derive(Default)]
pub struct Bm25Index {
    tokenizer: Tokenizer,
    /// The numbers of the terms of words as they are spelled, so that none is stemmed twice.
    words: HashMap<Box<str>, usize>,
    /// The numbers of the terms.
    terms: HashMap<String, usize>,
    /// The passages of each term.
    postings: Vec<Postings>,
    /// The terms of the last passage.
    last: Vec<usize>,
    /// The number of terms of each passage.
    lengths: Vec<u32>,
    /// The statistics of all passages, but not of terms.
    stats: CollectionStats,
}

impl Bm25Index {
    /// Adds the text of the next passage.
    pub fn add(&mut self, text: &str) {
        let mut terms = std::mem::take(&mut self.last);
        terms.clear();
        visit_words(text, |word| terms.push(self.number(word)));
        let length = u32::try_from(terms.len()).unwrap_or(u32::MAX);
        terms.sort_unstable();
        for same in terms.chunk_by(|a, b| a == b) {
            self.postings[same[0]].add(self.stats.passages, same.len() as u64);
        }
        self.last = terms;
        self.lengths.push(length);
        self.stats.passages += 1;
        self.stats.length += u64::from(length);
    }

    /// Returns the number of the term of a word.
    fn number(&mut self, word: &str) -> usize {
        if let Some(number) = self.words.get(word) {
            return *number;
        }
        let next = self.postings.len();
        let number = *self.terms.entry(self.tokenizer.term(word)).or_insert(next);
        if number == next {
            self.postings.push(Postings::default());
        }
        self.words.insert(word.into(), number);
        number
    }

    /// Returns the index without what only [`Self::add`] needs.
    #[must_use]
    pub fn finish(mut self) -> Self {
        self.words = HashMap::new();
        for postings in &mut self.postings {
            postings.bytes.shrink_to_fit();
        }
        self
    }

    /// Returns the score of each passage for a query, in the order of the passages.
    pub fn scores(&self, query: &str) -> Vec<f64> {
        let mut scores = vec![0.0; self.lengths.len()];
        for term in self.tokenizer.query_terms(query) {
            let Some(postings) = self.terms.get(&term).map(|number| &self.postings[*number]) else {
                continue;
            };
            let idf = self.stats.idf(postings.passages);
            for (passage, count) in postings.iter() {
                scores[passage] += self.stats.share(idf, count, self.lengths[passage]);
            }
        }
        scores.into_iter().map(round).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Bm25, Passage, Scorer as _, Text};
    use super::*;

    const TEXT: &str =
        "([a-cA-C]{1,2}(ing|s|ed)?|readFile|the|猫は|é|[а-бА-Б]|1,0|[.:'_ ]| ){0,12}";

    proptest! {
        #[test]
        fn scores_are_those_of_the_scorer(
            texts in prop::collection::vec(TEXT, 0..40), queries in prop::collection::vec(TEXT, 1..5),
        ) {
            let mut index = Bm25Index::default();
            for text in &texts {
                index.add(text);
            }
            let index = index.finish();
            let passage = |text: &String| Passage { text: Some(Text::Plain(text.clone().into())), image: None };
            let passages: Vec<_> = texts.iter().map(passage).collect();
            for query in queries {
                let scores = Bm25.score(&query, &passages).expect("it is local");
                prop_assert_eq!(index.scores(&query), scores.numbers, "{}", query);
            }
        }
    }
}
