//! The values of a case's keys, each read as the kind it must be. An id may be written as a number, which is
//! what a document without an id is called by.

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::error::Flaw;

/// A key and what stands behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'a> {
    key: &'static str,
    json: &'a str,
}

impl<'a> Value<'a> {
    pub(super) fn new(key: &'static str, json: &'a str) -> Self {
        Self { key, json }
    }

    /// The flaw of a value that is not what was `expected`.
    fn unlike(self, expected: &'static str) -> Flaw {
        Flaw::Kind(self.key, expected, kind(self.json).into())
    }

    /// The flaw of a part of it.
    fn part_unlike(self, expected: &'static str, part: &str) -> Flaw {
        Flaw::Kind(self.key, expected, shown(part))
    }

    /// A text that says something.
    pub(super) fn text(self) -> Result<String, Flaw> {
        let text: String = read(self.json).ok_or_else(|| self.unlike("a text"))?;
        if text.trim().is_empty() {
            return Err(Flaw::Blank(self.key));
        }
        Ok(text)
    }

    /// A list of texts that is not empty.
    pub(super) fn texts(self) -> Result<Vec<String>, Flaw> {
        let texts: Vec<String> = read(self.json).ok_or_else(|| self.unlike("a list of texts"))?;
        match texts.iter().any(|text| text.trim().is_empty()) {
            true => Err(Flaw::Blank(self.key)),
            false if texts.is_empty() => Err(Flaw::Nothing(self.key)),
            false => Ok(texts),
        }
    }

    /// Whether it is a list.
    pub(super) fn is_list(self) -> bool {
        self.json.starts_with('[')
    }

    /// The value as it is written.
    pub(super) fn json(self) -> &'a str {
        self.json
    }

    /// One id, or a list of different ids that is not empty.
    pub(super) fn ids(self) -> Result<Vec<String>, Flaw> {
        let expected = "an id or a list of ids";
        if !self.is_list() {
            let id = id_of(self.json).ok_or_else(|| self.unlike(expected))?;
            return Ok(vec![id]);
        }
        let parts: Vec<&RawValue> = read(self.json).unwrap_or_default();
        let mut ids = Vec::new();
        for part in parts {
            let id = id_of(part.get());
            let id = id.ok_or_else(|| self.part_unlike(expected, part.get()))?;
            if ids.contains(&id) {
                return Err(Flaw::Twice(id));
            }
            ids.push(id);
        }
        if ids.is_empty() {
            return Err(Flaw::Nothing(self.key));
        }
        Ok(ids)
    }

    /// Pairs of ids, at least one.
    pub(super) fn pairs(self) -> Result<Vec<(String, String)>, Flaw> {
        let expected = "a list of pairs of ids";
        let parts: Vec<&RawValue> = read(self.json).ok_or_else(|| self.unlike(expected))?;
        if parts.is_empty() {
            return Err(Flaw::Nothing(self.key));
        }
        let pair = |part: &&RawValue| {
            let unlike = || self.part_unlike(expected, part.get());
            let ids: Vec<&RawValue> = read(part.get()).ok_or_else(unlike)?;
            let [one, other] = ids[..] else {
                return Err(unlike());
            };
            let one = id_of(one.get()).ok_or_else(unlike)?;
            let other = id_of(other.get()).ok_or_else(unlike)?;
            Ok((one, other))
        };
        parts.iter().map(pair).collect()
    }

    /// A value for each of some names, at least one.
    fn by_name<T: DeserializeOwned>(
        self,
        expected: &'static str,
        fits: impl Fn(&T) -> bool,
    ) -> Result<Vec<(String, T)>, Flaw> {
        let members: Members<'_> = read(self.json).ok_or_else(|| self.unlike(expected))?;
        if members.0.is_empty() {
            return Err(Flaw::Nothing(self.key));
        }
        let mut values: Vec<(String, T)> = Vec::new();
        for (name, json) in members.0 {
            if values.iter().any(|(known, _)| *known == name) {
                return Err(Flaw::Twice(name));
            }
            let value = read(json.get()).filter(&fits);
            let value = value.ok_or_else(|| self.part_unlike(expected, json.get()))?;
            values.push((name, value));
        }
        Ok(values)
    }

    /// A rank for each of some ids.
    pub(super) fn ranks(self) -> Result<Vec<(String, usize)>, Flaw> {
        self.by_name("an id with a rank from 1 up", |rank| *rank > 0)
    }

    /// A number for each of some names.
    pub(super) fn numbers(self) -> Result<Vec<(String, f64)>, Flaw> {
        self.by_name("a name with a number", |_| true)
    }

    /// A grade for each of some ids.
    pub(super) fn grades(self) -> Result<Vec<(String, i32)>, Flaw> {
        self.by_name("an id with a grade, which is a whole number", |_| true)
    }
}

/// A JSON value as what it is wanted to be.
fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Option<T> {
    serde_json::from_str(json).ok()
}

/// An id, as a text or as a number.
fn id_of(json: &str) -> Option<String> {
    if json.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        Some(json.into())
    } else {
        read(json)
    }
}

/// What a JSON value is, as a message says it.
pub(super) fn kind(json: &str) -> &'static str {
    match json.trim_start().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a text",
        Some(b'n') => "null",
        Some(b't' | b'f') => "a boolean",
        _ => "a number",
    }
}

/// A part of a value: itself, if it is short.
fn shown(json: &str) -> String {
    if json.len() <= 40 {
        json.into()
    } else {
        kind(json).into()
    }
}

/// The members of a JSON object in their order, those that stand twice included.
pub(super) struct Members<'a>(pub(super) Vec<(String, &'a RawValue)>);

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
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}
