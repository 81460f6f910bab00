//! The progress line on standard error: documents scored, requests under way, rate, time left. Whether it
//! can be seen is for others to know.

use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, TermLike};

/// When the line appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// When the work takes longer than half a second.
    AfterAWhile,
    /// From the beginning.
    AtOnce,
}

const A_WHILE: Duration = Duration::from_millis(500);

/// How far the work has come.
#[derive(Clone, Copy, Debug)]
pub struct State {
    /// Documents read so far.
    pub read: u64,
    /// Documents scored so far.
    pub scored: u64,
    /// Requests under way.
    pub in_flight: u64,
    /// Whether `read` is all there is.
    pub complete: bool,
}

/// The terminal that the line is shown on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// When the line appears.
    pub when: When,
    /// How many columns it has.
    pub width: u16,
}

/// Standard error as indicatif draws on it. Lines are not filled up to their end: what a terminal echoes, as
/// the `^C` of an interrupt, would be wrapped, and the line would no longer be the one to clear.
#[derive(Debug)]
struct Unfilled {
    width: u16,
}

impl Unfilled {
    fn put(text: &str) -> io::Result<()> {
        io::stderr().lock().write_all(text.as_bytes())
    }
}

impl TermLike for Unfilled {
    fn width(&self) -> u16 {
        self.width
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        if n == 0 {
            Ok(())
        } else {
            Self::put(&format!("\x1b[{n}A"))
        }
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        if n == 0 {
            Ok(())
        } else {
            Self::put(&format!("\x1b[{n}B"))
        }
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        if n == 0 {
            Ok(())
        } else {
            Self::put(&format!("\x1b[{n}C"))
        }
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        if n == 0 {
            Ok(())
        } else {
            Self::put(&format!("\x1b[{n}D"))
        }
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        Self::put(&format!("{}\n", text.trim_end()))
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        Self::put(text.trim_end_matches(' '))
    }

    fn clear_line(&self) -> io::Result<()> {
        Self::put("\r\x1b[2K")
    }

    fn flush(&self) -> io::Result<()> {
        io::stderr().lock().flush()
    }
}

/// The line, gone from the screen when dropped.
pub struct Progress {
    screen: Option<Screen>,
    begun: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// A line that is not shown yet; never, without a screen.
    pub fn new(screen: Option<Screen>) -> Self {
        Self {
            screen,
            begun: Instant::now(),
            bar: None,
        }
    }

    /// Shows how far the work has come.
    pub fn show(&mut self, state: State) {
        let elapsed = self.begun.elapsed();
        let Some(screen) = self.screen else {
            return;
        };
        let due = match screen.when {
            When::AtOnce => true,
            When::AfterAWhile => elapsed >= A_WHILE,
        };
        if due {
            let bar = self.bar.get_or_insert_with(|| {
                let screen = Unfilled {
                    width: screen.width,
                };
                let target = ProgressDrawTarget::term_like(Box::new(screen));
                let bar = ProgressBar::with_draw_target(None, target);
                bar.with_style(style())
            });
            bar.set_message(line(state, elapsed));
            bar.tick();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn style() -> indicatif::ProgressStyle {
    let style = indicatif::ProgressStyle::with_template("{spinner} {msg}");
    style.unwrap_or_else(|_| indicatif::ProgressStyle::default_spinner())
}

/// What the line says. The time left is known only when all has been read.
fn line(state: State, elapsed: Duration) -> String {
    let State {
        read,
        scored,
        in_flight,
        complete,
    } = state;
    let seconds = elapsed.as_secs_f64().max(0.001);
    #[allow(clippy::cast_precision_loss)] // A rate for reading.
    let rate = scored as f64 / seconds;
    let total = if complete {
        format!("/{read}")
    } else {
        String::new()
    };
    let left = if complete && scored > 0 {
        #[allow(clippy::cast_precision_loss)]
        let left = Duration::from_secs_f64((read - scored) as f64 / rate);
        format!(", {} left", HumanDuration(left))
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
    fn the_time_left_is_told_once_it_is_known() {
        let mut state = State {
            read: 300,
            scored: 100,
            in_flight: 2,
            complete: false,
        };
        let after = Duration::from_secs(2);
        assert_eq!(
            line(state, after),
            "100 documents, 2 requests under way, 50/s"
        );
        state.complete = true;
        assert_eq!(
            line(state, after),
            "100/300 documents, 2 requests under way, 50/s, 4 seconds left"
        );
    }
}
