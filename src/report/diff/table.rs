//! Prints a comparison for people: each query that differs with its moved documents, and a summary.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::{DiffReport, DiffStyle, QueryDiff, Side};
use crate::compare::Moved;
use crate::sanitize::harmless;

/// The maximum width of an id or a query.
const MAX_NAME_WIDTH: usize = 60;

const GREEN: &str = "\x1b[32m";
const RED: &str = "\x1b[31m";
const RESET: &str = "\x1b[0m";

pub(super) fn write(
    report: &DiffReport<'_>,
    style: &DiffStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    for query in report.queries.iter().filter(|query| query.differs()) {
        write_query(query, style, out)?;
        out.write_all(b"\n")?;
    }
    let count = report.queries.len();
    let plural = if count == 1 { "query" } else { "queries" };
    let differing = match report.count_differing() {
        0 => "none differs".into(),
        1 => "1 differs".into(),
        many => format!("{many} differ"),
    };
    let means = report.means();
    writeln!(
        out,
        "{count} {plural}, {differing}; mean RBO {:.4}, tau-b {}, overlap {:.4}",
        means.rbo,
        round(means.tau_b),
        means.overlap,
    )
}

fn write_query(query: &QueryDiff<'_>, style: &DiffStyle, out: &mut dyn Write) -> io::Result<()> {
    let name = harmless(query.name, MAX_NAME_WIDTH);
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
        if comparison.has_new_first() {
            ", another first"
        } else {
            ""
        },
    )?;
    let rows: Vec<_> = comparison
        .moved
        .iter()
        .map(|moved| cells(moved, style))
        .collect();
    let widths: [usize; 5] = std::array::from_fn(|column| {
        rows.iter()
            .map(|row| row[column].width())
            .max()
            .unwrap_or(0)
    });
    for (moved, row) in comparison.moved.iter().zip(&rows) {
        write_row(moved, row, widths, style, out)?;
    }
    Ok(())
}

/// Returns the old rank, the new rank, the id, the old score, the new score and a remark.
fn cells(moved: &Moved<'_>, style: &DiffStyle) -> [String; 6] {
    let depth = style.depth.unwrap_or(usize::MAX);
    let was_listed = moved.old_rank.is_some_and(|rank| rank <= depth);
    let is_listed = moved.new_rank.is_some_and(|rank| rank <= depth);
    let remark = match (was_listed, is_listed) {
        (false, true) => "entered",
        (true, false) => "left",
        _ => "",
    };
    let rank = |rank: Option<usize>| rank.map_or_else(|| "-".into(), |rank| rank.to_string());
    [
        rank(moved.old_rank),
        rank(moved.new_rank),
        harmless(moved.id, MAX_NAME_WIDTH),
        round(moved.old_score),
        round(moved.new_score),
        remark.into(),
    ]
}

fn write_row(
    moved: &Moved<'_>,
    row: &[String; 6],
    widths: [usize; 5],
    style: &DiffStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rank = |rank: Option<usize>| rank.unwrap_or(usize::MAX);
    let (arrow, color) = if rank(moved.new_rank) < rank(moved.old_rank) {
        ("↑", GREEN)
    } else {
        ("↓", RED)
    };
    let (color, reset) = if style.color {
        (color, RESET)
    } else {
        ("", "")
    };
    let [old_rank, new_rank, id, old_score, new_score, remark] = row;
    let [
        old_rank_width,
        new_rank_width,
        id_width,
        old_width,
        new_width,
    ] = widths;
    let gap = " ".repeat(id_width - id.width());
    let line = format!(
        "  {color}{arrow}{reset} {old_rank:>old_rank_width$} → {new_rank:>new_rank_width$}  {id}{gap}  \
         {old_score:>old_width$} → {new_score:>new_width$}  {remark}",
    );
    writeln!(out, "{}", line.trim_end())
}

fn round(number: Option<f64>) -> String {
    match number {
        None => "-".into(),
        Some(number) if number.abs() >= 1e9 => format!("{number:.4e}"),
        Some(number) => format!("{number:.4}"),
    }
}
