//! Models that come to an end: when, and what to ask for instead.

use std::time::{Duration, UNIX_EPOCH};

use super::error::{ClientError, Trouble};
use crate::api;

/// Adds to the error of a model that has come to an end when that was, and what came after it.
pub(super) fn explain(model: &str, error: &mut ClientError) {
    let Trouble::Status {
        status: 410, words, ..
    } = &mut error.trouble
    else {
        return;
    };
    error.successor = api::successor(model);
    let has_day = words.as_ref().is_some_and(|words| has_day(words));
    if let (Some(day), false) = (api::retired_on(model), has_day) {
        let said = words
            .as_ref()
            .map_or_else(String::new, |words| format!("{words}; "));
        *words = Some(format!("{said}{model} was retired on {day}"));
    }
}

/// Whether a text names a day of this century, as `2026-08-25`.
fn has_day(words: &str) -> bool {
    words.as_bytes().windows(10).any(|piece| {
        let mut form = piece.iter().zip(b"20dd-dd-dd");
        form.all(|(byte, form)| match form {
            b'd' => byte.is_ascii_digit(),
            form => byte == form,
        })
    })
}

/// What the user should know of a model that the service will no longer have: `day` is how a `Deprecation`
/// header tells when.
pub(super) fn notice(model: &str, day: &str) -> String {
    let when = day_of(day).map_or_else(|| "soon".into(), |day| format!("on {day}"));
    let instead = match api::successor(model) {
        Some(successor) => format!("; its successor is {successor}"),
        None => String::new(),
    };
    format!("the service retires {model} {when}{instead}")
}

/// The day that a `Deprecation` header names: the beginning of an RFC 3339 date, which NVIDIA's gateway sends,
/// a number of seconds after `@` (RFC 9745), or an HTTP date.
fn day_of(value: &str) -> Option<String> {
    let is_date = |day: &&str| {
        day.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    if let Some(day) = value.get(..10).filter(is_date) {
        return Some(day.into());
    }
    let date = match value.strip_prefix('@') {
        Some(seconds) => UNIX_EPOCH.checked_add(Duration::from_secs(seconds.parse().ok()?))?,
        None => httpdate::parse_http_date(value).ok()?,
    };
    let text = httpdate::fmt_http_date(date);
    text.get(..16).map(Into::into)
}
