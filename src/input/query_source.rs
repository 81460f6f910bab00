//! Detects the form of a file of queries: JSON, a table with a header, `id<TAB>text` without one, or plain lines.

use std::io;
use std::sync::Arc;

use super::header::{self, DELIMITERS};
use super::{Format, InputSettings, Stream, detect, detect_json, rows};
use crate::diagnostic::Diagnostic;

/// The names that the columns of queries can have.
#[derive(Clone, Debug)]
pub struct QueryColumns {
    /// The names of the id.
    pub ids: Vec<String>,
    /// The names of the text.
    pub texts: Vec<String>,
    /// True if a header is needed, since the user named a column of it.
    pub are_named: bool,
}

/// Returns the format of a source of queries and how it is read; `None` means that there is nothing in it.
pub(super) fn detect(
    name: &str,
    stream: &mut Stream,
    settings: &Arc<InputSettings>,
    columns: &QueryColumns,
) -> Result<Option<(Format, Arc<InputSettings>)>, Diagnostic> {
    let failed = |error: io::Error| Diagnostic::io(name, &error);
    if detect::is_blank(stream).map_err(failed)? {
        return Ok(None);
    }
    let format = match detect::by_name(name) {
        Some(format @ (Format::Csv | Format::Tsv)) => format,
        Some(format @ (Format::Json | Format::Jsonl)) => {
            let found = detect_json::format(stream).map_err(failed)?;
            found.filter(|found| *found == Format::Json).unwrap_or(format)
        }
        _ => by_content(stream, columns).map_err(failed)?.map_err(|fault| fault.at(name))?,
    };
    let (first, _) = rows::first_line(stream).map_err(failed)?;
    if format != Format::Tsv || columns.are_named || columns.are_header(&first, b'\t') {
        return Ok(Some((format, Arc::clone(settings))));
    }
    let names = columns.ids.iter().take(1).chain(columns.texts.iter().take(1)).cloned();
    let settings = InputSettings { columns: Some(names.collect()), ..(**settings).clone() };
    Ok(Some((format, Arc::new(settings))))
}

fn by_content(
    stream: &mut Stream,
    columns: &QueryColumns,
) -> io::Result<Result<Format, Diagnostic>> {
    match detect_json::format(stream)? {
        Some(Format::Json) => return Ok(Ok(Format::Json)),
        Some(_) => return Ok(Ok(Format::Jsonl)),
        None => {}
    }
    let (first, _) = rows::first_line(stream)?;
    let lower = first.to_ascii_lowercase();
    if [&b"<top"[..], b"<?xml", b"<parameters"].iter().any(|tag| lower.starts_with(tag)) {
        return Ok(Err(Diagnostic::new("topics in XML or SGML, not queries")
            .hint("write each query as one line: its id, a tab, its text")));
    }
    let is_header = |delimiter: &u8| columns.are_header(&first, *delimiter);
    Ok(Ok(match DELIMITERS.into_iter().find(is_header) {
        Some(b'\t') => Format::Tsv,
        Some(_) => Format::Csv,
        None if first.contains(&b'\t') => Format::Tsv,
        None => Format::Lines,
    }))
}

impl QueryColumns {
    /// Returns true if a line names the columns of id and text.
    fn are_header(&self, line: &[u8], delimiter: u8) -> bool {
        let Some(cells) = header::cells(line, delimiter) else {
            return false;
        };
        let has = |names: &[String]| {
            cells.iter().any(|cell| names.iter().any(|name| cell.eq_ignore_ascii_case(name)))
        };
        has(&self.ids) && has(&self.texts)
    }
}
