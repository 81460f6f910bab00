//! Cuts a stream at an end byte. It reads a block of whole lines at a time, and the lines stay in it: nothing
//! is copied to become a document.

use std::borrow::Cow;
use std::io::{self, Read as _};
use std::ops::Range;
use std::sync::Arc;

use memchr::{memchr, memrchr};

use super::{InputError, Place, Stream};
use crate::model::{Block, Draft, Source};

/// How much is read at a time. A line that is longer makes more room for itself.
const ROOM: usize = 256 << 10;

/// Splits a stream at an end byte, counting.
pub(super) struct Splitter {
    source: Arc<Source>,
    stream: Stream,
    end: u8,
    line: u64,
    /// What was read and is in no block yet: `filled` bytes of it.
    buffer: Vec<u8>,
    filled: usize,
    ended: bool,
    block: Arc<Block>,
    /// Where in the block the next line begins.
    next: usize,
}

/// A line without its end.
pub(super) struct Line<'a> {
    block: &'a Arc<Block>,
    range: Range<usize>,
    /// Its number, from 1.
    pub(super) number: u64,
}

impl Line<'_> {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.block.bytes()[self.range.clone()]
    }

    /// The line as text; bytes that are not UTF-8 are read as U+FFFD.
    pub(super) fn text(&self) -> Cow<'_, str> {
        self.block.readable(self.range.clone())
    }

    /// A document whose record is the line; `number` is the line it was found on.
    pub(super) fn draft(&self, number: u64) -> Draft {
        Draft::within(self.block, number, self.range.clone())
    }
}

impl Splitter {
    pub(super) fn new(source: Source, stream: Stream, end: u8) -> Self {
        let source = Arc::new(source);
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

    /// The next line.
    pub(super) fn next(&mut self) -> Result<Option<Line<'_>>, InputError> {
        if self.next == self.block.bytes().len() {
            let block = self.read();
            let block = block.map_err(|cause| InputError::read(&self.source.name, cause))?;
            let Some(block) = block else { return Ok(None) };
            (self.block, self.next) = (block, 0);
        }
        let start = self.next;
        let rest = &self.block.bytes()[start..];
        let length = memchr(self.end, rest);
        let end = start + length.unwrap_or(rest.len());
        self.next = end + usize::from(length.is_some());
        self.line += 1;
        Ok(Some(Line {
            block: &self.block,
            range: start..end,
            number: self.line,
        }))
    }

    /// Reads until there is a line end, and takes everything up to the last one; at the end what is left.
    fn read(&mut self) -> io::Result<Option<Arc<Block>>> {
        while !self.ended {
            if self.filled == self.buffer.len() {
                let room = self.buffer.len().max(ROOM / 2) * 2;
                self.buffer.resize(room, 0);
            }
            let read = match self.stream.read(&mut self.buffer[self.filled..]) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
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

    /// The place of the line that was read last.
    pub(super) fn place(&self) -> Place {
        Place::new(&self.source.name, self.line)
    }
}
