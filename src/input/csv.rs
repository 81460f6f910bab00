//! `csv` and `tsv`: rows under a header. A row may span lines, blank lines are skipped. The core of the csv crate
//! finds the end of a row, so that the row's own bytes are kept.

use std::io::{self, BufRead};
use std::ops::Range;
use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader};

use super::fields::{Fields, ID_FIELDS, TEXT_FIELDS, listed, quoted};
use super::{DocumentReader, Stream};
use crate::diagnostic::Diagnostic;
use crate::model::{Document, DocumentBuilder, Form, Part, SourceInfo, Spelling};

/// One row: its bytes as they came without the newline, and its fields.
#[derive(Default)]
struct TableRow {
    bytes: Vec<u8>,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl TableRow {
    fn field(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
    }

    /// Returns the range of a field in the row's bytes, if it and all before it are spelled as they read.
    fn range(&self, at: usize, delimiter: u8) -> Option<Range<usize>> {
        let mut next = 0;
        for number in 0..=at {
            let field = self.field(number);
            let quotes = usize::from(self.bytes.get(next) == Some(&b'"'));
            let range = next + quotes..next + quotes + field.len();
            let behind = self.bytes.get(range.end..)?;
            let ends = match behind.strip_prefix(&b"\""[..quotes])? {
                [] | [b'\r'] => true,
                [byte, ..] => *byte == delimiter,
            };
            if !ends || self.bytes.get(range.clone())? != field {
                return None;
            }
            if number == at {
                return Some(range);
            }
            next = range.end + quotes + 1;
        }
        None
    }

    fn fields(&self) -> Vec<String> {
        let fields = (0..self.ends.len()).map(|at| self.field(at));
        fields
            .map(|field| String::from_utf8_lossy(field).into_owned())
            .collect()
    }
}

/// Splits a stream into rows.
struct RowSplitter {
    name: String,
    stream: Stream,
    core: Reader,
    delimiter: u8,
    line: u64,
}

impl RowSplitter {
    /// Reads the next row and returns the line on which it begins; `None` at the end.
    fn next(&mut self, row: &mut TableRow) -> Result<Option<u64>, Diagnostic> {
        row.bytes.clear();
        let (mut text_len, mut ends_len) = (0, 0);
        let complete = loop {
            let input = match self.stream.fill_buf() {
                Ok(input) => input,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Diagnostic::io(&*self.name, &error)),
            };
            let at_end = input.is_empty();
            row.text
                .resize(row.text.len().max(text_len + input.len() + 16), 0);
            row.ends.resize(row.ends.len().max(ends_len + 64), 0);
            let (result, read, wrote, ended) =
                self.core
                    .read_record(input, &mut row.text[text_len..], &mut row.ends[ends_len..]);
            row.bytes.extend_from_slice(&input[..read]);
            self.stream.consume(read);
            text_len += wrote;
            ends_len += ended;
            match result {
                ReadRecordResult::Record => break !at_end,
                ReadRecordResult::End => return Ok(None),
                _ => {}
            }
        };
        row.text.truncate(text_len);
        row.ends.truncate(ends_len);
        let start = self.trim(row);
        if !complete && ends_inside_quotes(&row.bytes, self.delimiter) {
            return Err(
                Diagnostic::new("a quoted field that begins here is never closed")
                    .at(format!("{}:{start}", self.name)),
            );
        }
        Ok(Some(start))
    }

    /// Removes line ends from the row, counting them, and returns the line on which the row begins.
    fn trim(&mut self, row: &mut TableRow) -> u64 {
        let newlines = |bytes: &[u8]| bytes.iter().map(|b| u64::from(*b == b'\n')).sum::<u64>();
        // The core skips blank lines before the row, and the newline of a `\r\n`.
        let skipped = row
            .bytes
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count();
        let start = self.line + newlines(&row.bytes[..skipped]);
        self.line = start + newlines(&row.bytes[skipped..]);
        row.bytes.drain(..skipped);
        if row.bytes.ends_with(b"\n") {
            row.bytes.pop();
        }
        start
    }
}

/// Returns true if a row that the end of the input ended was still inside a quoted field. The core does not say:
/// it takes the rest of the file for the field.
fn ends_inside_quotes(row: &[u8], delimiter: u8) -> bool {
    let (mut at_start, mut quoted) = (true, false);
    for byte in row {
        match *byte {
            b'"' if quoted || at_start => (at_start, quoted) = (quoted, !quoted),
            byte if !quoted => at_start = byte == delimiter || byte == b'\n',
            _ => {}
        }
    }
    quoted
}

pub(super) struct TableReader {
    rows: RowSplitter,
    row: TableRow,
    source: Arc<SourceInfo>,
    text: Vec<usize>,
    id: Option<usize>,
    columns: usize,
}

impl TableReader {
    /// Reads the header and finds the columns in it. A source without any row has no documents.
    pub(super) fn new(
        name: String,
        stream: Stream,
        delimiter: u8,
        fields: &Fields,
    ) -> Result<Self, Diagnostic> {
        let mut rows = RowSplitter {
            name: name.clone(),
            stream,
            core: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            line: 1,
        };
        let mut header = TableRow::default();
        let present = rows.next(&mut header)?.is_some();
        let columns = if present { header.fields() } else { Vec::new() };
        let (text, id) = match columns_of(&columns, fields) {
            Ok(found) => found,
            Err(_) if !present => (Vec::new(), None),
            Err(fault) => return Err(fault.at(name)),
        };
        Ok(Self {
            rows,
            row: TableRow::default(),
            text,
            id,
            columns: columns.len(),
            source: Arc::new(SourceInfo {
                name,
                form: Form::Table {
                    delimiter,
                    columns,
                    header: header.bytes,
                },
            }),
        })
    }

    fn read(&mut self) -> Result<Option<Document>, Diagnostic> {
        let Some(line) = self.rows.next(&mut self.row)? else {
            return Ok(None);
        };
        let row = &self.row;
        let place = || format!("{}:{line}", self.source.name);
        if row.ends.len() != self.columns {
            return Err(wrong_length(row.ends.len(), self.columns).at(place()));
        }
        let part = |at: usize| match row.range(at, self.rows.delimiter) {
            Some(range) => Part::Within(range),
            None => Part::Decoded(row.field(at)),
        };
        let builder = DocumentBuilder::new(&self.source, line, &row.bytes);
        let mut builder = match self.text.as_slice() {
            [at] => builder.text(part(*at), Spelling::Plain),
            several => {
                let texts: Vec<_> = several.iter().map(|at| row.field(*at)).collect();
                builder.text(Part::Decoded(&texts.join(&b'\n')), Spelling::Plain)
            }
        };
        if let Some(at) = self.id
            && !row.field(at).is_empty()
        {
            builder = builder.id(part(at), Spelling::Plain);
        }
        let document = builder.finish();
        document.map(Some).map_err(|fault| fault.at(place()))
    }
}

fn wrong_length(fields: usize, columns: usize) -> Diagnostic {
    let noun = if fields == 1 { "field" } else { "fields" };
    let fault = Diagnostic::new(format!("{fields} {noun} under a header of {columns}"));
    if fields > columns {
        fault.hint("a field that holds the delimiter must be in double quotes")
    } else {
        fault
    }
}

/// Finds the columns of the text and of the id.
fn columns_of(
    columns: &[String],
    fields: &Fields,
) -> Result<(Vec<usize>, Option<usize>), Diagnostic> {
    let names: Vec<_> = columns.iter().map(String::as_str).collect();
    let position = |name: &str| columns.iter().position(|column| column == name);
    let absent = |sought: &[&str]| {
        Diagnostic::new(format!("no column {}", quoted(sought))).cause(listed("column", &names))
    };
    let no_text = |sought: &[&str]| absent(sought).maybe_hint(fields.text_hint(&names));
    let text = if fields.text.is_empty() {
        let first = TEXT_FIELDS.iter().find_map(|name| position(name));
        vec![first.ok_or_else(|| no_text(&TEXT_FIELDS))?]
    } else {
        let all = fields
            .text
            .iter()
            .map(|name| position(name).ok_or_else(|| no_text(&[name])));
        all.collect::<Result<_, _>>()?
    };
    let id = match &fields.id {
        Some(name) => {
            let at = position(name);
            Some(at.ok_or_else(|| absent(&[name]))?)
        }
        None => ID_FIELDS.iter().find_map(|name| position(name)),
    };
    Ok((text, id))
}

impl DocumentReader for TableReader {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        self.read()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(row: &str, fields: &[&str], at: usize) -> Option<Range<usize>> {
        let mut ends: Vec<_> = fields.iter().map(|field| field.len()).collect();
        (1..ends.len()).for_each(|at| ends[at] += ends[at - 1]);
        let row = TableRow {
            bytes: row.into(),
            text: fields.concat().into(),
            ends,
        };
        row.range(at, b',')
    }

    #[test]
    fn the_range_of_a_field_needs_no_decoding() {
        assert_eq!(range("a,bc,d", &["a", "bc", "d"], 1), Some(2..4));
        assert_eq!(range("a,\"b,c\",d\r", &["a", "b,c", "d"], 1), Some(3..6));
        assert_eq!(range("a,\"b,c\",d\r", &["a", "b,c", "d"], 2), Some(8..9));
        assert_eq!(range("a,\"b\"\"c\",d", &["a", "b\"c", "d"], 1), None);
        assert_eq!(range("a,\"b\"\"c\",d", &["a", "b\"c", "d"], 2), None);
        assert_eq!(range("\"a\"b,c", &["ab", "c"], 1), None);
        assert_eq!(range("\"\",c", &["", "c"], 1), Some(3..4));
    }
}
