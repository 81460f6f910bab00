//! `raw`: the records' own bytes in the new order, each with a line end, or a NUL. Rows keep their header
//! in front; an element of a JSON array that spans lines comes out on one.

use std::io::Write;
use std::sync::Arc;

use super::error::OutputError;
use super::json::on_one_line;
use super::{Row, Style};
use crate::model::{Form, SourceInfo};

pub(super) fn write<'a>(
    tables: &[Arc<SourceInfo>],
    rows: impl Iterator<Item = Row<'a>>,
    style: &Style,
    out: &mut dyn Write,
) -> Result<(), OutputError> {
    let end: &[u8] = if style.nul { b"\0" } else { b"\n" };
    if let Some(header) = header(tables)? {
        out.write_all(header)?;
        out.write_all(end)?;
    }
    for row in rows {
        let record = row.document.record();
        match row.document.source().form {
            Form::Json => out.write_all(&on_one_line(record))?,
            _ => out.write_all(record)?,
        }
        out.write_all(end)?;
    }
    Ok(())
}

/// The header that all tables share, as the first has it; none without tables.
fn header(tables: &[Arc<SourceInfo>]) -> Result<Option<&[u8]>, OutputError> {
    let mut headers = tables.iter().filter_map(|table| match &table.form {
        Form::Table { header, .. } => Some((table, header.as_slice())),
        _ => None,
    });
    let Some((first, header)) = headers.next() else {
        return Ok(None);
    };
    let differs = |other: &[u8]| other.trim_ascii_end() != header.trim_ascii_end();
    match headers.find(|(_, other)| differs(other)) {
        Some((table, _)) => Err(OutputError::Headers(first.name.clone(), table.name.clone())),
        None => Ok(Some(header)),
    }
}
