//! Scores the queries with a service or the built-in scorer, several at the same time and at one pace.

use std::sync::Arc;

use anyhow::Result;

use super::feeder::Feeder;
use super::ledger::Ledger;
use super::printer::Printer;
use super::window::Window;
use crate::batch::{BadRecord, QueryRecord};
use crate::client::{OnFailure, PoolError, PoolRun, PoolStatus};
use crate::command::length_note::LengthNote;
use crate::command::scorer::{ScorerHandle, thread_error};
use crate::error::Error;
use crate::model::RunInfo;
use crate::plan::{BatchPlan, ServicePlan};
use crate::progress::Progress;

/// Scores and prints all queries. Returns `None` if nothing reads the output any more. `service` is `None` for the
/// built-in scorer, which uses so many `threads`.
pub(super) fn run(
    plan: &BatchPlan,
    service: Option<&ServicePlan>,
    threads: usize,
    records: impl Iterator<Item = Result<QueryRecord, BadRecord>> + Send + 'static,
    printer: &mut Printer<'_>,
    ledger: &mut Ledger,
) -> Result<Option<RunInfo>> {
    let mut handle = ScorerHandle::new(service, OnFailure::Independent, plan.messages);
    if service.is_none() {
        handle.concurrency = threads;
    }
    let mut length_note =
        service.map(|service| LengthNote::new(service, plan.window, plan.messages));
    let records = records.inspect(move |record| {
        if let (Some(note), Ok(record)) = (&mut length_note, record) {
            record.documents.iter().for_each(|document| note.check(document));
        }
    });
    let result = score(plan, &handle, records, printer, ledger);
    handle.print_notice(plan.messages);
    let is_whole = result?;
    Ok(is_whole.then(|| handle.run_info(None)))
}

fn score(
    plan: &BatchPlan,
    handle: &ScorerHandle,
    records: impl Iterator<Item = Result<QueryRecord, BadRecord>> + Send + 'static,
    printer: &mut Printer<'_>,
    ledger: &mut Ledger,
) -> Result<bool> {
    let window = Arc::new(Window::new(handle.concurrency, plan.on_error));
    let reader = ledger.reader(handle);
    let jobs = Feeder::new(records, Arc::clone(&window), handle, plan.window, reader);
    let mut progress = Progress::new(plan.messages.progress, "queries");
    let mut pool = PoolRun::start(Arc::clone(&handle.scorer), handle.concurrency, jobs);
    loop {
        let is_finished = pool.is_finished();
        if !print_complete(&window, printer, ledger)? {
            return Ok(false);
        }
        if is_finished {
            return Ok(true);
        }
        match pool.wait() {
            Ok(Some(result)) => window.add(result, |query| ledger.keep(query, handle))?,
            Ok(None) => {}
            Err(PoolError::Spawn(cause)) => return Err(thread_error(&cause).into()),
            Err(PoolError::Panic) => return Err(Error::Lost.into()),
            Err(PoolError::Input(never)) => match never {},
        }
        ledger.sync()?;
        let (read, completed) = window.counts();
        progress.show(PoolStatus { read: read as u64, scored: completed as u64, ..pool.status() });
    }
}

/// Prints the queries that are complete, up to the first that is not. Returns false if nothing reads the output any
/// more.
fn print_complete(window: &Window, printer: &mut Printer<'_>, ledger: &mut Ledger) -> Result<bool> {
    let mut has_printed = false;
    while let Some(mut query) = window.pop() {
        let kept = query.kept.take();
        if !printer.print(query)? {
            return Ok(false);
        }
        if let Some(kept) = kept {
            ledger.add(&kept)?;
        }
        has_printed = true;
    }
    if has_printed { printer.flush() } else { Ok(true) }
}
