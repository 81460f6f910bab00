//! Parses the values of a case's keys. An id can be written as a number, which is the id of a document that
//! has none of its own.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::diagnostic::Diagnostic;
use crate::json::{Object, kind};

/// Longer values are described in messages instead of being repeated.
const MAX_SHOWN: usize = 40;

#[derive(Clone, Copy, Debug)]
pub(super) struct KeyValue<'a> {
    pub(super) key: &'a str,
    pub(super) json: &'a str,
}

impl KeyValue<'_> {
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
        let texts: Vec<String> = self.elements("a list of strings", |json| read(json))?;
        if texts.iter().any(|text| text.trim().is_empty()) {
            return Err(blank(self.key));
        }
        Ok(texts)
    }

    pub(super) fn is_list(self) -> bool {
        self.json.starts_with('[')
    }

    /// Parses one id or a list of different ids, at least one.
    pub(super) fn ids(self) -> Result<Vec<String>, Diagnostic> {
        let expected = "an id or a list of ids";
        if !self.is_list() {
            let id = parse_id(self.json).ok_or_else(|| self.mismatch(expected))?;
            return Ok(vec![id]);
        }
        let ids = self.elements(expected, parse_id)?;
        match (1..ids.len()).find(|at| ids[..*at].contains(&ids[*at])) {
            Some(at) => Err(self.duplicate(&ids[at])),
            None => Ok(ids),
        }
    }

    /// Parses a list of pairs of ids, at least one.
    pub(super) fn pairs(self) -> Result<Vec<(String, String)>, Diagnostic> {
        self.elements("a list of pairs of ids", |json| match read::<Vec<&RawValue>>(json)?[..] {
            [one, other] => Some((parse_id(one.get())?, parse_id(other.get())?)),
            _ => None,
        })
    }

    pub(super) fn ranks(self) -> Result<Vec<(String, usize)>, Diagnostic> {
        self.members("an id with a rank from 1 up", |json| read(json).filter(|rank| *rank > 0))
    }

    pub(super) fn numbers(self) -> Result<Vec<(String, f64)>, Diagnostic> {
        self.members("a name with a number", |json| read(json))
    }

    pub(super) fn grades(self) -> Result<Vec<(String, i32)>, Diagnostic> {
        self.members("an id with a grade, which is a whole number", |json| parse_grade(read(json)?))
    }

    /// Parses a list with at least one element.
    fn elements<T>(
        self,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, Diagnostic> {
        let parts: Vec<&RawValue> = read(self.json).ok_or_else(|| self.mismatch(expected))?;
        if parts.is_empty() {
            return Err(self.empty());
        }
        parts
            .iter()
            .map(|part| parse(part.get()).ok_or_else(|| self.part_mismatch(expected, part.get())))
            .collect()
    }

    /// Parses an object with at least one member.
    fn members<T>(
        self,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<(String, T)>, Diagnostic> {
        let object = Object::parse(self.json).map_err(|_| self.mismatch(expected))?;
        let mut names = HashSet::new();
        let mut values = Vec::new();
        for (name, json) in object.iter() {
            if !names.insert(name) {
                return Err(self.duplicate(name));
            }
            let value = parse(json).ok_or_else(|| self.part_mismatch(expected, json))?;
            values.push((name.to_owned(), value));
        }
        if values.is_empty() {
            return Err(self.empty());
        }
        Ok(values)
    }

    fn mismatch(self, expected: &str) -> Diagnostic {
        mismatch(self.key, expected, kind(self.json))
    }

    /// Reports an element or a member of the value.
    fn part_mismatch(self, expected: &str, part: &str) -> Diagnostic {
        let found = if part.len() <= MAX_SHOWN { part } else { kind(part) };
        mismatch(self.key, expected, found)
    }

    fn empty(self) -> Diagnostic {
        Diagnostic::new(format!("`{}` is empty", self.key)).hint("add an entry, or remove the key")
    }

    fn duplicate(self, name: &str) -> Diagnostic {
        Diagnostic::new(format!("`{}`: duplicate `{name}`", self.key)).hint("keep one of them")
    }
}

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
