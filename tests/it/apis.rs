//! The supported APIs as their services document them: request bytes, selection, keys, limits, errors.

mod choice; // selection by option, host, model and URL
mod errors; // error formats, and responses of other APIs
mod extra; // `--extra`
mod keys; // keys and their headers
mod limits; // batch sizes and splitting
mod requests; // request formats and paths
mod scale; // kinds of scores, and scores that are all the same
mod table; // the tables of APIs and models

/// Every API with one of its models.
const APIS: [(&str, &str); 19] = [
    ("nim", "nvidia/fake"),
    ("cohere", "rerank-v3.5"),
    ("tei", "none"),
    ("litellm", "my-reranker"),
    ("vllm", "BAAI/bge-reranker-base"),
    ("infinity", "mixedbread-ai/mxbai-rerank-xsmall-v1"),
    ("llamacpp", "bge-reranker-v2-m3"),
    ("sglang", "none"),
    ("jina", "jina-reranker-v2-base-multilingual"),
    ("voyage", "rerank-2.5"),
    ("together", "Salesforce/Llama-Rank-V1"),
    ("azure", "Cohere-rerank-v4.0-pro"),
    ("bedrock", "cohere.rerank-v3-5:0"),
    ("openrouter", "cohere/rerank-v3.5"),
    ("siliconflow", "BAAI/bge-reranker-v2-m3"),
    ("pinecone", "bge-reranker-v2-m3"),
    ("mixedbread", "mixedbread-ai/mxbai-rerank-large-v2"),
    ("deepinfra", "Qwen/Qwen3-Reranker-8B"),
    ("nvidia-gateway", "nvidia/llama-nemotron-rerank-vl-1b-v2"),
];

/// Returns the response of an API for three documents, from `tests/fixtures/wire`.
fn answer(api: &str) -> String {
    let file = match api {
        "nim" => "nim-hosted",
        "cohere" => "cohere-v2",
        "litellm" => "litellm-proxy",
        "vllm" => "vllm-raw",
        "infinity" => "infinity-raw",
        api => api,
    };
    fixture("wire", file)
}

fn fixture(folder: &str, name: &str) -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join(format!("tests/fixtures/{folder}/{name}.json"));
    std::fs::read_to_string(path).expect("the file is there")
}

/// The documents of those responses.
const DOCUMENTS: &str = "a yellow banana\na green apple\na red apple\n";
