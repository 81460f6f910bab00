//! A scorer that asks again: wraps one that makes a single attempt, at the pace of the run.

use std::thread;

use super::error::ClientError;
use super::pace::Pace;
use super::retry::{self, Next, Patience};
use super::{Passage, Scorer, Scores};

/// A scorer around a scorer.
pub struct Retrying<S> {
    inner: S,
    patience: Patience,
    pace: Pace,
}

impl<S> Retrying<S> {
    /// Asks `inner` again as `patience` allows, at most `concurrency` calls at once and `per_minute` a
    /// minute.
    pub fn new(inner: S, patience: Patience, concurrency: usize, per_minute: Option<f64>) -> Self {
        Self {
            inner,
            patience,
            pace: Pace::new(concurrency, per_minute),
        }
    }
}

impl<S: Scorer> Scorer for Retrying<S> {
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let mut failed = 0;
        loop {
            let turn = self.pace.turn();
            let mut error = match self.inner.score(query, passages) {
                Ok(scores) => {
                    self.pace.well(&turn);
                    return Ok(scores);
                }
                Err(error) => error,
            };
            failed += 1;
            let next = retry::next(self.patience, failed, &error, fastrand::f64());
            let busy = retry::is_busy(&error.trouble) || error.retry_after.is_some();
            match next {
                Next::Wait(wait) if busy => self.pace.slow_down(&turn, wait),
                Next::Wait(wait) => {
                    self.pace.failed(&turn);
                    thread::sleep(wait);
                }
                Next::GiveUp => {
                    self.pace.failed(&turn);
                    error.attempts = failed;
                    return Err(error);
                }
            }
        }
    }

    fn model(&self) -> Option<String> {
        self.inner.model()
    }

    fn requests(&self) -> u64 {
        self.inner.requests()
    }

    fn notice(&self) -> Option<String> {
        self.inner.notice()
    }
}
