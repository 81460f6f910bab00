//! `csv`: the columns of TSV with a header, quoted where necessary (RFC 4180, but lines end in a newline).

use std::io::{self, Write};

use super::{OutputStyle, Row};
use crate::text::csv_error;

pub(super) fn write<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    style: &OutputStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = if style.documents { 4 } else { 3 };
    let mut writer = csv::Writer::from_writer(out);
    let titles = ["rank", "score", "id", "text"];
    writer.write_record(&titles[..columns]).map_err(csv_error)?;
    for row in rows {
        let (rank, score) = (row.rank.to_string(), row.score_text());
        let (name, text) = (row.name(), row.document.text());
        let fields = [rank.as_str(), &score, &name, &text];
        writer.write_record(&fields[..columns]).map_err(csv_error)?;
    }
    writer.flush()
}
