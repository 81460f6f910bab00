//! Prints an evaluation as a table, JSON, CSV, or the lines of trec_eval. Ids are printed as their bytes; in
//! JSON and tables, bytes that are not UTF-8 become replacement characters.

use std::io::{self, Write};

use clap::ValueEnum;
use csv::QuoteStyle;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::eval::{Evaluation, QueryValues};
use crate::measure::Measure;
use crate::sanitize::cut;
use crate::table::{Column, TextStyle, TextTable};
use crate::text::{csv_error, number};

/// The name of the mean in trec_eval's lines and in CSV.
const ALL: &str = "all";
/// The maximum width of a query id in a table.
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
    /// Queries that are missing from the run were skipped.
    pub intersect: bool,
}

/// Writes an evaluation of these measures.
///
/// # Errors
/// Writing fails.
pub fn write(
    evaluation: &Evaluation,
    measures: &[Measure],
    style: &EvalStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    match style.format {
        EvalFormat::Table => write_table(evaluation, style, out)?,
        EvalFormat::Json => write_json(evaluation, style, out)?,
        EvalFormat::Csv => write_csv(evaluation, style, out)?,
        EvalFormat::Trec => write_trec(evaluation, measures, style, out)?,
    }
    out.flush()
}

fn write_table(evaluation: &Evaluation, style: &EvalStyle, out: &mut dyn Write) -> io::Result<()> {
    let names = style.names.iter().map(String::as_str);
    let (first, titles) = if style.per_query {
        ("query", names.clone().collect())
    } else {
        ("measure", vec!["mean"])
    };
    let values = titles.into_iter().map(|title| Column::new(title).right());
    let mut table = TextTable::new([Column::new(first)].into_iter().chain(values));
    let round = |value: &f64| format!("{value:.4}");
    if style.per_query {
        let mut add_row = |id: &[u8], values: &[f64]| {
            let id = cut(&String::from_utf8_lossy(id), MAX_ID_WIDTH);
            table.add_row([id].into_iter().chain(values.iter().map(round)));
        };
        for query in &evaluation.queries {
            add_row(&query.id, &query.values);
        }
        add_row(b"mean", &evaluation.means);
    } else {
        for (name, mean) in names.zip(&evaluation.means) {
            table.add_row([name.to_owned(), round(mean)]);
        }
    }
    let text_style = TextStyle { color: false, width: usize::MAX };
    table.write(text_style, out)?;
    writeln!(out, "\n{}", count_queries(evaluation, style))
}

/// Returns the line that says how many queries the means are of.
fn count_queries(evaluation: &Evaluation, style: &EvalStyle) -> String {
    let queries = match evaluation.queries.len() {
        1 => "1 query".to_owned(),
        many => format!("{many} queries"),
    };
    match (evaluation.missing, style.intersect) {
        (0, _) => queries,
        (missing, false) => format!("{queries}; {missing} not in the run, counted as 0"),
        (missing, true) => format!("{queries}; {missing} not in the run, skipped"),
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

struct EvalDocument<'a>(&'a Evaluation, &'a EvalStyle);

impl Serialize for EvalDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(evaluation, style) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("queries", &evaluation.queries.len())?;
        map.serialize_entry("missing", &evaluation.missing)?;
        map.serialize_entry("mean", &NamedValues(&style.names, &evaluation.means))?;
        if style.per_query {
            map.serialize_entry("per_query", &PerQuery(&style.names, &evaluation.queries))?;
        }
        map.end()
    }
}

fn write_json(evaluation: &Evaluation, style: &EvalStyle, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &EvalDocument(evaluation, style))?;
    out.write_all(b"\n")
}

/// Returns the groups of values to print, in order: the queries if requested, then the means.
fn groups<'a>(
    evaluation: &'a Evaluation,
    style: &EvalStyle,
) -> impl Iterator<Item = (&'a [u8], &'a [f64])> {
    let queries: &[QueryValues] = if style.per_query { &evaluation.queries } else { &[] };
    queries
        .iter()
        .map(|query| (&*query.id, &*query.values))
        .chain([(ALL.as_bytes(), &*evaluation.means)])
}

fn write_csv(evaluation: &Evaluation, style: &EvalStyle, out: &mut dyn Write) -> io::Result<()> {
    // In quotes no line begins as a command of GitHub's runner does.
    let has_command = groups(evaluation, style).any(|(id, _)| id.trim_ascii().starts_with(b"::"));
    let quotes = if has_command { QuoteStyle::Always } else { QuoteStyle::Necessary };
    let mut rows = csv::WriterBuilder::new().quote_style(quotes).from_writer(out);
    rows.write_record(["query", "measure", "value"]).map_err(csv_error)?;
    for (id, values) in groups(evaluation, style) {
        for (name, value) in style.names.iter().zip(values) {
            rows.write_record([id, name.as_bytes(), number(*value).as_bytes()])
                .map_err(csv_error)?;
        }
    }
    rows.flush()
}

/// Writes the lines of trec_eval 10 with `-c` (`meas_print_single.c`, `meas_print_final.c`), with its order of
/// measures.
fn write_trec(
    evaluation: &Evaluation,
    measures: &[Measure],
    style: &EvalStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut columns: Vec<_> = measures
        .iter()
        .enumerate()
        .filter_map(|(index, measure)| Some((measure.in_trec_eval()?, index)))
        .collect();
    columns.sort_unstable();
    for (id, values) in groups(evaluation, style) {
        for ((_, name), index) in &columns {
            write!(out, "{name:<22}\t")?;
            out.write_all(id)?;
            writeln!(out, "\t{:6.4}", values[*index])?;
        }
    }
    Ok(())
}
