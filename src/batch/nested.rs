//! The list of documents in a record: JSON of search engines, logs, rerankers and their requests.

use super::fields::{DOCUMENTS_NAMES, FoundField};
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
) -> Option<FoundField<'a>> {
    if let Some(name) = &settings.documents_field {
        return Some(FoundField { name: name.clone(), value: object.field(name)? });
    }
    let usual = || {
        DOCUMENTS_NAMES
            .iter()
            .filter_map(|name| Some(FoundField { name: (*name).into(), value: object.get(name)? }))
    };
    usual().find(|field| field.value.starts_with('[')).or_else(|| usual().next())
}

/// Returns the error for a field that is not an array.
pub(super) fn not_a_list(list: &FoundField<'_>) -> Diagnostic {
    let FoundField { name, value } = list;
    let kind = json::kind(value);
    Diagnostic::new(format!("the field `{name}` is {kind}, not an array of documents"))
}

/// Parses the documents of a record.
///
/// # Errors
/// The field is not an array, an element is neither a text nor a record, or a document has no text.
pub(super) fn documents<'a>(
    records: &mut Records,
    raw: &RawJson,
    record: &Object<'a>,
    list: &FoundField<'a>,
) -> Result<Vec<Document>, Diagnostic> {
    let FoundField { name, value } = list;
    if !value.starts_with('[') {
        return Err(not_a_list(list));
    }
    record.map_elements(value, |at, text, object| {
        if !text.starts_with(['"', '{']) {
            let kind = json::kind(text);
            return Err(Diagnostic::new(format!(
                "`{name}[{at}]` is {kind}, not a text or a record"
            )));
        }
        let document = records.document(raw, text, object, DocumentRole::Element);
        document.map_err(|fault| fault.at(format!("`{name}[{at}]`")))
    })
}
