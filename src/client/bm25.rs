//! The built-in scorer, `local/bm25`: Okapi BM25 over the documents at hand (the crate `bm25`, k1 1.2,
//! b 0.75). It splits text into words as Unicode does (UAX #29), takes identifiers apart, lowers the case
//! and cuts English words to their stems; other languages are matched word by word. Of the query, English
//! words without meaning are left out unless nothing else is left.

use std::collections::HashSet;

use bm25::{Embedder, EmbedderBuilder, Scorer as Index, TokenEmbedder, Tokenizer};
use rust_stemmers::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation;

use super::error::{ClientError, Trouble};
use super::{Passage, Scorer, Scores};

/// English words that say nothing of what is sought: articles, prepositions, pronouns, and what questions
/// begin with.
const STOP_WORDS: [&str; 76] = [
    "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can",
    "could", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "his", "how",
    "i", "if", "in", "into", "is", "it", "its", "me", "my", "no", "not", "of", "on", "or", "our",
    "she", "should", "so", "such", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "to", "us", "was", "we", "were", "what", "when", "where",
    "which", "who", "whom", "whose", "why", "will", "with", "would", "you", "your", "yours",
];

/// The built-in scorer.
pub struct Bm25;

impl Bm25 {
    /// The model id that chooses it.
    pub const MODEL: &str = "local/bm25";
}

/// Splits text into words and words into stems.
struct Words {
    stemmer: Stemmer,
}

impl Tokenizer for Words {
    fn tokenize(&self, text: &str) -> Vec<String> {
        let words = text.unicode_words().flat_map(parts);
        words.map(|word| self.stem(&word.to_lowercase())).collect()
    }
}

impl Words {
    fn stem(&self, word: &str) -> String {
        if word.is_ascii() {
            self.stemmer.stem(word).into_owned()
        } else {
            word.into()
        }
    }
}

/// The words in an identifier: `read_file`, `readFile`, `HTTPServer`, `v2` give `read`, `file`, `HTTP`,
/// `Server`, `v2`.
fn parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for piece in word.split(['_', '.', ':', '\'', '’']) {
        let chars: Vec<(usize, char)> = piece.char_indices().collect();
        let mut start = 0;
        for at in 1..chars.len() {
            let (before, here) = (chars[at - 1].1, chars[at].1);
            let next_is_lower = chars.get(at + 1).is_some_and(|(_, c)| c.is_lowercase());
            let begins = here.is_uppercase()
                && (before.is_lowercase() || before.is_uppercase() && next_is_lower);
            if begins {
                parts.push(&piece[start..chars[at].0]);
                start = chars[at].0;
            }
        }
        parts.push(&piece[start..]);
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Words as 64-bit hashes, which in practice do not collide.
struct Hashed;

impl TokenEmbedder for Hashed {
    type EmbeddingSpace = u64;

    fn embed(token: &str) -> u64 {
        u64::embed(token)
    }
}

impl Scorer for Bm25 {
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        if let Some(at) = passages.iter().position(|passage| passage.image.is_some()) {
            let trouble = Trouble::TextOnly("it".into());
            return Err(ClientError {
                passage: Some(at),
                ..ClientError::new(Self::MODEL, trouble)
            });
        }
        let texts: Vec<_> = passages.iter().map(Passage::plain).collect();
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        Ok(Scores {
            numbers: scores(query, &texts),
            tokens: None,
        })
    }

    fn model(&self) -> Option<String> {
        Some(Self::MODEL.into())
    }
}

fn scores(query: &str, texts: &[&str]) -> Vec<f64> {
    let embedder = embedder(texts);
    let sought: HashSet<u64> = embedder.embed(&telling(query)).indices().copied().collect();
    // Only the words of the query matter to a score; to keep the others would cost memory.
    let indexed = Indexed::keeping(embedder, texts, |word| sought.contains(word));
    indexed.scores(query)
}

fn embedder(texts: &[&str]) -> Embedder<Hashed, Words> {
    let words = Words {
        stemmer: Stemmer::create(Algorithm::English),
    };
    EmbedderBuilder::with_tokenizer_and_fit_to_corpus(words, texts).build()
}

/// Texts that several queries are asked of, each word of them looked at once.
pub struct Indexed {
    embedder: Embedder<Hashed, Words>,
    index: Index<usize, u64>,
    count: usize,
}

impl Indexed {
    /// Takes texts in.
    pub fn new(texts: &[&str]) -> Self {
        Self::keeping(embedder(texts), texts, |_| true)
    }

    fn keeping(
        embedder: Embedder<Hashed, Words>,
        texts: &[&str],
        keep: impl Fn(&u64) -> bool,
    ) -> Self {
        let mut index = Index::new();
        for (at, text) in texts.iter().enumerate() {
            let mut embedding = embedder.embed(text);
            embedding.0.retain(|token| keep(&token.index));
            index.upsert(&at, embedding);
        }
        Self {
            embedder,
            index,
            count: texts.len(),
        }
    }

    /// The score of each text, in their order: what [`Bm25`] says of them.
    pub fn scores(&self, query: &str) -> Vec<f64> {
        let query = self.embedder.embed(&telling(query));
        let score = |at| self.index.score(&at, &query).unwrap_or_default();
        (0..self.count).map(|at| rounded(score(at))).collect()
    }
}

/// The query without stop words, unless it has nothing else.
fn telling(query: &str) -> String {
    let words = query.unicode_words();
    let telling: Vec<_> = words
        .filter(|word| !STOP_WORDS.contains(&word.to_lowercase().as_str()))
        .collect();
    if telling.is_empty() {
        query.into()
    } else {
        telling.join(" ")
    }
}

/// A score to four decimals, so that the last bits of a machine's logarithm do not show.
fn rounded(score: f32) -> f64 {
    (f64::from(score) * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_taken_apart() {
        assert_eq!(parts("read_file"), ["read", "file"]);
        assert_eq!(parts("readFileFast"), ["read", "File", "Fast"]);
        assert_eq!(parts("HTTPServer"), ["HTTP", "Server"]);
        assert_eq!(parts("v2"), ["v2"]);
    }

    #[test]
    fn a_text_with_the_words_of_the_query_scores_higher() {
        let texts = [
            "Bread needs flour.",
            "GPUs have memory.",
            "Ein Brot braucht Mehl.",
        ];
        let score = |query| scores(query, &texts);
        assert!(score("the memory of a gpu")[1] > 0.0);
        assert!(score("the memory of a gpu")[0] <= 0.0);
        assert!(score("Brot")[2] > 0.0);
        assert!(scores("内存", &["显卡 内存", "面包"])[0] > 0.0);
    }
}
