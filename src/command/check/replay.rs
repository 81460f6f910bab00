//! `--replay` and `--baseline`: the scores that were kept of a case, if it is as it was.

use std::collections::HashSet;
use std::time::Duration;

use super::{Account, Judging, Loss, Scored};
use crate::check::{Case, CaseStatus};
use crate::client::{AsPassage as _, Bm25};
use crate::diagnostic::Diagnostic;
use crate::exit::Exit;
use crate::plan::CaseReplay;
use crate::recording::{Hash, Lookup, RecordedRanking, Stale};

/// Judges all cases by the scores that were kept.
pub(super) fn score(kept: &CaseReplay, judging: &mut Judging<'_>) -> Account {
    for case in judging.cases {
        let scored = Scored {
            scores: of_case(kept, case).map_err(|stale| loss(kept, &stale)),
            took: Duration::ZERO,
        };
        if !judging.take(scored) {
            break;
        }
    }
    let first = found(kept, judging.cases).next();
    Account {
        model: first.and_then(|ranking| ranking.header.model.clone()),
        api: first.and_then(|ranking| ranking.header.api.clone()),
        requests: 0,
    }
}

/// Whether the scores that are taken are those of the scorer built in.
pub(super) fn are_of_bm25(kept: &CaseReplay, cases: &[Case]) -> bool {
    let mut found = found(kept, cases).peekable();
    found.peek().is_some() && found.all(|one| one.header.model.as_deref() == Some(Bm25::MODEL))
}

/// The rankings that are taken for these cases. A recording may hold others, of another model.
fn found<'a>(kept: &'a CaseReplay, cases: &'a [Case]) -> impl Iterator<Item = &'a RecordedRanking> {
    let found = |case: &Case| kept.find(&case.id, &case.query).ok();
    cases.iter().filter_map(found)
}

/// The scores that were kept of a case. One without an id of its own is called by its line, and is the same
/// case on another line.
///
/// # Errors
/// It is not as it was.
pub(super) fn of_case(kept: &CaseReplay, case: &Case) -> Result<Vec<Option<f64>>, Stale> {
    let stale = match by_id(kept, case, &case.id) {
        Err(stale) if is_line(&case.id) => stale,
        other => return other,
    };
    let rankings = kept.recording.rankings().iter();
    let of_query = rankings.filter(|ranking| ranking.header.query == case.query);
    let mut moved = of_query.filter_map(|ranking| ranking.header.case.as_deref());
    moved
        .find_map(|id| by_id(kept, case, id).ok().filter(|_| is_line(id)))
        .ok_or(stale)
}

/// Whether an id is that of a case which has none of its own.
fn is_line(id: &str) -> bool {
    let number = id.strip_prefix('L');
    number.is_some_and(|number| number.parse::<u64>().is_ok())
}

fn by_id(kept: &CaseReplay, case: &Case, id: &str) -> Result<Vec<Option<f64>>, Stale> {
    let mut lookup = Lookup::new(kept.find(id, &case.query)?);
    let mut scores = Vec::with_capacity(case.docs.len());
    for (document, id) in case.docs.documents.iter().zip(&case.docs.ids) {
        let hash = Hash::of(document.passage().as_ref());
        scores.push(lookup.score(id, hash)?);
    }
    lookup.finish()?;
    Ok(scores)
}

fn loss(kept: &CaseReplay, stale: &Stale) -> Loss {
    let name = &kept.recording.name;
    Loss {
        status: CaseStatus::Stale,
        error: Diagnostic::new(format!("stale recording: {stale}"))
            .at(name)
            .hint(stale.hint(name)),
        exit: Exit::UserError,
    }
}

/// The cases that were kept and are not in the file, each once.
pub(super) fn gone(kept: &CaseReplay, cases: &[Case]) -> Vec<String> {
    let mut known: HashSet<&str> = cases.iter().map(|case| &*case.id).collect();
    let queries: HashSet<&str> = cases.iter().map(|case| &*case.query).collect();
    let rankings = kept.recording.rankings().iter();
    let gone = rankings.filter_map(|ranking| {
        let id = ranking.header.case.as_deref()?;
        let is_gone = if is_line(id) {
            !queries.contains(&*ranking.header.query)
        } else {
            known.insert(id)
        };
        is_gone.then(|| id.to_owned())
    });
    gone.collect()
}
