//! What is examined of a service: every part is resolved as far as it can be, so that what is wrong with one
//! does not hide the others.

use anyhow::Result;
use url::Url;

use super::endpoint::Endpoint;
use super::{Masked, PlanError, service, url_path, variable};
use crate::api::{self, ModelPlace};
use crate::cli;
use crate::client::{Bm25, Fields, HttpSettings, RemoteSettings, Truncate};

/// An examination, ready to be made.
#[derive(Debug)]
pub struct Doctor {
    /// What is examined, or what is wrong with what was typed; none: the scorer built in, which needs no service.
    pub patient: Option<Result<Box<Patient>>>,
    /// Whether findings are told as one JSON document.
    pub json: bool,
}

/// A service, and all that is asked of it.
#[derive(Debug)]
pub struct Patient {
    /// What named its address: an option or a variable; none: nothing did.
    pub base_from: Option<&'static str>,
    /// A host that does not serve reranking, and the one that is asked in its place.
    pub moved: Option<(&'static str, &'static str)>,
    /// Whether a vendor runs it.
    pub hosted: bool,
    /// The variable that names a proxy on the way, or may.
    pub proxy: Option<&'static str>,
    /// How it is asked without a key.
    pub bare: RemoteSettings,
    /// How it is asked for scores, or what is wrong with the key.
    pub keyed: Result<RemoteSettings>,
    /// Where it says whether it is ready; for a vendor's the root of the host, which only shows whether it can
    /// be talked to.
    pub health: Url,
    /// Where it lists its models, if it does.
    pub list: Option<Url>,
    /// The other APIs it may speak, in the order they are tried.
    pub others: Vec<Other>,
    /// What was typed of it.
    pub typed: Typed,
}

/// Another API that a service may speak.
#[derive(Debug)]
pub struct Other {
    /// The base URL to type for it.
    pub base: Masked,
    /// How it is asked.
    pub settings: RemoteSettings,
}

/// What has to be typed again for the same service; where something is none, nothing.
#[derive(Clone, Debug)]
pub struct Typed {
    /// `--base-url`.
    pub base: Option<Masked>,
    /// `--api`.
    pub api: Option<&'static str>,
    /// Options and their values.
    pub rest: Vec<(&'static str, Masked)>,
}

/// Resolves what was asked for.
pub fn doctor(options: &cli::Doctor) -> Doctor {
    let patient = match options.service.model.as_deref() {
        Some(Bm25::MODEL) => None,
        Some(model) if model.starts_with("local/") => {
            Some(Err(PlanError::NoSuchBuiltIn(model.into()).into()))
        }
        _ => Some(patient(options).map(Box::new)),
    };
    Doctor {
        patient,
        json: options.format == cli::FindingsFormat::Json,
    }
}

fn patient(options: &cli::Doctor) -> Result<Patient> {
    let (access, limits) = (&options.service.access, &options.limits);
    let endpoint = service::endpoint(access, options.service.model.as_deref())?;
    // What is wrong with the key is told with the key.
    let without_key = cli::Access {
        api_key_file: None,
        api_key_env: None,
        ..access.clone()
    };
    let (unkeyed, ..) = service::http(&without_key, limits, true, &endpoint)?;
    let keyed = service::http(access, limits, false, &endpoint);
    let hosted = endpoint.vendor.is_some();
    let base = base(&endpoint);
    let is_listed = matches!(endpoint.api.model, ModelPlace::Listed | ModelPlace::Named);
    Ok(Patient {
        base_from: base_from(access, &endpoint),
        moved: endpoint.moved,
        hosted,
        proxy: service::proxy_variable(endpoint.url.scheme() == "https")
            .filter(|_| !unkeyed.no_proxy),
        keyed: keyed.map(|(http, _, origin)| settings(&endpoint, http, origin)),
        health: if hosted {
            root(&endpoint.url)
        } else {
            below(&base, endpoint.api.health)
        },
        list: (is_listed && !hosted).then(|| url_path::sibling(&endpoint.url, "models")),
        others: if hosted {
            Vec::new()
        } else {
            others(options, &endpoint, &base)
        },
        typed: typed(access),
        bare: settings(&endpoint, unkeyed, None),
    })
}

fn settings(endpoint: &Endpoint, http: HttpSettings, key_origin: Option<String>) -> RemoteSettings {
    RemoteSettings {
        url: endpoint.url.clone(),
        api: endpoint.api,
        model: endpoint.model.clone(),
        truncate: Truncate::End,
        extra: Fields::new(),
        http,
        key_origin,
        info: None,
    }
}

/// What named the address.
fn base_from(access: &cli::Access, endpoint: &Endpoint) -> Option<&'static str> {
    match &access.base_url {
        Some(base) if variable("NIMRANK_BASE_URL").as_ref() == Some(base) => {
            Some("NIMRANK_BASE_URL")
        }
        Some(_) => Some("--base-url"),
        None => {
            let mut names = endpoint
                .api
                .home
                .iter()
                .flat_map(|home| home.bases)
                .copied();
            names.find(|name| variable(name).is_some())
        }
    }
}

/// The URL without the path of rankings and a version.
fn base(endpoint: &Endpoint) -> Url {
    let whole = endpoint.url.path().trim_end_matches('/');
    let kept = whole.strip_suffix(endpoint.api.path).unwrap_or_else(|| {
        let (parent, leaf) = whole.rsplit_once('/').unwrap_or(("", whole));
        let is_leaf = api::of_leaf(leaf).is_some();
        if is_leaf { parent } else { whole }
    });
    let mut versions = ["/v1", "/v2"].iter();
    let base = versions.find_map(|version| kept.strip_suffix(version));
    let mut url = endpoint.url.clone();
    url.set_path(base.unwrap_or(kept));
    url
}

/// The host of a URL alone.
fn root(url: &Url) -> Url {
    let mut root = url.clone();
    root.set_path("/");
    root.set_query(None);
    root
}

/// A URL with something behind its path.
fn below(base: &Url, end: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{end}", base.path().trim_end_matches('/')));
    url
}

/// The other APIs of a server, in the order of the table. A model that is not known yet is put in later.
fn others(options: &cli::Doctor, chosen: &Endpoint, base: &Url) -> Vec<Other> {
    let model = options.service.model.as_deref().unwrap_or("any");
    let mut others: Vec<Other> = Vec::new();
    for (api, end) in &api::PROBES {
        let typed = below(base, end).as_str().trim_end_matches('/').to_owned();
        let access = cli::Access {
            base_url: Some(typed.clone()),
            api: Some(api),
            ..options.service.access.clone()
        };
        let Ok(endpoint) = service::endpoint(&access, Some(model)) else {
            continue;
        };
        let asked = |url: &Url, api| *url == endpoint.url && api == endpoint.api;
        let mut earlier = others.iter().map(|other: &Other| &other.settings);
        if asked(&chosen.url, chosen.api) || earlier.any(|other| asked(&other.url, other.api)) {
            continue;
        }
        if let Ok((http, _, origin)) = service::http(&access, &options.limits, false, &endpoint) {
            others.push(Other {
                base: Masked::url(&typed),
                settings: settings(&endpoint, http, origin),
            });
        }
    }
    others
}

fn typed(access: &cli::Access) -> Typed {
    let mut rest = Vec::new();
    if let Some(path) = &access.api_key_file {
        let path = path.display().to_string();
        rest.push(("--api-key-file", Masked::plain(path)));
    }
    if let Some(name) = &access.api_key_env {
        rest.push(("--api-key-env", Masked::plain(name.clone())));
    }
    let headers = access.header.iter();
    rest.extend(headers.map(|header| ("-H", Masked::header(header))));
    if let Some(path) = &access.cacert {
        rest.push(("--cacert", Masked::plain(path.display().to_string())));
    }
    Typed {
        base: access.base_url.as_deref().map(Masked::url),
        api: access.api.map(|api| api.name),
        rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::ModelChoice;

    #[test]
    fn the_base_is_what_stands_before_the_path_of_rankings() {
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
