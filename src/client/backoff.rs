//! Decides whether a failed call is retried, and after how long.
//!
//! Pure: time, chance and the state of the run are arguments. Transient failures are retried: a service that
//! is busy, down or degraded, a connection that was refused or lost, a timeout, a response that was cut off, a
//! score that is not a number.
//!
//! Waits grow exponentially with full jitter: the n-th lies between 0 and `FIRST` doubled n times, so that many
//! clients do not return all at once. A service that is busy (429) without naming a time gets longer waits,
//! never less than half of the bound: rate limits commonly count a minute, which the default retries outlast.

use std::time::Duration;

use super::error::ClientError;

/// The bound of the first wait after a failure.
const FIRST: Duration = Duration::from_millis(500);
/// The bound of the first wait after a 429.
const FIRST_BUSY: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug)]
pub struct RetryPolicy {
    pub retries: u32,
    pub max_wait: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Retry(Duration),
    GiveUp,
}

impl RetryPolicy {
    /// Decides after the `failed`-th failed attempt of a call, counted from 1. `chance` is a random number from
    /// 0 to 1.
    pub fn decide(self, failed: u32, error: &ClientError, chance: f64) -> Decision {
        let requested = error.retry_after.unwrap_or_default();
        // A retry before the time that the service named would only fail again.
        if failed > self.retries || !error.kind().is_transient() || requested > self.max_wait {
            return Decision::GiveUp;
        }
        let chance = chance.clamp(0.0, 1.0);
        let (first, share) = if error.kind().is_busy() && error.retry_after.is_none() {
            (FIRST_BUSY, 0.5 + chance / 2.0)
        } else {
            (FIRST, chance)
        };
        let bound = first.saturating_mul(2_u32.saturating_pow(failed - 1));
        let jitter = bound.min(self.max_wait).mul_f64(share);
        // A service can name 0, or a date in the past, which is no reason to return all at once.
        Decision::Retry(jitter.max(requested))
    }
}
