//! `csv` and `tsv`: rows under a header. The core of the csv crate says where a row ends, so that the
//! row's own bytes are kept; a row may span lines, blank lines are passed over.

use std::io::{self, BufRead};
use std::ops::Range;
use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader};

use super::error::{Flaw, Place};
use super::record::{Fields, ID_FIELDS, TEXT_FIELDS};
use super::{InputError, Stream};
use crate::model::{Document, Draft, Form, Part, Source, Spelling};

/// One row: its bytes as they came without the newline, and its fields.
#[derive(Default)]
struct Row {
    bytes: Vec<u8>,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Row {
    fn field(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
    }

    /// Where a field stands in the row, if it and all before it stand there as they read.
    fn place(&self, at: usize, delimiter: u8) -> Option<Range<usize>> {
        let mut next = 0;
        for number in 0..=at {
            let field = self.field(number);
            let quotes = usize::from(self.bytes.get(next) == Some(&b'"'));
            let place = next + quotes..next + quotes + field.len();
            let behind = self.bytes.get(place.end..)?;
            let ends = match behind.strip_prefix(&b"\""[..quotes])? {
                [] | [b'\r'] => true,
                [byte, ..] => *byte == delimiter,
            };
            if !ends || self.bytes.get(place.clone())? != field {
                return None;
            }
            if number == at {
                return Some(place);
            }
            next = place.end + quotes + 1;
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

/// Cuts a stream into rows.
struct Rows {
    name: String,
    stream: Stream,
    core: Reader,
    delimiter: u8,
    line: u64,
}

impl Rows {
    /// Reads the next row; its number is the line it begins on. None at the end.
    fn next(&mut self, row: &mut Row) -> Result<Option<u64>, InputError> {
        row.bytes.clear();
        let (mut text_len, mut ends_len) = (0, 0);
        let complete = loop {
            let input = match self.stream.fill_buf() {
                Ok(input) => input,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
                Err(cause) => return Err(InputError::read(&self.name, cause)),
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
        let start = self.settle(row);
        if !complete && ends_inside_quotes(&row.bytes, self.delimiter) {
            return Err(Place::new(&self.name, start).flaw(Flaw::OpenQuote));
        }
        Ok(Some(start))
    }

    /// Takes line ends off the row, counting them, and says on which line the row begins.
    fn settle(&mut self, row: &mut Row) -> u64 {
        let newlines = |bytes: &[u8]| bytes.iter().map(|b| u64::from(*b == b'\n')).sum::<u64>();
        // What the core passed over before the row: blank lines, and the newline of a `\r\n`.
        let passed = row
            .bytes
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count();
        let start = self.line + newlines(&row.bytes[..passed]);
        self.line = start + newlines(&row.bytes[passed..]);
        row.bytes.drain(..passed);
        if row.bytes.ends_with(b"\n") {
            row.bytes.pop();
        }
        start
    }
}

/// Whether a row that the end of the input ended was still inside a quoted field, which the core does
/// not say: it takes the rest of the file for the field.
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

/// The rows of a source as documents.
pub(super) struct Records {
    rows: Rows,
    row: Row,
    source: Arc<Source>,
    text: Vec<usize>,
    id: Option<usize>,
    columns: usize,
}

impl Records {
    /// Reads the header and finds the columns in it. A source without any row has no documents.
    pub(super) fn new(
        name: String,
        stream: Stream,
        delimiter: u8,
        fields: &Fields,
    ) -> Result<Self, InputError> {
        let mut rows = Rows {
            name: name.clone(),
            stream,
            core: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            line: 1,
        };
        let mut header = Row::default();
        let present = rows.next(&mut header)?.is_some();
        let columns = if present { header.fields() } else { Vec::new() };
        let (text, id) = match columns_of(&columns, fields) {
            Ok(found) => found,
            Err(_) if !present => (Vec::new(), None),
            Err(flaw) => return Err(Place::new(&name, 1).flaw(flaw)),
        };
        Ok(Self {
            rows,
            row: Row::default(),
            text,
            id,
            columns: columns.len(),
            source: Arc::new(Source {
                name,
                form: Form::Table {
                    delimiter,
                    columns,
                    header: header.bytes,
                },
            }),
        })
    }

    fn read(&mut self) -> Result<Option<Document>, InputError> {
        let Some(line) = self.rows.next(&mut self.row)? else {
            return Ok(None);
        };
        let row = &self.row;
        let flaw = |flaw| Err(Place::new(&self.source.name, line).flaw(flaw));
        if row.ends.len() != self.columns {
            return flaw(Flaw::RowLength(row.ends.len(), self.columns));
        }
        let part = |at: usize| match row.place(at, self.rows.delimiter) {
            Some(place) => Part::Within(place),
            None => Part::Decoded(row.field(at)),
        };
        let draft = Draft::new(&self.source, line, &row.bytes);
        let mut draft = match self.text.as_slice() {
            [at] => draft.text(part(*at), Spelling::Plain),
            several => {
                let texts: Vec<_> = several.iter().map(|at| row.field(*at)).collect();
                draft.text(Part::Decoded(&texts.join(&b'\n')), Spelling::Plain)
            }
        };
        if let Some(at) = self.id
            && !row.field(at).is_empty()
        {
            draft = draft.id(part(at), Spelling::Plain);
        }
        match draft.finish() {
            Ok(document) => Ok(Some(document)),
            Err(_) => flaw(Flaw::TooLarge),
        }
    }
}

/// Where the text and the id stand.
fn columns_of(columns: &[String], fields: &Fields) -> Result<(Vec<usize>, Option<usize>), Flaw> {
    let position = |name: &str| columns.iter().position(|column| column == name);
    let absent = |name: &String| Flaw::NoColumn(vec![name.clone()], columns.to_vec());
    let text = if fields.text.is_empty() {
        let first = TEXT_FIELDS.iter().find_map(|name| position(name));
        vec![first.ok_or_else(|| Flaw::NoColumn(fields.sought(), columns.to_vec()))?]
    } else {
        let all = fields
            .text
            .iter()
            .map(|name| position(name).ok_or_else(|| absent(name)));
        all.collect::<Result<_, _>>()?
    };
    let id = match &fields.id {
        Some(name) => {
            let at = position(name);
            Some(at.ok_or_else(|| Flaw::NoIdColumn(name.clone(), columns.to_vec()))?)
        }
        None => ID_FIELDS.iter().find_map(|name| position(name)),
    };
    Ok((text, id))
}

impl Iterator for Records {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(row: &str, fields: &[&str], at: usize) -> Option<Range<usize>> {
        let mut ends: Vec<_> = fields.iter().map(|field| field.len()).collect();
        (1..ends.len()).for_each(|at| ends[at] += ends[at - 1]);
        let row = Row {
            bytes: row.into(),
            text: fields.concat().into(),
            ends,
        };
        row.place(at, b',')
    }

    #[test]
    fn a_field_is_found_where_it_stands_as_it_reads() {
        assert_eq!(place("a,bc,d", &["a", "bc", "d"], 1), Some(2..4));
        assert_eq!(place("a,\"b,c\",d\r", &["a", "b,c", "d"], 1), Some(3..6));
        assert_eq!(place("a,\"b,c\",d\r", &["a", "b,c", "d"], 2), Some(8..9));
        assert_eq!(place("a,\"b\"\"c\",d", &["a", "b\"c", "d"], 1), None);
        assert_eq!(place("a,\"b\"\"c\",d", &["a", "b\"c", "d"], 2), None);
        assert_eq!(place("\"a\"b,c", &["ab", "c"], 1), None);
        assert_eq!(place("\"\",c", &["", "c"], 1), Some(3..4));
    }
}
