//! Scores that are asked for now: of a service, or of the scorer built in.

use std::sync::Arc;

use anyhow::Result;

use super::{Account, Tally, batches};
use crate::client::{self, Pool, Status, Stop};
use crate::command::scorer::ScorerHandle;
use crate::error::Error;
use crate::model::Scored;
use crate::plan::{Plan, Scoring, Service};
use crate::progress::{Progress, State};

/// Scores all documents.
pub(super) fn score(plan: &Plan, scoring: &Scoring, tally: &mut Tally) -> Result<Account> {
    let handle = ScorerHandle::new(scoring, plan.on_loss, plan.messages);
    let result = scored(plan, scoring, &handle, tally);
    handle.print_notice(plan.messages);
    result?;
    let (api, endpoint) = endpoint(&scoring.service);
    let requests = handle.requests();
    Ok(Account {
        model: handle.model(),
        api,
        endpoint,
        requests,
        tokens: tally.tokens().filter(|_| requests > 0),
        failure: handle.take_failure(),
    })
}

fn scored(plan: &Plan, scoring: &Scoring, handle: &ScorerHandle, tally: &mut Tally) -> Result<()> {
    let mut progress = Progress::new(plan.messages.progress);
    let batches = batches(plan, scoring.limits, tally.notes())?;
    let remote = handle.remote.clone();
    let batches = batches.asking(move || remote?.max_passages());
    let pool = Pool::new(Arc::clone(&handle.scorer), &plan.query, scoring.concurrency);
    let watch = |status: Status| {
        progress.show(State {
            read: status.read,
            scored: status.scored,
            in_flight: status.in_flight,
            complete: status.complete,
        });
    };
    let stopped = pool.run(batches, |batch, scores| tally.take(batch, scores), watch);
    drop(progress);
    stopped.map_err(|stop| match stop {
        Stop::Input(error) => error,
        Stop::Call(error, culprit) => {
            let origin = culprit.map(|scored: Scored| scored.document.origin());
            Error::Call(error, origin).into()
        }
        Stop::Lost => Error::Lost.into(),
    })
}

/// The form and the address of the requests.
fn endpoint(service: &Service) -> (Option<String>, Option<String>) {
    match service {
        Service::BuiltIn => (None, None),
        Service::Remote { settings, .. } => {
            let address = client::shown_url(&settings.url);
            (Some(settings.api.name.into()), Some(address))
        }
    }
}
