//! `lines` and `paragraphs`: a document is a line, or a block of lines between blank ones. The text has no color
//! codes; the record is the text as it came, carriage returns included.

use std::borrow::Cow;
use std::sync::Arc;

use super::ansi::strip_escapes;
use super::split::Splitter;
use super::{DocumentReader, Stream};
use crate::diagnostic::Diagnostic;
use crate::model::{Document, DocumentBuilder, FieldValue, RecordFormat, SourceInfo, Spelling};

/// Returns a line without the carriage return of a line end.
pub(super) fn strip_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

pub(super) struct LinesReader {
    lines: Splitter,
}

impl LinesReader {
    pub(super) fn new(name: String, stream: Stream, end: u8) -> Self {
        let source = SourceInfo { name, format: RecordFormat::Lines };
        Self { lines: Splitter::new(Arc::new(source), stream, end) }
    }
}

impl DocumentReader for LinesReader {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        let Some(line) = self.lines.next()? else {
            return Ok(None);
        };
        let builder = line.builder(line.number);
        let document = with_text(builder, strip_return(line.bytes())).finish();
        document.map(Some).map_err(|fault| fault.at(self.lines.place()))
    }
}

fn with_text(builder: DocumentBuilder, text: &[u8]) -> DocumentBuilder {
    match strip_escapes(text) {
        Cow::Borrowed(text) => builder.text(FieldValue::Within(0..text.len()), Spelling::Plain),
        Cow::Owned(text) => builder.text(FieldValue::Decoded(&text), Spelling::Plain),
    }
}

pub(super) struct ParagraphsReader {
    lines: Splitter,
    source: Arc<SourceInfo>,
}

impl ParagraphsReader {
    pub(super) fn new(name: String, stream: Stream) -> Self {
        let source = Arc::new(SourceInfo { name, format: RecordFormat::Paragraphs });
        Self { lines: Splitter::new(Arc::clone(&source), stream, b'\n'), source }
    }
}

impl DocumentReader for ParagraphsReader {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        let mut block = Vec::new();
        let mut first = 0;
        while let Some(line) = self.lines.next()? {
            if !line.bytes().trim_ascii().is_empty() {
                if block.is_empty() {
                    first = line.number;
                } else {
                    block.push(b'\n');
                }
                block.extend_from_slice(line.bytes());
            } else if !block.is_empty() {
                break;
            }
        }
        if block.is_empty() {
            return Ok(None);
        }
        let builder = DocumentBuilder::new(&self.source, first, &block);
        let text = strip_return(&block);
        let document = match memchr::memchr(b'\r', text) {
            None => with_text(builder, text),
            Some(_) => {
                let lines: Vec<_> = text.split(|byte| *byte == b'\n').map(strip_return).collect();
                let text = lines.join(&b'\n');
                builder.text(FieldValue::Decoded(&strip_escapes(&text)), Spelling::Plain)
            }
        };
        let place = format!("{}:{first}", self.source.name);
        document.finish().map(Some).map_err(|fault| fault.at(place))
    }
}
