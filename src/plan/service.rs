//! Who scores: the scorer built in, or a service with its endpoint, key, headers and limits.

use anyhow::{Context as _, Result};

use super::endpoint::{self, Endpoint};
use super::{
    KeyPlace, ScoreSource, Service, base_url, batching, extra, key, url_path, usage, variable,
};
use crate::api::Api;
use crate::cli;
use crate::client::{
    self, Bm25, HttpSettings, ModelChoice, RemoteSettings, RetryPolicy, Secret, Truncate,
};
use crate::diagnostic::Diagnostic;

/// Resolves the source of scores where it is not a recording. A dry run needs no key.
pub(super) fn resolve<R>(
    service: &cli::Service,
    sending: &cli::Sending,
    dry_run: bool,
    warnings: &mut Vec<String>,
) -> Result<ScoreSource<R>> {
    match service.model.as_deref() {
        Some(model @ Bm25::MODEL) if sending.extra.is_some() => {
            usage(&format!("--extra is for requests, and {model} is built in"))
        }
        Some(Bm25::MODEL) => Ok(ScoreSource::BuiltIn),
        Some(model) if model.starts_with("local/") => Err(no_such_built_in(model).into()),
        _ => {
            let service = resolve_service(service, sending, dry_run, warnings)?;
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
    service: &cli::Service,
    sending: &cli::Sending,
    dry_run: bool,
    warnings: &mut Vec<String>,
) -> Result<Service> {
    let endpoint = endpoint(&service.access, service.model.as_deref())?;
    if let Some((from, to)) = endpoint.moved {
        warnings.push(format!("{from} does not serve reranking; asking {to}"));
    }
    if dry_run && matches!(endpoint.model, ModelChoice::Listed(_)) {
        return Err(Diagnostic::new(
            "--dry-run sends nothing, so it cannot ask the server for its model",
        )
        .hint("name it with `--model`")
        .into());
    }
    check_sending(sending, endpoint.api)?;
    let (http, key, key_origin) = http(&service.access, &sending.limits, dry_run, &endpoint)?;
    let info = endpoint.api.batch.info;
    let info = info.filter(|_| sending.batch_size.is_none());
    let concurrency = sending.concurrency;
    Ok(Service {
        kind: extra::score_kind(&endpoint, sending.extra.as_ref()),
        limits: batching::limits(&endpoint, sending.batch_size),
        concurrency: concurrency.unwrap_or_else(|| batching::concurrency(&endpoint)),
        retry_policy: RetryPolicy {
            retries: sending.retries,
            max_wait: sending.max_wait,
        },
        rpm: sending.rpm,
        settings: RemoteSettings {
            info: info.map(|leaf| url_path::sibling(&endpoint.url, leaf)),
            url: endpoint.url,
            api: endpoint.api,
            model: endpoint.model,
            truncate: truncate(sending.truncate),
            extra: sending.extra.clone().unwrap_or_default(),
            http,
            key_origin,
        },
        key,
        cacert: service.access.cacert.clone(),
    })
}

/// What happens to passages that are too long, as it is typed.
pub(super) fn truncate(typed: cli::Truncate) -> Truncate {
    match typed {
        cli::Truncate::End => Truncate::End,
        cli::Truncate::None => Truncate::None,
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
    extra::check(sending.extra.as_ref())
}

/// Where requests go: to what is typed, else to what the environment names.
pub(super) fn endpoint(access: &cli::Access, model: Option<&str>) -> Result<Endpoint, Diagnostic> {
    let options = base_url::EndpointOptions {
        base: access.base_url.as_deref(),
        model,
        api: access.api,
    };
    endpoint::resolve(&options, &variable)
}

/// How requests are sent, where their key is, and where a message says it came from.
pub(super) fn http(
    access: &cli::Access,
    limits: &cli::TimeLimits,
    dry_run: bool,
    endpoint: &Endpoint,
) -> Result<(HttpSettings, Option<KeyPlace>, Option<String>)> {
    key::check(access)?;
    let headers = headers(&access.header, endpoint.api)?;
    let auth = endpoint.api.auth;
    let typed = |name: &str| {
        headers
            .iter()
            .any(|(own, _)| own.eq_ignore_ascii_case(name))
    };
    let own_key = typed(auth.header) || auth.or.is_some_and(typed);
    let has_secret_header = own_key
        || headers
            .iter()
            .any(|(name, value)| client::is_secret_header(name, value.reveal()));
    let secure = endpoint.url.scheme() == "https";
    let place = if own_key {
        None
    } else {
        place_of_key(access, endpoint, dry_run)?
    };
    // A dry run shows where the key is and has no need of the key.
    let read = place.as_ref().filter(|_| !dry_run).map(key::read);
    let secret = read.transpose()?;
    let key_origin = match &place {
        Some(place) => Some(place.to_string()),
        None => has_secret_header.then(|| "--header".into()),
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

/// Where the key is, if one is sent.
fn place_of_key(
    access: &cli::Access,
    endpoint: &Endpoint,
    dry_run: bool,
) -> Result<Option<KeyPlace>> {
    let secure = endpoint.url.scheme() == "https";
    let vendor = endpoint.vendor.and_then(|api| api.home.as_ref());
    let usual = vendor.and_then(|home| home.keys.first());
    match (key::place(access, vendor, secure), usual) {
        (Ok(place), _) => Ok(Some(place)),
        (Err(_), None) => Ok(None),
        // The place where a key would be needed and there is none. One that is there and must not go to
        // this endpoint is not shown on its way there.
        (Err(None), Some(name)) if dry_run => Ok(Some(KeyPlace::Variable((*name).into()))),
        (Err(withheld), Some(name)) => {
            let origin = endpoint.url.origin().ascii_serialization();
            let needed = Diagnostic::new("an API key is needed").at(origin);
            Err(match withheld {
                Some(name) => needed.hint(format!("the key in {name} goes over https:// only")),
                None => needed.hint(format!(
                    "set {name}, name your own server with `--base-url`, or try `--model local/bm25`"
                )),
            }
            .into())
        }
    }
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

/// The headers that were typed, and those of the API that were not.
fn headers(typed: &[String], api: &Api) -> Result<Vec<(String, Secret)>> {
    let split = |(number, header): (usize, &String)| {
        let parts = header.split_once(':');
        let parts = parts.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        let sound = parts.filter(|(name, value)| client::check_header(name, value));
        let (name, value) = sound.ok_or_else(|| {
            Diagnostic::new("not a header")
                .at(format!("--header {number}"))
                .hint("write it as -H 'Name: value'")
        })?;
        Ok((name, Secret::of_header(&value)))
    };
    let mut headers = (1..).zip(typed).map(split).collect::<Result<Vec<_>>>()?;
    for (name, value) in api.headers {
        if !headers
            .iter()
            .any(|(own, _)| own.eq_ignore_ascii_case(name))
        {
            headers.push(((*name).into(), Secret::of_header(value)));
        }
    }
    Ok(headers)
}
