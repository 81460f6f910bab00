//! `check`: evaluates the cases of a file and writes the reports.

mod controls;
mod live;
mod record;
mod replay;
mod reports;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::{interrupt, notify, notify_of_input, write_text};
use crate::check::{
    self, BaselineChange, BaselineDiff, Case, CaseResult, CaseStatus, CheckSummary, Finding,
    ScoreBounds,
};
use crate::client::ScoreKind;
use crate::diagnostic::Diagnostic;
use crate::exit::Exit;
use crate::output::Target;
use crate::plan::{CheckPlan, ScoreSource};
use crate::report::check::CheckReport;
use crate::text::count;
use crate::window::TextWindow;
use controls::ControlScorer;

struct CaseScores {
    /// The score of each document; `None` for a blank one.
    scores: Result<Vec<Option<f64>>, CaseFailure>,
    /// The windows with those scores.
    windows: Vec<Option<TextWindow>>,
    elapsed: Duration,
}

#[derive(Clone)]
struct CaseFailure {
    status: CaseStatus,
    error: Diagnostic,
    exit: Exit,
}

/// The destinations of the reports, which are opened before the first request.
struct Targets {
    report: Target,
    junit: Option<Target>,
    html: Option<Target>,
    record: Option<Target>,
}

pub(super) fn run(plan: &CheckPlan) -> Result<Exit> {
    let cases = load_cases(plan)?;
    plan.check_documents(&cases)?;
    // Cases that are not selected are not gone.
    let baseline = plan.baseline.as_ref();
    let gone = baseline.map_or_else(Vec::new, |baseline| replay::find_gone(baseline, &cases));
    let cases = check::select(cases, &plan.tags)?;
    let targets = open(plan)?;
    let start = Instant::now();
    let mut run = Run {
        plan,
        cases: &cases,
        results: Vec::new(),
        controls: ControlScorer::new(&cases, uses_bm25(plan, &cases), plan.window),
        worst: None,
    };
    let info = match &plan.scores {
        ScoreSource::BuiltIn => live::score(plan, None, &mut run)?,
        ScoreSource::Service(service) => live::score(plan, Some(service), &mut run)?,
        ScoreSource::Recording(replay) => replay::score(replay, &mut run),
    };
    let exit = run.exit();
    let seconds = start.elapsed().as_secs_f64();
    let report = run.into_report(gone, info.requests, seconds);
    let model = info.model.as_deref().unwrap_or("unnamed");
    notify(plan.messages.verbose, &format!("model {model}, {seconds:.2} s"));
    warn_about_unknown(plan, &report);
    let reported = reports::write(plan, &report, targets.report, targets.junit);
    let html = targets.html.map_or(Ok(()), |target| write_text(target, &report.html()));
    let recorded = record::write(plan, &report.cases, &info, targets.record);
    match reported.and(html.map_err(Into::into)).and(recorded) {
        Ok(()) => Ok(exit),
        // A failed expectation takes precedence over a report that could not be written.
        Err(error) if exit == Exit::Failure => {
            crate::error::report(&error);
            Ok(exit)
        }
        Err(error) => Err(error),
    }
}

/// Loads all cases of the file, also those that are not selected, so that a mistake in any of them is found.
fn load_cases(plan: &CheckPlan) -> Result<Vec<Case>, Diagnostic> {
    let print = match (plan.messages.verbose, plan.messages.warn) {
        (true, _) => |notice| notify_of_input(notice, true, true),
        (false, true) => |notice| notify_of_input(notice, true, false),
        (false, false) => |_| {},
    };
    check::load(&plan.suite, print)
}

fn open(plan: &CheckPlan) -> Result<Targets> {
    let open = |path: Option<&Path>| path.map(|path| Target::open(Some(path))).transpose();
    let targets = Targets {
        report: Target::open(plan.output.as_deref())?,
        junit: open(plan.junit.as_deref())?,
        html: open(plan.html.as_deref())?,
        record: plan.record.as_ref().map(|record| super::record::open(&record.path)).transpose()?,
    };
    let all = [&targets.report]
        .into_iter()
        .chain(&targets.junit)
        .chain(&targets.html)
        .chain(&targets.record);
    interrupt::clean_up_on_signal(all, plan.messages.progress.is_some());
    Ok(targets)
}

/// The cases evaluated so far, in the order of the file.
struct Run<'a> {
    plan: &'a CheckPlan,
    cases: &'a [Case],
    results: Vec<CaseResult<'a>>,
    controls: ControlScorer,
    /// The exit code that the failures so far imply.
    worst: Option<Exit>,
}

impl<'a> Run<'a> {
    /// Evaluates the next case with its scores. Returns false if it is the last to be evaluated.
    fn evaluate(&mut self, scores: CaseScores) -> bool {
        let Some(case) = self.cases.get(self.results.len()) else {
            return false;
        };
        let (elapsed, windows) = (scores.elapsed, scores.windows);
        let (scores, failure) = match (&case.unreadable, scores.scores) {
            (Some(fault), _) => {
                let (status, error) = (CaseStatus::Error, fault.clone());
                (Vec::new(), Some(CaseFailure { status, error, exit: Exit::UserError }))
            }
            (None, Ok(scores)) => (scores, None),
            (None, Err(failure)) => (Vec::new(), Some(failure)),
        };
        let (status, findings) = match &failure {
            None => {
                let findings = self.findings(case, &scores);
                (CaseStatus::of(case, &findings), findings)
            }
            Some(failure) => {
                // A fault of the user takes precedence over one that may pass by itself.
                if self.worst != Some(Exit::UserError) {
                    self.worst = Some(failure.exit);
                }
                (failure.status, Vec::new())
            }
        };
        let result = CaseResult {
            controls: self.controls.controls(case),
            case,
            status,
            findings,
            scores,
            windows,
            error: failure.map(|failure| failure.error),
            baseline: self.compare_with_baseline(case, status),
            took: elapsed,
        };
        let continues = !(self.plan.fail_fast && result.needs_attention());
        self.results.push(result);
        continues
    }

    fn findings(&self, case: &Case, scores: &[Option<f64>]) -> Vec<Finding> {
        check::evaluate(case, scores, self.plan.tolerance, ScoreBounds::Compared)
    }

    fn compare_with_baseline(&self, case: &Case, status: CaseStatus) -> Option<BaselineDiff> {
        let baseline = self.plan.baseline.as_ref()?;
        let scores = replay::find_scores(baseline, case).ok();
        let before =
            scores.as_ref().map(|scores| CaseStatus::of(case, &self.findings(case, scores)));
        Some(BaselineDiff { change: BaselineChange::between(status, before), scores })
    }

    fn into_report(self, gone: Vec<String>, requests: u64, seconds: f64) -> CheckReport<'a> {
        let (plan, cases, results) = (self.plan, self.cases, self.results);
        let scored = results.iter().flat_map(|result| &result.scores);
        CheckReport {
            file: plan.suite.cases.name(),
            summary: CheckSummary::new(&results, cases.len() - results.len(), gone),
            not_judged: &cases[results.len()..],
            tolerance: plan.tolerance,
            requests,
            passages: scored.flatten().count(),
            seconds: plan.is_terminal.then_some(seconds),
            cases: results,
        }
    }

    /// Returns the exit code. A failed expectation takes precedence over any other failure.
    fn exit(&self) -> Exit {
        if self.results.iter().any(CaseResult::is_failure) {
            return Exit::Failure;
        }
        self.worst.unwrap_or(Exit::Success)
    }
}

/// Returns true if the scores are those of the built-in scorer, so that bounds are on its scale.
fn uses_bm25(plan: &CheckPlan, cases: &[Case]) -> bool {
    match &plan.scores {
        ScoreSource::BuiltIn => true,
        ScoreSource::Service(service) => service.kind == ScoreKind::Bm25,
        ScoreSource::Recording(replay) => replay::are_of_bm25(replay, cases),
    }
}

/// Warns about cases that cannot be compared with the baseline.
fn warn_about_unknown(plan: &CheckPlan, report: &CheckReport<'_>) {
    let unknown = report
        .cases
        .iter()
        .filter(|result| result.case.unreadable.is_none())
        .filter_map(|result| result.baseline.as_ref())
        .filter(|baseline| baseline.scores.is_none())
        .count();
    if unknown > 0 {
        let cases = count(unknown as u64, "case");
        let message = format!("warning: not in the baseline, or changed since: {cases}");
        notify(plan.messages.warn, &message);
    }
}
