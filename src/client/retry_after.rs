//! Reads how long a service asks to wait: `Retry-After` (RFC 9110, seconds or a date; fractions are common),
//! `retry-after-ms` (Azure, OpenAI), or the reset of a rate limit (`RateLimit-Reset`, seconds or a time).

use std::time::{Duration, SystemTime};

/// A reset from this number on is a point in time, in seconds since 1970.
const EPOCH: Duration = Duration::from_secs(1_000_000_000);

/// Reads the wait from the headers of a response; `None` if no header can be read.
pub(super) fn read(status: u16, header: impl Fn(&str) -> Option<String>) -> Option<Duration> {
    let seconds = |name: &str| header(name).and_then(|value| parse_seconds(&value));
    seconds("retry-after-ms")
        .map(|wait| wait / 1000)
        .or_else(|| seconds("retry-after"))
        .or_else(|| header("retry-after").and_then(|value| parse_date(&value)))
        // Gateways report the reset with every response; only a refusal for the rate makes it a wait.
        .or_else(|| seconds("ratelimit-reset").filter(|_| status == 429).map(since_now))
}

/// Parses a number of seconds. One beyond every duration is the longest; a negative one is no wait.
fn parse_seconds(value: &str) -> Option<Duration> {
    let value = value.trim();
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    // Words such as `inf` are numbers to the standard library.
    if !value.trim_start_matches(['-', '+']).chars().all(is_number) {
        return None;
    }
    let seconds: f64 = value.parse().ok()?;
    Some(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX))
}

fn since_now(reset: Duration) -> Duration {
    if reset < EPOCH {
        return reset;
    }
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    reset.saturating_sub(now.unwrap_or_default())
}

/// Parses an HTTP date; one in the past is no wait.
fn parse_date(value: &str) -> Option<Duration> {
    let date = httpdate::parse_http_date(value.trim()).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}
