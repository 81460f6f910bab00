//! Parses the values of a case's keys. An id can be written as a number, which is the id of a document that
//! has none of its own.

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::diagnostic::Diagnostic;

/// Longer values are described in messages instead of being repeated.
const MAX_SHOWN: usize = 40;

/// A key of a case and its JSON value.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyValue<'a> {
    key: &'static str,
    json: &'a str,
}

impl<'a> KeyValue<'a> {
    pub(super) fn new(key: &'static str, json: &'a str) -> Self {
        Self { key, json }
    }

    fn mismatch(self, expected: &str) -> Diagnostic {
        mismatch(self.key, expected, kind(self.json))
    }

    /// Reports an element or a member of the value.
    fn part_mismatch(self, expected: &str, part: &str) -> Diagnostic {
        let found = if part.len() <= MAX_SHOWN {
            part
        } else {
            kind(part)
        };
        mismatch(self.key, expected, found)
    }

    fn empty(self) -> Diagnostic {
        Diagnostic::new(format!("`{}` is empty", self.key)).hint("add an entry, or remove the key")
    }

    /// Parses a string that is not blank.
    pub(super) fn text(self) -> Result<String, Diagnostic> {
        let text: String = read(self.json).ok_or_else(|| self.mismatch("a string"))?;
        if text.trim().is_empty() {
            return Err(blank(self.key));
        }
        Ok(text)
    }

    /// Parses a list of strings, at least one.
    pub(super) fn texts(self) -> Result<Vec<String>, Diagnostic> {
        let texts: Vec<String> =
            read(self.json).ok_or_else(|| self.mismatch("a list of strings"))?;
        if texts.iter().any(|text| text.trim().is_empty()) {
            return Err(blank(self.key));
        }
        if texts.is_empty() {
            return Err(self.empty());
        }
        Ok(texts)
    }

    /// Parses a string or a list of strings.
    pub(super) fn text_or_texts(self) -> Result<Vec<String>, Diagnostic> {
        if self.is_list() {
            self.texts()
        } else {
            Ok(vec![self.text()?])
        }
    }

    pub(super) fn is_list(self) -> bool {
        self.json.starts_with('[')
    }

    /// Returns the value as written.
    pub(super) fn json(self) -> &'a str {
        self.json
    }

    /// Parses one id or a list of different ids, at least one.
    pub(super) fn ids(self) -> Result<Vec<String>, Diagnostic> {
        let expected = "an id or a list of ids";
        if !self.is_list() {
            let id = parse_id(self.json).ok_or_else(|| self.mismatch(expected))?;
            return Ok(vec![id]);
        }
        let mut ids = Vec::new();
        for part in read::<Vec<&RawValue>>(self.json).unwrap_or_default() {
            let id =
                parse_id(part.get()).ok_or_else(|| self.part_mismatch(expected, part.get()))?;
            if ids.contains(&id) {
                return Err(self.duplicate(&id));
            }
            ids.push(id);
        }
        if ids.is_empty() {
            return Err(self.empty());
        }
        Ok(ids)
    }

    /// Parses a list of pairs of ids, at least one.
    pub(super) fn pairs(self) -> Result<Vec<(String, String)>, Diagnostic> {
        let expected = "a list of pairs of ids";
        let parts: Vec<&RawValue> = read(self.json).ok_or_else(|| self.mismatch(expected))?;
        if parts.is_empty() {
            return Err(self.empty());
        }
        let pair = |part: &str| match read::<Vec<&RawValue>>(part)?[..] {
            [one, other] => Some((parse_id(one.get())?, parse_id(other.get())?)),
            _ => None,
        };
        parts
            .iter()
            .map(|part| pair(part.get()).ok_or_else(|| self.part_mismatch(expected, part.get())))
            .collect()
    }

    /// Parses a rank for each of some ids.
    pub(super) fn ranks(self) -> Result<Vec<(String, usize)>, Diagnostic> {
        self.by_name("an id with a rank from 1 up", |rank: usize| {
            (rank > 0).then_some(rank)
        })
    }

    /// Parses a number for each of some names.
    pub(super) fn numbers(self) -> Result<Vec<(String, f64)>, Diagnostic> {
        self.by_name("a name with a number", Some)
    }

    /// Parses a grade for each of some ids.
    pub(super) fn grades(self) -> Result<Vec<(String, i32)>, Diagnostic> {
        self.by_name("an id with a grade, which is a whole number", parse_grade)
    }

    /// Parses an object with at least one member.
    fn by_name<J: DeserializeOwned, T>(
        self,
        expected: &str,
        convert: impl Fn(J) -> Option<T>,
    ) -> Result<Vec<(String, T)>, Diagnostic> {
        let members: ObjectMembers<'_> = read(self.json).ok_or_else(|| self.mismatch(expected))?;
        if members.0.is_empty() {
            return Err(self.empty());
        }
        let mut values: Vec<(String, T)> = Vec::new();
        for (name, json) in members.0 {
            if values.iter().any(|(known, _)| *known == name) {
                return Err(self.duplicate(&name));
            }
            let value = read(json.get())
                .and_then(&convert)
                .ok_or_else(|| self.part_mismatch(expected, json.get()))?;
            values.push((name, value));
        }
        Ok(values)
    }

    fn duplicate(self, name: &str) -> Diagnostic {
        Diagnostic::new(format!("`{}`: duplicate `{name}`", self.key)).hint("keep one of them")
    }
}

/// Reports a value of the wrong kind.
pub(super) fn mismatch(key: &str, expected: &str, found: &str) -> Diagnostic {
    let hint = match key {
        "docs" => r#"write a path, or a list of documents: ["text","text"]"#,
        "top" => r#"it is written "top":"ID", or "top":["ID","ID"]"#,
        "within" | "outside" => r#"it is written {"ID":3}"#,
        "above" => r#"pairs are written [["better","worse"]]"#,
        "min_score" | "max_score" => r#"it is written {"ID":1.5}"#,
        "rel" => r#"it is written {"ID":2}"#,
        "at_least" => r#"it is written {"ndcg@5":0.9}"#,
        "xfail" => "say why it is expected to fail",
        "tags" => r#"one is written "tag":"smoke""#,
        "tag" => r#"several are written "tags":["one","two"]"#,
        "text_field" => r#"it is written "text_field":"title", or ["title","body"]"#,
        "rating" => "grades are whole numbers, such as 0, 1 and 2",
        "max_rank" => "1 is the best rank; an empty cell means 1",
        _ => "write it in double quotes",
    };
    Diagnostic::new(format!("`{key}`: expected {expected}, not {found}")).hint(hint)
}

/// Reports a string or a cell without content.
pub(super) fn blank(key: &str) -> Diagnostic {
    let hint = match key {
        "query" => "every case needs a query",
        "doc" => "every row needs the id of a document",
        "xfail" => "say why it is expected to fail, or remove the key",
        _ => "write a text, or remove the key",
    };
    Diagnostic::new(format!("`{key}` is blank")).hint(hint)
}

/// Returns a grade if it is a whole number, which some tools write as `1.0`.
pub(super) fn parse_grade(number: f64) -> Option<i32> {
    // The shortest decimal form of a whole number has no fraction.
    number.to_string().parse().ok()
}

fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Option<T> {
    serde_json::from_str(json).ok()
}

/// Parses an id, written as a string or a number.
fn parse_id(json: &str) -> Option<String> {
    if json.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        Some(json.into())
    } else {
        read(json)
    }
}

/// Returns the kind of a JSON value, with its article.
pub(super) fn kind(json: &str) -> &'static str {
    match json.trim_start().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b'n') => "null",
        Some(b't' | b'f') => "a boolean",
        _ => "a number",
    }
}

/// The members of a JSON object in order, including duplicates.
pub(super) struct ObjectMembers<'a>(pub(super) Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for ObjectMembers<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MemberVisitor;
        impl<'de> Visitor<'de> for MemberVisitor {
            type Value = ObjectMembers<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(ObjectMembers(members))
            }
        }
        deserializer.deserialize_map(MemberVisitor)
    }
}
