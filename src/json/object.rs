//! The members of a JSON object, in order, their values as they are spelled.
//!
//! Almost all records are flat, plain and valid, and are walked through here with few looks at each byte.
//! Everything else goes to the parser, which also says what is wrong with it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::surrogates::replace_lone_surrogates;
use super::walk::{Member, Walk};

/// The members of a JSON object, in order, their values as spelled.
pub struct Object<'a> {
    members: Vec<Member<'a>>,
    /// True if there may be characters spelled `\u`.
    has_unicode_escapes: bool,
}

impl<'a> Object<'a> {
    /// Parses an object.
    ///
    /// # Errors
    /// The text is not JSON, or not an object.
    pub fn parse(json: &'a str) -> Result<Self, serde_json::Error> {
        let mut walk = Walk::new(json);
        if let Some(members) = walk.object() {
            return Ok(Self { members, has_unicode_escapes: walk.has_unicode_escapes });
        }
        let Parsed(members) = serde_json::from_str(json)?;
        if members.iter().any(|(name, _)| name.contains(char::is_control)) {
            // Names are read as bytes, where the parser lets a bare control character pass, which is not JSON.
            serde_json::from_str::<&RawValue>(json)?;
        }
        Ok(Self { members, has_unicode_escapes: true })
    }

    /// Returns the object at which a walk is, if it is plain.
    pub(super) fn of_walk(walk: &mut Walk<'a>) -> Option<Self> {
        let mut members = Vec::with_capacity(4);
        walk.members(&mut members)?;
        Some(Self { members, has_unicode_escapes: walk.has_unicode_escapes })
    }

    /// Returns the members of a damaged object that come before the damage.
    pub fn parse_start(json: &'a str) -> Self {
        let (mut walk, mut members) = (Walk::new(json), Vec::new());
        let _ = walk.members(&mut members);
        Self { members, has_unicode_escapes: true }
    }

    /// Returns the value of a field as spelled. The whole name comes first; if there is no such member, a dot
    /// reaches inside.
    pub fn field(&self, path: &str) -> Option<&'a str> {
        if let Some(value) = self.get(path) {
            return Some(value);
        }
        let (outer, inner) = path.split_once('.')?;
        Self::parse(self.get(outer)?).ok()?.field(inner)
    }

    /// Returns the value of the member of exactly this name, as spelled; of duplicates the last.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let mut members = self.members.iter().rev();
        members.find(|(own, _)| own == name).map(|(_, value)| *value)
    }

    /// Returns the value of the member of this name, unless the name is a duplicate.
    pub fn get_unique(&self, name: &str) -> Option<&'a str> {
        self.get(name).filter(|_| !self.has_duplicate(name))
    }

    /// Returns true if more than one member has this name.
    pub fn has_duplicate(&self, name: &str) -> bool {
        self.members.iter().filter(|(own, _)| own == name).count() > 1
    }

    /// Iterates over names and values in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.members.iter().map(|(name, value)| (&**name, *value))
    }

    /// Returns a value of this object in which lone halves of surrogate pairs are U+FFFD.
    pub fn without_lone_surrogates(&self, value: &'a str) -> Cow<'a, str> {
        if self.has_unicode_escapes { replace_lone_surrogates(value) } else { Cow::Borrowed(value) }
    }
}

/// The members as the parser reads them.
pub(super) struct Parsed<'a>(pub(super) Vec<Member<'a>>);

impl<'de> Deserialize<'de> for Parsed<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MemberVisitor;
        impl<'de> Visitor<'de> for MemberVisitor {
            type Value = Parsed<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(MemberName(name)) = map.next_key()? {
                    members.push((name, map.next_value::<&RawValue>()?.get()));
                }
                Ok(Parsed(members))
            }
        }
        deserializer.deserialize_map(MemberVisitor)
    }
}

/// The name of a member, borrowed if it has no escape.
struct MemberName<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for MemberName<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl<'de> Visitor<'de> for NameVisitor {
            type Value = MemberName<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_bytes<E>(self, name: &'de [u8]) -> Result<Self::Value, E> {
                Ok(MemberName(String::from_utf8_lossy(name)))
            }

            fn visit_bytes<E>(self, name: &[u8]) -> Result<Self::Value, E> {
                Ok(MemberName(Cow::Owned(String::from_utf8_lossy(name).into_owned())))
            }
        }
        // As bytes: a name may hold a lone surrogate, which no string can.
        deserializer.deserialize_bytes(NameVisitor)
    }
}
