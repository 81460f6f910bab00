//! Judging a case file: the corridor from the cases to the reports.

mod controls;
mod live;
mod print;
mod replay;
mod save;
mod workers;

use std::time::{Duration, Instant};

use anyhow::Result;

use super::{interrupt, notify, record};
use crate::check::{
    self, BaselineChange, BaselineDiff, Case, CaseResult, CaseStatus, CheckSummary, Collection,
    ScoreBounds,
};
use crate::client::AsPassage as _;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::exit::Exit;
use crate::input::Format;
use crate::output::Target;
use crate::plan::{CaseScores, Check};
use crate::report::check::CheckReport;
use controls::Control;

/// What came of scoring a case.
struct Scored {
    /// The score of each document, none for a blank one; or why there are none.
    scores: Result<Vec<Option<f64>>, Loss>,
    /// How long it took.
    took: Duration,
}

/// Why a case has no scores.
#[derive(Clone)]
struct Loss {
    status: CaseStatus,
    error: Diagnostic,
    exit: Exit,
}

/// How the scores of a run came about.
struct Account {
    /// The model, if one was named or asked for.
    model: Option<String>,
    /// The form of the requests; none where nothing was asked for over a network.
    api: Option<String>,
    /// How many requests there were.
    requests: u64,
}

/// Where the reports go. All of it is opened before anything is asked.
struct Targets {
    report: Target,
    junit: Option<Target>,
    record: Option<Target>,
}

/// Judges all cases and tells what came of it.
pub(super) fn run(plan: &Check) -> Result<Exit> {
    let cases = cases(plan)?;
    // Before any are left out, for what was not chosen is not gone.
    let baseline = plan.baseline.as_ref();
    let gone = baseline.map_or_else(Vec::new, |kept| replay::gone(kept, &cases));
    let cases = check::select(cases, &plan.tags)?;
    let targets = open(plan)?;
    let begun = Instant::now();
    let mut judging = Judging {
        plan,
        cases: &cases,
        judged: Vec::new(),
        control: Control::new(&cases, uses_bm25(plan, &cases)),
        worst: None,
    };
    let account = match &plan.scores {
        CaseScores::Scorer(scoring) => live::score(plan, scoring, &mut judging)?,
        CaseScores::Replay(kept) => replay::score(kept, &mut judging),
    };
    let Judging { judged, worst, .. } = judging;
    let exit = exit(&judged, worst);
    let report = report(plan, &cases, gone, judged, &account, begun.elapsed());
    if plan.messages.verbose {
        let model = account.model.as_deref().unwrap_or("unnamed");
        let seconds = begun.elapsed().as_secs_f64();
        notify(true, &format!("model {model}, {seconds:.2} s"));
    }
    tell_unknown(plan, &report);
    let told = print::reports(plan, &report, targets.report, targets.junit);
    let kept = save::scores(plan, &report.cases, &account, targets.record);
    match told.and(kept) {
        Ok(()) => Ok(exit),
        // A definite failure counts before a report that could not be written.
        Err(error) if exit == Exit::Negative => {
            crate::error::report(&error);
            Ok(exit)
        }
        Err(error) => Err(error),
    }
}

/// All cases of the file, those that are not judged too, so that a mistake in any of them is found.
fn cases(plan: &Check) -> Result<Vec<Case>, Diagnostic> {
    let silent = |_: &str, _: Format| {};
    let told =
        |name: &str, format: Format| notify(true, &format!("{name}: read as {}", format.name()));
    check::load(
        &plan.suite,
        if plan.messages.verbose { told } else { silent },
    )
}

fn open(plan: &Check) -> Result<Targets> {
    let junit = plan.junit.as_deref();
    let targets = Targets {
        report: Target::open(plan.output.as_deref()).map_err(Error::Output)?,
        junit: junit
            .map(|path| Target::open(Some(path)))
            .transpose()
            .map_err(Error::Output)?,
        record: plan
            .record
            .as_ref()
            .map(|record| record::open(&record.path))
            .transpose()?,
    };
    let all = [&targets.report]
        .into_iter()
        .chain(&targets.junit)
        .chain(&targets.record);
    interrupt::leave_clean(all, plan.messages.progress.is_some());
    Ok(targets)
}

/// The cases judged so far, in the order of the file.
struct Judging<'a> {
    plan: &'a Check,
    cases: &'a [Case],
    judged: Vec<CaseResult<'a>>,
    control: Control,
    /// Whose turn it is after the losses so far.
    worst: Option<Exit>,
}

impl Judging<'_> {
    /// Judges the next case by its scores. False, if no other is to be judged.
    fn take(&mut self, one: Scored) -> bool {
        let plan = self.plan;
        let Some(case) = self.cases.get(self.judged.len()) else {
            return false;
        };
        let judge = |scores: &[Option<f64>]| {
            check::evaluate(case, scores, plan.tolerance, ScoreBounds::Compared)
        };
        let scores = match &case.unreadable {
            Some(fault) => Err(Loss {
                status: CaseStatus::Error,
                error: fault.clone(),
                exit: Exit::UserError,
            }),
            None => one.scores,
        };
        let (status, findings, scores, error) = match scores {
            Ok(scores) => {
                let findings = judge(&scores);
                (CaseStatus::of(case, &findings), findings, scores, None)
            }
            Err(loss) => {
                // What has to be mended counts before what may pass by itself.
                if self.worst != Some(Exit::UserError) {
                    self.worst = Some(loss.exit);
                }
                (loss.status, Vec::new(), Vec::new(), Some(loss.error))
            }
        };
        let baseline = plan.baseline.as_ref().map(|kept| {
            let scores = replay::of_case(kept, case).ok();
            let findings = scores.as_ref().map(|scores| judge(scores));
            let before = findings.map(|findings| CaseStatus::of(case, &findings));
            let change = BaselineChange::between(status, before);
            BaselineDiff { change, scores }
        });
        let judged = CaseResult {
            controls: self.control.of(case),
            case,
            status,
            findings,
            scores,
            error,
            baseline,
            took: one.took,
        };
        let goes_on = !(status.is_error() || judged.is_failure());
        self.judged.push(judged);
        goes_on || !plan.fail_fast
    }
}

/// Whether the scores are those of the scorer built in, so that bounds are on its scale.
fn uses_bm25(plan: &Check, cases: &[Case]) -> bool {
    match &plan.scores {
        CaseScores::Scorer(scoring) => scoring.kind == crate::client::ScoreKind::Bm25,
        CaseScores::Replay(kept) => replay::are_of_bm25(kept, cases),
    }
}

/// How the run ended. A definite failure is enough, whatever else went wrong.
fn exit(judged: &[CaseResult<'_>], worst: Option<Exit>) -> Exit {
    let mut judged = judged.iter();
    if judged.any(CaseResult::is_failure) {
        return Exit::Negative;
    }
    worst.unwrap_or(Exit::Success)
}

fn report<'a>(
    plan: &Check,
    cases: &'a [Case],
    gone: Vec<String>,
    judged: Vec<CaseResult<'a>>,
    account: &Account,
    took: Duration,
) -> CheckReport<'a> {
    let scored = judged.iter().flat_map(|judged| &judged.scores);
    CheckReport {
        file: plan.suite.cases.name(),
        summary: CheckSummary::of(&judged),
        gone,
        not_judged: &cases[judged.len()..],
        tolerance: plan.tolerance,
        requests: account.requests,
        passages: scored.flatten().count(),
        seconds: plan.timed.then_some(took.as_secs_f64()),
        cases: judged,
    }
}

/// Says how many cases cannot be compared: the baseline has none of that name, or of other documents.
fn tell_unknown(plan: &Check, report: &CheckReport<'_>) {
    let beside = report.cases.iter().filter_map(|one| one.baseline.as_ref());
    let unknown = beside.filter(|beside| beside.scores.is_none()).count();
    if unknown > 0 {
        let words = format!("warning: {unknown} of the cases are not in the baseline as they are");
        notify(plan.messages.warn, &words);
    }
}

/// Whether a document has something to score.
fn has_passage(docs: &Collection, doc: usize) -> bool {
    docs.documents[doc].passage().is_some()
}
