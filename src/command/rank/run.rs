//! Runs the worker pool for the one query of a ranking.

use std::sync::Arc;

use anyhow::Result;

use crate::client::{Job, PoolError, PoolRun, QueryJobs, Scorer, Scores};
use crate::command::scorer::thread_error;
use crate::command::windows::Piece;
use crate::error::Error;
use crate::model::Scored;
use crate::plan::RankPlan;
use crate::progress::Progress;

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
