//! Scores the cases of `check` with a service or the built-in scorer. Requests of different cases run
//! concurrently at one pace; a case is one request where it fits; cases with the same query and documents are
//! scored once.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Result;

use super::{CaseFailure, CaseScores, Run};
use crate::check::{Case, CaseStatus, Collection};
use crate::client::{OnFailure, PoolError, PoolRun, PoolStatus, QueryJobs};
use crate::command::length_note::LengthNote;
use crate::command::scorer::{ScorerHandle, thread_error};
use crate::command::scoring::{DocumentList, PartialScores, jobs};
use crate::error::Error;
use crate::model::{Document, RunInfo};
use crate::plan::{CheckPlan, ServicePlan};
use crate::progress::Progress;

/// Scores all cases, `None` means with the built-in scorer, and evaluates each in file order as soon as its
/// scores are complete.
pub(super) fn score(
    plan: &CheckPlan,
    service: Option<&ServicePlan>,
    run: &mut Run<'_>,
) -> Result<RunInfo> {
    let handle = ScorerHandle::new(service, OnFailure::Continue, plan.messages);
    if let Some(service) = service {
        let mut length_note = LengthNote::new(service, plan.window, plan.messages);
        for document in run.cases.iter().flat_map(|case| &case.docs.documents) {
            length_note.check(document);
        }
    }
    score_cases(plan, &handle, run)?;
    handle.print_notice(plan.messages);
    Ok(handle.run_info(None))
}

fn score_cases(plan: &CheckPlan, handle: &ScorerHandle, run: &mut Run<'_>) -> Result<()> {
    let (queries, query_of_case) = distinct_queries(run.cases);
    let total: usize = queries.iter().map(|(_, docs)| docs.len()).sum();
    let mut partial: Vec<_> =
        queries.iter().map(|(_, docs)| PartialScores::new(docs.len())).collect();
    let (limits, window) = (handle.limits, plan.window);
    let jobs = queries.into_iter().flat_map(move |(query, docs)| jobs(query, docs, limits, window));
    let mut progress = Progress::new(plan.messages.progress, "documents");
    let mut pool = PoolRun::start(Arc::clone(&handle.scorer), handle.concurrency, jobs);
    for query in query_of_case {
        while !partial[query].is_complete() {
            match pool.wait() {
                Ok(Some(result)) => partial[result.job.query.index].add(result),
                Ok(None) => {}
                Err(PoolError::Spawn(cause)) => return Err(thread_error(&cause).into()),
                Err(PoolError::Panic) => return Err(Error::Lost.into()),
                Err(PoolError::Input(never)) => match never {},
            }
            progress.show(PoolStatus { read: total as u64, is_complete: true, ..pool.status() });
        }
        if !run.evaluate(case_scores(&partial[query])) {
            break;
        }
    }
    Ok(())
}

type QueryAndDocs = (Arc<QueryJobs>, Arc<Collection>);

/// Returns the distinct queries, and for each case the index of its query.
fn distinct_queries(cases: &[Case]) -> (Vec<QueryAndDocs>, Vec<usize>) {
    let mut queries = Vec::new();
    let mut known = HashMap::new();
    let query_of_case = cases
        .iter()
        .map(|case| {
            let key = (Arc::as_ptr(&case.docs), case.query.as_str());
            *known.entry(key).or_insert_with(|| {
                let index = queries.len();
                queries.push((QueryJobs::new(index, &case.query), Arc::clone(&case.docs)));
                index
            })
        })
        .collect();
    (queries, query_of_case)
}

impl DocumentList for Collection {
    fn documents(&self) -> &[Document] {
        &self.documents
    }
}

fn case_scores(partial: &PartialScores) -> CaseScores {
    let scores = match partial.failure() {
        Some(error) => Err(service_failure(error)),
        None => Ok(partial.scores().to_vec()),
    };
    let windows = (0..partial.scores().len()).map(|index| partial.window(index)).collect();
    CaseScores { scores, windows, elapsed: partial.elapsed() }
}

fn service_failure(error: &Error) -> CaseFailure {
    CaseFailure { status: CaseStatus::Error, error: error.diagnostic(), exit: error.exit() }
}
