//! Resolves the source of scores: the built-in scorer, or a service with its endpoint, key, headers and limits.

use anyhow::Result;

use super::endpoint::{self, Endpoint};
use super::{
    KeyPlace, ScoreSource, ServicePlan, batching, extra, key, proxy, tls, url_path, usage, variable,
};
use crate::api::Api;
use crate::cli;
use crate::client::{
    self, Bm25, HttpSettings, ModelChoice, RemoteSettings, RetryPolicy, Secret, Truncate,
};
use crate::diagnostic::Diagnostic;

/// Resolves the source of scores if it is not a recording. A dry run reads no key.
pub(super) fn resolve<R>(
    service: &cli::ServiceOptions,
    requests: &cli::RequestOptions,
    dry_run: bool,
    warnings: &mut Vec<String>,
) -> Result<ScoreSource<R>> {
    match service.model.as_deref() {
        Some(model @ Bm25::MODEL) if requests.extra.is_some() => {
            usage(&format!("--extra is for requests, and {model} is built in"))
        }
        Some(Bm25::MODEL) => Ok(ScoreSource::BuiltIn),
        Some(model) if model.starts_with("local/") => Err(no_such_built_in(model).into()),
        _ => {
            let service = resolve_service(service, requests, dry_run, warnings)?;
            Ok(ScoreSource::Service(Box::new(service)))
        }
    }
}

/// Reports a `local/` model that does not exist.
pub(super) fn no_such_built_in(model: &str) -> Diagnostic {
    Diagnostic::new(format!("there is no built-in model `{model}`"))
        .hint("the built-in model is `local/bm25`")
}

fn resolve_service(
    service: &cli::ServiceOptions,
    requests: &cli::RequestOptions,
    dry_run: bool,
    warnings: &mut Vec<String>,
) -> Result<ServicePlan> {
    let endpoint = endpoint(&service.access, service.model.as_deref())?;
    if let Some((from, to)) = endpoint.moved {
        warnings.push(format!("{from} does not serve reranking; using {to}"));
    }
    if dry_run && matches!(endpoint.model, ModelChoice::Listed(_)) {
        return Err(Diagnostic::new(
            "--dry-run sends nothing, so it cannot ask the server for its model",
        )
        .hint("name it with `--model`")
        .into());
    }
    check_request_options(requests, endpoint.api)?;
    let (http, key, key_origin) = http(&service.access, &requests.limits, dry_run, &endpoint)?;
    let info = endpoint.api.batch.info.filter(|_| requests.batch_size.is_none());
    Ok(ServicePlan {
        kind: extra::score_kind(&endpoint, requests.extra.as_ref()),
        limits: batching::limits(&endpoint, requests.batch_size),
        concurrency: requests.concurrency.unwrap_or_else(|| batching::concurrency(&endpoint)),
        retry_policy: RetryPolicy { retries: requests.retries, max_wait: requests.max_wait },
        rpm: requests.rpm,
        settings: RemoteSettings {
            info: info.map(|leaf| url_path::sibling(&endpoint.url, leaf)),
            truncate: requests.truncate,
            extra: requests.extra.clone().unwrap_or_default(),
            ..endpoint.settings(http, key_origin)
        },
        key,
        tls_files: tls::files(&service.access),
    })
}

fn check_request_options(requests: &cli::RequestOptions, api: &Api) -> Result<()> {
    let name = api.name;
    if let (Some(size), Some(cap)) = (requests.batch_size, api.batch.cap)
        && size > cap
    {
        return usage(&format!(
            "--batch-size {size} is more than the {cap} that the {name} api takes"
        ));
    }
    if requests.truncate == Truncate::None && api.request.truncate_none.is_none() {
        return usage(&format!("the {name} api has no way to say --truncate none"));
    }
    extra::check(requests.extra.as_ref())
}

/// Resolves the endpoint of requests from the options and the environment.
pub(super) fn endpoint(
    access: &cli::AccessOptions,
    model: Option<&str>,
) -> Result<Endpoint, Diagnostic> {
    endpoint::resolve(access.base_url.as_deref(), model, access.api, &variable)
}

/// Resolves the settings of HTTP requests, the source of the key, and the name of that source in messages.
pub(super) fn http(
    access: &cli::AccessOptions,
    limits: &cli::TimeLimits,
    dry_run: bool,
    endpoint: &Endpoint,
) -> Result<(HttpSettings, Option<KeyPlace>, Option<String>)> {
    key::check(access)?;
    let headers = headers(&access.header, endpoint.api)?;
    let auth = endpoint.api.auth;
    let has_own_key =
        has_header(&headers, auth.header) || auth.or.is_some_and(|name| has_header(&headers, name));
    let place = if has_own_key { None } else { key_place(access, endpoint, dry_run)? };
    // A dry run prints the source of the key, not the key.
    let key = match &place {
        Some(place) if !dry_run => Some(key::read(place)?),
        _ => None,
    };
    let has_secret_header = has_own_key
        || headers.iter().any(|(name, value)| client::is_secret_header(name, value.reveal()));
    let key_origin = match &place {
        Some(place) => Some(place.to_string()),
        None => has_secret_header.then(|| "--header".into()),
    };
    let http = HttpSettings {
        timeout: limits.timeout,
        connect_timeout: limits.connect_timeout,
        proxy: proxy::resolve(&endpoint.url)?,
        tls: tls::read(access)?,
        key,
        auth,
        headers,
    };
    Ok((http, place, key_origin))
}

/// Returns the source of the key, if one is sent.
fn key_place(
    access: &cli::AccessOptions,
    endpoint: &Endpoint,
    dry_run: bool,
) -> Result<Option<KeyPlace>> {
    let is_secure = endpoint.url.scheme() == "https";
    let vendor = endpoint.vendor.and_then(|api| api.home.as_ref());
    let usual = vendor.and_then(|home| home.keys.first());
    match (key::place(access, vendor, is_secure), usual) {
        (Ok(place), _) => Ok(Some(place)),
        (Err(_), None) => Ok(None),
        // The variable of a key that is not set. One that is set but must not go to this endpoint is not shown.
        (Err(None), Some(name)) if dry_run => Ok(Some(KeyPlace::Variable((*name).into()))),
        (Err(withheld), Some(name)) => {
            let hint = match withheld {
                Some(name) => format!("the key in {name} goes over https:// only"),
                None => format!(
                    "set {name}, name your own server with `--base-url`, or try `--model local/bm25`"
                ),
            };
            Err(Diagnostic::new("an API key is needed")
                .at(endpoint.url.origin().ascii_serialization())
                .hint(hint)
                .into())
        }
    }
}

/// Parses the headers as typed, and adds those of the API that are missing.
fn headers(typed: &[String], api: &Api) -> Result<Vec<(String, Secret)>, Diagnostic> {
    let mut headers = Vec::new();
    for (number, header) in (1..).zip(typed) {
        let (name, value) = header
            .split_once(':')
            .map(|(name, value)| (name.trim(), value.trim()))
            .filter(|(name, value)| client::check_header(name, value))
            .ok_or_else(|| {
                Diagnostic::new("not a header")
                    .at(format!("--header {number}"))
                    .hint("write it as -H 'Name: value'")
            })?;
        headers.push((name.to_owned(), Secret::of_header(value)));
    }
    for (name, value) in api.headers {
        if !has_header(&headers, name) {
            headers.push(((*name).into(), Secret::of_header(value)));
        }
    }
    Ok(headers)
}

fn has_header(headers: &[(String, Secret)], name: &str) -> bool {
    headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))
}
