//! The APIs of self-hosted servers. Sources: the code of each server, and observed requests and responses of vLLM,
//! infinity, text-embeddings-inference and llama.cpp.

use super::defaults::{BATCH, COHERE, prefix};
use super::{
    Api, BatchSizes, ItemForm, ModelPlace, QueryForm, RequestFormat, ResponseFormat, ScoreKind,
};

/// The Cohere format on a self-hosted server.
const SERVER: Api = Api { leaves: &[], batch: BATCH, home: None, ..COHERE };

/// It forwards requests to the provider of the model. The number of results is not sent, since not all providers
/// accept it. The first model that it lists need not be a reranker.
pub(super) const LITELLM: Api = Api {
    name: "litellm",
    title: "LiteLLM's proxy",
    prefix: Some(prefix("litellm_proxy/")),
    // Its `/health` asks every model it has.
    health: "/health/readiness",
    model: ModelPlace::Named,
    request: RequestFormat { top_n: None, ..COHERE.request },
    ..SERVER
};

/// It rejects a document that is too long unless a token limit is sent; -1 is the limit of the model. Scores are
/// logits if the activation is turned off; older versions name that field `activation`, the oldest have none.
pub(super) const VLLM: Api = Api {
    name: "vllm",
    title: "vLLM",
    prefix: Some(prefix("hosted_vllm/")),
    request: RequestFormat {
        fixed_fields: r#"{"activation":false,"use_activation":false}"#,
        truncate_end: r#"{"truncate_prompt_tokens":-1}"#,
        truncate_none: Some("{}"),
        ..COHERE.request
    },
    score: ScoreKind::RequestedLogit,
    ..SERVER
};

pub(super) const INFINITY: Api = Api {
    name: "infinity",
    title: "infinity",
    prefix: Some(prefix("infinity/")),
    path: "/rerank",
    request: RequestFormat { fixed_fields: r#"{"raw_scores":true}"#, ..COHERE.request },
    score: ScoreKind::RequestedLogit,
    batch: BatchSizes { cap: Some(2048), ..BATCH },
    ..SERVER
};

/// It returns logits for most models and probabilities for some, without saying which. To a request in the format
/// of text-embeddings-inference it would respond with a bare list.
pub(super) const LLAMACPP: Api = Api {
    name: "llamacpp",
    title: "llama.cpp's server",
    prefix: None,
    response: ResponseFormat { lists: &["results", ""], ..COHERE.response },
    batch: BatchSizes { usual: 64, ..BATCH },
    ..SERVER
};

/// Newer servers accept a number of results, older ones always return all.
pub(super) const SGLANG: Api = Api {
    name: "sglang",
    title: "SGLang",
    prefix: None,
    model: ModelPlace::Nowhere,
    request: RequestFormat {
        top_n: None,
        fixed_fields: r#"{"return_documents":false}"#,
        ..COHERE.request
    },
    response: ResponseFormat {
        lists: &["", "results"],
        score: Some("score"),
        sign: &["meta_info"],
        ..COHERE.response
    },
    ..SERVER
};

/// Hugging Face text-embeddings-inference. It has one model; raw scores are its logits. The defaults of the server
/// are 32 texts (`--max-client-batch-size`) and 2,000,000 bytes (`--payload-limit`). Each text needs a permit of
/// `--max-concurrent-requests`, and a request that needs more than are free is refused as busy, even if the server
/// never has that many. Source: its `OpenAPI` description, and its router.
pub(super) const TEI: Api = Api {
    name: "tei",
    title: "Hugging Face text-embeddings-inference",
    prefix: Some(prefix("huggingface/")),
    path: "/rerank",
    model: ModelPlace::Nowhere,
    request: RequestFormat {
        query: ("query", QueryForm::Text),
        documents: ("texts", ItemForm::Text),
        top_n: None,
        fixed_fields: r#"{"raw_scores":true}"#,
        truncate_end: r#"{"truncate":true}"#,
        truncate_none: Some(r#"{"truncate":false}"#),
    },
    response: ResponseFormat { lists: &[""], score: Some("score"), ..COHERE.response },
    score: ScoreKind::RequestedLogit,
    batch: BatchSizes {
        usual: 32,
        bytes: 1_500_000,
        info: Some("info"),
        too_large_is_429: true,
        ..BATCH
    },
    ..SERVER
};
