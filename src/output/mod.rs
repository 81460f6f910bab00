//! Prints a ranking in one of the formats. A format is a pure function of the report and the style, which
//! includes what is known of the terminal.

mod csv;
mod file;
mod json;
mod raw;
mod table;
mod tsv;

use std::borrow::Cow;
use std::io::{self, Write};

use clap::ValueEnum;

use crate::model::{Document, Ranking, RunInfo, Scale, Scored};
use crate::table::TextStyle;
use crate::text::number;

pub use file::Target;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// A table on a terminal, TSV elsewhere
    Auto,
    /// Fitted to the terminal, for people
    Table,
    /// rank, score, id or origin, text
    Tsv,
    /// One JSON document
    Json,
    /// One JSON object per line
    Jsonl,
    /// The columns of TSV with a header, quoted
    Csv,
    /// The input records, reordered
    Raw,
}

#[derive(Clone, Debug)]
pub struct OutputStyle {
    pub format: OutputFormat,
    pub scale: Scale,
    /// The kind of the scores on that scale.
    pub score_name: &'static str,
    /// Print the text of the documents.
    pub documents: bool,
    /// End raw records with NUL instead of a newline.
    pub nul: bool,
    pub text: TextStyle,
    /// The maximum number of lines of the table, which shows at least ten documents; `None` means all.
    pub max_lines: Option<usize>,
}

/// A ranking with its query and the origin of its scores.
#[derive(Debug)]
pub struct RankingReport<'a> {
    pub query: &'a str,
    pub ranking: &'a Ranking,
    pub run: &'a RunInfo,
}

/// Writes a report.
///
/// # Errors
/// Writing fails, or raw records are from tables with different headers (an error that holds a
/// `Diagnostic`).
pub fn write(
    report: &RankingReport<'_>,
    style: &OutputStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows = rows(report.ranking, style.scale);
    match style.format {
        OutputFormat::Table => table::write(report.query, &rows.collect::<Vec<_>>(), style, out)?,
        OutputFormat::Auto | OutputFormat::Tsv => tsv::write(rows, style, out)?,
        OutputFormat::Csv => csv::write(rows, style, out)?,
        OutputFormat::Json => json::write(report, rows, style, out)?,
        OutputFormat::Jsonl => json::write_lines(rows, style, out)?,
        OutputFormat::Raw => raw::write(&report.ranking.tables, rows, style, out)?,
    }
    out.flush()
}

#[derive(Clone, Copy, Debug)]
struct Row<'a> {
    rank: u64,
    index: u64,
    /// On the printed scale.
    score: Option<f64>,
    document: &'a Document,
}

impl Row<'_> {
    /// Returns the id, or the origin if there is no id or an empty one.
    fn name(&self) -> Cow<'_, str> {
        let origin = || Cow::Owned(self.document.origin());
        let id = self.document.id().filter(|id| !id.is_empty());
        id.unwrap_or_else(origin)
    }

    /// Returns the score in full, or an empty text if there is none.
    fn score_text(&self) -> String {
        self.score.map(number).unwrap_or_default()
    }
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
