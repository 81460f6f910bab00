//! Errors of services: the message is found in every error format, and a response of another API is reported
//! with its name.

use super::{APIS, DOCUMENTS, answer};
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

/// An error of a service, the exit code and the message.
type Failure = (&'static str, u16, &'static str, i32, &'static str);

const FAILURES: [Failure; 34] = [
    (
        "cohere",
        400,
        r#"{"message":"invalid request: list of documents must not be empty"}"#,
        2,
        "invalid request: list of documents must not be empty",
    ),
    (
        "cohere",
        404,
        r#"{"id":"x","message":"model 'nope' not found"}"#,
        2,
        "model 'nope' not found",
    ),
    (
        "cohere",
        402,
        r#"{"message":"Please add a payment method"}"#,
        2,
        "Please add a payment method",
    ),
    (
        "cohere",
        429,
        r#"{"message":"trial token rate limit exceeded, limit is 10 api calls per minute"}"#,
        3,
        "trial token rate limit exceeded, limit is 10 api calls per minute",
    ),
    ("cohere", 501, r#"{"message":"not implemented"}"#, 2, "not implemented"),
    ("jina", 422, r#"{"detail":"Failed to encode text."}"#, 2, "Failed to encode text."),
    (
        "jina",
        422,
        r#"{"detail":[{"type":"missing","loc":["body","model"],"msg":"Field required","input":{"query":"x"}}]}"#,
        2,
        "body.model: Field required",
    ),
    (
        "jina",
        524,
        "<html><head><title>api.jina.ai | 524: A timeout occurred</title></head></html>",
        3,
        "api.jina.ai | 524: A timeout occurred",
    ),
    (
        "voyage",
        400,
        r#"{"detail":"Model rerank-9 is not supported."}"#,
        2,
        "Model rerank-9 is not supported.",
    ),
    (
        "together",
        404,
        r#"{"id":"x","error":{"message":"Unable to access model","type":"invalid_request_error","param":null,"code":"model_not_available"}}"#,
        2,
        "Unable to access model",
    ),
    (
        "azure",
        400,
        r#"{"error":{"code":"unknown_model","message":"Unknown model: nope"}}"#,
        2,
        "Unknown model: nope",
    ),
    (
        "azure",
        401,
        r#"{"statusCode":401,"message":"Unauthorized. Access token is missing."}"#,
        2,
        "Unauthorized. Access token is missing.",
    ),
    (
        "bedrock",
        400,
        r#"{"message":"Malformed input request: #: required key [api_version] not found"}"#,
        2,
        "Malformed input request: #: required key [api_version] not found",
    ),
    (
        "bedrock",
        403,
        r#"{"Message":"Authentication failed: Please make sure your API Key is valid."}"#,
        2,
        "Authentication failed: Please make sure your API Key is valid.",
    ),
    (
        "bedrock",
        424,
        r#"{"message":"The model returned an error"}"#,
        2,
        "The model returned an error",
    ),
    (
        "bedrock",
        429,
        r#"{"message":"Too many requests, please wait before trying again."}"#,
        3,
        "Too many requests, please wait before trying again.",
    ),
    (
        "tei",
        422,
        r#"{"error":"`inputs` must have less than 512 tokens. Given: 3006","error_type":"Validation"}"#,
        2,
        "`inputs` must have less than 512 tokens. Given: 3006",
    ),
    ("tei", 424, r#"{"error":"Inference failed","error_type":"Backend"}"#, 2, "Inference failed"),
    (
        "tei",
        422,
        "Failed to deserialize the JSON body into the target type: missing field `texts` at line 1 column 33",
        2,
        "Failed to deserialize the JSON body into the target type: missing field `texts` at line 1 column 33",
    ),
    (
        "infinity",
        400,
        r#"{"error":{"message":"model=x does not support `rerank`","type":null,"param":null,"code":400}}"#,
        2,
        "model=x does not support `rerank`",
    ),
    (
        "litellm",
        400,
        r#"{"error":{"message":"litellm.BadRequestError: no such model","type":"invalid_request_error","param":null,"code":"400"}}"#,
        2,
        "litellm.BadRequestError: no such model",
    ),
    (
        "vllm",
        404,
        r#"{"error":{"message":"The model `nope` does not exist.","type":"NotFoundError","param":null,"code":404}}"#,
        2,
        "The model `nope` does not exist.",
    ),
    (
        "vllm",
        400,
        r#"{"object":"error","message":"This model does not support the Rerank API","type":"BadRequestError","param":null,"code":400}"#,
        2,
        "This model does not support the Rerank API",
    ),
    ("vllm", 404, r#"{"detail":"Not Found"}"#, 2, "Not Found"),
    (
        "llamacpp",
        501,
        r#"{"error":{"code":501,"message":"This server does not support reranking. Start it with `--reranking`","type":"not_supported_error"}}"#,
        2,
        "This server does not support reranking. Start it with `--reranking`",
    ),
    (
        "sglang",
        400,
        r#"{"object":"error","message":"documents cannot be empty","type":"BadRequestError","param":null,"code":400}"#,
        2,
        "documents cannot be empty",
    ),
    ("mixedbread", 401, r#"{"message":"Invalid API key","detail":null}"#, 2, "Invalid API key"),
    (
        "pinecone",
        403,
        r#"{"error":{"code":"FORBIDDEN","message":"Model not available"},"status":403}"#,
        2,
        "Model not available",
    ),
    (
        "openrouter",
        402,
        r#"{"error":{"code":402,"message":"Insufficient credits"}}"#,
        2,
        "Insufficient credits",
    ),
    (
        "deepinfra",
        404,
        r#"{"detail":{"error":"Model is not available"}}"#,
        2,
        "Model is not available",
    ),
    ("deepinfra", 500, r#"{"error":"inference failed"}"#, 3, "inference failed"),
    (
        "siliconflow",
        400,
        r#"{"code":20015,"message":"The parameter is invalid","data":null}"#,
        2,
        "The parameter is invalid",
    ),
    (
        "siliconflow",
        503,
        r#"{"code":50505,"message":"Model service overloaded","data":null}"#,
        3,
        "Model service overloaded",
    ),
    ("nvidia-gateway", 404, "404 page not found\n", 2, "404 page not found"),
];

#[test]
fn the_message_is_found_in_the_error_of_every_service() {
    for (api, status, body, code, words) in FAILURES {
        let nim = FakeNim::script([Reply::json(status, body)]);
        let case = Case::new().nim(&nim);
        let run = case.run(&format!("--api {api} -m m -q x --doc y"));
        let expected = format!("  cause: {words}\n");
        assert!(run.code(code).stderr_str().contains(&expected), "{run}");
        let message = format!(" ({status})");
        assert!(run.stderr_str().contains(&message), "{run}");
    }
    let tried: Vec<_> = FAILURES.iter().map(|(api, ..)| *api).collect();
    let mut rest = APIS.iter().filter(|(api, _)| !tried.contains(api));
    assert_eq!(rest.next().map(|(api, _)| *api), Some("nim"), "it has tests of its own");
    assert_eq!(rest.next(), None);
}

#[test]
fn an_error_with_status_200_is_a_failure() {
    for (api, body, words) in [
        (
            "litellm",
            r#"{"error":{"message":"litellm.APIError: upstream sent HTML","type":null,"param":null,"code":"200"}}"#,
            "litellm.APIError: upstream sent HTML",
        ),
        (
            "openrouter",
            r#"{"error":{"code":502,"message":"Provider returned error"},"user_id":"x"}"#,
            "Provider returned error",
        ),
        (
            "siliconflow",
            r#"{"code":20015,"message":"The parameter is invalid","data":null}"#,
            "The parameter is invalid",
        ),
        ("deepinfra", r#"{"detail":{"error":"worker crashed"}}"#, "worker crashed"),
        (
            "tei",
            r#"{"error":"Model is overloaded","error_type":"Overloaded"}"#,
            "Model is overloaded",
        ),
        (
            "pinecone",
            r#"{"error":{"code":"UNKNOWN","message":"try later"},"data":null}"#,
            "try later",
        ),
        ("bedrock", r#"{"Message":"no"}"#, "no"),
        ("cohere", r#"[{"error":{"message":"quota"}}]"#, "quota"),
        ("cohere", r#"{"title":"gone","status":500}"#, "gone"),
    ] {
        let nim = FakeNim::script([Reply::json(200, body)]);
        let case = Case::new().nim(&nim);
        let run = case.run(&format!("--api {api} -m m -q x --doc y"));
        let expected = format!(": the service returned an error (200)\n  cause: {words}\n");
        assert!(run.code(3).stderr_str().contains(&expected), "{run}");
    }
}

/// A response of each API, and its name.
const FORMS: [(&str, &str); 8] = [
    ("nim", "nim"),
    ("cohere", "cohere"),
    ("jina", "cohere"),
    ("tei", "tei"),
    ("voyage", "voyage"),
    ("pinecone", "pinecone"),
    ("mixedbread", "mixedbread"),
    ("deepinfra", "deepinfra"),
];

/// The list that readers examine.
fn list(api: &str) -> &'static [&'static str] {
    match api {
        "nim" => &["rankings"],
        "tei" => &[""],
        "voyage" | "pinecone" | "mixedbread" => &["data"],
        "deepinfra" => &["scores"],
        "sglang" | "llamacpp" => &["results", ""],
        _ => &["results"],
    }
}

/// A list of SGLang differs from one of text-embeddings-inference only by additional fields.
#[test]
fn sglang_lists_are_recognized() {
    let item = r#"{"score":0.9,"document":"a","index":0,"meta_info":{"prompt_tokens":3}}"#;
    let nim = FakeNim::script([Reply::json(200, format!("[{item}]"))]);
    let case = Case::new().nim(&nim);
    let run = case.run("--api cohere -m m -q x --doc a");
    let expected = "it has the form of the sglang api\n  hint: use `--api sglang`\n";
    assert!(run.code(2).stderr_str().ends_with(expected), "{run}");
}

#[test]
fn a_response_of_another_api_is_named() {
    for (api, model) in APIS {
        for (form, name) in FORMS {
            if list(api).contains(&list(form)[0]) {
                continue;
            }
            let body = match form {
                "jina" => fixture_of_jina(),
                form => answer(form),
            };
            let nim = FakeNim::script([Reply::json(200, body)]);
            let case = Case::new().nim(&nim).stdin(DOCUMENTS);
            let run = case.run(&format!("--api {api} -m {model} -q apple"));
            let expected = format!(
                ": the response is not a ranking: it has the form of the {name} api\n  hint: use `--api {name}`\n"
            );
            assert!(run.code(2).stderr_str().ends_with(&expected), "{form}\n{run}");
            assert!(run.stdout.is_empty(), "{run}");
        }
    }
}

fn fixture_of_jina() -> String {
    super::fixture("wire", "jina")
}

/// A ranking of any API is complete or refused.
#[test]
fn an_incomplete_ranking_is_refused_for_every_api() {
    let item = |api: &str, index: &str, score: &str| match api {
        "nim" => format!(r#"{{"index":{index},"logit":{score}}}"#),
        "tei" | "sglang" | "pinecone" | "mixedbread" => {
            format!(r#"{{"index":{index},"score":{score}}}"#)
        }
        _ => format!(r#"{{"index":{index},"relevance_score":{score}}}"#),
    };
    let ask = |api: &str, items: &[String]| {
        let items = items.join(",");
        let body = match list(api)[0] {
            "" => format!("[{items}]"),
            list => format!(r#"{{"{list}":[{items}]}}"#),
        };
        let nim = FakeNim::script([Reply::json(200, body)]);
        let case = Case::new().nim(&nim);
        case.run(&format!("--api {api} -m a/b -q x --doc a --doc b"))
    };
    for api in ["nim", "cohere", "tei", "voyage", "pinecone", "sglang", "llamacpp"] {
        for (indexes, words) in [
            (["1", "1"], "index 1 came twice"),
            (["0", "2"], "index 2 is not one of them"),
            (["0", "-1"], "index -1 is not one of them"),
            (["0", "1.0"], "index 1.0 is not one of them"),
            (["0", "\"1\""], "index \"1\" is not one of them"),
        ] {
            let run = ask(api, &indexes.map(|index| item(api, index, "0.5")));
            let expected = format!(": 2 passages were sent, but {words}\n");
            assert!(run.code(3).stderr_str().ends_with(&expected), "{run}");
        }
        let run = ask(api, &[item(api, "1", "0.5")]);
        let words = ": 2 passages were sent, but 1 score came back, none for index 0\n";
        assert!(run.code(3).stderr_str().ends_with(words), "{run}");
        for score in ["null", "1e999"] {
            let run = ask(api, &[item(api, "1", "0.5"), item(api, "0", score)]);
            let words = format!(": the score of index 0 is {score}\n");
            assert!(run.code(3).stderr_str().ends_with(&words), "{run}");
        }
        let run = ask(api, &["{\"index\":0}".into()]);
        assert!(run.code(2).stderr_str().contains("a result lacks `index` or `"), "{run}");
    }
}

/// Scores without an index are in the order of the documents, so all must be there.
#[test]
fn the_number_of_bare_scores_is_checked() {
    for (scores, code, words) in [
        ("0.5", 3, "2 passages were sent, but 1 score came back, none for index 1"),
        ("", 3, "2 passages were sent, but 0 scores came back, none for index 0"),
        ("0.5,0.25,1", 3, "2 passages were sent, but index 2 is not one of them"),
        ("0.5,null", 3, "the score of index 1 is null"),
        ("0.5,\"1\"", 3, "2 passages were sent, but the score of index 1 is \"1\""),
        ("0.5,NaN", 3, "a score is not a finite number"),
        ("0.5,{}", 2, "the response is not a ranking: a score is no number"),
        ("0.5,[1]", 2, "the response is not a ranking: a score is no number"),
    ] {
        let nim = FakeNim::script([Reply::json(200, format!(r#"{{"scores":[{scores}]}}"#))]);
        let case = Case::new().nim(&nim);
        let run = case.run("--api deepinfra -m a/b -q x --doc a --doc b");
        assert!(run.code(code).stderr_str().contains(&format!(": {words}\n")), "{run}");
    }
}

#[test]
fn a_response_of_an_embedding_model_is_recognized() {
    let body = r#"{"object":"list","data":[{"object":"embedding","embedding":[0.1,0.2],"index":0}],"model":"x"}"#;
    for api in ["cohere", "voyage", "nim"] {
        let nim = FakeNim::script([Reply::json(200, body)]);
        let case = Case::new().nim(&nim);
        let run = case.run(&format!("--api {api} -m m -q x --doc y"));
        let words = ": the response is not a ranking: it is a list of embeddings\n";
        assert!(run.code(2).stderr_str().contains(words), "{run}");
    }
}
