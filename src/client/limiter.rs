//! How fast the whole run asks. Every call passes here first, whatever thread it is on: calls are spaced
//! when a rate was asked for, all of them wait when the service asked for less, and fewer go at once until
//! it takes more again (the room is halved at a refusal and grows by one for each round that went well, as
//! TCP does). When one call has given the service up for lost, no other begins, and all are told why.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::backoff;
use super::error::ClientError;

/// The pace of a run.
pub(super) struct Pace {
    state: Mutex<State>,
    changed: Condvar,
    /// The most calls at once.
    most: usize,
    /// The time between the beginnings of two calls.
    spacing: Duration,
    after_loss: AfterLoss,
}

struct State {
    /// No call begins before this.
    not_before: Instant,
    /// How many calls may go at once now.
    room: usize,
    under_way: usize,
    /// Calls that went well since the room changed.
    went_well: usize,
    /// Calls that began before this do not count when they are refused: the run has slowed down since.
    slowed_at: Instant,
    /// How often the run was refused since a call went well.
    refusals: u32,
    /// The first failure for good, where no call is to begin after one.
    given_up: Option<ClientError>,
    /// Whether a call has failed for good and none has gone well since.
    lost: bool,
}

/// What becomes of other calls when one has failed for good because of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterLoss {
    /// None begins: what is asked for is whole or nothing.
    End,
    /// Each is made, for each stands alone; but only once until one goes well.
    GoOn,
}

/// A refusal of the run.
pub(super) struct Refusal {
    /// How often the run was refused since a call went well, this time included.
    pub(super) count: u32,
    /// Whether no other call of the same round was refused before.
    pub(super) is_first: bool,
}

/// The permission to make one call, given back when it is dropped.
pub(super) struct Turn<'a> {
    pace: &'a Pace,
    began: Instant,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.pace.state().under_way -= 1;
        self.pace.changed.notify_all();
    }
}

impl Pace {
    /// At most `most` calls at once, and at most `per_minute` beginnings of calls a minute.
    pub(super) fn new(most: usize, per_minute: Option<f64>, after_loss: AfterLoss) -> Self {
        let now = Instant::now();
        Self {
            state: Mutex::new(State {
                not_before: now,
                room: most.max(1),
                under_way: 0,
                went_well: 0,
                slowed_at: now,
                refusals: 0,
                given_up: None,
                lost: false,
            }),
            changed: Condvar::new(),
            most: most.max(1),
            spacing: per_minute.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(60.0 / rate)),
            after_loss,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn. When the service has been given up there is none, but the error that it was given
    /// up for: whoever waited tells the same as the call that failed, so that it does not matter who is
    /// heard first.
    pub(super) fn turn(&self) -> Result<Turn<'_>, ClientError> {
        let mut state = self.state();
        loop {
            let now = Instant::now();
            if let Some(error) = &state.given_up {
                return Err(error.clone());
            } else if state.under_way >= state.room {
                let woken = self.changed.wait(state);
                state = woken.unwrap_or_else(PoisonError::into_inner);
            } else if now < state.not_before {
                let wait = state.not_before - now;
                let woken = self.changed.wait_timeout(state, wait);
                state = woken.unwrap_or_else(PoisonError::into_inner).0;
            } else {
                state.under_way += 1;
                state.not_before = now + self.spacing;
                return Ok(Turn {
                    pace: self,
                    began: now,
                });
            }
        }
    }

    /// Waits before a call that failed is made again; ends early when the service has been given up.
    pub(super) fn pause(&self, wait: Duration) {
        let until = Instant::now() + wait;
        let mut state = self.state();
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            if state.given_up.is_some() || left.is_zero() {
                return;
            }
            let woken = self.changed.wait_timeout(state, left);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// A call has failed for good because of the service; the first error is kept.
    pub(super) fn give_up(&self, error: &ClientError) {
        let mut state = self.state();
        match self.after_loss {
            AfterLoss::End => {
                state.given_up.get_or_insert_with(|| ClientError {
                    // It is a position in a request that nobody else has made.
                    passage: None,
                    ..error.clone()
                });
            }
            // An answer that will be as odd the next time says nothing of other calls.
            AfterLoss::GoOn => state.lost |= backoff::can_get_better(&error.trouble),
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Whether a call that fails now is not worth another attempt, as the last ones were not.
    pub(super) fn is_lost(&self) -> bool {
        self.state().lost
    }
}

impl Turn<'_> {
    /// The call went well.
    pub(super) fn well(self) {
        let mut state = self.pace.state();
        state.refusals = 0;
        state.lost = false;
        state.went_well += 1;
        if state.went_well >= state.room && state.room < self.pace.most {
            state.room += 1;
            state.went_well = 0;
        }
    }

    /// Notes that this call was refused. Calls that began together are refused together, which counts as
    /// one refusal of the run; fewer go at once after it.
    pub(super) fn refused(&self) -> Refusal {
        let mut state = self.pace.state();
        let is_first = self.began >= state.slowed_at;
        if is_first {
            state.room = (state.room / 2).max(1);
            state.went_well = 0;
            state.refusals += 1;
            state.slowed_at = Instant::now();
        }
        Refusal {
            count: state.refusals.max(1),
            is_first,
        }
    }

    /// Holds every call back for so long.
    pub(super) fn hold(self, wait: Duration) {
        let mut state = self.pace.state();
        state.not_before = state.not_before.max(Instant::now() + wait);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::error::Trouble;

    fn failed(words: &str) -> ClientError {
        ClientError::new("http://nim", Trouble::BrokeOff(words.into()))
    }

    impl Pace {
        fn room_and_refusals(&self) -> (usize, u32) {
            let state = self.state();
            (state.room, state.refusals)
        }
    }

    #[test]
    fn refusals_of_one_round_halve_the_room_once_and_it_grows_again() {
        let pace = Pace::new(8, None, AfterLoss::End);
        let turns: Vec<_> = (0..8).map(|_| pace.turn().expect("a turn")).collect();
        let counts: Vec<_> = turns.iter().map(|turn| turn.refused().count).collect();
        assert_eq!(counts, [1; 8]);
        drop(turns);
        assert_eq!(pace.room_and_refusals(), (4, 1));
        for _ in 0..4 + 5 {
            pace.turn().expect("a turn").well();
        }
        assert_eq!(pace.room_and_refusals(), (6, 0));
    }

    #[test]
    fn calls_are_spaced_by_the_rate() {
        let pace = Pace::new(4, Some(6000.0), AfterLoss::End);
        let first = pace.turn().expect("a turn");
        let second = pace.turn().expect("a turn");
        assert!(second.began - first.began >= Duration::from_millis(10));
    }

    #[test]
    fn a_refusal_holds_every_call_back() {
        let pace = Pace::new(4, None, AfterLoss::End);
        let turn = pace.turn().expect("a turn");
        let refused = Instant::now();
        turn.hold(Duration::from_millis(20));
        let next = pace.turn().expect("a turn");
        assert!(next.began - refused >= Duration::from_millis(20));
    }

    #[test]
    fn calls_that_stand_alone_go_on_after_a_loss_until_one_goes_well() {
        let pace = Pace::new(1, None, AfterLoss::GoOn);
        pace.give_up(&failed("down"));
        assert!(pace.is_lost());
        pace.turn().expect("a turn").well();
        assert!(!pace.is_lost());
        let odd = Trouble::Incomplete(2, "one is missing".into());
        pace.give_up(&ClientError::new("http://nim", odd));
        assert!(!pace.is_lost());
    }

    #[test]
    fn nobody_waits_for_a_service_that_was_given_up() {
        let pace = Pace::new(1, None, AfterLoss::End);
        let turn = pace.turn().expect("a turn");
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| pace.turn().err().and_then(|error| error.cause()));
            pace.give_up(&failed("the first"));
            pace.give_up(&failed("another"));
            let told = waiting.join().expect("it ends");
            assert_eq!(told.as_deref(), Some("the first"));
        });
        drop(turn);
        pace.pause(Duration::from_secs(3600));
    }
}
