//! Prints evaluations as a table, JSON, CSV, or the lines of trec_eval. Ids are printed as their bytes; in JSON
//! and tables, bytes that are not UTF-8 become replacement characters.

mod html;
mod several;
mod several_json;
mod single;
mod verdict;

use std::io::{self, Write};

use clap::ValueEnum;
use csv::QuoteStyle;
use serde::{Serialize, Serializer};

use crate::eval::{Evaluation, LossFinding, QueryValues, RunComparison};
use crate::measure::Measure;

pub use verdict::describe_loss;

/// The name of the mean in trec_eval's lines and in CSV.
const ALL: &str = "all";
/// The maximum width of a query id or the name of a run in a table.
const MAX_ID_WIDTH: usize = 40;

/// Output format of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EvalFormat {
    /// For people, rounded
    #[value(alias = "auto")]
    Table,
    /// One JSON document
    Json,
    /// query, measure and value under a header
    Csv,
    /// The lines of trec_eval.
    #[value(skip)]
    Trec,
}

/// The settings of the report.
#[derive(Clone, Debug)]
pub struct EvalStyle {
    /// The measures as the user typed them.
    pub names: Vec<String>,
    pub format: EvalFormat,
    /// Print the values of each query in addition to the means.
    pub per_query: bool,
    /// Queries that a run lacks were skipped.
    pub intersect: bool,
}

/// A run and its values.
#[derive(Debug)]
pub struct EvaluatedRun {
    /// The file as typed.
    pub name: String,
    pub evaluation: Evaluation,
}

/// Everything that a report shows.
#[derive(Debug)]
pub struct EvalReport {
    /// At least one. With several, all have the same queries, and the others are compared with the first.
    pub runs: Vec<EvaluatedRun>,
    /// The other runs, each by all measures; empty with one run.
    pub comparisons: Vec<RunComparison>,
    /// The outcomes of `--max-loss`.
    pub losses: Vec<LossFinding>,
}

impl EvalReport {
    /// Returns the number of queries that were averaged over.
    fn queries(&self) -> usize {
        self.runs.first().map_or(0, |run| run.evaluation.queries.len())
    }

    /// Returns the comparison of a run with the first one; `None` for the first one itself.
    fn comparison(&self, run: usize, measure: usize) -> Option<&RunComparison> {
        let mut comparisons = self.comparisons.iter();
        comparisons.find(|comparison| (comparison.run, comparison.measure) == (run, measure))
    }

    /// Writes the report on these measures.
    ///
    /// # Errors
    /// Writing fails.
    pub fn write(
        &self,
        measures: &[Measure],
        style: &EvalStyle,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match (&*self.runs, style.format) {
            ([run], _) => single::write(&run.evaluation, measures, style, out)?,
            (_, EvalFormat::Json) => several_json::write(self, style, out)?,
            (_, EvalFormat::Csv) => several::write_csv(self, style, out)?,
            (_, EvalFormat::Table | EvalFormat::Trec) => several::write_table(self, style, out)?,
        }
        out.flush()
    }
}

/// Returns a writer of CSV. In quotes no line begins as a command of GitHub's runner does.
fn csv_writer(
    mut first_fields: impl Iterator<Item = impl AsRef<[u8]>>,
    out: &mut dyn Write,
) -> csv::Writer<&mut dyn Write> {
    let has_command = first_fields.any(|field| field.as_ref().trim_ascii().starts_with(b"::"));
    let quotes = if has_command { QuoteStyle::Always } else { QuoteStyle::Necessary };
    csv::WriterBuilder::new().quote_style(quotes).from_writer(out)
}

fn count_queries(count: usize) -> String {
    match count {
        1 => "1 query".to_owned(),
        many => format!("{many} queries"),
    }
}

fn four_decimals(value: f64) -> String {
    format!("{value:.4}")
}

/// Formats a p value; a positive one is never shown as 0.
fn p_value(p: f64) -> String {
    if p < 0.00005 { "<0.0001".into() } else { four_decimals(p) }
}

/// Formats a difference with its sign; none for 0.
fn signed(difference: f64) -> String {
    match format!("{difference:+.4}") {
        zero if zero.ends_with("0.0000") => "0.0000".into(),
        text => text,
    }
}

/// Values under the names of their measures.
struct NamedValues<'a>(&'a [String], &'a [f64]);

impl Serialize for NamedValues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1))
    }
}

/// The values of each query under its id.
struct PerQuery<'a>(&'a [String], &'a [QueryValues]);

impl Serialize for PerQuery<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.1.iter().map(|query| {
            let id = String::from_utf8_lossy(&query.id);
            (id, NamedValues(self.0, &query.values))
        }))
    }
}
