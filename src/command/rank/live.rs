//! Scores the documents of a ranking with a service.

use std::sync::Arc;

use anyhow::Result;

use super::Tally;
use super::prefilter::prefilter;
use super::run::score_batches;
use crate::client::{Batches, ClientError, OnFailure, Passthrough, Scorer, Truncate};
use crate::command::notify;
use crate::command::scorer::ScorerHandle;
use crate::command::windows::all_pieces;
use crate::model::{RunInfo, Scored};
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
    let documents = note_long(plan, service, tally.begin(prefiltered));
    let pieces = all_pieces(documents, plan.window);
    let batches =
        Batches::new(pieces, handle.limits).with_service_limit(move || remote?.max_passages());
    let batches = handle.prepare_client(batches);
    let add = |job, scores| tally.add(job, scores);
    let result = score_batches(plan, scorer, handle.concurrency, batches, add);
    handle.print_notice(plan.messages);
    result?;
    Ok((handle.run_info(tally.tokens()), passthrough.take_failure()))
}

/// Reports with `--verbose` the first document that has more words than the model takes tokens. The service cuts it
/// without a word.
fn note_long(
    plan: &RankPlan,
    service: &ServicePlan,
    documents: impl Iterator<Item = Result<Scored>> + Send + 'static,
) -> impl Iterator<Item = Result<Scored>> + Send + 'static {
    let is_cut = plan.window.is_none() && service.settings.truncate == Truncate::End;
    let mut limit = service.settings.token_limit().filter(|_| is_cut && plan.messages.verbose);
    documents.inspect(move |scored| {
        let (Some(tokens), Ok(scored)) = (limit, scored) else {
            return;
        };
        if scored.document.text().split_whitespace().nth(tokens).is_some() {
            let origin = scored.document.origin();
            let window = if tokens <= 512 { 300 } else { 2000 };
            let message = format!(
                "{origin}: more than {tokens} words, and the model takes {tokens} tokens; the rest is not scored \
                 (`--window {window}` scores all)"
            );
            notify(true, &message);
            limit = None;
        }
    })
}
