//! `paths`: each line names a file; its content is the document, its path the id.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::lines::strip_return;
use super::split::Splitter;
use super::{DocumentReader, Stream};
use crate::diagnostic::Diagnostic;
use crate::model::{Document, Form, Part, SourceInfo, Spelling};
use crate::os_error;

pub(super) struct PathsReader {
    lines: Splitter,
    end: u8,
}

impl PathsReader {
    pub(super) fn new(name: String, stream: Stream, end: u8) -> Self {
        let source = SourceInfo {
            name,
            form: Form::Paths,
        };
        Self {
            lines: Splitter::new(Arc::new(source), stream, end),
            end,
        }
    }
}

impl DocumentReader for PathsReader {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        while let Some(line) = self.lines.next()? {
            // A name that ends in NUL may hold anything else; one that ends in a newline may be from Windows.
            let name = match self.end {
                0 => line.bytes(),
                _ => strip_return(line.bytes()),
            };
            if name.is_empty() {
                continue;
            }
            let document = match std::fs::read(path(name)) {
                Ok(content) => line
                    .builder(line.number)
                    .text(Part::Decoded(&content), Spelling::Plain)
                    .id(Part::Within(0..name.len()), Spelling::Plain)
                    .path(Part::Within(0..name.len()))
                    .finish(),
                Err(error) => Err(unreadable(name, &error)),
            };
            let document = document.map_err(|fault| fault.at(self.lines.place()))?;
            return Ok(Some(document));
        }
        Ok(None)
    }
}

fn unreadable(name: &[u8], error: &io::Error) -> Diagnostic {
    let name = String::from_utf8_lossy(name);
    let shown: String = name.chars().take(200).collect();
    let fault = Diagnostic::new(format!("cannot read `{shown}`")).cause(os_error::words(error));
    if error.kind() == io::ErrorKind::IsADirectory {
        fault.hint("list files only: find DIR -type f")
    } else if name.contains('\0') {
        fault.hint("do the names end in NUL? then add `-0`")
    } else if name.contains('\n') {
        fault.hint("do the names end in newlines? then leave out `-0`")
    } else {
        fault
    }
}

/// Returns a path by its bytes, as the system spells it.
#[cfg(unix)]
pub(super) fn path(name: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt;
    Path::new(OsStr::from_bytes(name))
}

/// Returns a path by its bytes; outside Unix only UTF-8 names a file.
#[cfg(not(unix))]
pub(super) fn path(name: &[u8]) -> &Path {
    Path::new(OsStr::new(std::str::from_utf8(name).unwrap_or("\u{FFFD}")))
}
