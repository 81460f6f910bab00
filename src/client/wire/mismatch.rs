//! Explains why the body of a success is not a ranking: it is cut off, an error, the response of another API, or
//! something else.

use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

use super::cut_off;
use crate::api::{self, Api};
use crate::client::classify::classify_success;
use crate::client::{Failure, FailureKind, error_message};
use crate::json::Object;

/// The largest body that is parsed to explain it.
const MAX_EXPLAINED: usize = 1 << 20;

/// Explains why a body is not a ranking in the format of this API.
pub(super) fn explain_mismatch(api: &'static Api, body: &[u8], sent: usize) -> Failure {
    // The first pass keeps nothing: a value takes many times the memory of its text.
    let text = match serde_json::from_slice::<IgnoredAny>(body) {
        Ok(_) => String::from_utf8_lossy(body),
        Err(error) if error.is_eof() || ends_in_number(body) => return cut_off(),
        Err(error) => return not_json(&String::from_utf8_lossy(body), &error),
    };
    let text = text.trim();
    // A list that this API reads is not that of another, whatever is wrong with it.
    let is_other = |other: &&Api| {
        let list = other.response.lists.first();
        list.is_none_or(|list| !api.response.lists.contains(list))
    };
    let other = api_of(text).filter(is_other);
    if text.len() > MAX_EXPLAINED {
        let words = format!("{} KiB of something else", body.len() >> 10);
        return FailureKind::NotARanking(words, other).into();
    }
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    if let Some(text) = error_message::error_in(&value) {
        let kind = classify_success(&text, sent);
        let status = text.status.filter(|status| *status < 500).unwrap_or(200);
        return Failure { status: Some(status), message: text.message, ..kind.into() };
    }
    if let Some(other) = other {
        let words = format!("it has the form of the {} api", other.name);
        return FailureKind::NotARanking(words, Some(other)).into();
    }
    let repeated =
        |name: &&&str| Object::parse(text).is_ok_and(|object| object.has_duplicate(name));
    if let Some(name) = api.response.lists.iter().find(repeated) {
        return FailureKind::NotARanking(format!("`{name}` comes more than once"), None).into();
    }
    FailureKind::NotARanking(lack(api, &value), None).into()
}

/// Describes what a body lacks that has the format of no API.
fn lack(api: &Api, value: &Value) -> String {
    let lists = api.response.lists;
    if value.pointer("/data/0/embedding").is_some() {
        return "it is a list of embeddings".into();
    }
    let named = |name: &&&str| value.get(name).is_some_and(|list| !list.is_null());
    if let Some(name) = lists.iter().find(named) {
        match (&value[name], api.response.score) {
            (Value::Array(_), Some(score)) => format!("a result lacks `index` or `{score}`"),
            (Value::Array(_), None) => "a score is no number".into(),
            _ => format!("`{name}` is not a list"),
        }
    } else {
        match (value, lists.first(), api.response.score) {
            (Value::Array(_), _, Some(score)) if lists.contains(&"") => {
                format!("a result lacks `index` or `{score}`")
            }
            (_, Some(&"") | None, _) => "it is not a list".into(),
            (_, Some(name), _) => format!("missing field `{name}`"),
        }
    }
}

/// Returns the API whose responses have the format of this JSON text.
fn api_of(text: &str) -> Option<&'static Api> {
    let members = Object::parse(text).ok();
    let part = |name: &str| match &members {
        None => Some(text).filter(|text| name.is_empty() && text.starts_with('[')),
        Some(members) => members.get_unique(name).filter(|part| *part != "null"),
    };
    // A bare list is recognized by its first element.
    let first = || first_of(text).and_then(|first| Object::parse(first).ok());
    let signed = |api: &&Api| match (api.response.sign, &members) {
        ([], _) => true,
        (sign, Some(members)) => leads_on(members, sign),
        (sign, None) => first().is_some_and(|first| leads_on(&first, sign)),
    };
    let has_form = |api: &&Api| {
        let list = api.response.lists.first().and_then(|name| part(name));
        list.is_some_and(|list| fits(api, list)) && signed(api)
    };
    let (signs, plain): (Vec<_>, Vec<_>) =
        api::ALL.iter().partition(|api| !api.response.sign.is_empty());
    signs.into_iter().chain(plain).find(has_form)
}

/// Returns true if a list can hold the scores of this API, as an empty one can. Where several APIs use the same
/// name for their list, the name of the score decides.
fn fits(api: &Api, list: &str) -> bool {
    let Some(score) = api.response.score else {
        return !list.contains('{');
    };
    let alike = |other: &Api| {
        let same_list = other.response.lists.first() == api.response.lists.first();
        same_list && other.response.score != Some(score)
    };
    if !api::ALL.iter().any(alike) {
        return true;
    }
    let first = first_of(list).and_then(|first| Object::parse(first).ok());
    first.is_some_and(|first| first.get_unique(score).is_some())
}

/// Returns the JSON text of the first element of a list.
fn first_of(list: &str) -> Option<&str> {
    let rest = list.strip_prefix('[')?;
    let mut elements = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
    Some(elements.next()?.ok()?.get())
}

/// Returns true if there is a value at `path`.
fn leads_on(members: &Object<'_>, path: &[&str]) -> bool {
    let Some((first, rest)) = path.split_first() else {
        return true;
    };
    let inner = members.get_unique(first);
    inner.is_some_and(|inner| {
        rest.is_empty() || Object::parse(inner).is_ok_and(|object| leads_on(&object, rest))
    })
}

/// Returns true if a body ends in the beginning of a number, which the parser reports as invalid, not as cut off.
fn ends_in_number(body: &[u8]) -> bool {
    let begins = matches!(body.trim_ascii_start().first(), Some(b'{' | b'['));
    begins && matches!(body.last(), Some(b'-' | b'+' | b'.' | b'e' | b'E'))
}

/// Explains a body that is not JSON. Some servers write NaN, or numbers out of range.
fn not_json(text: &str, error: &serde_json::Error) -> Failure {
    if has_bare_word(text) || error.to_string().starts_with("number out of range") {
        return FailureKind::NotFinite("a score is not a finite number".into()).into();
    }
    let start = text.trim_start().chars().take(40).collect::<String>();
    let start = error_message::shown(&start);
    FailureKind::NotARanking(format!("it begins with `{start}`"), None).into()
}

/// Returns true if a value in a text that is JSON otherwise is NaN or infinite.
fn has_bare_word(text: &str) -> bool {
    if !text.trim_start().starts_with(['{', '[']) {
        return false;
    }
    let places = text.match_indices([':', ',', '[']);
    places.map(|(at, _)| text[at + 1..].trim_start()).any(|value| {
        let value = value.strip_prefix('-').unwrap_or(value);
        ["NaN", "nan", "Infinity", "inf"].iter().any(|word| {
            let rest = value.strip_prefix(word).map(str::trim_start);
            rest.is_some_and(|rest| rest.starts_with(['}', ',', ']']))
        })
    })
}
