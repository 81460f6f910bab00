//! The hash of what was scored, by which a change of a document is seen. It keeps private texts out of
//! recordings; it is no protection against someone who guesses them.

use std::fmt;
use std::hash::Hasher as _;

use fnv::FnvHasher;
use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::client::{Passage, Text};

/// 64-bit FNV-1a of the text of a passage in UTF-8. A picture adds the byte `FF`, which is in no such text,
/// and its data URL. Spelled as 16 hexadecimal digits in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash(u64);

impl Hash {
    /// The hash of a document with nothing to score, whatever white space it is made of.
    pub const NOTHING: Self = Self(0xcbf2_9ce4_8422_2325);

    /// The hash of a passage.
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
        if let Some(picture) = passage.image {
            hasher.write(b"\xFF");
            hasher.write(picture.as_bytes());
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
        let digits = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let number = u64::from_str_radix(&text, 16).ok();
        let number = number.filter(|_| text.len() == 16 && text.bytes().all(digits));
        let misfit = || D::Error::invalid_value(Unexpected::Str(&text), &"16 hexadecimal digits");
        number.map(Self).ok_or_else(misfit)
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn of<'a>(text: impl Into<Option<Text<'a>>>, image: Option<&str>) -> String {
        let text = text.into();
        Hash::of(Some(&Passage { text, image })).to_string()
    }

    fn plain(text: &str) -> Text<'_> {
        Text::Plain(Cow::Borrowed(text))
    }

    /// The values are those of the authors' page for FNV-1a of 64 bits.
    #[test]
    fn it_is_fnv_1a() {
        assert_eq!(Hash::NOTHING.to_string(), "cbf29ce484222325");
        assert_eq!(of(plain("a"), None), "af63dc4c8601ec8c");
        assert_eq!(of(plain("foobar"), None), "85944171f73967e8");
    }

    #[test]
    fn how_a_text_is_spelled_does_not_matter() {
        let literal = |literal| of(Text::Literal(literal), None);
        assert_eq!(literal(r#""foobar""#), of(plain("foobar"), None));
        assert_eq!(literal(r#""f\u006fobar""#), of(plain("foobar"), None));
        assert_eq!(literal(r#""\"q\"""#), of(plain("\"q\""), None));
    }

    #[test]
    fn a_picture_is_not_the_same_as_its_url() {
        let url = "data:image/png;base64,AA==";
        let hashes = [
            of(plain("a"), Some(url)),
            of(plain(&format!("a{url}")), None),
            of(None, Some(url)),
            of(plain(url), None),
        ];
        for (at, hash) in hashes.iter().enumerate() {
            assert!(!hashes[..at].contains(hash), "{at}");
        }
    }
}
