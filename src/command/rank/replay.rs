//! `--replay`: takes the scores of a ranking from a recording.

use anyhow::Result;

use super::Tally;
use super::prefilter::prefilter;
use crate::client::AsPassage as _;
use crate::model::RunInfo;
use crate::plan::{RankPlan, Replay};
use crate::recording::{Hash, ScoreLookup};

/// Gives all documents their recorded scores.
pub(super) fn score(plan: &RankPlan, replay: &Replay, tally: &mut Tally) -> Result<RunInfo> {
    let mut lookup = ScoreLookup::new(&replay.ranking);
    let prefiltered = prefilter(plan, None)?;
    for scored in tally.begin(prefiltered) {
        let mut scored = scored?;
        let hash = Hash::of(scored.passage().as_ref());
        let id = scored.document.id().filter(|id| !id.is_empty());
        let id = id.unwrap_or_else(|| scored.index.to_string().into());
        let found = lookup.find(&id, hash);
        drop(id);
        let found = found.map_err(|stale| replay.stale(&stale, scored.document.origin()))?;
        (scored.score, scored.window) = (found.score, found.window.clone());
        tally.add_recorded(scored);
    }
    lookup.finish().map_err(|stale| replay.stale(&stale, replay.name.clone()))?;
    let header = &replay.ranking.header;
    Ok(RunInfo { model: header.model.clone(), api: header.api.clone(), ..RunInfo::default() })
}
