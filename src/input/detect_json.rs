//! Detects JSON by the beginning of the content.
//!
//! Content that begins like JSON is JSON, even if it does not parse: it must not be ranked as lines.

use std::io;

use serde::de::IgnoredAny;

use super::{Format, Stream, ansi, rg_json};

/// The most that is read ahead to detect an array by its first element.
const LOOK: usize = 64 << 10;
/// The number of strings that are inspected.
const LINES: usize = 20;

/// Skips white space and record separators (RFC 7464).
pub(super) fn skip_space(text: &[u8]) -> &[u8] {
    let space = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x1E;
    &text[text.iter().take_while(|byte| space(byte)).count()..]
}

/// Detects JSON by content; `None` means that the content does not begin like JSON.
pub(super) fn format(stream: &mut Stream) -> io::Result<Option<Format>> {
    let decision = stream.peek_until(LOOK, |seen, is_last| {
        let text = skip_space(seen);
        match text.first() {
            None if is_last => Some(None),
            None => None,
            Some(b'{') => object(text, is_last),
            Some(b'[') => array(text, is_last),
            Some(b'"') => strings(text, is_last),
            Some(_) => Some(None),
        }
    })?;
    Ok(decision.flatten())
}

type Decision = Option<Option<Format>>;

/// Decides about text that begins with a brace.
fn object(text: &[u8], is_last: bool) -> Decision {
    let newline = memchr::memchr(b'\n', text).or(is_last.then_some(text.len()))?;
    let line = &text[..newline];
    let is_event = || rg_json::is_event(line);
    match serde_json::from_slice::<IgnoredAny>(line) {
        Ok(_) if is_event() => return Some(Some(Format::RgJson)),
        Ok(_) => return Some(Some(Format::Jsonl)),
        Err(_) => {}
    }
    // A brace with anything but a name after it is text: templates, code, log lines.
    match skip_space(&text[1..]).first() {
        None if !is_last => return None,
        Some(b'"') => {}
        Some(b'}') if is_whole(text) => {}
        _ => return Some(None),
    }
    if newline == text.len() {
        return Some(Some(Format::Jsonl));
    }
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    Some(Some(match values.next() {
        // One line alone shows the fault best.
        Some(Err(error)) if error.line() == 1 && !error.is_eof() => Format::Jsonl,
        Some(Ok(_)) if values.byte_offset() < newline => Format::Jsonl,
        _ => Format::Json,
    }))
}

/// Returns true if a text begins with a whole value and nothing else on its last line.
fn is_whole(text: &[u8]) -> bool {
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    matches!(values.next(), Some(Ok(_))) && is_blank_line(&text[values.byte_offset()..])
}

/// Decides about text that begins with a bracket: it is JSON if the array is whole, or if a whole element and a comma
/// follow.
fn array(text: &[u8], is_last: bool) -> Decision {
    let mut whole = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    let is_array = match whole.next() {
        Some(Ok(_)) => is_blank_line(&text[whole.byte_offset()..]),
        _ => match begins_array(&text[1..]) {
            Some(decision) => decision,
            None if !is_last => return None,
            // The first element is too long to be read ahead.
            None => matches!(skip_space(&text[1..]).first(), Some(b'{' | b'"')),
        },
    };
    let has_object = || {
        let inner = skip_space(&text[1..]);
        inner.first() == Some(&b'{')
            && matches!(skip_space(&inner[1..]).first(), None | Some(b'"' | b'}'))
    };
    Some((is_array || has_object()).then_some(Format::Json))
}

/// Returns true if the inside of an array begins with a value and a comma. `None` means that it ends too early to say.
fn begins_array(inner: &[u8]) -> Option<bool> {
    let mut values = serde_json::Deserializer::from_slice(inner).into_iter::<IgnoredAny>();
    match values.next()? {
        Ok(_) => match skip_space(&inner[values.byte_offset()..]).first()? {
            b',' => Some(true),
            _ => Some(false),
        },
        Err(error) if error.is_eof() => None,
        Err(_) => Some(false),
    }
}

/// Decides about text that begins with a quote: it is JSON if all lines seen so far are JSON strings.
fn strings(text: &[u8], is_last: bool) -> Decision {
    let mut lines: Vec<_> = text.split(|byte| *byte == b'\n').take(LINES + 1).collect();
    if lines.len() == 1 && !is_last {
        return None;
    }
    if lines.len() > 1 {
        // The last line may go on.
        lines.pop();
    }
    let is_string = |line: &&[u8]| {
        let line = line.trim_ascii();
        line.is_empty()
            || line.starts_with(b"\"") && serde_json::from_slice::<IgnoredAny>(line).is_ok()
    };
    Some(lines.iter().all(is_string).then_some(Format::Jsonl))
}

/// Returns true if there is only white space before the next line.
fn is_blank_line(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next();
    line.unwrap_or_default().trim_ascii().is_empty()
}

/// Returns true for JSON as `jq -C` prints it.
pub(super) fn is_colored(head: &[u8]) -> bool {
    let text = skip_space(head);
    if text.first() != Some(&0x1B) {
        return false;
    }
    let plain = ansi::strip_escapes(text);
    let plain = skip_space(&plain);
    let inner = match plain.first() {
        Some(b'{') => plain,
        Some(b'[') => skip_space(&plain[1..]),
        _ => return false,
    };
    match inner.first() {
        Some(b'{') => matches!(skip_space(&inner[1..]).first(), Some(b'"' | b'}')),
        Some(b'"') => true,
        _ => false,
    }
}
