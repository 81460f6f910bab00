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
ok       endpoint    http://127.0.0.1:1/v1/ranking (from --base-url)
FAIL     connection  http://127.0.0.1:1: cannot connect
                     cause: Connection refused
                     hint: is it up, and is this its address?
skipped  tls         not checked: the connection check failed
skipped  health      not checked: the connection check failed
skipped  key         not checked: the connection check failed
skipped  model       not checked: the connection check failed
skipped  api         not checked: the connection check failed
skipped  score       not checked: the connection check failed

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
    assert_eq!(
        told.matches("the connection check failed").count(),
        6,
        "{run}"
    );
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
skipped  connection  not checked: the endpoint check failed
skipped  tls         not checked: the endpoint check failed
skipped  health      not checked: the endpoint check failed
skipped  key         not checked: the endpoint check failed
skipped  model       not checked: the endpoint check failed
skipped  api         not checked: the endpoint check failed
skipped  score       not checked: the endpoint check failed

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
ok       endpoint    https://ai.api.nvidia.com/v1/retrieval/nvidia/llama-nemotron-rerank-vl-1b-v2/reranking (default)
FAIL     connection  https://ai.api.nvidia.com: cannot connect
                     cause: Connection refused
                     hint: is it up? HTTPS_PROXY names a proxy on the way; is that up?
skipped  tls         not checked: the connection check failed
skipped  health      not checked: the connection check failed
FAIL     key         https://ai.api.nvidia.com: an API key is needed
                     hint: set NVIDIA_API_KEY, name your own server with `--base-url`, or try `--model local/bm25`
skipped  model       not checked: the connection check failed
skipped  api         not checked: the connection check failed
skipped  score       not checked: the connection check failed

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
ok       endpoint    [NIM]/v1/ranking (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
ok       health      ready (/v1/health/ready)
FAIL     key         [NIM]/v1/ranking: the API key was refused (403)
                     cause: Authorization failed
                     hint: the key came from NIMRANK_API_KEY; is it whole, valid and for this service?
skipped  model       not checked: the key check failed
skipped  api         not checked: the key check failed
skipped  score       not checked: the key check failed
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
ok       endpoint    [NIM]/v1/ranking (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
ok       health      ready (/v1/health/ready)
FAIL     key         [NIM]/v1/models: an API key is needed (401)
                     cause: Unauthorized
                     hint: no key was sent; name one with `--api-key-env` or `--api-key-file`
skipped  model       not checked: the key check failed
skipped  api         not checked: the key check failed
skipped  score       not checked: the key check failed
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
ok       endpoint    [NIM]/v1/ranking (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
ok       health      ready (/v1/health/ready)
FAIL     key         [NIM]/v1/ranking: an API key is needed (401)
                     cause: Unauthorized
                     hint: no key was sent; name one with `--api-key-env` or `--api-key-file`
skipped  model       not checked: the key check failed
skipped  api         not checked: the key check failed
skipped  score       not checked: the key check failed
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
ok       endpoint    [NIM]/v1/ranking (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
ok       health      ready (/v1/health/ready)
ok       key         not needed
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
ok       endpoint    [NIM]/v1/ranking (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
FAIL     health      [NIM]/v1/health/ready: the service failed (503)
                     cause: still loading
                     hint: try again later
skipped  key         not checked: the health check failed
skipped  model       not checked: the health check failed
skipped  api         not checked: the health check failed
skipped  score       not checked: the health check failed
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
            "\nskipped  health      not reported (/v1/health/ready: {status})\nok       key "
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
            told.contains("\nskipped  score       not checked: the key check failed\n"),
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
ok       endpoint    [NIM]/v1/ranking (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
ok       health      ready (/v1/health/ready)
skipped  key         none sent, not verified
skipped  model       nvidia/llama-nemotron-rerank-1b-v2, the only one listed
skipped  api         nim, not verified
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
