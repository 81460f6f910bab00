//! Marks the words of a query in a text.

use std::collections::HashSet;

use unicode_segmentation::UnicodeSegmentation as _;

use super::tokenizer::Tokenizer;

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
