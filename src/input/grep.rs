//! `grep`: lines of grep, git grep, ripgrep, ack, ag and ugrep. Only the text is scored; the line comes back as it
//! came.
//!
//! Forms: `path:line:text`, `path:line:column:text`, `path:text`; the same with `-` for lines of context and `=` for
//! lines of functions; a NUL after the path (`-Z`); color codes anywhere; the path alone on a line above its
//! `line:text` lines; `line:text` lines of one file. `--` between groups, blank lines between files and notices about
//! binary files are no documents.

use std::borrow::Cow;
use std::sync::Arc;

use super::arrangement::{
    Arrangement, arrangement, has_columns, heading, is_binary_notice, lines, numbered, strip_colors,
};
use super::layout::{MOST, PrefixLayout};
use super::lines::strip_return;
use super::notice::Notice;
use super::prefix::{LineParts, PrefixFinder};
use super::split::Splitter;
use super::{DocumentReader, Stream};
use crate::diagnostic::Diagnostic;
use crate::model::{Document, FieldValue, RecordFormat, SourceInfo, Spelling};
use crate::text::count;

pub(super) struct GrepReader {
    lines: Splitter,
    finder: PrefixFinder,
    arrangement: Arrangement,
    /// The path of the last heading, and the layout of lines without a path.
    heading: Vec<u8>,
    layout: PrefixLayout,
    binary: u64,
}

impl GrepReader {
    /// Creates a reader for a stream that begins with `head`; `by_looks` recognizes paths that do not exist here.
    pub(super) fn new(name: String, stream: Stream, head: &[u8], by_looks: bool) -> Self {
        let source = SourceInfo { name, format: RecordFormat::Grep };
        let lines = lines(head);
        let layout = PrefixLayout { column: has_columns(&lines), ..MOST };
        Self {
            lines: Splitter::new(Arc::new(source), stream, b'\n'),
            finder: PrefixFinder::new(by_looks),
            arrangement: arrangement(&lines, 1),
            heading: Vec::new(),
            layout: PrefixLayout { tab: lines.iter().any(|line| line.starts_with(b" ")), ..layout },
            binary: 0,
        }
    }
}

impl DocumentReader for GrepReader {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        while let Some(record) = self.lines.next()? {
            let clean = strip_colors(record.bytes());
            let line = strip_return(&clean);
            if line == b"--" {
                continue;
            }
            if is_binary_notice(line) {
                self.binary += 1;
                continue;
            }
            let parts = match self.arrangement {
                Arrangement::Prefix => self.finder.parts(line),
                Arrangement::Heading if line.is_empty() => continue,
                Arrangement::Heading | Arrangement::OneFile => match numbered(line, self.layout) {
                    Some((line, text)) => {
                        Some(LineParts { path: Cow::Borrowed(&self.heading), line, text })
                    }
                    None if self.arrangement == Arrangement::Heading => {
                        self.heading = heading(line).unwrap_or_else(|| line.to_vec());
                        continue;
                    }
                    None => None,
                },
            };
            let part = |from: usize, to: usize| match &clean {
                Cow::Borrowed(_) => FieldValue::Within(from..to),
                Cow::Owned(line) => FieldValue::Decoded(&line[from..to]),
            };
            let (start, found_on) =
                parts.as_ref().map_or((0, record.number), |parts| (parts.text, parts.line));
            let builder = record.builder(found_on).text(part(start, line.len()), Spelling::Plain);
            let builder = match &parts {
                Some(LineParts { path, .. }) if !path.is_empty() => match offset(&clean, path) {
                    Some(at) => builder.path(part(at, at + path.len())),
                    None => builder.path(FieldValue::Decoded(path)),
                },
                _ => builder,
            };
            let document = builder.finish();
            return document.map(Some).map_err(|fault| fault.at(self.lines.place()));
        }
        Ok(None)
    }

    fn notices(&mut self) -> Vec<Notice> {
        if self.binary == 0 {
            return Vec::new();
        }
        let notices = count(self.binary, "notice");
        vec![Notice::Warning(format!(
            "{}: skipped {notices} about binary files",
            self.lines.name()
        ))]
    }
}

/// Returns the offset of a path in the line from which it is borrowed.
fn offset(line: &[u8], path: &[u8]) -> Option<usize> {
    let at = (path.as_ptr() as usize).checked_sub(line.as_ptr() as usize)?;
    (line.get(at..at + path.len()) == Some(path)).then_some(at)
}
