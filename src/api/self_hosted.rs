//! The APIs of self-hosted servers. Sources: the code of each server, and observed requests and responses of vLLM,
//! infinity, text-embeddings-inference and llama.cpp.

use super::defaults::{BATCH, COHERE, prefix};
use super::{
    Api, BatchSizes, ItemForm, ModelPlace, QueryForm, RequestFormat, ResponseFormat, ScoreKind,
};

/// The Cohere format on a self-hosted server.
const SERVER: Api = Api { leaves: &[], batch: BATCH, home: None, ..COHERE };

/// Passes requests on to whoever serves the model, the number of results too, which not all of them take.
/// What it lists first need not be a reranker.
pub(super) const LITELLM: Api = Api {
    name: "litellm",
    title: "LiteLLM's proxy",
    prefix: Some(prefix("litellm_proxy/")),
    // Its `/health` asks every model it has.
    health: "/health/readiness",
    model: ModelPlace::Named,
    body: RequestFormat { top_n: None, ..COHERE.body },
    ..SERVER
};

/// Without a limit of tokens it refuses a document that is too long; -1 stands for what the model takes.
/// Without an activation the scores are logits; older versions call it `activation`, the oldest have no switch.
pub(super) const VLLM: Api = Api {
    name: "vllm",
    title: "vLLM",
    prefix: Some(prefix("hosted_vllm/")),
    body: RequestFormat {
        fixed_fields: r#"{"activation":false,"use_activation":false}"#,
        truncate_end: r#"{"truncate_prompt_tokens":-1}"#,
        truncate_none: Some("{}"),
        ..COHERE.body
    },
    score: ScoreKind::RequestedLogit,
    ..SERVER
};

pub(super) const INFINITY: Api = Api {
    name: "infinity",
    title: "infinity",
    prefix: Some(prefix("infinity/")),
    path: "/rerank",
    body: RequestFormat { fixed_fields: r#"{"raw_scores":true}"#, ..COHERE.body },
    score: ScoreKind::RequestedLogit,
    batch: BatchSizes { cap: Some(2048), ..BATCH },
    ..SERVER
};

/// Logits of most models and probabilities of some, which it does not tell apart. Asked in the form of
/// text-embeddings-inference it would answer with a bare list.
pub(super) const LLAMACPP: Api = Api {
    name: "llamacpp",
    title: "llama.cpp's server",
    prefix: None,
    answer: ResponseFormat { lists: &["results", ""], ..COHERE.answer },
    batch: BatchSizes { usual: 64, ..BATCH },
    ..SERVER
};

/// Newer servers know a number of results, older ones give back all in any case.
pub(super) const SGLANG: Api = Api {
    name: "sglang",
    title: "SGLang",
    prefix: None,
    model: ModelPlace::Nowhere,
    body: RequestFormat {
        top_n: None,
        fixed_fields: r#"{"return_documents":false}"#,
        ..COHERE.body
    },
    answer: ResponseFormat {
        lists: &["", "results"],
        score: Some("score"),
        sign: &["meta_info"],
        ..COHERE.answer
    },
    ..SERVER
};

/// Hugging Face text-embeddings-inference. It has one model; raw scores are its logits. 32 texts are what a
/// server takes that was started without `--max-client-batch-size`, and 2,000,000 bytes without
/// `--payload-limit`. Each text takes one of its permits, and when there are not enough it says that it is busy,
/// for ever if it never has as many. Source: its `OpenAPI` description, and its router.
pub(super) const TEI: Api = Api {
    name: "tei",
    title: "Hugging Face text-embeddings-inference",
    prefix: Some(prefix("huggingface/")),
    path: "/rerank",
    model: ModelPlace::Nowhere,
    body: RequestFormat {
        query: ("query", QueryForm::Text),
        documents: ("texts", ItemForm::Text),
        top_n: None,
        fixed_fields: r#"{"raw_scores":true}"#,
        truncate_end: r#"{"truncate":true}"#,
        truncate_none: Some(r#"{"truncate":false}"#),
    },
    answer: ResponseFormat { lists: &[""], score: Some("score"), ..COHERE.answer },
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
