//! Plans `doctor`: resolves each part of a request on its own, so that a fault in one does not hide others.

use anyhow::Result;
use url::Url;

use super::endpoint::Endpoint;
use super::{Masked, extra, service, tls, url_path, variable};
use crate::api::{self, Api, ModelPlace};
use crate::cli;
use crate::client::{Bm25, RemoteSettings, Truncate};

#[derive(Debug)]
pub struct DoctorPlan {
    /// The service, or the fault in its options; `None` means the built-in scorer.
    pub target: Option<Result<Box<DoctorTarget>>>,
    pub json: bool,
}

#[derive(Debug)]
pub struct DoctorTarget {
    /// The option or variable that the base URL comes from; `None` means the default.
    pub base_origin: Option<&'static str>,
    /// A host that does not serve reranking, and the one used in its place.
    pub moved: Option<(&'static str, &'static str)>,
    pub is_hosted: bool,
    /// The variable of a proxy that may be in use.
    pub proxy: Option<&'static str>,
    /// The settings of requests without a key.
    pub unkeyed: RemoteSettings,
    /// The settings of ranking requests, or the fault in the key.
    pub keyed: Result<RemoteSettings>,
    /// The health path; for a hosted service the root of the host, which only shows that it responds.
    pub health: Url,
    /// The list of models, if the service has one.
    pub list: Option<Url>,
    /// Other APIs that the service may speak, in the order to try.
    pub others: Vec<OtherApi>,
    /// The APIs of servers that are recognized by name.
    pub servers: Vec<OtherApi>,
    /// The URL without the path of rankings and a version.
    pub base: Url,
    pub typed: TypedOptions,
}

#[derive(Debug)]
pub struct OtherApi {
    /// The base URL to type for it.
    pub base: Masked,
    pub settings: RemoteSettings,
}

/// The options to repeat in a suggested command.
#[derive(Clone, Debug)]
pub struct TypedOptions {
    pub base: Option<Masked>,
    pub api: Option<&'static str>,
    /// Other options with their values.
    pub rest: Vec<(&'static str, Masked)>,
}

pub fn doctor(options: &cli::Doctor) -> DoctorPlan {
    let target = match options.service.model.as_deref() {
        Some(Bm25::MODEL) => None,
        Some(model) if model.starts_with("local/") => {
            Some(Err(service::no_such_built_in(model).into()))
        }
        _ => Some(resolve_target(options).map(Box::new)),
    };
    DoctorPlan { target, json: options.format == cli::DoctorFormat::Json }
}

fn resolve_target(options: &cli::Doctor) -> Result<DoctorTarget> {
    let (access, limits) = (&options.service.access, &options.requests.limits);
    let endpoint = service::endpoint(access, options.service.model.as_deref())?;
    extra::check(options.requests.extra.as_ref())?;
    let without_key =
        cli::AccessOptions { api_key_file: None, api_key_env: None, ..access.clone() };
    let (unkeyed, ..) = service::http(&without_key, limits, true, &endpoint)?;
    let truncate = match options.requests.truncate {
        Truncate::None if endpoint.api.request.truncate_none.is_some() => Truncate::None,
        _ => Truncate::End,
    };
    let keyed = service::http(access, limits, false, &endpoint);
    let is_hosted = endpoint.vendor.is_some();
    let base = base(&endpoint);
    let has_list = matches!(endpoint.api.model, ModelPlace::Listed | ModelPlace::Named);
    Ok(DoctorTarget {
        base_origin: base_origin(access, &endpoint),
        moved: endpoint.moved,
        is_hosted,
        proxy: unkeyed.proxy.as_ref().map(|proxy| proxy.variable),
        keyed: keyed.map(|(http, _, origin)| RemoteSettings {
            truncate,
            extra: options.requests.extra.clone().unwrap_or_default(),
            ..endpoint.settings(http, origin)
        }),
        health: if is_hosted {
            append(&endpoint.url, None)
        } else {
            append(&base, Some(endpoint.api.health))
        },
        list: (has_list && !is_hosted).then(|| url_path::sibling(&endpoint.url, "models")),
        others: if is_hosted {
            Vec::new()
        } else {
            other_apis(options, &endpoint, &base, &api::PROBES)
        },
        servers: if is_hosted {
            Vec::new()
        } else {
            let servers: Vec<_> = api::ALL.iter().map(|api| (api, "")).collect();
            other_apis(options, &endpoint, &base, &servers)
        },
        typed: typed_options(access),
        base,
        unkeyed: endpoint.settings(unkeyed, None),
    })
}

/// Returns the option or variable that names the base URL.
fn base_origin(access: &cli::AccessOptions, endpoint: &Endpoint) -> Option<&'static str> {
    match &access.base_url {
        Some(base) if variable("NIMRANK_BASE_URL").as_ref() == Some(base) => {
            Some("NIMRANK_BASE_URL")
        }
        Some(_) => Some("--base-url"),
        None => {
            let variables = endpoint.api.home.as_ref().map_or(&[][..], |home| home.bases);
            variables.iter().copied().find(|name| variable(name).is_some())
        }
    }
}

/// Returns the URL without the path of ranking requests and without a version.
fn base(endpoint: &Endpoint) -> Url {
    let path = endpoint.url.path().trim_end_matches('/');
    let kept = path.strip_suffix(endpoint.api.path).unwrap_or_else(|| {
        let (parent, leaf) = path.rsplit_once('/').unwrap_or(("", path));
        if api::of_leaf(leaf).is_some() { parent } else { path }
    });
    let mut url = endpoint.url.clone();
    url.set_path(url_path::without_version(kept));
    url
}

/// Returns the base with `end` appended to its path; `None` leaves only the host.
fn append(base: &Url, end: Option<&str>) -> Url {
    let mut url = base.clone();
    match end {
        Some(end) => url.set_path(&format!("{}{end}", base.path().trim_end_matches('/'))),
        None => {
            url.set_path("/");
            url.set_query(None);
        }
    }
    url
}

/// Resolves the other APIs that a server may speak, in the order of the table. A model that is not known yet is
/// set later.
fn other_apis(
    options: &cli::Doctor,
    chosen: &Endpoint,
    base: &Url,
    candidates: &[(&'static Api, &str)],
) -> Vec<OtherApi> {
    let model = options.service.model.as_deref().unwrap_or("any");
    let mut others: Vec<OtherApi> = Vec::new();
    for (api, end) in candidates {
        let typed = append(base, Some(end)).as_str().trim_end_matches('/').to_owned();
        let access = cli::AccessOptions {
            base_url: Some(typed.clone()),
            api: Some(api),
            ..options.service.access.clone()
        };
        let Ok(endpoint) = service::endpoint(&access, Some(model)) else {
            continue;
        };
        let is_known = |url: &Url, api| *url == endpoint.url && api == endpoint.api;
        if is_known(&chosen.url, chosen.api)
            || others.iter().any(|other| is_known(&other.settings.url, other.settings.api))
        {
            continue;
        }
        if let Ok((http, _, origin)) =
            service::http(&access, &options.requests.limits, false, &endpoint)
        {
            others.push(OtherApi {
                base: Masked::url(&typed),
                settings: endpoint.settings(http, origin),
            });
        }
    }
    others
}

fn typed_options(access: &cli::AccessOptions) -> TypedOptions {
    let path = |path: &std::path::PathBuf| Masked::plain(path.display().to_string());
    let file = access.api_key_file.as_ref();
    let variable = access.api_key_env.as_ref();
    let headers = access.header.iter();
    let certificates = tls::files(access).into_iter();
    TypedOptions {
        base: access.base_url.as_deref().map(Masked::url),
        api: access.api.map(|api| api.name),
        rest: (file.map(|file| ("--api-key-file", path(file))).into_iter())
            .chain(variable.map(|name| ("--api-key-env", Masked::plain(name.clone()))))
            .chain(headers.map(|header| ("-H", Masked::header(header))))
            .chain(certificates.map(|(option, file)| (option, path(&file))))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::ModelChoice;

    #[test]
    fn the_base_is_the_url_before_the_ranking_path() {
        for (url, api, expected) in [
            ("http://h/v1/ranking", "nim", "http://h/"),
            ("http://h/a/v1/ranking/?x=y", "nim", "http://h/a?x=y"),
            ("http://h/rerank", "cohere", "http://h/"),
            ("http://h/v2/rerank", "cohere", "http://h/"),
            ("http://h/a/rerank", "tei", "http://h/a"),
            ("http://h/v1/rerank", "tei", "http://h/"),
            ("http://h/x/v1/score", "nim", "http://h/x"),
        ] {
            let endpoint = Endpoint {
                url: Url::parse(url).expect("a URL"),
                api: api::named(api).expect("an api"),
                model: ModelChoice::Unnamed,
                vendor: None,
                at_home: false,
                moved: None,
            };
            assert_eq!(base(&endpoint).as_str(), expected, "{url}");
        }
    }
}
