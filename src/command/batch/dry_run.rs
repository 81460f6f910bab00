//! `--dry-run`: prints the first request as a curl command, and counts the others.

use std::sync::Arc;

use anyhow::Result;

use super::{queries, start_reading};
use crate::batch::QueryRecord;
use crate::cli::OnQueryError;
use crate::client::{AsPassage, Job, Passage, PreparedRequest, QueryJobs, Remote};
use crate::command::scoring::{ListPiece, jobs};
use crate::command::{dry_run, notify, open};
use crate::exit::Exit;
use crate::plan::{BatchPlan, ScoreSource};
use crate::text::count;

/// Prints the first request, and the number of all on stderr.
pub(super) fn run(mut plan: BatchPlan) -> Result<Exit> {
    let (target, _) = open(plan.output.as_deref(), None, false)?;
    let Some((scores, records)) = start_reading(&mut plan)? else {
        target.start().finish()?;
        return Ok(Exit::Success);
    };
    let ScoreSource::Service(service) = &scores.source else {
        notify(true, "the model is built in: there is no request to show");
        return Ok(Exit::Success);
    };
    let remote = Remote::new(service.settings.clone());
    let (mut query_count, mut documents, mut requests) = (0, 0, 0);
    let mut first = None;
    for record in records {
        let record = match record {
            Ok(record) => Arc::new(record),
            Err(bad) if plan.on_error == OnQueryError::Record && bad.is_recoverable => continue,
            Err(bad) => return Err(bad.diagnostic.into()),
        };
        query_count += 1;
        documents += record.documents.len() as u64;
        let query = QueryJobs::new(0, &record.query);
        for Ok(job) in jobs(query, Arc::clone(&record), service.limits, plan.window) {
            if job.items.iter().any(AsPassage::has_passage) {
                requests += 1;
                first.get_or_insert_with(|| prepare(&remote, &record, &job));
            }
        }
    }
    let command = first.map(|request| dry_run::command(&request, &dry_run::options(service)));
    target.write(|out| {
        out.write_all(&command.unwrap_or_default())?;
        out.flush()
    })?;
    let (documents, requests) = (count(documents, "document"), count(requests, "request"));
    notify(true, &format!("{}, {documents}, {requests}", queries(query_count)));
    Ok(Exit::Success)
}

fn prepare(
    remote: &Remote,
    record: &QueryRecord,
    job: &Job<ListPiece<QueryRecord>>,
) -> PreparedRequest {
    let passages: Vec<Passage<'_>> = job.items.iter().filter_map(AsPassage::passage).collect();
    remote.prepare(remote.model().as_deref(), &record.query, &passages)
}
