//! A comparison for people: each query that differs, with its documents that moved, and a summary.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::{Query, Report, Side, Style};
use crate::compare::Moved;
use crate::sanitize::harmless;

/// The most columns that a name takes.
const WIDEST: usize = 60;

/// What becomes of a document that moved up, and of one that moved down, on a terminal.
const GREEN: &str = "\x1b[32m";
const RED: &str = "\x1b[31m";
const PLAIN: &str = "\x1b[0m";

pub(super) fn write(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for query in &report.queries {
        if query.differs() {
            write_query(query, style, out)?;
            out.write_all(b"\n")?;
        }
    }
    let count = report.queries.len();
    let differing = match report.differing() {
        0 => "none differs".into(),
        1 => "1 differs".into(),
        many => format!("{many} differ"),
    };
    let plural = if count == 1 { "query" } else { "queries" };
    let means = report.means();
    writeln!(
        out,
        "{count} {plural}, {differing}; mean RBO {:.4}, tau-b {}, overlap {:.4}",
        means.rbo,
        rounded(means.tau_b),
        means.overlap,
    )
}

fn write_query(query: &Query<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let comparison = &query.comparison;
    let name = harmless(query.name, WIDEST);
    if let Some(side) = query.only {
        let side = match side {
            Side::Old => "old",
            Side::New => "new",
        };
        return writeln!(out, "{name}\n  only in the {side} file");
    }
    let first = if comparison.has_new_first() {
        ", another first"
    } else {
        ""
    };
    writeln!(
        out,
        "{name}\n  RBO {:.4}, tau-b {}, overlap {:.4}{first}",
        comparison.rbo,
        rounded(comparison.tau_b),
        comparison.overlap,
    )?;
    let rows: Vec<_> = comparison
        .moved
        .iter()
        .map(|moved| Row::new(moved, style))
        .collect();
    let widest = |part: fn(&Row) -> &str| {
        let widths = rows.iter().map(|row| part(row).width());
        widths.max().unwrap_or(0)
    };
    let widths = [
        widest(|row| &row.old_rank),
        widest(|row| &row.new_rank),
        widest(|row| &row.id),
        widest(|row| &row.old_score),
        widest(|row| &row.new_score),
    ];
    rows.iter()
        .try_for_each(|row| row.write(widths, style, out))
}

/// A document that moved, as it is shown.
struct Row {
    up: bool,
    old_rank: String,
    new_rank: String,
    id: String,
    old_score: String,
    new_score: String,
    note: &'static str,
}

impl Row {
    fn new(moved: &Moved<'_>, style: &Style) -> Self {
        let absent = usize::MAX;
        let (old, new) = (
            moved.old_rank.unwrap_or(absent),
            moved.new_rank.unwrap_or(absent),
        );
        let deepest = style.depth.unwrap_or(absent - 1);
        let rank = |rank: Option<usize>| rank.map_or_else(|| "-".into(), |rank| rank.to_string());
        Self {
            up: new < old,
            old_rank: rank(moved.old_rank),
            new_rank: rank(moved.new_rank),
            id: harmless(moved.id, WIDEST),
            old_score: rounded(moved.old_score),
            new_score: rounded(moved.new_score),
            note: match (old <= deepest, new <= deepest) {
                (false, true) => "entered",
                (true, false) => "left",
                _ => "",
            },
        }
    }

    fn write(&self, widths: [usize; 5], style: &Style, out: &mut dyn Write) -> io::Result<()> {
        let [old_rank, new_rank, id, old_score, new_score] = widths;
        let (arrow, color) = if self.up {
            ("↑", GREEN)
        } else {
            ("↓", RED)
        };
        let (color, plain) = if style.color {
            (color, PLAIN)
        } else {
            ("", "")
        };
        let gap = " ".repeat(id - self.id.width());
        let line = format!(
            "  {color}{arrow}{plain} {:>old_rank$} → {:>new_rank$}  {}{gap}  {:>old_score$} → {:>new_score$}  {}",
            self.old_rank, self.new_rank, self.id, self.old_score, self.new_score, self.note,
        );
        writeln!(out, "{}", line.trim_end())
    }
}

/// A number for reading.
fn rounded(number: Option<f64>) -> String {
    match number {
        None => "-".into(),
        Some(number) if number.abs() >= 1e9 => format!("{number:.4e}"),
        Some(number) => format!("{number:.4}"),
    }
}
