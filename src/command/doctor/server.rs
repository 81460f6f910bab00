//! Recognizes the software of a self-hosted server by what it reports about itself.

use serde_json::Value;
use url::Url;

use crate::client::{ClientError, ListedModel, Remote, RemoteSettings};

#[derive(Clone, Copy)]
pub(super) struct KnownServer {
    pub(super) name: &'static str,
    /// The API with which it returns raw scores; `None` if it does not rerank.
    pub(super) api: Option<&'static str>,
}

const fn server(name: &'static str, api: &'static str) -> KnownServer {
    KnownServer { name, api: Some(api) }
}

const LITELLM: KnownServer = server("LiteLLM's proxy", "litellm");
const TEI: KnownServer = server("text-embeddings-inference", "tei");
const VLLM: KnownServer = server("vLLM", "vllm");
const OLLAMA: KnownServer = KnownServer { name: "Ollama", api: None };
const LM_STUDIO: KnownServer = KnownServer { name: "LM Studio", api: None };

/// Recognizes a server by `owned_by` of the models that it lists.
pub(super) fn of_models(models: &[ListedModel]) -> Option<KnownServer> {
    models.iter().find_map(|model| {
        Some(match model.owner.as_deref()? {
            "vllm" => VLLM,
            "infinity" => server("infinity", "infinity"),
            "llamacpp" => server("llama.cpp", "llamacpp"),
            "sglang" => server("SGLang", "sglang"),
            "library" => OLLAMA,
            "organization_owner" => LM_STUDIO,
            _ => return None,
        })
    })
}

/// Recognizes a server by its error message: each names the fields of its own API.
pub(super) fn of_error(error: &ClientError) -> Option<KnownServer> {
    let message = error.failure.message.as_deref()?;
    if message.contains("`texts`") {
        Some(TEI)
    } else if message.contains("litellm") {
        Some(LITELLM)
    } else {
        None
    }
}

/// Recognizes a server by its descriptions below `base`: `/models` of infinity, `/info` of text-embeddings-inference,
/// `/health/readiness` of LiteLLM's proxy, `/version` of vLLM, `/get_server_info` of SGLang, `/` of Ollama.
pub(super) fn of_descriptions(settings: &RemoteSettings, base: &Url) -> Option<KnownServer> {
    let remote = Remote::new(settings.clone());
    let below = |path: &str| {
        let mut url = base.clone();
        url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
        url
    };
    let get = |path: &str| remote.get(&below(path)).ok();
    let has = |path: &str, field: &str| {
        let value: Option<Value> = get(path).and_then(|body| serde_json::from_slice(&body).ok());
        value.is_some_and(|value| value.get(field).is_some())
    };
    let models = remote.list_models(&below("/models"));
    if let Some(server) = models.ok().as_deref().and_then(of_models) {
        Some(server)
    } else if has("/info", "max_client_batch_size") {
        Some(TEI)
    } else if has("/health/readiness", "litellm_version") {
        Some(LITELLM)
    } else if has("/get_server_info", "model_path") {
        Some(server("SGLang", "sglang"))
    } else if has("/version", "version") {
        Some(VLLM)
    } else {
        let is_ollama = get("/").is_some_and(|body| body.starts_with(b"Ollama"));
        is_ollama.then_some(OLLAMA)
    }
}
