//! What `eval` will do: where judgements and run are, which measures, which floors.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::usage;
use crate::cli;
use crate::eval::{Settings, Source};
use crate::measure::Measure;
use crate::report::eval::{Layout, Style};

/// An evaluation, ready to be carried out.
#[derive(Debug)]
pub struct EvalPlan {
    /// Where the judgements are.
    pub qrels: Source,
    /// Where the run is.
    pub run: Source,
    /// What is measured.
    pub settings: Settings,
    /// How it is printed.
    pub style: Style,
    /// The means that must be reached.
    pub floors: Vec<Floor>,
    /// The file to write to; none: standard output.
    pub output: Option<PathBuf>,
    /// Whether warnings and notes are printed.
    pub warn: bool,
}

/// A mean that must be reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// Which of the measures.
    pub index: usize,
    /// What the user called it.
    pub name: String,
    /// The least mean that will do, from 0 to 1.
    pub least: f64,
}

/// Checks what was asked for and resolves it.
pub fn make_eval(options: &cli::Eval) -> Result<EvalPlan> {
    let (qrels, run) = (source(&options.qrels), source(&options.run));
    if (&qrels, &run) == (&Source::Stdin, &Source::Stdin) {
        return usage("standard input can be read only once");
    }
    let mut measures = Measures::default();
    for name in full_names(&options.measure) {
        measures.add(&name)?;
    }
    let floors = options.min.iter().map(|floor| measures.floor(floor));
    let floors = floors.collect::<Result<_>>()?;
    let layout = match options.format {
        _ if options.trec => Layout::Trec,
        cli::EvalFormat::Auto | cli::EvalFormat::Table => Layout::Table,
        cli::EvalFormat::Json => Layout::Json,
        cli::EvalFormat::Csv => Layout::Csv,
    };
    if layout == Layout::Trec {
        measures.check_trec()?;
    }
    let output = options.output.clone();
    Ok(EvalPlan {
        qrels,
        run,
        settings: Settings {
            measures: measures.measures,
            level: options.level,
            intersect: options.intersect,
        },
        style: Style {
            names: measures.names,
            layout,
            per_query: options.per_query,
            intersect: options.intersect,
        },
        floors,
        output: output.filter(|path| path != Path::new("-")),
        warn: !options.quiet,
    })
}

fn source(path: &Path) -> Source {
    if path == Path::new("-") {
        Source::Stdin
    } else {
        Source::File(path.into())
    }
}

/// The names of measures, with those written out that trec_eval takes as `P.5,10`.
fn full_names(typed: &[String]) -> Vec<String> {
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

/// Measures and what the user called them, each once.
#[derive(Default)]
struct Measures {
    measures: Vec<Measure>,
    names: Vec<String>,
}

impl Measures {
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

    /// Reads `MEASURE=VALUE`. A measure that was not asked for is, by that.
    fn floor(&mut self, typed: &str) -> Result<Floor> {
        let Some((name, least)) = typed.rsplit_once('=') else {
            return usage(&format!(
                "--min {typed}: write MEASURE=VALUE, as in ndcg@10=0.6"
            ));
        };
        let value = least
            .parse()
            .ok()
            .filter(|value| (0.0..=1.0).contains(value));
        let Some(least) = value else {
            return usage(&format!(
                "--min {typed}: not a number from 0 to 1: `{least}`"
            ));
        };
        let index = self.add(name)?;
        let name = name.into();
        Ok(Floor { index, name, least })
    }

    /// Refuses measures that trec_eval does not have.
    fn check_trec(&self) -> Result<()> {
        let mut measures = self.measures.iter().zip(&self.names);
        match measures.find(|(measure, _)| measure.in_trec_eval().is_none()) {
            Some((_, name)) => usage(&format!(
                "--trec: trec_eval does not have the measure {name}"
            )),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_depths_of_one_measure() {
        let typed = ["P.5", "10", "ndcg@3", "7", "map"].map(String::from);
        assert_eq!(full_names(&typed), ["P.5", "P.10", "ndcg@3", "7", "map"]);
    }
}
