//! Prints a ranking in one of the formats. A format is a pure function of the report and the style, which
//! includes what is known of the terminal.

mod csv;
mod file;
mod json;
mod parallel;
mod queries;
mod raw;
mod table;
mod trec;
mod tsv;
mod writer;

use std::borrow::{Borrow, Cow};
use std::hint;
use std::io::{self, Write};
use std::ops::Range;

use clap::ValueEnum;

use crate::model::{Document, Ranking, Results, RunInfo, Scale};
use crate::table::TextStyle;
use crate::text::number;
use crate::window::TextWindow;
use json::ResultWriter;

pub use file::Target;
pub use queries::{QueryError, QueryReport, write_error, write_header, write_query};
pub use trec::{TREC_EVAL_ORDER, is_sorted_by_trec_eval};
pub use writer::TargetWriter;

/// The number of rows whose records are prefetched together.
const GROUP_ROWS: usize = 16;
/// The number of bytes of a record that are prefetched.
const PREFETCH_BYTES: usize = 2 << 10;
const CACHE_LINE: usize = 64;

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
    /// TREC run: qid, Q0, docid, rank, score, tag
    Trec,
}

#[derive(Clone, Debug)]
pub struct OutputStyle {
    pub format: OutputFormat,
    pub scale: Scale,
    /// The kind of the scores on that scale.
    pub score_name: &'static str,
    /// Print the text of the documents.
    pub documents: bool,
    /// The tag of a TREC run.
    pub run_name: String,
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
    /// The id of the query in a TREC run.
    pub query_id: &'a str,
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
    let ranking = report.ranking;
    let rows = || rows(&ranking.results, 0..ranking.results.len(), style.scale, None);
    match style.format {
        OutputFormat::Table => table::write(report.query, &rows().collect::<Vec<_>>(), style, out)?,
        OutputFormat::Auto | OutputFormat::Tsv => {
            write_rows(ranking, style, out, |rows, out| {
                rows.iter().try_for_each(|row| tsv::write(row, style, out))
            })?;
        }
        OutputFormat::Csv => {
            csv::write_header(None, style, out)?;
            csv::write(rows(), style, out)?;
        }
        OutputFormat::Json => json::write(report, style, out)?,
        OutputFormat::Jsonl => {
            write_rows(ranking, style, out, |rows, out| {
                let mut writer = ResultWriter::new(style);
                rows.iter().try_for_each(|row| writer.write_line(row, out))
            })?;
        }
        OutputFormat::Raw => raw::write(&ranking.tables, rows(), style, out)?,
        OutputFormat::Trec => trec::write(report.query_id, ranking, style, out)?,
    }
    out.flush()
}

#[derive(Clone, Copy, Debug)]
struct Row<'a> {
    /// The id of the query, if it is one of many.
    query_id: Option<&'a str>,
    rank: u64,
    index: u64,
    /// On the printed scale.
    score: Option<f64>,
    window: Option<&'a TextWindow>,
    document: &'a Document,
}

impl Row<'_> {
    /// Returns the id. If there is none or an empty one, returns the origin, or the index for one of many queries,
    /// whose documents can all be from one line.
    fn name(&self) -> Cow<'_, str> {
        let id = self.document.id().filter(|id| !id.is_empty());
        id.unwrap_or_else(|| match self.query_id {
            None => self.document.origin().into(),
            Some(_) => self.index.to_string().into(),
        })
    }

    /// Returns the score in full, or an empty text if there is none.
    fn score_text(&self) -> String {
        self.score.map(number).unwrap_or_default()
    }
}

/// Returns the rows of a range of results.
fn rows<'a, D: Borrow<Document>>(
    results: &'a Results<D>,
    range: Range<usize>,
    scale: Scale,
    query_id: Option<&'a str>,
) -> impl Iterator<Item = Row<'a>> {
    range.map(move |place| {
        let ranked = results.get(place);
        Row {
            query_id,
            rank: place as u64 + 1,
            index: ranked.index,
            score: ranked.score.map(|raw| scale.of(raw)),
            window: ranked.window,
            document: ranked.document.borrow(),
        }
    })
}

/// Writes all rows of a ranking in groups, which `format` appends to a buffer.
fn write_rows(
    ranking: &Ranking,
    style: &OutputStyle,
    out: &mut dyn Write,
    format: impl Fn(&[Row<'_>], &mut Vec<u8>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let format_all = |piece: Range<usize>, buffer: &mut Vec<u8>| {
        prefetch_results(&ranking.results, piece.clone());
        let mut rows = rows(&ranking.results, piece, style.scale, None);
        let mut group: Vec<Row<'_>> = Vec::with_capacity(GROUP_ROWS);
        loop {
            group.clear();
            group.extend(rows.by_ref().take(GROUP_ROWS));
            if group.is_empty() {
                return Ok(());
            }
            prefetch_records(&group, if style.documents { PREFETCH_BYTES } else { 1 });
            format(&group, buffer)?;
        }
    };
    parallel::write(ranking.results.len(), format_all, out)
}

/// Reads results, which are scattered over memory, into the CPU cache. In a loop that does nothing else, the CPU waits for
/// many of them at once.
fn prefetch_results(results: &Results, range: Range<usize>) {
    let results = range.map(|place| results.get(place));
    hint::black_box(results.fold(0, |all, result| all ^ result.index ^ result.document.line()));
}

/// Reads the first bytes of records, which are scattered as well, into the CPU cache.
fn prefetch_records(rows: &[Row<'_>], length: usize) {
    let mut all = 0;
    for row in rows {
        let record = row.document.record();
        for line in record[..record.len().min(length)].chunks(CACHE_LINE) {
            all ^= line[0];
        }
    }
    hint::black_box(all);
}
