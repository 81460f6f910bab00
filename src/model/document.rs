//! A document: the bytes it was read from, so that they can be printed unchanged, and the ranges of its text and
//! its id in them. It is small, for a million of them are kept in memory.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::{Block, RecordFormat, SourceInfo};

/// The spelling of a part of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// As it is; bytes that are not UTF-8 are read as U+FFFD.
    Plain,
    /// As a JSON value, quotes and escapes included.
    Json,
}

/// A range of a document's bytes, counted from the beginning of its record.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Parts that few documents have.
#[derive(Clone, Debug, Default)]
pub(super) struct Extra {
    pub(super) path: Option<Span>,
    pub(super) image: Option<Span>,
    pub(super) json: Option<Span>,
}

/// One thing to rank.
#[derive(Clone, Debug)]
pub struct Document {
    /// Holds the record as it came, followed by everything that was decoded from it.
    pub(super) block: Arc<Block>,
    /// The offset of the record in the block.
    pub(super) start: u32,
    /// The length of the record.
    pub(super) record: u32,
    pub(super) line: u64,
    pub(super) text: Span,
    pub(super) id: Span,
    pub(super) text_spelling: Spelling,
    pub(super) id_spelling: Option<Spelling>,
    pub(super) blank: bool,
    pub(super) extra: Option<Box<Extra>>,
}

impl Document {
    /// Returns the record's own bytes, without its line end.
    pub fn record(&self) -> &[u8] {
        &self.block.bytes()[self.record_range()]
    }

    fn record_range(&self) -> Range<usize> {
        self.range(Span { start: 0, end: self.record })
    }

    /// Converts a span to a range of the block.
    fn range(&self, span: Span) -> Range<usize> {
        let start = self.start as usize;
        start + span.start as usize..start + span.end as usize
    }

    pub fn source(&self) -> &Arc<SourceInfo> {
        self.block.source()
    }

    /// Returns the text that is scored.
    pub fn text(&self) -> Cow<'_, str> {
        self.decoded(self.text, self.text_spelling)
    }

    /// Returns the text as a JSON string, if the record has one that can be sent as it is.
    pub fn text_literal(&self) -> Option<&str> {
        match self.text_spelling {
            Spelling::Json => self.block.text(self.range(self.text)),
            Spelling::Plain => None,
        }
    }

    /// Returns the number of bytes of the text as it is spelled.
    pub fn text_size(&self) -> usize {
        (self.text.end - self.text.start) as usize
    }

    /// Returns true if there is no text to score, or only white space.
    pub fn is_blank(&self) -> bool {
        self.blank
    }

    /// Returns true for a blank line. Those are common, so no warning counts them.
    pub fn is_blank_line(&self) -> bool {
        matches!(self.source().format, RecordFormat::Lines | RecordFormat::Grep) && self.is_blank()
    }

    pub(super) fn has_blank_text(&self) -> bool {
        let text = &self.block.bytes()[self.range(self.text)];
        // Almost every text begins with a letter or a digit.
        if let [b'"', first, ..] | [first, ..] = text
            && first.is_ascii_alphanumeric()
        {
            return false;
        }
        // In a JSON literal, a letter may be part of an escape of white space, as in `\n`.
        let escape = |byte: &u8| self.text_spelling == Spelling::Json && *byte == b'\\';
        let decides = |byte: &&u8| byte.is_ascii_alphanumeric() || escape(byte);
        match text.iter().find(decides) {
            Some(byte) if !escape(byte) => false,
            _ => self.is_blank_decoded(),
        }
    }

    /// Returns true if the text is blank once it is decoded.
    #[inline(never)]
    fn is_blank_decoded(&self) -> bool {
        self.text().trim().is_empty()
    }

    /// Returns the image that is scored with the text, as a data URL.
    pub fn image(&self) -> Option<&str> {
        self.block.text(self.range(self.extra.as_ref()?.image?))
    }

    pub fn id(&self) -> Option<Cow<'_, str>> {
        Some(self.decoded(self.id, self.id_spelling?))
    }

    /// Returns the id as spelled in JSON, if it was read from JSON.
    pub fn id_literal(&self) -> Option<&str> {
        match self.id_spelling? {
            Spelling::Json => self.block.text(self.range(self.id)),
            Spelling::Plain => None,
        }
    }

    /// Returns the file in which the text was found, if the record names one.
    pub fn path(&self) -> Option<Cow<'_, str>> {
        let span = self.extra.as_ref()?.path?;
        Some(self.block.text_lossy(self.range(span)))
    }

    /// Returns the line on which the text was found, from 1; 0 if the record names none. For other records it is
    /// the line of the source.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Returns the record as JSON: as it came, unless it had bytes that are not UTF-8.
    pub fn json(&self) -> &[u8] {
        match self.extra.as_ref().and_then(|extra| extra.json) {
            Some(span) => &self.block.bytes()[self.range(span)],
            None => self.record(),
        }
    }

    /// Returns the origin: `path:line`, `stdin:line` or `--doc 3`.
    pub fn origin(&self) -> String {
        match self.origin_parts() {
            (name, Some((separator, number))) => format!("{name}{separator}{number}"),
            (name, None) => name.into_owned(),
        }
    }

    /// Returns the parts of the origin: the name, and the separator and the number after it.
    pub fn origin_parts(&self) -> (Cow<'_, str>, Option<(char, u64)>) {
        let source = self.source();
        match (self.path(), &source.format) {
            (Some(path), RecordFormat::Grep | RecordFormat::RgJson) => {
                (path, (self.line > 0).then_some((':', self.line)))
            }
            (_, RecordFormat::Argument) => ((&*source.name).into(), Some((' ', self.line))),
            _ => ((&*source.name).into(), Some((':', self.line))),
        }
    }

    /// Copies the document out of a shared block, which then need not be kept for it.
    pub fn detach(&mut self) {
        // Anything decoded is in a block of the document's own.
        if self.block.bytes().len() > self.record as usize && self.is_within_record() {
            let block = Block::new(self.source(), self.record());
            (self.block, self.start) = (block, 0);
        }
    }

    fn is_within_record(&self) -> bool {
        self.spans().all(|span| span.end <= self.record)
    }

    fn spans(&self) -> impl Iterator<Item = Span> {
        let extra = self.extra.iter();
        let extra = extra.flat_map(|extra| [extra.path, extra.image, extra.json]);
        extra.flatten().chain([self.text, self.id])
    }

    /// Returns the record and what was decoded from it.
    pub(super) fn own_bytes(&self) -> &[u8] {
        let end = self.spans().map(|span| span.end).fold(self.record, u32::max);
        &self.block.bytes()[self.range(Span { start: 0, end })]
    }

    /// Returns the document as it is when its bytes begin at `start` of a block.
    pub(super) fn moved(&self, block: &Arc<Block>, start: usize) -> Self {
        // Blocks into which documents are moved are far smaller than 4 GiB.
        let start = u32::try_from(start).unwrap_or_default();
        Self { block: Arc::clone(block), start, ..self.clone() }
    }

    fn decoded(&self, span: Span, spelling: Spelling) -> Cow<'_, str> {
        let text = self.block.text_lossy(self.range(span));
        if spelling == Spelling::Plain || !text.starts_with('"') {
            return text;
        }
        match text {
            Cow::Borrowed(literal) if memchr::memchr(b'\\', literal.as_bytes()).is_none() => {
                Cow::Borrowed(&literal[1..literal.len() - 1])
            }
            literal => {
                Cow::Owned(serde_json::from_str(&literal).unwrap_or_else(|_| literal.into()))
            }
        }
    }
}
