//! The nouns: what a document is, where it came from, and what a scored one looks like.
//!
//! No I/O here, and nothing of any service.

mod buffer;
mod builder;
mod document;

use std::sync::Arc;

pub use buffer::Block;
pub use builder::{Draft, Part};
pub use document::{Document, Spelling};

/// Where documents are read from, and in what form.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// How the source is called in origins and messages: a path, `stdin` or `--doc`.
    pub name: String,
    /// How its records are written.
    pub form: Form,
}

/// How the records of a source are written, which decides how a document is shown in JSON.
#[derive(Debug, PartialEq, Eq)]
pub enum Form {
    /// A `--doc` text: the record is the text, and the line counts the texts.
    Argument,
    /// A record is its text.
    Lines,
    /// A record is a JSON object, or a JSON string that is the text.
    Json,
    /// A record is a row under a header.
    Table {
        /// Byte between two fields.
        delimiter: u8,
        /// The names of the columns.
        columns: Vec<String>,
        /// The header row as it came, without its line end.
        header: Vec<u8>,
    },
    /// A record is a line that names the place where its text was found.
    Found,
    /// A record names the file that holds the text.
    Paths,
}

/// A document with its place in the input and what the scorer said of it.
#[derive(Debug)]
pub struct Scored<D = Document> {
    /// Position in the input, from 0.
    pub index: u64,
    /// The raw score; none for a document with nothing to score.
    pub score: Option<f64>,
    /// The document.
    pub document: D,
}

/// Documents in order, the most relevant first.
#[derive(Debug)]
pub struct Ranking<D = Document> {
    /// The documents kept, ranked from 1.
    pub results: Vec<Scored<D>>,
    /// How many documents were read.
    pub documents: u64,
    /// How many of them had nothing to score.
    pub blank: u64,
    /// The tables among the sources, in the order of the input, whether or not their rows were kept.
    pub tables: Vec<Arc<Source>>,
}

/// The scale on which scores are printed. Order is always decided on the raw score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// As the scorer gave it.
    Raw,
    /// The logistic function of a logit, 1 / (1 + e^-x): a number between 0 and 1.
    Sigmoid,
}

impl Scale {
    /// A raw score on this scale.
    pub fn of(self, raw: f64) -> f64 {
        match self {
            Self::Raw => raw,
            Self::Sigmoid => 1.0 / (1.0 + (-raw).exp()),
        }
    }
}
