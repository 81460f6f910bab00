//! Which API a service speaks and which model it has, found out where what was typed is not right.

#![allow(
    clippy::needless_raw_string_hashes,
    reason = "the snapshot tool writes them"
)]

use snapbox::str;

use super::{command, is};
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply, Seen};

/// Answers on this path only.
fn only(path: &'static str) -> impl Fn(&Seen) -> Reply {
    move |seen| {
        if seen.path == path {
            Reply::ok()
        } else {
            Reply::json(404, r#"{"detail":"Not Found"}"#)
        }
    }
}

#[test]
fn a_model_that_is_retired() {
    let gone = r#"{"title":"Gone","status":410,"detail":"This endpoint has reached its end of life on 2026-08-25T09:00:00Z."}"#;
    let nim = FakeNim::with(move |_| Reply::json(410, gone));
    let case = Case::new().nim(&nim);
    is(
        &case.run("doctor -m nvidia/llama-nemotron-rerank-1b-v2"),
        str![[r#"
$ nimrank doctor -m nvidia/llama-nemotron-rerank-1b-v2
[code 2]
-- stdout
ok       endpoint    [NIM]/v1/ranking (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
ok       health      ready (/v1/health/ready)
skipped  key         none sent, not verified
FAIL     model       [NIM]/v1/ranking: the model is retired (410)
                     cause: This endpoint has reached its end of life on 2026-08-25T09:00:00Z.
                     hint: its successor is asked for with `--model nvidia/llama-nemotron-rerank-vl-1b-v2`
skipped  api         not checked: the model check failed
skipped  score       not checked: the model check failed
-- requests
GET /v1/health/ready
GET /v1/models
POST /v1/ranking  1 passage, truncate END, model nvidia/llama-nemotron-rerank-1b-v2

"#]],
    );
}

#[test]
fn a_model_that_is_not_listed() {
    let nim = FakeNim::with(|_| Reply::json(404, r#"{"detail":"model `nope` not found"}"#));
    let case = Case::new().nim(&nim);
    is(
        &case.run("doctor -m nope"),
        str![[r#"
$ nimrank doctor -m nope
[code 2]
-- stdout
ok       endpoint    [NIM]/v1/ranking (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
ok       health      ready (/v1/health/ready)
skipped  key         none sent, not verified
FAIL     model       the service does not list `nope`
                     cause: listed: `nvidia/llama-nemotron-rerank-1b-v2`
                     hint: try `--model nvidia/llama-nemotron-rerank-1b-v2`
skipped  api         not checked: the model check failed
skipped  score       not checked: the model check failed
-- requests
GET /v1/health/ready
GET /v1/models
POST /v1/ranking  1 passage, truncate END, model nope

"#]],
    );
    // Some servers take any name.
    let nim = FakeNim::new();
    let run = Case::new().nim(&nim).run("doctor -m nope");
    assert!(
        run.code(0)
            .stdout_str()
            .contains("\nok       model       nope, not listed\n"),
        "{run}"
    );
}

#[test]
fn a_server_that_follows_cohere() {
    let nim = FakeNim::with(only("/v1/rerank")).model("some/reranker");
    let case = Case::new().nim(&nim);
    let run = case.run("doctor");
    is(
        &run,
        str![[r#"
$ nimrank doctor
[code 2]
-- stdout
ok       endpoint    [NIM]/v1/ranking (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
ok       health      ready (/v1/health/ready)
ok       key         not needed
ok       model       some/reranker, the only one listed
FAIL     api         not nim: the service speaks cohere at [NIM]/v1/rerank
                     cause: [NIM]/v1/ranking: no such endpoint or model (404)
                     hint: use `--base-url [NIM] --api cohere`
ok       score       0.2689414213699951 (scale unknown) for one document, [TIME]

this works:
  nimrank --base-url [NIM] --api cohere --model some/reranker -q 'how much memory does a GPU have?' --doc 'The H100 GPU has 80 GB of memory.'
-- requests
GET /v1/health/ready
GET /v1/models
POST /v1/ranking  1 passage, truncate END, model some/reranker
POST /v1/rerank  1 passage, model some/reranker

"#]],
    );
    let again = case.sh(command(&run));
    assert_eq!(again.code(0).stdout_str().lines().count(), 1, "{again}");
}

#[test]
fn a_server_of_another_api_without_a_list() {
    let nim = FakeNim::with(|seen| {
        if seen.path == "/rerank" && seen.json().get("texts").is_none() {
            let words =
                "Failed to deserialize the JSON body into the target type: missing field `texts`";
            return Reply::text(422, words);
        }
        only("/rerank")(seen)
    });
    let nim = nim.models(Reply::status(404)).health(Reply::status(200));
    let case = Case::new().nim(&nim);
    let run = case.run("doctor");
    is(
        &run,
        str![[r#"
$ nimrank doctor
[code 2]
-- stdout
ok       endpoint    [NIM]/v1/ranking (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
ok       health      ready (/v1/health/ready)
ok       key         not needed
ok       model       not named; the list of models: no such endpoint or model (404)
FAIL     api         not nim: the service speaks tei at [NIM]/rerank
                     hint: use `--base-url [NIM] --api tei`
ok       score       -1 (logit) for one document, [TIME]

this works:
  nimrank --base-url [NIM] --api tei -q 'how much memory does a GPU have?' --doc 'The H100 GPU has 80 GB of memory.'
-- requests
POST /rerank  1 passage
POST /rerank  1 passage, truncate true
GET /v1/health/ready
GET /v1/models
POST /v1/rerank  1 passage
POST /v2/rerank  1 passage

"#]],
    );
    let again = case.sh(command(&run));
    assert_eq!(again.code(0).stdout_str().lines().count(), 1, "{again}");
}

#[test]
fn a_path_that_is_wrong() {
    let nim = FakeNim::with(only("/v1/ranking"));
    let case = Case::new().nim(&nim);
    let run = case.run(&format!("doctor --base-url {}/v2/rerank", nim.url()));
    is(
        &run,
        str![[r#"
$ nimrank doctor --base-url [NIM]/v2/rerank
[code 2]
-- stdout
ok       endpoint    [NIM]/v2/rerank (from --base-url)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
ok       health      ready (/health)
ok       key         not needed
ok       model       nvidia/llama-nemotron-rerank-1b-v2, the only one listed
FAIL     api         not cohere: the service speaks nim at [NIM]/v1/ranking
                     cause: [NIM]/v2/rerank: no such endpoint or model (404)
                     hint: use `--base-url [NIM] --api nim`
ok       score       -1 (logit) for one document, [TIME]

this works:
  nimrank --base-url [NIM] --model nvidia/llama-nemotron-rerank-1b-v2 -q 'how much memory does a GPU have?' --doc 'The H100 GPU has 80 GB of memory.'
-- requests
GET /health
POST /rerank  1 passage, model nvidia/llama-nemotron-rerank-1b-v2
POST /v1/ranking  1 passage, truncate END, model nvidia/llama-nemotron-rerank-1b-v2
POST /v1/rerank  1 passage, model nvidia/llama-nemotron-rerank-1b-v2
GET /v2/models
POST /v2/rerank  1 passage, model nvidia/llama-nemotron-rerank-1b-v2

"#]],
    );
    let run = case.run(&format!("doctor --base-url {}/elsewhere", nim.url()));
    is(
        &run,
        str![[r#"
$ nimrank doctor --base-url [NIM]/elsewhere
[code 2]
-- stdout
ok       endpoint    [NIM]/elsewhere/v1/ranking (from --base-url)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
ok       health      ready (/elsewhere/v1/health/ready)
skipped  key         none sent, not verified
skipped  model       nvidia/llama-nemotron-rerank-1b-v2, the only one listed
FAIL     api         [NIM]/elsewhere/v1/ranking: no such endpoint or model (404)
                     cause: Not Found
                     hint: check `--base-url`, `--model` and `--api`; see `--dry-run`
skipped  score       not checked: the api check failed
-- requests
POST /elsewhere/rerank  1 passage, model nvidia/llama-nemotron-rerank-1b-v2
POST /elsewhere/rerank  1 passage, truncate true
GET /elsewhere/v1/health/ready
GET /elsewhere/v1/models
POST /elsewhere/v1/ranking  1 passage, truncate END, model nvidia/llama-nemotron-rerank-1b-v2
POST /elsewhere/v1/rerank  1 passage, model nvidia/llama-nemotron-rerank-1b-v2
POST /elsewhere/v2/rerank  1 passage, model nvidia/llama-nemotron-rerank-1b-v2

"#]],
    );
}

#[test]
fn a_server_that_is_none_of_all() {
    let nim = FakeNim::with(|_| Reply::html(404, "<title>Not here</title>"));
    let nim = nim.models(Reply::status(404)).health(Reply::status(404));
    let case = Case::new().nim(&nim);
    is(
        &case.run("doctor"),
        str![[r#"
$ nimrank doctor
[code 2]
-- stdout
ok       endpoint    [NIM]/v1/ranking (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
skipped  health      not reported (/v1/health/ready: 404)
skipped  key         none sent, not verified
skipped  model       not named; the list of models: no such endpoint or model (404)
FAIL     api         no known API found, and nim needs a model
                     cause: the list of models: no such endpoint or model (404)
                     hint: is this the URL of a reranker? if so, name its model with `--model`
skipped  score       not checked: the api check failed
-- requests
POST /rerank  1 passage
POST /rerank  1 passage, truncate true
GET /v1/health/ready
GET /v1/models
POST /v1/rerank  1 passage
POST /v2/rerank  1 passage

"#]],
    );
    is(
        &case.run("doctor -m some/model"),
        str![[r#"
$ nimrank doctor -m some/model
[code 2]
-- stdout
ok       endpoint    [NIM]/v1/ranking (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
skipped  health      not reported (/v1/health/ready: 404)
skipped  key         none sent, not verified
skipped  model       some/model
FAIL     api         [NIM]/v1/ranking: no such endpoint or model (404)
                     cause: Not here
                     hint: check `--base-url`, `--model` and `--api`; see `--dry-run`
skipped  score       not checked: the api check failed
-- requests
POST /rerank  1 passage, model some/model
POST /rerank  1 passage, truncate true
GET /v1/health/ready
GET /v1/models
POST /v1/ranking  1 passage, truncate END, model some/model
POST /v1/rerank  1 passage, model some/model
POST /v2/rerank  1 passage, model some/model

"#]],
    );
}
