//! `csv`: the columns of TSV under a header, quoted where they must be (RFC 4180, lines end in a newline).

use std::io::{self, Write};

use super::{Row, Style};

pub(super) fn write<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = if style.documents { 4 } else { 3 };
    let mut writer = csv::Writer::from_writer(out);
    let failed = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => io::Error::other(format!("{other:?}")),
    };
    let titles = ["rank", "score", "id", "text"];
    writer.write_record(&titles[..columns]).map_err(failed)?;
    for row in rows {
        let (rank, score) = (row.rank.to_string(), row.score_text());
        let (name, text) = (row.name(), row.document.text());
        let fields = [rank.as_str(), &score, &name, &text];
        writer.write_record(&fields[..columns]).map_err(failed)?;
    }
    writer.flush()
}
