//! Scores the documents of a ranking with the built-in scorer.

use anyhow::Result;

use super::Tally;
use super::local_collection::LocalCollection;
use crate::client::Bm25;
use crate::model::RunInfo;
use crate::plan::RankPlan;

/// Scores all documents.
pub(super) fn score(plan: &RankPlan, tally: &mut Tally) -> Result<RunInfo> {
    let collection = LocalCollection::read(plan, plan.window)?;
    collection.score(tally.recorder(), |job, scores| tally.add(job, scores))?;
    Ok(RunInfo { model: Some(Bm25::MODEL.into()), ..RunInfo::default() })
}
