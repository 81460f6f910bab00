//! Text tables. Cells are wrapped here, by the width that [`columns`] gives them, and arranged by comfy-table,
//! which measures emoji sequences as terminals show them that join characters; not all do. Color is added to
//! the finished lines, so that escape sequences never take part in measuring.

mod column;

use std::io::{self, Write};

use crate::sanitize::{columns, inert_line, wrap};
pub use column::Column;
use column::ColumnWidth;
use comfy_table::{
    Cell, ColumnConstraint, ContentArrangement, ContentLineStyle, Row, Table, TableStyle, Width,
};

/// Separates the cells of an arranged line. Cells must not hold control characters.
const SEPARATOR: char = '\u{1F}';

/// SGR parameters of colors and attributes.
pub const BOLD: &str = "1";
pub const DIM: &str = "2";
pub const RED: &str = "31";
pub const GREEN: &str = "32";
pub const YELLOW: &str = "33";
pub const CYAN: &str = "36";

/// The width of a table where the terminal's is unknown.
pub const DEFAULT_WIDTH: usize = 80;

#[derive(Clone, Copy, Debug)]
pub struct TextStyle {
    pub color: bool,
    /// The maximum width of a line in terminal columns.
    pub width: usize,
}

/// Returns `text` with the SGR parameters `sgr`.
pub fn paint(text: &str, sgr: &str) -> String {
    format!("\x1b[{sgr}m{text}\x1b[0m")
}

/// A table without lines between its cells.
pub struct TextTable<'a> {
    columns: Vec<Column<'a>>,
    rows: Vec<Vec<String>>,
    indent: usize,
    max_height: usize,
}

impl<'a> TextTable<'a> {
    pub fn new(columns: impl IntoIterator<Item = Column<'a>>) -> Self {
        Self {
            columns: columns.into_iter().collect(),
            rows: Vec::new(),
            indent: 0,
            max_height: usize::MAX,
        }
    }

    /// Begins each line with `indent` spaces.
    #[must_use]
    pub fn indent(mut self, indent: usize) -> Self {
        self.indent = indent;
        self
    }

    /// Cuts cells that need more than `lines` lines, with an ellipsis.
    #[must_use]
    pub fn max_height(mut self, lines: usize) -> Self {
        self.max_height = lines;
        self
    }

    /// Adds a row. A cell may hold several lines.
    pub fn add_row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Writes the table, or nothing if it has no rows.
    pub fn write(self, style: TextStyle, out: &mut dyn Write) -> io::Result<()> {
        for line in self.lines(style) {
            writeln!(out, "{line}")?;
        }
        Ok(())
    }

    /// Returns the lines of the table: none if it has no rows.
    pub fn lines(self, style: TextStyle) -> Vec<String> {
        if self.rows.is_empty() {
            return Vec::new();
        }
        let has_header = self.columns.iter().any(|column| !column.title.is_empty());
        let indent = " ".repeat(self.indent);
        let widths = self.widths(style.width);
        let table = self.arrange(&widths, has_header);
        table
            .lines()
            .enumerate()
            .map(|(number, line)| {
                let is_header = has_header && number == 0;
                let painted = paint_line(&line, &self.columns, style.color, is_header);
                inert_line(format!("{indent}{painted}").trim_end())
            })
            .collect()
    }

    /// Returns the width of each column in a line of at most `line_width`.
    fn widths(&self, line_width: usize) -> Vec<usize> {
        let mut widths: Vec<usize> =
            self.columns.iter().map(|column| columns(column.title)).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.lines().map(columns).fold(*width, usize::max);
            }
        }
        for (width, column) in widths.iter_mut().zip(&self.columns) {
            if let ColumnWidth::AtMost(most) = column.width {
                *width = most.min(*width);
            }
        }
        let gaps: usize = self.columns.iter().map(|column| columns(column.gap)).sum();
        let last_gap = self.columns.last().map_or(0, |column| columns(column.gap));
        let used = self.indent + gaps - last_gap + widths.iter().sum::<usize>();
        for (width, column) in widths.iter_mut().zip(&self.columns) {
            if let ColumnWidth::RestOfLine { minimum } = column.width {
                let rest = line_width.saturating_sub(used - *width);
                *width = rest.max(minimum).min(*width);
            }
        }
        widths
    }

    fn arrange(&self, widths: &[usize], has_header: bool) -> Table {
        let separated = ContentLineStyle::none().junction(SEPARATOR);
        let mut table = Table::new();
        table
            .load_style(TableStyle::new().header_lines(separated).content_lines(separated))
            .set_content_arrangement(ContentArrangement::Disabled);
        if has_header {
            table.set_header(self.columns.iter().map(|column| column.title));
        }
        for row in &self.rows {
            let cells = row
                .iter()
                .zip(widths)
                .map(|(cell, width)| Cell::new_owned(wrap(cell, *width, self.max_height)));
            table.add_row(Row::from(cells));
        }
        for (arranged, (column, width)) in
            table.column_iter_mut().zip(self.columns.iter().zip(widths))
        {
            let width = Width::Fixed(u16::try_from(*width).unwrap_or(u16::MAX));
            arranged
                .set_padding((0, 0))
                .set_constraint(ColumnConstraint::Absolute(width))
                .set_cell_alignment(column.alignment);
        }
        table
    }
}

/// Replaces the separators of an arranged line by gaps, and paints its cells if `color` is on.
fn paint_line(line: &str, columns: &[Column<'_>], color: bool, is_header: bool) -> String {
    let mut painted = String::with_capacity(line.len() + 32);
    for (index, (cell, column)) in line.split(SEPARATOR).zip(columns).enumerate() {
        if index > 0 {
            painted.push_str(columns[index - 1].gap);
        }
        let text = cell.trim();
        match &column.painter {
            _ if !color || text.is_empty() => painted.push_str(cell),
            None if !is_header => painted.push_str(cell),
            painter => {
                let start = cell.len() - cell.trim_start().len();
                painted.push_str(&cell[..start]);
                match painter {
                    Some(painter) if !is_header => painted.push_str(&painter(text)),
                    _ => painted.push_str(&paint(text, DIM)),
                }
                painted.push_str(&cell[start + text.len()..]);
            }
        }
    }
    painted
}
