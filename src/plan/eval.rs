//! Resolves the options of `eval`.

use std::path::PathBuf;

use anyhow::Result;

use super::{destination, overwrite, usage};
use crate::cli;
use crate::eval::{EvalSettings, MeasureLimit};
use crate::measure::Measure;
use crate::report::eval::{EvalFormat, EvalStyle};
use crate::source::Source;

#[derive(Debug)]
pub struct EvalPlan {
    pub qrels: Source,
    /// At least one; the others are compared with the first one.
    pub runs: Vec<Source>,
    pub settings: EvalSettings,
    pub style: EvalStyle,
    /// The lowest means that pass.
    pub floors: Vec<MeasureLimit>,
    /// The largest losses that pass.
    pub max_losses: Vec<MeasureLimit>,
    /// The p value below which a loss is significant.
    pub alpha: f64,
    /// The file to write to; `None` means standard output.
    pub output: Option<PathBuf>,
    pub html: Option<PathBuf>,
    /// Print warnings and notes.
    pub warn: bool,
}

pub fn eval(options: &cli::Eval) -> Result<EvalPlan> {
    let qrels = Source::from_path(&options.qrels);
    let runs: Vec<_> = options.run.iter().map(|run| Source::from_path(run)).collect();
    let (output, _) = destination(options.output.as_deref());
    let sources: Vec<_> =
        [("--qrels", &qrels)].into_iter().chain(runs.iter().map(|run| ("--run", run))).collect();
    let outputs = [("--output", output.as_deref()), ("--html", options.html.as_deref())];
    overwrite::check_sources(&sources, &outputs)?;
    if runs.len() == 1 && !options.max_loss.is_empty() {
        return usage("--max-loss compares runs: give `--run OLD --run NEW`");
    }
    if runs.len() > 1 && options.trec {
        return usage("--trec prints one run, as trec_eval does");
    }
    let mut measures = MeasureList::default();
    for name in expand_depths(&options.measure) {
        measures.add(&name)?;
    }
    let mut add_limits = |option, typed: &[String]| {
        typed.iter().map(|typed| measures.add_limit(option, typed)).collect::<Result<_>>()
    };
    let floors = add_limits("--min", &options.min)?;
    let max_losses = add_limits("--max-loss", &options.max_loss)?;
    if options.trec {
        measures.check_trec()?;
    }
    Ok(EvalPlan {
        qrels,
        runs,
        settings: EvalSettings {
            measures: measures.measures,
            level: options.level,
            intersect: options.intersect,
        },
        style: EvalStyle {
            names: measures.names,
            format: if options.trec { EvalFormat::Trec } else { options.format },
            per_query: options.per_query,
            intersect: options.intersect,
        },
        floors,
        max_losses,
        alpha: options.alpha,
        output,
        html: options.html.clone(),
        warn: !options.quiet,
    })
}

/// Expands depths after a comma: trec_eval reads `P.5,10` as `P.5` and `P.10`.
fn expand_depths(typed: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in typed {
        let is_depth = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        let before = names.last().and_then(|last| last.split_once('.'));
        match before {
            Some((measure, _)) if is_depth => names.push(format!("{measure}.{name}")),
            _ => names.push(name.clone()),
        }
    }
    names
}

/// Measures and their names as typed, without duplicates.
#[derive(Default)]
struct MeasureList {
    measures: Vec<Measure>,
    names: Vec<String>,
}

impl MeasureList {
    /// Returns the index of a measure, which is added if it is new.
    fn add(&mut self, name: &str) -> Result<usize> {
        let measure: Measure = match name.parse() {
            Ok(measure) => measure,
            Err(error) => return usage(&format!("{error}")),
        };
        let known = self.measures.iter().position(|known| *known == measure);
        Ok(known.unwrap_or_else(|| {
            self.measures.push(measure);
            self.names.push(name.into());
            self.measures.len() - 1
        }))
    }

    /// Parses `MEASURE=VALUE` and adds the measure.
    fn add_limit(&mut self, option: &str, typed: &str) -> Result<MeasureLimit> {
        let Some((name, value)) = typed.rsplit_once('=') else {
            return usage(&format!("{option} {typed}: write MEASURE=VALUE, as in ndcg@10=0.6"));
        };
        match value.parse() {
            Ok(value) if (0.0..=1.0).contains(&value) => {
                Ok(MeasureLimit { index: self.add(name)?, name: name.into(), value })
            }
            _ => usage(&format!("{option} {typed}: not a number from 0 to 1: `{value}`")),
        }
    }

    /// Rejects measures that trec_eval does not have.
    fn check_trec(&self) -> Result<()> {
        let mut measures = self.measures.iter().zip(&self.names);
        match measures.find(|(measure, _)| measure.in_trec_eval().is_none()) {
            Some((_, name)) => {
                usage(&format!("--trec: trec_eval does not have the measure {name}"))
            }
            None => Ok(()),
        }
    }
}
