//! Prints a comparison as JSON. Queries are written one by one, so that the document is never in memory.

use std::io::{self, Write};

use serde::Serialize;

use super::{DiffReport, QueryDiff};
use crate::compare::Moved;

#[derive(Serialize)]
struct JsonQuery<'a> {
    query: &'a str,
    rbo: f64,
    tau_b: Option<f64>,
    overlap: f64,
    moved: &'a [Moved<'a>],
}

impl<'a> JsonQuery<'a> {
    fn new(query: &'a QueryDiff<'a>) -> Self {
        Self {
            query: query.name,
            rbo: query.comparison.rbo,
            tau_b: query.comparison.tau_b,
            overlap: query.comparison.overlap,
            moved: &query.comparison.moved,
        }
    }
}

pub(super) fn write(report: &DiffReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"queries\":[")?;
    for (index, query) in report.queries.iter().enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        serde_json::to_writer(&mut *out, &JsonQuery::new(query))?;
    }
    out.write_all(b"],\"mean\":")?;
    serde_json::to_writer(&mut *out, &report.means())?;
    out.write_all(b"}\n")
}

pub(super) fn write_lines(report: &DiffReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    for query in &report.queries {
        serde_json::to_writer(&mut *out, &JsonQuery::new(query))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
