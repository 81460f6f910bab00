//! Who scores: the scorer built in, or a service with its endpoint, key, headers and limits.

use anyhow::{Context as _, Result};

use super::endpoint::{self, Endpoint};
use super::{KeyPlace, PlanError, Scoring, Service, key, load, usage, variable};
use crate::cli;
use crate::client::{
    self, Api, Bm25, HttpSettings, Limits, ModelChoice, Patience, RemoteSettings, ScoreKind,
    Secret, Truncate,
};

/// Resolves who scores; `warnings` takes what the user should know of it. A dry run needs no key.
pub(super) fn resolve(
    service: &cli::Service,
    sending: &cli::Sending,
    dry_run: bool,
    warnings: &mut Vec<String>,
) -> Result<Scoring> {
    match service.model.as_deref() {
        Some(Bm25::MODEL) => Ok(Scoring {
            service: Service::BuiltIn,
            kind: ScoreKind::Bm25,
            limits: Limits::NONE,
            concurrency: sending.concurrency.unwrap_or(1),
            patience: patience(sending),
            per_minute: None,
        }),
        Some(model) if model.starts_with("local/") => {
            Err(PlanError::NoSuchBuiltIn(model.into()).into())
        }
        _ => remote(service, sending, dry_run, warnings),
    }
}

fn patience(sending: &cli::Sending) -> Patience {
    Patience {
        retries: sending.retries,
        max_wait: sending.max_wait,
    }
}

fn remote(
    service: &cli::Service,
    sending: &cli::Sending,
    dry_run: bool,
    warnings: &mut Vec<String>,
) -> Result<Scoring> {
    let endpoint = endpoint(&service.access, service.model.as_deref())?;
    if endpoint.moved {
        let words = "integrate.api.nvidia.com does not serve reranking; asking ai.api.nvidia.com";
        warnings.push(words.into());
    }
    if dry_run && matches!(endpoint.model, ModelChoice::First(_)) {
        return Err(PlanError::DryRunModel.into());
    }
    let api = endpoint.api;
    check_sending(sending, api)?;
    let (http, key, key_origin) = http(&service.access, &sending.limits, dry_run, &endpoint)?;
    let usual = || load::limits(api, endpoint.hosted);
    let concurrency = sending.concurrency;
    Ok(Scoring {
        kind: api.score_kind(),
        limits: sending.batch_size.map_or_else(usual, Limits::of_requests),
        concurrency: concurrency.unwrap_or_else(|| load::concurrency(endpoint.hosted)),
        patience: patience(sending),
        per_minute: sending.rpm,
        service: Service::Remote {
            settings: Box::new(RemoteSettings {
                url: endpoint.url,
                api,
                model: endpoint.model,
                truncate: match sending.truncate {
                    cli::Truncate::End => Truncate::End,
                    cli::Truncate::None => Truncate::None,
                },
                http,
                key_origin,
            }),
            key,
            cacert: service.access.cacert.clone(),
        },
    })
}

fn check_sending(sending: &cli::Sending, api: Api) -> Result<()> {
    if let (Some(size), Some(cap)) = (sending.batch_size, api.batch_cap())
        && size > cap
    {
        return usage(&format!(
            "--batch-size {size} is more than the {cap} that the {} api takes",
            api.name()
        ));
    }
    if sending.truncate == cli::Truncate::None && !api.says_truncate() {
        return usage(&format!(
            "the {} api has no way to say --truncate none",
            api.name()
        ));
    }
    Ok(())
}

/// Where requests go: to what is typed, else to what the environment names.
pub(super) fn endpoint(access: &cli::Access, model: Option<&str>) -> Result<Endpoint, PlanError> {
    let usual = || variable("NVIDIA_NIM_API_BASE").or_else(|| variable("NVIDIA_BASE_URL"));
    let base = access.base_url.clone().or_else(usual);
    let api = access.api.map(|api| match api {
        cli::Api::Nim => Api::Nim,
        cli::Api::Cohere => Api::Cohere,
        cli::Api::Tei => Api::Tei,
    });
    endpoint::resolve(base.as_deref(), model, api)
}

/// How requests are sent, where their key is, and where a message says it came from.
pub(super) fn http(
    access: &cli::Access,
    limits: &cli::TimeLimits,
    dry_run: bool,
    endpoint: &Endpoint,
) -> Result<(HttpSettings, Option<KeyPlace>, Option<String>)> {
    let headers = headers(&access.header)?;
    let own_key = headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let secure = endpoint.url.scheme() == "https";
    let place = match key::place(access, endpoint.hosted, secure) {
        _ if own_key => None,
        Ok(place) => Some(place),
        Err(_) if !endpoint.hosted => None,
        Err(_) if dry_run => Some(key::usual_place()),
        Err(withheld) => {
            let origin = endpoint.url.origin().ascii_serialization();
            return Err(PlanError::NoKey(origin, withheld.is_some()).into());
        }
    };
    // A dry run shows where the key is and has no need of the key.
    let read = place.as_ref().filter(|_| !dry_run).map(key::read);
    let secret = read.transpose()?;
    let key_origin = match &place {
        Some(place) => Some(place.to_string()),
        None => own_key.then(|| "--header".into()),
    };
    let cacert = match &access.cacert {
        None => None,
        Some(path) => {
            let pem = std::fs::read(path);
            Some(pem.with_context(|| format!("{}: cannot read the certificate", path.display()))?)
        }
    };
    let no_proxy = variable("NO_PROXY").or_else(|| variable("no_proxy"));
    let http = HttpSettings {
        timeout: limits.timeout,
        connect_timeout: limits.connect_timeout,
        no_proxy: no_proxy.as_deref().map(str::trim) == Some("*"),
        proxy_variable: proxy_variable(secure).filter(|_| no_proxy.is_none()),
        cacert,
        key: secret,
        headers,
    };
    Ok((http, place, key_origin))
}

/// The variable that names the proxy of an endpoint, if one does.
fn proxy_variable(secure: bool) -> Option<&'static str> {
    let names = if secure {
        ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
    } else {
        ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
    };
    names.into_iter().find(|name| variable(name).is_some())
}

fn headers(typed: &[String]) -> Result<Vec<(String, Secret)>> {
    let split = |(number, header): (usize, &String)| {
        let parts = header.split_once(':');
        let parts = parts.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        let sound = parts.filter(|(name, value)| client::check_header(name, value));
        let (name, value) = sound.ok_or(PlanError::Header(number))?;
        Ok((name, Secret::of_header(&value)))
    };
    (1..).zip(typed).map(split).collect()
}
