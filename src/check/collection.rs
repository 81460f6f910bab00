//! The documents of a case, each with an id. Cases that name the same documents share one collection.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::diagnostic::Diagnostic;
use crate::input::Documents;
use crate::model::Document;

/// Documents that are ranked together.
#[derive(Debug, Default)]
pub struct Collection {
    /// The name that messages use: the path of the file, or `docs` for documents in the case itself.
    pub name: String,
    /// In input order.
    pub documents: Vec<Document>,
    /// The id of each document: its index where it has none, or an empty one.
    pub ids: Vec<String>,
    indexes: HashMap<String, usize>,
}

impl Collection {
    pub(super) fn read(name: String, source: Documents) -> Result<Self, Diagnostic> {
        let mut collection = Self { name, ..Self::default() };
        for (index, document) in source.enumerate() {
            let document = document?;
            let id = match document.id().filter(|id| !id.is_empty()) {
                Some(id) => id.into_owned(),
                None => index.to_string(),
            };
            match collection.indexes.entry(id.clone()) {
                Entry::Occupied(first) => {
                    let first = collection.documents[*first.get()].origin();
                    let second = document.origin();
                    return Err(Diagnostic::new(format!("two documents have the id `{id}`"))
                        .cause(format!("at {first} and at {second}"))
                        .hint("give each document an id of its own, or name another `id_field`"));
                }
                Entry::Vacant(place) => place.insert(index),
            };
            collection.documents.push(document);
            collection.ids.push(id);
        }
        if collection.documents.is_empty() {
            return Err(Diagnostic::new("there are no documents in it")
                .at(collection.name)
                .hint("name documents to rank: a path, or a list such as [\"text\",\"text\"]"));
        }
        Ok(collection)
    }

    pub(super) fn index(&self, id: &str) -> Option<usize> {
        self.indexes.get(id).copied()
    }

    /// Returns the name with a remark for a compressed file, whose number of documents is not obvious.
    pub(super) fn source(&self) -> String {
        let is_compressed = [".gz", ".zst"].iter().any(|end| self.name.ends_with(end));
        let remark = if is_compressed { " (compressed)" } else { "" };
        format!("{}{remark}", self.name)
    }

    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Returns true if the documents could not be read.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }
}
