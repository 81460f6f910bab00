//! The fields of records: the query, its id, the list of documents.

use std::borrow::Cow;

use super::record::QueryId;
use super::settings::QueryFields;
use crate::diagnostic::Diagnostic;
use crate::input::{listed, quoted};
use crate::json::{self, Object, replace_lone_surrogates};

/// Names of queries, the preferred ones first.
pub(super) const QUERY_NAMES: [&str; 4] = ["query", "question", "user_input", "q"];

/// Names of lists of documents.
pub(super) const DOCUMENTS_NAMES: [&str; 8] = [
    "documents",
    "docs",
    "passages",
    "candidates",
    "contexts",
    "retrieved_contexts",
    "results",
    "hits",
];

/// Names of the id of a query, in a record that has one id.
pub(super) const ID_NAMES: [&str; 4] = ["qid", "query_id", "id", "_id"];

/// Names of the id of a query, in a record that also has the id of a document.
pub(super) const PAIR_ID_NAMES: [&str; 2] = ["qid", "query_id"];

/// A field that was found.
pub(super) struct FoundField<'a> {
    /// The name or the path.
    pub(super) name: String,
    /// As spelled.
    pub(super) value: &'a str,
}

/// Returns the field with the query of a record.
///
/// # Errors
/// There is no such field.
pub(super) fn query_field<'a>(
    object: &Object<'a>,
    fields: &QueryFields,
) -> Result<FoundField<'a>, Diagnostic> {
    let found = match &fields.query {
        Some(name) => object.field(name).map(|value| FoundField { name: name.clone(), value }),
        None => QUERY_NAMES
            .iter()
            .find_map(|name| Some(FoundField { name: (*name).into(), value: object.get(name)? })),
    };
    found.ok_or_else(|| match &fields.query {
        Some(name) => no_field(&[name], object),
        None => no_field(&QUERY_NAMES, object),
    })
}

/// Returns the text of a query, which is not blank.
///
/// # Errors
/// The value is neither a string nor an object with a text, or the text is blank.
pub(super) fn query_text(query: &FoundField<'_>) -> Result<String, Diagnostic> {
    let FoundField { name, value } = query;
    let text = match value.as_bytes().first() {
        Some(b'"') => string(value),
        Some(b'{') => {
            let text = Object::parse(value).ok().and_then(|query| query.get("text"));
            let text = text.filter(|text| text.starts_with('"')).map(string);
            text.ok_or_else(|| {
                let problem = format!("the field `{name}` is an object without a `text`");
                Diagnostic::new(problem)
                    .hint(format!("dots reach inside: `--query-field {name}.NAME`"))
            })?
        }
        _ => {
            let kind = json::kind(value);
            return Err(Diagnostic::new(format!("the field `{name}` is {kind}, not a query")));
        }
    };
    check_query(text.into_owned())
}

/// Refuses a blank query.
pub(super) fn check_query(text: String) -> Result<String, Diagnostic> {
    if text.trim().is_empty() {
        return Err(Diagnostic::new("the query is blank"));
    }
    Ok(text)
}

/// Returns the id of a query: one inside the query, else one of the record under one of these names.
///
/// # Errors
/// The field that the user named is absent or holds something else than an id.
pub(super) fn query_id(
    object: &Object<'_>,
    query: Option<&str>,
    fields: &QueryFields,
    names: &[&str],
) -> Result<Option<QueryId>, Diagnostic> {
    if let Some(name) = &fields.id {
        let value = object.field(name).ok_or_else(|| no_field(&[name], object))?;
        if value.starts_with(['{', '[']) {
            let problem = format!("the field `{name}` is {}, not an id", json::kind(value));
            let hint = format!("dots reach inside: `--query-id-field {name}.NAME`");
            return Err(Diagnostic::new(problem).maybe_hint(value.starts_with('{').then_some(hint)));
        }
        return Ok(QueryId::from_json(value));
    }
    let find = |object: &Object<'_>, names: &[&str]| {
        names.iter().find_map(|name| QueryId::from_json(object.get(name)?))
    };
    let inner = query.filter(|query| query.starts_with('{'));
    let inner = inner.and_then(|query| find(&Object::parse(query).ok()?, &ID_NAMES));
    Ok(inner.or_else(|| find(object, names)))
}

/// Returns the text of a JSON string; lone halves of surrogate pairs are U+FFFD.
pub(super) fn string(literal: &str) -> Cow<'_, str> {
    let inner = literal.get(1..literal.len() - 1).unwrap_or_default();
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Cow::Borrowed(inner);
    }
    Cow::Owned(serde_json::from_str(&replace_lone_surrogates(literal)).unwrap_or_default())
}

/// Returns the error for a record that has none of these fields.
pub(super) fn no_field(names: &[&str], object: &Object<'_>) -> Diagnostic {
    let fields: Vec<_> = object.iter().map(|(name, _)| name).collect();
    Diagnostic::new(format!("no field {}", quoted(names))).cause(listed("field", &fields))
}
