//! `csv`: the columns of TSV with a header, quoted where necessary (RFC 4180, but lines end in a newline).

use std::io::{self, Write};

use super::{OutputStyle, Row};
use crate::text::csv_error;

/// Writes the header, which begins with the title of the column of the query if there is one.
pub(super) fn write_header(
    query: Option<&str>,
    style: &OutputStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let titles = query.into_iter().chain(["rank", "score", "id"]);
    let titles: Vec<_> = titles.chain(style.documents.then_some("text")).collect();
    writeln!(out, "{}", titles.join(","))
}

pub(super) fn write<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    style: &OutputStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    for row in rows {
        if let Some(query_id) = row.query_id {
            writer.write_field(query_id).map_err(csv_error)?;
        }
        writer.write_field(row.rank.to_string()).map_err(csv_error)?;
        writer.write_field(row.score_text()).map_err(csv_error)?;
        writer.write_field(&*row.name()).map_err(csv_error)?;
        if style.documents {
            writer.write_field(&*row.document.text()).map_err(csv_error)?;
        }
        writer.write_record(None::<&[u8]>).map_err(csv_error)?;
    }
    writer.flush()
}
