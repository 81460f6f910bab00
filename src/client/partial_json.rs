//! Parses JSON that is cut off: the body of a failure is read up to a limit.

use serde_json::Value;

/// Parses a JSON value, or as much of it as is whole where its end is missing.
pub(super) fn parse(text: &str) -> Option<Value> {
    let whole = |text: &str| serde_json::from_str(text).ok();
    whole(text)
        .or_else(|| whole(&closed(text)?))
        // Some servers print a dictionary of Python's.
        .or_else(|| whole(&text.replace('\'', "\"")).filter(|_| text.starts_with("{'")))
}

/// Returns an object or a list up to its last whole member, with the open brackets closed. `None` if there is
/// no such member.
fn closed(text: &str) -> Option<String> {
    let (mut open, mut is_text, mut is_escaped) = (Vec::new(), false, false);
    let mut whole = None;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            _ if is_text => {}
            b'{' => open.push('}'),
            b'[' => open.push(']'),
            b'}' | b']' => {
                open.pop()?;
                whole = Some((at + 1, open.len()));
            }
            b',' => whole = Some((at, open.len())),
            _ => {}
        }
    }
    let (end, depth) = whole?;
    let brackets = open.into_iter().take(depth).rev();
    Some(text.get(..end)?.chars().chain(brackets).collect())
}
