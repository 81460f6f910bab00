//! Rate limiting and adaptive concurrency for all calls of a run, whatever thread makes them.
//!
//! Calls are spaced by the requested rate, all of them wait when the service asks to, and the number at once
//! follows AIMD as in TCP: halved after a refusal, one more after each successful round. After a call has given
//! the service up, no other begins, and all fail with the same error.

use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::error::ClientError;
use super::failure::FailureKind;

/// The limits of a run.
pub(super) struct Limiter {
    state: Mutex<LimiterState>,
    changed: Condvar,
    max_concurrency: usize,
    /// The time between the beginnings of two calls.
    spacing: Duration,
    on_failure: OnFailure,
}

struct LimiterState {
    /// No call begins before this.
    not_before: Instant,
    /// The number of calls allowed at once now.
    window: usize,
    in_flight: usize,
    /// Successful calls since the window changed.
    succeeded: usize,
    /// A refusal of a call that began before this is ignored, since the run has slowed down in the meantime.
    slowed_at: Instant,
    /// Refused rounds since the last success.
    refusals: u32,
    /// The failure after which no call begins.
    given_up: Option<ClientError>,
    /// A call failed for good, and none has succeeded since.
    lost: bool,
}

/// The effect of a call that fails for good because of the service on other calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// None begins: the result is whole or nothing.
    Stop,
    /// Each is made, since each stands alone; but without retries until one succeeds.
    Continue,
    /// Each is made and retried as if there were no others, so that its result does not depend on them. Only
    /// while no connection is possible there are no retries.
    Independent,
}

/// A refusal of the run by the service.
pub(super) struct Throttled {
    /// Refused rounds since the last success, this one included.
    pub(super) count: u32,
    /// This is the first refusal of its round.
    pub(super) is_first: bool,
}

/// The permission to make one call; dropping it returns it.
pub(super) struct Permit<'a> {
    limiter: &'a Limiter,
    began: Instant,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.limiter.state.lock().in_flight -= 1;
        self.limiter.changed.notify_all();
    }
}

impl Limiter {
    /// Allows `concurrency` calls at once and `rpm` calls a minute.
    pub(super) fn new(concurrency: usize, rpm: Option<f64>, on_failure: OnFailure) -> Self {
        let now = Instant::now();
        Self {
            state: Mutex::new(LimiterState {
                not_before: now,
                window: concurrency.max(1),
                in_flight: 0,
                succeeded: 0,
                slowed_at: now,
                refusals: 0,
                given_up: None,
                lost: false,
            }),
            changed: Condvar::new(),
            max_concurrency: concurrency.max(1),
            spacing: rpm.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(60.0 / rate)),
            on_failure,
        }
    }

    /// Waits for a permit. When the service has been given up, the error is that of the call which failed, so
    /// that it does not matter which thread reports first.
    pub(super) fn acquire(&self) -> Result<Permit<'_>, ClientError> {
        let mut state = self.state.lock();
        loop {
            let now = Instant::now();
            if let Some(error) = &state.given_up {
                return Err(error.clone());
            } else if state.in_flight >= state.window {
                self.changed.wait(&mut state);
            } else if now < state.not_before {
                let wait = state.not_before - now;
                self.changed.wait_for(&mut state, wait);
            } else {
                state.in_flight += 1;
                state.not_before = now + self.spacing;
                return Ok(Permit { limiter: self, began: now });
            }
        }
    }

    /// Waits before a retry; ends early when the service has been given up.
    pub(super) fn pause(&self, wait: Duration) {
        let until = Instant::now() + wait;
        let mut state = self.state.lock();
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            if state.given_up.is_some() || left.is_zero() {
                return;
            }
            self.changed.wait_for(&mut state, left);
        }
    }

    /// Records a call that failed for good because of the service; the first error is kept.
    pub(super) fn give_up(&self, error: &ClientError) {
        let mut state = self.state.lock();
        match self.on_failure {
            OnFailure::Stop => {
                state.given_up.get_or_insert_with(|| ClientError {
                    // The position is that in a request which no other call has made.
                    passage: None,
                    ..error.clone()
                });
            }
            // A failure that a retry would repeat says nothing about other calls.
            OnFailure::Continue => state.lost |= error.kind().is_transient(),
            OnFailure::Independent => state.lost |= *error.kind() == FailureKind::Unreachable,
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Returns the number of failed attempts that count for a call, which has failed so often itself.
    pub(super) fn attempts(&self, failed: u32, throttled: Option<&Throttled>) -> u32 {
        match (self.on_failure, throttled) {
            (OnFailure::Independent, _) | (_, None) => failed,
            (_, Some(throttled)) => throttled.count.max(failed),
        }
    }

    /// Returns true if retries are pointless, since the last ones were.
    pub(super) fn is_lost(&self) -> bool {
        self.state.lock().lost
    }
}

impl Permit<'_> {
    pub(super) fn succeed(self) {
        let mut state = self.limiter.state.lock();
        state.refusals = 0;
        state.lost = false;
        state.succeeded += 1;
        if state.succeeded >= state.window && state.window < self.limiter.max_concurrency {
            state.window += 1;
            state.succeeded = 0;
        }
    }

    /// Records that this call was refused. Calls that began together are refused together, which counts as one
    /// refusal of the run and halves the window once.
    pub(super) fn throttle(&self) -> Throttled {
        let mut state = self.limiter.state.lock();
        let is_first = self.began >= state.slowed_at;
        if is_first {
            state.window = (state.window / 2).max(1);
            state.succeeded = 0;
            state.refusals += 1;
            state.slowed_at = Instant::now();
        }
        Throttled { count: state.refusals.max(1), is_first }
    }

    pub(super) fn hold_all(self, wait: Duration) {
        let mut state = self.limiter.state.lock();
        state.not_before = state.not_before.max(Instant::now() + wait);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Limiter {
        fn window_and_refusals(&self) -> (usize, u32) {
            let state = self.state.lock();
            (state.window, state.refusals)
        }
    }

    #[test]
    fn concurrency_halves_once_per_round_on_429_and_grows_again() {
        let limiter = Limiter::new(8, None, OnFailure::Stop);
        let permits: Vec<_> = (0..8).map(|_| limiter.acquire().expect("a permit")).collect();
        let counts: Vec<_> = permits.iter().map(|permit| permit.throttle().count).collect();
        assert_eq!(counts, [1; 8]);
        drop(permits);
        assert_eq!(limiter.window_and_refusals(), (4, 1));
        for _ in 0..4 + 5 {
            limiter.acquire().expect("a permit").succeed();
        }
        assert_eq!(limiter.window_and_refusals(), (6, 0));
    }

    #[test]
    fn calls_are_spaced_by_the_rate() {
        let limiter = Limiter::new(4, Some(6000.0), OnFailure::Stop);
        let first = limiter.acquire().expect("a permit");
        let second = limiter.acquire().expect("a permit");
        assert!(second.began - first.began >= Duration::from_millis(10));
    }

    #[test]
    fn a_wait_holds_back_every_call() {
        let limiter = Limiter::new(4, None, OnFailure::Stop);
        let permit = limiter.acquire().expect("a permit");
        let refused = Instant::now();
        permit.hold_all(Duration::from_millis(20));
        let next = limiter.acquire().expect("a permit");
        assert!(next.began - refused >= Duration::from_millis(20));
    }
}
