//! Finds the message, the codes and the status in an error object, whatever its shape.

use serde_json::{Map, Value};

use super::partial_json::parse;
use super::validation::describe;

/// Returns true for an object that says that the request succeeded, or holds a list of scores.
pub(super) fn is_envelope_of_success(value: &Value) -> bool {
    let is = |name: &str, good: &[Value]| value.get(name).is_some_and(|value| good.contains(value));
    let words: Vec<Value> =
        ["ok", "OK", "success", "SUCCESS", "succeeded", "0", "200"].map(Value::from).into();
    let has_error = ["error", "errors"]
        .iter()
        .any(|name| value.get(name).is_some_and(|error| find_message(error).is_some()));
    !has_error
        && (["success", "ok"].iter().any(|name| is(name, &[true.into()]))
            || ["code", "status", "status_code", "message", "msg", "error_code"]
                .iter()
                .any(|name| is(name, &words) || is(name, &[0.into(), 200.into()]))
            || has_scores(value))
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

/// Returns the members of an object that can hold a message, the most telling first.
fn message_members(members: &Map<String, Value>) -> Vec<(&str, &Value)> {
    let mut named: Vec<_> = members
        .iter()
        .filter_map(|(name, value)| {
            let plain = plain(name);
            let rank = MESSAGE_NAMES.iter().position(|other| *other == plain)?;
            let is_object = matches!(value, Value::Object(_) | Value::Array(_));
            let is_inner = is_object && matches!(plain.as_str(), "error" | "exception" | "err");
            Some((if is_inner { 0 } else { rank + 1 }, name.as_str(), value))
        })
        .collect();
    named.sort_by_key(|(rank, ..)| *rank);
    named.into_iter().map(|(_, name, value)| (name, value)).collect()
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
            message_members(members).into_iter().find_map(|(name, value)| match value {
                // Errors by the name of the field that they are about.
                Value::Object(fields)
                    if plain(name) == "errors" && find_message(value).is_none() =>
                {
                    let (field, value) = fields.iter().next()?;
                    Some(format!("{field}: {}", find_message(value)?))
                }
                value => find_message(value),
            })
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
            for (_, value) in message_members(members) {
                collect_messages(value, all);
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
