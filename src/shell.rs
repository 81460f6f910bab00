//! Quotes text for a POSIX shell, for every command that is printed to be pasted.

use std::borrow::Cow;

/// Returns a text in single quotes.
pub fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Returns a text as one word, in quotes only where it needs them. NUL, which no argument can hold, is dropped.
pub fn word(text: &str) -> Cow<'_, str> {
    match shlex::try_quote(text) {
        Ok(word) => word,
        Err(_) => quote(&text.replace('\0', "")).into(),
    }
}
