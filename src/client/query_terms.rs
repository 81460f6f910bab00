//! Counts the terms of a query in texts. Words that cannot be one of them are neither stemmed nor copied.

use std::collections::{HashMap, HashSet};

use unicode_segmentation::UnicodeSegmentation as _;

use super::ascii_terms::{term_end, visit_terms};
use super::text_parts::{TextPart, next_part};
use super::tokenizer::{Tokenizer, identifier_parts};

/// The number of words that are remembered with their terms.
const REMEMBERED: usize = 1024;
/// The length of the longest word that is remembered.
const LONGEST: usize = 16;
/// The bit that ASCII letters of lower case have, and the other bytes of a word have anyway.
const LOWER: u128 = u128::from_ne_bytes([b' '; LONGEST]);

/// The terms of a query.
pub(super) struct QueryTerms {
    tokenizer: Tokenizer,
    /// The numbers of the distinct terms.
    numbers: HashMap<String, usize>,
    /// The number of each term of the query, in order; terms that it repeats are here as often.
    pub(super) sequence: Vec<usize>,
    /// For each first byte, in lower case, of a word the low five bits of the second byte that a word of a term can
    /// have.
    seconds: [u32; 128],
    /// The first characters of the terms.
    firsts: HashSet<char>,
}

impl QueryTerms {
    pub(super) fn new(query: &str) -> Self {
        let tokenizer = Tokenizer::new();
        let mut numbers = HashMap::new();
        let mut sequence = Vec::new();
        let mut seconds = [0; 128];
        for term in tokenizer.query_terms(query) {
            if let Some(seconds) =
                term.as_bytes().first().and_then(|first| seconds.get_mut(usize::from(*first)))
            {
                *seconds |= second_bytes(term.as_bytes());
            }
            let next = numbers.len();
            sequence.push(*numbers.entry(term).or_insert(next));
        }
        let firsts = numbers.keys().filter_map(|term| term.chars().next()).collect();
        Self { tokenizer, numbers, sequence, seconds, firsts }
    }

    /// Returns the number of distinct terms.
    pub(super) fn count(&self) -> usize {
        self.numbers.len()
    }

    /// Returns the number of the term of a word.
    fn number_of(&self, word: &str) -> Option<usize> {
        // The first letter is the same in every form of a word.
        let first = word.chars().next().and_then(|first| first.to_lowercase().next())?;
        if !self.firsts.contains(&first) {
            return None;
        }
        self.numbers.get(&self.tokenizer.term(word)).copied()
    }

    /// Returns true if a word that begins with these ASCII bytes may be one of a term. The second may come after it.
    fn may_begin(&self, first: u8, second: u8) -> bool {
        let seconds = self.seconds[usize::from((first | b' ') & 0x7F)];
        seconds >> (second & 31) & 1 == 1
    }
}

/// Returns a mask of the low five bits of the second bytes of words that have this term.
fn second_bytes(term: &[u8]) -> u32 {
    let bit = |byte: u8| 1 << (byte & 31);
    match term.get(1) {
        // A stem of one letter has lost the second one.
        None => u32::MAX,
        // `tie` is the stem of `tying` too.
        Some(b'i') => bit(b'i') | bit(b'y'),
        Some(second) => bit(*second),
    }
}

/// A word of ASCII letters and digits in lower case, padded with spaces, and the number of its term.
#[derive(Clone, Copy, Default)]
struct RememberedWord {
    word: u128,
    number: Option<u32>,
}

/// Words that were looked up, for the next text.
#[derive(Default)]
pub(super) struct WordMemory(Vec<RememberedWord>);

/// The terms of a query in a text.
pub(super) struct TermCounter<'a> {
    terms: &'a QueryTerms,
    memory: WordMemory,
    /// The number of occurrences of each term in the text.
    pub(super) counts: Vec<u32>,
    /// The numbers of the terms that occur.
    pub(super) found: Vec<usize>,
}

impl<'a> TermCounter<'a> {
    /// Creates a counter with the memory of an earlier one for the same query.
    pub(super) fn new(terms: &'a QueryTerms, mut memory: WordMemory) -> Self {
        memory.0.resize(REMEMBERED, RememberedWord::default());
        Self { terms, memory, counts: vec![0; terms.count()], found: Vec::new() }
    }

    pub(super) fn into_memory(self) -> WordMemory {
        self.memory
    }

    /// Counts the terms of the query in a text, and returns the number of all its terms.
    pub(super) fn count(&mut self, text: &str) -> u32 {
        for number in self.found.drain(..) {
            self.counts[number] = 0;
        }
        let mut length = 0;
        let mut rest = text;
        while let Some(part) = next_part(&mut rest) {
            length += match part {
                TextPart::Ascii(part) => self.count_ascii(part),
                TextPart::Other(part) => self.count_other(part),
            };
        }
        length
    }

    fn add(&mut self, number: usize) {
        if self.counts[number] == 0 {
            self.found.push(number);
        }
        self.counts[number] += 1;
    }

    fn count_ascii(&mut self, text: &str) -> u32 {
        let bytes = text.as_bytes();
        visit_terms(bytes, |start| {
            let second = bytes.get(start + 1).copied().unwrap_or(0);
            if self.terms.may_begin(bytes[start], second)
                && let Some(number) = self.recall(&text[start..term_end(bytes, start)])
            {
                self.add(number);
            }
        })
    }

    fn count_other(&mut self, text: &str) -> u32 {
        let mut length = 0;
        for word in text.unicode_words().flat_map(identifier_parts) {
            length += 1;
            if let Some(number) = self.terms.number_of(word) {
                self.add(number);
            }
        }
        length
    }

    /// Returns the number of the term of an ASCII word.
    #[allow(clippy::cast_possible_truncation, reason = "both halves of the key are taken")]
    fn recall(&mut self, word: &str) -> Option<usize> {
        let mut padded = [b' '; LONGEST];
        let Some(bytes) = padded.get_mut(..word.len()) else {
            return self.terms.number_of(word);
        };
        bytes.copy_from_slice(word.as_bytes());
        let key = u128::from_le_bytes(padded) | LOWER;
        let folded = (key as u64 ^ (key >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let remembered = &mut self.memory.0[(folded >> 54) as usize % REMEMBERED];
        if remembered.word != key {
            let number = self.terms.number_of(word).and_then(|number| number.try_into().ok());
            *remembered = RememberedWord { word: key, number };
        }
        remembered.number.map(|number| number as usize)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Counts terms in the straightforward way.
    fn counted(query: &str, text: &str) -> (u32, Vec<u32>) {
        let tokenizer = Tokenizer::new();
        let mut distinct: Vec<String> = Vec::new();
        for term in tokenizer.query_terms(query) {
            if !distinct.contains(&term) {
                distinct.push(term);
            }
        }
        let terms: Vec<String> = tokenizer.terms(text).collect();
        let number = |count: usize| u32::try_from(count).expect("a short text");
        let count = |term: &String| number(terms.iter().filter(|own| *own == term).count());
        (number(terms.len()), distinct.iter().map(count).collect())
    }

    #[test]
    fn a_word_is_not_missed_by_its_second_letter() {
        let suffixes = [
            "", "s", "es", "ies", "ied", "y", "ying", "ing", "ings", "ed", "edly", "ingly", "eed",
            "ly", "ley", "er", "ational", "ization", "ness", "ful", "ous", "ism", "ive", "al",
            "ic", "able", "e", "ee", "eing", "oed",
        ];
        let letters = || ('a'..='z').chain('0'..='9');
        for first in letters() {
            for second in letters() {
                for (third, suffix) in ["", "a", "t"].iter().flat_map(|t| suffixes.map(|s| (t, s)))
                {
                    let word = format!("{first}{second}{third}{suffix}");
                    let terms = QueryTerms::new(&word);
                    let mut counter = TermCounter::new(&terms, WordMemory::default());
                    assert_eq!(counter.count(&word), 1, "{word}");
                    assert_eq!(counter.counts, [1], "{word}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn counts_are_those_of_all_terms(
            query in "([a-dA-D]{1,3}(ing|s|ed|y)?|[а-в]{1,2}|[Ως猫は]|K|é|1,0| ){1,6}",
            text in "([a-dA-D]{1,3}(ing|s|ed|y)?|[а-вА-В]{1,2}|[ΩςΣ猫は]|K|é|\u{301}|\u{93e}|\u{200d}|1,0|[ \t\r\n]|[.:'’_,;\"-]){0,60}",
        ) {
            let terms = QueryTerms::new(&query);
            let mut counter = TermCounter::new(&terms, WordMemory::default());
            for text in [&text, "abc", &text] {
                let length = counter.count(text);
                prop_assert_eq!((length, counter.counts.clone()), counted(&query, text));
            }
        }
    }
}
