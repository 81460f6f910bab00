//! Hints for records in which the query or the list of documents is under other names or inside objects.

use super::fields::{DOCUMENTS_NAMES, QUERY_NAMES};
use super::settings::RecordSettings;
use crate::input::is_plain_name;
use crate::json::{self, Object};

/// The depth to which objects are searched.
const DEPTH: usize = 4;

/// Returns a hint that names the fields of the query and of the documents, if they can be found.
pub(super) fn fields(object: &Object<'_>, settings: &RecordSettings) -> Option<String> {
    let is_query =
        |name: &str, value: &str| QUERY_NAMES.contains(&name) && value.starts_with(['"', '{']);
    let is_list = |name: &str, value: &str| DOCUMENTS_NAMES.contains(&name) && is_list(value);
    let is_other_list = |_: &str, value: &str| is_list_of_documents(value);
    let mut options = Vec::new();
    if settings.query_fields.query.is_none()
        && !QUERY_NAMES.iter().any(|name| object.get(name).is_some())
    {
        let path = find(object, "", DEPTH, &is_query)?;
        options.push(format!("--query-field {path}"));
    }
    if settings.documents_field.is_none() {
        let path = find(object, "", DEPTH, &is_list)
            .or_else(|| find(object, "", DEPTH, &is_other_list))?;
        if path.contains('.') || !DOCUMENTS_NAMES.contains(&&*path) {
            options.push(format!("--documents-field {path}"));
        }
    }
    (!options.is_empty()).then(|| format!("name the fields with `{}`", options.join(" ")))
}

/// Returns the path of the first field for which `is_sought` is true.
fn find(
    object: &Object<'_>,
    prefix: &str,
    depth: usize,
    is_sought: &dyn Fn(&str, &str) -> bool,
) -> Option<String> {
    let members = || object.iter().filter(|(name, _)| is_plain_name(name));
    if let Some((name, _)) = members().find(|(name, value)| is_sought(name, value)) {
        return Some(format!("{prefix}{name}"));
    }
    members().filter(|(_, value)| depth > 0 && value.starts_with('{')).find_map(|(name, value)| {
        find(&Object::parse(value).ok()?, &format!("{prefix}{name}."), depth - 1, is_sought)
    })
}

fn is_list(value: &str) -> bool {
    value.starts_with('[')
}

/// Returns true for an array of strings or objects.
fn is_list_of_documents(value: &str) -> bool {
    let elements = if is_list(value) { json::elements(value).ok() } else { None };
    elements.is_some_and(|elements| {
        !elements.is_empty() && elements.iter().all(|element| element.starts_with(['"', '{']))
    })
}
