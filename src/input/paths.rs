//! `paths`: each line names a file; its content is the document, its path the id.

use std::ffi::OsStr;
use std::path::Path;

use super::lines::without_return;
use super::split::Splitter;
use super::{Flaw, InputError, Stream};
use crate::model::{Document, Form, Part, Source, Spelling};

/// The files named by a source, as documents.
pub(super) struct Contents {
    lines: Splitter,
    end: u8,
}

impl Contents {
    pub(super) fn new(name: String, stream: Stream, end: u8) -> Self {
        let source = Source {
            name,
            form: Form::Paths,
        };
        Self {
            lines: Splitter::new(source, stream, end),
            end,
        }
    }

    fn read(&mut self) -> Result<Option<Document>, InputError> {
        let end = self.end;
        while let Some(line) = self.lines.next()? {
            // A name that ends in NUL may hold anything else; one that ends in a newline may be from Windows.
            let name = if end == 0 {
                line.bytes()
            } else {
                without_return(line.bytes())
            };
            if name.is_empty() {
                continue;
            }
            let document = match std::fs::read(path(name)) {
                Ok(content) => line
                    .draft(line.number)
                    .text(Part::Decoded(&content), Spelling::Plain)
                    .id(Part::Within(0..name.len()), Spelling::Plain)
                    .path(Part::Within(0..name.len()))
                    .finish()
                    .map_err(|_| Flaw::TooLarge),
                Err(cause) => Err(Flaw::File(
                    String::from_utf8_lossy(name).into_owned(),
                    cause,
                )),
            };
            return match document {
                Ok(document) => Ok(Some(document)),
                Err(flaw) => Err(self.lines.place().flaw(flaw)),
            };
        }
        Ok(None)
    }
}

/// A path by its bytes, as the system spells it.
#[cfg(unix)]
pub(super) fn path(name: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt;
    Path::new(OsStr::from_bytes(name))
}

/// A path by its bytes; outside Unix only UTF-8 names a file.
#[cfg(not(unix))]
pub(super) fn path(name: &[u8]) -> &Path {
    Path::new(OsStr::new(std::str::from_utf8(name).unwrap_or("\u{FFFD}")))
}

impl Iterator for Contents {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
