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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_holds_any_text() {
        assert_eq!(quote("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(word("http://h:8000/v1"), "http://h:8000/v1");
        assert_eq!(word("http://h/;reboot"), "'http://h/;reboot'");
        assert_eq!(word(""), "''");
    }
}
