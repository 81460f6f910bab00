//! Secrets: validated before use, hidden from debug output, never shown.

use std::fmt;

use crate::api;

/// Parts of the names of headers whose value is a secret.
const SECRET_NAMES: [&str; 11] = [
    "auth",
    "key",
    "token",
    "secret",
    "cookie",
    "passw",
    "credential",
    "signature",
    "session",
    "bearer",
    "hmac",
];

/// Words in such names that are too short to be looked for inside of others.
const SECRET_WORDS: [&str; 6] = ["pass", "pwd", "jwt", "pat", "sid", "sig"];

/// The prefixes of keys of well-known services, in lower case.
const SECRET_PREFIXES: [&str; 16] = [
    "nvapi-",
    "sk-",
    "sk_",
    "pk_",
    "hf_",
    "eyj",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xox",
    "akia",
    "asia",
    "aiza",
    "pcsk_",
];

const HARMLESS_HEADERS: [&str; 9] = [
    "Accept",
    "Accept-Charset",
    "Accept-Encoding",
    "Accept-Language",
    "Cache-Control",
    "Content-Type",
    "User-Agent",
    "traceparent",
    "tracestate",
];

/// A value that must not be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// The reason why a text is not a key. The text itself is never part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadSecret {
    Empty,
    /// A character that no header can carry.
    Unprintable,
}

impl Secret {
    /// Creates a key, without the white space around it.
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

    /// Wraps the value of a header as it is.
    pub fn of_header(value: &str) -> Self {
        Self(value.into())
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

/// Returns true if a word only names the scheme of the secret after it.
pub(super) fn is_scheme(word: &str) -> bool {
    let schemes = ["bearer", "basic", "digest", "token", "apikey", "negotiate"];
    schemes.contains(&word.to_ascii_lowercase().as_str())
}

/// Returns true if the value of a header looks like a secret, by the name or by its beginning.
pub fn is_secret_header(name: &str, value: &str) -> bool {
    let (name, value) = (name.to_lowercase(), value.to_lowercase());
    let first = value.split_whitespace().next().unwrap_or_default();
    SECRET_NAMES.iter().any(|part| name.contains(part))
        || name.split(['-', '_']).any(|word| SECRET_WORDS.contains(&word))
        || is_scheme(first)
        || SECRET_PREFIXES.iter().any(|prefix| value.starts_with(prefix))
}

/// Returns true if a header holds no secret, whatever its value, so that it can be shown.
pub fn is_harmless_header(name: &str) -> bool {
    let is = |other: &str| other.eq_ignore_ascii_case(name);
    HARMLESS_HEADERS.iter().any(|other| is(other))
        || api::ALL.iter().flat_map(|api| api.headers).any(|(other, _)| is(other))
}

/// Returns true if the value of a field of this name is a secret.
pub(super) fn is_secret_field(name: &str) -> bool {
    let name = name.to_lowercase();
    ["key", "token", "secret", "password"].iter().any(|word| name.contains(word))
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
