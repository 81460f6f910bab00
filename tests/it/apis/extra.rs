//! `--extra`: fields that are merged into every request, and those that it cannot change.

use serde_json::{Value, json};

use super::{DOCUMENTS, answer};
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

fn body(options: &str) -> Value {
    let case = Case::new();
    let run = case.run(&format!("--dry-run --base-url http://h -m m -q x --doc y {options}"));
    let mut lines = run.code(0).stdout_str().lines();
    let body = lines.find(|line| line.starts_with('{')).expect("a body");
    serde_json::from_str(body).expect("JSON")
}

#[test]
fn extra_fields_are_merged_into_the_request() {
    let options =
        r#"--api siliconflow --extra '{"instruction":"Find code","max_chunks_per_doc":9}'"#;
    let expected = json!({
        "model": "m", "query": "x", "documents": ["y"], "top_n": 1,
        "instruction": "Find code", "max_chunks_per_doc": 9,
    });
    assert_eq!(body(options), expected);
    let options = r#"--api openrouter --extra '{"provider":{"order":["a","b"],"zdr":true}}'"#;
    assert_eq!(body(options)["provider"], json!({"order": ["a", "b"], "zdr": true}));
}

/// Default fields are replaced as in a JSON merge patch.
#[test]
fn extra_replaces_default_fields() {
    for (options, field, expected) in [
        (r#"--extra '{"truncate":"START"}'"#, "truncate", json!("START")),
        (r#"--extra '{"truncate":null}'"#, "truncate", Value::Null),
        (
            r#"--api vllm --extra '{"truncate_prompt_tokens":512}'"#,
            "truncate_prompt_tokens",
            json!(512),
        ),
        (r#"--api bedrock --extra '{"api_version":null}'"#, "api_version", Value::Null),
        (r#"--api jina --extra '{"return_documents":true}'"#, "return_documents", json!(true)),
        (
            r#"--api pinecone --extra '{"parameters":{"max_chunks_per_doc":2}}'"#,
            "parameters",
            json!({"truncate": "END", "max_chunks_per_doc": 2}),
        ),
        (r#"--api pinecone --extra '{"parameters":null}'"#, "parameters", Value::Null),
    ] {
        let body = body(options);
        assert_eq!(body[field], expected, "{options}");
        assert_eq!(body.get(field).is_none(), expected.is_null(), "{options}");
    }
}

#[test]
fn extra_is_sent_with_every_request() {
    let nim =
        FakeNim::with(|_| Reply::json(200, r#"{"results":[{"index":0,"relevance_score":1}]}"#));
    let case = Case::new().nim(&nim).stdin(DOCUMENTS);
    let run =
        case.run(r#"--api cohere -m m -q x --batch-size 1 --extra '{"max_tokens_per_doc":64}'"#);
    assert_eq!(run.code(0).requests.len(), 3);
    for seen in &run.requests {
        assert_eq!(seen.json()["max_tokens_per_doc"], json!(64));
    }
}

#[test]
fn extra_cannot_change_query_documents_or_model() {
    for (field, words) in [
        ("model", "name the model with --model"),
        ("query", "the query is that of --query"),
        ("queries", "the query is that of --query"),
        ("documents", "the documents are those of the input"),
        ("passages", "the documents are those of the input"),
        ("texts", "the documents are those of the input"),
        ("input", "the documents are those of the input"),
        ("top_n", "every document needs a score; keep the best with --top-n"),
        ("top_k", "every document needs a score; keep the best with --top-n"),
    ] {
        for api in ["nim", "voyage", "bedrock"] {
            let run = Case::new().run(&format!(
                r#"--base-url http://127.0.0.1:1 --api {api} -m m -q x --doc y --extra '{{"a":1,"{field}":null}}'"#
            ));
            let first = format!("nimrank: --extra cannot set `{field}`: {words}\n");
            assert!(run.code(2).stderr_str().starts_with(&first), "{run}");
        }
    }
}

#[test]
fn extra_must_be_a_json_object() {
    for text in ["", "a=1", "[1]", "\"a\"", "1", "null", "{\"a\":1", "{\"a\":1} x"] {
        let run = Case::new().run(&format!("-m m -q x --doc y --extra '{text}'"));
        let first =
            format!("nimrank: invalid value '{text}' for '--extra <JSON>': not a JSON object");
        assert!(run.code(2).stderr_str().starts_with(&first) || text.is_empty(), "{run}");
    }
    let run = Case::new().run("-m local/bm25 -q x --doc y --extra '{\"a\":1}'");
    let first = "nimrank: --extra is for requests, and local/bm25 is built in\n";
    assert!(run.code(2).stderr_str().starts_with(first), "{run}");
}

/// Raw scores are raw only because they are requested as such.
#[test]
fn scores_not_requested_raw_are_not_logits() {
    for (api, extra, kind) in [
        ("tei", r#"{"raw_scores":false}"#, "unknown"),
        ("infinity", r#"{"raw_scores":null}"#, "unknown"),
        ("vllm", r#"{"use_activation":true}"#, "unknown"),
        ("vllm", r#"{"truncate_prompt_tokens":64}"#, "logit"),
        ("nim", r#"{"truncate":"NONE"}"#, "logit"),
    ] {
        let nim = FakeNim::script([Reply::json(200, answer(api))]);
        let case = Case::new().nim(&nim).stdin(DOCUMENTS);
        let run = case.run(&format!("--api {api} -m m -q x -f json --extra '{extra}'"));
        let expected = format!(r#""score":"{kind}""#);
        assert!(run.code(0).stdout_str().contains(&expected), "{run}");
    }
}
