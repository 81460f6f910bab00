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

use memchr::memchr_iter;
use serde_json::value::RawValue;

use super::{ColumnNames, TextEntry, normalize_name, shorten};
use crate::diagnostic::Diagnostic;
use crate::json::{self, Object};

/// Reads a text that begins on line `first` of the source `name`, and calls `take` with each judgment or result.
pub(super) fn read_json(
    name: &str,
    first: u64,
    text: &[u8],
    names: &ColumnNames,
    take: &mut dyn FnMut(TextEntry<'_>) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    let mut reader = EntryReader { text, offset: 0, line: first, names, take };
    for value in serde_json::Deserializer::from_slice(text).into_iter::<&RawValue>() {
        let value = value.map_err(|error| invalid_json(name, first, &error))?.get();
        let elements = elements(value).unwrap_or_else(|| vec![value]);
        for element in elements {
            reader
                .read_object(element)
                .map_err(|error| error.at(format!("{name}:{}", reader.line)))?;
        }
    }
    Ok(())
}

/// Returns true if the text begins with an object of a recording.
pub(super) fn is_recording(text: &[u8]) -> bool {
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<&RawValue>();
    if let Some(Ok(value)) = values.next() {
        return Object::parse(value.get()).is_ok_and(|object| {
            object.get("truncate").is_some() && object.get("docs").is_some_and(is_array)
        });
    }
    // A line that is cut off still begins as `--record` writes it.
    let text = text.trim_ascii_start();
    text.starts_with(b"{\"case\":null") || text.starts_with(b"{\"case\":\"")
}

fn invalid_json(name: &str, first: u64, error: &serde_json::Error) -> Diagnostic {
    let line = first + error.line() as u64 - 1;
    let diagnostic = if error.is_eof() {
        Diagnostic::new("the JSON is cut off").at(name)
    } else {
        Diagnostic::new("not valid JSON").at(format!("{name}:{line}")).cause(format!(
            "{} at column {}",
            json::reason(error),
            error.column()
        ))
    };
    diagnostic.hint("check it first: jq . FILE")
}

fn unknown_shape() -> Diagnostic {
    Diagnostic::new("JSON without queries, documents and numbers")
        .cause(r#"read are {"query":{"document":1}} and {"query_id":"…","doc_id":"…","score":1}"#)
        .hint("write one of these forms, for instance with jq")
}

struct EntryReader<'a> {
    text: &'a [u8],
    /// The position of the value that was read last, and its line.
    offset: usize,
    line: u64,
    names: &'a ColumnNames,
    take: &'a mut dyn FnMut(TextEntry<'_>) -> Result<(), Diagnostic>,
}

impl EntryReader<'_> {
    fn read_object(&mut self, text: &str) -> Result<(), Diagnostic> {
        self.advance_to(text);
        let object = parse_object(text)?;
        if let Some(results) = object.get("results").and_then(elements) {
            return self.read_results(&object, results);
        }
        let is_failure = object.get("error").is_some();
        if !is_failure && object.iter().all(|(_, value)| value.starts_with('{')) {
            return self.read_dictionary(&object);
        }
        let find = |names: &[&str]| {
            names.iter().find_map(|name| {
                object.iter().find(|(key, _)| normalize_name(key) == **name).map(|(_, value)| value)
            })
        };
        let names = self.names;
        match (find(names.query), find(names.document), find(names.value)) {
            (Some(query), Some(doc), Some(value)) => {
                self.take(&id_text(query)?, &id_text(doc)?, value)
            }
            // A query of `batch` that failed.
            _ if is_failure => Ok(()),
            _ => Err(unknown_shape()),
        }
    }

    fn read_dictionary(&mut self, queries: &Object<'_>) -> Result<(), Diagnostic> {
        let mut seen = HashSet::new();
        for (query, docs) in queries.iter() {
            self.advance_to(docs);
            if !seen.insert(query) {
                let problem = format!("duplicate query `{}`", shorten(query));
                return Err(Diagnostic::new(problem).hint("merge the two objects"));
            }
            for (doc, value) in parse_object(docs)?.iter() {
                self.advance_to(value);
                self.take(query, doc, value)?;
            }
        }
        Ok(())
    }

    /// Reads the results of `nimrank -f json` or of a line of `batch`.
    fn read_results(&mut self, object: &Object<'_>, results: Vec<&str>) -> Result<(), Diagnostic> {
        let id_or = |object: &Object<'_>, name| {
            let id = object.get("id").filter(|id| *id != "null").or_else(|| object.get(name));
            id.map_or_else(|| Err(unknown_shape()), id_text).map(Cow::into_owned)
        };
        let query = id_or(object, "query")?;
        for result in results {
            self.advance_to(result);
            let result = parse_object(result)?;
            let score = result.get("relevance_score").ok_or_else(unknown_shape)?;
            self.take(&query, &id_or(&result, "index")?, score)?;
        }
        Ok(())
    }

    /// Takes a judgment or result whose value is a number, also in a string, or null for none.
    fn take(&mut self, query: &str, doc: &str, value: &str) -> Result<(), Diagnostic> {
        let value = if value == "null" { Cow::Borrowed("") } else { id_text(value)? };
        (self.take)(TextEntry {
            query: query.as_bytes(),
            doc: doc.as_bytes(),
            value: value.as_bytes(),
            line: self.line,
        })
    }

    /// Counts lines up to a value that is a part of the text.
    fn advance_to(&mut self, value: &str) {
        let offset = value.as_ptr() as usize - self.text.as_ptr() as usize;
        if let Some(between) = self.text.get(self.offset..offset) {
            self.line += memchr_iter(b'\n', between).count() as u64;
            self.offset = offset;
        }
    }
}

fn parse_object(text: &str) -> Result<Object<'_>, Diagnostic> {
    Object::parse(text).map_err(|_| unknown_shape())
}

fn is_array(value: &str) -> bool {
    value.starts_with('[')
}

/// Returns the elements of an array, as spelled.
fn elements(value: &str) -> Option<Vec<&str>> {
    let elements: Vec<&RawValue> = Some(value)
        .filter(|value| is_array(value))
        .and_then(|value| serde_json::from_str(value).ok())?;
    Some(elements.into_iter().map(RawValue::get).collect())
}

/// Returns an id, which is a string or a number.
fn id_text(value: &str) -> Result<Cow<'_, str>, Diagnostic> {
    match value.as_bytes() {
        [b'"', ..] => serde_json::from_str(value).map(Cow::Owned).map_err(|_| unknown_shape()),
        [b'-' | b'0'..=b'9', ..] => Ok(Cow::Borrowed(value)),
        _ => Err(unknown_shape()),
    }
}
