//! Rows of CSV and TSV, taken apart.
//!
//! In CSV (RFC 4180) a quoted field may span lines. In TSV a quote is text, unless the field is quoted from its
//! beginning to its end on one line with inner quotes doubled: most TSV is written without any quoting, and then a
//! lone quote must not swallow the rows that follow.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

/// The rules of quotes and line ends in fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    Csv,
    Tsv,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A range of the row.
    Within(Range<usize>),
    /// The content of a quoted field in which quotes are doubled.
    Unquoted(Vec<u8>),
}

impl Cell {
    pub fn bytes<'a>(&'a self, row: &'a [u8]) -> &'a [u8] {
        match self {
            Self::Within(range) => &row[range.clone()],
            Self::Unquoted(bytes) => bytes,
        }
    }

    pub fn text<'a>(&'a self, row: &'a [u8]) -> Cow<'a, str> {
        String::from_utf8_lossy(self.bytes(row))
    }
}

/// A quoted field is followed by something else than a delimiter or the end of the row; holds the offset of that.
#[derive(Debug, PartialEq, Eq)]
pub struct TextAfterQuote(pub usize);

/// Takes rows apart. A row that spans lines is given again with each further line; the work goes on where it
/// stopped.
#[derive(Debug)]
pub struct RowParser {
    delimiter: u8,
    quoting: Quoting,
    columns: Option<usize>,
    cells: Vec<Cell>,
    /// The offset of the next field; `None` after the last.
    next: Option<usize>,
    /// The offset up to which the next field, a quoted one, is known not to end.
    searched: usize,
}

impl RowParser {
    pub fn new(delimiter: u8, quoting: Quoting) -> Self {
        Self { delimiter, quoting, columns: None, cells: Vec::new(), next: Some(0), searched: 0 }
    }

    /// Sets the number of columns. If a row of TSV has that number only with quotes read as text, they are text.
    pub fn set_columns(&mut self, columns: usize) {
        self.columns = Some(columns);
    }

    /// Parses a row without its line end, except that a carriage return may follow the last field. Returns `None` if
    /// the row ends inside a quoted field, so that another line belongs to it.
    ///
    /// # Errors
    /// Text after the closing quote of a field.
    pub fn parse(&mut self, row: &[u8]) -> Result<Option<&[Cell]>, TextAfterQuote> {
        if self.next.is_none() {
            self.cells.clear();
            self.next = Some(0);
        }
        while let Some(start) = self.next {
            let is_quoted = row.get(start) == Some(&b'"');
            let quoted = if is_quoted {
                match self.quoted(row, start) {
                    Ok(None) => return Ok(None),
                    Ok(quoted) => quoted,
                    Err(_) if self.quoting == Quoting::Tsv => None,
                    Err(fault) => {
                        self.next = None;
                        return Err(fault);
                    }
                }
            } else {
                None
            };
            let (cell, end) = quoted.unwrap_or_else(|| self.plain(row, start));
            self.cells.push(cell);
            self.searched = 0;
            self.next = (row.get(end) == Some(&self.delimiter)).then_some(end + 1);
        }
        if self.quoting == Quoting::Tsv
            && self.columns.is_some_and(|count| count > self.cells.len())
        {
            self.parse_without_quotes(row);
        }
        Ok(Some(&self.cells))
    }

    /// Returns the fields of the last row.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    pub fn quoting(&self) -> Quoting {
        self.quoting
    }

    /// Parses a row again with quotes as text, if it then has the right number of fields.
    fn parse_without_quotes(&mut self, row: &[u8]) {
        let delimiters = memchr::memchr_iter(self.delimiter, row).count();
        if self.columns != Some(delimiters + 1) {
            return;
        }
        self.cells.clear();
        let mut start = 0;
        for _ in 0..=delimiters {
            let (cell, end) = self.plain(row, start);
            self.cells.push(cell);
            start = end + 1;
        }
    }

    /// Parses an unquoted field; returns the offset after it.
    fn plain(&self, row: &[u8], start: usize) -> (Cell, usize) {
        if let Some(length) = memchr(self.delimiter, &row[start..]) {
            return (Cell::Within(start..start + length), start + length);
        }
        let end = row.strip_suffix(b"\r").unwrap_or(row).len().max(start);
        (Cell::Within(start..end), row.len())
    }

    /// Parses a quoted field; returns the offset after its closing quote, or `None` if that is not in the row.
    fn quoted(
        &mut self,
        row: &[u8],
        start: usize,
    ) -> Result<Option<(Cell, usize)>, TextAfterQuote> {
        let mut at = self.searched.max(start + 1);
        let close = loop {
            let Some(length) = memchr(b'"', &row[at..]) else {
                if self.quoting == Quoting::Tsv {
                    return Err(TextAfterQuote(row.len()));
                }
                self.searched = row.len();
                return Ok(None);
            };
            at += length;
            if row.get(at + 1) != Some(&b'"') {
                break at;
            }
            at += 2;
        };
        let end = close + 1;
        match &row[end..] {
            [] | b"\r" => {}
            [byte, ..] if *byte == self.delimiter => {}
            _ => return Err(TextAfterQuote(end)),
        }
        let content = &row[start + 1..close];
        let cell = match memchr(b'"', content) {
            None => Cell::Within(start + 1..close),
            Some(_) => Cell::Unquoted(undouble(content)),
        };
        Ok(Some((cell, end)))
    }
}

/// Replaces doubled quotes by single ones.
fn undouble(content: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = memchr(b'"', rest) {
        plain.extend_from_slice(&rest[..=at]);
        rest = &rest[(at + 2).min(rest.len())..];
    }
    plain.extend_from_slice(rest);
    plain
}
