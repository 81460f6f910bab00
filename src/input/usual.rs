//! The places where the text and the id of a document usually are.

use super::fields::{ID_FIELDS, TEXT_FIELDS};
use crate::json::Object;

/// The places of text and id in a record, unless the user names others. Texts are under the same names everywhere.
pub(super) struct UsualFields {
    /// The names of ids, the preferred ones first.
    pub(super) ids: &'static [&'static str],
    /// The objects inside the record that are searched after it.
    pub(super) inner: &'static [&'static str],
    /// Names of fields that are never the text.
    pub(super) others: &'static [&'static str],
}

/// The fields of a document.
pub(super) const DOCUMENT: UsualFields = UsualFields { ids: &ID_FIELDS, inner: &[], others: &[] };

/// The fields of a document in the list of a query.
pub(super) const ELEMENT: UsualFields = UsualFields { inner: &["doc", "document"], ..DOCUMENT };

/// The fields of a document that is in one record with its query.
pub(super) const PAIR: UsualFields = UsualFields {
    ids: &["docid", "doc_id", "pid", "docno", "id", "_id"],
    others: &["query", "question", "user_input", "q"],
    ..ELEMENT
};

impl UsualFields {
    /// Returns the value of a field of the record, or of an object inside it.
    pub(super) fn field<'a>(&self, object: &Object<'a>, name: &str) -> Option<&'a str> {
        object.field(name).or_else(|| self.inner(object).find_map(|inner| inner.field(name)))
    }

    /// Returns the name and the value of the first text field.
    pub(super) fn text<'a>(&self, object: &Object<'a>) -> Option<(&'static str, &'a str)> {
        // An object that is searched itself is no text.
        let is_inner = |name, value: &str| value.starts_with('{') && self.inner.contains(&name);
        let mut own = texts(object).filter(|(name, value)| !is_inner(*name, value));
        own.next().or_else(|| self.inner(object).find_map(|inner| texts(&inner).next()))
    }

    /// Returns the value of the first id field that holds an id.
    pub(super) fn id<'a>(&self, object: &Object<'a>) -> Option<&'a str> {
        let find = |object: &Object<'a>| {
            let mut ids = self.ids.iter().filter_map(|name| object.get(name));
            ids.find(|value| !value.starts_with(['{', '[', 'n']))
        };
        find(object).or_else(|| self.inner(object).find_map(|inner| find(&inner)))
    }

    /// Returns the objects inside the record that are searched after it.
    fn inner<'a>(&self, object: &Object<'a>) -> impl Iterator<Item = Object<'a>> {
        self.inner.iter().filter_map(|name| {
            let value = object.get(name).filter(|value| value.starts_with('{'))?;
            Object::parse(value).ok()
        })
    }
}

fn texts<'a>(object: &Object<'a>) -> impl Iterator<Item = (&'static str, &'a str)> {
    TEXT_FIELDS.iter().filter_map(|name| Some((*name, object.get(name)?)))
}
