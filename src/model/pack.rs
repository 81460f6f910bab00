//! Keeps documents of large sources in blocks of their own, without the records between them.

use std::sync::Arc;

use super::{Block, Document};

/// The size of a block.
const BLOCK: usize = 1 << 20;

/// Copies documents one after the other into shared blocks.
#[derive(Debug, Default)]
pub struct DocumentPacker {
    documents: Vec<Option<Document>>,
    /// The bytes of documents that are in no block yet, all of one source.
    buffer: Vec<u8>,
    /// The indexes of those documents.
    pending: Vec<usize>,
    empty: Option<Arc<Block>>,
}

impl DocumentPacker {
    /// Creates a packer with this number of places for documents.
    pub fn new(places: usize) -> Self {
        Self { documents: vec![None; places], ..Self::default() }
    }

    /// Returns the document in a place.
    pub fn get(&self, place: usize) -> Option<&Document> {
        self.documents.get(place)?.as_ref()
    }

    /// Puts a document after the last place.
    pub fn push(&mut self, document: &Document) {
        self.documents.push(None);
        self.set(self.documents.len() - 1, document);
    }

    /// Puts a document into a place.
    pub fn set(&mut self, place: usize, document: &Document) {
        let bytes = document.own_bytes();
        let source = document.source();
        let is_same = |block: &Arc<Block>| Arc::ptr_eq(block.source(), source);
        if self.buffer.len() + bytes.len() > BLOCK || !self.empty.as_ref().is_some_and(is_same) {
            self.flush();
            self.empty = Some(Block::new(source, &[]));
        }
        let start = self.buffer.len();
        self.buffer.extend_from_slice(bytes);
        let Some(empty) = &self.empty else {
            return;
        };
        // Until its block is there, the document still knows its source and its line.
        let moved = document.moved(empty, start);
        self.documents[place] = Some(moved);
        self.pending.push(place);
    }

    /// Returns the documents in their places.
    pub fn finish(mut self) -> Vec<Option<Document>> {
        self.flush();
        self.documents
    }

    fn flush(&mut self) {
        let Some(empty) = self.empty.take() else {
            return;
        };
        let bytes = std::mem::take(&mut self.buffer);
        let block = Block::own(Arc::clone(empty.source()), bytes);
        for place in self.pending.drain(..) {
            if let Some(document) = &mut self.documents[place] {
                document.block = Arc::clone(&block);
            }
        }
    }
}
