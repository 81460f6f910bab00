//! A key: kept out of every debug form, checked before it is used, never shown.

use std::fmt;

use memchr::memmem;

/// The fewest characters of a secret.
const SHORTEST: usize = 6;
/// Words by which the name of a header is known whose value is a secret.
const SECRET_NAMES: [&str; 8] = [
    "auth",
    "key",
    "token",
    "secret",
    "cookie",
    "password",
    "credential",
    "signature",
];
/// What keys of well-known services begin with.
const SECRET_BEGINNINGS: [&str; 4] = ["nvapi-", "sk-", "hf_", "eyj"];

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

    /// What of it a foreign text may hold: each part that is long enough, as it is and percent-encoded, in
    /// lower case. What is short is no secret, and would be found everywhere.
    fn needles(&self) -> Vec<Vec<u8>> {
        let between = |c: char| c.is_whitespace() || matches!(c, ';' | ',' | '=' | '"');
        let parts = self.0.split(between).chain([self.0.as_str()]);
        let long = parts.filter(|part| part.len() >= SHORTEST && !is_scheme(part));
        let spelled = long.flat_map(|part| [part.to_owned(), percent_encoded(part)]);
        let mut needles: Vec<_> = spelled
            .map(|part| part.to_ascii_lowercase().into_bytes())
            .collect();
        needles.dedup();
        needles
    }
}

/// Whether a word says only how the secret after it is meant.
fn is_scheme(word: &str) -> bool {
    ["bearer", "basic", "digest"].contains(&word.to_ascii_lowercase().as_str())
}

fn percent_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~');
    let spelled = text.bytes().map(|byte| match byte {
        byte if plain(byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    spelled.collect()
}

/// Whether a header's value is nobody's business, by its name or by how it begins.
pub fn is_secret_header(name: &str, value: &str) -> bool {
    let (name, value) = (name.to_lowercase(), value.to_lowercase());
    let begins = value.split_whitespace().next().unwrap_or_default();
    SECRET_NAMES.iter().any(|word| name.contains(word))
        || is_scheme(begins)
        || SECRET_BEGINNINGS
            .iter()
            .any(|beginning| value.starts_with(beginning))
}

/// Everything that must not be shown.
#[derive(Clone, Debug)]
pub(super) struct Secrets(Vec<Vec<u8>>);

impl Secrets {
    pub(super) fn new<'a>(secrets: impl Iterator<Item = &'a Secret>) -> Self {
        let mut needles: Vec<_> = secrets.flat_map(Secret::needles).collect();
        // A whole comes before its parts.
        needles.sort_by_key(|needle| std::cmp::Reverse(needle.len()));
        Self(needles)
    }

    /// Returns a text with every secret in it replaced, also after its decoding.
    pub(super) fn redact_text(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.redact(text.as_bytes().to_vec())).into_owned()
    }

    /// Returns an encoded text with every secret in it replaced, whatever their case.
    pub(super) fn redact(&self, text: Vec<u8>) -> Vec<u8> {
        if self.0.is_empty() {
            return text;
        }
        let text = with_plain_ascii(text);
        self.0
            .iter()
            .fold(text, |text, needle| without(text, needle))
    }
}

fn without(text: Vec<u8>, needle: &[u8]) -> Vec<u8> {
    let lower = text.to_ascii_lowercase();
    let mut found = memmem::find_iter(&lower, needle).peekable();
    if found.peek().is_none() {
        return text;
    }
    let mut redacted = Vec::with_capacity(text.len());
    let mut copied = 0;
    for at in found {
        redacted.extend_from_slice(&text[copied..at]);
        redacted.extend_from_slice(b"[key]");
        copied = at + needle.len();
    }
    redacted.extend_from_slice(&text[copied..]);
    redacted
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
        assert_eq!(Secret::new(" \n"), Err(BadSecret::Empty));
        assert_eq!(Secret::new("a\nb"), Err(BadSecret::Unprintable));
    }

    #[test]
    fn a_foreign_text_is_rid_of_secrets_however_they_are_spelled() {
        let key = Secret::of_header("Bearer nvapi-fake");
        let cookie = Secret::of_header("sid=cookie-one; other=cookie-two");
        let secrets = Secrets::new([&key, &cookie].into_iter());
        for (text, redacted) in [
            ("bad key nvapi-fake!", "bad key [key]!"),
            ("nvapi-fake NVAPI-FAKE", "[key] [key]"),
            ("Bearer nvapi-fake", "[key]"),
            ("/?key=nvapi%2Dfake", "/?key=[key]"),
            ("cookie-two, not cookie-one", "[key], not [key]"),
            (
                r#"{"a":"nvapi\u002dfake \u0022 \\u002d"}"#,
                r#"{"a":"[key] \u0022 \\u002d"}"#,
            ),
            ("the bearer of this", "the bearer of this"),
        ] {
            let text = secrets.redact(text.as_bytes().to_vec());
            assert_eq!(String::from_utf8_lossy(&text), redacted);
        }
    }

    #[test]
    fn headers_that_look_secret_are_known() {
        for name in [
            "Authorization",
            "X-Api-Key",
            "api-key",
            "Cookie",
            "X-Auth-Token",
        ] {
            assert!(is_secret_header(name, "x"), "{name}");
        }
        assert!(is_secret_header("X-Upstream", "Bearer fake"));
        assert!(is_secret_header("X-Pass", "nvapi-fake"));
        assert!(!is_secret_header("X-Team", "search"));
    }
}
