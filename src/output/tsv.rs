//! `tsv`: rank, score, id or origin, and text, one line per document, without a header; the id of the query comes
//! first if there are many. Special characters are escaped, so that a document is always one line with the same
//! number of fields and nothing is lost. A document without a
//! score has an empty one.

use std::io;

use super::json::{write_integer, write_value};
use super::{OutputStyle, Row};
use crate::text::write_tsv_field;

pub(super) fn write(row: &Row<'_>, style: &OutputStyle, out: &mut Vec<u8>) -> io::Result<()> {
    if let Some(query_id) = row.query_id {
        write_tsv_field(query_id, out)?;
        out.push(b'\t');
    }
    write_integer(row.rank, out);
    out.push(b'\t');
    if let Some(score) = row.score {
        write_value(score, out)?;
    }
    out.push(b'\t');
    write_tsv_field(&row.name(), out)?;
    if style.documents {
        out.push(b'\t');
        write_tsv_field(&row.document.text(), out)?;
    }
    out.push(b'\n');
    Ok(())
}
