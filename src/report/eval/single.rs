//! Prints the evaluation of one run.

use std::io::{self, Write};

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::{
    ALL, EvalFormat, EvalStyle, MAX_ID_WIDTH, NamedValues, PerQuery, count_queries, csv_writer,
    four_decimals,
};
use crate::eval::{Evaluation, QueryValues};
use crate::measure::Measure;
use crate::sanitize::cut;
use crate::table::{Column, TextStyle, TextTable};
use crate::text::{csv_error, number};

/// Writes an evaluation of these measures.
pub(super) fn write(
    evaluation: &Evaluation,
    measures: &[Measure],
    style: &EvalStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    match style.format {
        EvalFormat::Table => write_table(evaluation, style, out),
        EvalFormat::Json => write_json(evaluation, style, out),
        EvalFormat::Csv => write_csv(evaluation, style, out),
        EvalFormat::Trec => write_trec(evaluation, measures, style, out),
    }
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
    if style.per_query {
        let mut add_row = |id: &[u8], values: &[f64]| {
            let id = cut(&String::from_utf8_lossy(id), MAX_ID_WIDTH);
            table.add_row([id].into_iter().chain(values.iter().copied().map(four_decimals)));
        };
        for query in &evaluation.queries {
            add_row(&query.id, &query.values);
        }
        add_row(b"mean", &evaluation.means);
    } else {
        for (name, mean) in names.zip(&evaluation.means) {
            table.add_row([name.to_owned(), four_decimals(*mean)]);
        }
    }
    let text_style = TextStyle { color: false, width: usize::MAX };
    table.write(text_style, out)?;
    writeln!(out, "\n{}", missing_queries(evaluation, style))
}

/// Returns the line that says how many queries the means are of, and how many the run lacks.
pub(super) fn missing_queries(evaluation: &Evaluation, style: &EvalStyle) -> String {
    let queries = count_queries(evaluation.queries.len());
    match (evaluation.missing, style.intersect) {
        (0, _) => queries,
        (missing, false) => format!("{queries}; {missing} not in the run, counted as 0"),
        (missing, true) => format!("{queries}; {missing} not in the run, skipped"),
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
    let mut rows = csv_writer(groups(evaluation, style).map(|(id, _)| id), out);
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
