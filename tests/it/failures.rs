//! Typical failures with their complete transcripts. Update with `SNAPSHOTS=overwrite cargo test failures`
//! and review the difference.

#![allow(clippy::needless_raw_string_hashes, reason = "the snapshot tool writes them")]

use snapbox::str;

use crate::support::nim::{FakeNim, Reply};
use crate::support::{Case, Transcript};

/// A loopback port without a listener.
const NO_SERVER: &str = "http://127.0.0.1:1";

const FRUIT: &str = "green apple\nred cherry\nyellow banana\n";

/// Ranks three lines with a service that gives this reply.
fn fruit(reply: Reply) -> Transcript {
    let nim = FakeNim::script([reply]);
    let case = Case::new().nim(&nim).stdin(FRUIT);
    case.run("-m nvidia/fake -q 'green apple'")
}

#[test]
fn a_missing_query_is_a_usage_error() {
    let case = Case::new().stdin(FRUIT);
    case.run("-m local/bm25").is(str![[r#"
$ nimrank -m local/bm25
[code 2]
-- stderr
nimrank: the following required arguments were not provided: <--query <TEXT>|--query-file <FILE>>
  hint: see `nimrank --help`

"#]]);
}

#[test]
fn empty_stdin_exits_1_without_a_request() {
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim).stdin("");
    case.run("-q 'green apple'").is(str![[r#"
$ nimrank -q 'green apple'
[code 1]
-- stderr
nimrank: no documents to rank

"#]]);
}

/// `script` gives the program a terminal as stdin.
#[test]
fn stdin_on_a_terminal_is_a_usage_error() {
    let case = Case::new();
    let run = case.sh("script -qec 'nimrank -m local/bm25 -q apple' /dev/null");
    if run.code == Some(127) {
        return; // There is no `script` here.
    }
    run.code(2);
    let stderr = run.stdout_str().replace('\r', "");
    snapbox::assert_data_eq!(
        stderr,
        str![[r#"
nimrank: no documents: name a FILE, give a --doc <TEXT>, or pipe them in

"#]]
    );
}

#[test]
fn an_unreadable_file_is_named() {
    let case = Case::new().file("b.txt", FRUIT);
    case.run("-m local/bm25 -q apple notes/a.txt b.txt").is(str![[r#"
$ nimrank -m local/bm25 -q apple notes/a.txt b.txt
[code 2]
-- stderr
nimrank: notes/a.txt: No such file or directory

"#]]);
}

#[test]
fn an_invalid_json_line_is_named_with_its_column() {
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim);
    let good = "{\"text\":\"green apple\"}\n".repeat(16);
    let case = case.stdin(format!("{good}{{\"text\": oops}}\n"));
    case.run("-m nvidia/fake -q apple -i jsonl").is(str![[r#"
$ nimrank -m nvidia/fake -q apple -i jsonl
[code 2]
-- stderr
nimrank: stdin:17: not a JSON object
  cause: expected value at column 10
  hint: `--input lines` takes each line as plain text

"#]]);
}

#[test]
fn a_table_without_a_text_column_lists_its_columns() {
    let case = Case::new().file("faq.csv", "id,title,answer\n1,Apples,They are green.\n");
    case.run("-m local/bm25 -q apple faq.csv").is(str![[r#"
$ nimrank -m local/bm25 -q apple faq.csv
[code 2]
-- stderr
nimrank: faq.csv: no column `text`, `passage`, `content`, `contents`, `page_content`, `document`, `body`
  cause: its columns are `id`, `title`, `answer`
  hint: name the text with `--text-field answer`

"#]]);
}

#[test]
fn the_hosted_service_without_a_key_gets_no_request() {
    let case = Case::new().stdin(FRUIT);
    case.run("-q 'green apple'").is(str![[r#"
$ nimrank -q 'green apple'
[code 2]
-- stderr
nimrank: https://ai.api.nvidia.com: an API key is needed
  hint: set NVIDIA_API_KEY, name your own server with `--base-url`, or try `--model local/bm25`

"#]]);
}

#[test]
fn a_refused_key_names_its_source() {
    let body = r#"{"status":403,"title":"Forbidden","detail":"Authorization failed"}"#;
    let nim = FakeNim::script([Reply::json(403, body)]);
    let case = Case::new().nim(&nim).stdin(FRUIT);
    let case = case.env("TEAM_KEY", "fake-key-of-the-team");
    case.run("-m nvidia/fake --api-key-env TEAM_KEY -q 'green apple'").is(str![[r#"
$ nimrank -m nvidia/fake --api-key-env TEAM_KEY -q 'green apple'
[code 2]
-- stderr
nimrank: [NIM]/v1/ranking: the API key was refused (403)
  cause: Authorization failed
  hint: the key came from TEAM_KEY; is it complete, valid and for this service?
-- requests
POST /v1/ranking  3 passages, truncate END, model nvidia/fake  [authorization]

"#]]);
}

#[test]
fn a_refused_connection_exits_3() {
    let case = Case::new().stdin(FRUIT);
    case.run(&format!("--base-url {NO_SERVER}/v1 -m nvidia/fake -q 'green apple'")).is(str![[r#"
$ nimrank --base-url http://127.0.0.1:1/v1 -m nvidia/fake -q 'green apple'
[code 3]
-- stderr
nimrank: http://127.0.0.1:1: cannot connect
  cause: Connection refused
  hint: is it running, and is this its address?

"#]]);
}

#[test]
fn a_timeout_exits_3() {
    let nim = FakeNim::script([Reply::stall()]);
    let case = Case::new().nim(&nim).stdin(FRUIT);
    case.run("-m nvidia/fake --timeout 0.5 -q 'green apple'").is(str![[r#"
$ nimrank -m nvidia/fake --timeout 0.5 -q 'green apple'
[code 3]
-- stderr
nimrank: [NIM]/v1/ranking: no response within 0.5 s
  hint: wait longer with `--timeout`, or send fewer documents per request with `--batch-size`
-- requests
POST /v1/ranking  3 passages, truncate END, model nvidia/fake

"#]]);
}

#[test]
fn the_message_of_an_overloaded_service_is_printed() {
    let body = r#"{"status":429,"title":"Too Many Requests"}"#;
    fruit(Reply::json(429, body)).is(str![[r#"
$ nimrank -m nvidia/fake -q 'green apple'
[code 3]
-- stderr
nimrank: [NIM]/v1/ranking: the service is busy (429)
  cause: Too Many Requests
  hint: reduce the load with `--concurrency`, `--batch-size` or `--rpm`
-- requests
POST /v1/ranking  3 passages, truncate END, model nvidia/fake

"#]]);
}

#[test]
fn a_rejected_document_is_named_by_its_origin() {
    let body = r#"{"detail":[{"type":"string_too_long","loc":["body","passages",1,"text"],
        "msg":"Input length 9000 exceeds maximum allowed token size 8192","input":"private words"}]}"#;
    let nim = FakeNim::script([Reply::ok(), Reply::json(422, body)]);
    let case = Case::new().nim(&nim).file("a.txt", "green apple\nred cherry\nlime\n\n");
    let case = case.file("b.txt", "a very long story\n");
    // The second request holds line 3 of a.txt and line 1 of b.txt, because blank lines are not sent.
    case.run("-m nvidia/fake -j 1 --batch-size 2 --truncate none -q 'green apple' a.txt b.txt").is(
        str![[r#"
$ nimrank -m nvidia/fake -j 1 --batch-size 2 --truncate none -q 'green apple' a.txt b.txt
[code 2]
-- stderr
nimrank: [NIM]/v1/ranking: the request was rejected (422), because of b.txt:1
  cause: body.passages.1.text: Input length 9000 exceeds maximum allowed token size 8192
  hint: truncate long documents with `--truncate end`
-- requests
POST /v1/ranking  2 passages, truncate NONE, model nvidia/fake
POST /v1/ranking  2 passages, truncate NONE, model nvidia/fake

"#]],
    );
}

#[test]
fn a_wrong_path_or_model_exits_2() {
    fruit(Reply::text(404, "404 page not found\n")).is(str![[r#"
$ nimrank -m nvidia/fake -q 'green apple'
[code 2]
-- stderr
nimrank: [NIM]/v1/ranking: no such endpoint or model (404)
  cause: 404 page not found
  hint: check `--base-url`, `--model` and `--api`, or run `nimrank doctor` with the same options
-- requests
POST /v1/ranking  3 passages, truncate END, model nvidia/fake

"#]]);
}

#[test]
fn a_redirect_is_reported_and_not_followed() {
    let elsewhere = FakeNim::new().expect_no_calls();
    let nim =
        FakeNim::script([Reply::status(307).header("location", "https://nim.example/v1/ranking")]);
    let case = Case::new().nim(&nim).stdin(FRUIT);
    case.run("-m nvidia/fake -q 'green apple'").is(str![[r#"
$ nimrank -m nvidia/fake -q 'green apple'
[code 2]
-- stderr
nimrank: [NIM]/v1/ranking: redirected to https://nim.example/v1/ranking (307); not followed
  hint: if you trust it: `--base-url https://nim.example/v1/ranking`
-- requests
POST /v1/ranking  3 passages, truncate END, model nvidia/fake

"#]]);

    for status in [301, 302, 303, 307, 308] {
        let place = format!("{}/v1/ranking", elsewhere.url());
        let nim = FakeNim::script([Reply::status(status).header("location", &place)]);
        let case = Case::new().nim(&nim).stdin(FRUIT);
        let run = case.run("-m nvidia/fake -q 'green apple'");
        let first = format!("redirected to {place} ({status}); not followed\n");
        assert!(run.code(2).stderr_str().contains(&first), "{run}");
    }
}

#[test]
fn a_response_that_is_not_a_ranking_exits_2() {
    fruit(Reply::json(200, r#"{"object":"list","data":[]}"#)).is(str![[r#"
$ nimrank -m nvidia/fake -q 'green apple'
[code 2]
-- stderr
nimrank: [NIM]/v1/ranking: the response is not a ranking: missing field `rankings`
  hint: is this the URL of a reranker? see `--base-url` and `--api`, or run `nimrank doctor` with the same options
-- requests
POST /v1/ranking  3 passages, truncate END, model nvidia/fake

"#]]);
}

#[test]
fn a_response_of_another_api_hints_at_the_option() {
    fruit(Reply::json(200, r#"{"results":[{"index":0,"relevance_score":0.9}]}"#)).is(str![[r#"
$ nimrank -m nvidia/fake -q 'green apple'
[code 2]
-- stderr
nimrank: [NIM]/v1/ranking: the response is not a ranking: it has the form of the cohere api
  hint: use `--api cohere`
-- requests
POST /v1/ranking  3 passages, truncate END, model nvidia/fake

"#]]);
}

#[test]
fn an_incomplete_ranking_exits_3() {
    fruit(Reply::json(200, r#"{"rankings":[{"index":2,"logit":1.5},{"index":0,"logit":0.5}]}"#))
        .is(str![[r#"
$ nimrank -m nvidia/fake -q 'green apple'
[code 3]
-- stderr
nimrank: [NIM]/v1/ranking: 3 passages were sent, but 2 scores came back, none for index 1
-- requests
POST /v1/ranking  3 passages, truncate END, model nvidia/fake

"#]]);
}

#[test]
fn a_truncated_response_exits_3() {
    fruit(Reply::cut_short()).is(str![[r#"
$ nimrank -m nvidia/fake -q 'green apple'
[code 3]
-- stderr
nimrank: [NIM]/v1/ranking: the response ended early
  cause: end of file before message length reached
-- requests
POST /v1/ranking  3 passages, truncate END, model nvidia/fake

"#]]);
}
