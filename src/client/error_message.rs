//! Extracts the message from the body of an error, whatever its shape, and makes untrusted text safe to print.
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
        let first_line = || text.split_once('\n').and_then(|(first, _)| parse(first));
        match parse(text).or_else(first_line).filter(|_| !is_tag(text)) {
            Some(value) => Self::of_json(&value).or_whole(text),
            None if text.starts_with('<') => Self::new(markup::message(text), "", None),
            // A body that is nearly JSON can echo what was sent.
            None if text.starts_with('{') || text.starts_with('[') && !is_tag(text) => {
                Self::new(None, "", None)
            }
            None => Self::from_message(last_of_traceback(text)),
        }
    }

    pub(super) fn of_json(value: &Value) -> Self {
        let mut all = Vec::new();
        collect_messages(value, &mut all);
        Self::new(find_message(value), &all.join(" "), find_status(value))
    }

    /// Uses the whole body as the message if it has none. The body may echo the request, so it is not used for
    /// classification, and one that is cut off is not shown, since echoes in it may not be recognized.
    fn or_whole(mut self, body: &str) -> Self {
        let whole = serde_json::from_str::<Value>(body).ok().filter(|value| !is_empty(value));
        if let (None, Some(value)) = (&self.message, whole) {
            // Without the escapes that would hide them, too.
            self.message = Some(shown(&value.to_string().replace("\\n", " ")));
        }
        self
    }

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

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => true,
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
