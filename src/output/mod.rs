//! Results out: a ranking in one of the formats, written to whatever takes bytes. A format is a pure
//! function of the report and the style; what the terminal is like comes in as values.

mod csv;
mod error;
mod file;
mod json;
mod raw;
mod table;
mod tsv;

use std::borrow::Cow;
use std::io::Write;

use crate::model::{Document, Ranking, Scale, Scored};

pub use error::OutputError;
pub use file::Target;
pub use tsv::escaped;

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Fitted to the terminal, for people.
    Table,
    /// One line a document, tabs between its columns.
    Tsv,
    /// One JSON document.
    Json,
    /// One JSON object a document.
    Jsonl,
    /// The columns of TSV, quoted, under a header.
    Csv,
    /// The input records themselves.
    Raw,
}

/// How a report is shown.
#[derive(Clone, Debug)]
pub struct Style {
    /// The format.
    pub format: Format,
    /// The scale of the scores.
    pub scale: Scale,
    /// What the scores are, on that scale.
    pub score_name: &'static str,
    /// Whether the documents' text is shown.
    pub documents: bool,
    /// Whether raw records end in NUL instead of a newline.
    pub nul: bool,
    /// Whether the table has colours.
    pub color: bool,
    /// How many columns the table may take.
    pub width: usize,
}

/// A ranking and how it came about.
#[derive(Debug)]
pub struct Report<'a> {
    /// The query.
    pub query: &'a str,
    /// The ranking.
    pub ranking: &'a Ranking,
    /// The model, if one was named or asked for.
    pub model: Option<&'a str>,
    /// The form of the requests; none for the built-in scorer.
    pub api: Option<&'a str>,
    /// Where the requests went; none for the built-in scorer.
    pub endpoint: Option<&'a str>,
    /// How many ranking requests it took.
    pub requests: u64,
    /// The tokens the service counted, if it told for all of them.
    pub tokens: Option<u64>,
}

/// Writes a report.
///
/// # Errors
/// The bytes cannot be written, or the records of two tables cannot stand in one.
pub fn write(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> Result<(), OutputError> {
    let rows = rows(report.ranking, style.scale);
    match style.format {
        Format::Table => table::write(rows, style, out)?,
        Format::Tsv => tsv::write(rows, style, out)?,
        Format::Csv => csv::write(rows, style, out)?,
        Format::Json => json::write(report, rows, style, out)?,
        Format::Jsonl => json::write_lines(rows, style, out)?,
        Format::Raw => raw::write(&report.ranking.tables, rows, style, out)?,
    }
    out.flush()?;
    Ok(())
}

/// A document at its place.
#[derive(Clone, Copy, Debug)]
struct Row<'a> {
    rank: u64,
    index: u64,
    /// On the scale that is printed.
    score: Option<f64>,
    document: &'a Document,
}

impl Row<'_> {
    /// What names the document to people: its id unless that is empty, else its origin.
    fn name(&self) -> Cow<'_, str> {
        let origin = || Cow::Owned(self.document.origin());
        let id = self.document.id().filter(|id| !id.is_empty());
        id.unwrap_or_else(origin)
    }

    /// The score as JSON spells it: the shortest that reads back the same. Empty where there is none.
    fn score_text(&self) -> String {
        self.score.map(number).unwrap_or_default()
    }
}

/// A finite number as JSON spells it: the shortest text that reads back the same.
pub fn number(number: f64) -> String {
    serde_json::Number::from_f64(number).map_or_else(String::new, |number| number.to_string())
}

fn rows(ranking: &Ranking, scale: Scale) -> impl Iterator<Item = Row<'_>> {
    let row = move |(rank, scored)| {
        let scored: &Scored = scored;
        Row {
            rank,
            index: scored.index,
            score: scored.score.map(|raw| scale.of(raw)),
            document: &scored.document,
        }
    };
    (1..).zip(&ranking.results).map(row)
}
