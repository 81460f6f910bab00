//! A key: kept out of every debug form, checked before it is used, never shown.

use std::fmt;

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

    /// The key in clear, for the one place that sends it.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// A text with the key in it made unreadable.
    pub(super) fn redact(&self, text: &str) -> String {
        text.replace(&self.0, "[key]")
    }
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
        assert_eq!(key.redact("bad key nvapi-fake!"), "bad key [key]!");
        assert_eq!(Secret::new(" \n"), Err(BadSecret::Empty));
        assert_eq!(Secret::new("a\nb"), Err(BadSecret::Unprintable));
    }
}
