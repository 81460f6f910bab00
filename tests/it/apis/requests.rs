//! Requests byte for byte and their paths; `tests/fixtures/requests` holds them as the services document
//! them.

use super::{APIS, DOCUMENTS, answer, fixture};
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

/// The path of each API below a base URL.
const PATHS: [(&str, &str); 19] = [
    ("nim", "/v1/ranking"),
    ("cohere", "/v1/rerank"),
    ("tei", "/rerank"),
    ("litellm", "/v1/rerank"),
    ("vllm", "/v1/rerank"),
    ("infinity", "/rerank"),
    ("llamacpp", "/v1/rerank"),
    ("sglang", "/v1/rerank"),
    ("jina", "/v1/rerank"),
    ("voyage", "/v1/rerank"),
    ("together", "/v1/rerank"),
    ("azure", "/v1/rerank"),
    ("bedrock", "/model/cohere.rerank-v3-5%3A0/invoke"),
    ("openrouter", "/v1/rerank"),
    ("siliconflow", "/v1/rerank"),
    ("pinecone", "/rerank"),
    ("mixedbread", "/v1/reranking"),
    ("deepinfra", "/v1/inference/Qwen/Qwen3-Reranker-8B"),
    ("nvidia-gateway", "/v1/rerank"),
];

#[test]
fn every_api_gets_its_request_format() {
    for ((api, model), (named, path)) in APIS.into_iter().zip(PATHS) {
        assert_eq!(api, named);
        let nim = FakeNim::script([Reply::json(200, answer(api))]);
        let case = Case::new().nim(&nim).stdin(DOCUMENTS);
        let run = case.run(&format!("--api {api} -m {model} -q 'a green apple'"));
        let [seen] = run.code(0).requests.as_slice() else {
            panic!("not one request\n{run}");
        };
        assert_eq!((seen.method.as_str(), seen.path.as_str()), ("POST", path));
        let body = std::str::from_utf8(&seen.body).expect("UTF-8");
        assert_eq!(body, fixture("requests", api).trim_end(), "{api}");
        assert!(run.stdout_str().starts_with("1\t"), "{run}");
    }
}

/// The option, the table of the library and these tests have the same names.
#[test]
fn api_names_are_those_of_the_table() {
    let names: Vec<_> = nimrank::testing::api::ALL.iter().map(|api| api.name).collect();
    assert_eq!(names, APIS.map(|(api, _)| api));
    let help = Case::new().run("--help");
    for api in &nimrank::testing::api::ALL {
        let line = format!("- {}:", api.name);
        assert!(help.stdout_str().contains(&line), "{line}");
    }
    let run = Case::new().run("--api bert -q x --doc y");
    let first = "nimrank: invalid value 'bert' for '--api <NAME>'\n";
    assert!(run.code(2).stderr_str().starts_with(first), "{run}");
    assert!(run.stderr_str().contains("nvidia-gateway"), "{run}");
}

#[test]
fn truncate_is_sent_in_the_format_of_the_api() {
    for (api, end, none) in [
        ("nim", r#""truncate":"END""#, Some(r#""truncate":"NONE""#)),
        ("tei", r#""truncate":true"#, Some(r#""truncate":false"#)),
        ("voyage", r#""truncation":true"#, Some(r#""truncation":false"#)),
        (
            "pinecone",
            r#""parameters":{"truncate":"END"}"#,
            Some(r#""parameters":{"truncate":"NONE"}"#),
        ),
        (
            "vllm",
            r#""truncate_prompt_tokens":-1"#,
            Some(r#""top_n":1,"activation":false,"use_activation":false}"#),
        ),
        ("cohere", r#""top_n":1}"#, None),
        ("deepinfra", r#""documents":["y"]}"#, None),
        ("llamacpp", r#""top_n":1}"#, None),
    ] {
        let case = Case::new();
        let command = format!("--dry-run --base-url http://h --api {api} -m m -q x --doc y");
        let run = case.run(&command);
        assert!(run.code(0).stdout_str().contains(end), "{run}");
        let run = case.run(&format!("{command} --truncate none"));
        if let Some(none) = none {
            assert!(run.code(0).stdout_str().contains(none), "{run}");
        } else {
            let words = format!("nimrank: the {api} api has no way to say --truncate none\n");
            assert!(run.code(2).stderr_str().starts_with(&words), "{run}");
        }
    }
}

/// A sigmoid needs a logit; the score type tells which scores are logits.
#[test]
fn sigmoid_needs_logits() {
    for (api, model) in APIS {
        let nim = FakeNim::with(move |_| Reply::json(200, answer(api)));
        let case = Case::new().nim(&nim).stdin(DOCUMENTS);
        let command = format!("--api {api} -m {model} -q 'a green apple' -f json");
        let printed: serde_json::Value =
            serde_json::from_str(case.run(&command).code(0).stdout_str()).expect("JSON");
        let kind = printed["meta"]["score"].as_str().expect("a kind");
        let run = case.run(&format!("{command} --score sigmoid"));
        if kind == "logit" {
            assert!(run.code(0).stdout_str().contains(r#""score":"sigmoid""#), "{run}");
        } else {
            let words = format!(
                "nimrank: --score sigmoid is for logits, and these scores are of kind {kind}\n"
            );
            assert!(run.code(2).stderr_str().starts_with(&words), "{run}");
        }
        let is_logit = ["nim", "tei", "vllm", "infinity"].contains(&api);
        assert_eq!(kind == "logit", is_logit, "{api}");
    }
}

#[test]
fn the_score_type_depends_on_the_model() {
    for (model, kind) in [
        ("jina-reranker-v1-base-en", "probability"),
        ("jina-reranker-v2-base-multilingual", "probability"),
        ("jina-reranker-v3", "unknown"),
        ("jina-reranker-m0", "unknown"),
    ] {
        let nim = FakeNim::script([Reply::json(200, answer("jina"))]);
        let case = Case::new().nim(&nim).stdin(DOCUMENTS);
        let run = case.run(&format!("--api jina -m {model} -q apple -f json"));
        let expected = format!(r#""score":"{kind}""#);
        assert!(run.code(0).stdout_str().contains(&expected), "{run}");
    }
}
