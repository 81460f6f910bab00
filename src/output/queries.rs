//! Prints the rankings of many queries, each in one piece, in a format that is a pure function of the query, its
//! ranking and the style.
//!
//! `jsonl` is a line per query, `{"id":…,"query":…,"results":[…]}` with the elements of `json`, or
//! `{"id":…,"query":…,"error":{"code":…,"message":…,"cause":…,"hint":…}}` for a query that failed. The other formats
//! have a line per document, and none for a query that failed.

use std::io::{self, Write};

use serde::Serialize;

use super::json::ResultWriter;
use super::{OutputFormat, OutputStyle, csv, json, rows, trec, tsv};
use crate::model::{Document, Ranking};

/// The ranking of one of many queries.
#[derive(Debug)]
pub struct QueryReport<'a> {
    pub id: &'a str,
    /// The id as it was spelled in JSON.
    pub id_literal: &'a str,
    pub query: &'a str,
    pub ranking: &'a Ranking<&'a Document>,
}

/// The reason why a query has no results.
#[derive(Debug, Serialize)]
pub struct QueryError {
    pub code: u8,
    pub message: String,
    pub cause: Option<String>,
    pub hint: Option<String>,
}

/// Writes what precedes the first query.
pub fn write_header(style: &OutputStyle, out: &mut dyn Write) -> io::Result<()> {
    match style.format {
        OutputFormat::Csv => csv::write_header(Some("query"), style, out),
        _ => Ok(()),
    }
}

/// Appends the ranking of a query.
///
/// # Errors
/// An id does not fit the format (an error that holds a `Diagnostic`).
pub fn write_query(
    report: &QueryReport<'_>,
    style: &OutputStyle,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    let results = &report.ranking.results;
    let mut rows = rows(results, 0..results.len(), style.scale, Some(report.id));
    match style.format {
        OutputFormat::Trec => trec::write(report.id, report.ranking, style, out),
        OutputFormat::Tsv => rows.try_for_each(|row| tsv::write(&row, style, out)),
        OutputFormat::Csv => csv::write(rows, style, out),
        _ => {
            json::write_query_start(report.id_literal, Some(report.query), out)?;
            out.extend_from_slice(b",\"results\":[");
            let mut writer = ResultWriter::new(style);
            rows.try_for_each(|row| writer.write_element(&row, out))?;
            out.extend_from_slice(b"]}\n");
            Ok(())
        }
    }
}

/// Writes the error of a query, if the format has a place for it.
pub fn write_error(
    id_literal: &str,
    query: Option<&str>,
    error: &QueryError,
    style: &OutputStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    if style.format != OutputFormat::Jsonl {
        return Ok(());
    }
    json::write_query_start(id_literal, query, out)?;
    out.write_all(b",\"error\":")?;
    json::write_value(error, out)?;
    out.write_all(b"}\n")
}
