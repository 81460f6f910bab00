//! The members of a JSON object, their values as they are spelled. A name is looked up whole first; where
//! there is none such, a dot reaches inside.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of a JSON object, in order, their values as spelled.
pub(super) struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    /// The value of a member, as spelled.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        if let Some((_, value)) = self.0.iter().rev().find(|(key, _)| key == name) {
            return Some(value.get());
        }
        let (outer, inner) = name.split_once('.')?;
        let (_, value) = self.0.iter().rev().find(|(key, _)| key == outer)?;
        serde_json::from_str::<Members>(value.get())
            .ok()?
            .get(inner)
    }

    /// Whether a name holds a control character.
    pub(super) fn has_odd_name(&self) -> bool {
        self.0.iter().any(|(key, _)| key.contains(char::is_control))
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.0.iter().map(|(key, _)| key.to_string()).collect()
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(Key(key)) = map.next_key()? {
                    members.push((key, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// A member's name, borrowed where it has no escape.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl<'de> Visitor<'de> for Name {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_bytes<E>(self, name: &'de [u8]) -> Result<Self::Value, E> {
                Ok(Key(String::from_utf8_lossy(name)))
            }

            fn visit_bytes<E>(self, name: &[u8]) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(String::from_utf8_lossy(name).into_owned())))
            }
        }
        // As bytes, for a name may hold half a surrogate pair, which no string can.
        deserializer.deserialize_bytes(Name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_reaches_inside_unless_a_name_has_it() {
        let members: Members =
            serde_json::from_str(r#"{"a":{"b":{"c":1}},"a.b":2}"#).expect("JSON");
        assert_eq!(members.get("a.b"), Some("2"));
        assert_eq!(members.get("a.b.c"), Some("1"));
        assert_eq!(members.get("a.x"), None);
    }
}
