//! `eval`: the corridor from judgements and a run to a report, and to the verdict on its floors.

use anyhow::Result;

use super::{notify, open};
use crate::error::Error;
use crate::eval::{self, EvalError, Evaluation, Judgements, Run, Told};
use crate::exit::Exit;
use crate::output::number;
use crate::plan::EvalPlan;
use crate::report::eval::{self as report, Layout};

/// Measures and prints.
pub(super) fn run(plan: &EvalPlan) -> Result<Exit> {
    let (target, _) = open(plan.output.as_deref(), None, false)?;
    let (evaluation, told) = measured(plan).map_err(Error::Eval)?;
    for message in messages(plan, &evaluation, told) {
        notify(plan.warn, &message);
    }
    let measures = &plan.settings.measures;
    let written = target.write(|out| {
        report::write(&evaluation, measures, &plan.style, out)?;
        Ok(())
    });
    written.map_err(Error::Output)?;
    Ok(verdict(plan, &evaluation))
}

fn measured(plan: &EvalPlan) -> Result<(Evaluation, Told), EvalError> {
    let judgements = Judgements::read(&plan.qrels)?;
    let mut run = Run::new(&judgements);
    let told = eval::read_run(&plan.run, |found| run.add(found))?;
    let evaluation = eval::evaluate(&run, &plan.run.name(), &plan.settings)?;
    if plan.style.layout == Layout::Json && plan.style.per_query {
        let mut ids = evaluation.queries.iter().map(|query| &query.id);
        if let Some(id) = ids.find(|id| std::str::from_utf8(id).is_err()) {
            return Err(EvalError::NotUtf8(eval::shown(id)));
        }
    }
    Ok((evaluation, told))
}

/// What the user may not have expected.
fn messages(plan: &EvalPlan, evaluation: &Evaluation, told: Told) -> Vec<String> {
    let mut messages = Vec::new();
    if let Some(line) = told.rank_against_score {
        let name = plan.run.name();
        messages.push(format!(
            "warning: {name}:{line}: rank and score disagree; the order is that of the scores"
        ));
    }
    // The other layouts say it themselves.
    if evaluation.missing > 0 && matches!(plan.style.layout, Layout::Csv | Layout::Trec) {
        let missing = counted(evaluation.missing, "query", "queries");
        let fate = if plan.style.intersect {
            "left out"
        } else {
            "counted as 0"
        };
        messages.push(format!("warning: {missing} not in the run, {fate}"));
    }
    if evaluation.unjudged > 0 {
        let ignored = counted(evaluation.unjudged, "query", "queries");
        messages.push(format!(
            "note: {ignored} of the run without judgements, ignored"
        ));
    }
    if told.unscored > 0 {
        let ignored = counted(told.unscored, "document", "documents");
        messages.push(format!(
            "note: {ignored} of the recording without a score, ignored"
        ));
    }
    if evaluation.tied > 0 {
        let depend = counted(evaluation.tied, "query depends", "queries depend");
        messages.push(format!(
            "note: {depend} on tie order: equal scores are ordered by document id, last first"
        ));
    }
    messages
}

/// A number of things.
fn counted(count: usize, one: &str, many: &str) -> String {
    let things = if count == 1 { one } else { many };
    format!("{count} {things}")
}

/// Whether all floors are reached; those that are not are told.
fn verdict(plan: &EvalPlan, evaluation: &Evaluation) -> Exit {
    let mut exit = Exit::Success;
    for floor in &plan.floors {
        let mean = evaluation.means[floor.index];
        if mean < floor.least {
            exit = Exit::Negative;
            notify(
                true,
                &format!(
                    "the mean of {} is {}, below the floor of {}",
                    floor.name,
                    number(mean),
                    number(floor.least)
                ),
            );
        }
    }
    exit
}
