//! `eval`: evaluates runs against judgments, prints the values and checks the limits.

use anyhow::Result;

use super::{notify, open_reports, write_report, write_text};
use crate::diagnostic::Diagnostic;
use crate::eval::{self, Evaluation, JudgedRun, Judgments, RunWarnings};
use crate::exit::Exit;
use crate::plan::EvalPlan;
use crate::report::eval::{EvalFormat, EvalReport, EvaluatedRun, describe_loss};
use crate::source::Source;
use crate::text::number;

pub(super) fn run(plan: &EvalPlan) -> Result<Exit> {
    let (target, html) = open_reports(plan.output.as_deref(), plan.html.as_deref())?;
    let judgments = eval::read_judgments(&plan.qrels)?;
    let mut evaluations = Vec::new();
    for source in &plan.runs {
        let (evaluation, warnings) = evaluate(plan, &judgments, source)?;
        for message in messages(plan, source, &evaluation, warnings) {
            notify(plan.warn, &message);
        }
        evaluations.push(evaluation);
    }
    let mut report = compare(plan, evaluations)?;
    let is_json = plan.style.format == EvalFormat::Json;
    let measures = &plan.settings.measures;
    write_report(target, is_json, |out| report.write(measures, &plan.style, out))?;
    warn_about_losses(plan, &report);
    let failures = failures(plan, &report);
    if let Some(target) = html {
        report.hide_directories();
        let failures = self::failures(plan, &report);
        let has_limits = !plan.floors.is_empty() || !plan.max_losses.is_empty();
        write_text(target, &report.html(&plan.style, has_limits.then_some(&failures)))?;
    }
    for failure in &failures {
        notify(true, failure);
    }
    Ok(if failures.is_empty() { Exit::Success } else { Exit::Failure })
}

/// Evaluates one run.
fn evaluate(
    plan: &EvalPlan,
    judgments: &Judgments,
    source: &Source,
) -> Result<(Evaluation, RunWarnings), Diagnostic> {
    let mut run = JudgedRun::new(judgments);
    let warnings = eval::read_run(source, |result| run.add(result))?;
    let evaluation = eval::evaluate(&run, &source.name(), &plan.settings)?;
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

/// Compares the runs with the first one, if there are several.
fn compare(plan: &EvalPlan, mut evaluations: Vec<Evaluation>) -> Result<EvalReport, Diagnostic> {
    if plan.settings.intersect && evaluations.len() > 1 {
        eval::intersect(&mut evaluations)?;
    }
    let queries = evaluations.first().map_or(0, |evaluation| evaluation.queries.len());
    let comparisons = eval::compare_runs(&evaluations);
    let losses = eval::judge_losses(&comparisons, queries, &plan.max_losses, plan.alpha)?;
    let names = plan.runs.iter().map(Source::name);
    let runs = names.zip(evaluations).map(|(name, evaluation)| EvaluatedRun { name, evaluation });
    Ok(EvalReport { runs: runs.collect(), comparisons, losses })
}

/// Returns the warnings and notes to print.
fn messages(
    plan: &EvalPlan,
    source: &Source,
    evaluation: &Evaluation,
    warnings: RunWarnings,
) -> Vec<String> {
    let mut messages = Vec::new();
    let name = source.name();
    let run = if plan.runs.len() > 1 { &*name } else { "the run" };
    if let Some(line) = warnings.rank_against_score {
        messages.push(format!(
            "warning: {name}:{line}: rank and score disagree; the order is that of the scores"
        ));
    }
    // A table and JSON contain this number.
    if evaluation.missing > 0 && matches!(plan.style.format, EvalFormat::Csv | EvalFormat::Trec) {
        let missing = count(evaluation.missing, "query", "queries");
        let fate = if plan.style.intersect { "skipped" } else { "counted as 0" };
        messages.push(format!("warning: {missing} not in {run}, {fate}"));
    }
    if !evaluation.is_judged {
        let hint = "do `--qrels` and `--run` name documents alike?";
        messages.push(format!("warning: no result of {run} is judged; {hint}"));
    }
    if evaluation.unjudged > 0 {
        let unjudged = count(evaluation.unjudged, "query", "queries");
        messages.push(format!("note: {unjudged} of {run} without judgments, ignored"));
    }
    if warnings.unscored > 0 {
        let unscored = count(warnings.unscored, "document", "documents");
        messages.push(format!("note: {unscored} of {run} without a score, ignored"));
    }
    if evaluation.tied > 0 {
        let depend = count(evaluation.tied, "query depends", "queries depend");
        let place = if plan.runs.len() > 1 { format!(" in {name}") } else { String::new() };
        messages.push(format!(
            "note: {depend} on tie order{place}: equal scores are ordered by document id, last first"
        ));
    }
    messages
}

fn count(number: usize, singular: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { singular } else { plural })
}

/// Returns the floors that are missed, and the losses that are larger than allowed.
fn failures(plan: &EvalPlan, report: &EvalReport) -> Vec<String> {
    let mut failures = Vec::new();
    let is_single = report.runs.len() == 1;
    for run in report.runs.iter().skip(usize::from(!is_single)) {
        let place = if is_single { String::new() } else { format!("{}: ", run.name) };
        for floor in &plan.floors {
            let mean = run.evaluation.means[floor.index];
            if mean < floor.value {
                let (name, mean, least) = (&floor.name, number(mean), number(floor.value));
                failures.push(format!(
                    "{place}the mean of {name} is {mean}, below the floor of {least}"
                ));
            }
        }
    }
    let losses = report.losses.iter().filter(|finding| finding.is_failure());
    failures.extend(losses.map(|finding| describe_loss(report, finding)));
    failures
}

/// Warns about losses that are larger than allowed, but not significant. A table says so itself.
fn warn_about_losses(plan: &EvalPlan, report: &EvalReport) {
    let warn = plan.warn && plan.style.format != EvalFormat::Table;
    for finding in &report.losses {
        if finding.exceeds() && !finding.is_failure() {
            notify(warn, &format!("warning: {}", describe_loss(report, finding)));
        }
    }
}
