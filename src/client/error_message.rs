//! Extracts the message from the body of an error, whatever its shape, and makes untrusted text fit to print.
//! Echoes of the request by a validator are never printed.

use serde_json::Value;

use super::error_object::{collect_messages, find_message, find_status, is_envelope_of_success};
use super::markup;
use super::partial_json::parse;
use crate::sanitize::is_invisible;

/// The number of characters of a message that are printed.
const MAX_CHARS: usize = 300;

/// Returns a text on one line, with spaces for control characters.
pub(super) fn on_one_line(text: &str) -> String {
    let spaced = text.replace(is_invisible, " ");
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

/// The text of an error: what a person is shown, and what the failure is classified by.
pub(super) struct ErrorText {
    /// The whole message.
    pub(super) whole: String,
    /// The other messages and codes in the body.
    pub(super) others: String,
    /// The message on one line, cut if it is long; `None` if there is none.
    pub(super) message: Option<String>,
    /// The HTTP status in the body, if it names one.
    pub(super) status: Option<u16>,
}

impl ErrorText {
    /// Reads the body of a response with a status other than success.
    pub(super) fn of_body(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let text = text.trim_start_matches('\u{FEFF}').trim();
        match parse(text).filter(|_| !is_tag(text)) {
            Some(value) => Self::of_json(&value),
            None if text.starts_with('<') => Self::new(markup::message(text), "", None),
            // A body that is nearly JSON can echo what was sent.
            None if text.starts_with('{') || text.starts_with('[') && !is_tag(text) => {
                Self::new(None, "", None)
            }
            None => Self::from_message(last_of_traceback(text)),
        }
    }

    /// Reads an error object.
    pub(super) fn of_json(value: &Value) -> Self {
        let mut all = Vec::new();
        collect_messages(value, &mut all);
        Self::new(find_message(value), &all.join(" "), find_status(value))
    }

    /// Takes a text as the message.
    pub(super) fn from_message(message: &str) -> Self {
        Self::new(Some(message.into()), "", None)
    }

    fn new(message: Option<String>, others: &str, status: Option<u16>) -> Self {
        let whole = message.unwrap_or_default();
        let shown = shown(&whole);
        Self {
            others: others.into(),
            message: Some(shown).filter(|message| !message.is_empty()),
            status,
            whole,
        }
    }
}

/// Returns the last line of a traceback of Python's, which is the error, or the whole text.
fn last_of_traceback(text: &str) -> &str {
    match text.lines().last() {
        Some(last) if text.starts_with("Traceback (most recent call last)") => last,
        _ => text,
    }
}

/// Returns true for a text that begins with a tag in brackets, as `[E1234] not found`.
fn is_tag(text: &str) -> bool {
    let end = text.find(']').unwrap_or_default();
    text.starts_with('[')
        && end > 1
        && text[1..end].chars().all(|c| c.is_alphanumeric() || "-_: ".contains(c))
}

/// Returns the error in a body that came under a status of success, if it is one. A gateway that wraps every
/// response says so in a code or a flag next to a message.
pub(super) fn error_in(value: &Value) -> Option<ErrorText> {
    if is_envelope_of_success(value) {
        return None;
    }
    let text = ErrorText::of_json(value);
    text.message.is_some().then_some(text)
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
            (r#"{"status":429,"title":"Too Many Requests"}"#, "Too Many Requests"),
            (r#"{"detail":{"error":"too long"}}"#, "too long"),
            ("404 page not found\n", "404 page not found"),
            ("\"Invalid token\"", "Invalid token"),
            ("<html><head><TITLE>502 Bad\nGateway</title>", "502 Bad Gateway"),
            ("a\u{1b}[31mb\u{202e}c", "a [31mb c"),
            (r#"{"error":{"error":{"msg":"too long"}}}"#, "too long"),
            (r#"{"errors":{"texts":["too long"]}}"#, "texts: too long"),
            (r#"{"message":"{\"error\":{\"reason\":\"too long\"}}"}"#, "too long"),
            (r#"["too long"]"#, "too long"),
            ("<?xml?><Error><Message>too long</Message></Error>", "too long"),
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
        assert_eq!(message(body).as_deref(), Some("body.passages.3.text: too long"));
        assert_eq!(passage_at_fault(body), Some(3));
    }

    #[test]
    fn the_message_before_a_missing_end_is_found() {
        let detail =
            r#"{"detail":[{"loc":["body","passages",3],"msg":"too \"long\", or so","input":"#;
        for rest in ["", "[", r#"[{"text":"my}"#, r#"[{"text":"mine"},{"te"#, r#"{"msg":"mine","#] {
            let body = format!("{detail}{rest}");
            let words = "body.passages.3: too \"long\", or so";
            assert_eq!(message(body.as_bytes()).as_deref(), Some(words), "{body}");
            assert_eq!(passage_at_fault(body.as_bytes()), Some(3), "{body}");
        }
        for nothing in ["{", r#"{"message":"my se"#, "[[[", "{]", r#"{"input":[1,2,"#] {
            assert_eq!(message(nothing.as_bytes()), None, "{nothing}");
        }
    }

    #[test]
    fn long_messages_are_cut() {
        assert_eq!(shown(&"é".repeat(400)).chars().count(), MAX_CHARS + 1);
    }
}
