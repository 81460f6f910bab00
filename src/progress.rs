//! The progress line on stderr: documents scored, requests in flight, rate, time left.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::client::PoolStatus;

/// The delay before the line appears, so that short runs do not flicker.
const DELAY: Duration = Duration::from_millis(500);

/// The line on the screen, which has to be cleared before anything else is printed.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// The time at which the progress line appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgressStart {
    AfterDelay,
    AtOnce,
}

/// A progress line, which is cleared when dropped.
pub struct Progress {
    start: Option<ProgressStart>,
    started: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Creates a line that is not shown yet; `None` means never.
    pub fn new(start: Option<ProgressStart>) -> Self {
        Self {
            start,
            started: Instant::now(),
            bar: None,
        }
    }

    /// Updates the line.
    pub fn show(&mut self, status: PoolStatus) {
        let elapsed = self.started.elapsed();
        let is_due = match self.start {
            None => false,
            Some(ProgressStart::AtOnce) => true,
            Some(ProgressStart::AfterDelay) => elapsed >= DELAY,
        };
        if !is_due {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{spinner} {msg}");
            let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
            bar
        });
        bar.set_message(message(status, elapsed));
        bar.tick();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = None;
            bar.finish_and_clear();
        }
    }
}

/// Runs `print`, which writes to the terminal, without the progress line in between.
pub fn suspend(print: impl FnOnce()) {
    let shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
    match &*shown {
        Some(bar) => bar.suspend(print),
        None => print(),
    }
}

/// Formats the line. The time left is known only when the input has been read.
fn message(status: PoolStatus, elapsed: Duration) -> String {
    let PoolStatus {
        read,
        scored,
        in_flight,
        is_complete,
    } = status;
    let total = if is_complete {
        format!("/{read}")
    } else {
        String::new()
    };
    #[expect(clippy::cast_precision_loss, reason = "printed rounded")]
    let (rate, left) = {
        let rate = scored as f64 / elapsed.as_secs_f64().max(0.001);
        (rate, read.saturating_sub(scored) as f64 / rate)
    };
    let left = if is_complete && scored > 0 {
        format!(", {} left", HumanDuration(Duration::from_secs_f64(left)))
    } else {
        String::new()
    };
    let requests = if in_flight == 1 {
        "request"
    } else {
        "requests"
    };
    format!("{scored}{total} documents, {in_flight} {requests} under way, {rate:.0}/s{left}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_shown_once_it_is_known() {
        let mut status = PoolStatus {
            read: 300,
            scored: 100,
            in_flight: 2,
            is_complete: false,
        };
        let elapsed = Duration::from_secs(2);
        assert_eq!(
            message(status, elapsed),
            "100 documents, 2 requests under way, 50/s"
        );
        status.is_complete = true;
        assert_eq!(
            message(status, elapsed),
            "100/300 documents, 2 requests under way, 50/s, 4 seconds left"
        );
    }
}
