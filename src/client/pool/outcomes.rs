//! A bounded queue that brings the outcomes of a run from the workers to the caller.
//!
//! Waking a thread takes longer than handling the outcome of a small request. The caller is therefore woken for several
//! at once, or after a short delay. Where outcomes are rare, the first one wakes it, and a failure always does.

use std::collections::VecDeque;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

use super::Event;

/// The number of items that wakes the caller without a further wait: those of one large request.
const WAKE_ITEMS: usize = 400;

/// The number of outcomes that wakes the caller, however small they are. A batch reads at least 64 queries ahead of the
/// caller and then waits for it; the caller must be awake before that.
const WAKE_OUTCOMES: usize = 32;

/// The longest time that an outcome waits for others.
const MAX_DELAY: Duration = Duration::from_millis(2);

/// The number of items at which workers wait for the caller: those of two large requests. The memory of a run is that of
/// its requests in flight and these.
const MAX_ITEMS: usize = 1024;

/// A bounded queue with many senders and one receiver.
pub(super) struct OutcomeQueue<T, E> {
    state: Mutex<OutcomeQueueState<T, E>>,
    arrived: Condvar,
    has_room: Condvar,
}

struct OutcomeQueueState<T, E> {
    events: VecDeque<Event<T, E>>,
    /// The number of items in `events`.
    items: usize,
    /// The number of items that wakes the receiver; `None` means that it is not asleep.
    wake_at: Option<usize>,
    /// True once all jobs were read or the run failed. From then on every event wakes the receiver.
    is_ending: bool,
    /// True once the receiver is gone.
    is_closed: bool,
}

impl<T, E> OutcomeQueue<T, E> {
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::new(OutcomeQueueState {
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

    /// Adds an event; waits until there is room for it. Returns false if the queue is closed.
    pub(super) fn send(&self, event: Event<T, E>) -> bool {
        let mut state = self.state.lock();
        while state.items >= MAX_ITEMS && !state.is_closed {
            self.has_room.wait(&mut state);
        }
        if state.is_closed {
            return false;
        }
        // The caller may end the run, so that no further requests are sent.
        let is_failure = matches!(&event, Event::Scored(outcome) if outcome.result.is_err());
        state.items += event.items();
        state.is_ending |= !matches!(event, Event::Scored(_) | Event::Skipped);
        state.events.push_back(event);
        let is_urgent = is_failure || state.is_ending || state.events.len() >= WAKE_OUTCOMES;
        if state.wake_at.is_some_and(|items| state.items >= items || is_urgent) {
            state.wake_at = None;
            drop(state);
            self.arrived.notify_one();
        }
        true
    }

    /// Takes out the next event; waits for it for at most `tick` and a short delay.
    pub(super) fn receive(&self, tick: Duration) -> Option<Event<T, E>> {
        let mut state = self.state.lock();
        for (wait, items) in [(MAX_DELAY, WAKE_ITEMS), (tick, 1)] {
            if state.events.is_empty() {
                state.wake_at = Some(items);
                self.arrived.wait_for(&mut state, wait);
                state.wake_at = None;
            }
        }
        let event = state.events.pop_front()?;
        let was_full = state.items >= MAX_ITEMS;
        state.items -= event.items();
        if was_full && state.items < MAX_ITEMS {
            drop(state);
            self.has_room.notify_all();
        }
        Some(event)
    }

    /// Closes the queue. Senders that wait for room wait no longer.
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

    use super::super::{Job, JobResult, QueryJobs};
    use super::*;
    use crate::client::error::ClientError;
    use crate::client::failure::FailureKind;

    const SOON: Duration = Duration::from_millis(20);
    const LONG: Duration = Duration::from_secs(30);

    fn filled() -> (Arc<OutcomeQueue<(), usize>>, mpsc::Receiver<bool>) {
        let outcomes = Arc::new(OutcomeQueue::new());
        for number in 0..MAX_ITEMS {
            assert!(outcomes.send(Event::Input(number)));
        }
        let (sender, done) = mpsc::channel();
        let waiting = Arc::clone(&outcomes);
        thread::spawn(move || sender.send(waiting.send(Event::Input(MAX_ITEMS))));
        assert!(done.recv_timeout(SOON).is_err(), "a full queue takes no more");
        (outcomes, done)
    }

    #[test]
    fn a_sender_waits_for_room_and_order_is_kept() {
        let (outcomes, done) = filled();
        for expected in 0..=MAX_ITEMS {
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
        let outcomes = OutcomeQueue::<(), usize>::new();
        outcomes.state.lock().wake_at = Some(WAKE_ITEMS);
        let is_asleep = || outcomes.state.lock().wake_at.is_some();
        let sent = (1..64).find(|_| outcomes.send(Event::Skipped) && !is_asleep());
        assert_eq!(sent, Some(WAKE_OUTCOMES));
    }

    #[test]
    fn a_failure_wakes_the_receiver_at_once() {
        let outcomes = OutcomeQueue::<(), usize>::new();
        outcomes.state.lock().wake_at = Some(WAKE_ITEMS);
        let error = ClientError::new("", FailureKind::TextOnly("it".into()));
        let job = Job { query: QueryJobs::new(0, ""), items: vec![()] };
        let result = JobResult { job, result: Err(error.into()), elapsed: SOON };
        assert!(outcomes.send(Event::Scored(result)));
        assert_eq!(outcomes.state.lock().wake_at, None, "further requests would be sent");
    }

    #[test]
    fn an_event_wakes_the_receiver() {
        for event in [Event::Skipped, Event::End] {
            let outcomes = Arc::new(OutcomeQueue::<(), usize>::new());
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
