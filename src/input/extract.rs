//! Finds the text, the id and the image of one JSON record. The record itself is left as it is.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use serde_json::value::RawValue;

use super::fields::{Fields, listed, quoted};
use super::usual::UsualFields;
use super::{InputSettings, hints, image};
use crate::diagnostic::Diagnostic;
use crate::json::{self, Object, replace_lone_surrogates};
use crate::model::{DocumentBuilder, FieldValue, Spelling};

/// The number of records in which a title is looked for.
const TITLES: u32 = 64;

/// Observations about the records so far.
#[derive(Default)]
pub(super) struct FieldStats {
    /// For each text field that the user named, true if a record had it.
    pub(super) present: Vec<bool>,
    /// The number of records without a field that others have, and the field.
    pub(super) absent: Option<(u64, String)>,
    /// The first result of [`unscored_title`].
    pub(super) title: Option<bool>,
    /// The number of records in which a title was looked for.
    pub(super) records: u32,
    /// True if there was an `image` that is not an image.
    pub(super) has_other_image: bool,
}

pub(super) enum Fault {
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

pub(super) struct Record<'a> {
    pub(super) json: &'a str,
    /// The offset of `json` in the document.
    pub(super) base: usize,
    pub(super) settings: &'a InputSettings,
    pub(super) usual: &'static UsualFields,
    pub(super) folder: &'a Path,
    pub(super) stats: &'a mut FieldStats,
}

/// A [`FieldValue`] that owns what was decoded.
enum Part {
    /// A range of the record.
    Within(Range<usize>),
    Decoded(Vec<u8>),
}

impl Part {
    fn value(&self) -> FieldValue<'_> {
        match self {
            Self::Within(range) => FieldValue::Within(range.clone()),
            Self::Decoded(bytes) => FieldValue::Decoded(bytes),
        }
    }
}

impl Record<'_> {
    /// Finds the parts of the document in a record.
    // The caller finishes the document. Returned from here, it would be copied once for each function that passes it on
    // in another `Result`.
    pub(super) fn read(&mut self, builder: &mut DocumentBuilder) -> Result<(), Fault> {
        if self.json.trim_ascii_start().starts_with('{') {
            let mut object = Object::default();
            object.read(self.json)?;
            return self.read_object(builder, &object);
        }
        let value: &RawValue = serde_json::from_str(self.json)?;
        if !value.get().starts_with('"') {
            let kind = json::kind(value.get());
            let hint = "`--input lines` takes each line as plain text";
            let fault = Diagnostic::new(format!("not a JSON object or string, but {kind}"));
            return Err(fault.hint(hint).into());
        }
        let text = self.part(replace_lone_surrogates(value.get()), value.get());
        builder.set_text(text.value(), Spelling::Json);
        Ok(builder.check()?)
    }

    /// Finds the parts of the document in a record that is this object.
    pub(super) fn read_object(
        &mut self,
        builder: &mut DocumentBuilder,
        object: &Object<'_>,
    ) -> Result<(), Fault> {
        let image = self.image(object)?;
        let text = self.text(object, image.is_some())?;
        let id = self.id(object)?;
        if let Some((text, spelling)) = &text {
            builder.set_text(text.value(), *spelling);
        }
        if let Some(id) = &id {
            builder.set_id(id.value(), Spelling::Json);
        }
        if let Some(data_url) = &image {
            builder.set_image(data_url);
        }
        Ok(builder.check()?)
    }

    /// Returns the range of a value of the record in the document.
    fn range(&self, value: &str) -> Range<usize> {
        let offset = value.as_ptr() as usize - self.json.as_ptr() as usize;
        self.base + offset..self.base + offset + value.len()
    }

    /// Returns a value as a range of the record, or as `literal`, its repaired spelling, if that differs from it.
    fn part(&self, literal: Cow<'_, str>, value: &str) -> Part {
        match literal {
            Cow::Borrowed(_) => Part::Within(self.range(value)),
            Cow::Owned(literal) => Part::Decoded(literal.into_bytes()),
        }
    }

    /// Reads the image of a record. A field `image` that holds something else is ordinary data.
    fn image(&mut self, object: &Object<'_>) -> Result<Option<String>, Diagnostic> {
        let Some(value) = object.get("image") else {
            return Ok(None);
        };
        if self.settings.ignores_images {
            return Ok(None);
        }
        let image = image::find(value, self.folder)?;
        self.stats.has_other_image |= image.is_none() && value != "null";
        Ok(image)
    }

    /// Returns the text; `None` if there is no text to score.
    fn text(
        &mut self,
        object: &Object<'_>,
        has_image: bool,
    ) -> Result<Option<(Part, Spelling)>, Diagnostic> {
        let fields = &self.settings.fields;
        let found = match fields.text.as_slice() {
            [] => self.usual.text(object),
            [name] if !name.ends_with('?') => {
                self.usual.field(object, name).map(|value| (name.as_str(), value))
            }
            _ => return self.joined(object).map(|text| Some((text, Spelling::Plain))),
        };
        let Some((name, value)) = found else {
            if has_image && fields.text.is_empty() {
                return Ok(None);
            }
            return Err(self.no_text(object));
        };
        if fields.text.is_empty() && self.stats.title.is_none() && self.stats.records < TITLES {
            self.stats.records += 1;
            self.stats.title = unscored_title(object, name);
        }
        Ok(match scalar(name, value, fields)? {
            "null" => None,
            value if value.starts_with('"') => {
                Some((self.part(object.without_lone_surrogates(value), value), Spelling::Json))
            }
            value => Some((Part::Within(self.range(value)), Spelling::Plain)),
        })
    }

    fn no_text(&self, object: &Object<'_>) -> Diagnostic {
        let names: Vec<_> = object.iter().map(|(name, _)| name).collect();
        let fields = &self.settings.fields;
        Diagnostic::new(format!("no field {}", quoted(&fields.text_names())))
            .cause(listed("field", &names))
            .maybe_hint(hints::missing_text(object, fields, self.usual.others))
    }

    /// Takes several fields as the text.
    fn joined(&mut self, object: &Object<'_>) -> Result<Part, Diagnostic> {
        let fields = &self.settings.fields;
        let (mut parts, mut absent) = (Vec::new(), None);
        for (at, field) in fields.named_text().enumerate() {
            match self.usual.field(object, field.name) {
                Some(value) => {
                    let text = plain(scalar(field.name, value, fields)?);
                    parts.extend(text.map(|text| (field, text)));
                    self.stats.present[at] = true;
                }
                None if field.is_optional => {}
                // The name is right if an earlier record has the field, so this record just lacks it.
                None if self.stats.present[at] => absent = Some(field.name),
                None => return Err(no_field(field.name, object)),
            }
        }
        if let Some(name) = absent {
            if parts.is_empty() {
                return Err(no_field(name, object));
            }
            let noted = self.stats.absent.get_or_insert((0, name.into()));
            noted.0 += 1;
        }
        Ok(Part::Decoded(fields.join(&parts)))
    }

    fn id(&self, object: &Object<'_>) -> Result<Option<Part>, Diagnostic> {
        let value = match &self.settings.fields.id {
            Some(name) => {
                let value = self.usual.field(object, name).ok_or_else(|| no_field(name, object))?;
                if value.starts_with(['{', '[']) {
                    let hint = format!("dots reach inside: `--id-field {name}.NAME`");
                    return Err(unsuitable(name, value, "an id", hint));
                }
                Some(value)
            }
            None => self.usual.id(object),
        };
        let value = value.filter(|value| *value != "null");
        Ok(value.map(|value| self.part(object.without_lone_surrogates(value), value)))
    }
}

/// Returns `Some` if a record has a title that is not scored: `Some(true)` for a record of a BEIR corpus, for which
/// published results score title and text.
fn unscored_title(object: &Object<'_>, text: &str) -> Option<bool> {
    let title = object.get("title")?;
    if !title.starts_with('"') || title == "\"\"" {
        return None;
    }
    Some(text == "text" && object.get("_id").is_some())
}

fn no_field(name: &str, object: &Object<'_>) -> Diagnostic {
    let names: Vec<_> = object.iter().map(|(name, _)| name).collect();
    Diagnostic::new(format!("no field `{name}`")).cause(listed("field", &names))
}

/// Returns the value of a field if it can be a text.
#[inline]
fn scalar<'a>(name: &str, value: &'a str, fields: &Fields) -> Result<&'a str, Diagnostic> {
    match value.as_bytes().first() {
        Some(b'{' | b'[') => Err(not_scalar(name, value, fields)),
        _ => Ok(value),
    }
}

fn not_scalar(name: &str, value: &str, fields: &Fields) -> Diagnostic {
    let inner = hints::text_inside(name, value, fields);
    let hint =
        format!("dots reach inside: `--text-field {}`", inner.unwrap_or(format!("{name}.NAME")));
    unsuitable(name, value, "a text", hint)
}

/// Describes a field whose value cannot be what is `expected` of it; the hint is for objects.
fn unsuitable(name: &str, value: &str, expected: &str, hint: String) -> Diagnostic {
    let kind = json::kind(value);
    Diagnostic::new(format!("the field `{name}` is {kind}, not {expected}"))
        .maybe_hint(value.starts_with('{').then_some(hint))
}

/// Returns the text of a scalar; `None` for null.
fn plain(value: &str) -> Option<String> {
    match value.as_bytes().first()? {
        b'n' => None,
        b'"' => serde_json::from_str(&replace_lone_surrogates(value)).ok(),
        _ => Some(value.into()),
    }
}
