//! `models`: known models of NVIDIA, and the list of a service.

#![allow(clippy::needless_raw_string_hashes, reason = "the snapshot tool writes them")]

use nimrank::testing::api;
use snapbox::str;

use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

#[test]
fn known_models_are_a_table_on_a_terminal() {
    Case::new().run("models -f table").is(str![[r#"
$ nimrank models -f table
[code 0]
-- stdout
model                                          state               tokens  image
nvidia/llama-nemotron-rerank-vl-1b-v2          hosted                8192  yes
nvidia/llama-nemotron-rerank-500m-v2           self-hosted           8192  no
nvidia/llama-3.2-nemoretriever-500m-rerank-v2  self-hosted           8192  no
-> nvidia/llama-nemotron-rerank-500m-v2
baai/bge-reranker-v2-m3                        self-hosted              -  no
nvidia/llama-nemotron-rerank-1b-v2             retired 2026-08-25    8192  no
-> nvidia/llama-nemotron-rerank-vl-1b-v2
nvidia/llama-3.2-nv-rerankqa-1b-v2             retired 2026-05-18    8192  no
-> nvidia/llama-nemotron-rerank-vl-1b-v2
nvidia/llama-3.2-nv-rerankqa-1b-v1             unknown                  -  no
-> nvidia/llama-nemotron-rerank-vl-1b-v2
nvidia/nv-rerankqa-mistral-4b-v3               unknown                512  no
-> nvidia/llama-nemotron-rerank-vl-1b-v2
nv-rerank-qa-mistral-4b:1                      unknown                  -  no
-> nvidia/llama-nemotron-rerank-vl-1b-v2
local/bm25                                     built-in                 -  no
-- stderr
nimrank: NVIDIA's models by its documentation and public reports, as of 2026-10

"#]]);
}

#[test]
fn known_models_are_lines_in_a_pipe() {
    Case::new().run("models").is(str![[r#"
$ nimrank models
[code 0]
-- stdout
nvidia/llama-nemotron-rerank-vl-1b-v2	hosted		8192	yes	
nvidia/llama-nemotron-rerank-500m-v2	self-hosted		8192	no	
nvidia/llama-3.2-nemoretriever-500m-rerank-v2	self-hosted		8192	no	nvidia/llama-nemotron-rerank-500m-v2
baai/bge-reranker-v2-m3	self-hosted			no	
nvidia/llama-nemotron-rerank-1b-v2	retired	2026-08-25	8192	no	nvidia/llama-nemotron-rerank-vl-1b-v2
nvidia/llama-3.2-nv-rerankqa-1b-v2	retired	2026-05-18	8192	no	nvidia/llama-nemotron-rerank-vl-1b-v2
nvidia/llama-3.2-nv-rerankqa-1b-v1	unknown			no	nvidia/llama-nemotron-rerank-vl-1b-v2
nvidia/nv-rerankqa-mistral-4b-v3	unknown		512	no	nvidia/llama-nemotron-rerank-vl-1b-v2
nv-rerank-qa-mistral-4b:1	unknown			no	nvidia/llama-nemotron-rerank-vl-1b-v2
local/bm25	built-in			no	
-- stderr
nimrank: NVIDIA's models by its documentation and public reports, as of 2026-10

"#]]);
}

#[test]
fn known_models_are_one_json_document() {
    let run = Case::new().run("models -f json");
    let list: serde_json::Value = serde_json::from_str(run.code(0).stdout_str()).expect("JSON");
    assert_eq!(list["as_of"], api::AS_OF);
    assert_eq!(list["endpoint"], serde_json::Value::Null);
    let models = list["models"].as_array().expect("a list");
    assert_eq!(models.len(), api::KNOWN.len() + 1);
    let retired = models.iter().find(|model| model["id"] == "nvidia/llama-nemotron-rerank-1b-v2");
    let expected = serde_json::json!({
        "id": "nvidia/llama-nemotron-rerank-1b-v2",
        "state": "retired",
        "retired": "2026-08-25",
        "tokens": 8192,
        "images": false,
        "successor": "nvidia/llama-nemotron-rerank-vl-1b-v2",
    });
    assert_eq!(retired, Some(&expected));
    assert!(run.stderr.is_empty(), "{run}");
}

/// NVIDIA's hosts list models other than rerankers.
#[test]
fn nvidia_hosts_are_not_queried() {
    let nim = FakeNim::new().expect_no_calls();
    for base in ["https://ai.api.nvidia.com", "https://integrate.api.nvidia.com/v1"] {
        let case = Case::new().env("HTTPS_PROXY", &nim.url());
        let run = case.run(&format!("models --quiet --base-url {base}"));
        let first = run.code(0).stdout_str().lines().next();
        let expected = "nvidia/llama-nemotron-rerank-vl-1b-v2\thosted\t\t8192\tyes\t";
        assert_eq!(first, Some(expected), "{run}");
        assert!(run.stderr.is_empty(), "{run}");
    }
}

#[test]
fn a_self_hosted_service_is_queried_for_its_models() {
    let list = r#"{"object":"list","data":[{"id":"nvidia/llama-3-2-nv-rerankqa-1b-v2"},
        {"id":"my-adapter","root":"nvidia/llama-3-2-nv-rerankqa-1b-v2"}]}"#;
    let nim = FakeNim::new().models(Reply::json(200, list));
    let case = Case::new().nim(&nim).env("NIMRANK_API_KEY", "fake-key");
    case.run("models").is(str![[r#"
$ nimrank models
[code 0]
-- stdout
nvidia/llama-3-2-nv-rerankqa-1b-v2	listed		8192	no	
my-adapter	listed				
-- requests
GET /v1/models  [authorization]

"#]]);
    case.run(
        "models --base-url [NIM]/proxy/v1/ranking -f json"
            .replace("[NIM]", &nim.url())
            .as_str(),
    )
    .is(str![[r#"
$ nimrank models --base-url [NIM]/proxy/v1/ranking -f json
[code 0]
-- stdout
{"as_of":"2026-10","endpoint":"[NIM]/proxy/v1/models","models":[{"id":"nvidia/llama-3-2-nv-rerankqa-1b-v2","state":"listed","retired":null,"tokens":8192,"images":false,"successor":null},{"id":"my-adapter","state":"listed","retired":null,"tokens":null,"images":null,"successor":null}]}
-- requests
GET /proxy/v1/models  [authorization]

"#]]);
}

#[test]
fn an_empty_list_exits_1() {
    let nim = FakeNim::new().models(Reply::json(200, r#"{"data":[]}"#));
    Case::new().nim(&nim).run("models").is(str![[r#"
$ nimrank models
[code 1]
-- stderr
nimrank: [NIM]/v1/models: the service lists no models
-- requests
GET /v1/models

"#]]);
}

#[test]
fn an_invalid_list_is_reported() {
    for (reply, code, words) in [
        (
            Reply::json(200, r#"{"rankings":[]}"#),
            2,
            "the response is not a list of models\n  hint: is this the URL of a model server? see `--base-url`\n",
        ),
        (
            Reply::json(404, r#"{"detail":"Not Found"}"#),
            2,
            "no such endpoint or model (404)\n  cause: Not Found\n  hint: check `--base-url`, `--model` and `--api`, or run `nimrank doctor` with the same options\n",
        ),
        (
            Reply::json(401, r#"{"detail":"Unauthorized"}"#),
            2,
            "an API key is needed (401)\n  cause: Unauthorized\n  hint: no key was sent; set NIMRANK_API_KEY, or use `--api-key-file`\n",
        ),
        (Reply::status(503), 3, "the service failed (503)\n  hint: try again later\n"),
    ] {
        let nim = FakeNim::new().models(reply);
        let run = Case::new().nim(&nim).run("models");
        let expected = format!("nimrank: {}/v1/models: {words}", nim.url());
        assert_eq!(run.code(code).stderr_str(), expected);
        assert!(run.stdout.is_empty() && run.requests.len() == 1, "{run}");
    }
}

#[test]
fn control_characters_of_ids_are_not_printed() {
    let list = r#"{"data":[{"id":"a\u001b[31mb\tc\nd"}]}"#;
    let nim = FakeNim::new().models(Reply::json(200, list));
    let case = Case::new().nim(&nim);
    let run = case.run("models");
    assert_eq!(run.code(0).stdout_str(), "a\u{1b}[31mb\\tc\\nd\tlisted\t\t\t\t\n");
    let run = case.run("models -f table");
    let lines: Vec<_> = run.code(0).stdout_str().lines().collect();
    assert_eq!(lines[1].trim_end(), "a␛[31mb c d  listed       -  -", "{run}");
}

#[test]
fn some_apis_have_no_list() {
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim);
    for (options, words) in [
        ("--api tei", "the tei api has no list of models"),
        ("--api bedrock", "the bedrock api has no list of models"),
        ("--base-url https://api.cohere.com", "cannot list the models of the cohere service"),
    ] {
        let run = case.run(&format!("models {options}"));
        let first = format!("nimrank: {words}\n");
        assert!(run.code(2).stderr_str().starts_with(&first), "{run}");
    }
    drop(nim);
    let nim = FakeNim::new();
    let run = Case::new().nim(&nim).run("models --api litellm");
    assert_eq!(run.code(0).stdout_str().lines().count(), 1, "{run}");
}

#[test]
fn the_list_is_written_to_a_file_atomically() {
    let case = Case::new();
    case.run("models --quiet -o list.tsv").is(str![[r#"
$ nimrank models --quiet -o list.tsv
[code 0]

"#]]);
    let list = std::fs::read_to_string(case.dir().join("list.tsv")).expect("a file");
    assert_eq!(list.lines().count(), api::KNOWN.len() + 1);
    let nim = FakeNim::new().models(Reply::status(503));
    let case = case.nim(&nim);
    case.run("models -o list.tsv").code(3);
    let kept = std::fs::read_to_string(case.dir().join("list.tsv")).expect("the file stays");
    assert_eq!(kept, list);
}
