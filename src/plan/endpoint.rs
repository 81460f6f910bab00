//! Where requests go and which model they name: a base URL in any of the spellings people use, a model,
//! an API, and out comes one URL. Pure.

use url::Url;

use super::error::PlanError;
use crate::client::{self, Api, ModelChoice};

/// The service of NVIDIA, used when no other is named.
const HOSTED: &str = "https://ai.api.nvidia.com";
const HOSTED_HOST: &str = "ai.api.nvidia.com";
/// The host of NVIDIA's other models, which many guides name for reranking too; it answers 404 to that.
const CHAT_HOST: &str = "integrate.api.nvidia.com";

/// Where requests go.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) url: Url,
    pub(super) api: Api,
    pub(super) model: ModelChoice,
    /// Whether it is a host of NVIDIA's, to which a key of NVIDIA's may go.
    pub(super) hosted: bool,
    /// A host that does not serve reranking was replaced by the one that does.
    pub(super) moved: bool,
}

/// A model as it was typed, with the prefixes that users of `LiteLLM` put in front.
struct Named<'a> {
    id: Option<&'a str>,
    plain_ranking: bool,
}

/// Resolves what was typed.
pub(super) fn resolve(
    base: Option<&str>,
    model: Option<&str>,
    api: Option<Api>,
) -> Result<Endpoint, PlanError> {
    let named = named(model)?;
    let mut url = parse(base.unwrap_or(HOSTED))?;
    let moved = host(&url) == CHAT_HOST;
    if moved {
        // The parser accepts any name that it accepted before.
        let _ = url.set_host(Some(HOSTED_HOST));
        url.set_path("/");
    }
    let hosted = host(&url).ends_with(".api.nvidia.com");
    let leaf = leaf(&url);
    let api = api.unwrap_or(if leaf == Some("rerank") {
        Api::Cohere
    } else {
        Api::Nim
    });
    let model = if leaf.is_some() {
        model_of_full_url(&url, &named, api, hosted)
    } else if hosted && api == Api::Nim {
        hosted_model(&mut url, &named)
    } else {
        let version = if api.versioned() { "/v1" } else { "" };
        let kept = ["/v1", "/v2"]
            .into_iter()
            .find(|version| ends_with(&url, version));
        let path = format!("{}/{}", kept.unwrap_or(version), api.leaf());
        extend(&mut url, &["/v1", "/v2"], &path);
        choice(&url, &named, api, hosted)
    };
    Ok(Endpoint {
        url,
        api,
        model,
        hosted,
        moved,
    })
}

/// Makes the URL of a hosted model from its id, and gives the id as its service spells it.
fn hosted_model(url: &mut Url, named: &Named<'_>) -> ModelChoice {
    let id = client::spelled(named.id.unwrap_or(client::DEFAULT_MODEL));
    let path = if named.plain_ranking {
        "/v1/ranking".into()
    } else {
        format!("/v1/retrieval/{}/reranking", client::hosted_path(&id))
    };
    extend(url, &["/v1/retrieval", "/v1"], &path);
    ModelChoice::Named(id)
}

fn named(model: Option<&str>) -> Result<Named<'_>, PlanError> {
    let Some(typed) = model else {
        return Ok(Named {
            id: None,
            plain_ranking: false,
        });
    };
    let id = typed.strip_prefix("nvidia_nim/").unwrap_or(typed);
    let (id, plain_ranking) = match id.strip_prefix("ranking/") {
        Some(id) => (id, true),
        None => (id, false),
    };
    let odd = |c: char| c.is_whitespace() || c.is_control();
    let steps = |segment: &str| matches!(segment, "" | "." | "..");
    if id.contains(odd) || id.split('/').any(steps) {
        return Err(PlanError::Model(typed.into()));
    }
    Ok(Named {
        id: Some(id),
        plain_ranking,
    })
}

/// A model's id, without the prefixes that users of `LiteLLM` put in front.
pub(super) fn model_id(typed: &str) -> Result<&str, PlanError> {
    let named = named(Some(typed))?;
    Ok(named.id.unwrap_or(typed))
}

fn parse(text: &str) -> Result<Url, PlanError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(PlanError::BadUrl("it is empty".into()));
    }
    if !text.contains("://") {
        // What stands before an @ may be a password, which no message may repeat.
        if text.contains('@') {
            return Err(PlanError::UserInfo);
        }
        return Err(PlanError::NoScheme(with_scheme(text)));
    }
    let mut url = Url::parse(text).map_err(|error| PlanError::BadUrl(error.to_string()))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(PlanError::UserInfo);
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(PlanError::Scheme(url.scheme().into()));
    }
    url.set_fragment(None);
    Ok(url)
}

/// The spelling that was probably meant: a name with a dot is a host on the net, anything else is near.
fn with_scheme(text: &str) -> String {
    let host = text.split(['/', ':']).next().unwrap_or_default();
    let near =
        !host.contains('.') || host.parse::<std::net::Ipv4Addr>().is_ok() || text.contains(':');
    format!("{}://{text}", if near { "http" } else { "https" })
}

fn host(url: &Url) -> String {
    url.host_str()
        .unwrap_or_default()
        .trim_end_matches('.')
        .into()
}

/// The end of a full URL, by which it is known.
fn leaf(url: &Url) -> Option<&'static str> {
    let last = url.path().trim_end_matches('/').rsplit('/').next()?;
    ["ranking", "reranking", "rerank"]
        .into_iter()
        .find(|leaf| *leaf == last)
}

fn ends_with(url: &Url, end: &str) -> bool {
    url.path().trim_end_matches('/').ends_with(end)
}

/// Puts `path` in the place of the first of `ends` that the URL's path ends with, or at its end.
fn extend(url: &mut Url, ends: &[&str], path: &str) {
    let base = url.path().trim_end_matches('/');
    let base = ends
        .iter()
        .find_map(|end| base.strip_suffix(end))
        .unwrap_or(base);
    let path = format!("{base}{path}");
    url.set_path(&path);
}

/// The model of a URL that was given in full: NVIDIA's hosted ones have it in them.
fn model_of_full_url(url: &Url, named: &Named<'_>, api: Api, hosted: bool) -> ModelChoice {
    let path = url.path().trim_end_matches('/');
    let slug = path
        .strip_suffix("/reranking")
        .and_then(|path| path.split_once("/v1/retrieval/"));
    match (named.id, slug) {
        (None, Some((_, slug))) if hosted => ModelChoice::Named(client::model_of_slug(slug)),
        _ => choice(url, named, api, hosted),
    }
}

fn choice(url: &Url, named: &Named<'_>, api: Api, hosted: bool) -> ModelChoice {
    match named.id {
        _ if !api.names_model() => ModelChoice::Unnamed,
        Some(id) if hosted => ModelChoice::Named(client::spelled(id)),
        Some(id) => ModelChoice::Named(id.into()),
        None if hosted => ModelChoice::Named(client::DEFAULT_MODEL.into()),
        None => {
            let mut list = url.clone();
            let path = url.path().trim_end_matches('/');
            let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
            list.set_path(&format!("{parent}/models"));
            ModelChoice::First(list)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(base: &str, model: &str, api: Option<Api>) -> String {
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
        assert!(moved.moved && moved.hosted);
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
        };
        assert_eq!(api("http://h/rerank", None), Api::Cohere);
        assert_eq!(api("http://h/rerank", Some(Api::Tei)), Api::Tei);
        assert_eq!(api("http://h/v1/ranking", None), Api::Nim);
        assert_eq!(
            url("http://h", "m", Some(Api::Cohere)),
            "http://h/v1/rerank"
        );
        assert_eq!(
            url("http://h/v2", "m", Some(Api::Cohere)),
            "http://h/v2/rerank"
        );
        assert_eq!(url("http://h", "m", Some(Api::Tei)), "http://h/rerank");
    }

    #[test]
    fn models_of_your_own_service_are_asked_for_and_never_respelled() {
        let model = |model| {
            resolve(Some("http://h/a/v1"), model, None)
                .expect("an endpoint")
                .model
        };
        let list = Url::parse("http://h/a/v1/models").expect("a URL");
        assert_eq!(model(None), ModelChoice::First(list));
        let typed = "nvidia/llama-3-2-nv-rerankqa-1b-v2";
        assert_eq!(model(Some(typed)), ModelChoice::Named(typed.into()));
    }

    #[test]
    fn what_is_no_url_is_refused() {
        let flaw = |base| resolve(Some(base), Some("m"), None).expect_err("refused");
        assert!(
            matches!(flaw("localhost:8000"), PlanError::NoScheme(s) if s == "http://localhost:8000")
        );
        assert!(
            matches!(flaw("ai.api.nvidia.com"), PlanError::NoScheme(s) if s.starts_with("https:"))
        );
        assert!(matches!(flaw("ftp://h"), PlanError::Scheme(s) if s == "ftp"));
        assert!(matches!(
            flaw("https://me:secret@h/v1"),
            PlanError::UserInfo
        ));
        assert!(matches!(flaw("http://"), PlanError::BadUrl(_)));
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
