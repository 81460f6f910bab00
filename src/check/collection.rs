//! The documents of a case, with an id for each. Cases that name the same file share one collection.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::error::Flaw;
use crate::input::Documents;
use crate::model::Document;

/// Documents that are ranked together.
#[derive(Debug)]
pub struct Collection {
    /// How messages call it: the file, or `docs` for those that stand in the case itself.
    pub name: String,
    /// The documents, in the order of the input.
    pub documents: Vec<Document>,
    /// The id of each. A document that has none, or an empty one, is called by its index.
    pub ids: Vec<String>,
    /// Where each id stands.
    places: HashMap<String, usize>,
}

impl Collection {
    /// Reads documents to their end.
    pub(super) fn read(name: String, source: Documents) -> Result<Self, Flaw> {
        let mut collection = Self {
            name,
            documents: Vec::new(),
            ids: Vec::new(),
            places: HashMap::new(),
        };
        for (index, document) in source.enumerate() {
            let document = document.map_err(Flaw::Input)?;
            let id = match document.id().filter(|id| !id.is_empty()) {
                Some(id) => id.into_owned(),
                None => index.to_string(),
            };
            match collection.places.entry(id.clone()) {
                Entry::Occupied(first) => {
                    let first = collection.documents[*first.get()].origin();
                    return Err(Flaw::DoubledId(id, first, document.origin()));
                }
                Entry::Vacant(place) => place.insert(index),
            };
            collection.documents.push(document);
            collection.ids.push(id);
        }
        if collection.documents.is_empty() {
            return Err(Flaw::NoDocuments(collection.name));
        }
        Ok(collection)
    }

    /// The index of a document.
    pub(super) fn index(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there are none, which is never so.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }
}
