//! Scores the documents of a ranking with a service.

use std::sync::Arc;

use anyhow::Result;

use super::Tally;
use super::candidates::candidates;
use crate::client::{
    Batches, ClientError, Job, PoolError, PoolRun, QueryJobs, Scorer, Scores, Truncate,
};
use crate::command::notify;
use crate::command::scorer::{AfterFailure, ScorerHandle, thread_error};
use crate::command::windows::{Piece, all_pieces};
use crate::error::Error;
use crate::model::{RunInfo, Scored};
use crate::plan::{RankPlan, ServicePlan};
use crate::progress::Progress;

/// Scores all documents. Returns the failure that `--on-error passthrough` survived, too.
pub(super) fn score(
    plan: &RankPlan,
    service: &ServicePlan,
    tally: &mut Tally,
) -> Result<(RunInfo, Option<ClientError>)> {
    let after_failure =
        if plan.passthrough { AfterFailure::Passthrough } else { AfterFailure::Stop };
    let handle = ScorerHandle::new(Some(service), after_failure, plan.messages);
    let remote = handle.remote.clone();
    let candidates = candidates(plan, tally.recorder())?;
    let documents = note_long(plan, service, tally.begin(candidates));
    let pieces = all_pieces(documents, plan.window);
    let batches =
        Batches::new(pieces, handle.limits).with_service_limit(move || remote?.max_passages());
    let scorer = Arc::clone(&handle.scorer);
    let add = |job, scores| tally.add(job, scores);
    let result = score_batches(plan, scorer, handle.concurrency, batches, add);
    handle.print_notice(plan.messages);
    result?;
    Ok((handle.run_info(tally.tokens()), handle.take_failure()))
}

/// Scores batches of documents, and calls `add` with each as its scores arrive.
pub(super) fn score_batches(
    plan: &RankPlan,
    scorer: Arc<dyn Scorer>,
    concurrency: usize,
    batches: impl Iterator<Item = Result<Vec<Piece<Scored>>>> + Send + 'static,
    mut add: impl FnMut(Job<Piece<Scored>>, Scores),
) -> Result<()> {
    let query = QueryJobs::new(0, &plan.query);
    let jobs = batches
        .map(move |items| Ok::<_, anyhow::Error>(Job { query: Arc::clone(&query), items: items? }));
    let mut progress = Progress::new(plan.messages.progress, "documents");
    let mut run = PoolRun::start(scorer, concurrency, jobs);
    while !run.is_finished() {
        let outcome = run.wait().map_err(|error| match error {
            PoolError::Input(error) => error,
            PoolError::Spawn(cause) => thread_error(&cause).into(),
            PoolError::Panic => Error::Lost.into(),
        })?;
        if let Some(outcome) = outcome {
            match outcome.result {
                Ok(scores) => add(outcome.job, scores),
                Err(error) => {
                    let culprit = outcome.job.culprit(&error);
                    let origin = culprit.map(|piece| piece.document().document.origin());
                    return Err(Error::Call(*error, origin).into());
                }
            }
        }
        progress.show(run.status());
    }
    Ok(())
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
