//! Splits a stream into lines at an end byte. It reads blocks of whole lines, which the documents share, so that lines
//! are not copied one by one.

use std::borrow::Cow;
use std::io::{self, Read as _};
use std::mem;
use std::ops::Range;
use std::sync::Arc;

use memchr::{memchr, memrchr};

use super::Stream;
use super::buffer_pool::BufferPool;
use super::raw_json::{Position, RawJson};
use crate::diagnostic::Diagnostic;
use crate::model::{Block, DocumentBuilder, SourceInfo};

/// The size of the first buffer, in bytes.
const FIRST_BUFFER: usize = 192 << 10;
/// The maximum size of buffers that are reused. A longer line has a larger one, and after it they have this size again.
const MAX_BUFFER: usize = 1 << 20;

pub(super) struct Splitter {
    source: Arc<SourceInfo>,
    stream: Stream,
    end: u8,
    line: u64,
    /// The first `filled` bytes were read and are in no block yet.
    buffer: Vec<u8>,
    filled: usize,
    pool: BufferPool,
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
            pool: BufferPool::default(),
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
        if self.next == self.block.bytes().len() && !self.fill()? {
            return Ok(None);
        }
        Ok(self.block.bytes().get(self.next).copied())
    }

    /// Reads the next block; returns false at the end.
    // Called once for many lines; inlined, it would make `peek` slow.
    #[inline(never)]
    fn fill(&mut self) -> Result<bool, Diagnostic> {
        let block = self.read_block();
        let Some(block) = block.map_err(|error| Diagnostic::io(&self.source.name, &error))? else {
            return Ok(false);
        };
        (self.block, self.next) = (block, 0);
        Ok(true)
    }

    /// Reads until there is a line end, and takes everything up to the last one; at the end of the stream the rest.
    fn read_block(&mut self) -> io::Result<Option<Arc<Block>>> {
        while !self.ended {
            if self.buffer.is_empty() {
                self.buffer = self.pool.get(FIRST_BUFFER);
            } else if self.filled == self.buffer.len() {
                self.buffer.resize(self.buffer.len() * 2, 0);
            }
            let read = self.stream.read(&mut self.buffer[self.filled..])?;
            self.ended = read == 0;
            let before = self.filled;
            self.filled += read;
            if let Some(last) = memrchr(self.end, &self.buffer[before..self.filled]) {
                return Ok(Some(self.take(before + last + 1)));
            }
        }
        Ok((self.filled > 0).then(|| self.take(self.filled)))
    }

    /// Takes the first bytes of the buffer as a block. The rest is moved to the beginning of the next buffer.
    fn take(&mut self, length: usize) -> Arc<Block> {
        let rest = length..self.filled;
        let next_length = self.buffer.len().min(MAX_BUFFER).max(rest.len() * 2);
        self.filled = rest.len();
        if length < self.buffer.len() / 3 * 2 {
            // A document that is kept keeps its block. That of a slow producer would be an almost empty buffer.
            let block = Block::new(&self.source, &self.buffer[..length]);
            self.buffer.copy_within(rest, 0);
            self.buffer.truncate(next_length);
            self.buffer.shrink_to_fit();
            return block;
        }
        let mut next = self.pool.get(next_length);
        next[..rest.len()].copy_from_slice(&self.buffer[rest]);
        let buffer = mem::replace(&mut self.buffer, next);
        let is_reusable = buffer.len() <= MAX_BUFFER;
        let block = Block::from_buffer(Arc::clone(&self.source), buffer, length);
        if is_reusable {
            self.pool.add(&block);
        }
        block
    }

    pub(super) fn name(&self) -> &str {
        &self.source.name
    }

    /// Returns the place of the line that was read last.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.source.name, self.line)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::RecordFormat;

    /// A reader that returns a few bytes at a time.
    struct ShortReads {
        bytes: Vec<u8>,
        at: usize,
        /// The sizes of the reads, over and over.
        sizes: std::iter::Cycle<std::vec::IntoIter<usize>>,
    }

    impl io::Read for ShortReads {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let rest = &self.bytes[self.at..];
            let count = self.sizes.next().unwrap_or(1).min(rest.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&rest[..count]);
            self.at += count;
            Ok(count)
        }
    }

    /// Lines that are short, as long as a buffer, or longer than the largest.
    fn lines() -> impl Strategy<Value = Vec<Vec<u8>>> {
        let length = prop_oneof![
            20 => 0..2000_usize,
            3 => 20_000..90_000_usize,
            1 => FIRST_BUFFER - 9..FIRST_BUFFER + 9,
            1 => FIRST_BUFFER..MAX_BUFFER * 3,
        ];
        let line =
            (length, prop::sample::select(vec!["a", "0123456789", "é", "猫\r", "\u{0}"]), 0..40_u8);
        let line = line.prop_map(|(length, text, fault)| {
            let mut line: Vec<u8> = text.bytes().cycle().take(length).collect();
            if fault == 0 {
                line.push(0xFF);
            }
            line
        });
        prop::collection::vec(line, 0..50)
    }

    fn sizes() -> impl Strategy<Value = Vec<usize>> {
        let any = prop::collection::vec(prop_oneof![1..300_usize, 1..300_000_usize], 1..9);
        prop_oneof![any, Just(vec![64 << 10]), Just(vec![usize::MAX])]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

        /// Buffers are reused, except those of the blocks that are kept.
        #[test]
        fn lines_do_not_depend_on_the_sizes_of_reads(
            lines in lines(), sizes in sizes(), has_last_end in any::<bool>(), nth in 1..40_u64,
        ) {
            let mut bytes = lines.join(&b'\n');
            if has_last_end && !lines.is_empty() {
                bytes.push(b'\n');
            }
            let mut expected: Vec<_> = bytes.split(|byte| *byte == b'\n').collect();
            expected.pop_if(|last| last.is_empty());
            let reader = ShortReads { bytes: bytes.clone(), at: 0, sizes: sizes.into_iter().cycle() };
            let source = SourceInfo { name: String::new(), format: RecordFormat::Lines };
            let stream = Stream::new(Box::new(reader));
            let mut splitter = Splitter::new(Arc::new(source), stream, b'\n');
            let mut kept = Vec::new();
            for (number, line) in (1..).zip(expected) {
                let Ok(Some(found)) = splitter.next() else {
                    return Err(TestCaseError::fail(format!("no line {number}")));
                };
                prop_assert_eq!(found.number, number);
                prop_assert!(found.bytes() == line, "line {}", number);
                prop_assert_eq!(found.text(), String::from_utf8_lossy(line));
                if number % nth == 0 {
                    kept.push(Arc::clone(found.block));
                }
            }
            prop_assert!(matches!(splitter.next(), Ok(None)));
        }
    }
}
