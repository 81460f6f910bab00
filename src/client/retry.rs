//! A scorer that asks again: wraps one that makes a single attempt, at the pace of the run.

use std::time::Duration;

use super::backoff::{self, Next, Patience};
use super::error::ClientError;
use super::limiter::{AfterLoss, Pace};
use super::{Passage, Scorer, Scores};
use crate::exit::Exit;

/// Hears of every wait: what went wrong, and for how long nothing is asked.
pub type OnWait = Box<dyn Fn(&ClientError, Duration) + Send + Sync>;

/// A scorer around a scorer.
pub struct Retrying<S> {
    inner: S,
    patience: Patience,
    pace: Pace,
    on_wait: OnWait,
}

impl<S> Retrying<S> {
    /// Asks `inner` again as `patience` allows, at most `concurrency` calls at once and `per_minute` a
    /// minute. `after_loss` says what becomes of other calls when one has failed for good; `on_wait` hears
    /// of every wait.
    pub fn new(
        inner: S,
        patience: Patience,
        concurrency: usize,
        per_minute: Option<f64>,
        after_loss: AfterLoss,
        on_wait: OnWait,
    ) -> Self {
        Self {
            inner,
            patience,
            pace: Pace::new(concurrency, per_minute, after_loss),
            on_wait,
        }
    }
}

impl<S: Scorer> Scorer for Retrying<S> {
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let mut failed = 0;
        loop {
            let turn = self.pace.turn()?;
            let mut error = match self.inner.score(query, passages) {
                Ok(scores) => {
                    turn.well();
                    return Ok(scores);
                }
                Err(error) => error,
            };
            if error.wants_fewer() && passages.len() > 1 {
                // To ask for the same again would be refused for ever.
                return Err(error);
            }
            failed += 1;
            // A service that is busy is busy for the whole run, which is patient as one.
            let held = backoff::is_refused_for_now(&error.trouble) || error.retry_after.is_some();
            let refusal = held.then(|| turn.refused());
            let counted = refusal
                .as_ref()
                .map_or(failed, |refusal| refusal.count.max(failed));
            error.attempts = counted;
            match backoff::next(self.patience, counted, &error, fastrand::f64()) {
                Next::Wait(_) if self.pace.is_lost() => return Err(error),
                Next::Wait(wait) => {
                    if refusal.is_none_or(|refusal| refusal.is_first) {
                        (self.on_wait)(&error, wait);
                    }
                    if held {
                        turn.hold(wait);
                    } else {
                        drop(turn);
                        self.pace.pause(wait);
                    }
                }
                Next::GiveUp => {
                    if error.exit() == Exit::ServiceError {
                        self.pace.give_up(&error);
                    }
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

    fn most_passages(&self) -> Option<usize> {
        self.inner.most_passages()
    }

    fn notice(&self) -> Option<String> {
        self.inner.notice()
    }
}
