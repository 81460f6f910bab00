//! Splits text into the terms that `local/bm25` compares: words by UAX #29, identifiers taken apart, in
//! lower case, English words cut to their stems. Words of other languages are compared as they are.

use std::borrow::Cow;
use std::collections::HashSet;

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

impl Tokenizer {
    pub(super) fn new() -> Self {
        Self { stemmer: Stemmer::new(Algorithm::English) }
    }

    /// Returns the terms of a text, in order.
    pub(super) fn terms<'a>(&'a self, text: &'a str) -> impl Iterator<Item = String> + 'a {
        text.unicode_words().flat_map(split_identifier).map(|word| self.stem(&word.to_lowercase()))
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

    fn stem(&self, word: &str) -> String {
        if word.is_ascii() { self.stemmer.stem(word).into_owned() } else { word.into() }
    }
}

/// Splits an identifier into its words: `read_file`, `readFile`, `HTTPServer` and `v2` give `read` `file`,
/// `read` `File`, `HTTP` `Server` and `v2`.
fn split_identifier(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for piece in word.split(['_', '.', ':', '\'', '’']) {
        let chars: Vec<(usize, char)> = piece.char_indices().collect();
        let mut start = 0;
        for at in 1..chars.len() {
            let (before, here) = (chars[at - 1].1, chars[at].1);
            let next_is_lower = chars.get(at + 1).is_some_and(|(_, c)| c.is_lowercase());
            let begins_word = here.is_uppercase()
                && (before.is_lowercase() || before.is_uppercase() && next_is_lower);
            if begins_word {
                parts.push(&piece[start..chars[at].0]);
                start = chars[at].0;
            }
        }
        parts.push(&piece[start..]);
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The words of a query, which are found in texts by their terms.
pub struct QueryWords {
    tokenizer: Tokenizer,
    terms: HashSet<String>,
}

impl QueryWords {
    pub fn new(query: &str) -> Self {
        let tokenizer = Tokenizer::new();
        let terms = tokenizer.query_terms(query).into_iter().collect();
        Self { tokenizer, terms }
    }

    /// Returns the text with `mark` applied to each word that shares a term with the query.
    pub fn mark(&self, text: &str, mark: impl Fn(&str) -> String) -> String {
        let mut marked = String::with_capacity(text.len());
        for word in text.split_word_bounds() {
            if self.tokenizer.terms(word).any(|term| self.terms.contains(&term)) {
                marked.push_str(&mark(word));
            } else {
                marked.push_str(word);
            }
        }
        marked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_split_at_case_and_separators() {
        assert_eq!(split_identifier("read_file"), ["read", "file"]);
        assert_eq!(split_identifier("readFileFast"), ["read", "File", "Fast"]);
        assert_eq!(split_identifier("HTTPServer"), ["HTTP", "Server"]);
        assert_eq!(split_identifier("v2"), ["v2"]);
    }

    #[test]
    fn stop_words_count_only_in_a_query_of_stop_words() {
        let tokenizer = Tokenizer::new();
        assert_eq!(tokenizer.query_terms("The Memory of a GPU"), ["memori", "gpu"]);
        assert_eq!(tokenizer.query_terms("to be or not"), ["to", "be", "or", "not"]);
    }
}
