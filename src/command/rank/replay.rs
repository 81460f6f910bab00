//! `--replay`: scores that were kept. Nothing is asked, and nothing is scored that was not scored before.

use anyhow::Result;

use super::{Account, Tally, documents};
use crate::client::AsPassage as _;
use crate::plan::{Plan, Replay};
use crate::recording::{Hash, Lookup};

/// Gives all documents the scores that were kept.
pub(super) fn score(plan: &Plan, replay: &Replay, tally: &mut Tally) -> Result<Account> {
    let mut lookup = Lookup::new(&replay.ranking);
    for scored in documents(plan, None)? {
        let mut scored = scored?;
        let hash = Hash::of(scored.passage().as_ref());
        let id = scored.document.id().filter(|id| !id.is_empty());
        let id = id.unwrap_or_else(|| scored.index.to_string().into());
        let found = lookup.score(&id, hash);
        drop(id);
        scored.score = found.map_err(|stale| replay.stale(&stale, scored.document.origin()))?;
        tally.take_scored(scored);
    }
    lookup
        .finish()
        .map_err(|stale| replay.stale(&stale, replay.name.clone()))?;
    let head = &replay.ranking.header;
    Ok(Account {
        model: head.model.clone(),
        api: head.api.clone(),
        endpoint: None,
        requests: 0,
        tokens: None,
        failure: None,
    })
}
