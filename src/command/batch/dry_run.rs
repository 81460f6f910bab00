//! `--dry-run`: prints the first request as a curl command, and counts the others.

use anyhow::Result;

use super::{queries, start_reading};
use crate::client::QueryJobs;
use crate::client::{AsPassage, Passage, Remote};
use crate::command::scoring::{DocumentList as _, jobs};
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
    let model = remote.model();
    let (mut query_count, mut documents, mut requests) = (0, 0, 0);
    let mut first = None;
    for record in records {
        let record = match record {
            Ok(record) => std::sync::Arc::new(record),
            Err(bad) if plan.on_error == crate::cli::OnQueryError::Record && bad.is_recoverable => {
                continue;
            }
            Err(bad) => return Err(bad.diagnostic.into()),
        };
        query_count += 1;
        documents += record.documents().len() as u64;
        let query = QueryJobs::new(0, &record.query);
        for job in jobs(query, std::sync::Arc::clone(&record), service.limits, plan.window) {
            let Ok(job) = job;
            let passages: Vec<Passage<'_>> =
                job.items.iter().filter_map(AsPassage::passage).collect();
            if passages.is_empty() {
                continue;
            }
            requests += 1;
            if first.is_none() {
                let request = remote.prepare(model.as_deref(), &record.query, &passages);
                first = Some(dry_run::command(&request, &dry_run::options(service)));
            }
        }
    }
    target.write(|out| {
        out.write_all(&first.unwrap_or_default())?;
        out.flush()
    })?;
    let message = format!(
        "{}, {}, {}",
        queries(query_count),
        count(documents, "document"),
        count(requests, "request")
    );
    notify(true, &message);
    Ok(Exit::Success)
}
