//! `table`: for people. Rank, score, id or origin, and as much of the text as two lines of the terminal hold.
//! Control characters in documents are shown as pictures.

use std::io::{self, Write};

use super::{OutputStyle, Row};
use crate::model::Scale;
use crate::sanitize::harmless;
use crate::table::{CYAN, Column, DIM, GREEN, TextTable};

/// The maximum number of lines of a document.
const MAX_HEIGHT: usize = 2;
/// The minimum width of the last column; a terminal too narrow for it gets lines that are too long.
const MIN_WIDTH: usize = 10;

pub(super) fn write<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    style: &OutputStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = Column::new("document").sgr(CYAN);
    let mut columns = vec![
        Column::new("rank").right().sgr(DIM),
        Column::new("score").right().sgr(GREEN),
    ];
    if style.documents {
        columns.push(name.at_most((style.text.width / 3).max("document".len())));
        columns.push(Column::new("text").rest_of_line(MIN_WIDTH));
    } else {
        columns.push(name.rest_of_line(MIN_WIDTH));
    }
    let mut table = TextTable::new(columns).max_height(MAX_HEIGHT);
    // Text beyond what the lines hold is not looked at.
    let max_width = style.text.width * MAX_HEIGHT;
    for row in rows {
        let mut cells = vec![
            row.rank.to_string(),
            row.score
                .map_or_else(|| "-".into(), |score| round(score, style.scale)),
            harmless(&row.name(), max_width),
        ];
        if style.documents {
            cells.push(harmless(&row.document.text(), max_width));
        }
        table.add_row(cells);
    }
    table.write(style.text, out)
}

/// Formats a score with four decimals, or six for a sigmoid, which is often small.
fn round(score: f64, scale: Scale) -> String {
    match scale {
        _ if score.abs() >= 1e9 => format!("{score:.4e}"),
        Scale::Raw => format!("{score:.4}"),
        Scale::Sigmoid => format!("{score:.6}"),
    }
}
