//! The APIs of hosted services. Sources: each vendor's API reference and published clients.

use super::defaults::{BATCH, COHERE, host, prefix};
use super::{
    Api, Auth, BatchSizes, HostedService, ItemForm, ModelPlace, ModelScores, QueryForm,
    RequestFormat, ResponseFormat, ScoreKind,
};

/// The defaults of hosted services.
const HOME: HostedService = HostedService {
    base: None,
    regions: &[],
    bases: &[],
    hosts: &[],
    keys: &[],
    model: None,
    batch: 100,
    score: ScoreKind::Probability,
};

/// The Cohere format at another vendor. Without a known limit, 100 documents go into a request.
const VENDOR: Api = Api {
    leaves: &[],
    model: ModelPlace::Named,
    score: ScoreKind::Probability,
    batch: BatchSizes { usual: 100, ..BATCH },
    ..COHERE
};

/// Responses repeat the documents by default. Scores of the third generation are cosines that depend on the other
/// documents.
pub(super) const JINA: Api = Api {
    name: "jina",
    title: "Jina AI",
    prefix: Some(prefix("jina_ai/")),
    request: RequestFormat { fixed_fields: r#"{"return_documents":false}"#, ..COHERE.request },
    score: ScoreKind::Unknown,
    models: &[
        ModelScores { begins: "jina-reranker-v1", score: ScoreKind::Probability, listwise: false },
        ModelScores { begins: "jina-reranker-v2", score: ScoreKind::Probability, listwise: false },
        ModelScores { begins: "jina-reranker-v3", score: ScoreKind::Unknown, listwise: true },
    ],
    home: Some(HostedService {
        base: Some("https://api.jina.ai"),
        hosts: &[host("api.jina.ai", "/v1/rerank")],
        keys: &["JINA_API_KEY", "JINA_AI_API_KEY"],
        score: ScoreKind::Unknown,
        ..HOME
    }),
    ..VENDOR
};

/// It rejects unknown fields.
pub(super) const TOGETHER: Api = Api {
    name: "together",
    title: "Together AI",
    prefix: Some(prefix("together_ai/")),
    request: RequestFormat { fixed_fields: r#"{"return_documents":false}"#, ..COHERE.request },
    home: Some(HostedService {
        base: Some("https://api.together.xyz"),
        hosts: &[host("api.together.xyz", "/v1/rerank"), host("api.together.ai", "/v1/rerank")],
        keys: &["TOGETHER_API_KEY", "TOGETHERAI_API_KEY"],
        ..HOME
    }),
    ..VENDOR
};

/// Cohere's models on Azure; each customer has their own host.
pub(super) const AZURE: Api = Api {
    name: "azure",
    title: "Cohere on Azure AI",
    prefix: Some(prefix("azure_ai/")),
    batch: COHERE.batch,
    auth: Auth { or: Some("api-key"), ..COHERE.auth },
    home: Some(HostedService {
        bases: &["AZURE_AI_API_BASE"],
        hosts: &[
            host("*.models.ai.azure.com", "/v1/rerank"),
            host("*.*.models.ai.azure.com", "/v1/rerank"),
            host("*.services.ai.azure.com", "/providers/cohere/v2/rerank"),
        ],
        keys: &["AZURE_AI_API_KEY"],
        batch: 1000,
        ..HOME
    }),
    ..VENDOR
};

/// `InvokeModel` of the Bedrock runtime, which takes a bearer key. The version is that of Cohere's API.
pub(super) const BEDROCK: Api = Api {
    name: "bedrock",
    title: "Amazon Bedrock, InvokeModel with a bearer key",
    prefix: Some(prefix("bedrock/")),
    path: "/model/{segment}/invoke",
    leaves: &["invoke"],
    model: ModelPlace::Path,
    request: RequestFormat { fixed_fields: r#"{"api_version":2}"#, ..COHERE.request },
    response: ResponseFormat { echoes: false, ..COHERE.response },
    batch: BatchSizes { cap: Some(1000), ..VENDOR.batch },
    home: Some(HostedService {
        base: Some("https://bedrock-runtime.{region}.amazonaws.com"),
        regions: &["AWS_REGION", "AWS_DEFAULT_REGION"],
        hosts: &[
            host("bedrock-runtime.*.amazonaws.com", "/model/{segment}/invoke"),
            host("bedrock-runtime-fips.*.amazonaws.com", "/model/{segment}/invoke"),
        ],
        keys: &["AWS_BEARER_TOKEN_BEDROCK"],
        batch: 1000,
        ..HOME
    }),
    ..VENDOR
};

/// Forwards requests to the provider of the model.
pub(super) const OPENROUTER: Api = Api {
    name: "openrouter",
    title: "OpenRouter",
    prefix: Some(prefix("openrouter/")),
    score: ScoreKind::Unknown,
    home: Some(HostedService {
        base: Some("https://openrouter.ai"),
        hosts: &[host("openrouter.ai", "/api/v1/rerank")],
        keys: &["OPENROUTER_API_KEY"],
        score: ScoreKind::Unknown,
        ..HOME
    }),
    ..VENDOR
};

pub(super) const SILICONFLOW: Api = Api {
    name: "siliconflow",
    title: "SiliconFlow",
    prefix: None,
    response: ResponseFormat { tokens: &["meta", "tokens", "input_tokens"], ..COHERE.response },
    home: Some(HostedService {
        base: Some("https://api.siliconflow.cn"),
        hosts: &[
            host("api.siliconflow.cn", "/v1/rerank"),
            host("api.siliconflow.com", "/v1/rerank"),
        ],
        keys: &["SILICONFLOW_API_KEY"],
        ..HOME
    }),
    ..VENDOR
};

/// The limits are 1000 documents, and 600,000 tokens of all documents plus the query counted once per document
/// (older models: 300,000 or 100,000). 1 MiB of text is below 600,000 tokens in every script; requests to older
/// models are split when they are refused.
pub(super) const VOYAGE: Api = Api {
    name: "voyage",
    title: "Voyage AI, also as part of MongoDB Atlas",
    prefix: Some(prefix("voyage/")),
    request: RequestFormat {
        top_n: Some("top_k"),
        truncate_end: r#"{"truncation":true}"#,
        truncate_none: Some(r#"{"truncation":false}"#),
        ..COHERE.request
    },
    response: ResponseFormat { lists: &["data"], ..COHERE.response },
    batch: BatchSizes { cap: Some(1000), bytes: 1 << 20, ..VENDOR.batch },
    home: Some(HostedService {
        base: Some("https://api.voyageai.com"),
        hosts: &[host("api.voyageai.com", "/v1/rerank"), host("ai.mongodb.com", "/v1/rerank")],
        keys: &["VOYAGE_API_KEY"],
        batch: 1000,
        ..HOME
    }),
    ..VENDOR
};

/// By default it can return fewer results than there are documents.
pub(super) const MIXEDBREAD: Api = Api {
    name: "mixedbread",
    title: "Mixedbread",
    prefix: None,
    path: "/v1/reranking",
    request: RequestFormat {
        documents: ("input", ItemForm::Text),
        top_n: Some("top_k"),
        fixed_fields: r#"{"return_input":false}"#,
        ..COHERE.request
    },
    response: ResponseFormat { lists: &["data"], score: Some("score"), ..COHERE.response },
    home: Some(HostedService {
        base: Some("https://api.mixedbread.com"),
        hosts: &[host("api.mixedbread.com", "/v1/reranking")],
        keys: &["MXBAI_API_KEY"],
        ..HOME
    }),
    ..VENDOR
};

/// Takes 100 documents for most models.
pub(super) const PINECONE: Api = Api {
    name: "pinecone",
    title: "Pinecone inference",
    prefix: None,
    path: "/rerank",
    request: RequestFormat {
        documents: ("documents", ItemForm::Object),
        fixed_fields: r#"{"return_documents":false}"#,
        truncate_end: r#"{"parameters":{"truncate":"END"}}"#,
        truncate_none: Some(r#"{"parameters":{"truncate":"NONE"}}"#),
        ..COHERE.request
    },
    response: ResponseFormat {
        lists: &["data"],
        score: Some("score"),
        sign: &["usage", "rerank_units"],
        ..COHERE.response
    },
    batch: BatchSizes { cap: Some(100), ..VENDOR.batch },
    auth: Auth { header: "Api-Key", before: "", or: None },
    headers: &[("X-Pinecone-Api-Version", "2025-10")],
    home: Some(HostedService {
        base: Some("https://api.pinecone.io"),
        hosts: &[host("api.pinecone.io", "/rerank")],
        keys: &["PINECONE_API_KEY"],
        ..HOME
    }),
    ..VENDOR
};

/// Pairs: the query is repeated for each document, and the response is numbers in that order.
pub(super) const DEEPINFRA: Api = Api {
    name: "deepinfra",
    title: "DeepInfra",
    prefix: Some(prefix("deepinfra/")),
    path: "/v1/inference/{model}",
    model: ModelPlace::Path,
    request: RequestFormat {
        query: ("queries", QueryForm::Repeated),
        top_n: None,
        ..COHERE.request
    },
    response: ResponseFormat {
        lists: &["scores"],
        score: None,
        tokens: &["input_tokens"],
        echoes: false,
        sign: &[],
    },
    score: ScoreKind::Unknown,
    home: Some(HostedService {
        base: Some("https://api.deepinfra.com"),
        hosts: &[host("api.deepinfra.com", "/v1/inference/{model}")],
        keys: &["DEEPINFRA_API_KEY", "DEEPINFRA_TOKEN"],
        score: ScoreKind::Unknown,
        ..HOME
    }),
    ..VENDOR
};

/// NVIDIA's inference gateway, with its own keys; the backends are NIMs.
pub(super) const NVIDIA_GATEWAY: Api = Api {
    name: "nvidia-gateway",
    title: "NVIDIA's inference gateway",
    prefix: None,
    score: ScoreKind::Unknown,
    batch: BatchSizes { cap: Some(512), ..VENDOR.batch },
    home: Some(HostedService {
        base: Some("https://inference-api.nvidia.com"),
        hosts: &[host("inference-api.nvidia.com", "/v1/rerank")],
        keys: &["NGC_INFERENCE_API_KEY"],
        score: ScoreKind::Unknown,
        ..HOME
    }),
    ..VENDOR
};
