//! Records that are JSON objects.

use super::fields::{self, DOCUMENTS_NAMES, FoundField, ID_NAMES, PAIR_ID_NAMES, no_field};
use super::nested;
use super::parsed::{ParseFault, ParsedRecord, Shape};
use super::settings::RecordSettings;
use super::{aiperf, hints};
use crate::diagnostic::Diagnostic;
use crate::input::{DocumentRole, RawJson, Records, listed};
use crate::json::{self, Object};

/// Calls `parse` with the object that a value is, which may span lines. The hint is for other values.
///
/// # Errors
/// The value is not JSON or not an object, or `parse` fails.
pub(super) fn with_object<T>(
    records: &mut Records,
    raw: &RawJson,
    hint: &str,
    parse: impl FnOnce(&mut Records, &RawJson, &Object<'_>) -> Result<T, ParseFault>,
) -> Result<T, ParseFault> {
    match Object::parse_with_elements(raw.text()) {
        Ok(object) => parse(records, raw, &object),
        Err(error) if error.is_data() => {
            let found = json::kind(raw.text());
            let diagnostic = Diagnostic::new(format!("not a JSON object, but {found}"))
                .at(records.place(raw.line()))
                .hint(hint);
            Err(ParseFault { id: None, shape: None, diagnostic, is_recoverable: true })
        }
        Err(error) => match records.join(raw)? {
            Some(joined) => match Object::parse_with_elements(joined.text()) {
                Ok(object) => parse(records, &joined, &object),
                Err(error) => Err(records.syntax_error(&joined, &error).into()),
            },
            None => Err(records.syntax_error(raw, &error).into()),
        },
    }
}

/// Parses a JSON object as a record. `expected` is the shape of the records before it.
///
/// # Errors
/// The object has no query, no document, or another shape.
pub(super) fn parse(
    records: &mut Records,
    raw: &RawJson,
    object: &Object<'_>,
    settings: &RecordSettings,
    expected: Option<Shape>,
) -> Result<ParsedRecord, ParseFault> {
    let mut query = fields::query_field(object, &settings.query_fields);
    let mut list = nested::documents_field(object, settings);
    if let (Err(_), None, Some(found)) = (&query, &list, aiperf::find(object)) {
        (query, list) = (Ok(found.query), Some(found.passages));
    }
    let is_list = list.as_ref().is_some_and(|list| list.value.starts_with('['));
    let is_nested = is_list || settings.documents_field.is_some();
    let pair =
        (!is_nested).then(|| records.document(raw, raw.text(), Some(object), DocumentRole::Pair));
    let shape = match &pair {
        None => Some(Shape::Nested),
        Some(Ok(_)) => Some(Shape::Pairs),
        Some(Err(_)) => None,
    };
    let names: &[&str] = match expected.or(shape) {
        Some(Shape::Pairs) => &PAIR_ID_NAMES,
        _ => &ID_NAMES,
    };
    let value = query.as_ref().ok().map(|query| query.value);
    let mut known_id = None;
    let parsed = fields::query_id(object, value, &settings.query_fields, names).and_then(|id| {
        known_id.clone_from(&id);
        check_shape(expected, shape, list.as_ref(), object)?;
        let query = fields::query_text(&query?)?;
        let (shape, documents) = match (pair, list) {
            (None, Some(list)) => (Shape::Nested, nested::documents(records, raw, object, &list)?),
            (None, None) => return Err(no_list(settings, object)),
            (Some(Err(_)), Some(list)) => return Err(nested::not_a_list(&list)),
            (Some(Err(fault)), None) if expected.is_none() => {
                return Err(no_documents(fault, object));
            }
            (Some(document), _) => (Shape::Pairs, vec![document?]),
        };
        Ok(ParsedRecord { shape, id, query, documents, origin: records.place(raw.line()) })
    });
    parsed.map_err(|fault| {
        let is_found = fault.get_hint().is_some();
        let hint = if is_found { None } else { hints::fields(object, settings) };
        let diagnostic = fault.maybe_hint(hint).within(records.place(raw.line()));
        ParseFault { id: known_id, shape, diagnostic, is_recoverable: true }
    })
}

/// Refuses a record of another shape than those before it.
fn check_shape(
    expected: Option<Shape>,
    shape: Option<Shape>,
    list: Option<&FoundField<'_>>,
    object: &Object<'_>,
) -> Result<(), Diagnostic> {
    match (expected, shape) {
        (Some(Shape::Nested), None | Some(Shape::Pairs)) => {
            match list {
                Some(list) => Err(nested::not_a_list(list)),
                None => Err(no_field(&DOCUMENTS_NAMES, object).maybe_hint(shape.map(|_| {
                    "records with one document each belong into a file of their own".into()
                }))),
            }
        }
        (Some(Shape::Pairs), Some(Shape::Nested)) => {
            let name = list.map_or("documents", |list| &list.name);
            Err(Diagnostic::new(format!("a list of documents in `{name}`"))
                .cause("the records before have one document each")
                .hint("records with lists belong into a file of their own"))
        }
        _ => Ok(()),
    }
}

fn no_list(settings: &RecordSettings, object: &Object<'_>) -> Diagnostic {
    match &settings.documents_field {
        Some(name) => no_field(&[name], object),
        None => no_field(&DOCUMENTS_NAMES, object),
    }
}

/// Returns the error for a record without a list of documents, which has no text either.
fn no_documents(fault: Diagnostic, object: &Object<'_>) -> Diagnostic {
    if !fault.problem().starts_with("no field") {
        return fault;
    }
    let fields: Vec<_> = object.iter().map(|(name, _)| name).collect();
    Diagnostic::new("neither a list of documents nor a text")
        .cause(listed("field", &fields))
        .maybe_hint(fault.get_hint().map(Into::into))
}
