//! Reads tables with a header: judgments of BEIR (`query-id corpus-id score`, separated by tabs) and Quepid
//! (`query,docid,rating`), and what pandas, PyTerrier and spreadsheets write.

use std::borrow::Cow;

use memchr::memchr;

use super::fields::{column_error, split_fields};
use super::lines::LineReader;
use super::{ColumnNames, TextEntry, normalize_name};
use crate::diagnostic::Diagnostic;

/// The separators of a table, tried in this order; the last one is any white space.
const SEPARATORS: [u8; 5] = [b'\t', b',', b';', b'|', b' '];
/// The most columns of a table that is separated by white space.
const MAX_BLANK_COLUMNS: usize = 16;

/// The header of a table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TableHeader {
    separator: u8,
    pub(super) names: Vec<String>,
    /// The indexes of the columns of query, document and value.
    columns: [usize; 3],
    /// The name of the value in `ColumnNames`.
    pub(super) value: &'static str,
}

impl TableHeader {
    /// Parses a line; returns `None` unless it names the three columns.
    ///
    /// # Errors
    /// One of the three is a duplicate.
    fn parse(line: &[u8], names: &ColumnNames) -> Result<Option<Self>, Diagnostic> {
        for separator in SEPARATORS {
            let Ok(fields) = split_row(line, separator) else {
                continue;
            };
            let fields: Vec<String> = fields
                .iter()
                .map(|field| normalize_name(&String::from_utf8_lossy(field)))
                .collect();
            let find = |names: &[&'static str]| {
                names.iter().find_map(|name| {
                    let index = fields.iter().position(|field| field == name)?;
                    Some((*name, index))
                })
            };
            let (Some(query), Some(doc), Some(value)) =
                (find(names.query), find(names.document), find(names.value))
            else {
                continue;
            };
            for (name, first) in [query, doc, value] {
                if fields[first + 1..].iter().any(|field| field == name) {
                    return Err(Diagnostic::new(format!("duplicate column `{name}`"))
                        .hint("rename or remove one of the two"));
                }
            }
            return Ok(Some(Self {
                separator,
                names: fields,
                columns: [query.1, doc.1, value.1],
                value: value.0,
            }));
        }
        Ok(None)
    }
}

/// Returns the header of a table, if the next line is one. A line `sep=;` before it, as spreadsheets write, is
/// consumed.
pub(super) fn peek_header(
    lines: &mut LineReader,
    names: &ColumnNames,
) -> Result<Option<TableHeader>, Diagnostic> {
    if lines.peek()?.is_some_and(|line| line.len() == 5 && line.starts_with(b"sep=")) {
        lines.next()?;
    }
    let header = lines.peek()?.map(|line| TableHeader::parse(line, names));
    header.transpose().map(Option::flatten).map_err(|error| lines.locate(error))
}

/// Reads the rows below the header, which is the next line. No row is a comment: a query can begin with `#`.
pub(super) fn read_table(
    mut lines: LineReader,
    header: &TableHeader,
    mut take: impl FnMut(TextEntry<'_>) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    lines.next()?;
    lines.has_comments = false;
    while let Some((number, line)) = lines.next()? {
        let taken = split_row(line, header.separator).and_then(|row| {
            if row.iter().all(|field| field.is_empty()) {
                return Ok(());
            }
            let is_too_long = row.iter().skip(header.names.len()).any(|field| !field.is_empty());
            match header.columns.map(|column| row.get(column)) {
                [Some(query), Some(doc), Some(value)] if !is_too_long => {
                    take(TextEntry { query, doc, value: value.trim_ascii(), line: number })
                }
                _ => Err(column_error(row.len(), &header.names, None)),
            }
        });
        taken.map_err(|error| lines.locate(error))?;
    }
    Ok(())
}

/// Splits a row into fields without quotes; those that had none are trimmed.
fn split_row(line: &[u8], separator: u8) -> Result<Vec<Cow<'_, [u8]>>, Diagnostic> {
    if separator == b' ' {
        let (count, fields) = split_fields::<MAX_BLANK_COLUMNS>(line);
        let fields = fields.into_iter().take(count).map(Cow::Borrowed);
        return Ok(fields.collect());
    }
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        // A space can follow the separator.
        let unpadded = &rest[rest.iter().take_while(|byte| **byte == b' ').count()..];
        let (field, after) = if let Some(quoted) = parse_quoted(unpadded, separator) {
            quoted
        } else if unpadded.starts_with(b"\"") && separator != b'\t' {
            let problem = match memchr(b'"', &unpadded[1..]) {
                Some(_) => "there is text between the end of a quoted field and the separator",
                None => "a quoted field that begins here goes beyond its line",
            };
            return Err(Diagnostic::new(problem)
                .hint("a quote at the beginning of a field is closed at its end"));
        } else {
            // In TSV a quote is text, unless the field is a well-formed quoted field.
            let (field, after) = rest.split_at(memchr(separator, rest).unwrap_or(rest.len()));
            (Cow::Borrowed(field.trim_ascii()), after)
        };
        fields.push(field);
        match after.split_first() {
            Some((_, next)) => rest = next,
            None => return Ok(fields),
        }
    }
}

/// Returns the content of a quoted field and the text after it, or `None` if the text does not begin with one.
fn parse_quoted(text: &[u8], separator: u8) -> Option<(Cow<'_, [u8]>, &[u8])> {
    let mut content = Vec::new();
    let mut rest = text.strip_prefix(b"\"")?;
    loop {
        let end = memchr(b'"', rest)?;
        content.extend_from_slice(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.first() {
            Some(b'"') => {
                content.push(b'"');
                rest = &rest[1..];
            }
            Some(byte) if *byte != separator => return None,
            _ => return Some((Cow::Owned(content), rest)),
        }
    }
}
