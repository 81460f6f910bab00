//! The outcomes of a run on their way to the caller.
//!
//! To wake a thread takes longer than to handle the outcome of a small request. The caller is therefore not woken for
//! each one: it sleeps until there are enough, but not for long. Where outcomes are rare, it is woken by the first.

use std::collections::VecDeque;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

use super::Event;

/// The number of items for which the caller is woken at once: those of one large request.
const ENOUGH: usize = 400;

/// The number of outcomes for which the caller is woken at once, however small they are. A batch reads at least 64 queries
/// ahead of the caller and then waits for it, so it must not come to that while the caller sleeps.
const MANY: usize = 32;

/// The longest time that an outcome waits for others.
const PATIENCE: Duration = Duration::from_millis(2);

/// The number of items from which workers wait for the caller: those of two large requests. The memory of a run is that
/// of its requests in flight and these.
const MOST: usize = 1024;

/// A bounded queue with one receiver.
pub(super) struct Outcomes<T, E> {
    state: Mutex<OutcomesState<T, E>>,
    arrived: Condvar,
    has_room: Condvar,
}

struct OutcomesState<T, E> {
    events: VecDeque<Event<T, E>>,
    /// The number of items in `events`.
    items: usize,
    /// The number of items for which the receiver is woken; `None` means that it is awake.
    wake_at: Option<usize>,
    /// True if all jobs have been read or the run has failed, so that no outcome waits for others.
    is_ending: bool,
    /// True if nothing is received any more.
    is_closed: bool,
}

impl<T, E> Outcomes<T, E> {
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::new(OutcomesState {
                events: VecDeque::new(),
                items: 0,
                wake_at: None,
                is_ending: false,
                is_closed: false,
            }),
            arrived: Condvar::new(),
            has_room: Condvar::new(),
        }
    }

    /// Adds an event, once there is room for it. Returns false if nothing is received any more.
    pub(super) fn send(&self, event: Event<T, E>) -> bool {
        let mut state = self.state.lock();
        while state.items >= MOST && !state.is_closed {
            self.has_room.wait(&mut state);
        }
        if state.is_closed {
            return false;
        }
        state.items += event.items();
        state.is_ending |= !matches!(event, Event::Scored(_) | Event::Skipped);
        state.events.push_back(event);
        let is_urgent = state.is_ending || state.events.len() >= MANY;
        if state.wake_at.is_some_and(|enough| state.items >= enough || is_urgent) {
            state.wake_at = None;
            drop(state);
            self.arrived.notify_one();
        }
        true
    }

    /// Takes out the next event; waits for it, but not much longer than `tick`.
    pub(super) fn receive(&self, tick: Duration) -> Option<Event<T, E>> {
        let mut state = self.state.lock();
        for (wait, enough) in [(PATIENCE, ENOUGH), (tick, 1)] {
            if state.events.is_empty() {
                state.wake_at = Some(enough);
                self.arrived.wait_for(&mut state, wait);
                state.wake_at = None;
            }
        }
        let event = state.events.pop_front()?;
        let was_full = state.items >= MOST;
        state.items -= event.items();
        if was_full && state.items < MOST {
            drop(state);
            self.has_room.notify_all();
        }
        Some(event)
    }

    /// Lets workers end that wait, or would.
    pub(super) fn close(&self) {
        self.state.lock().is_closed = true;
        self.has_room.notify_all();
    }
}

impl<T, E> Event<T, E> {
    /// Returns the number of items in the event, at least 1.
    fn items(&self) -> usize {
        match self {
            Self::Scored(outcome) => outcome.job.items.len().max(1),
            _ => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc;
    use std::thread;
    use std::time::Instant;

    use super::*;

    const SOON: Duration = Duration::from_millis(20);
    const LONG: Duration = Duration::from_secs(30);

    fn filled() -> (Arc<Outcomes<(), usize>>, mpsc::Receiver<bool>) {
        let outcomes = Arc::new(Outcomes::new());
        for number in 0..MOST {
            assert!(outcomes.send(Event::Input(number)));
        }
        let (sender, done) = mpsc::channel();
        let waiting = Arc::clone(&outcomes);
        thread::spawn(move || sender.send(waiting.send(Event::Input(MOST))));
        assert!(done.recv_timeout(SOON).is_err(), "a full queue takes no more");
        (outcomes, done)
    }

    #[test]
    fn a_sender_waits_for_room_and_order_is_kept() {
        let (outcomes, done) = filled();
        for expected in 0..=MOST {
            let received = outcomes.receive(LONG);
            assert!(matches!(received, Some(Event::Input(number)) if number == expected));
        }
        assert_eq!(done.recv_timeout(LONG), Ok(true));
        assert!(outcomes.receive(SOON).is_none());
    }

    #[test]
    fn closing_ends_the_wait_of_a_sender() {
        let (outcomes, done) = filled();
        outcomes.close();
        assert_eq!(done.recv_timeout(LONG), Ok(false));
        assert!(!outcomes.send(Event::End));
    }

    #[test]
    fn small_outcomes_wake_the_receiver_before_a_batch_waits_for_it() {
        let outcomes = Outcomes::<(), usize>::new();
        outcomes.state.lock().wake_at = Some(ENOUGH);
        let is_asleep = || outcomes.state.lock().wake_at.is_some();
        let sent = (1..64).find(|_| outcomes.send(Event::Skipped) && !is_asleep());
        assert_eq!(sent, Some(MANY));
    }

    #[test]
    fn an_event_wakes_the_receiver() {
        for event in [Event::Skipped, Event::End] {
            let outcomes = Arc::new(Outcomes::<(), usize>::new());
            let waiting = Arc::clone(&outcomes);
            let receiver = thread::spawn(move || waiting.receive(2 * LONG).is_some());
            thread::sleep(SOON);
            let begun = Instant::now();
            assert!(outcomes.send(event));
            assert!(receiver.join().expect("no panic"));
            assert!(begun.elapsed() < LONG, "it slept on");
        }
    }
}
