//! Scores the documents of a ranking with a service or the built-in scorer.

use std::sync::Arc;

use anyhow::Result;

use super::{Tally, batches};
use crate::client::{ClientError, Job, PoolError, PoolRun, QueryJobs};
use crate::command::scorer::{AfterFailure, ScorerHandle, thread_error};
use crate::error::Error;
use crate::model::RunInfo;
use crate::plan::{RankPlan, ServicePlan};
use crate::progress::Progress;

/// Scores all documents; `None` means with the built-in scorer. Returns the failure that
/// `--on-error passthrough` survived, too.
pub(super) fn score(
    plan: &RankPlan,
    service: Option<&ServicePlan>,
    tally: &mut Tally,
) -> Result<(RunInfo, Option<ClientError>)> {
    let after_failure =
        if plan.passthrough { AfterFailure::Passthrough } else { AfterFailure::Stop };
    let handle = ScorerHandle::new(service, after_failure, plan.messages);
    let result = score_batches(plan, &handle, tally);
    handle.print_notice(plan.messages);
    result?;
    Ok((handle.run_info(tally.tokens()), handle.take_failure()))
}

fn score_batches(plan: &RankPlan, handle: &ScorerHandle, tally: &mut Tally) -> Result<()> {
    let remote = handle.remote.clone();
    let batches = batches(plan, handle.limits, tally.recorder())?
        .with_service_limit(move || remote?.max_passages());
    let query = QueryJobs::new(0, &plan.query);
    let jobs = batches
        .map(move |items| Ok::<_, anyhow::Error>(Job { query: Arc::clone(&query), items: items? }));
    let mut progress = Progress::new(plan.messages.progress);
    let mut run = PoolRun::start(Arc::clone(&handle.scorer), handle.concurrency, jobs);
    while !run.is_finished() {
        let outcome = run.wait().map_err(|error| match error {
            PoolError::Input(error) => error,
            PoolError::Spawn(cause) => thread_error(&cause).into(),
            PoolError::Panic => Error::Lost.into(),
        })?;
        if let Some(outcome) = outcome {
            match outcome.result {
                Ok(scores) => tally.add(outcome.job, scores),
                Err(error) => {
                    let culprit = outcome.job.culprit(&error);
                    let origin = culprit.map(|scored| scored.document.origin());
                    return Err(Error::Call(*error, origin).into());
                }
            }
        }
        progress.show(run.status());
    }
    Ok(())
}
