//! A scorer that asks for less: a request that is too large for the service is halved and tried again, down
//! to one passage. A passage that is too long by itself is found the same way, and blamed.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::error::{ClientError, Trouble};
use super::{Passage, Scorer, Scores};

/// A scorer around a scorer.
pub struct Splitting<S> {
    inner: S,
    /// The fewest passages that were too many.
    too_many: AtomicUsize,
    /// The fewest bytes that were too large. Large requests are rare among small ones, so a size says
    /// nothing of a number, nor a number of a size.
    too_large: AtomicUsize,
}

impl<S: Scorer> Splitting<S> {
    /// Halves what `inner` finds too large.
    pub fn new(inner: S) -> Self {
        Self {
            inner,
            too_many: AtomicUsize::new(usize::MAX),
            too_large: AtomicUsize::new(usize::MAX),
        }
    }

    /// Scores two halves, one after the other. The one to blame is counted in the whole.
    fn halves(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let (left, right) = passages.split_at(passages.len() / 2);
        let mut scores = self.score(query, left)?;
        let rest = self.score(query, right).map_err(|mut error| {
            error.passage = error.passage.and_then(|at| at.checked_add(left.len()));
            error
        })?;
        scores.numbers.extend(rest.numbers);
        scores.tokens = scores
            .tokens
            .zip(rest.tokens)
            .and_then(|(a, b)| a.checked_add(b));
        Ok(scores)
    }
}

impl<S: Scorer> Scorer for Splitting<S> {
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let size = passages.iter().map(Passage::size).sum();
        let known = |limit: &AtomicUsize, value| value >= limit.load(Ordering::Relaxed);
        let refused = known(&self.too_many, passages.len()) || known(&self.too_large, size);
        if refused && passages.len() > 1 {
            return self.halves(query, passages);
        }
        match (self.inner.score(query, passages), passages.len()) {
            (Err(error), count @ 2..) if error.wants_fewer() => {
                let note = |limit: &AtomicUsize, value| limit.fetch_min(value, Ordering::Relaxed);
                match error.trouble {
                    // Busy it may have been for another reason, so that nothing is learned yet.
                    Trouble::Status { status: 429, .. } => {
                        let scores = self.halves(query, passages)?;
                        note(&self.too_many, count);
                        return Ok(scores);
                    }
                    Trouble::Status { status: 413, .. } => note(&self.too_large, size),
                    trouble if trouble.is_too_many_tokens() => note(&self.too_large, size),
                    _ => note(&self.too_many, count),
                };
                self.halves(query, passages)
            }
            (Err(error), 2..) if error.trouble.is_too_long() && error.passage.is_none() => {
                self.halves(query, passages)
            }
            (Err(mut error), 1) if error.trouble.is_too_many() || error.trouble.is_too_long() => {
                error.passage = Some(0);
                Err(error)
            }
            (result, _) => result,
        }
    }

    fn model(&self) -> Option<String> {
        self.inner.model()
    }

    fn requests(&self) -> u64 {
        self.inner.requests()
    }

    fn most_passages(&self) -> Option<usize> {
        self.inner.most_passages()
    }

    fn notice(&self) -> Option<String> {
        self.inner.notice()
    }
}

impl ClientError {
    /// Whether fewer passages in a request may help.
    pub(super) fn wants_fewer(&self) -> bool {
        let is_busy = matches!(self.trouble, Trouble::Status { status: 429, .. });
        self.busy_if_large && is_busy || self.trouble.is_too_many()
    }
}

/// Words for a limit, and for what it is a limit of.
const COUNTS: [&str; 7] = [
    "at most",
    "maximum",
    "max allowed",
    "too many",
    "too_long",
    "limit",
    "exceed",
];
const THINGS: [&str; 6] = [
    "items",
    "passages",
    "documents",
    "texts",
    "batch size",
    "list",
];

impl Trouble {
    /// Whether the request holds too many passages, or too much text.
    fn is_too_many(&self) -> bool {
        let says = |words: &str, sought: &[&str]| sought.iter().any(|word| words.contains(word));
        match self {
            Self::Status { status: 413, .. } => true,
            Self::Status {
                status: status @ (400 | 422 | 429),
                words: Some(words),
                ..
            } => {
                let words = words.to_lowercase();
                // A limit on requests a minute may be told in many words.
                let is_pace = *status == 429 && says(&words, &["minute", "second", "rate limit"]);
                let is_many = says(&words, &COUNTS) && says(&words, &THINGS) && !is_pace;
                is_many && !self.is_too_long() || self.is_too_many_tokens()
            }
            _ => false,
        }
    }

    /// Whether all passages of the request together have too many tokens.
    fn is_too_many_tokens(&self) -> bool {
        match self {
            Self::Status {
                status: 400 | 422,
                words: Some(words),
                ..
            } => {
                let words = words.to_lowercase();
                let counts = COUNTS.iter().any(|word| words.contains(word));
                let sum = words.contains("tokens") && words.contains("batch");
                counts && sum && !self.is_too_long()
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejected(words: &str) -> Trouble {
        Trouble::Status {
            status: 422,
            words: Some(words.into()),
            location: None,
        }
    }

    #[test]
    fn too_many_and_too_long_are_told_apart() {
        for many in [
            "body.passages: List should have at most 512 items after validation, not 1000",
            "batch size 33 > maximum allowed batch size 32",
            "too many documents",
            "Request to model 'rerank-lite-1' failed. The max allowed tokens per submitted batch is 300000. Your batch has 301018 tokens after truncation. Please lower the number of tokens in the batch.",
        ] {
            assert!(
                rejected(many).is_too_many() && !rejected(many).is_too_long(),
                "{many}"
            );
        }
        for long in [
            "Input length 1728 exceeds maximum allowed token size 512",
            "inputs must have less than 512 tokens. Given: 3006",
            "input (8006 tokens) is too large to process. increase the physical batch size",
        ] {
            assert!(
                rejected(long).is_too_long() && !rejected(long).is_too_many(),
                "{long}"
            );
        }
        assert!(!rejected("top_k: unknown field").is_too_many());
        let busy = |words: &str| Trouble::Status {
            status: 429,
            words: Some(words.into()),
            location: None,
        };
        assert!(busy("too many documents: at most 64").is_too_many());
        assert!(!busy("Rate limit exceeded: 100 documents per minute").is_too_many());
        assert!(!busy("Model is overloaded").is_too_many());
    }
}
