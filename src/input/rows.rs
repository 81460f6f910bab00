//! Splits CSV and TSV into rows. Blank lines are skipped; a row may span lines.

use std::io;
use std::sync::Arc;

use super::header::{self, DELIMITERS};
use super::lines::strip_return;
use super::split::Splitter;
use super::{Format, InputSettings, Stream};
use crate::diagnostic::Diagnostic;
use crate::model::{Cell, DocumentBuilder, Quoting, RecordFormat, RowParser, SourceInfo};

/// The most that is read ahead to find the first line.
const LOOK: usize = 64 << 10;

/// The form of the rows of a table.
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    pub(super) quoting: Quoting,
    /// The byte that ends lines.
    end: u8,
    /// True if the first line sets the delimiter, as Excel writes it.
    pub(super) has_separator_line: bool,
}

/// Determines the form of the rows by the options and the first line.
pub(super) fn dialect(
    stream: &mut Stream,
    format: Format,
    settings: &InputSettings,
) -> io::Result<Dialect> {
    let (first, end) = first_line(stream)?;
    let separator = header::separator_line(&first);
    let line = match separator {
        Some(_) => first_line_after(stream, end)?.unwrap_or_default(),
        None => first,
    };
    let columns = settings.columns.as_ref().map(Vec::len);
    let is_named_csv = settings.format == Format::Csv || columns.is_none();
    let candidates: &[u8] = match (format, settings.format) {
        (Format::Tsv, Format::Tsv) => b"\t",
        (Format::Tsv, _) => b"\t,;|",
        _ if is_named_csv => &DELIMITERS,
        // Neither name nor format says anything, so the delimiter that text has least comes first.
        _ => b"\t,;|",
    };
    let fixed = settings.delimiter.or(separator);
    let delimiter =
        fixed.unwrap_or_else(|| header::delimiter(&line, candidates, &settings.fields, columns));
    let is_csv = fixed.is_some() || format == Format::Csv && is_named_csv;
    Ok(Dialect {
        delimiter,
        quoting: match delimiter {
            b'\t' if !is_csv => Quoting::Tsv,
            _ => Quoting::Csv,
        },
        end,
        has_separator_line: separator.is_some(),
    })
}

/// Looks ahead at the first line that is not blank; returns it with the byte that ends lines.
pub(super) fn first_line(stream: &mut Stream) -> io::Result<(Vec<u8>, u8)> {
    let line = stream.peek_until(LOOK, |seen, is_last| {
        let text = seen.trim_ascii_start();
        let newline = memchr::memchr(b'\n', text);
        if newline.is_none() && !is_last {
            return None;
        }
        let line = &text[..newline.unwrap_or(text.len())];
        // Old Macs end lines with a carriage return alone.
        let inner = memchr::memchr(b'\r', line.strip_suffix(b"\r").unwrap_or(line));
        match inner.filter(|_| newline.is_none()) {
            Some(end) => Some((line[..end].to_vec(), b'\r')),
            None => Some((line.to_vec(), b'\n')),
        }
    })?;
    Ok(line.unwrap_or((Vec::new(), b'\n')))
}

/// Looks ahead at the line after the first.
fn first_line_after(stream: &mut Stream, end: u8) -> io::Result<Option<Vec<u8>>> {
    stream.peek_until(LOOK, |seen, is_last| {
        let mut lines = seen.split(|byte| *byte == end).skip(1);
        let line = lines.find(|line| !line.trim_ascii().is_empty())?;
        (lines.next().is_some() || is_last).then(|| line.to_vec())
    })
}

pub(super) struct RowReader {
    pub(super) name: String,
    lines: Splitter,
    end: u8,
    parser: RowParser,
    row: Vec<u8>,
}

impl RowReader {
    pub(super) fn new(name: String, stream: Stream, dialect: &Dialect) -> Self {
        let source = SourceInfo { name: name.clone(), format: RecordFormat::Lines };
        Self {
            lines: Splitter::new(Arc::new(source), stream, dialect.end),
            name,
            end: dialect.end,
            parser: RowParser::new(dialect.delimiter, dialect.quoting),
            row: Vec::new(),
        }
    }

    pub(super) fn set_columns(&mut self, columns: usize) {
        self.parser.set_columns(columns);
    }

    /// Skips the next line and returns it.
    pub(super) fn skip_line(&mut self) -> Result<Option<Vec<u8>>, Diagnostic> {
        Ok(self.lines.next()?.map(|line| line.bytes().to_vec()))
    }

    /// Reads the next row; returns the line on which it begins, `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<u64>, Diagnostic> {
        self.row.clear();
        let number = loop {
            match self.lines.next()? {
                None => return Ok(None),
                Some(line) if strip_return(line.bytes()).is_empty() => {}
                Some(line) => {
                    self.row.extend_from_slice(line.bytes());
                    break line.number;
                }
            }
        };
        let mut is_complete = self.parse(number)?;
        while !is_complete {
            let Some(line) = self.lines.next()? else {
                let problem = "a quoted field that begins here is never closed";
                return Err(Diagnostic::new(problem).at(format!("{}:{number}", self.name)));
            };
            self.row.push(self.end);
            self.row.extend_from_slice(line.bytes());
            is_complete = self.parse(number)?;
        }
        Ok(Some(number))
    }

    /// Parses the row; returns false if another line belongs to it.
    fn parse(&mut self, number: u64) -> Result<bool, Diagnostic> {
        let row = &self.row;
        match self.parser.parse(row) {
            Ok(cells) => Ok(cells.is_some()),
            Err(fault) => {
                let before = &row[..fault.0 - 1];
                let line = number + memchr::memchr_iter(self.end, before).count() as u64;
                let start = memchr::memrchr(self.end, before).map_or(0, |newline| newline + 1);
                let column = fault.0 - start + 1;
                let fault = Diagnostic::new("there is text after the closing quote of a field")
                    .at(format!("{}:{line}", self.name))
                    .cause(format!("the field is closed before column {column}"));
                Err(if before.ends_with(b"\\") {
                    fault.hint(r#"quotes are doubled in CSV: sed 's/\\"/""/g' FILE | nimrank --input csv …"#)
                } else {
                    fault.hint("quotes inside a quoted field must be doubled")
                })
            }
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.row
    }

    pub(super) fn cells(&self) -> &[Cell] {
        self.parser.cells()
    }

    pub(super) fn quoting(&self) -> Quoting {
        self.parser.quoting()
    }

    pub(super) fn texts(&self) -> Vec<String> {
        let row = self.bytes();
        self.cells().iter().map(|cell| cell.text(row).into_owned()).collect()
    }

    pub(super) fn builder(&self, source: &Arc<SourceInfo>, line: u64) -> DocumentBuilder {
        DocumentBuilder::new(source, line, self.bytes())
    }
}
