//! `doctor`: checks the steps of a request one by one, from the endpoint to one real score, and prints each
//! result as soon as it is known. After a failure the steps that depend on it are skipped.

mod checklist;
mod connection;
mod other_apis;
mod probe;
mod server;
mod suggestion;
mod tcp;

use anyhow::Result;

use crate::api::ScoreKind;
use crate::client::{self, Bm25, ClientError, FailureKind, ModelChoice, RemoteSettings};
use crate::error::Error;
use crate::exit::Exit;
use crate::plan::{self, DoctorTarget};
use checklist::{Checklist, Step};
use probe::{ListedModels, Probe};

/// Diagnoses the service. The exit code is that of the first failed step.
pub(super) fn run(plan: &plan::DoctorPlan) -> Result<Exit> {
    let mut checklist = Checklist::new(plan.json);
    match &plan.target {
        None => check_built_in(&mut checklist)?,
        Some(Err(error)) => checklist.failed_with(Step::Endpoint, error)?,
        Some(Ok(target)) => check_service(target, &mut checklist)?,
    }
    checklist.finish()
}

fn check_built_in(checklist: &mut Checklist) -> Result<()> {
    const REASON: &str = "not needed: the model is built in";
    checklist.ok(Step::Endpoint, REASON)?;
    for step in [Step::Connection, Step::Tls, Step::Health, Step::Key] {
        checklist.skipped(step, REASON)?;
    }
    checklist.ok(Step::Model, Bm25::MODEL)?;
    checklist.skipped(Step::Api, REASON)?;
    let probe = Probe::built_in().map_err(|error| Error::Call(error, None))?;
    checklist.timed(Step::Score, &probe.describe(ScoreKind::Bm25), probe.time)?;
    checklist.suggest(suggestion::built_in());
    Ok(())
}

fn check_service(target: &DoctorTarget, checklist: &mut Checklist) -> Result<()> {
    checklist.ok(Step::Endpoint, &describe_endpoint(target))?;
    let is_reachable = connection::check(target, checklist)?;
    match &target.keyed {
        // A key that cannot be used is a fault of its own, reachable service or not.
        Err(error) => checklist.failed_with(Step::Key, error),
        Ok(settings) if is_reachable => check_scoring(target, settings, checklist),
        Ok(_) => Ok(()),
    }
}

fn describe_endpoint(target: &DoctorTarget) -> String {
    let url = client::shown_url(&target.unkeyed.url);
    let origin = match target.base_origin {
        Some(name) => format!("from {name}"),
        None => "default".into(),
    };
    match target.moved {
        Some((from, to)) => {
            format!("{url} ({origin}; {from} does not serve reranking, using {to})")
        }
        None => format!("{url} ({origin})"),
    }
}

/// Checks key, model, API and score with one request, since one response proves them all.
fn check_scoring(
    target: &DoctorTarget,
    settings: &RemoteSettings,
    checklist: &mut Checklist,
) -> Result<()> {
    let listed = ListedModels::request(target.list.as_ref(), settings);
    if let ListedModels::KeyRefused(error) = listed {
        return checklist.failed_call(Step::Key, error);
    }
    let settings = listed.with_listed_model(settings);
    if matches!(settings.model, ModelChoice::Listed(_)) {
        return other_apis::check(target, &listed, &settings, None, checklist);
    }
    match Probe::send(settings.clone()) {
        Ok(probe) => {
            checklist.ok(Step::Key, &accepted_key(&settings))?;
            let notice = probe.notice.iter().map(|notice| format!("; {notice}"));
            let model = listed.describe_model(&settings) + &notice.collect::<String>();
            checklist.ok(Step::Model, &model)?;
            checklist.ok(Step::Api, &other_apis::describe(&listed, &settings))?;
            add_score(&probe, &settings, checklist)?;
            checklist.suggest(suggestion::command(&target.typed, &settings, None));
            Ok(())
        }
        Err(error) if error.kind().is_about_key() => checklist.failed_call(Step::Key, error),
        Err(error) if is_about_the_model(target, &error) => {
            checklist.skipped(Step::Key, &unverified_key(&settings))?;
            checklist.failed_call(Step::Model, error)
        }
        Err(error) if error.kind().may_be_another_api() => match listed.unlisted(&settings) {
            Some(failure) => {
                checklist.skipped(Step::Key, &unverified_key(&settings))?;
                checklist.failed(Step::Model, &failure)
            }
            None => other_apis::check(target, &listed, &settings, Some(error), checklist),
        },
        Err(error) => add_missing_score(&listed, &settings, error, checklist),
    }
}

fn add_score(probe: &Probe, settings: &RemoteSettings, checklist: &mut Checklist) -> Result<()> {
    let text = probe.describe(probe::score_kind(settings));
    checklist.timed(Step::Score, &text, probe.time)
}

/// Reports a request that got no score from a service that may well speak the API: a response with a wrong
/// score still has the API's form.
fn add_missing_score(
    listed: &ListedModels,
    settings: &RemoteSettings,
    error: ClientError,
    checklist: &mut Checklist,
) -> Result<()> {
    let (api, model) = (settings.api.name, listed.describe_model(settings));
    if matches!(error.kind(), FailureKind::Incomplete(..) | FailureKind::NotFinite(_)) {
        checklist.ok(Step::Key, &accepted_key(settings))?;
        checklist.ok(Step::Model, &model)?;
        checklist.ok(Step::Api, api)?;
    } else {
        checklist.skipped(Step::Key, &unverified_key(settings))?;
        checklist.skipped(Step::Model, &model)?;
        checklist.skipped(Step::Api, &format!("{api}, not verified"))?;
    }
    checklist.failed_call(Step::Score, error)
}

/// Returns true if the model is retired, or unknown to a vendor, where the model is part of the URL.
fn is_about_the_model(target: &DoctorTarget, error: &ClientError) -> bool {
    match error.kind() {
        FailureKind::Retired => true,
        FailureKind::NotFound | FailureKind::NotEnabled => target.is_hosted,
        _ => false,
    }
}

fn accepted_key(settings: &RemoteSettings) -> String {
    match &settings.key_origin {
        Some(origin) => format!("from {origin}, accepted"),
        None => "not needed".into(),
    }
}

fn unverified_key(settings: &RemoteSettings) -> String {
    match &settings.key_origin {
        Some(origin) => format!("from {origin}, not verified"),
        None => "none sent, not verified".into(),
    }
}
