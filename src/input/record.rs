//! Turns one JSON record into a document: finds its text, its id and its image, and leaves the record as it is.

use std::borrow::Cow;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::value::RawValue;

use super::fields::{Fields, ID_FIELDS, TEXT_FIELDS, listed, quoted};
use super::image;
use crate::diagnostic::Diagnostic;
use crate::json::{self, Object, replace_lone_surrogates};
use crate::model::{Document, DocumentBuilder, Form, Part, SourceInfo, Spelling};

/// Parses the records of one source.
pub(super) struct RecordParser {
    pub(super) source: Arc<SourceInfo>,
    fields: Arc<Fields>,
    /// The folder of the source, in which relative paths of images are looked up first.
    folder: PathBuf,
}

/// The line and the column at which a record begins, from 1.
#[derive(Clone, Copy)]
pub(super) struct Position {
    pub(super) line: u64,
    pub(super) column: usize,
}

impl RecordParser {
    pub(super) fn new(name: String, fields: Arc<Fields>) -> Self {
        Self {
            folder: Path::new(&name).parent().unwrap_or(Path::new("")).into(),
            source: Arc::new(SourceInfo {
                name,
                form: Form::Json,
            }),
            fields,
        }
    }

    /// Parses the record at `start`, which is `length` bytes long and reads as `text`.
    ///
    /// # Errors
    /// The record is not JSON, or has no text in the fields that are looked for.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "a borrowed text is used differently"
    )]
    pub(super) fn parse(
        &self,
        builder: DocumentBuilder,
        length: usize,
        text: Cow<'_, str>,
        start: Position,
    ) -> Result<Document, Diagnostic> {
        // Ranges of a readable copy count from the record's own bytes, which the copy follows.
        let (base, builder) = match &text {
            Cow::Borrowed(_) => (0, builder),
            Cow::Owned(json) => (length, builder.json(json)),
        };
        let record = Record {
            json: &text,
            base,
            fields: &self.fields,
            folder: &self.folder,
        };
        match record.document(builder) {
            Ok(document) => Ok(document),
            Err(Fault::Syntax(error)) => Err(self.syntax_error(&error, start)),
            Err(Fault::Content(diagnostic)) => Err(diagnostic.at(self.place(start.line))),
        }
    }

    fn place(&self, line: u64) -> String {
        format!("{}:{line}", self.source.name)
    }

    /// Describes a syntax error at the line and the column of the file.
    fn syntax_error(&self, error: &serde_json::Error, start: Position) -> Diagnostic {
        let column = match error.line() {
            0 | 1 => start.column - 1 + error.column(),
            _ => error.column(),
        };
        let line = start.line + (error.line() as u64).saturating_sub(1);
        Diagnostic::new("not a JSON object")
            .at(self.place(line))
            .cause(format!("{} at column {column}", json::reason(error)))
            .hint("`--input lines` takes each line as plain text")
    }
}

/// What can be wrong with a record.
enum Fault {
    Syntax(serde_json::Error),
    Content(Diagnostic),
}

impl From<Diagnostic> for Fault {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Content(diagnostic)
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Syntax(error)
    }
}

struct Record<'a> {
    json: &'a str,
    /// The offset of `json` in the document.
    base: usize,
    fields: &'a Fields,
    folder: &'a Path,
}

impl<'a> Record<'a> {
    fn document(&self, builder: DocumentBuilder) -> Result<Document, Fault> {
        if self.json.trim_ascii_start().starts_with('{') {
            let object = Object::parse(self.json)?;
            let image = image::find(object.get("image"), self.folder)?;
            let builder = self.text(builder, &object, image.is_some())?;
            let builder = self.id(builder, &object)?;
            let builder = match image {
                Some(data_url) => builder.image(&data_url),
                None => builder,
            };
            return Ok(builder.finish()?);
        }
        let value: &RawValue = serde_json::from_str(self.json)?;
        if !value.get().starts_with('"') {
            let problem = format!(
                "not a JSON object or string, but {}",
                json::kind(value.get())
            );
            let hint = "`--input lines` takes each line as plain text";
            return Err(Diagnostic::new(problem).hint(hint).into());
        }
        let literal = replace_lone_surrogates(value.get());
        let builder = builder.text(self.part(&literal, value.get()), Spelling::Json);
        Ok(builder.finish()?)
    }

    /// Returns the range of a value of the record in the document.
    fn range(&self, value: &str) -> Range<usize> {
        let offset = value.as_ptr() as usize - self.json.as_ptr() as usize;
        self.base + offset..self.base + offset + value.len()
    }

    /// Returns a value as a part of the record, unless `literal`, its readable form, had to differ from it.
    #[allow(
        clippy::ptr_arg,
        reason = "ownership tells whether the literal was changed"
    )]
    fn part<'b>(&self, literal: &'b Cow<'_, str>, value: &str) -> Part<'b> {
        match literal {
            Cow::Borrowed(_) => Part::Within(self.range(value)),
            Cow::Owned(literal) => Part::Decoded(literal.as_bytes()),
        }
    }

    fn text(
        &self,
        builder: DocumentBuilder,
        object: &Object<'a>,
        has_image: bool,
    ) -> Result<DocumentBuilder, Diagnostic> {
        let found = match self.fields.text.as_slice() {
            [] => TEXT_FIELDS
                .iter()
                .find_map(|name| Some((*name, object.get(name)?))),
            [name] => object.field(name).map(|value| (name.as_str(), value)),
            several => return joined(builder, object, several),
        };
        match found {
            None if has_image && self.fields.text.is_empty() => Ok(builder),
            None => Err(self.no_text(object)),
            Some((name, value)) => match scalar(name, value)? {
                "null" => Ok(builder),
                value if value.starts_with('"') => {
                    let literal = object.without_lone_surrogates(value);
                    Ok(builder.text(self.part(&literal, value), Spelling::Json))
                }
                value => Ok(builder.text(Part::Within(self.range(value)), Spelling::Plain)),
            },
        }
    }

    fn no_text(&self, object: &Object<'_>) -> Diagnostic {
        let names: Vec<_> = object.iter().map(|(name, _)| name).collect();
        Diagnostic::new(format!("no field {}", quoted(&self.fields.text_names())))
            .cause(listed("field", &names))
            .maybe_hint(self.fields.text_hint(&names))
    }

    fn id(
        &self,
        builder: DocumentBuilder,
        object: &Object<'a>,
    ) -> Result<DocumentBuilder, Diagnostic> {
        let value = match &self.fields.id {
            Some(name) => {
                let value = object.field(name).ok_or_else(|| no_field(name, object))?;
                if value.starts_with(['{', '[']) {
                    return Err(unsuitable(name, value, "an id", "--id-field"));
                }
                Some(value)
            }
            None => ID_FIELDS
                .iter()
                .filter_map(|name| object.get(name))
                .find(|value| !value.starts_with(['{', '[', 'n'])),
        };
        Ok(match value {
            None | Some("null") => builder,
            Some(value) => {
                let literal = object.without_lone_surrogates(value);
                builder.id(self.part(&literal, value), Spelling::Json)
            }
        })
    }
}

/// Takes several fields as the text.
fn joined(
    builder: DocumentBuilder,
    object: &Object<'_>,
    names: &[String],
) -> Result<DocumentBuilder, Diagnostic> {
    let mut texts = Vec::new();
    for name in names {
        let value = object.field(name).ok_or_else(|| no_field(name, object))?;
        texts.extend(plain(scalar(name, value)?));
    }
    let text = texts.join("\n");
    Ok(builder.text(Part::Decoded(text.as_bytes()), Spelling::Plain))
}

fn no_field(name: &str, object: &Object<'_>) -> Diagnostic {
    let names: Vec<_> = object.iter().map(|(name, _)| name).collect();
    Diagnostic::new(format!("no field `{name}`")).cause(listed("field", &names))
}

/// Returns the value of a field if it can be a text.
fn scalar<'a>(name: &str, value: &'a str) -> Result<&'a str, Diagnostic> {
    if value.starts_with(['{', '[']) {
        return Err(unsuitable(name, value, "a text", "--text-field"));
    }
    Ok(value)
}

/// Describes a field whose value cannot be what is `expected` of it.
fn unsuitable(name: &str, value: &str, expected: &str, option: &str) -> Diagnostic {
    let kind = json::kind(value);
    let hint = value
        .starts_with('{')
        .then(|| format!("dots reach inside: `{option} {name}.NAME`"));
    Diagnostic::new(format!("the field `{name}` is {kind}, not {expected}")).maybe_hint(hint)
}

/// Returns the text of a scalar; `None` for null.
fn plain(value: &str) -> Option<String> {
    match value.as_bytes().first()? {
        b'n' => None,
        b'"' => serde_json::from_str(&replace_lone_surrogates(value)).ok(),
        _ => Some(value.into()),
    }
}
