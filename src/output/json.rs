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

use serde::Serialize;

use super::{OutputStyle, RankingReport, Row};
use crate::model::{Document, RecordFormat, RowParser};
use crate::text::number;

pub(super) fn write<'a>(
    report: &RankingReport<'_>,
    rows: impl Iterator<Item = Row<'a>>,
    style: &OutputStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(b"{\"model\":")?;
    write_value(&report.run.model, out)?;
    out.write_all(b",\"query\":")?;
    write_value(report.query, out)?;
    out.write_all(b",\"results\":")?;
    write_results(rows, style, out)?;
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

pub(super) fn write_lines<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    style: &OutputStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    for row in rows {
        write_result(&row, style, out)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes the results as an array.
pub(super) fn write_results<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    style: &OutputStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(b"[")?;
    for row in rows {
        if row.rank > 1 {
            out.write_all(b",")?;
        }
        write_result(&row, style, out)?;
    }
    out.write_all(b"]")
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

pub(super) fn write_value(value: impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    Ok(serde_json::to_writer(out, &value)?)
}

fn write_result(row: &Row<'_>, style: &OutputStyle, out: &mut dyn Write) -> io::Result<()> {
    let score = row.score.map_or_else(|| "null".into(), number);
    write!(out, "{{\"index\":{},\"relevance_score\":{score}", row.index)?;
    if style.documents {
        out.write_all(b",\"document\":")?;
        write_document(row.document, out)?;
    }
    write!(out, ",\"rank\":{},\"id\":", row.rank)?;
    match row.document.id_literal() {
        Some(literal) => out.write_all(literal.as_bytes())?,
        None => write_value(row.document.id(), out)?,
    }
    out.write_all(b",\"origin\":")?;
    write_value(row.document.origin(), out)?;
    if let Some(window) = row.window {
        out.write_all(b",\"window\":")?;
        write_value(window, out)?;
    }
    out.write_all(b"}")
}

fn write_document(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    match &document.source().format {
        RecordFormat::Json => {
            let record = document.json().trim_ascii();
            if record.starts_with(b"\"") {
                return write_text_object(document, out);
            }
            out.write_all(&on_one_line(record))
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
fn write_text_object(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    let path = document.path();
    let is_file = document.source().format == RecordFormat::Paths;
    out.write_all(b"{")?;
    if let Some(path) = path.as_ref().filter(|_| is_file) {
        out.write_all(b"\"path\":")?;
        write_value(path, out)?;
        out.write_all(b",")?;
    }
    out.write_all(b"\"text\":")?;
    match document.text_literal() {
        Some(literal) => out.write_all(literal.as_bytes())?,
        None => write_value(document.text(), out)?,
    }
    if let Some(path) = path.filter(|_| !is_file) {
        out.write_all(b",\"path\":")?;
        write_value(path, out)?;
        if document.line() > 0 {
            write!(out, ",\"line\":{}", document.line())?;
        }
    }
    out.write_all(b"}")
}

/// Writes a row of a table as an object of strings, in the order of its columns. Ignored columns are omitted.
fn write_row_object(
    mut parser: RowParser,
    columns: &[String],
    record: &[u8],
    out: &mut dyn Write,
) -> io::Result<()> {
    let cells = parser.parse(record).ok().flatten().unwrap_or_default();
    out.write_all(b"{")?;
    let mut separator: &[u8] = b"";
    for (column, cell) in columns.iter().zip(cells) {
        if column == "_" {
            continue;
        }
        out.write_all(separator)?;
        write_value(column, out)?;
        out.write_all(b":")?;
        write_value(cell.text(record), out)?;
        separator = b",";
    }
    out.write_all(b"}")
}

/// Removes the white space between tokens from JSON that spans lines.
pub(super) fn on_one_line(json: &[u8]) -> Cow<'_, [u8]> {
    if !json.contains(&b'\n') {
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
