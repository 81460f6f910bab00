//! The rows of NIM and Cohere, on which other rows are based, and their defaults.

use super::{
    Api, Auth, BatchSizes, Host, HostedService, ItemForm, ModelPlace, ModelPrefix, QueryForm,
    RequestFormat, ResponseFormat, ScoreKind,
};

/// The default model of NVIDIA's hosted service.
pub const DEFAULT_MODEL: &str = "nvidia/llama-nemotron-rerank-vl-1b-v2";

/// A bearer key, as nearly all services accept it.
pub(super) const BEARER: Auth = Auth { header: "Authorization", before: "Bearer ", or: None };

/// The default size of requests: all known servers take 128 documents.
pub(super) const BATCH: BatchSizes =
    BatchSizes { cap: None, usual: 128, bytes: 16 << 20, info: None, too_large_is_429: false };

pub(super) const fn prefix(text: &'static str) -> ModelPrefix {
    ModelPrefix { text, at_home_only: false, own_path: None }
}

pub(super) const fn host(name: &'static str, path: &'static str) -> Host {
    Host { name, path, instead: None }
}

/// The path to the number of tokens in nearly all responses.
const TOKENS: &[&str] = &["usage", "total_tokens"];

/// The path of NVIDIA's hosted models.
const RETRIEVAL: &str = "/v1/retrieval/{slug}/reranking";

/// NVIDIA NIM: exactly four fields, since the service rejects unknown ones; no number of results.
/// Source: the API reference of the NeMo Retriever text reranking NIM. 512 passages are what NIM 2 takes; the
/// reference of the hosted service says 1000, but 512 is what was enforced.
pub(super) const NIM: Api = Api {
    name: "nim",
    title: "NVIDIA NIM, hosted or your own",
    prefix: Some(ModelPrefix {
        text: "nvidia_nim/",
        at_home_only: false,
        own_path: Some("ranking/"),
    }),
    path: "/v1/ranking",
    health: "/v1/health/ready",
    leaves: &["ranking", "reranking", "rankings"],
    model: ModelPlace::Listed,
    request: RequestFormat {
        query: ("query", QueryForm::Object),
        documents: ("passages", ItemForm::Picture),
        top_n: None,
        fixed_fields: "{}",
        truncate_end: r#"{"truncate":"END"}"#,
        truncate_none: Some(r#"{"truncate":"NONE"}"#),
    },
    response: ResponseFormat {
        lists: &["rankings"],
        score: Some("logit"),
        tokens: TOKENS,
        echoes: false,
        sign: &[],
    },
    score: ScoreKind::Logit,
    models: &[],
    batch: BatchSizes { cap: Some(512), usual: 512, ..BATCH },
    auth: BEARER,
    headers: &[],
    home: Some(HostedService {
        base: Some("https://ai.api.nvidia.com"),
        regions: &[],
        bases: &["NVIDIA_NIM_API_BASE", "NVIDIA_BASE_URL"],
        hosts: &[
            // NVIDIA's host for other models, which many guides name for reranking too; it responds with 404.
            Host {
                name: "integrate.api.nvidia.com",
                path: RETRIEVAL,
                instead: Some("ai.api.nvidia.com"),
            },
            host("*.api.nvidia.com", RETRIEVAL),
        ],
        keys: &["NVIDIA_API_KEY", "NVIDIA_NIM_API_KEY", "NGC_API_KEY"],
        model: Some(DEFAULT_MODEL),
        batch: 512,
        score: ScoreKind::Logit,
    }),
};

/// The format that Cohere introduced and most others follow. All results are requested, since some services
/// return fewer by default. Source: the API reference of Cohere's rerank endpoint, version 2;
/// Cohere advises against more than 1000 documents. On other servers the scale of scores is unknown.
pub(super) const COHERE: Api = Api {
    name: "cohere",
    title: "Cohere, and servers that follow it",
    prefix: Some(ModelPrefix { text: "cohere/", at_home_only: true, own_path: None }),
    path: "/v1/rerank",
    // So do vLLM, infinity, llama.cpp's server, SGLang and text-embeddings-inference.
    health: "/health",
    leaves: &["rerank", "reranks", "score"],
    model: ModelPlace::Listed,
    request: RequestFormat {
        query: ("query", QueryForm::Text),
        documents: ("documents", ItemForm::Text),
        top_n: Some("top_n"),
        fixed_fields: "{}",
        truncate_end: "{}",
        truncate_none: None,
    },
    response: ResponseFormat {
        lists: &["results"],
        score: Some("relevance_score"),
        tokens: TOKENS,
        echoes: true,
        sign: &[],
    },
    score: ScoreKind::Unknown,
    models: &[],
    batch: BatchSizes { cap: Some(1000), ..BATCH },
    auth: BEARER,
    headers: &[],
    home: Some(HostedService {
        base: Some("https://api.cohere.com/v2"),
        regions: &[],
        bases: &[],
        hosts: &[host("api.cohere.com", "/v2/rerank"), host("api.cohere.ai", "/v2/rerank")],
        keys: &["COHERE_API_KEY", "CO_API_KEY"],
        model: None,
        batch: 1000,
        score: ScoreKind::Probability,
    }),
};
