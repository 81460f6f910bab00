//! Parses JSON that is cut off: the body of a failure is read up to a limit.

use serde_json::Value;

/// Parses a JSON value, or as much of it as is whole where its end is missing.
pub(super) fn parse(text: &str) -> Option<Value> {
    let whole = |text: &str| serde_json::from_str(text).ok();
    if !text.starts_with(['{', '[', '"']) {
        return None;
    }
    whole(text)
        .or_else(|| whole(&closed(text)?))
        // Some servers print a value of Python's.
        .or_else(|| whole(&python_to_json(text)))
}

/// Rewrites a printed value of Python's as JSON.
fn python_to_json(text: &str) -> String {
    let mut json = String::with_capacity(text.len());
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '(' => json.push('['),
            ')' => json.push(']'),
            '\'' | '"' => {
                json.push('"');
                while let Some((_, inner)) = chars.next() {
                    match inner {
                        end if end == c => break,
                        '"' => json.push_str("\\\""),
                        '\\' => match chars.next() {
                            Some((_, '\'')) => json.push('\''),
                            Some((_, other)) => json.extend(['\\', other]),
                            None => {}
                        },
                        other => json.push(other),
                    }
                }
                json.push('"');
            }
            c if c.is_ascii_uppercase() => {
                let end = text[at..].find(|c: char| !c.is_alphanumeric());
                let word = &text[at..end.map_or(text.len(), |end| at + end)];
                json.push_str(match word {
                    "None" => "null",
                    "True" => "true",
                    "False" => "false",
                    word => word,
                });
                for _ in 1..word.chars().count() {
                    chars.next();
                }
            }
            c => json.push(c),
        }
    }
    // A tuple of one ends in a comma.
    json.replace(",]", "]")
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
