//! Quotes text for a POSIX shell, for every command that is printed to be pasted.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::sanitize::is_invisible;

/// Returns a text in single quotes.
pub fn quote(text: &str) -> String {
    if is_unprintable(text) { escaped(text) } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// Returns a text as one word, in quotes only where it needs them. NUL, which no argument can hold, is dropped.
pub fn word(text: &str) -> Cow<'_, str> {
    match shlex::try_quote(text) {
        Ok(word) if !is_unprintable(text) => word,
        _ => quote(&text.replace('\0', "")).into(),
    }
}

/// Returns true for a text that a terminal or a log viewer would not show as it is.
fn is_unprintable(text: &str) -> bool {
    text.contains(is_invisible) || text.contains("##[")
}

/// Returns a text in the quotes of bash and zsh that take escapes.
fn escaped(text: &str) -> String {
    let mut word = String::from("$'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => word.extend(['\\', c]),
            c if is_invisible(c) => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(word, "\\x{byte:02x}");
                }
            }
            c => word.push(c),
        }
    }
    word.replace("##[", r"#\x23[") + "'"
}
