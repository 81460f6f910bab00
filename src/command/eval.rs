//! `eval`: evaluates a run against judgments, prints the values and checks the floors.

use anyhow::Result;

use super::{notify, open, write_report};
use crate::diagnostic::Diagnostic;
use crate::eval::{self, Evaluation, JudgedRun, RunWarnings};
use crate::exit::Exit;
use crate::plan::EvalPlan;
use crate::report::eval::{self as report, EvalFormat};
use crate::text::number;

pub(super) fn run(plan: &EvalPlan) -> Result<Exit> {
    let (target, _) = open(plan.output.as_deref(), None, false)?;
    let (evaluation, warnings) = evaluate(plan)?;
    for message in messages(plan, &evaluation, warnings) {
        notify(plan.warn, &message);
    }
    let measures = &plan.settings.measures;
    let is_json = plan.style.format == EvalFormat::Json;
    write_report(target, is_json, |out| report::write(&evaluation, measures, &plan.style, out))?;
    Ok(check_floors(plan, &evaluation))
}

fn evaluate(plan: &EvalPlan) -> Result<(Evaluation, RunWarnings), Diagnostic> {
    let judgments = eval::read_judgments(&plan.qrels)?;
    let mut run = JudgedRun::new(&judgments);
    let warnings = eval::read_run(&plan.run, |result| run.add(result))?;
    let evaluation = eval::evaluate(&run, &plan.run.name(), &plan.settings)?;
    if plan.style.format == EvalFormat::Json && plan.style.per_query {
        let mut ids = evaluation.queries.iter().map(|query| &query.id);
        if let Some(id) = ids.find(|id| std::str::from_utf8(id).is_err()) {
            let id = eval::display_id(id);
            let problem = format!("the query `{id}` is not UTF-8, which JSON cannot represent");
            return Err(Diagnostic::new(problem).hint("`--format csv` prints its bytes"));
        }
    }
    Ok((evaluation, warnings))
}

/// Returns the warnings and notes to print.
fn messages(plan: &EvalPlan, evaluation: &Evaluation, warnings: RunWarnings) -> Vec<String> {
    let mut messages = Vec::new();
    if let Some(line) = warnings.rank_against_score {
        let name = plan.run.name();
        messages.push(format!(
            "warning: {name}:{line}: rank and score disagree; the order is that of the scores"
        ));
    }
    // A table and JSON contain this number.
    if evaluation.missing > 0 && matches!(plan.style.format, EvalFormat::Csv | EvalFormat::Trec) {
        let missing = count(evaluation.missing, "query", "queries");
        let fate = if plan.style.intersect { "skipped" } else { "counted as 0" };
        messages.push(format!("warning: {missing} not in the run, {fate}"));
    }
    if !evaluation.is_judged {
        let hint = "do `--qrels` and `--run` name documents alike?";
        messages.push(format!("warning: no result of the run is judged; {hint}"));
    }
    if evaluation.unjudged > 0 {
        let unjudged = count(evaluation.unjudged, "query", "queries");
        messages.push(format!("note: {unjudged} of the run without judgments, ignored"));
    }
    if warnings.unscored > 0 {
        let unscored = count(warnings.unscored, "document", "documents");
        messages.push(format!("note: {unscored} of the run without a score, ignored"));
    }
    if evaluation.tied > 0 {
        let depend = count(evaluation.tied, "query depends", "queries depend");
        messages.push(format!(
            "note: {depend} on tie order: equal scores are ordered by document id, last first"
        ));
    }
    messages
}

fn count(number: usize, singular: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { singular } else { plural })
}

/// Reports the floors that are missed.
fn check_floors(plan: &EvalPlan, evaluation: &Evaluation) -> Exit {
    let mut exit = Exit::Success;
    for floor in &plan.floors {
        let mean = evaluation.means[floor.index];
        if mean < floor.least {
            exit = Exit::Failure;
            let (name, mean, least) = (&floor.name, number(mean), number(floor.least));
            notify(true, &format!("the mean of {name} is {mean}, below the floor of {least}"));
        }
    }
    exit
}
