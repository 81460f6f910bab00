//! `raw`: the input records' own bytes in the new order, each with a line end or a NUL. Rows come after their
//! header; an element of a JSON array that spans lines is printed on one.

use std::io::{self, Write};
use std::sync::Arc;

use super::json::on_one_line;
use super::{OutputStyle, Row};
use crate::diagnostic::Diagnostic;
use crate::model::{RecordFormat, SourceInfo};

pub(super) fn write<'a>(
    tables: &[Arc<SourceInfo>],
    rows: impl Iterator<Item = Row<'a>>,
    style: &OutputStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let end: &[u8] = if style.nul { b"\0" } else { b"\n" };
    if let Some(header) = find_header(tables)? {
        out.write_all(header)?;
        out.write_all(end)?;
    }
    let mut is_first = true;
    for row in rows {
        let record = row.document.record();
        match row.document.source().format {
            RecordFormat::Json => out.write_all(&on_one_line(record))?,
            RecordFormat::Paragraphs if !style.nul => {
                if !is_first {
                    out.write_all(end)?;
                }
                out.write_all(record)?;
            }
            _ => out.write_all(record)?,
        }
        out.write_all(end)?;
        is_first = false;
    }
    Ok(())
}

/// Returns the header that all tables share, as the first spells it; `None` without tables.
fn find_header(tables: &[Arc<SourceInfo>]) -> io::Result<Option<&[u8]>> {
    let mut headers = tables.iter().filter_map(|table| match &table.format {
        RecordFormat::Table { header, .. } => Some((table, header.as_deref()?)),
        _ => None,
    });
    let Some((first, header)) = headers.next() else {
        return Ok(None);
    };
    match headers.find(|(_, other)| other.trim_ascii_end() != header.trim_ascii_end()) {
        Some((table, _)) => {
            let problem = format!("{} and {} have different headers", first.name, table.name);
            let diagnostic =
                Diagnostic::new(problem).hint("`--format csv` prints rows of one shape");
            Err(io::Error::other(diagnostic))
        }
        None => Ok(Some(header)),
    }
}
