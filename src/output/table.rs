//! `table`: for people. Rank, score, id or origin, and as much of the text as two lines of the terminal hold.
//! Control characters in documents are shown as pictures.

use std::io::{self, Write};

use super::{OutputStyle, Row};
use crate::client::QueryWords;
use crate::model::Scale;
use crate::sanitize::harmless;
use crate::table::{BOLD, CYAN, Column, DIM, GREEN, TextTable, paint};

/// The maximum number of lines of a document.
const MAX_HEIGHT: usize = 2;
/// The minimum width of the last column; a terminal too narrow for it gets lines that are too long.
const MIN_WIDTH: usize = 10;

/// The minimum number of documents, whatever the height of the terminal.
const MIN_ROWS: usize = 10;

pub(super) fn write(
    query: &str,
    rows: &[Row<'_>],
    style: &OutputStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let words = QueryWords::new(query);
    let Some(max_lines) = style.max_lines else {
        return draw(rows, &words, style).write(style.text, out);
    };
    // Each document takes at least one line; the widths of columns depend on the documents shown.
    let mut shown = rows.len().min(max_lines.max(MIN_ROWS));
    let lines = loop {
        let lines = draw(&rows[..shown], &words, style).lines(style.text);
        let has_more = shown < rows.len();
        if lines.len() + usize::from(has_more) <= max_lines || shown <= MIN_ROWS {
            break lines;
        }
        shown -= 1;
    };
    for line in lines {
        writeln!(out, "{line}")?;
    }
    match rows.len() - shown {
        0 => Ok(()),
        more => {
            let note = format!("{more} more; -n all shows everything");
            let note = if style.text.color { paint(&note, DIM) } else { note };
            writeln!(out, "{note}")
        }
    }
}

fn draw<'a>(rows: &[Row<'_>], words: &'a QueryWords, style: &OutputStyle) -> TextTable<'a> {
    let name = Column::new("document").sgr(CYAN);
    let mut columns =
        vec![Column::new("rank").right().sgr(DIM), Column::new("score").right().sgr(GREEN)];
    if style.documents {
        columns.push(name.at_most((style.text.width / 3).max("document".len())));
        let text = Column::new("text").rest_of_line(MIN_WIDTH);
        columns.push(text.painted(|line| words.mark(line, |word| paint(word, BOLD))));
    } else {
        columns.push(name.rest_of_line(MIN_WIDTH));
    }
    let mut table = TextTable::new(columns).max_height(MAX_HEIGHT);
    // Text beyond what the lines hold is not looked at.
    let max_width = style.text.width * MAX_HEIGHT;
    for row in rows {
        let mut cells = vec![
            row.rank.to_string(),
            row.score.map_or_else(|| "-".into(), |score| round(score, style.scale)),
            harmless(&row.name(), max_width),
        ];
        if style.documents {
            let text = row.document.text();
            let shown = row.window.map_or(&*text, |window| window.of(&text));
            cells.push(harmless(shown, max_width));
        }
        table.add_row(cells);
    }
    table
}

/// Formats a score with four decimals, or six for a sigmoid, which is often small.
fn round(score: f64, scale: Scale) -> String {
    match scale {
        _ if score.abs() >= 1e9 => format!("{score:.4e}"),
        Scale::Raw => format!("{score:.4}"),
        Scale::Sigmoid => format!("{score:.6}"),
    }
}
