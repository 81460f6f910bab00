//! Prints a comparison of runs as a table or CSV.

use std::io::{self, Write};

use super::verdict::verdicts;
use super::{
    ALL, EvalReport, EvalStyle, MAX_ID_WIDTH, count_queries, csv_writer, four_decimals, p_value,
    signed,
};
use crate::eval::{QueryValues, RunComparison};
use crate::sanitize::{cut, line};
use crate::table::{Column, TextStyle, TextTable};
use crate::text::{csv_error, number};

const TEXT: TextStyle = TextStyle { color: false, width: usize::MAX };

pub(super) fn write_csv(
    report: &EvalReport,
    style: &EvalStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut rows = csv_writer(report.runs.iter().map(|run| &run.name), out);
    rows.write_record(["run", "query", "measure", "value"]).map_err(csv_error)?;
    for run in &report.runs {
        let evaluation = &run.evaluation;
        let queries: &[QueryValues] = if style.per_query { &evaluation.queries } else { &[] };
        let queries = queries.iter().map(|query| (&*query.id, &query.values));
        for (id, values) in queries.chain([(ALL.as_bytes(), &evaluation.means)]) {
            for (name, value) in style.names.iter().zip(values) {
                let fields = [run.name.as_bytes(), id, name.as_bytes(), number(*value).as_bytes()]
                    .map(<[u8]>::to_vec);
                rows.write_record(fields).map_err(csv_error)?;
            }
        }
    }
    rows.flush()
}

pub(super) fn write_table(
    report: &EvalReport,
    style: &EvalStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    if style.per_query {
        query_table(report, style).write(TEXT, out)?;
        out.write_all(b"\n")?;
    }
    comparison_table(report, style).write(TEXT, out)?;
    writeln!(out)?;
    for note in notes(report, style) {
        writeln!(out, "{note}")?;
    }
    writeln!(out)?;
    for verdict in verdicts(report, style) {
        writeln!(out, "{}", line(&verdict))?;
    }
    Ok(())
}

/// Returns the values of each query, a row for each run.
fn query_table<'a>(report: &EvalReport, style: &'a EvalStyle) -> TextTable<'a> {
    let measures = style.names.iter().map(|name| Column::new(name).right());
    let mut table = TextTable::new(["query", "run"].map(Column::new).into_iter().chain(measures));
    for index in 0..report.queries() {
        for run in &report.runs {
            let query = &run.evaluation.queries[index];
            let ids = [&*String::from_utf8_lossy(&query.id), &run.name];
            let values = query.values.iter().copied().map(four_decimals);
            table.add_row(ids.map(|id| cut(id, MAX_ID_WIDTH)).into_iter().chain(values));
        }
    }
    table
}

/// Returns a row for each measure and run; the first run of a measure is what the others are compared with.
fn comparison_table(report: &EvalReport, style: &EvalStyle) -> TextTable<'static> {
    let mut table = TextTable::new([
        Column::new("measure"),
        Column::new("run"),
        Column::new("mean").right(),
        Column::new("difference").right(),
        Column::new("95% interval").right(),
        Column::new("p (t-test)").right(),
        Column::new("p (random)").right(),
        Column::new("win/tie/loss").right(),
        Column::new("d_z").right(),
        Column::new("detectable").right(),
    ]);
    for (measure, name) in style.names.iter().enumerate() {
        for (index, run) in report.runs.iter().enumerate() {
            let title = if index == 0 { name.clone() } else { String::new() };
            let mean = four_decimals(run.evaluation.means[measure]);
            let start = [title, cut(&run.name, MAX_ID_WIDTH), mean];
            let comparison = report.comparison(index, measure);
            let rest = comparison.map_or_else(<[String; 7]>::default, comparison_cells);
            table.add_row(start.into_iter().chain(rest));
        }
    }
    table
}

/// Returns the difference with its mark, the interval, both p values, the counts, the effect size and the
/// detectable difference.
pub(super) fn comparison_cells(comparison: &RunComparison) -> [String; 7] {
    let paired = &comparison.paired;
    let cells = paired.test.map_or_else(
        || ["undefined", "-", "-", "-", "-"].map(String::from),
        |test| {
            [
                format!("{} to {}", signed(test.interval.0), signed(test.interval.1)),
                p_value(test.p_t),
                p_value(test.p_randomization),
                test.effect_size.map_or_else(|| "-".into(), |size| format!("{size:+.2}")),
                four_decimals(test.detectable),
            ]
        },
    );
    let [interval, p_t, p_randomization, effect_size, detectable] = cells;
    let mark = if comparison.is_significant { "*" } else { " " };
    let difference = signed(paired.difference) + mark;
    let counts = format!("{}/{}/{}", paired.wins, paired.ties, paired.losses);
    [difference, interval, p_t, p_randomization, counts, effect_size, detectable]
}

/// Returns what a reader must know about the table.
pub(super) fn notes(report: &EvalReport, style: &EvalStyle) -> Vec<String> {
    let mut notes = Vec::new();
    if report.comparisons.iter().any(|comparison| comparison.is_significant) {
        let correction =
            match report.comparisons.iter().filter(|found| found.paired.test.is_some()).count() {
                1 => String::new(),
                many => format!(", with Holm's correction for {many} comparisons"),
            };
        notes.push(format!("* significant at 0.05 by the paired t-test{correction}"));
    }
    if report.comparisons.iter().any(|comparison| comparison.paired.test.is_none()) {
        notes.push(match report.queries() {
            0 | 1 => "undefined: a test needs at least 2 queries".into(),
            _ => "undefined: all differences are zero, so there is nothing to test".into(),
        });
    }
    let queries = report.queries();
    notes.push(format!(
        "{}; detectable: the smallest difference that this many can show (power 0.8)",
        count_queries(queries)
    ));
    for run in &report.runs {
        let (name, missing) = (cut(&run.name, MAX_ID_WIDTH), run.evaluation.missing);
        if missing > 0 {
            let fate = if style.intersect { "skipped" } else { "counted as 0" };
            notes.push(format!("{} not in {name}, {fate}", count_queries(missing)));
        }
    }
    notes.iter().map(|note| line(note)).collect()
}
