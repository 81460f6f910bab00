//! Resolves the endpoint of requests: one URL from a base URL in any spelling, a model and an API. Pure.

use url::Url;

use super::base_url::{self, VariableLookup};
use super::url_path;
use crate::api::{self, Api, Host, HostedService, ModelPlace};
use crate::client::{self, HttpSettings, JsonObject, ModelChoice, RemoteSettings, Truncate};
use crate::diagnostic::Diagnostic;

#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) url: Url,
    pub(super) api: &'static Api,
    pub(super) model: ModelChoice,
    /// The vendor that runs the host, by its API. Its keys may go there.
    pub(super) vendor: Option<&'static Api>,
    /// The host is that of the API's own vendor.
    pub(super) at_home: bool,
    /// A host that does not serve reranking, and the one used in its place.
    pub(super) moved: Option<(&'static str, &'static str)>,
}

impl Endpoint {
    /// Returns the settings of requests without options.
    pub(super) fn settings(
        &self,
        http: HttpSettings,
        key_origin: Option<String>,
    ) -> RemoteSettings {
        RemoteSettings {
            url: self.url.clone(),
            api: self.api,
            model: self.model.clone(),
            truncate: Truncate::End,
            extra: JsonObject::new(),
            http,
            key_origin,
            info: None,
        }
    }
}

/// A model without the prefixes that `LiteLLM` uses.
struct BareModel<'a> {
    id: Option<&'a str>,
    /// The prefix asks for the API's own path, not that of the vendor's host.
    own_path: bool,
}

/// Resolves the values of `--base-url`, `--model` and `--api`.
///
/// The API is, in this order: the one named; that of a known host; that of a server's `LiteLLM` prefix; that of
/// the end of the URL; NIM.
pub(super) fn resolve(
    base: Option<&str>,
    model: Option<&str>,
    api: Option<&'static Api>,
    variable: VariableLookup<'_>,
) -> Result<Endpoint, Diagnostic> {
    let (mut url, named_api) = base_url::find(base, model, api, variable)?;
    let known_host = api::of_host(&base_url::host(&url));
    let vendor = known_host.map(|(owner, _)| owner);
    let mut api_of_path = api_of_path(&url);
    let api = named_api
        .or(vendor)
        .or_else(|| server_api(model))
        .or(api_of_path)
        .unwrap_or(api::default_api());
    let moved = known_host
        .filter(|_| vendor == Some(api))
        .and_then(|(_, host)| Some((host.name, host.instead?)));
    if let Some((_, instead)) = moved {
        // The parser accepts any name that it accepted before.
        let _ = url.set_host(Some(instead));
        url.set_path("/");
        api_of_path = None;
    }
    let host = api.host(&base_url::host(&url));
    let bare = strip_prefixes(model, api, host)?;
    let path = match host {
        Some(host) if !bare.own_path => host.path,
        _ => api.path,
    };
    let home = vendor.and_then(|api| api.home.as_ref());
    let model_in_url = url_path::model_in(&url, path).map(str::to_owned);
    let id = model_id_for(&bare, model_in_url.as_deref(), path, home);
    if api_of_path.is_none() && model_in_url.is_none() {
        // Any other path at a vendor's host, except the beginning of this one or a version, belongs to another
        // service of the vendor and is dropped.
        if host.is_some() && !url_path::is_beginning(&url, path) {
            url.set_path("/");
        }
        let path = url_path::with_model(path, id.as_deref()).ok_or_else(|| no_model(api))?;
        url_path::extend(&mut url, &path);
    }
    let model = choose_model(&url, id, api, home)?;
    Ok(Endpoint { url, api, model, vendor, at_home: host.is_some(), moved })
}

/// Returns the API of a full URL, by its last segment. `/reranking` is NVIDIA's below `/v1/retrieval/` only.
fn api_of_path(url: &Url) -> Option<&'static Api> {
    let path = url.path().trim_end_matches('/');
    let leaf = path.rsplit('/').next()?;
    if leaf == "reranking" && !path.contains("/retrieval/") {
        return api::of_leaf("rerank");
    }
    api::of_leaf(leaf)
}

/// Returns the API of a model with the `LiteLLM` prefix of a server. A vendor's prefix says nothing about a
/// server that is named.
fn server_api(model: Option<&str>) -> Option<&'static Api> {
    model.and_then(api::of_model).filter(|api| api.home.is_none())
}

/// Returns the id of the model as the service spells it, if it is known.
fn model_id_for(
    bare: &BareModel<'_>,
    model_in_url: Option<&str>,
    path: &str,
    home: Option<&HostedService>,
) -> Option<String> {
    match (bare.id, home) {
        (Some(id), Some(_)) => Some(client::spelled(id)),
        (Some(id), None) => Some(id.to_owned()),
        (None, Some(home)) => model_in_url
            .filter(|_| path.contains("{slug}"))
            .map(client::model_of_slug)
            .or_else(|| home.model.map(Into::into)),
        (None, None) => None,
    }
}

/// Strips the prefixes of an API from a model.
fn strip_prefixes<'a>(
    model: Option<&'a str>,
    api: &Api,
    host: Option<&Host>,
) -> Result<BareModel<'a>, Diagnostic> {
    let Some(typed) = model else {
        return Ok(BareModel { id: None, own_path: false });
    };
    let mut id = typed;
    let mut own_path = false;
    if let Some(prefix) = api.prefix
        && (host.is_some() || !prefix.at_home_only)
    {
        id = id.strip_prefix(prefix.text).unwrap_or(id);
        if let Some(rest) = prefix.own_path.and_then(|own| id.strip_prefix(own)) {
            id = rest;
            own_path = true;
        }
    }
    let is_invalid = |c: char| c.is_whitespace() || c.is_control();
    if id.contains(is_invalid) || id.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(Diagnostic::new(format!("not a model id: `{}`", typed.escape_debug())));
    }
    Ok(BareModel { id: Some(id), own_path })
}

/// Returns the id of a model as typed, without the prefixes that `LiteLLM` uses.
pub(super) fn model_id(typed: &str) -> &str {
    let bare = || {
        let prefix = api::of_model(typed)?.prefix?;
        let id = typed.strip_prefix(prefix.text)?;
        let rest = prefix.own_path.and_then(|own| id.strip_prefix(own));
        Some(rest.unwrap_or(id))
    };
    bare().unwrap_or(typed)
}

/// Returns how a request names the model. `home` is that of the vendor that runs the host.
fn choose_model(
    url: &Url,
    id: Option<String>,
    api: &Api,
    home: Option<&HostedService>,
) -> Result<ModelChoice, Diagnostic> {
    match (id, api.model) {
        (_, ModelPlace::Nowhere) | (None, ModelPlace::Path) => Ok(ModelChoice::Unnamed),
        (Some(id), _) => Ok(ModelChoice::Named(id)),
        (None, ModelPlace::Listed) if home.is_none() => {
            Ok(ModelChoice::Listed(url_path::sibling(url, "models")))
        }
        (None, ModelPlace::Listed | ModelPlace::Named) => Err(no_model(api)),
    }
}

fn no_model(api: &Api) -> Diagnostic {
    Diagnostic::new(format!("the {} api needs a model", api.name)).hint("name it with `--model`")
}
