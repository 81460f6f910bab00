//! Resolves the options of `eval`.

use std::path::PathBuf;

use anyhow::Result;

use super::overwrite::{self, InputFiles};
use super::{destination, usage};
use crate::cli;
use crate::eval::EvalSettings;
use crate::measure::Measure;
use crate::report::eval::{EvalFormat, EvalStyle};
use crate::source::Source;

#[derive(Debug)]
pub struct EvalPlan {
    pub qrels: Source,
    pub run: Source,
    pub settings: EvalSettings,
    pub style: EvalStyle,
    pub floors: Vec<MeanFloor>,
    /// The file to write to; `None` means standard output.
    pub output: Option<PathBuf>,
    /// Print warnings and notes.
    pub warn: bool,
}

/// The lowest mean of a measure that passes.
#[derive(Clone, Debug, PartialEq)]
pub struct MeanFloor {
    /// The index of the measure.
    pub index: usize,
    /// The measure as typed.
    pub name: String,
    /// From 0 to 1.
    pub least: f64,
}

pub fn eval(options: &cli::Eval) -> Result<EvalPlan> {
    let (qrels, run) = (Source::from_path(&options.qrels), Source::from_path(&options.run));
    if qrels == Source::Stdin && run == Source::Stdin {
        return usage("standard input can be read only once");
    }
    let mut measures = MeasureList::default();
    for name in expand_depths(&options.measure) {
        measures.add(&name)?;
    }
    let floors =
        options.min.iter().map(|floor| measures.add_floor(floor)).collect::<Result<_>>()?;
    if options.trec {
        measures.check_trec()?;
    }
    let (output, _) = destination(options.output.as_deref());
    let mut inputs = InputFiles::default();
    inputs.add_source("--qrels", &qrels);
    inputs.add_source("--run", &run);
    let outputs = [("--output", output.as_deref())];
    overwrite::check(&outputs, &inputs, &InputFiles::default())?;
    Ok(EvalPlan {
        qrels,
        run,
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
        output,
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
    fn add_floor(&mut self, typed: &str) -> Result<MeanFloor> {
        let Some((name, value)) = typed.rsplit_once('=') else {
            return usage(&format!("--min {typed}: write MEASURE=VALUE, as in ndcg@10=0.6"));
        };
        match value.parse() {
            Ok(least) if (0.0..=1.0).contains(&least) => {
                Ok(MeanFloor { index: self.add(name)?, name: name.into(), least })
            }
            _ => usage(&format!("--min {typed}: not a number from 0 to 1: `{value}`")),
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
