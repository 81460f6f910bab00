//! `table`: for people. Rank, score, id or origin, and as much of the text as two lines of the terminal
//! hold. What a document could do to a terminal is shown, not done.

use std::io::{self, Write};

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, Width,
    presets,
};
use unicode_segmentation::UnicodeSegmentation;

use super::{Row, Style};
use crate::model::Scale;
use crate::sanitize::{columns, harmless, shortened};

/// The width of a terminal when nothing tells it.
pub const USUAL_WIDTH: usize = 80;
/// The lines one document may take.
const HEIGHT: usize = 2;
/// The columns between two columns.
const GAP: u16 = 2;
/// The narrowest that the text becomes before lines grow past the terminal instead.
const NARROWEST: usize = 10;

pub(super) fn write<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines: Vec<_> = rows.map(|row| Line::new(&row, style)).collect();
    if lines.is_empty() {
        return Ok(());
    }
    let table = drawn(&lines, style);
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// The table of some lines.
fn drawn(lines: &[Line], style: &Style) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_truncation_indicator("…");
    if style.color {
        // The library under the table looks at NO_COLOR too; what the user asked for is known here.
        crossterm::style::force_color_output(true);
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    let widths = widths(lines, style);
    table.set_width(
        u16::try_from(widths.iter().sum::<usize>())
            .unwrap_or(u16::MAX)
            .saturating_add(3 * GAP),
    );
    let titles = ["rank", "score", "document", "text"]
        .map(|title| Cell::new(title).add_attribute(Attribute::Dim));
    table.set_header(titles.into_iter().take(widths.len()));
    for line in lines {
        table.add_row(line.cells(&widths));
    }
    for (column, width) in table.column_iter_mut().zip(&widths) {
        let gap = if column.index + 1 < widths.len() {
            GAP
        } else {
            0
        };
        let width = u16::try_from(*width).unwrap_or(u16::MAX - gap) + gap;
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        column.set_padding((0, gap));
        if column.index < 2 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// What is shown of a document.
struct Line {
    rank: String,
    score: String,
    name: String,
    text: Option<String>,
}

impl Line {
    fn new(row: &Row<'_>, style: &Style) -> Self {
        // More than any line holds need not be looked at.
        let most = style.width * HEIGHT;
        Self {
            rank: row.rank.to_string(),
            score: row
                .score
                .map_or_else(|| "-".into(), |score| rounded(score, style.scale)),
            name: harmless(&row.name(), most),
            text: style
                .documents
                .then(|| harmless(&row.document.text(), most)),
        }
    }

    fn cells(&self, widths: &[usize]) -> comfy_table::Row {
        let mut cells = vec![
            Cell::new(&self.rank).add_attribute(Attribute::Dim),
            Cell::new(&self.score).fg(Color::DarkGreen),
            Cell::new(&self.name).fg(Color::DarkCyan),
        ];
        if let (Some(text), Some(width)) = (&self.text, widths.get(3)) {
            cells.push(Cell::new(fitted(text, *width)));
        }
        let mut row = comfy_table::Row::from(cells);
        row.max_height(HEIGHT);
        row
    }
}

/// How wide the columns are: what they need, the names at most a third of the line, the text the rest.
fn widths(lines: &[Line], style: &Style) -> Vec<usize> {
    let widest = |title: &str, part: fn(&Line) -> &str| {
        let widths = lines.iter().map(|line| columns(part(line)));
        widths.max().unwrap_or(0).max(title.len())
    };
    let rank = widest("rank", |line| &line.rank);
    let score = widest("score", |line| &line.score);
    let name = widest("document", |line| &line.name);
    let gaps = usize::from(GAP) * 3;
    if !style.documents {
        let rest = style
            .width
            .saturating_sub(rank + score + gaps)
            .max(NARROWEST);
        return vec![rank, score, name.min(rest)];
    }
    let name = name.min((style.width / 3).max("document".len()));
    let text = style.width.saturating_sub(rank + score + name + gaps);
    vec![rank, score, name, text.max(NARROWEST)]
}

/// A score for reading: four decimals, or six of a sigmoid, which is often small.
fn rounded(score: f64, scale: Scale) -> String {
    match scale {
        _ if score.abs() >= 1e9 => format!("{score:.4e}"),
        Scale::Raw => format!("{score:.4}"),
        Scale::Sigmoid => format!("{score:.6}"),
    }
}

/// As much of a text as the lines of its column hold, with an ellipsis if that is not all.
fn fitted(text: &str, width: usize) -> String {
    let mut wrap = Wrap::default();
    for word in text.split(' ') {
        let gap = if wrap.used > 0 { " " } else { "" };
        let wide = columns(word);
        if wrap.used + gap.len() + wide <= width {
            wrap.push(gap);
            wrap.push(word);
        } else {
            wrap.push_broken(gap, word, width);
        }
        if wrap.full.len() >= HEIGHT {
            break;
        }
    }
    wrap.finish(width)
}

/// A text on its way into lines.
#[derive(Default)]
struct Wrap {
    full: Vec<String>,
    line: String,
    used: usize,
}

impl Wrap {
    fn push(&mut self, text: &str) {
        self.line.push_str(text);
        self.used += columns(text);
    }

    fn next_line(&mut self) {
        self.full.push(std::mem::take(&mut self.line));
        self.used = 0;
    }

    /// Puts a word on the next line; one that fits no line is broken where the line ends.
    fn push_broken(&mut self, gap: &str, word: &str, width: usize) {
        if columns(word) <= width || self.used + gap.len() >= width {
            self.next_line();
        } else {
            self.push(gap);
        }
        for grapheme in word.graphemes(true) {
            if self.used + columns(grapheme) > width {
                self.next_line();
            }
            self.push(grapheme);
        }
    }

    fn finish(mut self, width: usize) -> String {
        self.next_line();
        if self.full.len() > HEIGHT {
            self.full.truncate(HEIGHT);
            let last = self.full.pop().unwrap_or_default();
            self.full.push(shortened(&last, width));
        }
        self.full.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_wrapped_and_cut_by_the_columns_it_takes() {
        for (text, width, lines) in [
            ("abcd", 2, "ab\ncd"),
            ("a bc d", 4, "a bc\nd"),
            ("a bc def gh", 4, "a bc\ndef…"),
            ("a bc defg h", 4, "a bc\ndef…"),
            ("猫猫猫猫猫", 4, "猫猫\n猫…"),
            ("x 猫猫猫", 4, "x 猫\n猫猫"),
            ("🇯🇵🇯🇵🇯🇵", 4, "🇯🇵🇯🇵\n🇯🇵"),
        ] {
            assert_eq!(fitted(text, width), lines, "{text}");
        }
    }
}
