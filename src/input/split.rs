//! Splits a stream at an end byte. It reads blocks of whole lines, and the lines stay in them: nothing is copied
//! to become a document.

use std::borrow::Cow;
use std::io::{self, Read as _};
use std::ops::Range;
use std::sync::Arc;

use memchr::{memchr, memrchr};

use super::Stream;
use super::raw_json::{Position, RawJson};
use crate::diagnostic::Diagnostic;
use crate::model::{Block, DocumentBuilder, SourceInfo};

/// The size of a read. The buffer grows for a line that is longer.
const BLOCK: usize = 96 << 10;

pub(super) struct Splitter {
    source: Arc<SourceInfo>,
    stream: Stream,
    end: u8,
    line: u64,
    /// The first `filled` bytes were read and are in no block yet.
    buffer: Vec<u8>,
    filled: usize,
    ended: bool,
    block: Arc<Block>,
    /// The offset of the next line in the block.
    next: usize,
}

/// A line without its end.
pub(super) struct SplitLine<'a> {
    block: &'a Arc<Block>,
    range: Range<usize>,
    /// The number of the line, from 1.
    pub(super) number: u64,
}

impl SplitLine<'_> {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.block.bytes()[self.range.clone()]
    }

    /// Returns the line as text; bytes that are not UTF-8 are read as U+FFFD.
    pub(super) fn text(&self) -> Cow<'_, str> {
        self.block.text_lossy(self.range.clone())
    }

    /// Returns the line as a JSON value that begins at `start`.
    pub(super) fn json(&self, start: Position) -> RawJson {
        RawJson::new(self.block, self.range.clone(), start)
    }

    /// Returns the line without its first bytes.
    pub(super) fn from(mut self, offset: usize) -> Self {
        self.range.start += offset;
        self
    }

    /// Starts a document whose record is the line; `number` is the line on which its text was found.
    pub(super) fn builder(&self, number: u64) -> DocumentBuilder {
        DocumentBuilder::within(self.block, number, self.range.clone())
    }
}

impl Splitter {
    pub(super) fn new(source: Arc<SourceInfo>, stream: Stream, end: u8) -> Self {
        Self {
            stream,
            end,
            line: 0,
            buffer: Vec::new(),
            filled: 0,
            ended: false,
            block: Block::new(&source, &[]),
            next: 0,
            source,
        }
    }

    pub(super) fn next(&mut self) -> Result<Option<SplitLine<'_>>, Diagnostic> {
        if self.peek()?.is_none() {
            return Ok(None);
        }
        let start = self.next;
        let rest = &self.block.bytes()[start..];
        let length = memchr(self.end, rest);
        let end = start + length.unwrap_or(rest.len());
        self.next = end + usize::from(length.is_some());
        self.line += 1;
        Ok(Some(SplitLine { block: &self.block, range: start..end, number: self.line }))
    }

    /// Returns the next byte, with which the next line begins.
    pub(super) fn peek(&mut self) -> Result<Option<u8>, Diagnostic> {
        if self.next == self.block.bytes().len() {
            let block = self.read_block();
            match block.map_err(|error| Diagnostic::io(&self.source.name, &error))? {
                Some(block) => (self.block, self.next) = (block, 0),
                None => return Ok(None),
            }
        }
        Ok(self.block.bytes().get(self.next).copied())
    }

    /// Reads until there is a line end, and takes everything up to the last one; at the end of the stream the rest.
    fn read_block(&mut self) -> io::Result<Option<Arc<Block>>> {
        while !self.ended {
            if self.buffer.is_empty() {
                // Zeroed by the system, page by page as it fills: a small input touches little of it.
                self.buffer = vec![0; BLOCK];
            } else if self.filled == self.buffer.len() {
                self.buffer.resize(self.buffer.len() * 2, 0);
            }
            let read = self.stream.read(&mut self.buffer[self.filled..])?;
            self.ended = read == 0;
            let (before, filled) = (self.filled, self.filled + read);
            self.filled = filled;
            if let Some(last) = memrchr(self.end, &self.buffer[before..filled]) {
                let whole = before + last + 1;
                let block = Block::new(&self.source, &self.buffer[..whole]);
                self.buffer.copy_within(whole..filled, 0);
                self.filled = filled - whole;
                return Ok(Some(block));
            }
        }
        let rest = std::mem::take(&mut self.filled);
        Ok((rest > 0).then(|| Block::new(&self.source, &self.buffer[..rest])))
    }

    pub(super) fn name(&self) -> &str {
        &self.source.name
    }

    /// Returns the place of the line that was read last.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.source.name, self.line)
    }
}
