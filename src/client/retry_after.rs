//! Reads how long a service asks to wait: `Retry-After` (RFC 9110, seconds or a date; fractions are common),
//! `retry-after-ms` (Azure, OpenAI), or the reset of a rate limit (`RateLimit-Reset`, seconds).

use std::time::{Duration, SystemTime};

/// Reads the wait from the headers; `None` if no header can be read.
pub(super) fn read(header: impl Fn(&str) -> Option<String>) -> Option<Duration> {
    let seconds = |name: &str| header(name).and_then(|value| parse_seconds(&value));
    let milliseconds = header("retry-after-ms").and_then(|value| parse_seconds(&value));
    milliseconds
        .map(|wait| wait / 1000)
        .or_else(|| seconds("retry-after"))
        .or_else(|| header("retry-after").and_then(|value| parse_date(&value)))
        .or_else(|| seconds("ratelimit-reset"))
}

/// Parses a number of seconds. One beyond every duration is the longest; a negative one is no wait.
fn parse_seconds(value: &str) -> Option<Duration> {
    let seconds: f64 = value.trim().parse().ok()?;
    if seconds.is_nan() {
        return None;
    }
    Some(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX))
}

/// Parses an HTTP date; one in the past is no wait.
fn parse_date(value: &str) -> Option<Duration> {
    let date = httpdate::parse_http_date(value.trim()).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(name: &str, value: &str) -> Option<Duration> {
        read(|asked| (asked == name).then(|| value.to_owned()))
    }

    #[test]
    fn every_form_of_a_wait_is_read() {
        assert_eq!(wait("retry-after", "7"), Some(Duration::from_secs(7)));
        assert_eq!(
            wait("retry-after", "0.25"),
            Some(Duration::from_millis(250))
        );
        assert_eq!(
            wait("retry-after-ms", "1500"),
            Some(Duration::from_millis(1500))
        );
        assert_eq!(wait("ratelimit-reset", "3"), Some(Duration::from_secs(3)));
        assert_eq!(wait("retry-after", "-3"), Some(Duration::ZERO));
        assert_eq!(wait("retry-after", &"9".repeat(400)), Some(Duration::MAX));
        let past = "Wed, 21 Oct 2015 07:28:00 GMT";
        assert_eq!(wait("retry-after", past), Some(Duration::ZERO));
        for unreadable in ["", "soon", "NaN", "1 s", "Wed, 99 Oct 2015 07:28:00 GMT"] {
            assert_eq!(wait("retry-after", unreadable), None, "{unreadable}");
        }
    }
}
