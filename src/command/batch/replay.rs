//! `--replay`: takes the scores of each query from a recording.

use anyhow::Result;

use super::printer::Printer;
use super::query::QueryState;
use crate::batch::{BadRecord, QueryRecord};
use crate::client::AsPassage;
use crate::command::scoring::PartialScores;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::model::RunInfo;
use crate::plan::CaseReplay;
use crate::recording::{Hash, ScoreLookup, Stale};

/// Prints all queries with their recorded scores. Returns `None` if nothing reads the output any more.
pub(super) fn run(
    replay: &CaseReplay,
    records: impl Iterator<Item = Result<QueryRecord, BadRecord>>,
    printer: &mut Printer<'_>,
) -> Result<Option<RunInfo>> {
    let mut info = RunInfo::default();
    for record in records {
        let state = match record {
            Ok(record) => {
                let scores = find_scores(replay, &record, &mut info);
                QueryState {
                    scores: scores
                        .unwrap_or_else(|fault| PartialScores::complete(Err(Error::Input(fault)))),
                    ..QueryState::new(record.into())
                }
            }
            Err(record) => QueryState::bad(record),
        };
        if !printer.print(state)? || !printer.flush()? {
            return Ok(None);
        }
    }
    Ok(Some(info))
}

/// Returns the recorded scores of a query. One with nothing to score need not be in the recording.
fn find_scores(
    replay: &CaseReplay,
    record: &QueryRecord,
    info: &mut RunInfo,
) -> Result<PartialScores, Diagnostic> {
    if !record.documents.iter().any(AsPassage::has_passage) {
        return Ok(PartialScores::complete(Ok(vec![None; record.documents.len()])));
    }
    let name = &replay.recording.name;
    let stale = |stale: Stale, place: String| stale.diagnostic(place, name);
    let case = crate::batch::id_text(record.id.as_ref(), record.number);
    let ranking = replay
        .find(Some(&case), &record.query)
        .map_err(|fault| stale(fault, record.origin.clone()))?;
    if info.model.is_none() {
        (info.model, info.api) = (ranking.header.model.clone(), ranking.header.api.clone());
    }
    let mut lookup = ScoreLookup::new(ranking);
    let (mut scores, mut windows) = (Vec::new(), Vec::new());
    for (at, document) in record.documents.iter().enumerate() {
        let hash = Hash::of(document.passage().as_ref());
        let id = document.id().filter(|id| !id.is_empty());
        let id = id.unwrap_or_else(|| record.index(at).to_string().into());
        let doc = lookup.find(&id, hash).map_err(|fault| stale(fault, document.origin()))?;
        scores.push(doc.score);
        windows.push(doc.window.as_deref().copied());
    }
    lookup.finish().map_err(|fault| stale(fault, record.origin.clone()))?;
    Ok(PartialScores::complete(Ok(scores)).with_windows(windows))
}
