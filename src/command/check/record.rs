//! `check --record`: writes the scores of all cases, if all of them have scores.

use anyhow::Result;

use crate::check::CaseResult;
use crate::client::AsPassage as _;
use crate::command::{notify, record};
use crate::error::Error;
use crate::model::RunInfo;
use crate::output::Target;
use crate::plan::CheckPlan;
use crate::recording::{Hash, RankingHeader, RecordedDocument, RecordedRanking};

pub(super) fn write(
    plan: &CheckPlan,
    results: &[CaseResult<'_>],
    info: &RunInfo,
    target: Option<Target>,
) -> Result<()> {
    let (Some(record), Some(target)) = (&plan.record, target) else {
        return Ok(());
    };
    let failed = results.iter().filter(|result| result.status.is_error()).count();
    if failed > 0 {
        let path = record.path.display();
        let message =
            format!("warning: {path} is not written: {failed} of the cases have no scores");
        notify(true, &message);
        return Ok(());
    }
    let rankings: Result<Vec<_>, _> = results
        .iter()
        .map(|result| {
            let header = RankingHeader {
                case: Some(result.case.id.clone()),
                model: info.model.clone(),
                api: info.api.clone(),
                truncate: record.truncate,
                window: record.window,
                query: result.case.query.clone(),
            };
            RecordedRanking::new(header, documents(result))
        })
        .collect();
    // No two documents of a case have the same id.
    let rankings = rankings.map_err(|_| Error::Lost)?;
    Ok(record::write(target, &rankings)?)
}

fn documents(result: &CaseResult<'_>) -> Vec<RecordedDocument> {
    let docs = &result.case.docs;
    let scores = result.scores.iter().zip(&result.windows);
    let docs = docs.documents.iter().zip(&docs.ids).zip(scores);
    docs.map(|((document, id), (score, window))| RecordedDocument {
        id: id.as_str().into(),
        hash: Hash::of(document.passage().as_ref()),
        score: *score,
        window: window.map(Box::new),
    })
    .collect()
}
