//! A document: it keeps the bytes it was read from, so that they can be given back unchanged, and knows where
//! in them its text and its id stand. It is one allocation: a million of them must fit in memory beside
//! little else.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::{Form, Source};

/// How a part of a document is spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// As it is; bytes that are not UTF-8 are read as U+FFFD.
    Plain,
    /// As a JSON value, quotes and escapes included.
    Json,
}

/// A stretch of a document's bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn of(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.start as usize..self.end as usize]
    }
}

/// What few documents have.
#[derive(Debug, Default)]
struct Extra {
    path: Option<Span>,
    image: Option<Span>,
    json: Option<Span>,
}

/// One thing to rank.
#[derive(Debug)]
pub struct Document {
    /// The record as it came, then whatever had to be decoded from it.
    bytes: Box<[u8]>,
    source: Arc<Source>,
    line: u64,
    text: Span,
    id: Span,
    record: u32,
    text_spelling: Spelling,
    id_spelling: Option<Spelling>,
    blank: bool,
    extra: Option<Box<Extra>>,
}

impl Document {
    /// The record's own bytes, without its line end.
    pub fn record(&self) -> &[u8] {
        &self.bytes[..self.record as usize]
    }

    /// The source it was read from.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The text that is scored.
    pub fn text(&self) -> Cow<'_, str> {
        decoded(self.text.of(&self.bytes), self.text_spelling)
    }

    /// The text's spelling as a JSON string, where the record has one that can be sent as it is.
    pub fn text_literal(&self) -> Option<&str> {
        match self.text_spelling {
            Spelling::Json => std::str::from_utf8(self.text.of(&self.bytes)).ok(),
            Spelling::Plain => None,
        }
    }

    /// Whether there is no text to score: none at all, or only white space.
    pub fn is_blank(&self) -> bool {
        self.blank
    }

    fn has_blank_text(&self) -> bool {
        let text = self.text.of(&self.bytes);
        // Within a literal a letter may be part of an escape, and that of white space.
        let escaped = self.text_spelling == Spelling::Json && text.contains(&b'\\');
        let visible = |byte: &u8| byte.is_ascii_alphanumeric();
        if !escaped && text.iter().any(visible) {
            return false;
        }
        self.text().trim().is_empty()
    }

    /// The picture that is scored with the text, as a data URL.
    pub fn image(&self) -> Option<&str> {
        let span = self.extra.as_ref()?.image?;
        std::str::from_utf8(span.of(&self.bytes)).ok()
    }

    /// The id, if the record has one.
    pub fn id(&self) -> Option<Cow<'_, str>> {
        Some(decoded(self.id.of(&self.bytes), self.id_spelling?))
    }

    /// The id as JSON spells it in the record, where it was read from JSON.
    pub fn id_literal(&self) -> Option<&str> {
        match self.id_spelling? {
            Spelling::Json => std::str::from_utf8(self.id.of(&self.bytes)).ok(),
            Spelling::Plain => None,
        }
    }

    /// The file in which the text was found, for records that name one.
    pub fn path(&self) -> Option<Cow<'_, str>> {
        let span = self.extra.as_ref()?.path?;
        Some(readable(span.of(&self.bytes)))
    }

    /// The line on which the text was found, from 1; 0 where the record names none. For other records
    /// the line of the source.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The record as JSON: as it came, unless it had bytes that are not UTF-8.
    pub fn json(&self) -> &[u8] {
        match self.extra.as_ref().and_then(|extra| extra.json) {
            Some(span) => span.of(&self.bytes),
            None => self.record(),
        }
    }

    /// Where the document came from: `path:line`, `stdin:line` or `--doc 3`.
    pub fn origin(&self) -> String {
        match (self.path(), &self.source.form) {
            (Some(path), Form::Found) if self.line == 0 => path.into_owned(),
            (Some(path), Form::Found) => format!("{path}:{}", self.line),
            (_, Form::Argument) => format!("{} {}", self.source.name, self.line),
            _ => format!("{}:{}", self.source.name, self.line),
        }
    }
}

/// Bytes as text; what is not UTF-8 is read as U+FFFD. Almost all text is UTF-8, which is checked many
/// bytes at a time here and byte by byte in `from_utf8_lossy`.
pub fn readable(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

fn decoded(bytes: &[u8], spelling: Spelling) -> Cow<'_, str> {
    let text = readable(bytes);
    if spelling == Spelling::Plain || !text.starts_with('"') {
        return text;
    }
    match text {
        Cow::Borrowed(literal) if !literal.contains('\\') => {
            Cow::Borrowed(&literal[1..literal.len() - 1])
        }
        literal => Cow::Owned(serde_json::from_str(&literal).unwrap_or_else(|_| literal.into())),
    }
}

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
    bytes: Vec<u8>,
    document: Document,
}

/// The record is larger than a document can be: 4 GiB with all that was decoded from it.
#[derive(Debug, PartialEq, Eq)]
pub struct TooLarge;

impl Draft {
    /// Starts a document from a record, without its line end, and the line it begins on.
    pub fn new(source: &Arc<Source>, line: u64, record: &[u8]) -> Self {
        Self {
            bytes: record.to_vec(),
            document: Document {
                bytes: Box::default(),
                source: Arc::clone(source),
                line,
                text: Span::default(),
                id: Span::default(),
                record: 0,
                text_spelling: Spelling::Plain,
                id_spelling: None,
                blank: true,
                extra: None,
            },
        }
        .with_record(record.len())
    }

    fn with_record(mut self, len: usize) -> Self {
        // A record past the limit is caught by `finish`, which measures everything at once.
        self.document.record = u32::try_from(len).unwrap_or(u32::MAX);
        self
    }

    fn span(&mut self, part: Part<'_>) -> Span {
        let range = match part {
            Part::Within(range) => range,
            Part::Decoded(bytes) => {
                let start = self.bytes.len();
                self.bytes.extend_from_slice(bytes);
                start..self.bytes.len()
            }
        };
        let bound = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span {
            start: bound(range.start),
            end: bound(range.end),
        }
    }

    fn extra(&mut self) -> &mut Extra {
        self.document.extra.get_or_insert_default()
    }

    /// Sets the text.
    #[must_use]
    pub fn text(mut self, part: Part<'_>, spelling: Spelling) -> Self {
        self.document.text = self.span(part);
        self.document.text_spelling = spelling;
        self
    }

    /// Sets the id.
    #[must_use]
    pub fn id(mut self, part: Part<'_>, spelling: Spelling) -> Self {
        self.document.id = self.span(part);
        self.document.id_spelling = Some(spelling);
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
    pub fn finish(self) -> Result<Document, TooLarge> {
        let Self {
            bytes,
            mut document,
        } = self;
        u32::try_from(bytes.len()).map_err(|_| TooLarge)?;
        document.bytes = bytes.into_boxed_slice();
        document.blank = document.has_blank_text();
        Ok(document)
    }
}
