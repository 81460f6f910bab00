//! Prints the list of models as a table, TSV or JSON.

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;

use crate::sanitize::{harmless, inert_line};
use crate::table::{Column, TextStyle, TextTable};
use crate::text::write_tsv_field;

/// The minimum width of an id.
const MIN_ID_WIDTH: usize = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table on a terminal, TSV elsewhere
    Auto,
    /// Fitted to the terminal, for people
    Table,
    /// One line per entry, tab-separated, without a header
    Tsv,
    /// One JSON document
    Json,
}

#[derive(Debug, Serialize)]
pub struct ModelReport {
    /// The month of the facts about known models.
    pub as_of: &'static str,
    /// The URL of the list; `None` for the built-in list of NVIDIA's models.
    pub endpoint: Option<String>,
    pub models: Vec<ModelRow>,
}

/// A model; `None` means unknown.
#[derive(Debug, Serialize)]
pub struct ModelRow {
    /// The id, which is untrusted if it comes from a service.
    pub id: String,
    /// `hosted`, `retired`, `self-hosted`, `unknown`, `built-in` or `listed`.
    pub state: &'static str,
    /// The day on which the hosted service stopped serving it.
    pub retired: Option<&'static str>,
    /// Token limit of query and document together.
    pub tokens: Option<u32>,
    /// Support of images as documents.
    pub images: Option<bool>,
    pub successor: Option<&'static str>,
}

impl ModelReport {
    /// Writes the list; a table has at most `width` columns.
    ///
    /// # Errors
    /// Writing fails.
    pub fn write(&self, format: ListFormat, width: usize, out: &mut dyn Write) -> io::Result<()> {
        match format {
            ListFormat::Auto | ListFormat::Table => self.write_table(width, out),
            ListFormat::Tsv => self.models.iter().try_for_each(|model| model.write_tsv(out)),
            ListFormat::Json => {
                serde_json::to_writer(&mut *out, self)?;
                out.write_all(b"\n")
            }
        }
    }

    fn write_table(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        let mut table = TextTable::new([
            Column::new("model").rest_of_line(MIN_ID_WIDTH),
            Column::new("state"),
            Column::new("tokens").right(),
            Column::new("image"),
        ]);
        for model in &self.models {
            table.add_row(model.cells(width));
        }
        let style = TextStyle { color: false, width };
        table.write(style, out)
    }
}

impl ModelRow {
    fn cells(&self, width: usize) -> [String; 4] {
        let mut id = harmless(&self.id, width);
        if let Some(successor) = self.successor {
            id.extend(["\n-> ", successor]);
        }
        let state = match self.retired {
            None => self.state.into(),
            Some(day) => format!("{} {day}", self.state),
        };
        let tokens = self.tokens.map_or_else(|| "-".into(), |n| n.to_string());
        [id, state, tokens, self.image_support().unwrap_or("-").into()]
    }

    fn write_tsv(&self, out: &mut dyn Write) -> io::Result<()> {
        write_tsv_field(&inert_line(&self.id), out)?;
        let rest = [
            self.state.into(),
            self.retired.unwrap_or_default().into(),
            self.tokens.map_or_else(String::new, |n| n.to_string()),
            self.image_support().unwrap_or_default().into(),
            self.successor.unwrap_or_default().into(),
        ];
        writeln!(out, "\t{}", rest.join("\t"))
    }

    fn image_support(&self) -> Option<&'static str> {
        self.images.map(|images| if images { "yes" } else { "no" })
    }
}
