//! One JSON record as a document: finds its text, its id and its image, and leaves the record as it is.
//!
//! A field is looked up by its whole name first; where there is none, a dot reaches inside. Of a key that
//! stands twice the last one counts, as in every JSON parser people use.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use serde_json::value::RawValue;

use super::error::Flaw;
use super::image;
use super::json_object::Members;
use super::surrogates::with_whole_surrogates;
use crate::model::{Document, Draft, Part, Spelling};

/// The names under which a text is looked for when none is given, the first one found counting.
pub(super) const TEXT_FIELDS: [&str; 7] = [
    "text",
    "passage",
    "content",
    "contents",
    "page_content",
    "document",
    "body",
];

/// The names under which an id is looked for when none is given.
pub(super) const ID_FIELDS: [&str; 4] = ["id", "_id", "docid", "doc_id"];

/// Which fields or columns hold the text and the id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The fields with the text, joined by a newline; empty: the usual names are tried.
    pub text: Vec<String>,
    /// The field with the id; none: the usual names are tried.
    pub id: Option<String>,
}

impl Fields {
    /// Whether the user named any.
    pub(super) fn are_named(&self) -> bool {
        !self.text.is_empty() || self.id.is_some()
    }

    /// The names a message lists as sought.
    pub(super) fn sought(&self) -> Vec<String> {
        if self.text.is_empty() {
            TEXT_FIELDS.map(String::from).into()
        } else {
            self.text.clone()
        }
    }
}

/// What a JSON value is, as a message says it; none for an object or a string.
fn misfit(json: &str) -> Option<&'static str> {
    match json.trim_start().as_bytes().first()? {
        b'{' | b'"' => None,
        b'[' => Some("an array"),
        b'n' => Some("null"),
        b't' | b'f' => Some("a boolean"),
        _ => Some("a number"),
    }
}

/// Reads one record of `length` bytes, of which `text` is the readable form. `folder` is where relative image
/// paths are looked up first.
///
/// # Errors
/// The record is not JSON, or has no text where one is sought. A column counts from 1 within the record.
pub(super) fn document(
    draft: Draft,
    length: usize,
    text: Cow<'_, str>,
    fields: &Fields,
    folder: &Path,
) -> Result<Document, Flaw> {
    let (json, base, draft) = match text {
        Cow::Borrowed(json) => (Cow::Borrowed(json), 0, draft),
        // Ranges below count in the readable copy, which follows the record's own bytes.
        Cow::Owned(json) => {
            let draft = draft.json(&json);
            (Cow::Owned(json), length, draft)
        }
    };
    let broken = |error: serde_json::Error| Flaw::NotJson(reason(&error), error.column());
    let place =
        |value: &str| base + offset(&json, value)..base + offset(&json, value) + value.len();
    let draft = if json.trim_ascii_start().starts_with('{') {
        let members = Members::read(&json).map_err(broken)?;
        let picture = image::find(members.whole("image"), folder)?;
        let draft = with_text(draft, &members, fields, picture.is_some(), &place)?;
        let draft = with_id(draft, &members, fields, &place)?;
        match picture {
            Some(data_url) => draft.image(&data_url),
            None => draft,
        }
    } else {
        let value: &RawValue = serde_json::from_str(&json).map_err(broken)?;
        if let Some(found) = misfit(value.get()) {
            return Err(Flaw::NotARecord(found));
        }
        let literal = with_whole_surrogates(value.get());
        draft.text(part(&literal, value.get(), &place), Spelling::Json)
    };
    draft.finish().map_err(|_| Flaw::TooLarge)
}

/// A parser's words without the position it adds, which is told apart.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let words = error.to_string();
    match words.find(" at line ") {
        Some(end) => words[..end].into(),
        None => words,
    }
}

/// Where `part`, a slice of `whole`, begins in it.
fn offset(whole: &str, part: &str) -> usize {
    part.as_ptr() as usize - whole.as_ptr() as usize
}

type PlaceOf<'a> = &'a dyn Fn(&str) -> Range<usize>;

fn with_text(
    draft: Draft,
    members: &Members<'_>,
    fields: &Fields,
    has_image: bool,
    place: PlaceOf<'_>,
) -> Result<Draft, Flaw> {
    let found = match fields.text.as_slice() {
        [] => TEXT_FIELDS
            .iter()
            .find_map(|name| Some((*name, members.whole(name)?))),
        [name] => members.get(name).map(|value| (name.as_str(), value)),
        several => return with_texts(draft, members, several),
    };
    match found {
        None if has_image && fields.text.is_empty() => Ok(draft),
        None => Err(Flaw::NoText(fields.sought(), members.names())),
        Some((name, value)) => match scalar(name, value)? {
            "null" => Ok(draft),
            value if value.starts_with('"') => {
                let literal = members.literal(value);
                Ok(draft.text(part(&literal, value, place), Spelling::Json))
            }
            value => Ok(draft.text(Part::Within(place(value)), Spelling::Plain)),
        },
    }
}

/// Takes several fields as the text.
fn with_texts(draft: Draft, members: &Members<'_>, names: &[String]) -> Result<Draft, Flaw> {
    let absent = |name: &String| Flaw::NoField(name.clone(), members.names());
    let all = names.iter().map(|name| {
        let value = members.get(name).ok_or_else(|| absent(name))?;
        Ok((name.as_str(), value))
    });
    let all = all.collect::<Result<Vec<_>, Flaw>>()?;
    let values = all.into_iter().map(|(name, value)| scalar(name, value));
    let values = values.collect::<Result<Vec<_>, Flaw>>()?;
    let texts: Vec<_> = values.into_iter().filter_map(plain).collect();
    let joined = texts.join("\n");
    Ok(draft.text(Part::Decoded(joined.as_bytes()), Spelling::Plain))
}

/// A value that can be a text.
fn scalar<'a>(name: &str, value: &'a str) -> Result<&'a str, Flaw> {
    match value.as_bytes().first() {
        Some(b'{') => Err(Flaw::NotText(name.into(), "an object")),
        Some(b'[') => Err(Flaw::NotText(name.into(), "an array")),
        _ => Ok(value),
    }
}

/// Where a literal is: in the record, unless it had to be changed.
#[allow(
    clippy::ptr_arg,
    reason = "whether it is owned says whether it was changed"
)]
fn part<'a>(literal: &'a Cow<'_, str>, value: &str, place: PlaceOf<'_>) -> Part<'a> {
    match literal {
        Cow::Borrowed(_) => Part::Within(place(value)),
        Cow::Owned(literal) => Part::Decoded(literal.as_bytes()),
    }
}

/// A scalar's text; none for null.
fn plain(value: &str) -> Option<String> {
    match value.as_bytes().first()? {
        b'n' => None,
        b'"' => serde_json::from_str(&with_whole_surrogates(value)).ok(),
        _ => Some(value.into()),
    }
}

fn with_id(
    draft: Draft,
    members: &Members<'_>,
    fields: &Fields,
    place: PlaceOf<'_>,
) -> Result<Draft, Flaw> {
    let value = match &fields.id {
        Some(name) => {
            let value = members.get(name);
            let value = value.ok_or_else(|| Flaw::NoField(name.clone(), members.names()))?;
            match value.as_bytes().first() {
                Some(b'{') => return Err(Flaw::NotAnId(name.clone(), "an object")),
                Some(b'[') => return Err(Flaw::NotAnId(name.clone(), "an array")),
                _ => Some(value),
            }
        }
        None => ID_FIELDS
            .iter()
            .filter_map(|name| members.whole(name))
            .find(|value| !value.starts_with(['{', '[', 'n'])),
    };
    Ok(match value {
        None | Some("null") => draft,
        Some(value) => {
            let literal = members.literal(value);
            draft.id(part(&literal, value, place), Spelling::Json)
        }
    })
}
