//! The collection that queries and candidates refer to, read once.

use super::id_table::IdTable;
use crate::diagnostic::Diagnostic;
use crate::eval::shorten;
use crate::input::{self, InputSettings, OnNotice};
use crate::model::{Document, DocumentPacker};

/// The documents of a collection that are named by candidates.
pub(super) struct NamedDocuments {
    /// The documents at the numbers of their ids.
    pub(super) documents: Vec<Option<Document>>,
    /// The id of the first document of the collection.
    pub(super) example: Option<String>,
}

/// Reads the documents whose ids are wanted.
///
/// # Errors
/// A document cannot be read, has no id, or has the id of another one that is wanted.
pub(super) fn read_named(
    settings: InputSettings,
    ids: &IdTable,
    wanted: &[bool],
    on_notice: OnNotice,
) -> Result<NamedDocuments, Diagnostic> {
    let mut packer = DocumentPacker::new(ids.len());
    let mut example = None;
    for document in input::read(settings, on_notice)? {
        let document = document?;
        let Some(id) = document.id() else {
            return Err(Diagnostic::new("the document has no id")
                .at(document.origin())
                .cause("candidates name documents by their ids")
                .hint("`--id-field NAME` names the field with the id"));
        };
        if example.is_none() {
            example = Some(id.to_string());
        }
        let Some(number) = ids.get(id.as_bytes()).filter(|number| wanted[*number]) else {
            continue;
        };
        if let Some(earlier) = packer.get(number) {
            return Err(duplicate(&document, earlier, &id));
        }
        packer.set(number, &document);
    }
    Ok(NamedDocuments { documents: packer.finish(), example })
}

/// Reads all documents.
///
/// # Errors
/// A document cannot be read, or has the id of another one.
pub(super) fn read_all(
    settings: InputSettings,
    on_notice: OnNotice,
) -> Result<Vec<Document>, Diagnostic> {
    let (mut packer, mut ids) = (DocumentPacker::default(), IdTable::default());
    let mut indexes = Vec::new();
    for (index, document) in input::read(settings, on_notice)?.enumerate() {
        let document = document?;
        if let Some(id) = document.id() {
            let number = ids.insert(id.as_bytes())?;
            if let Some(earlier) = indexes.get(number).and_then(|index| packer.get(*index)) {
                return Err(duplicate(&document, earlier, &id));
            }
            indexes.push(index);
        }
        packer.push(&document);
    }
    Ok(packer.finish().into_iter().flatten().collect())
}

fn duplicate(document: &Document, earlier: &Document, id: &str) -> Diagnostic {
    Diagnostic::new(format!("duplicate id `{}`", shorten(id)))
        .at(document.origin())
        .cause(format!("the document at {} has it too", earlier.origin()))
        .hint("give each document an id of its own")
}
