//! Where requests go and which model they name: a base URL in any of the spellings people use, a model,
//! an API, and out comes one URL. Pure.

use url::Url;

use super::base_url::{EndpointOptions, GetVariable};
use super::{base_url, url_path};
use crate::api::{self, Api, Home, Host, ModelPlace};
use crate::client::{self, ModelChoice};
use crate::diagnostic::Diagnostic;

/// Where requests go.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) url: Url,
    pub(super) api: &'static Api,
    pub(super) model: ModelChoice,
    /// The vendor that runs the host, to which a key of its own may go, by its API.
    pub(super) vendor: Option<&'static Api>,
    /// Whether it is the vendor of the API that is spoken.
    pub(super) at_home: bool,
    /// A host that does not serve reranking, and the one that is asked in its place.
    pub(super) moved: Option<(&'static str, &'static str)>,
}

/// A model as it was typed, without the prefixes that users of `LiteLLM` put in front.
struct Named<'a> {
    id: Option<&'a str>,
    own_path: bool,
}

/// Resolves what was typed; `variable` looks one of the environment up.
pub(super) fn resolve(
    options: &EndpointOptions<'_>,
    variable: GetVariable<'_>,
) -> Result<Endpoint, Diagnostic> {
    let (mut url, told) = base_url::of(options, variable)?;
    let known = api::of_host(&base_url::host(&url));
    let vendor = known.map(|(owner, _)| owner);
    let mut by_leaf = leaf(&url);
    let found = vendor.or_else(|| server_of(options.model)).or(by_leaf);
    let api = told.or(found).unwrap_or(api::usual());
    let moved = known.filter(|_| vendor == Some(api));
    let moved = moved.and_then(|(_, host)| Some((host.name, host.instead?)));
    if let Some((_, instead)) = moved {
        // The parser accepts any name that it accepted before.
        let _ = url.set_host(Some(instead));
        url.set_path("/");
        by_leaf = None;
    }
    let at_home = api.host(&base_url::host(&url));
    let named = named(options.model, api, at_home)?;
    let path = match at_home {
        Some(host) if !named.own_path => host.path,
        _ => api.path,
    };
    let home = vendor.and_then(|api| api.home.as_ref());
    let (id, slug) = id(&named, &url, path, home);
    if by_leaf.is_none() && slug.is_none() {
        let path = url_path::with_model(path, id.as_deref()).ok_or_else(|| no_model(api))?;
        url_path::extend(&mut url, &path);
    }
    let model = choice(&url, id, api, home)?;
    Ok(Endpoint {
        url,
        api,
        model,
        vendor,
        at_home: at_home.is_some(),
        moved,
    })
}

/// The API that is known by the end of a full URL.
fn leaf(url: &Url) -> Option<&'static Api> {
    let last = url.path().trim_end_matches('/').rsplit('/').next();
    last.and_then(api::of_leaf)
}

/// The API that the spelling of a model names, if everybody runs a server of their own for it. Then a base is
/// named in any case, so the spelling says something beside it.
fn server_of(model: Option<&str>) -> Option<&'static Api> {
    let spelled = model.and_then(api::of_model);
    spelled.filter(|api| api.home.is_none())
}

/// The id of the model as the service spells it, if one is known, and what stands in its place in the URL.
fn id(
    named: &Named<'_>,
    url: &Url,
    path: &str,
    home: Option<&Home>,
) -> (Option<String>, Option<String>) {
    let slug = url_path::model_in(url, path).map(str::to_owned);
    let of_url = slug.as_deref().filter(|_| path.contains("{slug}"));
    let id = match (named.id, home) {
        (Some(id), Some(_)) => Some(client::spelled(id)),
        (Some(id), None) => Some(id.to_owned()),
        (None, Some(home)) => {
            let of_url = of_url.map(client::model_of_slug);
            of_url.or_else(|| home.model.map(Into::into))
        }
        (None, None) => None,
    };
    (id, slug)
}

fn named<'a>(
    model: Option<&'a str>,
    api: &Api,
    at_home: Option<&Host>,
) -> Result<Named<'a>, Diagnostic> {
    let mut named = Named {
        id: model,
        own_path: false,
    };
    let Some(typed) = model else {
        return Ok(named);
    };
    let mut id = typed;
    if let Some(prefix) = api
        .prefix
        .filter(|prefix| !prefix.at_home_only || at_home.is_some())
    {
        id = id.strip_prefix(prefix.text).unwrap_or(id);
        if let Some(rest) = prefix.own_path.and_then(|own| id.strip_prefix(own)) {
            id = rest;
            named.own_path = true;
        }
    }
    let odd = |c: char| c.is_whitespace() || c.is_control();
    let steps = |segment: &str| matches!(segment, "" | "." | "..");
    if id.contains(odd) || id.split('/').any(steps) {
        return Err(Diagnostic::new(format!(
            "not a model id: `{}`",
            typed.escape_debug()
        )));
    }
    named.id = Some(id);
    Ok(named)
}

/// A model's id as it was typed, without the prefixes that users of `LiteLLM` put in front.
pub(super) fn model_id(typed: &str) -> &str {
    let prefix = api::of_model(typed).and_then(|api| api.prefix);
    let bare = prefix.and_then(|prefix| {
        let id = typed.strip_prefix(prefix.text)?;
        let rest = prefix.own_path.and_then(|own| id.strip_prefix(own));
        Some(rest.unwrap_or(id))
    });
    bare.unwrap_or(typed)
}

/// The model of a request to a URL, which is at a vendor's if there is a `home`.
fn choice(
    url: &Url,
    id: Option<String>,
    api: &Api,
    home: Option<&Home>,
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

/// Reports that the model is missing.
fn no_model(api: &Api) -> Diagnostic {
    Diagnostic::new(format!("the {} api needs a model", api.name)).hint("name it with `--model`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(
        base: Option<&str>,
        model: Option<&str>,
        api: Option<&str>,
    ) -> Result<Endpoint, Diagnostic> {
        let api = api.map(|name| api::named(name).expect("an api"));
        super::resolve(&EndpointOptions { base, model, api }, &|_| None)
    }

    fn url(base: &str, model: &str, api: Option<&str>) -> String {
        let model = Some(model).filter(|model| !model.is_empty());
        let base = Some(base).filter(|base| !base.is_empty());
        resolve(base, model, api).expect("an endpoint").url.into()
    }

    const RANKING: &str = "http://nim:8000/v1/ranking";

    #[test]
    fn every_spelling_of_a_base_leads_to_the_ranking() {
        for base in ["", "/", "/v1", "/v1/", "/v1/ranking", "/v1/ranking/"] {
            let found = url(&format!("http://nim:8000{base}"), "m", None);
            assert_eq!(found.trim_end_matches('/'), RANKING, "{base}");
        }
        assert_eq!(
            url("http://h/proxy/nim", "m", None),
            "http://h/proxy/nim/v1/ranking"
        );
        assert_eq!(
            url("http://h/proxy/v1?a=b", "m", None),
            "http://h/proxy/v1/ranking?a=b"
        );
        assert_eq!(
            url("http://h/x/reranking", "m", None),
            "http://h/x/reranking"
        );
    }

    #[test]
    fn the_hosted_url_is_made_of_the_model() {
        let hosted = "https://ai.api.nvidia.com/v1/retrieval/nvidia";
        let default = format!("{hosted}/llama-nemotron-rerank-vl-1b-v2/reranking");
        for base in [
            "",
            "https://ai.api.nvidia.com",
            "https://ai.api.nvidia.com/v1",
        ] {
            assert_eq!(url(base, "", None), default, "{base}");
        }
        for model in [
            "nvidia/llama-3.2-nv-rerankqa-1b-v2",
            "nvidia_nim/nvidia/llama-3-2-nv-rerankqa-1b-v2",
        ] {
            assert_eq!(
                url("", model, None),
                format!("{hosted}/llama-3_2-nv-rerankqa-1b-v2/reranking")
            );
        }
        assert_eq!(
            url("", "nvidia_nim/ranking/nvidia/x", None),
            "https://ai.api.nvidia.com/v1/ranking"
        );
        assert_eq!(
            url("", "nv-rerank-qa-mistral-4b:1", None),
            format!("{hosted}/reranking")
        );
        let moved =
            resolve(Some("https://integrate.api.nvidia.com/v1"), None, None).expect("moved");
        assert!(moved.moved.is_some() && moved.at_home);
        assert_eq!(moved.url.as_str(), default);
    }

    #[test]
    fn a_full_hosted_url_names_the_model() {
        let full =
            "https://ai.api.nvidia.com/v1/retrieval/nvidia/llama-3_2-nv-rerankqa-1b-v2/reranking";
        let endpoint = resolve(Some(full), None, None).expect("an endpoint");
        assert_eq!(endpoint.url.as_str(), full);
        let id = "nvidia/llama-3.2-nv-rerankqa-1b-v2";
        assert_eq!(endpoint.model, ModelChoice::Named(id.into()));
    }

    #[test]
    fn the_api_follows_the_end_of_the_url_unless_it_is_named() {
        let api = |base, api| {
            resolve(Some(base), Some("m"), api)
                .expect("an endpoint")
                .api
                .name
        };
        assert_eq!(api("http://h/rerank", None), "cohere");
        assert_eq!(api("http://h/rerank", Some("tei")), "tei");
        assert_eq!(api("http://h/v1/ranking", None), "nim");
        assert_eq!(url("http://h", "m", Some("cohere")), "http://h/v1/rerank");
        assert_eq!(
            url("http://h/v2", "m", Some("cohere")),
            "http://h/v2/rerank"
        );
        assert_eq!(url("http://h", "m", Some("tei")), "http://h/rerank");
    }

    #[test]
    fn server_prefixes_select_the_api_with_a_base_url_and_vendor_prefixes_do_not() {
        for (prefix, name) in [
            ("hosted_vllm", "vllm"),
            ("infinity", "infinity"),
            ("huggingface", "tei"),
            ("litellm_proxy", "litellm"),
            ("cohere", "nim"),
            ("jina_ai", "nim"),
        ] {
            let model = format!("{prefix}/m");
            let found = resolve(Some("http://h"), Some(&model), None).expect("an endpoint");
            assert_eq!(found.api.name, name, "{prefix}");
        }
    }

    #[test]
    fn models_of_self_hosted_services_are_sent_as_typed() {
        let model = |model| {
            resolve(Some("http://h/a/v1"), model, None)
                .expect("an endpoint")
                .model
        };
        let list = Url::parse("http://h/a/v1/models").expect("a URL");
        assert_eq!(model(None), ModelChoice::Listed(list));
        let typed = "nvidia/llama-3-2-nv-rerankqa-1b-v2";
        assert_eq!(model(Some(typed)), ModelChoice::Named(typed.into()));
    }

    #[test]
    fn invalid_base_urls_are_refused() {
        for (base, problem, hint) in [
            (
                "localhost:8000",
                "no http://",
                Some("`--base-url http://localhost:8000`"),
            ),
            (
                "ai.api.nvidia.com",
                "no http://",
                Some("`--base-url https://ai.api.nvidia.com`"),
            ),
            ("ftp://h", "begins with ftp://", None),
            (
                "https://me:secret@h/v1",
                "a user name or a password",
                Some("Authorization: Basic"),
            ),
            ("http://", "invalid base URL", None),
        ] {
            let error = resolve(Some(base), Some("m"), None).expect_err("refused");
            assert!(error.to_string().contains(problem), "{base}: {error}");
            assert_eq!(
                hint.map(|hint| error.get_hint().is_some_and(|own| own.contains(hint))),
                hint.map(|_| true),
                "{base}"
            );
        }
    }

    #[test]
    fn odd_models_are_refused() {
        for model in [
            "",
            " ",
            "a b",
            "nvidia/",
            "nvidia/../x",
            "nvidia_nim/",
            "a\nb",
        ] {
            assert!(resolve(None, Some(model), None).is_err(), "{model:?}");
        }
    }
}
