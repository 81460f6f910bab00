//! Batch sizes, and requests that are too large for a service.

use serde_json::json;

use super::APIS;
use crate::support::nim::{FakeNim, Reply, Seen};
use crate::support::{Case, Transcript};

/// Returns lines of numbers.
fn numbers(count: usize) -> String {
    let lines: Vec<_> = (0..count).map(|number| format!("{number}\n")).collect();
    lines.concat()
}

/// Returns the passages of each ranking request, the largest request first.
fn sizes(run: &Transcript) -> Vec<usize> {
    let rankings = run.requests.iter().filter(|seen| seen.method == "POST");
    let mut sizes: Vec<_> = rankings.map(|seen| seen.passages().len()).collect();
    sizes.sort_by(|a, b| b.cmp(a));
    sizes
}

/// Returns a response in the format of an API, with the passages as scores.
fn scored(seen: &Seen, list: &str, score: &str) -> Reply {
    let items = seen.passages().into_iter().enumerate().map(|(index, text)| {
        let number: f64 = text.parse().expect("a number");
        json!({"index": index, score: number})
    });
    let items: Vec<_> = items.collect();
    Reply::json(200, json!({ list: items }).to_string())
}

/// Checks that all documents were returned, the largest number first.
#[track_caller]
fn assert_ranked(run: &Transcript, count: usize) {
    let lines: Vec<_> = run.code(0).stdout_str().lines().collect();
    let expected: Vec<_> = (0..count).rev().map(|number| number.to_string()).collect();
    assert_eq!(lines, expected, "{run}");
}

const INFO: &str = r#"{"model_id":"BAAI/bge-reranker-base","model_dtype":"float32","model_type":{"reranker":{"id2label":{"0":"LABEL_0"},"label2id":{"LABEL_0":0}}},"max_concurrent_requests":512,"max_input_length":512,"max_batch_tokens":16384,"max_batch_requests":null,"max_client_batch_size":50,"auto_truncate":false,"tokenization_workers":2,"version":"1.9.3"}"#;

/// A service that accepts this many texts, as text-embeddings-inference does.
fn tei(most: usize) -> FakeNim {
    FakeNim::with(move |seen| {
        let count = seen.passages().len();
        if count > most {
            let words = format!("batch size {count} > maximum allowed batch size {most}");
            return Reply::json(
                422,
                json!({"error": words, "error_type": "Validation"}).to_string(),
            );
        }
        Reply::scores(
            &seen.passages().iter().map(|text| text.parse().expect("a number")).collect::<Vec<_>>(),
        )
    })
}

#[test]
fn tei_is_queried_once_for_its_limits() {
    let nim = tei(50).info(Reply::json(200, INFO));
    let case = Case::new().nim(&nim).stdin(numbers(120));
    let run = case.run("--api tei -q x -f raw");
    assert_ranked(&run, 120);
    assert_eq!(sizes(&run), [50, 50, 20]);
    let infos: Vec<_> = run.requests.iter().filter(|seen| seen.method == "GET").collect();
    assert_eq!(infos.len(), 1, "{run}");
    assert_eq!(infos[0].path, "/info");
    assert!(infos[0].body.is_empty());
}

#[test]
fn tei_limits_are_queried_with_the_same_key() {
    let nim = tei(50).info(Reply::json(200, INFO));
    let case = Case::new().nim(&nim).stdin(numbers(60)).env("NIMRANK_API_KEY", "fake-key");
    let base = format!("{}/proxy/rerank?tenant=a", nim.url());
    let run = case.run(&format!("--api tei --base-url '{base}' -q x -f raw"));
    assert_ranked(&run, 60);
    let info = run.requests.iter().find(|seen| seen.method == "GET").expect("a question");
    assert_eq!(info.path, "/proxy/info?tenant=a");
    assert_eq!(info.header("authorization"), Some("Bearer fake-key"));
}

/// Each text takes one of the permits for concurrent requests.
#[test]
fn the_concurrency_limit_of_tei_is_respected() {
    let info = r#"{"max_concurrent_requests":16,"max_client_batch_size":64}"#;
    let nim = tei(16).info(Reply::json(200, info));
    let case = Case::new().nim(&nim).stdin(numbers(40));
    let run = case.run("--api tei -q x -f raw");
    assert_ranked(&run, 40);
    assert_eq!(sizes(&run), [16, 16, 8]);
}

#[test]
fn the_default_batch_of_tei_is_32() {
    for reply in [
        Reply::status(404),
        Reply::json(200, "{}"),
        Reply::json(200, r#"{"max_client_batch_size":0}"#),
        Reply::json(200, r#"{"max_client_batch_size":"many"}"#),
        Reply::html(200, "<html>hello</html>"),
        Reply::text(503, "loading"),
        Reply::hang_up(),
    ] {
        let nim = tei(32).info(reply);
        let case = Case::new().nim(&nim).stdin(numbers(40));
        let run = case.run("--api tei -q x -f raw");
        assert_ranked(&run, 40);
        assert_eq!(sizes(&run), [32, 8], "{run}");
        assert!(run.stderr.is_empty(), "{run}");
    }
}

#[test]
fn tei_is_not_queried_without_need() {
    for (options, count) in [("--batch-size 20", 40), ("", 8), ("--dry-run", 40)] {
        let nim = if options == "--dry-run" { tei(32).expect_no_calls() } else { tei(32) };
        let nim = nim.info(Reply::json(200, INFO));
        let case = Case::new().nim(&nim).stdin(numbers(count));
        let run = case.run(&format!("--api tei -q x -f raw {options}"));
        run.code(0);
        assert!(run.requests.iter().all(|seen| seen.method == "POST"), "{run}");
    }
    // Nor is any other.
    for (api, model) in APIS {
        if api == "tei" {
            continue;
        }
        let nim = FakeNim::with(|_| Reply::text(400, "no"));
        let case = Case::new().nim(&nim).stdin(numbers(40));
        let run = case.run(&format!("--api {api} -m {model} -q x"));
        assert!(run.code(2).requests.iter().all(|seen| seen.method == "POST"), "{run}");
    }
}

/// A server with few permits refuses a large request forever, with the message that it is overloaded.
#[test]
fn an_overloaded_tei_gets_smaller_requests() {
    let nim = FakeNim::with(|seen| {
        let passages = seen.passages();
        if passages.len() > 5 {
            let body = r#"{"error":"Model is overloaded","error_type":"Overloaded"}"#;
            return Reply::json(429, body);
        }
        Reply::scores(
            &passages.iter().map(|text| text.parse().expect("a number")).collect::<Vec<_>>(),
        )
    });
    let case = Case::new().nim(&nim).stdin(numbers(40));
    let run = case.run("--api tei -q x -f raw --batch-size 20 -j 1 --retries 4");
    assert_ranked(&run, 40);
    // The limit found with the first batch applies to the second.
    assert_eq!(sizes(&run), [20, 10, 5, 5, 5, 5, 5, 5, 5, 5]);
}

/// A request of one text is retried, because it cannot be split.
#[test]
fn a_busy_tei_is_retried() {
    let busy = || Reply::json(429, r#"{"error":"Model is overloaded","error_type":"Overloaded"}"#);
    let nim = FakeNim::script([busy(), busy(), Reply::scores(&[1.0]), Reply::scores(&[2.0])]);
    let case = Case::new().nim(&nim);
    let run = case.run("--api tei -q x --doc a --doc b -f raw --retries 1 --max-wait 0.01");
    assert_eq!(run.code(0).stdout_str(), "b\na\n");
    // Other services with this message are busy, whatever the size.
    let nim = FakeNim::script([busy(), Reply::scores(&[1.0, 2.0])]);
    let case = Case::new().nim(&nim);
    let run = case.run("-m m -q x --doc a --doc b -f raw --retries 1 --max-wait 0.01");
    assert_eq!(run.code(0).stdout_str(), "b\na\n");
    assert_eq!(sizes(&run), [2, 2]);
}

/// A refusal of too many documents in the words of a service, with a status and a limit.
type Refusal = (&'static str, u16, &'static str);

#[test]
fn too_many_documents_are_split_with_any_status() {
    const REFUSALS: [Refusal; 8] = [
        ("cohere", 400, r#"{"message":"too many documents: the maximum is 5"}"#),
        (
            "pinecone",
            400,
            r#"{"error":{"code":"INVALID_ARGUMENT","message":"Number of documents 20 exceeds the maximum of 5"},"status":400}"#,
        ),
        (
            "jina",
            422,
            r#"{"detail":[{"loc":["body","documents"],"msg":"List should have at most 5 items after validation, not 20","type":"too_long"}]}"#,
        ),
        (
            "litellm",
            429,
            r#"{"error":{"message":"litellm.RateLimitError: too many documents in one request","type":null,"param":null,"code":"429"}}"#,
        ),
        ("mixedbread", 413, r#"{"message":"Payload Too Large"}"#),
        (
            "voyage",
            400,
            r#"{"detail":"Request to model 'rerank-2.5' failed. The max allowed tokens per submitted batch is 600000. Your batch has 700000 tokens after truncation. Please lower the number of tokens in the batch."}"#,
        ),
        (
            "bedrock",
            400,
            r#"{"message":"Malformed input request: expected maximum item count: 5, found: 20 documents"}"#,
        ),
        (
            "infinity",
            422,
            r#"{"error":{"message":"List should have at most 5 items after validation, not 20","type":null,"param":null,"code":422}}"#,
        ),
    ];
    for (api, status, body) in REFUSALS {
        let (list, score) = match api {
            "voyage" => ("data", "relevance_score"),
            "pinecone" | "mixedbread" => ("data", "score"),
            _ => ("results", "relevance_score"),
        };
        let nim = FakeNim::with(move |seen| match seen.passages().len() {
            ..=5 => scored(seen, list, score),
            _ => Reply::json(status, body),
        });
        let case = Case::new().nim(&nim).stdin(numbers(30).split_off(20)); // two digits each
        let run = case.run(&format!("--api {api} -m m -q x -f raw -j 1 --retries 4"));
        assert_eq!(run.code(0).stdout_str().lines().next(), Some("29"), "{run}");
        assert_eq!(run.stdout_str().lines().count(), 20, "{run}");
        assert_eq!(sizes(&run), [20, 10, 5, 5, 5, 5], "{api}\n{run}");
    }
}

/// A rate limit is waited for, not split.
#[test]
fn a_rate_limit_does_not_split_a_request() {
    let body = r#"{"message":"Rate limit exceeded: at most 100 documents per minute"}"#;
    let nim = FakeNim::script([
        Reply::json(429, body),
        Reply::json(
            200,
            r#"{"results":[{"index":0,"relevance_score":1},{"index":1,"relevance_score":2}]}"#,
        ),
    ]);
    let case = Case::new().nim(&nim);
    let run = case.run("--api cohere -m m -q x --doc a --doc b --retries 1 --max-wait 0.01");
    assert_eq!(sizes(run.code(0)), [2, 2]);
}

/// The default batch size at a self-hosted server.
#[test]
fn each_api_has_its_default_batch_size() {
    for ((api, model), usual) in APIS.into_iter().zip([
        512, 128, 32, 128, 128, 128, 64, 128, 100, 100, 100, 128, 100, 100, 100, 100, 100, 100, 100,
    ]) {
        let case = Case::new().stdin(numbers(1200));
        let run = case.run(&format!("--dry-run --base-url http://h --api {api} -m {model} -q x"));
        let bodies = run.code(0).stdout_str().lines().filter(|line| line.starts_with('{'));
        let first: serde_json::Value =
            serde_json::from_str(bodies.clone().next().expect("a body")).expect("JSON");
        let lists = ["passages", "documents", "texts", "input"];
        let list = lists.iter().find_map(|name| first[name].as_array());
        assert_eq!(list.expect("a list").len(), usual, "{api}");
    }
}

/// The same at the vendor, where a request costs more than at a local server.
#[test]
fn vendors_get_large_requests() {
    for (options, requests) in [
        ("--api cohere -m m", 2),
        ("--api voyage -m m", 2),
        ("--api azure -m m --base-url https://a.models.ai.azure.com", 2),
        ("--api pinecone -m m", 12),
        ("--api nim", 3),
        ("-m jina_ai/jina-reranker-v2-base-multilingual", 12),
        ("-m jina_ai/jina-reranker-v3", 2),
    ] {
        let case = Case::new().stdin(numbers(1200));
        let run = case.run(&format!("--dry-run {options} -q x"));
        let found = run.code(0).stdout_str().matches("curl ").count();
        assert_eq!(found, requests, "{options}");
    }
    // Voyage limits tokens of a request, and text-embeddings-inference bytes.
    for (options, requests) in
        [("--api voyage -m m", 5), ("--api tei --base-url http://h --batch-size 99", 4)]
    {
        let long = format!("{}\n", "word ".repeat(10_000)).repeat(96);
        let run = Case::new().stdin(long).run(&format!("--dry-run {options} -q x -i lines"));
        let found = run.code(0).stdout_str().matches("curl ").count();
        assert_eq!(found, requests, "{options}");
    }
}

#[test]
fn a_batch_size_above_the_api_limit_is_refused() {
    for (api, cap) in [
        ("nim", 512),
        ("cohere", 1000),
        ("azure", 1000),
        ("bedrock", 1000),
        ("voyage", 1000),
        ("infinity", 2048),
        ("pinecone", 100),
        ("nvidia-gateway", 512),
    ] {
        let command = |size: usize| {
            format!(
                "--dry-run --base-url http://h --api {api} -m m -q x --doc y --batch-size {size}"
            )
        };
        Case::new().run(&command(cap)).code(0);
        let run = Case::new().run(&command(cap + 1));
        let first = format!(
            "nimrank: --batch-size {} is more than the {cap} that the {api} api takes\n",
            cap + 1
        );
        assert!(run.code(2).stderr_str().starts_with(&first), "{run}");
    }
    for api in ["tei", "vllm", "litellm", "llamacpp"] {
        let run = Case::new().run(&format!(
            "--dry-run --base-url http://h --api {api} -m m -q x --doc y --batch-size 100000"
        ));
        run.code(0);
    }
}

/// Jina's third generation scores all documents of a request together.
#[test]
fn listwise_scores_come_from_one_request_if_possible() {
    let nim = FakeNim::with(|seen| scored(seen, "results", "relevance_score"));
    let case = Case::new().nim(&nim).stdin(numbers(600));
    let run = case.run("--api jina -m jina-reranker-v3 -q x -f raw");
    assert_ranked(&run, 600);
    assert_eq!(sizes(&run), [600]);
    assert!(run.stderr.is_empty(), "{run}");

    let warning = |count| {
        format!(
            "nimrank: warning: jina-reranker-v3 scores the documents of a request relative to each other, and these took {count} requests: scores of different requests cannot be compared\n"
        )
    };
    let run = case.run("--api jina -m jina-reranker-v3 -q x -f raw --batch-size 200");
    assert_ranked(&run, 600);
    assert_eq!(run.stderr_str(), warning(3));
    let run = case.run("--api jina -m jina-reranker-v3 -q x -f raw --batch-size 200 --quiet");
    assert!(run.code(0).stderr.is_empty(), "{run}");
    // More than fits into the context of the model.
    let long: Vec<_> = (0..40).map(|number| format!("{number}.{}\n", "0".repeat(10_000))).collect();
    let case = Case::new().nim(&nim).stdin(long.concat());
    let run = case.run("--api jina -m jina-reranker-v3 -q x -n 1 -f json");
    assert_eq!(run.code(0).stderr_str(), warning(2));
    // Other models score each document by itself.
    let case = Case::new().nim(&nim).stdin(numbers(30));
    let run = case.run("--api jina -m jina-reranker-v2-base-multilingual -q x --batch-size 10");
    assert!(run.code(0).stderr.is_empty(), "{run}");
}
