//! Reads judgments and runs in JSON:
//!
//! ```text
//! {"query": {"document": 1}}                                    dictionaries, as for pytrec_eval and ranx
//! {"query-id": "q1", "corpus-id": "d1", "score": 1}             records, on lines or in an array
//! {"id": "q1", "results": [{"id": "d1", "relevance_score": 1}]} results of nimrank (runs only)
//! ```
//!
//! Several values can follow each other, each on one line or spread over several.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use memchr::memchr_iter;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{ColumnNames, TextEntry};
use crate::diagnostic::Diagnostic;

/// Receives each judgment or result.
type Take<'t> = &'t mut dyn FnMut(TextEntry<'_>) -> Result<(), Diagnostic>;

/// Reads a text that begins on line `first` of the source `name`.
pub(super) fn read_json(
    name: &str,
    first: u64,
    text: &[u8],
    names: &ColumnNames,
    take: Take<'_>,
) -> Result<(), Diagnostic> {
    let mut line = LineCounter {
        text,
        offset: 0,
        line: first,
    };
    for value in serde_json::Deserializer::from_slice(text).into_iter::<&RawValue>() {
        let value = value.map_err(|error| invalid_json(name, first, &error))?;
        let elements: Vec<&RawValue> = if is_array(value) {
            parse(value).unwrap_or_default()
        } else {
            vec![value]
        };
        for element in elements {
            read_object(element, names, &mut line, take)
                .map_err(|error| error.at(format!("{name}:{}", line.line)))?;
        }
    }
    Ok(())
}

/// Returns true if the text begins with an object of a recording.
pub(super) fn is_recording(text: &[u8]) -> bool {
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<Members<'_>>();
    if let Some(Ok(members)) = values.next() {
        return members.get("docs").is_some_and(is_array) && members.get("truncate").is_some();
    }
    // A line that is cut off still begins as `--record` writes it.
    let text = text.trim_ascii_start();
    text.starts_with(b"{\"case\":null") || text.starts_with(b"{\"case\":\"")
}

fn invalid_json(name: &str, first: u64, error: &serde_json::Error) -> Diagnostic {
    let line = first + error.line() as u64 - 1;
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let diagnostic = if error.is_eof() {
        Diagnostic::new("the JSON is cut off").at(name)
    } else {
        Diagnostic::new("not valid JSON")
            .at(format!("{name}:{line}"))
            .cause(format!("{words} at column {}", error.column()))
    };
    diagnostic.hint("`jq .` checks a file")
}

fn unknown_shape() -> Diagnostic {
    Diagnostic::new("JSON without queries, documents and numbers")
        .cause(r#"read are {"query":{"document":1}} and {"query_id":"…","doc_id":"…","score":1}"#)
        .hint("write one of these forms with `jq`")
}

fn read_object(
    object: &RawValue,
    names: &ColumnNames,
    line: &mut LineCounter<'_>,
    take: Take<'_>,
) -> Result<(), Diagnostic> {
    line.advance_to(object);
    let members: Members<'_> = parse(object).ok_or_else(unknown_shape)?;
    if let Some(results) = members.get("results").filter(|value| is_array(value)) {
        return read_results(&members, results, line, take);
    }
    if members
        .0
        .iter()
        .all(|(_, value)| value.get().starts_with('{'))
        && members.get("error").is_none()
    {
        return read_dictionary(&members, line, take);
    }
    let find = |names: &[&str]| {
        names.iter().find_map(|name| {
            members
                .0
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
        })
    };
    match (find(names.query), find(names.document), find(names.value)) {
        (Some((_, query)), Some((_, doc)), Some((_, value))) => take(TextEntry {
            query: id_text(query)?.as_bytes(),
            doc: id_text(doc)?.as_bytes(),
            value: number_text(value)?.as_bytes(),
            line: line.line,
        }),
        // A query of `batch` that failed.
        _ if members.get("error").is_some() => Ok(()),
        _ => Err(unknown_shape()),
    }
}

fn read_dictionary(
    queries: &Members<'_>,
    line: &mut LineCounter<'_>,
    take: Take<'_>,
) -> Result<(), Diagnostic> {
    let mut seen = HashSet::new();
    for (query, docs) in &queries.0 {
        line.advance_to(docs);
        if !seen.insert(query) {
            let query = super::shorten(query);
            return Err(
                Diagnostic::new(format!("duplicate query `{query}`")).hint("merge the two objects")
            );
        }
        let docs: Members<'_> = parse(docs).ok_or_else(unknown_shape)?;
        for (doc, value) in &docs.0 {
            line.advance_to(value);
            take(TextEntry {
                query: query.as_bytes(),
                doc: doc.as_bytes(),
                value: number_text(value)?.as_bytes(),
                line: line.line,
            })?;
        }
    }
    Ok(())
}

/// Reads the results of `nimrank -f json` or of a line of `batch`.
fn read_results(
    members: &Members<'_>,
    results: &RawValue,
    line: &mut LineCounter<'_>,
    take: Take<'_>,
) -> Result<(), Diagnostic> {
    let is_null = |value: &RawValue| value.get() == "null";
    let query = members
        .get("id")
        .filter(|id| !is_null(id))
        .or_else(|| members.get("query"));
    let query = id_text(query.ok_or_else(unknown_shape)?)?;
    let results: Vec<&RawValue> = parse(results).ok_or_else(unknown_shape)?;
    for result in results {
        line.advance_to(result);
        let result: Members<'_> = parse(result).ok_or_else(unknown_shape)?;
        let doc = result
            .get("id")
            .filter(|id| !is_null(id))
            .or_else(|| result.get("index"));
        let score = result.get("relevance_score");
        let (Some(doc), Some(score)) = (doc, score) else {
            return Err(unknown_shape());
        };
        take(TextEntry {
            query: query.as_bytes(),
            doc: id_text(doc)?.as_bytes(),
            value: number_text(score)?.as_bytes(),
            line: line.line,
        })?;
    }
    Ok(())
}

fn parse<'a, T: Deserialize<'a>>(value: &'a RawValue) -> Option<T> {
    serde_json::from_str(value.get()).ok()
}

fn is_array(value: &RawValue) -> bool {
    value.get().starts_with('[')
}

/// Returns an id, which is a string or a number.
fn id_text(value: &RawValue) -> Result<Cow<'_, str>, Diagnostic> {
    match value.get().as_bytes() {
        [b'"', ..] => parse(value).map(Cow::Owned).ok_or_else(unknown_shape),
        [b'-' | b'0'..=b'9', ..] => Ok(Cow::Borrowed(value.get())),
        _ => Err(unknown_shape()),
    }
}

/// Returns a number as spelled; null is empty.
fn number_text(value: &RawValue) -> Result<Cow<'_, str>, Diagnostic> {
    match value.get() {
        "null" => Ok(Cow::Borrowed("")),
        _ => id_text(value),
    }
}

/// The members of an object in order.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl Members<'_> {
    fn get(&self, name: &str) -> Option<&RawValue> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| *value)
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, &RawValue>()? {
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

/// Counts lines up to a value of the text, going forward.
struct LineCounter<'a> {
    text: &'a [u8],
    offset: usize,
    line: u64,
}

impl LineCounter<'_> {
    /// Moves to a value that borrows from the text.
    fn advance_to(&mut self, value: &RawValue) {
        let offset = value.get().as_ptr() as usize - self.text.as_ptr() as usize;
        if let Some(between) = self.text.get(self.offset..offset) {
            self.line += memchr_iter(b'\n', between).count() as u64;
            self.offset = offset;
        }
    }
}
