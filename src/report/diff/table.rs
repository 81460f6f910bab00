//! Prints a comparison for people: each query that differs with its moved documents, and a summary.

use std::io::{self, Write};

use super::{DiffReport, DiffStyle, QueryDiff, Side};
use crate::compare::Moved;
use crate::sanitize::{harmless, inert_line};
use crate::table::{Column, GREEN, RED, TextStyle, TextTable, paint};

/// The maximum width of an id or a query.
const MAX_NAME_WIDTH: usize = 60;

const UP: &str = "↑";
const DOWN: &str = "↓";

pub(super) fn write(
    report: &DiffReport<'_>,
    style: &DiffStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    for query in report.queries.iter().filter(|query| query.differs()) {
        write_query(query, style, out)?;
        out.write_all(b"\n")?;
    }
    writeln!(out, "{}", report.summary())
}

fn write_query(query: &QueryDiff<'_>, style: &DiffStyle, out: &mut dyn Write) -> io::Result<()> {
    let name = inert_line(&harmless(query.name, MAX_NAME_WIDTH));
    match query.only {
        Some(Side::Old) => return writeln!(out, "{name}\n  only in the old file"),
        Some(Side::New) => return writeln!(out, "{name}\n  only in the new file"),
        None => {}
    }
    let comparison = &query.comparison;
    writeln!(
        out,
        "{name}\n  RBO {:.4}, tau-b {}, overlap {:.4}{}",
        comparison.rbo,
        round(comparison.tau_b),
        comparison.overlap,
        if comparison.has_new_first() { ", another first" } else { "" },
    )?;
    let mut table = TextTable::new([
        Column::new("")
            .gap(" ")
            .painted(|arrow| paint(arrow, if arrow == UP { GREEN } else { RED })),
        Column::new("").right().gap(" → "),
        Column::new("").right(),
        Column::new(""),
        Column::new("").right().gap(" → "),
        Column::new("").right(),
        Column::new(""),
    ])
    .indent(2);
    for moved in &comparison.moved {
        table.add_row(cells(moved, style));
    }
    let style = TextStyle { color: style.color, width: usize::MAX };
    table.write(style, out)
}

/// Returns the arrow, the old rank, the new rank, the id, the old score, the new score and a remark.
fn cells(moved: &Moved<'_>, style: &DiffStyle) -> [String; 7] {
    let absent = usize::MAX;
    let is_up = moved.new_rank.unwrap_or(absent) < moved.old_rank.unwrap_or(absent);
    let rank = |rank: Option<usize>| rank.map_or_else(|| "-".into(), |rank| rank.to_string());
    [
        if is_up { UP } else { DOWN }.into(),
        rank(moved.old_rank),
        rank(moved.new_rank),
        harmless(moved.id, MAX_NAME_WIDTH),
        round(moved.old_score),
        round(moved.new_score),
        remark(moved, style).into(),
    ]
}

pub(super) fn round(number: Option<f64>) -> String {
    match number {
        None => "-".into(),
        Some(number) if number.abs() >= 1e9 => format!("{number:.4e}"),
        Some(number) => format!("{number:.4}"),
    }
}

/// Returns whether a document entered or left the ranks that were compared.
pub(super) fn remark(moved: &Moved<'_>, style: &DiffStyle) -> &'static str {
    let depth = style.depth.unwrap_or(usize::MAX);
    let was_listed = moved.old_rank.is_some_and(|rank| rank <= depth);
    let is_listed = moved.new_rank.is_some_and(|rank| rank <= depth);
    match (was_listed, is_listed) {
        (false, true) => "entered",
        (true, false) => "left",
        _ => "",
    }
}
