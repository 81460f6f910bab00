//! The members of a JSON object, their values as they are spelled. A name is looked up whole first; where
//! there is none such, a dot reaches inside.
//!
//! Almost all records are flat, plain and sound, and are walked through here with few looks at each byte.
//! Whatever else there is goes to the parser, which also says what is wrong with it.

use std::borrow::Cow;
use std::fmt;

use memchr::memchr2;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::surrogates::with_whole_surrogates;

/// The members of a JSON object, in order, their values as spelled.
pub(super) struct Members<'a> {
    members: Vec<Member<'a>>,
    /// Whether there may be characters spelled `\u`.
    coded: bool,
}

/// A name, and a value as spelled.
type Member<'a> = (Cow<'a, str>, &'a str);

impl<'a> Members<'a> {
    /// Reads an object.
    ///
    /// # Errors
    /// It is not JSON, or none.
    pub(super) fn read(json: &'a str) -> Result<Self, serde_json::Error> {
        let mut walk = Walk::new(json);
        if let Some(members) = walk.object() {
            let coded = walk.coded;
            return Ok(Self { members, coded });
        }
        let Parsed(members) = serde_json::from_str(json)?;
        if members
            .iter()
            .any(|(key, _)| key.contains(char::is_control))
        {
            // A name read as bytes may hold a bare control character, which no JSON may.
            serde_json::from_str::<&RawValue>(json)?;
        }
        let coded = true;
        Ok(Self { members, coded })
    }

    /// The value of a member, as spelled.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        if let Some(value) = self.whole(name) {
            return Some(value);
        }
        let (outer, inner) = name.split_once('.')?;
        let value = self.whole(outer)?;
        Self::read(value).ok()?.get(inner)
    }

    /// The value of the member of exactly this name, as spelled. Of a name that stands twice the last counts.
    pub(super) fn whole(&self, name: &str) -> Option<&'a str> {
        let mut members = self.members.iter().rev();
        members
            .find(|(key, _)| key == name)
            .map(|(_, value)| *value)
    }

    pub(super) fn names(&self) -> Vec<String> {
        let members = self.members.iter();
        members.map(|(key, _)| key.to_string()).collect()
    }

    /// A value of theirs in which no half of a surrogate pair stands alone.
    pub(super) fn literal(&self, value: &'a str) -> Cow<'a, str> {
        if self.coded {
            with_whole_surrogates(value)
        } else {
            Cow::Borrowed(value)
        }
    }
}

/// A walk through a record. Every step answers nothing where it meets what it does not know for sure.
struct Walk<'a> {
    json: &'a str,
    at: usize,
    /// Whether a value inside another may have a character spelled `\u`; those met here have none.
    coded: bool,
}

impl<'a> Walk<'a> {
    fn new(json: &'a str) -> Self {
        Self {
            json,
            at: 0,
            coded: false,
        }
    }

    /// The members of the object that is the whole text.
    fn object(&mut self) -> Option<Vec<Member<'a>>> {
        let mut members = Vec::with_capacity(4);
        self.past_space();
        self.take(b'{')?;
        loop {
            self.past_space();
            let (key, escaped) = self.string()?;
            // An escape in a name is for the parser to read.
            let name = key.get(1..key.len() - 1).filter(|_| !escaped)?;
            self.past_space();
            self.take(b':')?;
            self.past_space();
            let value = match self.peek()? {
                b'"' => self.string()?.0,
                _ => self.other()?,
            };
            members.push((Cow::Borrowed(name), value));
            self.past_space();
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => break,
                _ => return None,
            }
        }
        self.at += 1;
        self.past_space();
        (self.at == self.json.len()).then_some(members)
    }

    fn peek(&self) -> Option<u8> {
        self.json.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn past_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// A string, its quotes included, and whether it has escapes.
    fn string(&mut self) -> Option<(&'a str, bool)> {
        let start = self.at;
        let mut escaped = false;
        self.take(b'"')?;
        let bytes = self.json.as_bytes();
        loop {
            self.at += memchr2(b'"', b'\\', bytes.get(self.at..)?)?;
            if bytes[self.at] == b'"' {
                break;
            }
            // What `\u` may be followed by takes more than a look.
            if !matches!(
                bytes.get(self.at + 1)?,
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't'
            ) {
                return None;
            }
            escaped = true;
            self.at += 2;
        }
        self.at += 1;
        let string = self.json.get(start..self.at)?;
        // All bytes are looked at, so that many can be at a time.
        let least = string.bytes().fold(u8::MAX, u8::min);
        (least >= b' ').then_some((string, escaped))
    }

    /// A value other than a string.
    fn other(&mut self) -> Option<&'a str> {
        let rest = self.json.get(self.at..)?;
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        let value = values.next()?.ok()?;
        self.at += values.byte_offset();
        self.coded |= value.get().contains('\\');
        Some(value.get())
    }
}

/// Members as the parser reads them.
struct Parsed<'a>(Vec<Member<'a>>);

impl<'de> Deserialize<'de> for Parsed<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Parsed<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(Key(key)) = map.next_key()? {
                    members.push((key, map.next_value::<&RawValue>()?.get()));
                }
                Ok(Parsed(members))
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
    use proptest::prelude::*;

    use super::*;

    fn parsed(json: &str) -> Option<Vec<(String, String)>> {
        let own = |(key, value): (Cow<'_, str>, &str)| (key.into_owned(), value.to_owned());
        // What the parser takes and the walk must not: control characters in names.
        serde_json::from_str::<&RawValue>(json).ok()?;
        let members: Parsed = serde_json::from_str(json).ok()?;
        Some(members.0.into_iter().map(own).collect())
    }

    fn walked(json: &str) -> Option<Vec<(String, String)>> {
        let own = |(key, value): (Cow<'_, str>, &str)| (key.into_owned(), value.to_owned());
        let members = Walk::new(json).object()?;
        Some(members.into_iter().map(own).collect())
    }

    #[test]
    fn a_dot_reaches_inside_unless_a_name_has_it() {
        let members = Members::read(r#"{"a":{"b":{"c":1}},"a.b":2}"#).expect("JSON");
        assert_eq!(members.get("a.b"), Some("2"));
        assert_eq!(members.get("a.b.c"), Some("1"));
        assert_eq!(members.get("a.x"), None);
    }

    #[test]
    fn plain_records_are_walked_through() {
        for json in [
            r#"{"id":"d1","text":"a \"b\" \\ c\n","n":[1,{"x":null}],"f":-1.5e3,"t":true}"#,
            r#" { "a" : "" , "b" : {} } "#,
        ] {
            assert!(walked(json).is_some(), "{json}");
            assert_eq!(walked(json), parsed(json), "{json}");
        }
    }

    proptest! {
        /// Whatever the walk accepts, the parser accepts, and both find the same.
        #[test]
        fn the_walk_never_knows_better_than_the_parser(json in "\\{?( ?\"(a|\\\\\\\\|\\\\\"|\\\\u0041|\\\\x|\u{1}|\u{e9}|\t)*\" ?[:,] ?(\"(b|\\\\n|\\\\\")*\"|1|-0|01|1\\.|null|nul|\\[1,2\\]|\\[,\\]|\\{\\}) ?,?){0,3}\\}?.?") {
            if let Some(members) = walked(&json) {
                prop_assert_eq!(Some(members), parsed(&json));
            }
        }
    }
}
