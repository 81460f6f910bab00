//! The formats of documents.

use clap::ValueEnum;

/// A format of documents, as `--input` names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// By file name, else by content
    #[default]
    Auto,
    /// One document a line
    Lines,
    /// Blocks of lines between blank lines
    Paragraphs,
    /// One JSON object or string a line
    Jsonl,
    /// A JSON array of objects or strings
    Json,
    /// Comma-separated values under a header
    Csv,
    /// Tab-separated values under a header
    Tsv,
    /// path:line:text, as grep and rg print it
    Grep,
    /// Events of rg --json
    RgJson,
    /// One file name a line
    Paths,
}

impl Format {
    /// Returns true if records have fields or columns.
    pub(super) const fn has_fields(self) -> bool {
        matches!(self, Self::Jsonl | Self::Json | Self::Csv | Self::Tsv)
    }

    /// Returns the name that `--input` takes.
    pub fn name(self) -> String {
        let value = self.to_possible_value();
        value.map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}
