//! A scorer that splits requests: one that exceeds what the service takes is halved, down to one passage. A
//! passage that is too long by itself is found the same way and blamed.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::error::ClientError;
use super::failure::{Excess, FailureKind};
use super::{Passage, Scorer, Scores};

/// A query of fewer bytes is not too long for any model.
const LONG_QUERY: usize = 400;

/// A scorer that halves requests which `inner` cannot score for their size.
pub struct Split<S> {
    inner: S,
    /// The fewest passages that were too many.
    too_many: AtomicUsize,
    /// The fewest bytes that were too large. Large requests are rare among small ones, so a size implies
    /// nothing about a number, nor a number about a size.
    too_large: AtomicUsize,
}

impl<S: Scorer> Split<S> {
    pub fn new(inner: S) -> Self {
        Self {
            inner,
            too_many: AtomicUsize::new(usize::MAX),
            too_large: AtomicUsize::new(usize::MAX),
        }
    }

    /// Scores two halves, one after the other. The passage at fault is counted in the whole.
    fn score_halves(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let (left, right) = passages.split_at(passages.len() / 2);
        let mut scores = self.score(query, left)?;
        let rest = self.score(query, right).map_err(|mut error| {
            error.passage = error.passage.and_then(|at| at.checked_add(left.len()));
            error
        })?;
        scores.numbers.extend(rest.numbers);
        scores.tokens = scores.tokens.zip(rest.tokens).and_then(|(a, b)| a.checked_add(b));
        Ok(scores)
    }
}

impl<S: Scorer> Scorer for Split<S> {
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let count = passages.len();
        let size: usize = passages.iter().map(Passage::size).sum();
        let reaches = |limit: &AtomicUsize, value| value >= limit.load(Ordering::Relaxed);
        if count > 1 && (reaches(&self.too_many, count) || reaches(&self.too_large, size)) {
            return self.score_halves(query, passages);
        }
        let mut error = match self.inner.score(query, passages) {
            Ok(scores) => return Ok(scores),
            Err(error) => error,
        };
        let excess = error.kind().excess();
        let is_too_long = *error.kind() == FailureKind::PassageTooLong;
        match (excess, count) {
            // Services that count the tokens of query and passage together rarely say which is too long.
            (None, 1) if is_too_long && query.len() > size.max(LONG_QUERY) => {
                error.failure.kind = FailureKind::QueryTooLong;
                error.passage = None;
                Err(error)
            }
            (Some(Excess::Count | Excess::Size) | None, 1) if excess.is_some() || is_too_long => {
                error.passage = Some(0);
                Err(error)
            }
            (Some(Excess::Count), 2..) => {
                self.too_many.fetch_min(count, Ordering::Relaxed);
                self.score_halves(query, passages)
            }
            (Some(Excess::Size), 2..) => {
                self.too_large.fetch_min(size, Ordering::Relaxed);
                self.score_halves(query, passages)
            }
            (Some(Excess::Unknown), 2..) => {
                // The limit is learned only if the halves prove that it was one.
                let scores = self.score_halves(query, passages)?;
                self.too_many.fetch_min(count, Ordering::Relaxed);
                Ok(scores)
            }
            (None, 2..) if is_too_long && error.passage.is_none() => {
                self.score_halves(query, passages)
            }
            _ => Err(error),
        }
    }
}
