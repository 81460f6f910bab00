//! `--record`: the scores of all cases in a file, if all of them have scores.

use anyhow::Result;

use super::{Account, notify, record};
use crate::check::{Case, CaseResult};
use crate::client::AsPassage as _;
use crate::error::Error;
use crate::output::Target;
use crate::plan::Check;
use crate::recording::{Hash, RankingHeader, RecordedDocument, RecordedRanking};

/// Keeps the scores, if they are to be kept.
pub(super) fn scores(
    plan: &Check,
    judged: &[CaseResult<'_>],
    account: &Account,
    target: Option<Target>,
) -> Result<()> {
    let (Some(wanted), Some(target)) = (&plan.record, target) else {
        return Ok(());
    };
    let lost = judged
        .iter()
        .filter(|judged| judged.status.is_error())
        .count();
    if lost > 0 {
        let path = wanted.path.display();
        let words = format!("warning: {path} is not written: {lost} of the cases have no scores");
        notify(true, &words);
        return Ok(());
    }
    let ranking = |judged: &CaseResult<'_>| {
        let header = RankingHeader {
            case: Some(judged.case.id.clone()),
            model: account.model.clone(),
            api: account.api.clone(),
            truncate: wanted.truncate,
            query: judged.case.query.clone(),
        };
        // No two documents of a case have the same id.
        RecordedRanking::new(header, entries(judged.case, &judged.scores)).map_err(|_| Error::Lost)
    };
    let rankings: Vec<_> = judged.iter().map(ranking).collect::<Result<_, _>>()?;
    record::write(target, &rankings)
}

fn entries(case: &Case, scores: &[Option<f64>]) -> Vec<RecordedDocument> {
    let docs = case.docs.documents.iter().zip(&case.docs.ids).zip(scores);
    docs.map(|((document, id), score)| RecordedDocument {
        id: id.as_str().into(),
        hash: Hash::of(document.passage().as_ref()),
        score: *score,
    })
    .collect()
}
