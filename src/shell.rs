//! Quotes text for a POSIX shell, for every command that is printed to be pasted.

/// Returns a text in single quotes.
pub fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Returns a text as one word, in quotes only where it needs them.
pub fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.into()
    } else {
        quote(text)
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
