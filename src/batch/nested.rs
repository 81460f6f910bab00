//! The list of documents in a record: JSON of search engines, logs, rerankers and their requests.

use std::iter;

use super::fields::{DOCUMENTS_NAMES, Named};
use super::settings::RecordSettings;
use crate::diagnostic::Diagnostic;
use crate::input::{DocumentRole, RawJson, Records};
use crate::json::{self, Object};
use crate::model::Document;

/// Returns the field that holds the list of documents: the first of the usual names with an array, else the first with
/// something else.
pub(super) fn documents_field<'a>(
    object: &Object<'a>,
    settings: &RecordSettings,
) -> Option<Named<'a>> {
    if let Some(name) = &settings.documents_field {
        return Some(Named { name: name.clone(), value: object.field(name)? });
    }
    let usual = || {
        DOCUMENTS_NAMES
            .iter()
            .filter_map(|name| Some(Named { name: (*name).into(), value: object.get(name)? }))
    };
    usual().find(|field| field.value.starts_with('[')).or_else(|| usual().next())
}

/// Returns the elements of the list of documents.
///
/// # Errors
/// The field is not an array, or an element is neither a text nor a record.
fn elements<'a>(list: &Named<'a>) -> Result<Vec<&'a str>, Diagnostic> {
    let Named { name, value } = list;
    let elements = if value.starts_with('[') { json::elements(value).ok() } else { None };
    let elements = elements.ok_or_else(|| not_a_list(list))?;
    match elements.iter().position(|element| !element.starts_with(['"', '{'])) {
        None => Ok(elements),
        Some(at) => {
            let kind = json::kind(elements[at]);
            Err(Diagnostic::new(format!("`{name}[{at}]` is {kind}, not a text or a record")))
        }
    }
}

/// Returns the error for a field that is not an array.
pub(super) fn not_a_list(list: &Named<'_>) -> Diagnostic {
    let Named { name, value } = list;
    let kind = json::kind(value);
    Diagnostic::new(format!("the field `{name}` is {kind}, not an array of documents"))
}

/// Parses the documents of a record.
///
/// # Errors
/// As [`elements`], and a document without a text.
pub(super) fn documents(
    records: &mut Records,
    raw: &RawJson,
    list: &Named<'_>,
) -> Result<Vec<Document>, Diagnostic> {
    let elements = elements(list)?;
    let mut documents = Vec::with_capacity(elements.len());
    for (at, element) in iter::zip(0.., elements) {
        let document = records.document(raw, element, DocumentRole::Element);
        documents.push(document.map_err(|fault| fault.at(format!("`{}[{at}]`", list.name)))?);
    }
    Ok(documents)
}
