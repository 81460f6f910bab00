//! Scores the cases of `check` with a service or the built-in scorer. Requests of different cases run
//! concurrently at one pace; a case is one request where it fits; cases with the same query and documents are
//! scored once.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::{CaseFailure, CaseScores, Run};
use crate::check::{Case, CaseStatus, Collection};
use crate::client::{
    AsPassage, Batches, ClientError, Job, JobResult, Limits, Passage, PoolError, PoolRun,
    PoolStatus, QueryJobs,
};
use crate::command::scorer::{AfterFailure, ScorerHandle, thread_error};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::model::RunInfo;
use crate::plan::{CheckPlan, ServicePlan};
use crate::progress::Progress;

/// Scores all cases, `None` means with the built-in scorer, and evaluates each in file order as soon as its
/// scores are complete.
pub(super) fn score(
    plan: &CheckPlan,
    service: Option<&ServicePlan>,
    run: &mut Run<'_>,
) -> Result<RunInfo> {
    let handle = ScorerHandle::new(service, AfterFailure::Continue, plan.messages);
    score_cases(plan, &handle, run)?;
    handle.print_notice(plan.messages);
    Ok(handle.run_info(None))
}

fn score_cases(plan: &CheckPlan, handle: &ScorerHandle, run: &mut Run<'_>) -> Result<()> {
    let (queries, query_of_case) = distinct_queries(run.cases);
    let total: usize = queries.iter().map(|(_, docs)| docs.len()).sum();
    let mut partial: Vec<_> =
        queries.iter().map(|(_, docs)| PartialScores::new(docs.len())).collect();
    let limits = Limits {
        // Small requests at the start would split cases that fit one request.
        openings: 0,
        ..handle.limits
    };
    let jobs = queries.into_iter().flat_map(move |(query, docs)| jobs(query, docs, limits));
    let mut progress = Progress::new(plan.messages.progress);
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
        if !run.evaluate(partial[query].to_case_scores()) {
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

struct CollectionItem {
    docs: Arc<Collection>,
    doc: usize,
}

impl AsPassage for CollectionItem {
    fn passage(&self) -> Option<Passage<'_>> {
        self.docs.documents[self.doc].passage()
    }
}

fn jobs(
    query: Arc<QueryJobs>,
    docs: Arc<Collection>,
    limits: Limits,
) -> impl Iterator<Item = Result<Job<CollectionItem>, Infallible>> + Send {
    let items = (0..docs.len()).map(move |doc| {
        let docs = Arc::clone(&docs);
        Ok::<_, Infallible>(CollectionItem { docs, doc })
    });
    Batches::new(items, limits)
        .map(move |items| Ok(Job { query: Arc::clone(&query), items: items? }))
}

struct PartialScores {
    scores: Vec<Option<f64>>,
    /// The number of documents with a result.
    count: usize,
    failure: Option<CaseFailure>,
    elapsed: Duration,
}

impl PartialScores {
    fn new(documents: usize) -> Self {
        Self { scores: vec![None; documents], count: 0, failure: None, elapsed: Duration::ZERO }
    }

    fn add(&mut self, result: JobResult<CollectionItem>) {
        self.elapsed += result.elapsed;
        match result.result {
            Ok(scores) => {
                self.count += result.job.items.len();
                for (item, score) in result.job.into_scored(scores.numbers) {
                    self.scores[item.doc] = score;
                }
            }
            Err(error) => {
                let failure = || service_failure(*error, &result.job);
                self.failure.get_or_insert_with(failure);
            }
        }
    }

    fn is_complete(&self) -> bool {
        self.failure.is_some() || self.count == self.scores.len()
    }

    fn to_case_scores(&self) -> CaseScores {
        CaseScores {
            scores: match &self.failure {
                Some(failure) => Err(failure.clone()),
                None => Ok(self.scores.clone()),
            },
            elapsed: self.elapsed,
        }
    }
}

fn service_failure(error: ClientError, job: &Job<CollectionItem>) -> CaseFailure {
    let exit = error.exit();
    let culprit = job.culprit(&error);
    let origin = culprit.map(|item| item.docs.documents[item.doc].origin());
    let error = Error::Call(error, origin);
    let mut diagnostic = Diagnostic::new(error.to_string()).maybe_hint(error.hint());
    if let Some(cause) = error.cause() {
        diagnostic = diagnostic.cause(cause);
    }
    CaseFailure { status: CaseStatus::Error, error: diagnostic, exit }
}
