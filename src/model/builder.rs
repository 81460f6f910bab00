//! Builds documents.

use std::ops::Range;
use std::sync::Arc;

use super::document::{Extra, Span};
use super::{Block, Document, SourceInfo, Spelling};
use crate::diagnostic::Diagnostic;

/// A text, id or path for a document: a range of its record, or bytes decoded from it.
#[derive(Debug)]
pub enum FieldValue<'a> {
    Within(Range<usize>),
    Decoded(&'a [u8]),
}

#[derive(Debug)]
pub struct DocumentBuilder {
    origin: RecordOrigin,
    /// The record and what was decoded from it, once the document needs bytes of its own.
    own: Option<Vec<u8>>,
    /// The range of the record in a shared block.
    record: Range<usize>,
    line: u64,
    text: (Span, Spelling),
    id: Option<(Span, Spelling)>,
    extra: Option<Box<Extra>>,
    too_large: bool,
}

#[derive(Debug)]
enum RecordOrigin {
    /// A block that it shares with other records.
    Block(Arc<Block>),
    Own(Arc<SourceInfo>),
}

impl DocumentBuilder {
    /// Starts a document from a copy of its record, without its line end, and the line on which that begins.
    pub fn new(source: &Arc<SourceInfo>, line: u64, record: &[u8]) -> Self {
        let origin = RecordOrigin::Own(Arc::clone(source));
        Self { own: Some(record.to_vec()), ..Self::start(origin, line, 0..record.len()) }
    }

    /// Starts a document from a record within a block, without its line end, and the line on which that begins.
    pub fn within(block: &Arc<Block>, line: u64, record: Range<usize>) -> Self {
        Self::start(RecordOrigin::Block(Arc::clone(block)), line, record)
    }

    fn start(origin: RecordOrigin, line: u64, record: Range<usize>) -> Self {
        Self {
            origin,
            own: None,
            record,
            line,
            text: (Span::default(), Spelling::Plain),
            id: None,
            extra: None,
            too_large: false,
        }
    }

    fn span(&mut self, part: FieldValue<'_>) -> Span {
        let range = match part {
            FieldValue::Within(range) => range,
            FieldValue::Decoded(bytes) => {
                let own = self.own();
                let start = own.len();
                own.extend_from_slice(bytes);
                start..own.len()
            }
        };
        self.checked(range)
    }

    /// Returns the document's own bytes; the record is copied out of a shared block first.
    fn own(&mut self) -> &mut Vec<u8> {
        let (origin, record) = (&self.origin, &self.record);
        self.own.get_or_insert_with(|| match origin {
            RecordOrigin::Block(block) => block.bytes()[record.clone()].to_vec(),
            RecordOrigin::Own(_) => Vec::new(),
        })
    }

    /// Converts a range as it is kept. `finish` reports one past the limit.
    fn checked(&mut self, range: Range<usize>) -> Span {
        let (start, end) = (u32::try_from(range.start), u32::try_from(range.end));
        if let (Ok(start), Ok(end)) = (start, end) {
            return Span { start, end };
        }
        self.too_large = true;
        Span::default()
    }

    fn extra(&mut self) -> &mut Extra {
        self.extra.get_or_insert_default()
    }

    #[must_use]
    pub fn text(mut self, part: FieldValue<'_>, spelling: Spelling) -> Self {
        self.set_text(part, spelling);
        self
    }

    pub fn set_text(&mut self, part: FieldValue<'_>, spelling: Spelling) {
        self.text = (self.span(part), spelling);
    }

    #[must_use]
    pub fn id(mut self, part: FieldValue<'_>, spelling: Spelling) -> Self {
        self.set_id(part, spelling);
        self
    }

    pub fn set_id(&mut self, part: FieldValue<'_>, spelling: Spelling) {
        self.id = Some((self.span(part), spelling));
    }

    /// Sets the file in which the text was found.
    #[must_use]
    pub fn path(mut self, part: FieldValue<'_>) -> Self {
        let span = self.span(part);
        self.extra().path = Some(span);
        self
    }

    /// Sets the image, a data URL.
    pub fn set_image(&mut self, data_url: &str) {
        let span = self.span(FieldValue::Decoded(data_url.as_bytes()));
        self.extra().image = Some(span);
    }

    /// Sets the record as valid UTF-8, if its bytes are not.
    pub fn set_json(&mut self, json: &str) {
        let span = self.span(FieldValue::Decoded(json.as_bytes()));
        self.extra().json = Some(span);
    }

    /// Checks the sizes.
    ///
    /// # Errors
    /// A record of more than 4 GiB with all that was decoded from it.
    pub fn check(&mut self) -> Result<(), Diagnostic> {
        if self.own.is_some() {
            self.record = 0..self.record.len();
        }
        self.checked(self.record.clone());
        if self.too_large {
            return Err(Diagnostic::new("a document of more than 4 GiB"));
        }
        Ok(())
    }

    /// Finishes the document.
    ///
    /// # Errors
    /// As [`Self::check`].
    // Inline: otherwise the builder, which is large, is copied for every document.
    #[inline]
    pub fn finish(mut self) -> Result<Document, Diagnostic> {
        self.check()?;
        let range = self.checked(self.record.clone());
        let mut document = Document {
            block: match (self.origin, self.own) {
                (RecordOrigin::Block(block), None) => block,
                (origin, own) => own_block(origin, own.unwrap_or_default()),
            },
            start: range.start,
            record: range.end - range.start,
            line: self.line,
            text: self.text.0,
            text_spelling: self.text.1,
            id: self.id.map(|(span, _)| span).unwrap_or_default(),
            id_spelling: self.id.map(|(_, spelling)| spelling),
            blank: true,
            extra: self.extra,
        };
        document.blank = document.has_blank_text();
        Ok(document)
    }
}

/// Returns a block with these bytes alone.
fn own_block(origin: RecordOrigin, bytes: Vec<u8>) -> Arc<Block> {
    let source = match origin {
        RecordOrigin::Block(block) => Arc::clone(block.source()),
        RecordOrigin::Own(source) => source,
    };
    Block::own(source, bytes)
}
