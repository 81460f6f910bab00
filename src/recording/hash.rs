//! The hash of a scored passage, which detects that a document has changed. It keeps private texts out of
//! recordings, but does not protect them from someone who guesses the text.

use std::fmt;
use std::hash::Hasher as _;

use fnv::FnvHasher;
use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::client::{Passage, Text};

/// 64-bit FNV-1a of the text of a passage in UTF-8, written as 16 lower-case hexadecimal digits. An image
/// adds the byte `FF`, which UTF-8 never contains, and its data URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash(u64);

impl Hash {
    /// The hash of a blank document, whatever white space it consists of.
    pub const NOTHING: Self = Self(0xcbf2_9ce4_8422_2325);

    /// Returns the hash of a passage; `None` is a blank document.
    pub fn of(passage: Option<&Passage<'_>>) -> Self {
        let mut hasher = FnvHasher::default();
        let Some(passage) = passage else {
            return Self::NOTHING;
        };
        match &passage.text {
            Some(Text::Literal(literal)) if !literal.contains('\\') => {
                hasher.write(literal.trim_matches('"').as_bytes());
            }
            _ => hasher.write(passage.plain().as_bytes()),
        }
        if let Some(image) = passage.image {
            hasher.write(b"\xFF");
            hasher.write(image.as_bytes());
        }
        Self(hasher.finish())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        u64::from_str_radix(&text, 16)
            .ok()
            .filter(|_| text.len() == 16 && text.bytes().all(is_digit))
            .map(Self)
            .ok_or_else(|| {
                D::Error::invalid_value(Unexpected::Str(&text), &"16 hexadecimal digits")
            })
    }
}
