//! Scores the documents of a ranking with a service.

use std::sync::Arc;

use anyhow::Result;

use super::Tally;
use super::prefilter::prefilter;
use super::run::score_batches;
use crate::client::{Batches, ClientError, OnFailure, Passthrough, Scorer};
use crate::command::length_note::LengthNote;
use crate::command::scorer::ScorerHandle;
use crate::command::windows::all_pieces;
use crate::model::RunInfo;
use crate::plan::{RankPlan, ServicePlan};

/// Scores all documents. Returns the failure that `--on-error passthrough` survived, too.
pub(super) fn score(
    plan: &RankPlan,
    service: &ServicePlan,
    tally: &mut Tally,
) -> Result<(RunInfo, Option<ClientError>)> {
    let handle = ScorerHandle::new(Some(service), OnFailure::Stop, plan.messages);
    let passthrough = Arc::new(Passthrough::new(Arc::clone(&handle.scorer)));
    let scorer: Arc<dyn Scorer> =
        if plan.passthrough { Arc::clone(&passthrough) as _ } else { Arc::clone(&handle.scorer) };
    let remote = handle.remote.clone();
    let prefiltered = prefilter(plan, tally.recorder())?;
    let mut length_note = LengthNote::new(service, plan.window, plan.messages);
    let documents = tally.begin(prefiltered).inspect(move |scored| {
        if let Ok(scored) = scored {
            length_note.check(&scored.document);
        }
    });
    let pieces = all_pieces(documents, plan.window);
    let batches =
        Batches::new(pieces, handle.limits).with_service_limit(move || remote?.max_passages());
    let add = |job, scores| tally.add(job, scores);
    let result = score_batches(plan, scorer, handle.concurrency, batches, add);
    handle.print_notice(plan.messages);
    result?;
    Ok((handle.run_info(tally.tokens()), passthrough.take_failure()))
}
