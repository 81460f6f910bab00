//! All supported APIs.

use super::{Api, defaults, self_hosted, vendors};

/// All APIs, the default first. Of APIs with the same response format, the first is reported when a response
/// has the format of another API.
pub static ALL: [Api; 19] = [
    defaults::NIM,
    defaults::COHERE,
    self_hosted::TEI,
    self_hosted::LITELLM,
    self_hosted::VLLM,
    self_hosted::INFINITY,
    self_hosted::LLAMACPP,
    self_hosted::SGLANG,
    vendors::JINA,
    vendors::VOYAGE,
    vendors::TOGETHER,
    vendors::AZURE,
    vendors::BEDROCK,
    vendors::OPENROUTER,
    vendors::SILICONFLOW,
    vendors::PINECONE,
    vendors::MIXEDBREAD,
    vendors::DEEPINFRA,
    vendors::NVIDIA_GATEWAY,
];

/// The requests, in this order, that identify the API of a self-hosted server: the API and the path below the
/// base URL. Most servers follow Cohere, under one of three paths.
pub static PROBES: [(&Api, &str); 7] = [
    (&ALL[1], ""),
    (&ALL[1], "/rerank"),
    (&ALL[1], "/v2"),
    (&ALL[0], ""),
    (&ALL[2], ""),
    (&ALL[1], "/reranking"),
    (&ALL[1], "/v1/reranking"),
];
