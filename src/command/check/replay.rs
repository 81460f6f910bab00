//! `check --replay` and `--baseline`: finds the recorded scores of cases that are unchanged.

use std::collections::HashSet;
use std::time::Duration;

use super::{CaseFailure, CaseScores, Run};
use crate::check::{Case, CaseStatus};
use crate::client::{AsPassage as _, Bm25};
use crate::diagnostic::Diagnostic;
use crate::exit::Exit;
use crate::model::RunInfo;
use crate::plan::CaseReplay;
use crate::recording::{Hash, RecordedRanking, ScoreLookup, Stale};

/// Evaluates all cases with their recorded scores.
pub(super) fn score(replay: &CaseReplay, run: &mut Run<'_>) -> RunInfo {
    for case in run.cases {
        let scores = find_scores(replay, case).map_err(|stale| stale_failure(replay, &stale));
        if !run.evaluate(CaseScores { scores, windows: Vec::new(), elapsed: Duration::ZERO }) {
            break;
        }
    }
    let header = find_all(replay, run.cases).next().map(|ranking| &ranking.header);
    RunInfo {
        model: header.and_then(|header| header.model.clone()),
        api: header.and_then(|header| header.api.clone()),
        ..RunInfo::default()
    }
}

/// Returns true if the recorded scores of the cases are those of the built-in scorer.
pub(super) fn are_of_bm25(replay: &CaseReplay, cases: &[Case]) -> bool {
    let mut found = find_all(replay, cases).peekable();
    found.peek().is_some()
        && found.all(|ranking| ranking.header.model.as_deref() == Some(Bm25::MODEL))
}

/// Returns the rankings of the cases. A recording can hold others, of another model.
fn find_all<'a>(
    replay: &'a CaseReplay,
    cases: &'a [Case],
) -> impl Iterator<Item = &'a RecordedRanking> {
    cases.iter().filter_map(|case| Some(&**replay.find(Some(&case.id), &case.query).ok()?))
}

/// Returns the recorded scores of a case. A case without an id is named by its line, and is found by its query
/// if it has moved.
pub(super) fn find_scores(replay: &CaseReplay, case: &Case) -> Result<Vec<Option<f64>>, Stale> {
    let stale = match find_by_id(replay, case, &case.id) {
        Err(stale) if is_line(&case.id) => stale,
        other => return other,
    };
    let rankings = replay.recording.rankings().iter();
    let of_query = rankings.filter(|ranking| ranking.header.query == case.query);
    let mut moved = of_query.filter_map(|ranking| ranking.header.case.as_deref());
    moved.find_map(|id| find_by_id(replay, case, id).ok().filter(|_| is_line(id))).ok_or(stale)
}

/// Returns true if `id` is the default id of the case on a line.
fn is_line(id: &str) -> bool {
    let number = id.strip_prefix('L');
    number.is_some_and(|number| number.parse::<u64>().is_ok())
}

fn find_by_id(replay: &CaseReplay, case: &Case, id: &str) -> Result<Vec<Option<f64>>, Stale> {
    let mut lookup = ScoreLookup::new(replay.find(Some(id), &case.query)?);
    let mut scores = Vec::with_capacity(case.docs.len());
    for (document, id) in case.docs.documents.iter().zip(&case.docs.ids) {
        let hash = Hash::of(document.passage().as_ref());
        scores.push(lookup.score(id, hash)?);
    }
    lookup.finish()?;
    Ok(scores)
}

fn stale_failure(replay: &CaseReplay, stale: &Stale) -> CaseFailure {
    let name = &replay.recording.name;
    CaseFailure {
        status: CaseStatus::Stale,
        error: Diagnostic::new(format!("stale recording: {stale}")).at(name).hint(stale.hint(name)),
        exit: Exit::UserError,
    }
}

/// Returns the recorded cases that are not in the file, each once.
pub(super) fn find_gone(replay: &CaseReplay, cases: &[Case]) -> Vec<String> {
    let mut known: HashSet<&str> = cases.iter().map(|case| &*case.id).collect();
    let queries: HashSet<&str> = cases.iter().map(|case| &*case.query).collect();
    let rankings = replay.recording.rankings().iter();
    let gone = rankings.filter_map(|ranking| {
        let id = ranking.header.case.as_deref()?;
        let is_gone =
            if is_line(id) { !queries.contains(&*ranking.header.query) } else { known.insert(id) };
        is_gone.then(|| id.to_owned())
    });
    gone.collect()
}
