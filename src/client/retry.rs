//! Retries the transient failures of a scorer, within the rate limits of the run.

use std::time::Duration;

use super::backoff::{Decision, RetryPolicy};
use super::error::ClientError;
use super::limiter::{Limiter, OnFailure};
use super::{Passage, Scorer, Scores};
use crate::exit::Exit;

/// Called before every wait with the error, the number of the coming retry and the wait.
pub type OnWait = Box<dyn Fn(&ClientError, u32, Duration) + Send + Sync>;

/// A scorer that retries transient failures of `inner`.
pub struct Retry<S> {
    inner: S,
    policy: RetryPolicy,
    limiter: Limiter,
    on_wait: OnWait,
}

impl<S> Retry<S> {
    /// Retries as `policy` allows, with at most `concurrency` calls at once and `rpm` calls a minute.
    pub fn new(
        inner: S,
        policy: RetryPolicy,
        concurrency: usize,
        rpm: Option<f64>,
        on_failure: OnFailure,
        on_wait: OnWait,
    ) -> Self {
        Self { inner, policy, limiter: Limiter::new(concurrency, rpm, on_failure), on_wait }
    }
}

impl<S: Scorer> Scorer for Retry<S> {
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let mut failed = 0;
        loop {
            let permit = self.limiter.acquire()?;
            let mut error = match self.inner.score(query, passages) {
                Ok(scores) => {
                    permit.succeed();
                    return Ok(scores);
                }
                Err(error) => error,
            };
            if error.kind().excess().is_some() && passages.len() > 1 {
                // The same request would be refused for ever; a smaller one waits for nothing.
                return Err(error);
            }
            failed += 1;
            // A service that is busy, or asks to wait, does so for the whole run, which backs off as one.
            let is_busy = error.kind().is_busy();
            let asks_to_wait = error.retry_after.is_some_and(|wait| !wait.is_zero());
            let throttled = (is_busy || asks_to_wait).then(|| permit.throttle());
            let attempts = self.limiter.attempts(failed, throttled.as_ref());
            error.attempts = attempts;
            match self.policy.decide(attempts, &error, fastrand::f64()) {
                Decision::Retry(_) if self.limiter.is_lost() => return Err(error),
                Decision::Retry(wait) => {
                    if throttled.is_none_or(|throttled| throttled.is_first) {
                        (self.on_wait)(&error, attempts, wait);
                    }
                    // The run waits as long as the service asked; the jitter is for this call alone.
                    match error.retry_after {
                        Some(requested) => permit.hold_all(requested),
                        None if is_busy => permit.hold_all(wait),
                        None => drop(permit),
                    }
                    self.limiter.pause(wait);
                }
                Decision::GiveUp => {
                    if error.exit() == Exit::ServiceError {
                        self.limiter.give_up(&error);
                    }
                    return Err(error);
                }
            }
        }
    }
}
