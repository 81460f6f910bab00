//! A scorer that lets a run continue without scores after the first failure of the service. Failures on the
//! user's side remain failures.

use std::sync::Arc;

use parking_lot::Mutex;

use super::error::ClientError;
use super::{Passage, Scorer, Scores};
use crate::exit::Exit;

/// A scorer that keeps the first failure of `inner` and scores nothing from then on.
pub struct Passthrough {
    inner: Arc<dyn Scorer>,
    failure: Mutex<Option<ClientError>>,
}

impl Passthrough {
    pub fn new(inner: Arc<dyn Scorer>) -> Self {
        Self { inner, failure: Mutex::new(None) }
    }

    pub fn take_failure(&self) -> Option<ClientError> {
        let mut failure = self.failure.lock();
        failure.take()
    }

    fn has_failed(&self) -> bool {
        let failure = self.failure.lock();
        failure.is_some()
    }
}

impl Scorer for Passthrough {
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let unscored = Scores::default();
        if self.has_failed() {
            return Ok(unscored);
        }
        match self.inner.score(query, passages) {
            Err(error) if error.exit() == Exit::ServiceError => {
                let mut failure = self.failure.lock();
                failure.get_or_insert(error);
                Ok(unscored)
            }
            result => result,
        }
    }
}
