//! How fast the whole run asks. Every call passes here first, whatever thread it is on: calls are spaced
//! when a rate was asked for, all of them wait when the service asked for less, and fewer go at once until
//! it takes more again (the room is halved at a refusal and grows by one for each round that went well, as
//! TCP does).

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The pace of a run.
pub(super) struct Pace {
    state: Mutex<State>,
    changed: Condvar,
    /// The most calls at once.
    most: usize,
    /// The time between the beginnings of two calls.
    spacing: Duration,
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
}

/// The permission to make one call.
pub(super) struct Turn {
    began: Instant,
}

impl Pace {
    /// At most `most` calls at once, and at most `per_minute` beginnings of calls a minute.
    pub(super) fn new(most: usize, per_minute: Option<f64>) -> Self {
        let now = Instant::now();
        Self {
            state: Mutex::new(State {
                not_before: now,
                room: most.max(1),
                under_way: 0,
                went_well: 0,
                slowed_at: now,
            }),
            changed: Condvar::new(),
            most: most.max(1),
            spacing: per_minute.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(60.0 / rate)),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn.
    pub(super) fn turn(&self) -> Turn {
        let mut state = self.state();
        loop {
            let now = Instant::now();
            if state.under_way >= state.room {
                state = self
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
            } else if now < state.not_before {
                let wait = state.not_before - now;
                let waited = self.changed.wait_timeout(state, wait);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
            } else {
                state.under_way += 1;
                state.not_before = now + self.spacing;
                return Turn { began: now };
            }
        }
    }

    /// The call went well.
    pub(super) fn well(&self, _: &Turn) {
        let mut state = self.state();
        state.under_way -= 1;
        state.went_well += 1;
        if state.went_well >= state.room && state.room < self.most {
            state.room += 1;
            state.went_well = 0;
        }
        self.changed.notify_all();
    }

    /// The call failed, for reasons that concern this call alone.
    pub(super) fn failed(&self, _: &Turn) {
        self.state().under_way -= 1;
        self.changed.notify_all();
    }

    /// The service asked for less: no call begins for this long, and fewer go at once.
    pub(super) fn slow_down(&self, turn: &Turn, wait: Duration) {
        let mut state = self.state();
        let now = Instant::now();
        state.under_way -= 1;
        state.not_before = state.not_before.max(now + wait);
        // Calls that began together are refused together, which is one refusal.
        if turn.began >= state.slowed_at {
            state.room = (state.room / 2).max(1);
            state.went_well = 0;
            state.slowed_at = now;
        }
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_of_one_round_halve_the_room_once_and_it_grows_again() {
        let pace = Pace::new(8, None);
        let turns: Vec<_> = (0..8).map(|_| pace.turn()).collect();
        for turn in turns {
            pace.slow_down(&turn, Duration::ZERO);
        }
        assert_eq!(pace.state().room, 4);
        for _ in 0..4 + 5 {
            let turn = pace.turn();
            pace.well(&turn);
        }
        assert_eq!(pace.state().room, 6);
    }

    #[test]
    fn calls_are_spaced_by_the_rate() {
        let pace = Pace::new(4, Some(6000.0));
        let first = pace.turn();
        let second = pace.turn();
        assert!(second.began - first.began >= Duration::from_millis(10));
    }

    #[test]
    fn a_refusal_holds_every_call_back() {
        let pace = Pace::new(4, None);
        let (one, other) = (pace.turn(), pace.turn());
        let refused = Instant::now();
        pace.slow_down(&one, Duration::from_millis(20));
        pace.well(&other);
        assert!(pace.turn().began - refused >= Duration::from_millis(20));
    }
}
