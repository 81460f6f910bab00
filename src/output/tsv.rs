//! `tsv`: rank, score, id or origin, and text, one line per document, without a header; the id of the query comes
//! first if there are many. Special characters are escaped, so that a document is always one line with the same
//! number of fields and nothing is lost. A document without a
//! score has an empty one.

use std::io::{self, Write};

use super::{OutputStyle, Row};
use crate::text::write_tsv_field;

pub(super) fn write<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    style: &OutputStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    for row in rows {
        if let Some(query_id) = row.query_id {
            write_tsv_field(query_id, out)?;
            out.write_all(b"\t")?;
        }
        write!(out, "{}\t{}\t", row.rank, row.score_text())?;
        write_tsv_field(&row.name(), out)?;
        if style.documents {
            out.write_all(b"\t")?;
            write_tsv_field(&row.document.text(), out)?;
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}
