//! `lines`: one document a line. The text is the line without its line end and without color codes; the record
//! is the line as it came, a carriage return included.

use std::borrow::Cow;
use std::sync::Arc;

use super::ansi::strip_escapes;
use super::split::Splitter;
use super::{DocumentReader, Stream};
use crate::diagnostic::Diagnostic;
use crate::model::{Document, Form, Part, SourceInfo, Spelling};

/// Returns a line without the carriage return of a line end.
pub(super) fn strip_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

pub(super) struct LinesReader {
    lines: Splitter,
}

impl LinesReader {
    pub(super) fn new(name: String, stream: Stream, end: u8) -> Self {
        let source = SourceInfo {
            name,
            form: Form::Lines,
        };
        Self {
            lines: Splitter::new(Arc::new(source), stream, end),
        }
    }
}

impl DocumentReader for LinesReader {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        let Some(line) = self.lines.next()? else {
            return Ok(None);
        };
        let builder = line.builder(line.number);
        let builder = match strip_escapes(strip_return(line.bytes())) {
            Cow::Borrowed(text) => builder.text(Part::Within(0..text.len()), Spelling::Plain),
            Cow::Owned(text) => builder.text(Part::Decoded(&text), Spelling::Plain),
        };
        let document = builder.finish();
        document
            .map(Some)
            .map_err(|fault| fault.at(self.lines.place()))
    }
}
