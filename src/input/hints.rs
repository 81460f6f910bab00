//! Hints for records that have no text where it is looked for: the field that probably holds it, or the array of
//! records inside a search response.

use serde_json::value::RawValue;

use super::fields::{Fields, TEXT_FIELDS, is_plain_name};
use crate::json::Object;

/// Names of the arrays in which search engines and rerankers put their results.
const ARRAYS: [&str; 13] = [
    "hits",
    "docs",
    "results",
    "matches",
    "points",
    "children",
    "candidates",
    "documents",
    "passages",
    "records",
    "items",
    "data",
    "result",
];

/// The depth to which objects are searched.
const DEPTH: usize = 6;

/// A field of a record that holds text, or an array of records.
struct SuggestedField {
    path: String,
    /// The length of its text.
    length: usize,
}

/// Returns a hint for a record that has no text in the fields that are looked for.
///
/// Fields named in `others` are not proposed.
pub(super) fn missing_text(
    object: &Object<'_>,
    fields: &Fields,
    others: &[&str],
) -> Option<String> {
    let (mut texts, mut arrays) = (Vec::new(), Vec::new());
    search(object, "", DEPTH, fields, &mut texts, &mut arrays);
    let sought = fields.text_names();
    texts.retain(|text| !sought.contains(&&*text.path) && !others.contains(&&*text.path));
    let text = best(&texts, &TEXT_FIELDS);
    let array = best(&arrays, &ARRAYS);
    let is_response = |array: &&SuggestedField| {
        let is_usual = ARRAYS.contains(&last_name(&array.path));
        text.is_none_or(|text| is_usual || array.length > text.length)
    };
    if let Some(SuggestedField { path, .. }) = array.filter(is_response) {
        return Some(format!(
            "read the records inside with `--records {path}`, or with jq -c '.{path}[]'"
        ));
    }
    text.map(|text| format!("name the text with `--text-field {}`", text.path))
}

/// Returns the path of the text inside a field that is an object.
pub(super) fn text_inside(name: &str, value: &str, fields: &Fields) -> Option<String> {
    let (mut texts, mut arrays) = (Vec::new(), Vec::new());
    let object = Object::parse(value).ok()?;
    search(&object, &format!("{name}."), DEPTH, fields, &mut texts, &mut arrays);
    best(&texts, &TEXT_FIELDS).map(|text| text.path.clone())
}

/// Returns the field with a usual name, else the one with the longest text.
fn best<'a>(found: &'a [SuggestedField], usual: &[&str]) -> Option<&'a SuggestedField> {
    let longest = |found: &&SuggestedField| found.length;
    let named = found
        .iter()
        .filter(|found| usual.contains(&last_name(&found.path)))
        .rev()
        .max_by_key(longest);
    named.or_else(|| found.iter().rev().max_by_key(longest))
}

fn last_name(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(_, last)| last)
}

/// Collects fields with text and arrays of objects, also those inside objects.
fn search(
    object: &Object<'_>,
    prefix: &str,
    depth: usize,
    fields: &Fields,
    texts: &mut Vec<SuggestedField>,
    arrays: &mut Vec<SuggestedField>,
) {
    for (name, value) in object.iter().filter(|(name, _)| is_plain_name(name)) {
        let path = format!("{prefix}{name}");
        match value.as_bytes().first() {
            Some(b'"') if !fields.is_id(name) => {
                let length = value.len() - 2;
                if length > 0 {
                    texts.push(SuggestedField { path, length });
                }
            }
            Some(b'{') if depth > 0 => {
                if let Ok(inner) = Object::parse(value) {
                    let prefix = format!("{path}.");
                    search(&inner, &prefix, depth - 1, fields, texts, arrays);
                }
            }
            Some(b'[') if is_array_of_objects(name, value) => {
                arrays.push(SuggestedField { path, length: value.len() });
            }
            _ => {}
        }
    }
}

/// Returns true for an array of objects. An empty one counts under a usual name.
fn is_array_of_objects(name: &str, value: &str) -> bool {
    match serde_json::from_str::<Vec<&RawValue>>(value).as_deref() {
        Ok([]) => ARRAYS.contains(&name),
        Ok(elements) => elements.iter().all(|element| element.get().starts_with('{')),
        Err(_) => false,
    }
}
