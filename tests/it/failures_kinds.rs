//! The kind of a failure, which its status and the words of the service imply, decides the exit code, the number
//! of requests and the hint.

use nimrank::testing::client::{FailureKind, read_failure};
use serde_json::json;

use crate::support::nim::{FakeNim, Reply, Seen};
use crate::support::{Case, Transcript};

/// Returns a ranking in the Cohere format.
fn ranked(seen: &Seen) -> Reply {
    let results: Vec<_> = (0..seen.passages().len())
        .map(|index| json!({"index": index, "relevance_score": 1.0 / (index + 1) as f64}))
        .collect();
    Reply::json(200, json!({ "results": results }).to_string())
}

/// Ranks 40 documents at a service that refuses more than `most` in a request.
fn rank_with_cap(most: usize, status: u16, body: &'static str) -> Transcript {
    let nim = FakeNim::with(move |seen| match seen.passages().len() {
        count if count > most => Reply::json(status, body),
        _ => ranked(seen),
    });
    let lines: String = (0..40).map(|number| format!("{number}\n")).collect();
    let case = Case::new().nim(&nim).stdin(lines);
    case.run("--api cohere -m m -q x -n 1 -j 1 --retries 2 --max-wait 0.01")
}

/// Returns the sizes of the ranking requests.
fn sizes(run: &Transcript) -> Vec<usize> {
    let posts = run.requests.iter().filter(|seen| seen.method == "POST");
    posts.map(|seen| seen.passages().len()).collect()
}

#[test]
fn a_cap_on_documents_halves_whatever_its_wording() {
    for (status, body) in [
        (400, r#"{"error":"you may rank up to 16 passages at once"}"#),
        (400, r#"{"msg":"documents: expected between 1 and 16 entries"}"#),
        (413, r#"{"message":"payload holds 40 candidates, limit 16"}"#),
        (422, r#"{"detail":"texts cannot be longer than 16"}"#),
        (422, r#"{"errors":[{"title":"Invalid","detail":"Maximum items: 16 documents"}]}"#),
        (
            400,
            r#"{"statusCode":400,"error":"Bad Request","message":"documents must contain no more than 16 elements"}"#,
        ),
        (
            400,
            r#"{"message":"[{'type': 'too_long', 'loc': ('body', 'documents'), 'msg': 'List should have at most 16 items after validation, not 40', 'ctx': {'max_length': 16}}]"}"#,
        ),
        (
            400,
            r#"{"error":{"message":"gateway: upstream said {\"detail\": \"at most 16 documents are allowed\"}"}}"#,
        ),
    ] {
        let run = rank_with_cap(16, status, body);
        assert_eq!(sizes(run.code(0)), [40, 20, 10, 10, 10, 10], "{body}\n{run}");
    }
}

#[test]
fn limits_of_something_else_do_not_halve() {
    for body in [
        r#"{"error":"top_n must be at most 16 for documents"}"#,
        r#"{"error":"the query may have up to 16 words"}"#,
        r#"{"error":"documents: at most 1000 are supported"}"#,
        r#"{"error":"max_tokens_per_doc must be at most 16"}"#,
        r#"{"error":"document 16 is not a string"}"#,
        r#"{"error":"bad input","documents":["too many documents: at most 16"]}"#,
        r#"{"detail":[{"loc":["body","x"],"msg":"bad","input":"too many documents: at most 16"}]}"#,
    ] {
        let run = rank_with_cap(16, 400, body);
        assert_eq!(sizes(run.code(2)), [40], "{body}\n{run}");
    }
}

#[test]
fn a_server_out_of_memory_gets_smaller_requests_at_once() {
    for (status, body) in [
        (500, r#"{"detail":"HIP out of memory. Tried to allocate 20 GiB"}"#),
        (503, r#"{"error":{"message":"worker hit OOM, restarting"}}"#),
        (500, r#"{"error":"std::bad_alloc"}"#),
        (
            500,
            "Traceback (most recent call last):\n  File \"a.py\"\nMemoryError: Unable to allocate 2 GiB",
        ),
    ] {
        let run = rank_with_cap(16, status, body);
        assert_eq!(sizes(run.code(0)), [40, 20, 10, 10, 10, 10], "{body}\n{run}");
        let run = rank_with_cap(0, status, body);
        assert_eq!(sizes(run.code(3)), [40, 20, 10, 5, 2, 1], "{body}\n{run}");
    }
}

#[test]
fn a_quota_is_not_waited_for_and_a_rate_is() {
    for (body, requests, code) in [
        (r#"{"error":{"message":"Daily limit reached"}}"#, 1, 2),
        (
            r#"{"error":{"message":"Provider returned error","metadata":{"raw":"{\"error\":\"no credits left\"}"}}}"#,
            1,
            2,
        ),
        (
            r#"{"error":{"status":"RESOURCE_EXHAUSTED","details":[{"reason":"dailyLimitExceeded"}]}}"#,
            1,
            2,
        ),
        (r#"{"message":"Too many tokens per day, please wait before trying again."}"#, 1, 2),
        (r#"{"message":"limited to 10 calls / minute on this plan"}"#, 3, 3),
        (
            r#"{"message":"Rate limit reached, please try again in 20s, or change your billing plan"}"#,
            3,
            3,
        ),
        (r#"{"message":"Too Many Requests"}"#, 3, 3),
    ] {
        let nim = FakeNim::with(move |_| Reply::json(429, body));
        let case = Case::new().nim(&nim);
        let run = case.run("--api cohere -m m -q x --doc a --retries 2 --max-wait 0.01");
        assert_eq!(run.code(code).requests.len(), requests, "{body}\n{run}");
        let is_about_load = run.stderr_str().contains("--concurrency");
        assert_eq!(is_about_load, code == 3, "{body}\n{run}");
    }
}

#[test]
fn a_server_without_a_reranker_is_named_as_such() {
    for (status, body) in [
        (400, r#"{"error":"this model doesn't support reranking"}"#),
        (422, r#"{"detail":"Model bert is not a reranker"}"#),
        (424, r#"{"error":"model is not a re-ranker model","error_type":"Backend"}"#),
        (500, r#"{"error":{"message":"rerank is not supported by this model"}}"#),
        (200, r#"{"error":{"message":"Reranking is disabled on this server"}}"#),
        (501, "Not Implemented"),
    ] {
        let nim = FakeNim::with(move |_| Reply::json(status, body));
        let run = Case::new().nim(&nim).run("--api cohere -m m -q x --doc a --retries 2");
        let report = run.code(2).stderr_str();
        assert!(report.contains("hint: start the server with a reranking model\n"), "{run}");
        assert_eq!(run.requests.len(), 1, "{body}\n{run}");
    }
    // One that is still loading passes.
    let nim = FakeNim::script([
        Reply::json(503, r#"{"error":"the reranker is not available yet"}"#),
        Reply::json(200, r#"{"results":[{"index":0,"relevance_score":1}]}"#),
    ]);
    let run =
        Case::new().nim(&nim).run("--api cohere -m m -q x --doc a --retries 1 --max-wait 0.01");
    run.code(0);
}

#[test]
fn an_unknown_path_under_a_status_of_success_is_a_wrong_endpoint() {
    for body in [
        r#"{"error":"Unexpected endpoint or method. (POST /v1/rerank)"}"#,
        r#"{"error":{"message":"Unknown request URL: POST /v1/rerank"}}"#,
        r#"{"detail":"Not Found"}"#,
        r#"{"message":"no route matches this path"}"#,
        r#"{"code":404,"msg":"nothing here"}"#,
    ] {
        let nim = FakeNim::with(move |_| Reply::json(200, body));
        let run = Case::new().nim(&nim).run("--api cohere -m m -q x --doc a");
        assert_eq!(run.code(2).requests.len(), 1, "{body}\n{run}");
    }
}

#[test]
fn a_ranking_in_an_envelope_is_a_wrong_shape_and_an_error_in_one_is_reported() {
    for body in [
        r#"{"code":0,"message":"success","data":{"results":[{"index":0,"relevance_score":1}]}}"#,
        r#"{"success":true,"errors":[],"messages":[],"result":{"response":[{"id":0,"score":1}]}}"#,
        r#"{"msg":"done","output":{"results":[{"index":0,"relevance_score":1}]}}"#,
    ] {
        let nim = FakeNim::with(move |_| Reply::json(200, body));
        let run = Case::new().nim(&nim).run("--api cohere -m m -q x --doc a --retries 2");
        assert_eq!(run.code(2).requests.len(), 1, "{body}\n{run}");
        assert!(run.stderr_str().contains("is not a ranking"), "{run}");
    }
    for body in [
        r#"{"success":false,"message":"that went wrong"}"#,
        r#"{"ok":false,"description":"that went wrong"}"#,
        r#"{"code":20015,"msg":"that went wrong","data":null}"#,
        r#"{"error_code":18,"error_msg":"that went wrong"}"#,
    ] {
        let nim = FakeNim::with(move |_| Reply::json(200, body));
        let run = Case::new().nim(&nim).run("--api cohere -m m -q x --doc a --retries 2");
        let report = run.stderr_str();
        assert!(report.contains("cause: that went wrong\n"), "{run}");
        assert_eq!(run.requests.len(), 1, "{run}");
    }
}

#[test]
fn a_refusal_that_is_not_about_the_key_does_not_blame_it() {
    for (status, body) in [
        (403, r#"{"message":"your country is not supported"}"#),
        (403, "<html><title>Attention Required!</title></html>"),
        (401, r#"{"error":"RBAC: access denied"}"#),
        (401, r#"{"error":"IP address 1.2.3.4 is blocked"}"#),
    ] {
        let nim = FakeNim::with(move |_| Reply::text(status, body));
        let case = Case::new().nim(&nim).env("NIMRANK_API_KEY", "abcdefgh1234");
        let run = case.run("--api cohere -m m -q x --doc a");
        let report = run.code(2).stderr_str();
        assert!(report.contains(&format!("access was refused ({status})")), "{run}");
        assert!(!report.contains("key"), "{run}");
    }
    // LiteLLM's proxy looks up a wrong key in a database that it need not have.
    let body = r#"{"error":{"message":"No connected db.","type":"no_db_connection","param":null,"code":"400"}}"#;
    let nim = FakeNim::with(move |_| Reply::json(400, body));
    let case = Case::new().nim(&nim).env("NIMRANK_API_KEY", "abcdefgh1234");
    let run = case.run("--api litellm -m m -q x --doc a");
    assert!(run.code(2).stderr_str().contains("the API key was refused (400)"), "{run}");
}

#[test]
fn a_query_that_is_too_long_is_blamed_instead_of_a_document() {
    let body = r#"{"error":"`inputs` must have less than 512 tokens. Given: 901","error_type":"Validation"}"#;
    let nim = FakeNim::with(move |_| Reply::json(422, body));
    let case = Case::new().nim(&nim).file("q", "word ".repeat(900));
    let run = case.run("--api tei --query-file q --doc a --doc b --doc c");
    let report = run.code(2).stderr_str();
    assert!(report.contains("the query is too long (422)\n"), "{run}");
    assert!(!report.contains("--doc"), "{run}");
}

#[test]
fn one_long_document_is_found_among_others() {
    let body = r#"{"error":{"code":400,"message":"the request exceeds the available context size. try increasing it","type":"exceed_context_size_error"}}"#;
    let nim = FakeNim::with(move |seen| {
        if seen.passages().iter().any(|text| text.len() > 100) {
            Reply::json(400, body)
        } else {
            ranked(seen)
        }
    });
    let lines = format!("a\nb\n{}\nc\n", "word ".repeat(900));
    let case = Case::new().nim(&nim).stdin(lines);
    let run = case.run("--api llamacpp -m m -q x");
    let report = run.code(2).stderr_str();
    assert!(report.contains(", because of stdin:3\n"), "{run}");
    assert!(report.contains("hint: shorten the document, or leave it out\n"), "{run}");
}

#[test]
fn a_field_that_the_service_refuses_can_be_left_out() {
    for (api, body, hint) in [
        (
            "vllm",
            r#"{"message":"truncate_prompt_tokens: Input should be greater than 0"}"#,
            "leave `truncate_prompt_tokens` out with `--truncate none`",
        ),
        (
            "jina",
            r#"{"detail":[{"loc":["body","return_documents"],"msg":"Extra inputs are not permitted"}]}"#,
            r#"leave it out with `--extra '{"return_documents":null}'`, or see `--api`"#,
        ),
        (
            "cohere",
            r#"{"detail":[{"loc":["body","passages"],"msg":"Field required"}]}"#,
            "does the service speak another API? see `--api`",
        ),
    ] {
        let nim = FakeNim::with(move |_| Reply::json(422, body));
        let run = Case::new().nim(&nim).run(&format!("--api {api} -m m -q x --doc a"));
        assert!(run.code(2).stderr_str().contains(&format!("hint: {hint}\n")), "{run}");
    }
}

#[test]
fn the_message_is_found_in_every_shape() {
    for body in [
        r#"{"status":400,"error":"Bad Request","message":"WORDS","path":"/rerank"}"#,
        r#"{"__type":"ValidationException","message":"WORDS"}"#,
        r#"{"Error":{"Code":"X1","Message":"WORDS"}}"#,
        r#"{"error":"invalid_request","error_description":"WORDS"}"#,
        r#"{"errors":[{"status":"400","title":"Invalid","detail":"WORDS"}]}"#,
        r#"{"messages":["WORDS"]}"#,
        r#"{"exception":{"reason":"WORDS"}}"#,
        r#"{"errMsg":"WORDS"}"#,
        r#"{"fault":{"message":"WORDS"}}"#,
        r#"{"detail":"{\"error\": {\"msg\": \"WORDS\"}}"}"#,
        "{'detail': 'WORDS', 'param': None, 'ok': False}",
        "[{'loc': ('body', 'a'), 'msg': 'WORDS'}]",
        "<Response><Errors><Error><Message>WORDS</Message></Error></Errors></Response>",
        "<!doctype html><html><head><title>Error</title></head><body><pre>WORDS</pre></body></html>",
        "<html><head><style>a{}</style></head><body><p>WORDS</p></body></html>",
        "\u{FEFF}{\"message\":\"WORDS\"}",
        "[proxy] WORDS",
        r#"{"base_resp":{"status_code":1004,"status_msg":"WORDS"}}"#,
        r#"{"Response":{"Error":{"Code":"X","Message":"WORDS"},"RequestId":"r"}}"#,
        r#"{"statusCode":400,"body":"{\"message\":\"WORDS\"}"}"#,
        r#"{"result":{"error":"WORDS"}}"#,
        r#"{"error":{"code":"x","innererror":{"message":"WORDS"}}}"#,
        r#"{"errors":[{"code":"X1","defaultMessage":"WORDS"}]}"#,
        r#"{"resultCode":1,"resultMsg":"WORDS"}"#,
        r#"{"errorDetails":[{"message":"WORDS"}]}"#,
        "{\"error\":\"WORDS\"}\n{\"x\":1}\n",
        "<Error><Code>A</Code><Detail>WORDS</Detail></Error>",
        "<Error><Message><![CDATA[WORDS]]></Message></Error>",
        "<html><title>400 Bad Request</title><h1>Bad Request</h1><p>WORDS</p></html>",
    ] {
        let nim = FakeNim::with(move |_| Reply::text(400, body));
        let run = Case::new().nim(&nim).run("--api cohere -m m -q x --doc a");
        let report = run.code(2).stderr_str();
        let cause = report.lines().find(|line| line.starts_with("  cause: "));
        assert!(cause.is_some_and(|line| line.ends_with("WORDS")), "{body}\n{run}");
    }
}

/// Nothing is classified by an object without a message, which may be an echo.
#[test]
fn an_object_without_a_message_is_shown_without_the_user_s_texts() {
    let body = json!({"documents": ["not blank"], "hint": "no documents"}).to_string();
    let nim = FakeNim::with(move |_| Reply::json(400, body.clone()));
    let run = Case::new().nim(&nim).run("--api cohere -m m -q x --doc a");
    let cause = r#"cause: {"documents":["not blank"],"hint":"no documents"}"#;
    assert!(run.code(2).stderr_str().contains(cause), "{run}");
    let nim = FakeNim::with(move |seen| {
        Reply::json(400, json!({"given": seen.json()["documents"]}).to_string())
    });
    let run = Case::new().nim(&nim).run("--api cohere -m m -q x --doc 'too many documents'");
    assert!(run.code(2).stderr_str().contains("the request was rejected (400)"), "{run}");
    assert!(!run.stderr_str().contains("too many"), "{run}");
}

#[test]
fn a_success_in_an_envelope_is_no_error() {
    for body in [
        r#"{"errcode":0,"errmsg":"ok","results":null}"#,
        r#"{"code":0,"data":{"title":"a title","items":[]}}"#,
        r#"{"data":{"description":"of a model"}}"#,
        r#"{"success":true,"result":{}}"#,
    ] {
        let nim = FakeNim::with(move |_| Reply::json(200, body));
        let run = Case::new().nim(&nim).run("--api cohere -m m -q x --doc a");
        assert!(run.code(2).stderr_str().contains("the response is not a ranking"), "{run}");
    }
    for body in [
        r#"{"base_resp":{"status_code":1004,"status_msg":"WORDS"}}"#,
        r#"{"Response":{"Error":{"Code":"X","Message":"WORDS"}}}"#,
    ] {
        let nim = FakeNim::with(move |_| Reply::json(200, body));
        let run = Case::new().nim(&nim).run("--api cohere -m m -q x --doc a");
        assert!(run.code(3).stderr_str().contains("cause: WORDS"), "{run}");
    }
}

#[test]
fn servers_that_never_rerank_are_named() {
    let list = r#"{"data":[{"id":"a","owned_by":"library"}]}"#;
    let nim =
        FakeNim::with(|_| Reply::text(404, "404 page not found")).models(Reply::json(200, list));
    let run = Case::new().nim(&nim).run("-q x --doc a");
    assert!(run.code(2).stderr_str().contains("Ollama serves no reranking (404)\n"), "{run}");
    let nim = FakeNim::with(|_| {
        Reply::json(200, r#"{"error":"Unexpected endpoint or method. (POST /rerank)"}"#)
    });
    let run = Case::new().nim(&nim).run("--api tei -q x --doc a");
    assert!(run.code(2).stderr_str().contains("LM Studio serves no reranking (200)\n"), "{run}");
}

#[test]
fn only_a_redirect_to_the_same_path_is_suggested() {
    for (location, suggested) in [
        ("https://h.example/v1/ranking", Some("https://h.example/v1/ranking")),
        (
            "https://u:secret7@h.example/nim/v1/ranking?sig=abc#x",
            Some("https://h.example/nim/v1/ranking"),
        ),
        ("https://login.example/start?next=/v1/ranking", None),
        ("https://h.example/$(reboot)/ranking", None),
        ("https://h.example/;reboot;/ranking", None),
    ] {
        let nim = FakeNim::with(move |_| Reply::status(302).header("location", location));
        let run = Case::new().nim(&nim).run("-m m -q x --doc a");
        let report = run.code(2).stderr_str();
        let hint = match suggested {
            Some(url) => format!("hint: if you trust it: `--base-url {url}`\n"),
            None => "hint: is a sign-in needed, or another `--base-url`?\n".to_owned(),
        };
        assert!(report.contains(&hint), "{run}");
        assert!(!report.contains("secret7") && !report.contains("abc"), "{run}");
    }
}

/// Returns the kind of a failure with this message, of a request of 200 passages.
fn kind(status: u16, message: &str) -> FailureKind {
    let body = json!({ "message": message }).to_string();
    read_failure(status, body.as_bytes(), 200).0.kind
}

#[test]
fn limits_on_number_size_and_length_are_distinguished() {
    for message in [
        "body.passages: List should have at most 64 items after validation, not 1000",
        "batch size 133 > maximum allowed batch size 32",
        "too many documents",
        "the number of records exceeds the limit of 64",
        "Please reduce the number of documents to 64 or less",
        "len(documents) must be <= 64",
        "The candidate list is capped at 64",
        "BatchTooLarge",
        "文档数量超过限制,最多64个",
        "ドキュメントは最大64件までです",
        "문서는 최대 64개까지 허용됩니다",
        "Es sind höchstens 64 Dokumente erlaubt",
        "Le nombre maximal de documents est 64",
        "El número de documentos (200) supera el máximo permitido (64)",
        "Слишком много документов: 200, максимум 64",
        "Troppi documenti: il massimo è 64",
    ] {
        assert_eq!(kind(422, message), FailureKind::TooManyPassages, "{message}");
    }
    for message in [
        "Input length 1728 exceeds maximum allowed token size 512",
        "inputs must have less than 512 tokens. Given: 3006",
        "input (8006 tokens) is too large to process. increase the physical batch size",
    ] {
        assert_eq!(kind(422, message), FailureKind::PassageTooLong, "{message}");
    }
    let sum = "Request to model 'rerank-lite-1' failed. The max allowed tokens per submitted batch \
               is 300000. Your batch has 301018 tokens after truncation.";
    assert_eq!(kind(400, sum), FailureKind::TooManyTokens);
    assert_eq!(kind(400, "query must have at most 100 characters"), FailureKind::QueryTooLong);
    assert_eq!(kind(413, "Payload Too Large"), FailureKind::RequestTooLarge);
    for other in [
        "top_n must be at most 64 documents",
        "documents: at most 1000 are allowed",
        "document 5 is not valid",
        "documents[5] 不能为空",
    ] {
        assert_ne!(kind(400, other), FailureKind::TooManyPassages, "{other}");
    }
    let field =
        br#"{"errors":[{"field":"documents","defaultMessage":"size must be between 1 and 64"}]}"#;
    assert_eq!(read_failure(400, field, 200).0.kind, FailureKind::TooManyPassages);
    // An error of the server can pass, unless it names what was sent.
    let cap = "batch size (200) must be <= max_batch_size (64)";
    assert_eq!(kind(500, cap), FailureKind::TooManyPassages);
    assert_eq!(kind(500, "batch queue is full, at most 64"), FailureKind::ServerError);
}

#[test]
fn a_lack_of_memory_is_recognized_in_any_words() {
    for message in [
        "CUDA error: out of memory",
        "cudaErrorMemoryAllocation",
        "RESOURCE_EXHAUSTED: Out of memory while trying to allocate 123 bytes",
        "Available memory of 1234 is smaller than requested bytes of 5678",
        "GPU memory exhausted",
        "insufficient GPU memory",
        "failed to alloc compute buffer",
        "OOM when allocating tensor",
        "java.lang.OutOfMemoryError: Java heap space",
        "Memory limit exceeded",
        "显存不足",
        "メモリ不足です",
    ] {
        assert_eq!(kind(500, message), FailureKind::OutOfMemory, "{message}");
    }
    assert_eq!(kind(500, "the memory of this service is private"), FailureKind::ServerError);
}

#[test]
fn a_model_that_cannot_rerank_is_recognized_in_any_words() {
    for message in [
        "This model doesn't support score",
        "ValueError: model is not a CrossEncoder",
        "Model m doesn't have the ability: rerank",
        "'SentenceTransformer' object has no attribute 'rerank'",
        "This server was not started with --reranking",
        "Wrong model type: expected reranker, got text-generation",
        "the pooling type must be rank for reranking",
    ] {
        assert_eq!(kind(500, message), FailureKind::NotReranker, "{message}");
    }
    assert_eq!(kind(500, "the reranker is overloaded"), FailureKind::ServerError);
}

#[test]
fn a_rejected_key_is_recognized_under_other_statuses() {
    for (status, message) in [
        (400, "API key not valid. Please pass a valid API key."),
        (422, "missing api key"),
        (400, "Invalid bearer token"),
        (404, "API key revoked"),
        (500, "Invalid credentials"),
    ] {
        assert_eq!(kind(status, message), FailureKind::KeyRejected, "{message}");
    }
    assert_eq!(kind(400, "unknown field"), FailureKind::UnknownField);
}

#[test]
fn rates_pass_and_quotas_do_not() {
    assert_eq!(kind(429, "too many documents: at most 64"), FailureKind::TooManyPassages);
    for busy in [
        "Rate limit exceeded: 100 documents per minute",
        "Model is overloaded",
        "",
        "quota of 40 requests per minute exceeded",
    ] {
        assert_eq!(kind(429, busy), FailureKind::Busy, "{busy}");
    }
    for quota in [
        "check your plan and billing details",
        "limited to 1000 calls / month",
        "spending limit reached",
        "Your subscription has ended",
        "Free tier limit reached",
        "10000 requests per 24 hours",
        "账户余额不足",
    ] {
        assert_eq!(kind(429, quota), FailureKind::QuotaExhausted, "{quota}");
    }
}

#[test]
fn a_quotation_is_not_the_service_s_own_message() {
    let echo = r#"cannot read "log: DEGRADED function cannot be invoked", sorry"#;
    assert_eq!(kind(400, echo), FailureKind::Rejected);
    let own = "Function id 'f': DEGRADED function cannot be invoked";
    assert_eq!(kind(400, own), FailureKind::Degraded);
    let cut = r#"cannot read "log: DEGRADED function cannot be inv"#;
    assert_eq!(kind(400, cut), FailureKind::Rejected);
    for relayed in [
        r#"BadRequestError: {"detail": "Function id 'f': DEGRADED function cannot be invoked."}"#,
        r#"proxy: "{\"a\": 1, \"message\": \"DEGRADED function cannot be invoked\"}""#,
        "[{'type': 'x', 'input': ['a b'], 'msg': 'DEGRADED function cannot be invoked'}]",
        "'DEGRADED function cannot be invoked'",
    ] {
        assert_eq!(kind(400, relayed), FailureKind::Degraded, "{relayed}");
    }
    for echo in [
        "[{'msg': 'bad', 'input': 'DEGRADED function cannot be invoked'}]",
        r#"{"message": "cannot read 'a DEGRADED function cannot be invoked'"}"#,
    ] {
        assert_eq!(kind(400, echo), FailureKind::Rejected, "{echo}");
    }
}
