//! The members of a JSON object, in order, their values as they are spelled.
//!
//! Almost all records are flat, plain and valid, and are walked through here with few looks at each byte.
//! Everything else goes to the parser, which also says what is wrong with it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::surrogates::replace_lone_surrogates;
use super::walk::{Members, Walk};

/// The members of a JSON object, in order, their values as spelled.
#[derive(Clone)]
pub struct Object<'a> {
    members: Members<'a>,
    /// The arrays whose elements were parsed on the way.
    arrays: Vec<(&'a str, Vec<Element<'a>>)>,
    /// True if there may be characters spelled `\u`.
    has_unicode_escapes: bool,
}

/// An element of an array.
#[derive(Clone)]
pub struct Element<'a> {
    /// As spelled.
    pub text: &'a str,
    /// The element as an object, if it is a plain one.
    pub object: Option<Object<'a>>,
}

impl<'a> Object<'a> {
    /// Parses an object.
    ///
    /// # Errors
    /// The text is not JSON, or not an object.
    pub fn parse(json: &'a str) -> Result<Self, serde_json::Error> {
        let mut walk = Walk::new(json);
        match walk.object() {
            Some(members) => Ok(Self::new(members, walk.has_unicode_escapes)),
            None => Self::parse_odd(json),
        }
    }

    /// Parses an object, and the elements of its arrays with the same look at each byte.
    ///
    /// # Errors
    /// The text is not JSON, or not an object.
    pub fn parse_with_elements(json: &'a str) -> Result<Self, serde_json::Error> {
        let mut walk = Walk::new(json);
        let (mut members, mut arrays) = (Members::new(), Vec::new());
        let walked = walk.each_member(|walk, name| {
            let start = walk.at;
            let value = if has_documents(walk) {
                let elements = elements(walk)?;
                let array = walk.json.get(start..walk.at)?;
                arrays.push((array, elements));
                array
            } else {
                walk.value()?
            };
            members.push((Cow::Borrowed(name), value));
            Some(())
        });
        match walked.filter(|()| walk.ends()) {
            Some(()) => Ok(Self { arrays, ..Self::new(members, walk.has_unicode_escapes) }),
            None => Self::parse_odd(json),
        }
    }

    fn new(members: Members<'a>, has_unicode_escapes: bool) -> Self {
        Self { members, arrays: Vec::new(), has_unicode_escapes }
    }

    fn parse_odd(json: &'a str) -> Result<Self, serde_json::Error> {
        let Parsed(members) = serde_json::from_str(json)?;
        if members.iter().any(|(name, _)| name.contains(char::is_control)) {
            // Names are read as bytes, where the parser lets a bare control character pass, which is not JSON.
            serde_json::from_str::<&RawValue>(json)?;
        }
        Ok(Self::new(members, true))
    }

    /// Returns the members of a damaged object that come before the damage.
    pub fn parse_start(json: &'a str) -> Self {
        let (mut walk, mut members) = (Walk::new(json), Members::new());
        let _ = walk.members(&mut members);
        Self::new(members, true)
    }

    /// Returns the elements of an array that is a value in this object.
    pub fn elements(&self, array: &'a str) -> Cow<'_, [Element<'a>]> {
        match self.arrays.iter().find(|(own, _)| std::ptr::eq(*own, array)) {
            Some((_, elements)) => Cow::Borrowed(elements),
            // The array is valid, and a walk finds its way through anything valid.
            None => Cow::Owned(elements(&mut Walk::new(array)).unwrap_or_default()),
        }
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

/// Returns true at an array of texts or objects. Embeddings, for one, are not worth the memory.
fn has_documents(walk: &Walk<'_>) -> bool {
    let array = walk.json.get(walk.at..).and_then(|rest| rest.strip_prefix('['));
    array.is_some_and(|elements| elements.trim_start().starts_with(['"', '{']))
}

/// Takes an array.
fn elements<'a>(walk: &mut Walk<'a>) -> Option<Vec<Element<'a>>> {
    let mut elements = Vec::new();
    walk.each_element(|walk| {
        let start = walk.at;
        let mut members = Members::new();
        let is_object = walk.peek()? == b'{' && walk.members(&mut members).is_some();
        let element = if is_object {
            let text = walk.json.get(start..walk.at)?;
            Element { text, object: Some(Object::new(members, walk.has_unicode_escapes)) }
        } else {
            walk.at = start;
            Element { text: walk.value()?, object: None }
        };
        elements.push(element);
        Some(())
    })?;
    Some(elements)
}

/// The members as the parser reads them.
pub(super) struct Parsed<'a>(pub(super) Members<'a>);

impl<'de> Deserialize<'de> for Parsed<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MemberVisitor;
        impl<'de> Visitor<'de> for MemberVisitor {
            type Value = Parsed<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Members::new();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_the_same_whether_parsed_on_the_way_or_later() {
        let array = r#"[ {"a":1,"b":[{}]} , "x", 5,{"\u0061":2},{},[] ]"#;
        let json = format!(r#"{{"n":[1,2], "list" : {array},"none":[ ]}}"#);
        let expected = [
            (r#"{"a":1,"b":[{}]}"#, Some(Some("1"))),
            (r#""x""#, None),
            ("5", None),
            (r#"{"\u0061":2}"#, None),
            ("{}", Some(None)),
            ("[]", None),
        ];
        for (parsed, on_the_way) in
            [(Object::parse(&json), 0), (Object::parse_with_elements(&json), 1)]
        {
            let object = parsed.expect("it is an object");
            assert_eq!(object.arrays.len(), on_the_way);
            let elements = object.elements(object.get("list").expect("a list"));
            let found = elements.iter().map(|element| {
                (element.text, element.object.as_ref().map(|object| object.get("a")))
            });
            assert_eq!(found.collect::<Vec<_>>(), expected);
            assert!(object.elements(object.get("none").expect("a list")).is_empty());
        }
    }
}
