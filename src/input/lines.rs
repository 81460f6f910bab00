//! `lines`: one document a line. The text is the line without its line end and without colour codes;
//! the record is the line as it came, a carriage return included.

use std::borrow::Cow;

use super::ansi::without_colours;
use super::split::Splitter;
use super::{Flaw, InputError, Stream};
use crate::model::{Document, Form, Part, Source, Spelling};

/// A line without the carriage return of a line end.
pub(super) fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The lines of a source as documents.
pub(super) struct Texts {
    lines: Splitter,
}

impl Texts {
    pub(super) fn new(name: String, stream: Stream, end: u8) -> Self {
        let source = Source {
            name,
            form: Form::Lines,
        };
        Self {
            lines: Splitter::new(source, stream, end),
        }
    }

    fn read(&mut self) -> Result<Option<Document>, InputError> {
        let Some(line) = self.lines.next()? else {
            return Ok(None);
        };
        let draft = line.draft(line.number);
        let text = without_return(line.bytes());
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
