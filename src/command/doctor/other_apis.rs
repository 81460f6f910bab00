//! Finds out which API a server speaks, after the chosen one failed.

use anyhow::Result;

use super::checklist::{Checklist, Step};
use super::probe::{self, ListedModels, Probe};
use super::server::{self, KnownServer};
use super::{accepted_key, add_score, suggestion, unverified_key};
use crate::api::ScoreKind;
use crate::client::{self, ClientError, FailureKind, RemoteSettings};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::plan::{DoctorTarget, OtherApi};

/// Tries other APIs after the chosen one failed with `error`, or could not be tried for lack of a model. The API
/// of a server that is recognized comes first, since it is the one that gives raw scores.
pub(super) fn check(
    target: &DoctorTarget,
    listed: &ListedModels,
    chosen: &RemoteSettings,
    error: Option<ClientError>,
    checklist: &mut Checklist,
) -> Result<()> {
    let recognized = recognize(target, listed, error.as_ref());
    let is_untried = error.is_none();
    let mut errors: Vec<ClientError> = error.into_iter().collect();
    for other in candidates(target, recognized) {
        let settings = listed.with_model_of(chosen, &other.settings);
        match Probe::send(settings.clone()) {
            Ok(probe) => {
                checklist.ok(Step::Key, &accepted_key(&settings))?;
                checklist.ok(Step::Model, &listed.describe_model(&settings))?;
                let error = errors.into_iter().next();
                let fault = wrong_api(chosen, error, &settings, other, recognized);
                checklist.failed(Step::Api, &fault)?;
                add_score(&probe, &settings, checklist)?;
                let command = suggestion::command(&target.typed, &settings, Some(&other.base));
                checklist.suggest(command);
                return Ok(());
            }
            Err(refusal) if refusal.kind().is_about_key() => {
                return checklist.failed_call(Step::Key, refusal);
            }
            Err(error) => {
                let is_final = !error.kind().may_be_another_api();
                errors.push(error);
                if is_final {
                    break;
                }
            }
        }
    }
    checklist.skipped(Step::Key, &unverified_key(chosen))?;
    checklist.skipped(Step::Model, &listed.describe_model(chosen))?;
    let is_unknown = |error: &ClientError| is_untried && *error.kind() == FailureKind::NotFound;
    match (recognized, best_evidence(errors)) {
        (Some(KnownServer { name, api: None }), evidence) => {
            checklist.failed(Step::Api, &no_reranking(name, evidence))
        }
        (_, Some(error)) if !is_unknown(&error) => checklist.failed_call(Step::Api, error),
        _ => checklist.failed(Step::Api, &listed.no_known_api(chosen)),
    }
}

/// Returns the APIs to try: that of a recognized server first, and none if such a server does not rerank.
fn candidates(
    target: &DoctorTarget,
    recognized: Option<KnownServer>,
) -> impl Iterator<Item = &OtherApi> {
    let own = recognized.and_then(|server| server.api);
    let others = if recognized.is_some() && own.is_none() { &[] } else { &*target.others };
    let is_own = move |other: &&OtherApi| Some(other.settings.api.name) == own;
    target.servers.iter().filter(is_own).chain(others)
}

/// Describes an API that works, and the one that would give raw scores, if the server is recognized.
pub(super) fn describe(listed: &ListedModels, settings: &RemoteSettings) -> String {
    let api = settings.api.name;
    let is_raw =
        matches!(probe::score_kind(settings), ScoreKind::Logit | ScoreKind::RequestedLogit);
    match server::of_models(listed.models()) {
        Some(KnownServer { name, api: Some(own) }) if own != api && !is_raw => {
            format!("{api}; the server is {name}, whose raw scores need `--api {own}`")
        }
        _ => api.into(),
    }
}

fn recognize(
    target: &DoctorTarget,
    listed: &ListedModels,
    error: Option<&ClientError>,
) -> Option<KnownServer> {
    if target.is_hosted {
        return None;
    }
    server::of_models(listed.models())
        .or_else(|| error.and_then(server::of_error))
        .or_else(|| server::of_descriptions(&target.unkeyed, &target.base))
}

/// Returns the error that says most: that the server does not rerank, or that a path exists and wants other
/// fields. A missing path says least.
fn best_evidence(errors: Vec<ClientError>) -> Option<ClientError> {
    let weight = |error: &ClientError| match error.kind() {
        FailureKind::NotFound => 0,
        FailureKind::NotARanking(..) | FailureKind::ErrorBody => 1,
        FailureKind::UnknownField | FailureKind::WrongFields => 2,
        FailureKind::NotReranker => 3,
        _ => 4,
    };
    // Of equals the last is the maximum, and the error of the chosen API comes first.
    errors.into_iter().rev().max_by_key(weight)
}

fn wrong_api(
    chosen: &RemoteSettings,
    error: Option<ClientError>,
    found: &RemoteSettings,
    other: &OtherApi,
    recognized: Option<KnownServer>,
) -> Diagnostic {
    let url = client::shown_url(&found.url);
    let (chosen, found) = (chosen.api.name, found.api.name);
    let server = recognized.map_or("the service", |server| server.name);
    Diagnostic::new(format!("not {chosen}: {server} speaks {found} at {url}"))
        .maybe_cause(error.map(|error| Error::Call(error, None).to_string()))
        .hint(suggestion::other_api(&other.base, found))
}

fn no_reranking(name: &str, error: Option<ClientError>) -> Diagnostic {
    Diagnostic::new(format!("the server is {name}, which does not serve reranking"))
        .maybe_cause(error.map(|error| Error::Call(error, None).to_string()))
        .hint("start a server with a reranking model, or try `--model local/bm25`")
}
