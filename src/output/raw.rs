//! `raw`: the records' own bytes in the new order, each with a line end, or a NUL. Rows keep their header
//! in front; an element of a JSON array that spans lines comes out on one.

use std::io::Write;

use super::error::OutputError;
use super::json::on_one_line;
use super::{Row, Style};
use crate::model::{Form, Source};

pub(super) fn write<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    style: &Style,
    out: &mut dyn Write,
) -> Result<(), OutputError> {
    let end: &[u8] = if style.nul { b"\0" } else { b"\n" };
    let rows: Vec<_> = rows.collect();
    if let Some(header) = header(rows.iter().map(|row| row.document.source()))? {
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

/// The header that all tables among the sources share; none without tables.
fn header<'a>(sources: impl Iterator<Item = &'a Source>) -> Result<Option<&'a [u8]>, OutputError> {
    let mut first: Option<(&Source, &[u8])> = None;
    for source in sources {
        let Form::Table { header, .. } = &source.form else {
            continue;
        };
        match first {
            None => first = Some((source, header)),
            Some((other, known)) if known.trim_ascii_end() != header.trim_ascii_end() => {
                let names = (other.name.clone(), source.name.clone());
                return Err(OutputError::Headers(names.0, names.1));
            }
            Some(_) => {}
        }
    }
    Ok(first.map(|(_, header)| header))
}
