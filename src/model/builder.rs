//! A document under construction.

use std::ops::Range;
use std::sync::Arc;

use super::document::{Extra, Span};
use super::{Block, Document, Source, Spelling};

/// A part of a document: where it stands in the record, or what was decoded from it.
#[derive(Debug)]
pub enum Part<'a> {
    /// A range of the record's bytes.
    Within(Range<usize>),
    /// Bytes that the record does not hold as such.
    Decoded(&'a [u8]),
}

/// A document under construction.
#[derive(Debug)]
pub struct Draft {
    base: Base,
    /// The record and what was decoded from it, once it is not to be found in a shared block.
    own: Option<Vec<u8>>,
    /// Where the record stands in a shared block.
    record: Range<usize>,
    line: u64,
    text: (Span, Spelling),
    id: Option<(Span, Spelling)>,
    extra: Option<Box<Extra>>,
    too_large: bool,
}

/// Where the record is from.
#[derive(Debug)]
enum Base {
    /// A block that others share.
    Shared(Arc<Block>),
    /// It stands alone.
    Alone(Arc<Source>),
}

/// The record is larger than a document can be: 4 GiB with all that was decoded from it.
#[derive(Debug, PartialEq, Eq)]
pub struct TooLarge;

impl Draft {
    /// Starts a document from a record of its own, without its line end, and the line it begins on.
    pub fn new(source: &Arc<Source>, line: u64, record: &[u8]) -> Self {
        let base = Base::Alone(Arc::clone(source));
        Self {
            own: Some(record.to_vec()),
            ..Self::start(base, line, 0..record.len())
        }
    }

    /// Starts a document from a record within a block, without its line end, and the line it begins on.
    pub fn within(block: &Arc<Block>, line: u64, record: Range<usize>) -> Self {
        Self::start(Base::Shared(Arc::clone(block)), line, record)
    }

    fn start(base: Base, line: u64, record: Range<usize>) -> Self {
        Self {
            base,
            own: None,
            record,
            line,
            text: (Span::default(), Spelling::Plain),
            id: None,
            extra: None,
            too_large: false,
        }
    }

    fn span(&mut self, part: Part<'_>) -> Span {
        let range = match part {
            Part::Within(range) => range,
            Part::Decoded(bytes) => {
                let own = self.own();
                let start = own.len();
                own.extend_from_slice(bytes);
                start..own.len()
            }
        };
        self.checked(range)
    }

    /// The bytes of the document alone, taken out of the block first where that is shared.
    fn own(&mut self) -> &mut Vec<u8> {
        let (base, record) = (&self.base, &self.record);
        self.own.get_or_insert_with(|| match base {
            Base::Shared(block) => block.bytes()[record.clone()].to_vec(),
            Base::Alone(_) => Vec::new(),
        })
    }

    /// A range as it is kept. One past the limit is told by `finish`.
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

    /// Sets the text.
    #[must_use]
    pub fn text(mut self, part: Part<'_>, spelling: Spelling) -> Self {
        self.text = (self.span(part), spelling);
        self
    }

    /// Sets the id.
    #[must_use]
    pub fn id(mut self, part: Part<'_>, spelling: Spelling) -> Self {
        self.id = Some((self.span(part), spelling));
        self
    }

    /// Sets the file in which the text was found.
    #[must_use]
    pub fn path(mut self, part: Part<'_>) -> Self {
        let span = self.span(part);
        self.extra().path = Some(span);
        self
    }

    /// Sets the picture, a data URL.
    #[must_use]
    pub fn image(mut self, data_url: &str) -> Self {
        let span = self.span(Part::Decoded(data_url.as_bytes()));
        self.extra().image = Some(span);
        self
    }

    /// Sets the record as JSON, where the bytes that came are none.
    #[must_use]
    pub fn json(mut self, json: &str) -> Self {
        let span = self.span(Part::Decoded(json.as_bytes()));
        self.extra().json = Some(span);
        self
    }

    /// The finished document.
    ///
    /// # Errors
    /// It is too large.
    pub fn finish(mut self) -> Result<Document, TooLarge> {
        if self.own.is_some() {
            self.record = 0..self.record.len();
        }
        let place = self.checked(self.record.clone());
        if self.too_large {
            return Err(TooLarge);
        }
        let mut document = Document {
            block: match (self.base, self.own) {
                (Base::Shared(block), None) => block,
                (Base::Shared(block), Some(own)) => Block::own(Arc::clone(block.source()), own),
                (Base::Alone(source), own) => Block::own(source, own.unwrap_or_default()),
            },
            start: place.start,
            record: place.end - place.start,
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
