//! Deprecated and retired models: since when, and their successors.

use std::time::{Duration, UNIX_EPOCH};

use super::error::ClientError;
use super::failure::FailureKind;
use crate::api;

/// The first second of the year 10000.
const YEAR_10000: u64 = 253_402_300_800;

/// Adds date and successor to the error of a retired model.
pub(super) fn explain(model: &str, error: &mut ClientError) {
    if *error.kind() != FailureKind::Retired {
        return;
    }
    error.successor = api::successor(model);
    let message = error.failure.message.take();
    error.failure.message = match (api::retired_on(model), message) {
        (Some(day), None) => Some(format!("{model} was retired on {day}")),
        (Some(day), Some(message)) if !has_day(&message) => {
            Some(format!("{message}; {model} was retired on {day}"))
        }
        (_, message) => message,
    };
}

/// Returns true if a message names a day of this century, as `2026-08-25`.
fn has_day(message: &str) -> bool {
    message.as_bytes().windows(10).any(|piece| {
        let mut form = piece.iter().zip(b"20dd-dd-dd");
        form.all(|(byte, form)| match form {
            b'd' => byte.is_ascii_digit(),
            form => byte == form,
        })
    })
}

/// Describes the coming retirement of a model; `date` is the value of a `Deprecation` header.
pub(super) fn notice(model: &str, date: &str) -> String {
    let when = parse_day(date).map_or_else(|| "soon".into(), |day| format!("on {day}"));
    let instead = match api::successor(model) {
        Some(successor) => format!("; its successor is {successor}"),
        None => String::new(),
    };
    format!("the service retires {model} {when}{instead}")
}

/// Parses the day in a `Deprecation` header: an RFC 3339 date, which NVIDIA's gateway sends, a number of seconds
/// after `@` (RFC 9745), or an HTTP date. `None` for any other value, and for a day after the year 9999.
fn parse_day(value: &str) -> Option<String> {
    if let Some(day) = value.get(..10).filter(|day| has_day(day)) {
        return Some(day.into());
    }
    let date = match value.strip_prefix('@') {
        Some(seconds) => {
            // The formatter panics beyond the year 9999, which a time in milliseconds is.
            let seconds = seconds.parse().ok().filter(|seconds| *seconds < YEAR_10000)?;
            UNIX_EPOCH + Duration::from_secs(seconds)
        }
        None => httpdate::parse_http_date(value).ok()?,
    };
    let text = httpdate::fmt_http_date(date);
    text.get(..16).map(Into::into)
}
