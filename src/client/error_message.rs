//! Extracts the message from the body of an error, whatever its shape, and makes untrusted text fit to print.
//! What a validator echoes of the request is never printed.

use serde_json::Value;

use super::partial_json::parse;
use super::validation::describe;

/// The number of characters of a message that are printed.
const MAX_CHARS: usize = 300;

/// Returns a text on one line, with spaces for control characters.
pub(super) fn on_one_line(text: &str) -> String {
    let spaced = text.replace(|c: char| c.is_control() || is_direction(c), " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns untrusted text on one line, cut if it is long.
pub(super) fn shown(text: &str) -> String {
    let mut line = on_one_line(text);
    if let Some((at, _)) = line.char_indices().nth(MAX_CHARS) {
        line.truncate(at);
        line.push('…');
    }
    line
}

/// Returns true for marks that change the direction of text.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text of an error: what a person is shown, and what the failure is classified by.
pub(super) struct ErrorText {
    /// The whole message.
    pub(super) whole: String,
    /// The codes next to it.
    pub(super) codes: String,
    /// The message on one line, cut if it is long; `None` if there is none.
    pub(super) message: Option<String>,
}

impl ErrorText {
    /// Reads the body of a response with a status other than success.
    pub(super) fn of_body(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let text = text.trim_start_matches('\u{FEFF}').trim();
        match parse(text) {
            Some(value) => Self::of_json(&value),
            None if text.starts_with('<') => Self::new(markup_message(text), ""),
            // A body that is nearly JSON can echo what was sent.
            None if text.starts_with('{') || text.starts_with(['[']) && !is_tag(text) => {
                Self::new(None, "")
            }
            None => Self::from_message(text),
        }
    }

    /// Reads an error object.
    pub(super) fn of_json(value: &Value) -> Self {
        let codes = [value, &value["error"]].into_iter().flat_map(|object| {
            let names = ["type", "code", "error_type"].into_iter();
            names.filter_map(|name| object.get(name)?.as_str())
        });
        let codes: Vec<&str> = codes.collect();
        Self::new(find_message(value), &codes.join(" "))
    }

    /// Takes a text as the message.
    pub(super) fn from_message(message: &str) -> Self {
        Self::new(Some(message.into()), "")
    }

    fn new(message: Option<String>, codes: &str) -> Self {
        let whole = message.unwrap_or_default();
        let shown = shown(&whole);
        Self {
            codes: codes.into(),
            message: Some(shown).filter(|message| !message.is_empty()),
            whole,
        }
    }
}

/// Returns true for a text that begins with a tag in brackets, as `[E1234] not found`.
fn is_tag(text: &str) -> bool {
    let end = text.find(']').unwrap_or_default();
    end > 1
        && text[1..end]
            .chars()
            .all(|c| c.is_alphanumeric() || "-_: ".contains(c))
}

/// Returns the error object in a body that came under a status of success, if it is one.
pub(super) fn error_in(value: &Value) -> Option<ErrorText> {
    let names = [
        "error",
        "errors",
        "detail",
        "message",
        "Message",
        "error_msg",
        "error_message",
    ];
    let is_error = names.iter().any(|name| value.get(name).is_some())
        || value.pointer("/0/error").is_some()
        || value.get("title").is_some() && value.get("status").is_some()
        || value.get("success") == Some(&Value::Bool(false));
    let text = is_error.then(|| ErrorText::of_json(value))?;
    text.message.is_some().then_some(text)
}

/// The names under which services put their message, the most telling first. Names of what was sent, such as
/// `input` or `documents`, are not among them.
const MESSAGE_NAMES: [&str; 16] = [
    "error",
    "errors",
    "fault",
    "message",
    "Message",
    "msg",
    "error_message",
    "errorMessage",
    "error_msg",
    "faultstring",
    "detail",
    "reason",
    "description",
    "title",
    "code",
    "type",
];

/// Finds the message in an error object of any shape.
fn find_message(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.trim_start().starts_with('{') => match parse(text.trim()) {
            Some(inner) => find_message(&inner),
            None => Some(text.clone()),
        },
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Array(items) => describe(items).or_else(|| items.iter().find_map(find_message)),
        Value::Object(members) => {
            let mut named = MESSAGE_NAMES
                .iter()
                .filter_map(|name| Some((name, members.get(*name)?)));
            named.find_map(|(name, value)| match value {
                // Errors by the name of the field that they are about.
                Value::Object(fields) if *name == "errors" && find_message(value).is_none() => {
                    let (field, value) = fields.iter().next()?;
                    Some(format!("{field}: {}", find_message(value)?))
                }
                value => find_message(value),
            })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Finds the message in a page of HTML or an XML document.
fn markup_message(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    ["title", "h1", "message", "faultstring"]
        .iter()
        .find_map(|name| {
            let tag = lower.find(&format!("<{name}"))?;
            let start = tag + lower[tag..].find('>')? + 1;
            let end = start + page[start..].find('<')?;
            Some(page[start..end].trim().to_owned()).filter(|text| !text.is_empty())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::validation::passage_at_fault;

    fn message(body: &[u8]) -> Option<String> {
        ErrorText::of_body(body).message
    }

    #[test]
    fn the_message_is_found_in_every_shape() {
        for (body, words) in [
            (r#"{"error":"too long"}"#, "too long"),
            (r#"{"error":{"message":"too long","code":400}}"#, "too long"),
            (r#"{"errors":[{"message":"too long"}]}"#, "too long"),
            (r#"{"errors":["too long"]}"#, "too long"),
            (r#"{"Message":"too long"}"#, "too long"),
            (r#"{"detail":{"message":"too long"}}"#, "too long"),
            (r#"[{"error":{"message":"too long"}}]"#, "too long"),
            (r#"{"message":"too long"}"#, "too long"),
            (r#"{"status":403,"title":"Forbidden","detail":"no"}"#, "no"),
            (
                r#"{"status":429,"title":"Too Many Requests"}"#,
                "Too Many Requests",
            ),
            (r#"{"detail":{"error":"too long"}}"#, "too long"),
            ("404 page not found\n", "404 page not found"),
            ("\"Invalid token\"", "Invalid token"),
            (
                "<html><head><TITLE>502 Bad\nGateway</title>",
                "502 Bad Gateway",
            ),
            ("a\u{1b}[31mb\u{202e}c", "a [31mb c"),
            (r#"{"error":{"error":{"msg":"too long"}}}"#, "too long"),
            (r#"{"errors":{"texts":["too long"]}}"#, "texts: too long"),
            (
                r#"{"message":"{\"error\":{\"reason\":\"too long\"}}"}"#,
                "too long",
            ),
            (r#"["too long"]"#, "too long"),
            (
                "<?xml?><Error><Message>too long</Message></Error>",
                "too long",
            ),
            ("<html><body><h1 id='a'>too long</h1>", "too long"),
            ("[E12] too long", "[E12] too long"),
            ("{'error': 'too long'}", "too long"),
        ] {
            assert_eq!(message(body.as_bytes()).as_deref(), Some(words), "{body}");
        }
        assert_eq!(message(b"<html></html>"), None);
        assert_eq!(message(b"{}"), None);
    }

    #[test]
    fn a_validator_does_not_echo_documents() {
        let body = br#"{"detail":[{"loc":["body","passages",3,"text"],"msg":"too long","input":"my secret"}]}"#;
        assert_eq!(
            message(body).as_deref(),
            Some("body.passages.3.text: too long")
        );
        assert_eq!(passage_at_fault(body), Some(3));
    }

    #[test]
    fn the_message_before_a_missing_end_is_found() {
        let detail =
            r#"{"detail":[{"loc":["body","passages",3],"msg":"too \"long\", or so","input":"#;
        for rest in [
            "",
            "[",
            r#"[{"text":"my}"#,
            r#"[{"text":"mine"},{"te"#,
            r#"{"msg":"mine","#,
        ] {
            let body = format!("{detail}{rest}");
            let words = "body.passages.3: too \"long\", or so";
            assert_eq!(message(body.as_bytes()).as_deref(), Some(words), "{body}");
            assert_eq!(passage_at_fault(body.as_bytes()), Some(3), "{body}");
        }
        for nothing in [
            "{",
            r#"{"message":"my se"#,
            "[[[",
            "{]",
            r#"{"input":[1,2,"#,
        ] {
            assert_eq!(message(nothing.as_bytes()), None, "{nothing}");
        }
    }

    #[test]
    fn long_messages_are_cut() {
        assert_eq!(shown(&"é".repeat(400)).chars().count(), MAX_CHARS + 1);
    }
}
