//! What `eval` prints: a table, JSON, CSV, or the lines of trec_eval.

use std::io::{self, Write};

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use unicode_width::UnicodeWidthStr as _;

use crate::eval::{Evaluation, QueryValues};
use crate::measure::Measure;
use crate::output::number;
use crate::sanitize::harmless;

/// What is called so in trec_eval's lines and in CSV is the mean, not a query.
const ALL: &str = "all";
/// The most columns that the id of a query takes in a table.
const WIDEST: usize = 40;

/// How values are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// For people, rounded.
    Table,
    /// One JSON document.
    Json,
    /// Query, measure and value under a header.
    Csv,
    /// The lines of trec_eval.
    Trec,
}

/// How an evaluation is shown.
#[derive(Clone, Debug)]
pub struct Style {
    /// What the user called the measures.
    pub names: Vec<String>,
    /// The layout.
    pub layout: Layout,
    /// Whether the values of each query are shown, and not only the means.
    pub per_query: bool,
    /// Whether queries that are missing from the run were left out.
    pub intersect: bool,
}

/// Writes an evaluation of these measures. Ids are written as their bytes, in JSON and in tables those that
/// are not UTF-8 with replacement characters.
///
/// # Errors
/// The bytes cannot be written.
pub fn write(
    evaluation: &Evaluation,
    measures: &[Measure],
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match style.layout {
        Layout::Table => table(evaluation, style, out)?,
        Layout::Json => json(evaluation, style, out)?,
        Layout::Csv => csv(evaluation, style, out)?,
        Layout::Trec => trec(evaluation, measures, style, out)?,
    }
    out.flush()
}

/// The queries that are shown one by one.
fn shown<'a>(evaluation: &'a Evaluation, style: &Style) -> &'a [QueryValues] {
    let queries = evaluation.queries.as_slice();
    if style.per_query { queries } else { &[] }
}

fn table(evaluation: &Evaluation, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let rounded = |values: &[f64]| -> Vec<String> {
        values.iter().map(|value| format!("{value:.4}")).collect()
    };
    let mut rows = Vec::new();
    if style.per_query {
        rows.push(("query".to_owned(), style.names.clone()));
        for query in &evaluation.queries {
            let id = fitted(&String::from_utf8_lossy(&query.id));
            rows.push((id, rounded(&query.values)));
        }
        rows.push(("mean".into(), rounded(&evaluation.means)));
    } else {
        rows.push(("measure".into(), vec!["mean".into()]));
        for (name, mean) in style.names.iter().zip(rounded(&evaluation.means)) {
            rows.push((name.clone(), vec![mean]));
        }
    }
    let widest = rows
        .iter()
        .map(|(name, _)| name.width())
        .max()
        .unwrap_or_default();
    for (name, cells) in &rows {
        write!(out, "{name}{:gap$}", "", gap = widest - name.width())?;
        for (cell, title) in cells.iter().zip(&rows[0].1) {
            write!(
                out,
                "  {cell:>width$}",
                width = title.len().max("0.0000".len())
            )?;
        }
        writeln!(out)?;
    }
    writeln!(out, "\n{}", counted(evaluation, style))
}

/// An id for a table.
fn fitted(id: &str) -> String {
    let id = harmless(id, WIDEST);
    if id.width() <= WIDEST {
        return id;
    }
    let mut short = String::new();
    for c in id.chars() {
        if short.width() + 2 > WIDEST {
            break;
        }
        short.push(c);
    }
    short + "…"
}

/// How many queries the means are of.
fn counted(evaluation: &Evaluation, style: &Style) -> String {
    let queries = match evaluation.queries.len() {
        1 => "1 query".to_owned(),
        many => format!("{many} queries"),
    };
    match (evaluation.missing, style.intersect) {
        (0, _) => queries,
        (missing, false) => format!("{queries}; {missing} not in the run, counted as 0"),
        (missing, true) => format!("{queries}; {missing} not in the run, left out"),
    }
}

/// The values of one query, or the means, under the names of the measures.
struct Values<'a>(&'a [String], &'a [f64]);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1))
    }
}

/// The values of each query, under its id.
struct PerQuery<'a>(&'a [String], &'a [QueryValues]);

impl Serialize for PerQuery<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.1.iter().map(|query| {
            let id = String::from_utf8_lossy(&query.id);
            (id, Values(self.0, &query.values))
        }))
    }
}

/// The whole JSON document.
struct Document<'a>(&'a Evaluation, &'a Style);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(evaluation, style) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("queries", &evaluation.queries.len())?;
        map.serialize_entry("missing", &evaluation.missing)?;
        map.serialize_entry("mean", &Values(&style.names, &evaluation.means))?;
        if style.per_query {
            map.serialize_entry("per_query", &PerQuery(&style.names, &evaluation.queries))?;
        }
        map.end()
    }
}

fn json(evaluation: &Evaluation, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Document(evaluation, style))?;
    out.write_all(b"\n")
}

fn csv(evaluation: &Evaluation, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record(["query", "measure", "value"])?;
    let mut group = |id: &[u8], values: &[f64]| -> csv::Result<()> {
        for (name, value) in style.names.iter().zip(values) {
            rows.write_record([id, name.as_bytes(), number(*value).as_bytes()])?;
        }
        Ok(())
    };
    for query in shown(evaluation, style) {
        group(&query.id, &query.values)?;
    }
    group(ALL.as_bytes(), &evaluation.means)?;
    rows.flush()
}

/// The lines of trec_eval 10 with `-c`, and with `-q` if the queries are asked for: name, query and value,
/// the measures of each query in trec_eval's own order. (`meas_print_single.c`, `meas_print_final.c`.)
fn trec(
    evaluation: &Evaluation,
    measures: &[Measure],
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let known = measures.iter().enumerate();
    let mut columns: Vec<_> = known
        .filter_map(|(index, measure)| Some((measure.in_trec_eval()?, index)))
        .collect();
    columns.sort_unstable();
    let mut group = |id: &[u8], values: &[f64]| -> io::Result<()> {
        for ((_, name), index) in &columns {
            write!(out, "{name:<22}\t")?;
            out.write_all(id)?;
            writeln!(out, "\t{:6.4}", values[*index])?;
        }
        Ok(())
    };
    for query in shown(evaluation, style) {
        group(&query.id, &query.values)?;
    }
    group(ALL.as_bytes(), &evaluation.means)
}
