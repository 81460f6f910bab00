//! The progress line on stderr: documents or queries scored, requests in flight, rate, time left.

use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use parking_lot::Mutex;

use crate::client::PoolStatus;

/// The delay before the line appears, so that short runs do not flicker.
const DELAY: Duration = Duration::from_millis(500);

/// The time between two lines of a log.
const LINE_INTERVAL: Duration = Duration::from_secs(30);

/// The line on the screen, which has to be cleared before anything else is printed.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// The wait for a retry that was reported last.
static WAIT: Mutex<Option<(String, Instant)>> = Mutex::new(None);

/// Shows a wait before the `retry`th of `retries` in the line until it is over.
pub fn show_wait(reason: &str, retry: u32, retries: u32, wait: Duration) {
    let until = Instant::now().checked_add(wait);
    *WAIT.lock() = until.map(|until| (format!("{reason}, retry {retry} of {retries}"), until));
}

/// Formats the wait for a retry, if there is one now.
fn wait_message() -> Option<String> {
    let wait = WAIT.lock();
    let (text, until) = wait.as_ref()?;
    let left = until.checked_duration_since(Instant::now())?;
    Some(format!("{text} in {} s", left.as_secs() + 1))
}

/// The time at which the progress line appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgressStart {
    AfterDelay,
    AtOnce,
    /// Never; a line is printed every now and then instead, for a log.
    Lines,
}

/// A progress line, which is cleared when dropped.
pub struct Progress {
    start: Option<ProgressStart>,
    /// The name of what is counted, in the plural.
    unit: &'static str,
    started: Instant,
    bar: Option<ProgressBar>,
    /// The time of the last line in a log; at first the start.
    last_line: Instant,
}

impl Progress {
    /// Creates a line that is not shown yet; `None` means never.
    pub fn new(start: Option<ProgressStart>, unit: &'static str) -> Self {
        let now = Instant::now();
        Self { start, unit, started: now, bar: None, last_line: now }
    }

    pub fn show(&mut self, status: PoolStatus) {
        let elapsed = self.started.elapsed();
        let is_due = match self.start {
            None => false,
            Some(ProgressStart::AtOnce) => true,
            Some(ProgressStart::AfterDelay) => elapsed >= DELAY,
            Some(ProgressStart::Lines) => self.last_line.elapsed() >= LINE_INTERVAL,
        };
        if !is_due {
            return;
        }
        let mut message = message(status, self.unit, elapsed);
        if let Some(wait) = wait_message() {
            message.extend([", ", &wait]);
        }
        if self.start == Some(ProgressStart::Lines) {
            self.last_line = Instant::now();
            let _ = writeln!(io::stderr().lock(), "nimrank: {message}");
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{spinner} {msg}");
            let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            *SHOWN.lock() = Some(bar.clone());
            bar
        });
        bar.set_message(message);
        bar.tick();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            *SHOWN.lock() = None;
            bar.finish_and_clear();
        }
    }
}

/// Runs `print`, which writes to the terminal, without the progress line in between.
pub fn suspend(print: impl FnOnce()) {
    let shown = SHOWN.lock();
    match &*shown {
        Some(bar) => bar.suspend(print),
        None => print(),
    }
}

/// Formats the line. The time left is known only when the input has been read.
fn message(status: PoolStatus, unit: &str, elapsed: Duration) -> String {
    let PoolStatus { read, scored, in_flight, is_complete } = status;
    let total = if is_complete { format!("/{read}") } else { String::new() };
    #[expect(clippy::cast_precision_loss, reason = "printed rounded")]
    let (rate, left) = {
        let rate = scored as f64 / elapsed.as_secs_f64().max(0.001);
        (rate, read.saturating_sub(scored) as f64 / rate)
    };
    // The first responses say little: threads start one by one, and the first batches are small.
    let is_settled = scored >= read / 20 || elapsed >= Duration::from_secs(10);
    let left = if is_complete && scored > 0 && is_settled {
        format!(", {} left", HumanDuration(Duration::from_secs_f64(left)))
    } else {
        String::new()
    };
    let requests = if in_flight == 1 { "request" } else { "requests" };
    format!("{scored}{total} {unit}, {in_flight} {requests} in flight, {rate:.0}/s{left}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_shown_once_it_is_known() {
        let mut status = PoolStatus { read: 300, scored: 100, in_flight: 2, is_complete: false };
        let elapsed = Duration::from_secs(2);
        assert_eq!(
            message(status, "documents", elapsed),
            "100 documents, 2 requests in flight, 50/s"
        );
        status.is_complete = true;
        assert_eq!(
            message(status, "documents", elapsed),
            "100/300 documents, 2 requests in flight, 50/s, 4 seconds left"
        );
    }
}
