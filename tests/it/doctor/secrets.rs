//! What may be a secret in what was typed: it is sent, and not repeated.

#![allow(
    clippy::needless_raw_string_hashes,
    reason = "the snapshot tool writes them"
)]

use snapbox::str;

use super::is;
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

/// The query of a base may hold a key, and what is found is pasted into reports.
#[test]
fn what_may_be_secret_is_not_repeated() {
    let nim = FakeNim::new();
    let base = format!("{}/v1?api_key=fake-secret&x=", nim.url());
    let case = Case::new().nim(&nim).env("NIMRANK_BASE_URL", &base);
    is(
        &case.run("doctor -m nvidia/fake -H 'X-Key: fake-secret'"),
        str![[r#"
$ nimrank doctor -m nvidia/fake -H 'X-Key: fake-secret'
[code 0]
-- stdout
ok       endpoint    [NIM]/v1/ranking (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
ok       health      ready (/v1/health/ready)
ok       key         not needed
ok       model       nvidia/fake, not listed
ok       api         nim
ok       score       -1 (logit) for one document, [TIME]

this works, with your own in place of ***:
  nimrank --base-url '[NIM]/v1?api_key=***&x=' --model nvidia/fake -H 'X-Key: ***' -q 'how much memory does a GPU have?' --doc 'The H100 GPU has 80 GB of memory.'
-- requests
GET /v1/health/ready?api_key=fake-secret&x=
GET /v1/models?api_key=fake-secret&x=
POST /v1/ranking?api_key=fake-secret&x=  1 passage, truncate END, model nvidia/fake

"#]],
    );
    let run = case.run("doctor -f json -m nvidia/fake");
    let findings: serde_json::Value = serde_json::from_str(run.code(0).stdout_str()).expect("JSON");
    assert_eq!(findings["masked"], true);
    // The service speaks another API than the one that is asked for.
    let nim = FakeNim::with(|seen| {
        if seen.path == "/v1/ranking?api_key=fake-secret" {
            Reply::ok()
        } else {
            Reply::status(404)
        }
    });
    let base = format!("{}/v2/rerank?api_key=fake-secret", nim.url());
    let case = Case::new().nim(&nim).env("NIMRANK_BASE_URL", &base);
    is(
        &case.run("doctor"),
        str![[r#"
$ nimrank doctor
[code 2]
-- stdout
ok       endpoint    [NIM]/v2/rerank (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
ok       health      ready (/health)
ok       key         not needed
ok       model       nvidia/llama-nemotron-rerank-1b-v2, the only one listed
FAIL     api         not cohere: the service speaks nim at [NIM]/v1/ranking
                     cause: [NIM]/v2/rerank: no such endpoint or model (404)
                     hint: use `--base-url '[NIM]/?api_key=***' --api nim`, with your own in place of ***
ok       score       -1 (logit) for one document, [TIME]

this works, with your own in place of ***:
  nimrank --base-url '[NIM]/?api_key=***' --model nvidia/llama-nemotron-rerank-1b-v2 -q 'how much memory does a GPU have?' --doc 'The H100 GPU has 80 GB of memory.'
-- requests
GET /health?api_key=fake-secret
POST /rerank?api_key=fake-secret  1 passage, model nvidia/llama-nemotron-rerank-1b-v2
POST /v1/ranking?api_key=fake-secret  1 passage, truncate END, model nvidia/llama-nemotron-rerank-1b-v2
POST /v1/rerank?api_key=fake-secret  1 passage, model nvidia/llama-nemotron-rerank-1b-v2
GET /v2/models?api_key=fake-secret
POST /v2/rerank?api_key=fake-secret  1 passage, model nvidia/llama-nemotron-rerank-1b-v2

"#]],
    );
    is(
        &Case::new().run("-q a --doc b --base-url 'h/v1?api_key=fake-secret'"),
        str![[r#"
$ nimrank -q a --doc b --base-url 'h/v1?api_key=fake-secret'
[code 2]
-- stderr
nimrank: the base URL has no http:// or https:// in front
  hint: write `--base-url http://h/v1?api_key=***`, with your own in place of ***

"#]],
    );
}
