//! Splits text into the terms that `local/bm25` compares: words by UAX #29, identifiers taken apart, in
//! lower case, English words cut to their stems. Words of other languages are compared as they are.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation;

/// English words that say nothing about a topic: articles, prepositions, pronouns, and the words that
/// questions begin with.
const STOP_WORDS: [&str; 76] = [
    "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can",
    "could", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "his", "how",
    "i", "if", "in", "into", "is", "it", "its", "me", "my", "no", "not", "of", "on", "or", "our",
    "she", "should", "so", "such", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "to", "us", "was", "we", "were", "what", "when", "where",
    "which", "who", "whom", "whose", "why", "will", "with", "would", "you", "your", "yours",
];

/// Turns text into terms.
pub(super) struct Tokenizer {
    stemmer: Stemmer,
}

impl Default for Tokenizer {
    fn default() -> Self {
        Self::new()
    }
}

impl Tokenizer {
    pub(super) fn new() -> Self {
        Self { stemmer: Stemmer::new(Algorithm::English) }
    }

    /// Returns the terms of a text, in order.
    pub(super) fn terms<'a>(&'a self, text: &'a str) -> impl Iterator<Item = String> + 'a {
        text.unicode_words().flat_map(identifier_parts).map(|word| self.term(word))
    }

    /// Returns the terms of a query without stop words, unless there is nothing else in it.
    pub(super) fn query_terms(&self, query: &str) -> Vec<String> {
        let is_stop_word = |word: &str| STOP_WORDS.contains(&word.to_lowercase().as_str());
        let kept: Vec<&str> = query.unicode_words().filter(|word| !is_stop_word(word)).collect();
        let query = match &*kept {
            [] => Cow::Borrowed(query),
            kept => Cow::Owned(kept.join(" ")),
        };
        self.terms(&query).collect()
    }

    /// Returns the term of a word that is not taken apart any further.
    pub(super) fn term(&self, word: &str) -> String {
        let word = word.to_lowercase();
        if word.is_ascii() { self.stemmer.stem(&word).into_owned() } else { word }
    }
}

/// Splits an identifier into its words: `read_file`, `readFile`, `HTTPServer` and `v2` give `read` `file`,
/// `read` `File`, `HTTP` `Server` and `v2`.
pub(super) fn identifier_parts(word: &str) -> impl Iterator<Item = &str> {
    word.split(['_', '.', ':', '\'', '’'])
        .flat_map(|mut piece| {
            std::iter::from_fn(move || {
                let (part, rest) = piece.split_at(part_end(piece));
                piece = rest;
                (!part.is_empty()).then_some(part)
            })
        })
        .filter(|part| !part.is_empty())
}

/// Returns the length of the first word of an identifier without separators.
fn part_end(piece: &str) -> usize {
    let mut chars = piece.char_indices().peekable();
    let mut before = None;
    while let Some((at, here)) = chars.next() {
        let next_is_lower = chars.peek().is_some_and(|(_, next)| next.is_lowercase());
        if let Some(before) = before.replace(here)
            && here.is_uppercase()
            && (before.is_lowercase() || before.is_uppercase() && next_is_lower)
        {
            return at;
        }
    }
    piece.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_split_at_case_and_separators() {
        let parts = |word| identifier_parts(word).collect::<Vec<_>>();
        assert_eq!(parts("read_file"), ["read", "file"]);
        assert_eq!(parts("readFileFast"), ["read", "File", "Fast"]);
        assert_eq!(parts("HTTPServer"), ["HTTP", "Server"]);
        assert_eq!(parts("v2"), ["v2"]);
    }

    #[test]
    fn stop_words_count_only_in_a_query_of_stop_words() {
        let tokenizer = Tokenizer::new();
        assert_eq!(tokenizer.query_terms("The Memory of a GPU"), ["memori", "gpu"]);
        assert_eq!(tokenizer.query_terms("to be or not"), ["to", "be", "or", "not"]);
    }
}
