//! The list of models, as a table, TSV or JSON.

use std::io::{self, Write};

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};
use serde::Serialize;

use crate::output::escaped;
use crate::sanitize::harmless;

/// How the list is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people, fitted to so many columns.
    Table(usize),
    /// One line a model, tabs between its columns, no header.
    Tsv,
    /// One JSON document.
    Json,
}

/// A list of models.
#[derive(Debug, Serialize)]
pub struct Models {
    /// The month that what is said of known models tells of.
    pub as_of: &'static str,
    /// The address of the list; none for those that NVIDIA is known to serve.
    pub endpoint: Option<String>,
    /// The models, in the order they are printed.
    pub models: Vec<Model>,
}

/// A model and what is known of it; none where something is not known.
#[derive(Debug, Serialize)]
pub struct Model {
    /// The id, which may come from a service and hold anything.
    pub id: String,
    /// `hosted`, `retired`, `self-hosted`, `unknown`, `built-in` or `listed`.
    pub state: &'static str,
    /// The day on which the hosted service stopped serving it.
    pub retired: Option<&'static str>,
    /// The most tokens of a query and a document together.
    pub tokens: Option<u32>,
    /// Whether a document may be a picture.
    pub images: Option<bool>,
    /// What to ask instead.
    pub successor: Option<&'static str>,
}

impl Models {
    /// Writes the list.
    ///
    /// # Errors
    /// The bytes cannot be written.
    pub fn write(&self, format: Format, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Table(width) => self.table(width, out),
            Format::Tsv => self.models.iter().try_for_each(|model| model.line(out)),
            Format::Json => {
                serde_json::to_writer(&mut *out, self)?;
                out.write_all(b"\n")
            }
        }
    }

    fn table(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        if self.models.is_empty() {
            return Ok(());
        }
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.force_no_tty();
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        table.set_header(["model", "state", "tokens", "image"]);
        for model in &self.models {
            table.add_row(model.cells(width));
        }
        let last = table.column_count() - 1;
        for column in table.column_iter_mut() {
            column.set_padding((0, if column.index == last { 0 } else { 2 }));
            if column.index == 2 {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        for line in table.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

impl Model {
    fn cells(&self, width: usize) -> [Cell; 4] {
        let id = harmless(&self.id, width);
        let id = match self.successor {
            None => id,
            Some(successor) => format!("{id}\n-> {successor}"),
        };
        let state = match self.retired {
            None => self.state.into(),
            Some(day) => format!("{} {day}", self.state),
        };
        let tokens = self.tokens.map_or_else(|| "-".into(), |n| n.to_string());
        [id, state, tokens, self.image().unwrap_or("-").into()].map(Cell::new)
    }

    fn line(&self, out: &mut dyn Write) -> io::Result<()> {
        escaped(&self.id, out)?;
        let rest = [
            self.state.into(),
            self.retired.unwrap_or_default().into(),
            self.tokens.map_or_else(String::new, |n| n.to_string()),
            self.image().unwrap_or_default().into(),
            self.successor.unwrap_or_default().into(),
        ];
        writeln!(out, "\t{}", rest.join("\t"))
    }

    fn image(&self) -> Option<&'static str> {
        self.images.map(|images| if images { "yes" } else { "no" })
    }
}
