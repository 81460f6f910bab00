//! `lines`: one document a line. The text is the line without its line end and without colour codes;
//! the record is the line as it came, a carriage return included.

use std::borrow::Cow;
use std::io::BufRead;
use std::sync::Arc;

use super::colour::without_colours;
use super::{Flaw, InputError, Place, Stream};
use crate::model::{Document, Draft, Form, Part, Source, Spelling};

/// Splits a stream at an end byte, counting.
pub(super) struct Splitter {
    name: String,
    stream: Stream,
    end: u8,
    line: u64,
    buffer: Vec<u8>,
}

impl Splitter {
    pub(super) fn new(name: String, stream: Stream, end: u8) -> Self {
        Self {
            name,
            stream,
            end,
            line: 0,
            buffer: Vec::new(),
        }
    }

    /// The next line without its end, and its number from 1.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &[u8])>, InputError> {
        self.buffer.clear();
        let read = self.stream.read_until(self.end, &mut self.buffer);
        if read.map_err(|cause| InputError::read(&self.name, cause))? == 0 {
            return Ok(None);
        }
        self.line += 1;
        let line = self.buffer.strip_suffix(&[self.end]);
        Ok(Some((self.line, line.unwrap_or(&self.buffer))))
    }

    pub(super) fn place(&self) -> Place {
        Place::new(&self.name, self.line)
    }
}

/// A line without the carriage return of a line end.
pub(super) fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The lines of a source as documents.
pub(super) struct Texts {
    lines: Splitter,
    source: Arc<Source>,
}

impl Texts {
    pub(super) fn new(name: String, stream: Stream, end: u8) -> Self {
        let source = Source {
            name: name.clone(),
            form: Form::Lines,
        };
        Self {
            lines: Splitter::new(name, stream, end),
            source: Arc::new(source),
        }
    }

    fn read(&mut self) -> Result<Option<Document>, InputError> {
        let Some((number, line)) = self.lines.next()? else {
            return Ok(None);
        };
        let draft = Draft::new(&self.source, number, line);
        let text = without_return(line);
        let draft = match without_colours(text) {
            Cow::Borrowed(text) => draft.text(Part::Within(0..text.len()), Spelling::Plain),
            Cow::Owned(text) => draft.text(Part::Decoded(&text), Spelling::Plain),
        };
        let document = draft.finish();
        match document {
            Ok(document) => Ok(Some(document)),
            Err(_) => Err(self.lines.place().flaw(Flaw::TooLarge)),
        }
    }
}

impl Iterator for Texts {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
