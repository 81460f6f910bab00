//! A key: kept out of every debug form, checked before it is used, never shown.

use std::fmt;

use memchr::memmem;

/// The fewest characters of a secret.
const SHORTEST: usize = 6;

/// A value that must not be seen.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Why a text is no key. The text itself is never part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadSecret {
    /// Nothing but white space.
    Empty,
    /// It holds a line end or a character that no header can carry.
    Unprintable,
}

impl Secret {
    /// A key, with the white space around it taken off.
    ///
    /// # Errors
    /// The text is empty, or holds anything but visible ASCII.
    pub fn new(text: &str) -> Result<Self, BadSecret> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BadSecret::Empty);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(BadSecret::Unprintable);
        }
        Ok(Self(text.into()))
    }

    /// The value of a header, which may be a secret: kept as it is, and out of every debug form.
    pub fn of_header(value: &str) -> Self {
        Self(value.into())
    }

    /// The value in clear, for what sends it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Makes the secret unreadable wherever a foreign text repeats it. Of a header it is the last word, as
    /// after `Bearer`; what is short is no secret, and would be found everywhere.
    pub(super) fn redact(&self, text: Vec<u8>) -> Vec<u8> {
        let secret = self.0.split_whitespace().next_back().unwrap_or_default();
        let text = with_plain_ascii(text);
        if secret.len() < SHORTEST || memmem::find(&text, secret.as_bytes()).is_none() {
            return text;
        }
        let mut redacted = Vec::with_capacity(text.len());
        let mut copied = 0;
        for found in memmem::find_iter(&text, secret.as_bytes()) {
            redacted.extend_from_slice(&text[copied..found]);
            redacted.extend_from_slice(b"[key]");
            copied = found + secret.len();
        }
        redacted.extend_from_slice(&text[copied..]);
        redacted
    }
}

/// JSON may write any character as an escape. Those of visible ASCII are written out, which changes nothing
/// of its meaning; a quote and a backslash stay.
fn with_plain_ascii(text: Vec<u8>) -> Vec<u8> {
    if memmem::find(&text, b"\\u00").is_none() && memmem::find(&text, b"\\/").is_none() {
        return text;
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text.as_slice();
    while let [first, tail @ ..] = rest {
        let escaped = rest.strip_prefix(b"\\u00").and_then(|code| code.get(..2));
        let escaped = escaped.and_then(|code| std::str::from_utf8(code).ok());
        let escaped = escaped.and_then(|code| u8::from_str_radix(code, 16).ok());
        match (escaped, rest) {
            (Some(byte @ b'!'..=b'~'), _) if !matches!(byte, b'"' | b'\\') => {
                plain.push(byte);
                rest = &rest[6..];
            }
            (_, [b'\\', b'/', after @ ..]) => {
                plain.push(b'/');
                rest = after;
            }
            (_, [b'\\', other, after @ ..]) => {
                plain.extend([b'\\', *other]);
                rest = after;
            }
            _ => {
                plain.push(*first);
                rest = tail;
            }
        }
    }
    plain
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Display for BadSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "it is empty",
            Self::Unprintable => "it holds a space, a line end or another character no key has",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_trimmed_checked_and_never_shown() {
        let key = Secret::new(" nvapi-fake\n").expect("a key");
        assert_eq!(key.reveal(), "nvapi-fake");
        assert_eq!(format!("{key:?}"), "Secret(…)");
        assert_eq!(key.redact(b"bad key nvapi-fake!".into()), b"bad key [key]!");
        let header = Secret::of_header("Bearer nvapi-fake");
        assert_eq!(
            header.redact(b"nvapi-fake nvapi-fake".into()),
            b"[key] [key]"
        );
        let escaped = br#"{"a":"nvapi\u002dfake \u0022 \\u002d"}"#;
        let redacted = br#"{"a":"[key] \u0022 \\u002d"}"#;
        assert_eq!(key.redact(escaped.to_vec()), redacted);
        assert_eq!(Secret::new(" \n"), Err(BadSecret::Empty));
        assert_eq!(Secret::new("a\nb"), Err(BadSecret::Unprintable));
    }
}
