//! Where the way to a service ends: its address, its connection, its key, its health, its answers.

#![allow(
    clippy::needless_raw_string_hashes,
    reason = "the snapshot tool writes them"
)]

use snapbox::str;

use super::is;
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

#[test]
fn nobody_listens() {
    let run = Case::new().run("doctor --base-url http://127.0.0.1:1");
    is(
        &run,
        str![[r#"
$ nimrank doctor --base-url http://127.0.0.1:1
[code 3]
-- stdout
ok       endpoint    http://127.0.0.1:1/v1/ranking, as --base-url says
FAIL     connection  http://127.0.0.1:1: cannot connect
                     cause: Connection refused
                     hint: is it up, and is this its address?
skipped  tls         it needs the connection
skipped  health      it needs the connection
skipped  key         it needs the connection
skipped  model       it needs the connection
skipped  api         it needs the connection
skipped  score       it needs the connection

"#]],
    );
}

#[test]
fn a_host_without_an_address() {
    let run = Case::new().run("doctor --base-url http://nowhere.invalid");
    let told = run.code(3).stdout_str();
    assert!(
        told.contains("\nFAIL     connection  http://nowhere.invalid: cannot connect\n"),
        "{run}"
    );
    assert_eq!(told.matches("needs the connection").count(), 6, "{run}");
}

#[test]
fn an_address_that_is_none() {
    is(
        &Case::new().run("doctor --base-url localhost:8000"),
        str![[r#"
$ nimrank doctor --base-url localhost:8000
[code 2]
-- stdout
FAIL     endpoint    the base URL has no http:// or https:// in front
                     hint: write `--base-url http://localhost:8000`
skipped  connection  it needs the endpoint
skipped  tls         it needs the endpoint
skipped  health      it needs the endpoint
skipped  key         it needs the endpoint
skipped  model       it needs the endpoint
skipped  api         it needs the endpoint
skipped  score       it needs the endpoint

"#]],
    );
}

#[test]
fn the_hosted_service_without_a_key() {
    let case = Case::new().env("HTTPS_PROXY", "http://127.0.0.1:1");
    is(
        &case.run("doctor"),
        str![[r#"
$ nimrank doctor
[code 3]
-- stdout
ok       endpoint    https://ai.api.nvidia.com/v1/retrieval/nvidia/llama-nemotron-rerank-vl-1b-v2/reranking, since nothing names another
FAIL     connection  https://ai.api.nvidia.com: cannot connect
                     cause: Connection refused
                     hint: is it up? HTTPS_PROXY names a proxy on the way; is that up?
skipped  tls         it needs the connection
skipped  health      it needs the connection
FAIL     key         https://ai.api.nvidia.com: an API key is needed
                     hint: set NVIDIA_API_KEY, name your own server with `--base-url`, or try `--model local/bm25`
skipped  model       it needs the connection
skipped  api         it needs the connection
skipped  score       it needs the connection

"#]],
    );
}

#[test]
fn a_key_that_is_refused() {
    let refusal = r#"{"status":403,"title":"Forbidden","detail":"Authorization failed"}"#;
    let nim = FakeNim::with(move |_| Reply::json(403, refusal));
    let case = Case::new().nim(&nim).env("NIMRANK_API_KEY", "fake-key");
    is(
        &case.run("doctor"),
        str![[r#"
$ nimrank doctor
[code 2]
-- stdout
ok       endpoint    [NIM]/v1/ranking, as NIMRANK_BASE_URL says
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         plain http://
ok       health      ready, says /v1/health/ready
FAIL     key         [NIM]/v1/ranking: the API key was refused (403)
                     cause: Authorization failed
                     hint: the key came from NIMRANK_API_KEY; is it whole, valid and for this service?
skipped  model       it needs the key
skipped  api         it needs the key
skipped  score       it needs the key
-- requests
GET /v1/health/ready
GET /v1/models  [authorization]
POST /v1/ranking  1 passage, truncate END, model nvidia/llama-nemotron-rerank-1b-v2  [authorization]

"#]],
    );
}

#[test]
fn a_key_that_is_missing() {
    let refusal = r#"{"detail":"Unauthorized"}"#;
    let nim = FakeNim::with(move |_| Reply::json(401, refusal)).models(Reply::json(401, refusal));
    let case = Case::new().nim(&nim);
    is(
        &case.run("doctor"),
        str![[r#"
$ nimrank doctor
[code 2]
-- stdout
ok       endpoint    [NIM]/v1/ranking, as NIMRANK_BASE_URL says
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         plain http://
ok       health      ready, says /v1/health/ready
FAIL     key         [NIM]/v1/models: an API key is needed (401)
                     cause: Unauthorized
                     hint: no key was sent; name one with `--api-key-env` or `--api-key-file`
skipped  model       it needs the key
skipped  api         it needs the key
skipped  score       it needs the key
-- requests
GET /v1/health/ready
GET /v1/models

"#]],
    );
    is(
        &case.run("doctor -m nvidia/fake"),
        str![[r#"
$ nimrank doctor -m nvidia/fake
[code 2]
-- stdout
ok       endpoint    [NIM]/v1/ranking, as NIMRANK_BASE_URL says
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         plain http://
ok       health      ready, says /v1/health/ready
FAIL     key         [NIM]/v1/ranking: an API key is needed (401)
                     cause: Unauthorized
                     hint: no key was sent; name one with `--api-key-env` or `--api-key-file`
skipped  model       it needs the key
skipped  api         it needs the key
skipped  score       it needs the key
-- requests
GET /v1/health/ready
GET /v1/models
POST /v1/ranking  1 passage, truncate END, model nvidia/fake

"#]],
    );
}

#[test]
fn a_server_that_answers_nonsense() {
    let nim = FakeNim::with(|_| Reply::json(200, r#"{"rankings":[{"index":7,"logit":1.0}]}"#));
    let case = Case::new().nim(&nim);
    is(
        &case.run("doctor"),
        str![[r#"
$ nimrank doctor
[code 3]
-- stdout
ok       endpoint    [NIM]/v1/ranking, as NIMRANK_BASE_URL says
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         plain http://
ok       health      ready, says /v1/health/ready
ok       key         none was sent, and none is needed
ok       model       nvidia/llama-nemotron-rerank-1b-v2, the only one listed
ok       api         nim
FAIL     score       [NIM]/v1/ranking: 1 passage was sent, but index 7 is not one of them
-- requests
GET /v1/health/ready
GET /v1/models
POST /v1/ranking  1 passage, truncate END, model nvidia/llama-nemotron-rerank-1b-v2

"#]],
    );
    let nim = FakeNim::with(|_| Reply::html(200, "<title>Welcome</title>"));
    let run = Case::new().nim(&nim).run("doctor");
    let fail = "\nFAIL     api         ";
    assert!(run.code(2).stdout_str().contains(fail), "{run}");
    assert!(run.requests.len() <= 8, "{run}");
}

#[test]
fn a_server_that_is_not_ready() {
    let nim = FakeNim::new().health(Reply::json(503, r#"{"message":"still loading"}"#));
    let case = Case::new().nim(&nim);
    is(
        &case.run("doctor"),
        str![[r#"
$ nimrank doctor
[code 3]
-- stdout
ok       endpoint    [NIM]/v1/ranking, as NIMRANK_BASE_URL says
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         plain http://
FAIL     health      [NIM]/v1/health/ready: the service failed (503)
                     cause: still loading
                     hint: try again later
skipped  key         it needs the health
skipped  model       it needs the health
skipped  api         it needs the health
skipped  score       it needs the health
-- requests
GET /v1/health/ready

"#]],
    );
}

/// A path of health that is broken says nothing of scores.
#[test]
fn a_server_that_cannot_say_whether_it_is_ready() {
    for status in [404, 500, 501, 502] {
        let nim = FakeNim::new().health(Reply::status(status));
        let run = Case::new().nim(&nim).run("doctor");
        let told = format!(
            "\nskipped  health      /v1/health/ready does not say ({status})\nok       key "
        );
        assert!(run.code(0).stdout_str().contains(&told), "{run}");
    }
    let nim = FakeNim::new().health(Reply::status(429));
    let run = Case::new().nim(&nim).run("doctor");
    assert!(
        run.code(3).stdout_str().contains("\nFAIL     health  "),
        "{run}"
    );
}

/// Cohere has a status of its own for it, and 402 is for a key that has nothing left to pay with.
#[test]
fn every_status_that_refuses_a_key_is_about_the_key() {
    for (status, words) in [(498, "the API key was refused (498)"), (402, "(402)")] {
        let nim = FakeNim::with(move |_| Reply::json(status, r#"{"message":"invalid token"}"#));
        let case = Case::new().nim(&nim).env("NIMRANK_API_KEY", "fake-key");
        let run = case.run("doctor -m m --api cohere");
        let told = run.code(2).stdout_str();
        let key = told.lines().find(|line| line.starts_with("FAIL     key  "));
        assert!(key.is_some_and(|line| line.contains(words)), "{run}");
        assert!(
            told.contains("\nskipped  score       it needs the key\n"),
            "{run}"
        );
    }
}

#[test]
fn a_server_that_fails_or_says_nothing() {
    let nim = FakeNim::with(|_| Reply::json(500, r#"{"error":"out of memory"}"#));
    is(
        &Case::new().nim(&nim).run("doctor"),
        str![[r#"
$ nimrank doctor
[code 3]
-- stdout
ok       endpoint    [NIM]/v1/ranking, as NIMRANK_BASE_URL says
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         plain http://
ok       health      ready, says /v1/health/ready
skipped  key         none was sent; no answer tells whether one is needed
skipped  model       nvidia/llama-nemotron-rerank-1b-v2, the only one listed
skipped  api         no answer tells whether it is nim
FAIL     score       [NIM]/v1/ranking: the service failed (500)
                     cause: out of memory
                     hint: try again later
-- requests
GET /v1/health/ready
GET /v1/models
POST /v1/ranking  1 passage, truncate END, model nvidia/llama-nemotron-rerank-1b-v2

"#]],
    );
    let nim = FakeNim::with(|_| Reply::stall());
    let run = Case::new().nim(&nim).run("doctor --timeout 0.3");
    let fail = format!(
        "\nFAIL     score       {}/v1/ranking: no answer within 0.3 s\n",
        nim.url()
    );
    assert!(run.code(3).stdout_str().contains(&fail), "{run}");
    assert_eq!(run.requests.len(), 3, "{run}");
}
