//! Lone halves of surrogate pairs. JSON allows them in escapes; UTF-8 and most services do not.

use std::borrow::Cow;

use memchr::memchr;

/// Returns a string literal in which every lone half of a surrogate pair is U+FFFD.
pub fn replace_lone_surrogates(literal: &str) -> Cow<'_, str> {
    if memchr(b'\\', literal.as_bytes()).is_none() {
        return Cow::Borrowed(literal);
    }
    let unit = |at: usize| {
        let digits = literal.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut whole = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(escape) = literal[at..].find('\\') {
        at += escape;
        match (unit(at), unit(at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => at += 12,
            (Some(0xD800..=0xDFFF), _) => {
                whole.push_str(&literal[copied..at]);
                whole.push_str("\\ufffd");
                at += 6;
                copied = at;
            }
            _ => at += 2,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(literal);
    }
    whole.push_str(&literal[copied..]);
    Cow::Owned(whole)
}
