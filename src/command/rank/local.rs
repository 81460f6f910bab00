//! Scores the documents of a ranking with the built-in scorer.

use anyhow::Result;

use super::Tally;
use super::local_collection::LocalCollection;
use crate::client::Bm25;
use crate::model::RunInfo;
use crate::plan::RankPlan;

/// Scores all documents.
pub(super) fn score(plan: &RankPlan, tally: &mut Tally) -> Result<RunInfo> {
    let recorder = tally.recorder();
    // Windows and recordings need the score of every document.
    let is_whole = plan.window.is_none() && recorder.is_none();
    match plan.selection.top_n.filter(|_| is_whole) {
        Some(top_n) => tally.add_best(LocalCollection::read(plan, None, Some(top_n))?.best(top_n)?),
        None => LocalCollection::read(plan, plan.window, None)?
            .score(recorder, |job, scores| tally.add(job, scores))?,
    }
    Ok(RunInfo { model: Some(Bm25::MODEL.into()), ..RunInfo::default() })
}
