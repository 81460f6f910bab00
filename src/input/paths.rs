//! `paths`: each line names a file; its content is the document, its path the id. Files that are not text are
//! skipped.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use super::lines::strip_return;
use super::notice::Notice;
use super::split::Splitter;
use super::{DocumentReader, Stream};
use crate::diagnostic::Diagnostic;
use crate::model::{Document, FieldValue, RecordFormat, SourceInfo, Spelling};
use crate::os_error;
use crate::source;
use crate::text::count;

pub(super) struct PathsReader {
    lines: Splitter,
    end: u8,
    /// The number of files that are not text.
    skipped: u64,
}

impl PathsReader {
    pub(super) fn new(name: String, stream: Stream, end: u8) -> Self {
        let source = SourceInfo { name, format: RecordFormat::Paths };
        Self { lines: Splitter::new(Arc::new(source), stream, end), end, skipped: 0 }
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
            let document = match content(name) {
                Ok(Some(content)) => line
                    .builder(line.number)
                    .text(FieldValue::Decoded(&content), Spelling::Plain)
                    .id(FieldValue::Within(0..name.len()), Spelling::Plain)
                    .path(FieldValue::Within(0..name.len()))
                    .finish(),
                Ok(None) => {
                    self.skipped += 1;
                    continue;
                }
                Err(error) => Err(unreadable(name, &error)),
            };
            let document = document.map_err(|fault| fault.at(self.lines.place()))?;
            return Ok(Some(document));
        }
        Ok(None)
    }

    fn notices(&mut self) -> Vec<Notice> {
        if self.skipped == 0 {
            return Vec::new();
        }
        let files = count(self.skipped, "file");
        let verb = if self.skipped == 1 { "is" } else { "are" };
        vec![Notice::Warning(format!(
            "{}: skipped {files} that {verb} not text",
            self.lines.name()
        ))]
    }
}

/// Reads a file; `None` means that it is not text.
fn content(name: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let file = File::open(path(name))?;
    let Ok(mut stream) = source::decode(Box::new(file))? else {
        return Ok(None);
    };
    if source::has_nul(&mut stream)? {
        return Ok(None);
    }
    let mut content = Vec::new();
    stream.read_to_end(&mut content)?;
    Ok(Some(content))
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
