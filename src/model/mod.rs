//! Documents, their sources, and rankings of them.
//!
//! No I/O, and nothing about services.

mod block;
mod builder;
mod document;
mod pack;
mod results;
mod row;

use std::sync::Arc;

use clap::ValueEnum;

use crate::window::TextWindow;

pub use block::Block;
pub use builder::{DocumentBuilder, FieldValue};
pub use document::{Document, Spelling};
pub use pack::DocumentPacker;
pub use results::{RankedDocument, Results};
pub use row::{Cell, Quoting, RowParser};

#[derive(Debug, PartialEq, Eq)]
pub struct SourceInfo {
    /// The name in origins and messages: a path, `stdin` or `--doc`.
    pub name: String,
    pub format: RecordFormat,
}

/// The format of the records of a source, which decides how a document is printed in JSON.
#[derive(Debug, PartialEq, Eq)]
pub enum RecordFormat {
    /// A `--doc` text: the record is the text, and the line counts the texts.
    Argument,
    /// A record is its text.
    Lines,
    /// A record is a JSON object, or a JSON string that is the text.
    Json,
    /// A record is a row under a header.
    Table {
        delimiter: u8,
        quoting: Quoting,
        columns: Vec<String>,
        /// The header row as it came, without its line end. `None` means that the file has none.
        header: Option<Vec<u8>>,
    },
    /// A record is a block of lines, which is its text.
    Paragraphs,
    /// A record is a line that names the file and the line of its text.
    Grep,
    /// A record is an event of `rg --json`.
    RgJson,
    /// A record names the file that holds the text.
    Paths,
}

/// A document with its position in the input and its score.
#[derive(Debug)]
pub struct Scored<D = Document> {
    /// Position in the input, from 0.
    pub index: u64,
    /// The raw score; `None` for a blank document.
    pub score: Option<f64>,
    /// The window with that score; `None` if the document was scored whole.
    pub window: Option<Box<TextWindow>>,
    pub document: D,
}

/// Documents in order, the most relevant first.
#[derive(Debug)]
pub struct Ranking<D = Document> {
    /// The documents kept, ranked from 1.
    pub results: Results<D>,
    /// The number of documents that were read.
    pub documents: u64,
    /// The number of blank documents among them.
    pub blank: u64,
    /// The number of blank lines among the blank documents. They are common, so no warning counts them.
    pub blank_lines: u64,
    /// The tables among the sources, in the order of the input, even if none of their rows was kept.
    pub tables: Vec<Arc<SourceInfo>>,
}

/// The scale of printed scores. The order always comes from raw scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scale {
    /// As the service returns them
    Raw,
    /// 1 / (1 + e^-x) of each logit
    Sigmoid,
}

impl Scale {
    /// Converts a raw score to this scale.
    pub fn of(self, raw: f64) -> f64 {
        match self {
            Self::Raw => raw,
            Self::Sigmoid => 1.0 / (1.0 + (-raw).exp()),
        }
    }
}

/// The origin of the scores of a run, for reports.
#[derive(Debug, Default)]
pub struct RunInfo {
    /// `None` if no service was used.
    pub model: Option<String>,
    /// `None` for the built-in scorer.
    pub api: Option<String>,
    /// `None` if there were no requests: for the built-in scorer and for a replay.
    pub endpoint: Option<String>,
    /// The number of ranking requests, with retries.
    pub requests: u64,
    /// The tokens that the service counted, if it reported them for every request.
    pub tokens: Option<u64>,
    /// The number of passages that were scored; `None` without windows, when it is that of documents.
    pub passages: Option<u64>,
    /// The number of documents that were not scored because others matched the query better; `None` without
    /// `--prefilter`.
    pub prefiltered: Option<u64>,
    /// True if a score outside 0 to 1 was seen.
    pub is_unbounded: bool,
}
