//! Selection of API and URL by `--api`, host, LiteLLM prefix and end of the URL. A dry run shows the URL, the
//! header of the key and the body.

use crate::support::{Case, Transcript};

/// Returns the URL and the body that a dry run shows.
#[track_caller]
fn shown(case: &Case, options: &str) -> (String, String, Transcript) {
    let run = case.run(&format!("--dry-run -q x --doc y {options}"));
    let mut lines = run.code(0).stdout_str().lines();
    let url = lines.next().expect("a line").split('\'').nth(1);
    let url = url.expect("a URL").to_owned();
    let body = lines.find(|line| line.starts_with('{'));
    (url, body.expect("a body").to_owned(), run)
}

/// A model is enough for services with one public host.
#[test]
fn litellm_prefixes_select_the_vendor() {
    for (model, url, variable, body) in [
        (
            "cohere/rerank-v3.5",
            "https://api.cohere.com/v2/rerank",
            "COHERE_API_KEY",
            r#"{"model":"rerank-v3.5","query":"x","documents":["y"],"top_n":1}"#,
        ),
        (
            "jina_ai/jina-reranker-v3",
            "https://api.jina.ai/v1/rerank",
            "JINA_API_KEY",
            r#"{"model":"jina-reranker-v3","query":"x","documents":["y"],"top_n":1,"return_documents":false}"#,
        ),
        (
            "together_ai/Salesforce/Llama-Rank-V1",
            "https://api.together.xyz/v1/rerank",
            "TOGETHER_API_KEY",
            r#"{"model":"Salesforce/Llama-Rank-V1","query":"x","documents":["y"],"top_n":1,"return_documents":false}"#,
        ),
        (
            "voyage/rerank-2.5",
            "https://api.voyageai.com/v1/rerank",
            "VOYAGE_API_KEY",
            r#"{"model":"rerank-2.5","query":"x","documents":["y"],"top_k":1,"truncation":true}"#,
        ),
        (
            "openrouter/cohere/rerank-v3.5",
            "https://openrouter.ai/api/v1/rerank",
            "OPENROUTER_API_KEY",
            r#"{"model":"cohere/rerank-v3.5","query":"x","documents":["y"],"top_n":1}"#,
        ),
        (
            "deepinfra/Qwen/Qwen3-Reranker-8B",
            "https://api.deepinfra.com/v1/inference/Qwen/Qwen3-Reranker-8B",
            "DEEPINFRA_API_KEY",
            r#"{"queries":["x"],"documents":["y"]}"#,
        ),
        (
            "nvidia_nim/nvidia/llama-3.2-nv-rerankqa-1b-v1",
            "https://ai.api.nvidia.com/v1/retrieval/nvidia/llama-3_2-nv-rerankqa-1b-v1/reranking",
            "NVIDIA_API_KEY",
            r#"{"model":"nvidia/llama-3.2-nv-rerankqa-1b-v1","query":{"text":"x"},"passages":[{"text":"y"}],"truncate":"END"}"#,
        ),
    ] {
        let (found, sent, run) = shown(&Case::new(), &format!("-m {model}"));
        assert_eq!((found.as_str(), sent.as_str()), (url, body), "{model}");
        let header = format!("-H \"Authorization: Bearer ${variable}\"");
        assert!(run.stdout_str().contains(&header), "{run}");
    }
}

#[test]
fn the_api_option_selects_its_vendor() {
    for (options, url, header) in [
        (
            "--api cohere -m m",
            "https://api.cohere.com/v2/rerank",
            "Authorization: Bearer $COHERE_API_KEY",
        ),
        ("--api jina -m m", "https://api.jina.ai/v1/rerank", "Authorization: Bearer $JINA_API_KEY"),
        (
            "--api voyage -m m",
            "https://api.voyageai.com/v1/rerank",
            "Authorization: Bearer $VOYAGE_API_KEY",
        ),
        (
            "--api together -m m",
            "https://api.together.xyz/v1/rerank",
            "Authorization: Bearer $TOGETHER_API_KEY",
        ),
        (
            "--api openrouter -m a/b",
            "https://openrouter.ai/api/v1/rerank",
            "Authorization: Bearer $OPENROUTER_API_KEY",
        ),
        (
            "--api siliconflow -m m",
            "https://api.siliconflow.cn/v1/rerank",
            "Authorization: Bearer $SILICONFLOW_API_KEY",
        ),
        (
            "--api mixedbread -m m",
            "https://api.mixedbread.com/v1/reranking",
            "Authorization: Bearer $MXBAI_API_KEY",
        ),
        ("--api pinecone -m m", "https://api.pinecone.io/rerank", "Api-Key: $PINECONE_API_KEY"),
        (
            "--api deepinfra -m a/b",
            "https://api.deepinfra.com/v1/inference/a/b",
            "Authorization: Bearer $DEEPINFRA_API_KEY",
        ),
        (
            "--api nvidia-gateway -m m",
            "https://inference-api.nvidia.com/v1/rerank",
            "Authorization: Bearer $NGC_INFERENCE_API_KEY",
        ),
        (
            "--api nim",
            "https://ai.api.nvidia.com/v1/retrieval/nvidia/llama-nemotron-rerank-vl-1b-v2/reranking",
            "Authorization: Bearer $NVIDIA_API_KEY",
        ),
    ] {
        let (found, _, run) = shown(&Case::new(), options);
        assert_eq!(found, url, "{options}");
        assert!(run.stdout_str().contains(&format!("-H \"{header}\"")), "{run}");
    }
    let (_, _, run) = shown(&Case::new(), "--api pinecone -m m");
    let version = "-H 'X-Pinecone-Api-Version: 2025-10'";
    assert!(run.stdout_str().contains(version), "{run}");
    let (_, _, run) =
        shown(&Case::new(), "--api pinecone -m m -H 'x-pinecone-api-version: 2026-04'");
    assert!(!run.stdout_str().contains("2025-10"), "{run}");
}

#[test]
fn a_known_host_selects_the_api() {
    for (base, url, part) in [
        ("https://api.cohere.com", "https://api.cohere.com/v2/rerank", "top_n"),
        ("https://api.cohere.com/v1", "https://api.cohere.com/v1/rerank", "top_n"),
        ("https://api.cohere.com/v2/rerank", "https://api.cohere.com/v2/rerank", "top_n"),
        ("https://ai.mongodb.com/v1", "https://ai.mongodb.com/v1/rerank", "top_k"),
        ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1/rerank", "top_n"),
        ("https://openrouter.ai/api", "https://openrouter.ai/api/v1/rerank", "top_n"),
        ("https://api.mixedbread.com", "https://api.mixedbread.com/v1/reranking", "input"),
        (
            "https://api.mixedbread.com/v1/reranking",
            "https://api.mixedbread.com/v1/reranking",
            "input",
        ),
        ("https://api.pinecone.io", "https://api.pinecone.io/rerank", "parameters"),
        ("https://api.siliconflow.com/v1", "https://api.siliconflow.com/v1/rerank", "top_n"),
        (
            "https://mine.eastus2.models.ai.azure.com",
            "https://mine.eastus2.models.ai.azure.com/v1/rerank",
            "top_n",
        ),
        (
            "https://mine.eastus2.models.ai.azure.com/v2?api-version=1",
            "https://mine.eastus2.models.ai.azure.com/v2/rerank?api-version=1",
            "top_n",
        ),
        (
            "https://mine.services.ai.azure.com",
            "https://mine.services.ai.azure.com/providers/cohere/v2/rerank",
            "top_n",
        ),
        (
            "https://mine.services.ai.azure.com/providers/cohere/v2",
            "https://mine.services.ai.azure.com/providers/cohere/v2/rerank",
            "top_n",
        ),
        (
            "https://bedrock-runtime.eu-central-1.amazonaws.com",
            "https://bedrock-runtime.eu-central-1.amazonaws.com/model/m/invoke",
            "api_version",
        ),
        (
            "https://api.deepinfra.com/v1/inference/a/b",
            "https://api.deepinfra.com/v1/inference/a/b",
            "queries",
        ),
        ("https://API.Cohere.COM./", "https://api.cohere.com./v2/rerank", "top_n"),
    ] {
        let (found, body, _) = shown(&Case::new(), &format!("-m m --base-url '{base}'"));
        assert_eq!(found, url, "{base}");
        assert!(body.contains(&format!("\"{part}\"")), "{base}: {body}");
    }
}

/// Options override known names, and similar names are not known names.
#[test]
fn similar_hosts_do_not_select_the_api() {
    let base = "--base-url https://api.voyageai.com";
    let (_, body, _) = shown(&Case::new(), &format!("-m m --api cohere {base}"));
    assert!(body.contains("\"top_n\""), "{body}");
    let lookalike = "--base-url https://api.cohere.com.evil.example";
    let (found, _, run) =
        shown(&Case::new().env("COHERE_API_KEY", "fake-key"), &format!("-m m {lookalike}"));
    assert_eq!(found, "https://api.cohere.com.evil.example/v1/ranking");
    assert!(!run.stdout_str().contains("KEY"), "{run}");
}

#[test]
fn the_path_of_the_api_is_appended_to_a_base_once() {
    for (base, api, path) in [
        ("", "nim", "/v1/ranking"),
        ("/", "nim", "/v1/ranking"),
        ("/v1/", "nim", "/v1/ranking"),
        ("/a/v1", "nim", "/a/v1/ranking"),
        ("/v1/chat/completions", "nim", "/v1/ranking"),
        ("/a/v1/models", "nim", "/a/v1/ranking"),
        ("/models", "nim", "/models/v1/ranking"),
        ("/v1", "tei", "/v1/rerank"),
        ("/v2", "cohere", "/v2/rerank"),
        ("/dev1", "cohere", "/dev1/v1/rerank"),
        ("/v3", "cohere", "/v3/rerank"),
        ("/api/paas/v4/", "cohere", "/api/paas/v4/rerank"),
        ("/V3", "cohere", "/V3/v1/rerank"),
        ("/v", "cohere", "/v/v1/rerank"),
        ("/api", "openrouter", "/api/v1/rerank"),
        ("/api/v1", "openrouter", "/api/v1/rerank"),
        ("/v1/inference", "deepinfra", "/v1/inference/a/b%3Ac"),
        ("", "bedrock", "/model/a%2Fb%3Ac/invoke"),
    ] {
        let (found, ..) =
            shown(&Case::new(), &format!("--api {api} -m a/b:c --base-url 'http://h{base}?x=y'"));
        assert_eq!(found, format!("http://h{path}?x=y"), "{base} {api}");
    }
}

#[test]
fn a_vendor_prefix_does_not_select_the_api_of_a_self_hosted_server() {
    for model in ["cohere/m", "jina_ai/m"] {
        let (found, body, _) = shown(&Case::new(), &format!("--base-url http://h -m {model}"));
        assert_eq!(found, "http://h/v1/ranking");
        assert!(body.starts_with(&format!(r#"{{"model":"{model}","#)), "{body}");
    }
}

#[test]
fn a_full_url_is_used_verbatim() {
    for leaf in ["rerank", "reranking", "reranks", "rankings", "ranking", "score", "invoke"] {
        for (api, _) in super::APIS {
            let url = format!("http://h/a/{leaf}?v=1");
            let command = format!("--api {api} -m m --base-url '{url}'");
            let (found, _, _) = shown(&Case::new(), &command);
            assert_eq!(found, url, "{api}");
        }
    }
    let part = |leaf: &str| {
        let (_, body, _) = shown(&Case::new(), &format!("-m m --base-url http://h/{leaf}"));
        body
    };
    for leaf in ["ranking", "v1/retrieval/nvidia/m/reranking", "rankings", "v1"] {
        assert!(part(leaf).contains("passages"), "{leaf}");
    }
    for leaf in ["rerank", "reranks", "reranking", "v1/reranking"] {
        assert!(part(leaf).contains("documents"), "{leaf}");
    }
    assert!(part("invoke").contains("api_version"));
}

/// The prefix of a model is part of its name unless it names an API.
#[test]
fn only_known_prefixes_are_dropped() {
    let named = |options: &str, model: &str| {
        let (_, body, _) = shown(&Case::new(), options);
        let expected = format!(r#"{{"model":"{model}","#);
        assert!(body.starts_with(&expected), "{options}: {body}");
    };
    // A proxy has models with such names, and so has OpenRouter.
    named("--api litellm --base-url http://h:4000 -m cohere/rerank-v3.5", "cohere/rerank-v3.5");
    named("--base-url http://h:4000/rerank -m cohere/rerank-v3.5", "cohere/rerank-v3.5");
    named("--api cohere --base-url http://h:4000 -m cohere/rerank-v3.5", "cohere/rerank-v3.5");
    named("--api openrouter -m cohere/rerank-v3.5", "cohere/rerank-v3.5");
    named("--base-url https://openrouter.ai/api/v1 -m voyage/x", "voyage/x");
    // Here the API is known by other means.
    named("--api cohere -m cohere/rerank-v3.5", "rerank-v3.5");
    named("--base-url https://api.cohere.com -m cohere/rerank-v3.5", "rerank-v3.5");
    named("--api jina --base-url http://h -m jina_ai/jina-reranker-v3", "jina-reranker-v3");
    named("--base-url http://h -m nvidia_nim/nvidia/x", "nvidia/x");
    named("--api cohere --base-url http://h -m nvidia_nim/nvidia/x", "nvidia_nim/nvidia/x");
}

/// A self-hosted server has no known address, so the prefix selects the API at `--base-url`.
#[test]
fn litellm_prefixes_select_the_api_of_a_self_hosted_server() {
    for (model, url, part) in [
        ("huggingface/BAAI/bge-reranker-base", "http://h/rerank", "\"texts\""),
        ("infinity/BAAI/bge-reranker-base", "http://h/rerank", "\"raw_scores\":true"),
        ("hosted_vllm/BAAI/bge-reranker-base", "http://h/v1/rerank", "\"use_activation\":false"),
    ] {
        let (found, body, _) = shown(&Case::new(), &format!("--base-url http://h -m {model}"));
        assert_eq!(found, url, "{model}");
        assert!(body.contains(part), "{model}: {body}");
        assert!(!body.contains("infinity/") && !body.contains("hosted_vllm/"), "{body}");
    }
}

#[test]
fn base_url_variables_apply_to_their_vendor_only() {
    let case = Case::new()
        .env("NVIDIA_BASE_URL", "http://nim")
        .env("AZURE_AI_API_BASE", "https://mine.services.ai.azure.com");
    for (options, url) in [
        ("-m m", "http://nim/v1/ranking"),
        ("-m nvidia_nim/m", "http://nim/v1/ranking"),
        ("--api nim -m m", "http://nim/v1/ranking"),
        ("-m cohere/rerank-v3.5", "https://api.cohere.com/v2/rerank"),
        ("--api jina -m m", "https://api.jina.ai/v1/rerank"),
        ("-m azure_ai/m", "https://mine.services.ai.azure.com/providers/cohere/v2/rerank"),
    ] {
        assert_eq!(shown(&case, options).0, url, "{options}");
    }
}

#[test]
fn bedrock_uses_the_region_of_the_environment() {
    let region = |name: &str, value: &str| Case::new().env(name, value);
    let arn = "arn:aws:bedrock:us-west-2::foundation-model/amazon.rerank-v1:0";
    for (case, model, url) in [
        (
            region("AWS_REGION", "eu-central-1"),
            "cohere.rerank-v3-5:0",
            "https://bedrock-runtime.eu-central-1.amazonaws.com/model/cohere.rerank-v3-5%3A0/invoke",
        ),
        (
            region("AWS_DEFAULT_REGION", "us-west-2"),
            arn,
            "https://bedrock-runtime.us-west-2.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aus-west-2%3A%3Afoundation-model%2Famazon.rerank-v1%3A0/invoke",
        ),
        (
            region("AWS_REGION", "eu-west-1").env("AWS_DEFAULT_REGION", "us-west-2"),
            "m",
            "https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/invoke",
        ),
    ] {
        let (found, body, run) = shown(&case, &format!("-m bedrock/{model}"));
        assert_eq!(found, url);
        assert_eq!(body, r#"{"query":"x","documents":["y"],"top_n":1,"api_version":2}"#);
        assert!(run.stdout_str().contains("Bearer $AWS_BEARER_TOKEN_BEDROCK\""), "{run}");
    }
    for (case, words) in [
        (
            Case::new(),
            "nimrank: no region is named\n  hint: set AWS_REGION, or name the URL with `--base-url`\n",
        ),
        (
            region("AWS_REGION", "evil.example/"),
            "nimrank: AWS_REGION: not the name of a region\n  hint: set AWS_REGION, or name the URL with `--base-url`\n",
        ),
    ] {
        let run = case.run("-m bedrock/m -q x --doc y");
        assert_eq!(run.code(2).stderr_str(), words);
    }
}

#[test]
fn services_without_a_known_host_need_base_url() {
    for (options, words) in [
        ("--api tei", "the tei api has no default URL\n  hint: name its URL with `--base-url`"),
        (
            "--api vllm -m m",
            "the vllm api has no default URL\n  hint: name its URL with `--base-url`",
        ),
        (
            "-m azure_ai/m",
            "the azure api has no default URL\n  hint: name its URL with `--base-url`",
        ),
        (
            "-m huggingface/m",
            "the tei api has no default URL\n  hint: name its URL with `--base-url`",
        ),
        ("--api cohere", "the cohere api needs a model\n  hint: name it with `--model`"),
        ("--api voyage", "the voyage api needs a model\n  hint: name it with `--model`"),
        ("--api deepinfra", "the deepinfra api needs a model\n  hint: name it with `--model`"),
        (
            "--api litellm --base-url http://h",
            "the litellm api needs a model\n  hint: name it with `--model`",
        ),
        (
            "--base-url https://api.jina.ai",
            "the jina api needs a model\n  hint: name it with `--model`",
        ),
    ] {
        let run = Case::new().run(&format!("{options} -q x --doc y"));
        assert_eq!(run.code(2).stderr_str(), format!("nimrank: {words}\n"), "{options}");
    }
}
