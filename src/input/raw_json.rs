//! JSON values as they are in their source, with their positions.

use std::ops::Range;
use std::sync::Arc;

use crate::model::{Block, DocumentBuilder};

/// The line and the column at which a record begins, from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    pub(super) line: u64,
    pub(super) column: usize,
}

impl Position {
    /// Returns the position after some bytes.
    pub(super) fn after(self, bytes: &[u8]) -> Self {
        match memchr::memrchr(b'\n', bytes) {
            Some(last) => Self {
                line: self.line + memchr::memchr_iter(b'\n', bytes).count() as u64,
                column: bytes.len() - last,
            },
            None => Self { column: self.column + bytes.len(), ..self },
        }
    }
}

/// A JSON value in a block of its source, still to be parsed.
#[derive(Clone, Debug)]
pub struct RawJson {
    block: Arc<Block>,
    range: Range<usize>,
    pub(super) start: Position,
}

impl RawJson {
    /// Creates a value from a part of a block; bytes that are not UTF-8 are read as U+FFFD.
    pub(super) fn new(block: &Arc<Block>, range: Range<usize>, start: Position) -> Self {
        if block.text(range.clone()).is_some() {
            return Self { block: Arc::clone(block), range, start };
        }
        let text = block.text_lossy(range).into_owned();
        let range = 0..text.len();
        Self { block: Block::own(Arc::clone(block.source()), text.into_bytes()), range, start }
    }

    /// Returns a part of the value.
    pub(super) fn part(&self, range: Range<usize>, start: Position) -> Self {
        let range = self.range.start + range.start..self.range.start + range.end;
        Self { block: Arc::clone(&self.block), range, start }
    }

    pub fn text(&self) -> &str {
        self.block.text(self.range.clone()).unwrap_or_default()
    }

    /// Returns the line on which the value begins, from 1.
    pub fn line(&self) -> u64 {
        self.start.line
    }

    /// Starts a document whose record is a part of the value, as borrowed from [`Self::text`].
    pub(super) fn builder(&self, part: &str) -> DocumentBuilder {
        let offset = part.as_ptr() as usize - self.block.bytes().as_ptr() as usize;
        DocumentBuilder::within(&self.block, self.start.line, offset..offset + part.len())
    }
}
