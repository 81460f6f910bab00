//! A scorer that lets a run go on when the service is lost: the first failure of the service is kept, and
//! from then on nothing is asked and nothing has a score. Failures on the user's side stay failures.

use std::sync::{Mutex, PoisonError};

use super::error::ClientError;
use super::{Passage, Scorer, Scores};
use crate::exit::Exit;

/// A scorer around a scorer.
pub struct Fallback<S> {
    inner: S,
    failure: Mutex<Option<ClientError>>,
}

impl<S> Fallback<S> {
    /// Lets a run outlive the failure of `inner`.
    pub fn new(inner: S) -> Self {
        Self {
            inner,
            failure: Mutex::new(None),
        }
    }

    /// The failure that was kept, if there was one; it is taken out.
    pub fn failure(&self) -> Option<ClientError> {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.take()
    }

    fn is_lost(&self) -> bool {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.is_some()
    }
}

impl<S: Scorer> Scorer for Fallback<S> {
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let unscored = Scores {
            numbers: Vec::new(),
            tokens: None,
        };
        if self.is_lost() {
            return Ok(unscored);
        }
        match self.inner.score(query, passages) {
            Err(error) if error.exit() == Exit::ServiceError => {
                let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                failure.get_or_insert(error);
                Ok(unscored)
            }
            result => result,
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
