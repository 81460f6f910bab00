//! Finds the message, the codes and the status in an error object, whatever its shape.

use serde_json::{Map, Value};

use super::partial_json::parse;
use super::validation::describe;

/// Returns true for an object that says that the request succeeded, or holds a list of scores.
pub(super) fn is_envelope_of_success(value: &Value) -> bool {
    let Some(members) = value.as_object() else {
        return has_scores(value);
    };
    let says_so = |(name, value): (&String, &Value)| {
        let name = plain(name);
        let ends = ["code", "status", "msg", "message", "ret"];
        ["success", "ok"].contains(&name.as_str()) && *value == Value::Bool(true)
            || ends.iter().any(|end| name.ends_with(end)) && is_good(value)
    };
    let has_error = ["error", "errors"]
        .iter()
        .any(|name| members.get(*name).is_some_and(|error| find_message(error).is_some()));
    let is_good = members.iter().any(says_so) || is_envelope_of_data(members);
    !has_error && (is_good || has_scores(value))
}

/// Returns true for a code, a status or a message of success.
fn is_good(value: &Value) -> bool {
    let words = ["ok", "success", "succeeded", "0", "200", "true"];
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_lowercase);
    words.contains(&text.as_str())
}

/// Returns true if a list of objects with scores is somewhere in a value.
fn has_scores(value: &Value) -> bool {
    let is_scored = |item: &Value| {
        let names = item.as_object().into_iter().flat_map(Map::keys);
        names.map(|name| plain(name)).any(|name| name.contains("score") || name == "logit")
    };
    match value {
        Value::Array(items) => items.first().is_some_and(is_scored),
        Value::Object(members) => members.values().any(has_scores),
        _ => false,
    }
}

/// The names under which services put their message, the most telling first, in lower case without separators.
/// Names of what was sent, such as `input` or `documents`, are not among them. A list or an object under
/// `error` comes first, and a text there late, for it is often a mere code.
const MESSAGE_NAMES: [&str; 26] = [
    "errors",
    "fault",
    "message",
    "messages",
    "msg",
    "errormessage",
    "errormsg",
    "errmsg",
    "errordescription",
    "faultstring",
    "detail",
    "details",
    "reason",
    "description",
    "error",
    "err",
    "exception",
    "failure",
    "cause",
    "title",
    "metadata",
    "raw",
    "code",
    "errorcode",
    "type",
    "errortype",
];

/// Returns a name in lower case without separators.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns the place of a name among those of messages: as a whole, else by its end, as in `status_msg`.
fn message_rank(plain: &str) -> Option<usize> {
    const ENDS: [&str; 9] =
        ["message", "msg", "errors", "error", "details", "detail", "reason", "description", "info"];
    let find = |other: &str| MESSAGE_NAMES.iter().position(|name| *name == other);
    // Titles and codes say less.
    find(plain).or_else(|| find("title").filter(|_| ENDS.iter().any(|end| plain.ends_with(end))))
}

/// Returns the members of an object that can hold a message, the most telling first.
fn message_members(members: &Map<String, Value>) -> Vec<(&str, &Value)> {
    let mut named: Vec<_> = members
        .iter()
        .filter_map(|(name, value)| {
            let plain = plain(name);
            let rank = message_rank(&plain)?;
            let is_object = matches!(value, Value::Object(_) | Value::Array(_));
            let is_inner =
                is_object && ["error", "exception", "err"].iter().any(|end| plain.ends_with(end));
            Some((if is_inner { 0 } else { rank + 1 }, name.as_str(), value))
        })
        .collect();
    named.sort_by_key(|(rank, ..)| *rank);
    named.into_iter().map(|(_, name, value)| (name, value)).collect()
}

/// Returns the field of the request that an error is about.
fn field_of(members: &Map<String, Value>) -> Option<&str> {
    let names = ["field", "param", "parameter", "property", "attribute"];
    let field = names.iter().find_map(|name| members.get(*name)?.as_str())?;
    Some(field).filter(|field| !field.is_empty() && !field.contains(char::is_whitespace))
}

/// Returns the members of an object that an envelope puts around an error.
fn inner_objects(members: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    const NAMES: [&str; 8] =
        ["response", "result", "data", "status", "baseresp", "body", "meta", "output"];
    let is_object = |value: &&Value| match value {
        Value::Object(_) => true,
        Value::String(text) => text.trim_start().starts_with('{'),
        _ => false,
    };
    let inner = members.iter().filter(|(name, _)| NAMES.contains(&plain(name).as_str()));
    inner.map(|(_, value)| value).filter(is_object)
}

/// Returns true for an envelope without a message of its own, in which nothing speaks of an error.
fn is_envelope_of_data(members: &Map<String, Value>) -> bool {
    let is_error = |(name, value): (&String, &Value)| {
        let name = plain(name);
        name.ends_with("error") || name.ends_with("code") && !is_good(value)
    };
    message_members(members).is_empty()
        && !inner_objects(members)
            .filter_map(Value::as_object)
            .any(|inner| inner.iter().any(is_error))
}

/// Finds the message in an error object of any shape.
pub(super) fn find_message(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => match parse(text.trim()).as_ref().and_then(find_message) {
            Some(inner) => Some(inner),
            None => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        },
        Value::Array(items) => describe(items).or_else(|| items.iter().find_map(find_message)),
        Value::Object(members) => {
            let own = message_members(members).into_iter().find_map(|(name, value)| match value {
                // Errors by the name of the field that they are about.
                Value::Object(fields)
                    if plain(name) == "errors" && find_message(value).is_none() =>
                {
                    let (field, value) = fields.iter().next()?;
                    Some(format!("{field}: {}", find_message(value)?))
                }
                value => find_message(value),
            });
            let message = own.or_else(|| inner_objects(members).find_map(find_message))?;
            match field_of(members) {
                Some(field) if !message.contains(field) => Some(format!("{field}: {message}")),
                _ => Some(message),
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Collects every text of an error object that can hold a message or a code.
pub(super) fn collect_messages(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::String(text) => match parse(text.trim()) {
            Some(inner @ (Value::Object(_) | Value::Array(_))) => collect_messages(&inner, all),
            _ => all.push(text.clone()),
        },
        Value::Array(items) => match describe(items) {
            Some(text) => all.push(text),
            None => items.iter().for_each(|item| collect_messages(item, all)),
        },
        Value::Object(members) => {
            let own = message_members(members);
            for (_, value) in &own {
                collect_messages(value, all);
            }
            if own.is_empty() {
                inner_objects(members).for_each(|value| collect_messages(value, all));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Finds the HTTP status that an error object names.
pub(super) fn find_status(value: &Value) -> Option<u16> {
    let objects = [value, &value["error"], &value["error"]["error"], &value["detail"]];
    let names = ["status", "status_code", "statusCode", "code", "http_status"];
    objects.into_iter().find_map(|object| {
        names.iter().find_map(|name| {
            let status = match object.get(name)? {
                Value::String(text) => text.trim().parse().ok()?,
                number => u16::try_from(number.as_u64()?).ok()?,
            };
            (400..=599).contains(&status).then_some(status)
        })
    })
}
