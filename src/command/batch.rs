//! `batch`: ranks documents for many queries, and prints each query as soon as it and all before it are complete.

mod collection_index;
mod dry_run;
mod feeder;
mod ledger;
mod live;
mod prefilter;
mod printer;
mod query;
mod replay;
mod summary;
mod window;

use std::time::Instant;

use anyhow::Result;

use super::{notify, notify_of_input, open};
use crate::batch::{self, BadRecord, QueryRecord};
use crate::cli::{OnQueryError, Shard};
use crate::error::Error;
use crate::exit::Exit;
use crate::model::RunInfo;
use crate::plan::{BatchPlan, BatchScores, ScoreSource};
use crate::text::count;
use ledger::Ledger;
use printer::Printer;
use summary::{Summary, queries};

/// Ranks all queries and prints the results.
pub(super) fn run(mut plan: BatchPlan) -> Result<Exit> {
    if plan.dry_run {
        return dry_run::run(plan);
    }
    let record = plan.record.as_ref().map(|record| record.path.as_path());
    let shows_progress = plan.messages.has_progress_line();
    let (target, recording) = open(plan.output.as_deref(), record, shows_progress)?;
    let mut ledger = Ledger::open(&plan, recording)?;
    let start = Instant::now();
    let Some((scores, records)) = start_reading(&mut plan)? else {
        target.start().finish()?;
        return Ok(Exit::Success);
    };
    let mut printer = Printer::new(&plan, scores.kind, target.start());
    let Some(info) = score(&plan, &scores, records, &mut printer, &mut ledger)? else {
        return Ok(Exit::Success);
    };
    report_work(&plan, printer.summary(), &info, start);
    finish_ledger(&plan, ledger, printer.summary())?;
    let summary = printer.finish()?;
    match summary.report(&plan) {
        Some(error) => Err(error.into()),
        None => Ok(Exit::Success),
    }
}

/// A source of scores, and the records to score.
type OpenedInput = (BatchScores, Box<dyn Iterator<Item = Result<QueryRecord, BadRecord>> + Send>);

/// Opens the input. `None` means that there is no record, for which nothing is needed: engines start a filter for
/// empty partitions too.
fn start_reading(plan: &mut BatchPlan) -> Result<Option<OpenedInput>> {
    let mut records = records(plan)?.peekable();
    if records.peek().is_none() {
        return Ok(None);
    }
    let scores = std::mem::replace(&mut plan.scores, Err(Error::Lost.into()))?;
    for warning in &scores.warnings {
        notify(plan.messages.warn, &format!("warning: {warning}"));
    }
    Ok(Some((scores, Box::new(records))))
}

/// Writes the recording and the journal. A run that fails in the end leaves the journal as it is.
fn finish_ledger(plan: &BatchPlan, ledger: Ledger, summary: &Summary) -> Result<()> {
    let failed = summary.failed();
    if let Some(record) = &plan.record {
        let path = record.path.display();
        if failed > 0 {
            let failed = queries(failed);
            notify(true, &format!("warning: {path} is not written: {failed} without scores"));
        } else if !ledger.has_scores() {
            notify(plan.messages.warn, "warning: there is no score to record");
        }
    }
    if let Some(path) = &plan.resume {
        let path = path.display();
        let (found, changed) = ledger.counts();
        let verb = if changed == 1 { "has" } else { "have" };
        let changed_queries = queries(changed);
        let message = format!(
            "note: {changed_queries} {verb} changed since {path} was written, and {verb} new scores"
        );
        notify(plan.messages.warn && changed > 0, &message);
        let message = format!("{} taken from {path}", queries(found));
        notify(plan.messages.verbose && found > 0, &message);
    }
    if failed > 0 && plan.on_error == OnQueryError::Passthrough {
        return Ok(());
    }
    ledger.finish(failed == 0)
}

/// Scores and prints all queries. `None` means that nothing reads the output any more.
fn score(
    plan: &BatchPlan,
    scores: &BatchScores,
    records: impl Iterator<Item = Result<QueryRecord, BadRecord>> + Send + 'static,
    printer: &mut Printer<'_>,
    ledger: &mut Ledger,
) -> Result<Option<RunInfo>> {
    let service = match &scores.source {
        ScoreSource::Recording(replay) => return replay::run(replay, records, printer),
        ScoreSource::BuiltIn => None,
        ScoreSource::Service(service) => Some(&**service),
    };
    live::run(plan, service, scores.threads, records, printer, ledger)
}

/// Returns the records of this part of the run.
fn records(
    plan: &mut BatchPlan,
) -> Result<impl Iterator<Item = Result<QueryRecord, BadRecord>> + Send + 'static> {
    let (warn, verbose) = (plan.messages.warn, plan.messages.verbose);
    let on_notice = move |notice| notify_of_input(notice, warn, verbose);
    let (shard, on_error) = (plan.shard, plan.on_error);
    let records = batch::read(plan.input.clone(), Box::new(on_notice))?;
    let records = records.filter(move |record| is_in(shard, record, on_error));
    Ok(prefilter::prefiltered(records, plan.prefilter, plan.messages))
}

/// Returns true if a record is in a part of the run. A fault after which nothing is read ends every part.
fn is_in(
    shard: Option<Shard>,
    record: &Result<QueryRecord, BadRecord>,
    on_error: OnQueryError,
) -> bool {
    let Some(shard) = shard else {
        return true;
    };
    match record {
        Ok(record) => shard.contains(record.number),
        Err(record) => {
            let continues = record.is_recoverable && on_error == OnQueryError::Record;
            !continues || shard.contains(record.number)
        }
    }
}

/// Reports queries, documents, requests, model and time for `--verbose`.
fn report_work(plan: &BatchPlan, summary: &Summary, info: &RunInfo, start: Instant) {
    let endpoint = match &info.endpoint {
        Some(endpoint) => format!(" to {endpoint}"),
        None => String::new(),
    };
    let message = format!(
        "{}, {}{endpoint}, model {}, {:.2} s",
        summary.size(),
        count(info.requests, "request"),
        info.model.as_deref().unwrap_or("unnamed"),
        start.elapsed().as_secs_f64(),
    );
    notify(plan.messages.verbose, &message);
}
