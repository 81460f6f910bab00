//! Inspects JSON without converting it: the members of objects as spelled, the kind of a value, the messages of
//! the parser.

mod array;
mod number;
mod object;
mod parsed;
mod search;
mod skip;
mod surrogates;
mod walk;

pub use object::Object;
pub use surrogates::replace_lone_surrogates;
pub use walk::Walk;

use serde_json::value::RawValue;

/// Returns the elements of an array, as spelled.
///
/// # Errors
/// The text is not JSON, or not an array.
pub fn elements(json: &str) -> Result<Vec<&str>, serde_json::Error> {
    if let Some(elements) = Walk::new(json).array() {
        return Ok(elements);
    }
    let elements: Vec<&RawValue> = serde_json::from_str(json)?;
    Ok(elements.into_iter().map(RawValue::get).collect())
}

/// Returns the kind of a JSON value, with its article.
pub fn kind(json: &str) -> &'static str {
    match json.trim_start().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b'n') => "null",
        Some(b't' | b'f') => "a boolean",
        _ => "a number",
    }
}

/// Returns the parser's words without the position that it appends.
pub fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.find(" at line ") {
        Some(end) => message[..end].into(),
        None => message,
    }
}
