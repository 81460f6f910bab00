//! Who scores: the scorer built in, or a service with its endpoint, key, headers and limits.

use anyhow::{Context as _, Result};

use super::endpoint::{self, Endpoint};
use super::{KeyPlace, PlanError, Scoring, Service, key, load, path, usage, variable};
use crate::api::{self, Api, ScoreKind};
use crate::cli;
use crate::client::{
    self, Bm25, Fields, HttpSettings, Limits, ModelChoice, Patience, RemoteSettings, Secret,
    Truncate,
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
    if let Some((from, to)) = endpoint.moved {
        warnings.push(format!("{from} does not serve reranking; asking {to}"));
    }
    if dry_run && matches!(endpoint.model, ModelChoice::First(_)) {
        return Err(PlanError::DryRunModel.into());
    }
    check_sending(sending, endpoint.api)?;
    let (http, key, key_origin) = http(&service.access, &sending.limits, dry_run, &endpoint)?;
    let limits = match sending.batch_size {
        Some(size) => load::limits_of(&endpoint, size),
        None => load::limits(&endpoint),
    };
    let info = endpoint.api.batch.info;
    let info = info.filter(|_| sending.batch_size.is_none());
    let info = info.map(|leaf| path::sibling(&endpoint.url, leaf));
    let concurrency = sending.concurrency;
    Ok(Scoring {
        kind: score_kind(&endpoint, sending),
        limits,
        concurrency: concurrency.unwrap_or_else(|| load::concurrency(&endpoint)),
        patience: patience(sending),
        per_minute: sending.rpm,
        service: Service::Remote {
            settings: Box::new(RemoteSettings {
                url: endpoint.url,
                api: endpoint.api,
                model: endpoint.model,
                truncate: match sending.truncate {
                    cli::Truncate::End => Truncate::End,
                    cli::Truncate::None => Truncate::None,
                },
                extra: sending.extra.clone().unwrap_or_default(),
                http,
                key_origin,
                info,
            }),
            key,
            cacert: service.access.cacert.clone(),
        },
    })
}

/// What the raw scores are. Where raw ones come only because they are asked for, and the user asks for
/// something else, nobody can say.
fn score_kind(endpoint: &Endpoint, sending: &cli::Sending) -> ScoreKind {
    let model = match &endpoint.model {
        ModelChoice::Named(model) => Some(model.as_str()),
        ModelChoice::First(_) | ModelChoice::Unnamed => None,
    };
    let asks: Fields = serde_json::from_str(endpoint.api.body.asks).unwrap_or_default();
    let mut extra = sending.extra.iter().flat_map(Fields::keys);
    match endpoint.api.score_kind(model, endpoint.at_home) {
        ScoreKind::Logit if extra.any(|name| asks.contains_key(name)) => ScoreKind::Unknown,
        kind => kind,
    }
}

fn check_sending(sending: &cli::Sending, api: &Api) -> Result<()> {
    let name = api.name;
    if let (Some(size), Some(cap)) = (sending.batch_size, api.batch.cap)
        && size > cap
    {
        return usage(&format!(
            "--batch-size {size} is more than the {cap} that the {name} api takes"
        ));
    }
    if sending.truncate == cli::Truncate::None && api.body.truncate_none.is_none() {
        return usage(&format!("the {name} api has no way to say --truncate none"));
    }
    let mut extra = sending.extra.iter().flat_map(Fields::keys);
    match extra.find_map(|name| taken(name).map(|option| (name, option))) {
        Some((name, option)) => usage(&format!("--extra cannot set `{name}`: {option}")),
        None => Ok(()),
    }
}

/// Why a field of a request is not for `--extra`, whatever the API: another option says it, or it would
/// leave documents without a score.
fn taken(field: &str) -> Option<&'static str> {
    let bodies = || api::ALL.iter().map(|api| api.body);
    if field == "model" {
        Some("name the model with --model")
    } else if bodies().any(|body| body.query.0 == field) {
        Some("the query is that of --query")
    } else if bodies().any(|body| body.documents.0 == field) {
        Some("the documents are those of the input")
    } else if bodies().any(|body| body.top_n == Some(field)) {
        Some("every document needs a score; keep the best with --top-n")
    } else {
        None
    }
}

/// Where requests go: to what is typed, else to what the environment names.
pub(super) fn endpoint(access: &cli::Access, model: Option<&str>) -> Result<Endpoint, PlanError> {
    let asked = endpoint::Asked {
        base: access.base_url.as_deref(),
        model,
        api: access.api,
    };
    endpoint::resolve(&asked, &variable)
}

/// How requests are sent, where their key is, and where a message says it came from.
pub(super) fn http(
    access: &cli::Access,
    limits: &cli::TimeLimits,
    dry_run: bool,
    endpoint: &Endpoint,
) -> Result<(HttpSettings, Option<KeyPlace>, Option<String>)> {
    let mut headers = headers(&access.header)?;
    let auth = endpoint.api.auth;
    let typed = |name: &str| {
        headers
            .iter()
            .any(|(own, _)| own.eq_ignore_ascii_case(name))
    };
    let own_key = typed(auth.header) || auth.or.is_some_and(typed);
    let secure = endpoint.url.scheme() == "https";
    let vendor = endpoint.vendor.and_then(|api| api.home.as_ref());
    let usual = vendor.and_then(|home| home.keys.first());
    let place = match (key::place(access, vendor, secure), usual) {
        _ if own_key => None,
        (Ok(place), _) => Some(place),
        (Err(_), None) => None,
        // The place where a key would be needed and there is none.
        (Err(_), Some(name)) if dry_run => Some(KeyPlace::Variable((*name).into())),
        (Err(withheld), Some(name)) => {
            let origin = endpoint.url.origin().ascii_serialization();
            let (name, is_there) = (withheld.unwrap_or(name), withheld.is_some());
            return Err(PlanError::NoKey(origin, name, is_there).into());
        }
    };
    let of_api = endpoint.api.headers.iter().filter(|(name, _)| !typed(name));
    let of_api: Vec<_> = of_api
        .map(|(name, value)| ((*name).to_owned(), Secret::of_header(value)))
        .collect();
    headers.extend(of_api);
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
        auth,
        headers,
    };
    Ok((http, place, key_origin))
}

/// The variable that names the proxy of an endpoint, if one does.
pub(super) fn proxy_variable(secure: bool) -> Option<&'static str> {
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
