//! Prints a comparison of runs as one JSON document:
//!
//! ```text
//! {"queries","runs":[{"run","missing","mean":{}}],
//!  "comparisons":[{"run","measure","difference","interval":[low,high],"p_t","p_randomization","significant",
//!                  "wins","ties","losses","effect_size","detectable"}]}
//! ```
//!
//! What is undefined is null.

use std::io::{self, Write};

use serde::Serialize;

use super::{EvalReport, EvalStyle, NamedValues, PerQuery};

#[derive(Serialize)]
struct JsonDocument<'a> {
    queries: usize,
    runs: Vec<JsonRun<'a>>,
    comparisons: Vec<JsonComparison<'a>>,
}

#[derive(Serialize)]
struct JsonRun<'a> {
    run: &'a str,
    missing: usize,
    mean: NamedValues<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_query: Option<PerQuery<'a>>,
}

#[derive(Serialize)]
struct JsonComparison<'a> {
    run: &'a str,
    measure: &'a str,
    difference: f64,
    interval: Option<(f64, f64)>,
    p_t: Option<f64>,
    p_randomization: Option<f64>,
    significant: bool,
    wins: usize,
    ties: usize,
    losses: usize,
    effect_size: Option<f64>,
    detectable: Option<f64>,
}

pub(super) fn write(report: &EvalReport, style: &EvalStyle, out: &mut dyn Write) -> io::Result<()> {
    let runs = report.runs.iter().map(|run| JsonRun {
        run: &run.name,
        missing: run.evaluation.missing,
        mean: NamedValues(&style.names, &run.evaluation.means),
        per_query: style.per_query.then(|| PerQuery(&style.names, &run.evaluation.queries)),
    });
    let comparisons = report.comparisons.iter().map(|comparison| {
        let paired = &comparison.paired;
        JsonComparison {
            run: &report.runs[comparison.run].name,
            measure: &style.names[comparison.measure],
            difference: paired.difference,
            interval: paired.test.map(|test| test.interval),
            p_t: paired.test.map(|test| test.p_t),
            p_randomization: paired.test.map(|test| test.p_randomization),
            significant: comparison.is_significant,
            wins: paired.wins,
            ties: paired.ties,
            losses: paired.losses,
            effect_size: paired.test.and_then(|test| test.effect_size),
            detectable: paired.test.map(|test| test.detectable),
        }
    });
    let document = JsonDocument {
        queries: report.queries(),
        runs: runs.collect(),
        comparisons: comparisons.collect(),
    };
    serde_json::to_writer(&mut *out, &document)?;
    out.write_all(b"\n")
}
