//! `json` and `jsonl`. The JSON document is
//!
//! `{"model","query","results":[…],"meta":{"api","endpoint","score","documents","requests","usage"}}`
//!
//! and each result, which is also a line of JSONL,
//!
//! `{"index","relevance_score","document","rank","id","origin"}`.
//!
//! `index` counts from 0 in the input, `rank` from 1. `document` is the input record verbatim, or `{"text":…}`
//! for plain text, with `path` and `line` after it for lines found by grep or rg, and `path` before it for
//! files; `--no-documents` omits it. `relevance_score` is null for a blank document, `id` where there is none,
//! `model`, `api` and `endpoint` without a service, `usage` if the service reported none. `score` is `logit`,
//! `probability`, `sigmoid`, `bm25` or `unknown`. With `--window`, `meta` has `passages`, and the result of a document
//! that was cut has `window`; with `--prefilter`, `meta` has `prefiltered`.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ptr;

use serde::Serialize;

use super::{OutputStyle, RankingReport, Row, write_rows};
use crate::model::{Document, RecordFormat, RowParser};

pub(super) fn write(
    report: &RankingReport<'_>,
    style: &OutputStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(b"{\"model\":")?;
    write_value(&report.run.model, out)?;
    out.write_all(b",\"query\":")?;
    write_value(report.query, out)?;
    out.write_all(b",\"results\":[")?;
    write_rows(report.ranking, style, out, |rows, out| {
        let mut writer = ResultWriter::new(style);
        rows.iter().try_for_each(|row| writer.write_element(row, out))
    })?;
    out.write_all(b"]")?;
    out.write_all(b",\"meta\":{\"api\":")?;
    write_value(&report.run.api, out)?;
    out.write_all(b",\"endpoint\":")?;
    write_value(&report.run.endpoint, out)?;
    out.write_all(b",\"score\":")?;
    write_value(style.score_name, out)?;
    write!(out, ",\"documents\":{}", report.ranking.documents)?;
    if let Some(passages) = report.run.passages {
        write!(out, ",\"passages\":{passages}")?;
    }
    if let Some(prefiltered) = report.run.prefiltered {
        write!(out, ",\"prefiltered\":{prefiltered}")?;
    }
    write!(out, ",\"requests\":{},\"usage\":", report.run.requests)?;
    match report.run.tokens {
        Some(tokens) => write!(out, "{{\"total_tokens\":{tokens}}}")?,
        None => out.write_all(b"null")?,
    }
    out.write_all(b"}}\n")
}

/// Writes the first members of the object of one of many queries.
pub(super) fn write_query_start(
    id_literal: &str,
    query: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "{{\"id\":{id_literal},\"query\":")?;
    write_value(query, out)
}

pub(super) fn write_value(
    value: impl Serialize,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    Ok(serde_json::to_writer(out, &value)?)
}

/// Writes results one after the other.
pub(super) struct ResultWriter<'a> {
    documents: bool,
    /// The name in the last origin, and its JSON literal.
    name: &'a str,
    name_literal: Vec<u8>,
}

impl<'a> ResultWriter<'a> {
    pub(super) fn new(style: &OutputStyle) -> Self {
        Self { documents: style.documents, name: "", name_literal: b"\"\"".to_vec() }
    }

    /// Appends a result as a line.
    pub(super) fn write_line(&mut self, row: &Row<'a>, out: &mut Vec<u8>) -> io::Result<()> {
        self.write(row, out)?;
        out.push(b'\n');
        Ok(())
    }

    /// Appends a result as an element of an array, with the comma before it.
    pub(super) fn write_element(&mut self, row: &Row<'a>, out: &mut Vec<u8>) -> io::Result<()> {
        if row.rank > 1 {
            out.push(b',');
        }
        self.write(row, out)
    }

    fn write(&mut self, row: &Row<'a>, out: &mut Vec<u8>) -> io::Result<()> {
        out.extend_from_slice(b"{\"index\":");
        write_integer(row.index, out);
        out.extend_from_slice(b",\"relevance_score\":");
        write_value(row.score, out)?;
        if self.documents {
            out.extend_from_slice(b",\"document\":");
            write_document(row.document, out)?;
        }
        out.extend_from_slice(b",\"rank\":");
        write_integer(row.rank, out);
        out.extend_from_slice(b",\"id\":");
        match row.document.id_literal() {
            Some(literal) => out.extend_from_slice(literal.as_bytes()),
            None => write_value(row.document.id(), out)?,
        }
        out.extend_from_slice(b",\"origin\":");
        self.write_origin(row.document, out)?;
        if let Some(window) = row.window {
            out.extend_from_slice(b",\"window\":");
            write_value(window, out)?;
        }
        out.push(b'}');
        Ok(())
    }

    fn write_origin(&mut self, document: &'a Document, out: &mut Vec<u8>) -> io::Result<()> {
        let (name, place) = document.origin_parts();
        match name {
            Cow::Borrowed(name) => {
                if !ptr::eq(name, self.name) {
                    self.name = name;
                    self.name_literal.clear();
                    write_value(name, &mut self.name_literal)?;
                }
                out.extend_from_slice(&self.name_literal);
            }
            Cow::Owned(name) => write_value(name, out)?,
        }
        if let Some((separator, number)) = place {
            // The separator and the number need no escapes, so they follow within the quotes.
            out.pop();
            out.extend_from_slice(separator.encode_utf8(&mut [0; 4]).as_bytes());
            write_integer(number, out);
            out.push(b'"');
        }
        Ok(())
    }
}

pub(super) fn write_integer(number: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

fn write_document(document: &Document, out: &mut Vec<u8>) -> io::Result<()> {
    match &document.source().format {
        RecordFormat::Json => {
            let record = document.json().trim_ascii();
            if record.starts_with(b"\"") {
                return write_text_object(document, out);
            }
            out.extend_from_slice(&on_one_line(record));
            Ok(())
        }
        RecordFormat::Table { delimiter, quoting, columns, .. } => {
            let mut parser = RowParser::new(*delimiter, *quoting);
            parser.set_columns(columns.len());
            write_row_object(parser, columns, document.record(), out)
        }
        RecordFormat::Argument
        | RecordFormat::Lines
        | RecordFormat::Paragraphs
        | RecordFormat::Grep
        | RecordFormat::RgJson
        | RecordFormat::Paths => write_text_object(document, out),
    }
}

/// Writes a text with the path and line where it was found.
fn write_text_object(document: &Document, out: &mut Vec<u8>) -> io::Result<()> {
    let path = document.path();
    let is_file = document.source().format == RecordFormat::Paths;
    out.push(b'{');
    if let Some(path) = path.as_ref().filter(|_| is_file) {
        out.extend_from_slice(b"\"path\":");
        write_value(path, out)?;
        out.push(b',');
    }
    out.extend_from_slice(b"\"text\":");
    match document.text_literal() {
        Some(literal) => out.extend_from_slice(literal.as_bytes()),
        None => write_value(document.text(), out)?,
    }
    if let Some(path) = path.filter(|_| !is_file) {
        out.extend_from_slice(b",\"path\":");
        write_value(path, out)?;
        if document.line() > 0 {
            out.extend_from_slice(b",\"line\":");
            write_integer(document.line(), out);
        }
    }
    out.push(b'}');
    Ok(())
}

/// Writes a row of a table as an object of strings, in the order of its columns. Ignored columns are omitted.
fn write_row_object(
    mut parser: RowParser,
    columns: &[String],
    record: &[u8],
    out: &mut Vec<u8>,
) -> io::Result<()> {
    let cells = parser.parse(record).ok().flatten().unwrap_or_default();
    out.push(b'{');
    let mut separator: &[u8] = b"";
    for (column, cell) in columns.iter().zip(cells) {
        if column == "_" {
            continue;
        }
        out.extend_from_slice(separator);
        write_value(column, out)?;
        out.push(b':');
        write_value(cell.text(record), out)?;
        separator = b",";
    }
    out.push(b'}');
    Ok(())
}

/// Removes the white space between tokens from JSON that spans lines.
pub(super) fn on_one_line(json: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\n', json).is_none() {
        return Cow::Borrowed(json);
    }
    let (mut quoted, mut escaped) = (false, false);
    let keep = |byte: &u8| {
        if quoted {
            quoted = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
            return true;
        }
        quoted = *byte == b'"';
        !byte.is_ascii_whitespace()
    };
    Cow::Owned(json.iter().copied().filter(keep).collect())
}
