//! What a service can do wrong: every fault as a script of replies, with the whole transcript of what the
//! program makes of it in `tests/fixtures/faults.txt`. After every recovered run the ranking is that of a run
//! without faults.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::nim::{FakeNim, Reply, Seen};
use crate::support::{Case, assert_fresh};

const DOCUMENTS: &str = "red apple\ngreen apple pie\nblue sky\n";
const RANKING: &str =
    "1\t-1.0\tstdin:2\tgreen apple pie\n2\t-3.0\tstdin:1\tred apple\n3\t-5.0\tstdin:3\tblue sky\n";
const ASK: &str = "-q 'green apple' -m test/model --max-wait 0.01 --retries 2";

fn status(status: u16) -> Reply {
    Reply::status(status)
}

fn ranking(items: &str) -> Reply {
    Reply::json(200, format!("{{\"rankings\":[{items}]}}"))
}

fn problem(status: u16, detail: &str) -> Reply {
    Reply::json(
        status,
        format!("{{\"status\":{status},\"title\":\"Problem\",\"detail\":\"{detail}\"}}"),
    )
}

/// Faults that pass: one or more, then the ranking.
#[allow(clippy::too_many_lines, reason = "a flat list")]
fn passing() -> Vec<(&'static str, Vec<Reply>)> {
    let logit = |logit: &str| {
        ranking(&format!(
            "{{\"index\":0,\"logit\":{logit}}},{{\"index\":1,\"logit\":1}},{{\"index\":2,\"logit\":2}}"
        ))
    };
    let now = "Sun, 06 Nov 1994 08:49:37 GMT";
    let mut faults: Vec<(&'static str, Vec<Reply>)> = vec![
        ("408", vec![status(408)]),
        ("425", vec![status(425)]),
        ("429", vec![status(429)]),
        ("429 with a body", vec![problem(429, "slow down")]),
        (
            "429 that says at once",
            vec![status(429).header("retry-after", "0")],
        ),
        (
            "429 with a date that has passed",
            vec![status(429).header("retry-after", now)],
        ),
        ("500", vec![status(500)]),
        (
            "500 with an error",
            vec![Reply::json(500, "{\"error\":\"oops\"}")],
        ),
        (
            "502 page",
            vec![Reply::html(
                502,
                "<html><title>502 Bad Gateway</title></html>",
            )],
        ),
        ("503", vec![status(503)]),
        (
            "503 that says at once",
            vec![status(503).header("retry-after", "0")],
        ),
        ("504 without a body", vec![status(504)]),
        ("524 of a proxy", vec![status(524)]),
        ("529", vec![status(529)]),
        (
            "degraded function",
            vec![problem(
                400,
                "Function id 'f': DEGRADED function cannot be invoked",
            )],
        ),
        ("hung up", vec![Reply::hang_up()]),
        ("cut short", vec![Reply::cut_short()]),
        ("no body", vec![Reply::text(200, "")]),
        ("white space for a body", vec![Reply::text(200, " \n")]),
        (
            "JSON that breaks off",
            vec![Reply::json(200, "{\"rankings\":[{\"index\":0,\"log")],
        ),
        (
            "JSON that breaks off at a brace",
            vec![Reply::json(200, "{")],
        ),
        (
            "broken chunks",
            vec![Reply::raw(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"ran\r\nzz\r\n",
            )],
        ),
        ("no HTTP", vec![Reply::raw("hello\r\n\r\n")]),
        ("NaN", vec![logit("NaN")]),
        ("Infinity", vec![logit("-Infinity")]),
        ("null for a score", vec![logit("null")]),
        ("a score past all numbers", vec![logit("1e999")]),
    ];
    let both = [
        ("500, then 429", 500, 429),
        ("503 twice", 503, 503),
        ("429 twice", 429, 429),
    ];
    faults.extend(both.map(|(name, one, other)| (name, vec![status(one), status(other)])));
    faults.push(("hung up, then NaN", vec![Reply::hang_up(), logit("NaN")]));
    faults.push(("cut short, then 500", vec![Reply::cut_short(), status(500)]));
    faults
}

/// Faults that last, or that nothing is gained by asking again for.
#[allow(clippy::too_many_lines, reason = "a flat list")]
fn lasting() -> Vec<(&'static str, Vec<Reply>)> {
    let gone = "{\"type\":\"about:blank\",\"title\":\"Gone\",\"status\":410,\"detail\":\"This endpoint has reached its end of life on 2026-08-25T09:00:00Z and is no longer available.\"}";
    let long = "{\"error\":\"Input length 9000 exceeds maximum allowed token size 8192\"}";
    let unknown =
        "{\"error\":\"top_k: unknown field, expected one of model, query, passages, truncate\"}";
    let field = "{\"detail\":[{\"loc\":[\"body\",\"passages\",1,\"text\"],\"msg\":\"Input should be a valid string\",\"input\":\"green apple pie\"}]}";
    let one = "{\"index\":0,\"logit\":1}";
    let two = "{\"index\":0,\"logit\":1},{\"index\":1,\"logit\":2}";
    vec![
        ("400 unknown field", vec![Reply::json(400, unknown)]),
        ("400 without words", vec![status(400)]),
        (
            "401",
            vec![Reply::text(
                401,
                "Header of type `authorization` was missing",
            )],
        ),
        (
            "402",
            vec![problem(
                402,
                "Account 'a': Cloud credits expired - Please contact NVIDIA representatives",
            )],
        ),
        ("403", vec![problem(403, "Authorization failed")]),
        (
            "404 of a gateway",
            vec![Reply::text(404, "404 page not found\n")],
        ),
        (
            "404 of an account",
            vec![problem(404, "Function 'f': Not found for account 'a'")],
        ),
        (
            "404 of a framework",
            vec![Reply::json(404, "{\"detail\":\"Not Found\"}")],
        ),
        (
            "405",
            vec![Reply::json(405, "{\"detail\":\"Method Not Allowed\"}")],
        ),
        ("410", vec![Reply::json(410, gone)]),
        (
            "415",
            vec![Reply::text(
                415,
                "Expected request with `Content-Type: application/json`",
            )],
        ),
        ("422 that names a passage", vec![Reply::json(422, field)]),
        (
            "501",
            vec![Reply::json(
                501,
                "{\"error\":{\"message\":\"This server does not support reranking.\"}}",
            )],
        ),
        (
            "502 around a 404",
            vec![problem(502, "Backend returned 404: not found")],
        ),
        (
            "302",
            vec![status(302).header("location", "https://elsewhere.example/v1/ranking")],
        ),
        ("307 to nowhere", vec![status(307)]),
        (
            "503 for three hours",
            vec![problem(503, "taken offline").header("retry-after", "10800")],
        ),
        (
            "429 for a minute and a half",
            vec![status(429).header("retry-after", "90")],
        ),
        (
            "500 to the end",
            vec![
                problem(500, "boom"),
                problem(500, "boom"),
                problem(500, "boom"),
            ],
        ),
        (
            "429 to the end",
            vec![
                problem(429, "slow"),
                problem(429, "slow"),
                problem(429, "slow"),
            ],
        ),
        (
            "hung up to the end",
            vec![Reply::hang_up(), Reply::hang_up(), Reply::hang_up()],
        ),
        (
            "a page",
            vec![Reply::html(200, "<html><title>Welcome</title></html>")],
        ),
        (
            "an error object with status 200",
            vec![Reply::json(
                200,
                "{\"error\":{\"message\":\"upstream failed\",\"code\":\"200\"}}",
            )],
        ),
        (
            "no rankings",
            vec![Reply::json(200, "{\"usage\":{\"total_tokens\":3}}")],
        ),
        (
            "rankings that are no list",
            vec![Reply::json(200, "{\"rankings\":{}}")],
        ),
        (
            "the form of cohere",
            vec![Reply::json(
                200,
                "{\"results\":[{\"index\":0,\"relevance_score\":0.5}]}",
            )],
        ),
        (
            "the form of tei",
            vec![Reply::json(200, "[{\"index\":0,\"score\":0.5}]")],
        ),
        ("text", vec![Reply::text(200, "OK")]),
        (
            "zipped",
            vec![Reply::raw(
                "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\n\x1f\u{7f}\x08\x00",
            )],
        ),
        ("an index is missing", vec![ranking(two)]),
        ("nothing is ranked", vec![ranking("")]),
        (
            "an index comes twice",
            vec![ranking(&format!("{two},{one}"))],
        ),
        (
            "an index past the end",
            vec![ranking(&format!("{two},{{\"index\":3,\"logit\":1}}"))],
        ),
        (
            "a negative index",
            vec![ranking(&format!("{two},{{\"index\":-1,\"logit\":1}}"))],
        ),
        (
            "a broken index",
            vec![ranking(&format!("{two},{{\"index\":1.5,\"logit\":1}}"))],
        ),
        (
            "an index in quotes",
            vec![ranking(&format!("{two},{{\"index\":\"2\",\"logit\":1}}"))],
        ),
        (
            "text for a score",
            vec![ranking(&format!("{two},{{\"index\":2,\"logit\":\"1.5\"}}"))],
        ),
        (
            "a list for a score",
            vec![ranking(&format!("{two},{{\"index\":2,\"logit\":[1]}}"))],
        ),
        ("no index", vec![ranking(&format!("{two},{{\"logit\":1}}"))]),
        ("no score", vec![ranking(&format!("{two},{{\"index\":2}}"))]),
        (
            "more than any ranking",
            vec![Reply::json(
                200,
                format!("{{\"rankings\":[],\"x\":\"{}\"}}", "x".repeat(3 << 20)),
            )],
        ),
        ("long words", vec![problem(400, &"word ".repeat(200))]),
        (
            "words that move the cursor",
            vec![Reply::text(
                400,
                "\u{1b}[2J\u{1b}[1;1Hyou are\r\nowned\u{202e}",
            )],
        ),
        (
            "too long for one",
            vec![
                Reply::json(422, long),
                Reply::ok(),
                Reply::json(422, long),
                Reply::json(422, long),
            ],
        ),
    ]
}

fn run(replies: Vec<Reply>) -> crate::support::Transcript {
    let nim = FakeNim::script(replies);
    Case::new().nim(&nim).stdin(DOCUMENTS).run(ASK)
}

#[test]
fn faults_are_overcome_or_told() {
    let (passing, lasting) = (passing(), lasting());
    assert!(passing.len() + lasting.len() >= 60);
    let mut text = String::new();
    for (name, mut replies) in passing {
        replies.push(Reply::ok());
        let transcript = run(replies);
        assert_eq!(
            transcript.stdout,
            RANKING.as_bytes(),
            "{name}: {transcript}"
        );
        writeln!(text, "=== {name}\n{transcript}").expect("memory takes it");
    }
    for (name, replies) in lasting {
        let transcript = run(replies);
        assert!(transcript.stdout.is_empty(), "{name}: {transcript}");
        writeln!(text, "=== {name}\n{transcript}").expect("memory takes it");
    }
    assert_fresh("tests/fixtures/faults.txt", &text);
}

/// Documents of which each has another score.
fn documents(count: usize) -> String {
    let words = ["green", "apple", "pie", "with", "cream"];
    let line = |n: usize| format!("{} number {n}\n", words[..n % 6].join(" "));
    (0..count).map(line).collect()
}

fn ranked(nim: &FakeNim, options: &str) -> crate::support::Transcript {
    let ask = format!("-q 'green apple pie with cream' -m test/model --max-wait 0.01 {options}");
    Case::new().nim(nim).stdin(documents(60)).run(&ask)
}

#[test]
fn faults_on_some_threads_change_nothing() {
    let options = "--batch-size 2 --concurrency 4 --retries 20";
    let whole = ranked(&FakeNim::new(), options);
    whole.code(0);
    let every_fifth = AtomicUsize::new(0);
    let burst = AtomicUsize::new(0);
    let turn = |count: &AtomicUsize| count.fetch_add(1, Ordering::SeqCst);
    let kinds = [
        Reply::status(500),
        Reply::hang_up(),
        Reply::status(429),
        Reply::cut_short(),
    ];
    let fifth = FakeNim::with(move |_: &Seen| match turn(&every_fifth) {
        n if n % 5 == 4 => kinds[n % 4].clone(),
        _ => Reply::ok(),
    });
    let bursts = FakeNim::with(move |_: &Seen| match turn(&burst) {
        n if n % 12 < 5 => Reply::status(429),
        _ => Reply::ok(),
    });
    for nim in [fifth, bursts] {
        let run = ranked(&nim, options);
        run.code(0);
        assert_eq!(run.stdout, whole.stdout);
        assert!(nim.requests().len() > 30);
    }
}

#[test]
fn no_retries_is_one_attempt() {
    let nim = FakeNim::script([Reply::status(500)]);
    let run = Case::new()
        .nim(&nim)
        .stdin(DOCUMENTS)
        .run("-q 'green apple' -m test/model --retries 0");
    run.code(3);
    assert_eq!(run.requests.len(), 1);
}

#[test]
fn a_request_of_too_many_passages_is_halved_until_it_fits() {
    let nim = FakeNim::with(|seen: &Seen| match seen.passages().len() {
        0..=7 => Reply::ok(),
        8..=20 => Reply::html(
            413,
            "<html><title>413 Request Entity Too Large</title></html>",
        ),
        many => Reply::json(
            422,
            format!(
                "{{\"detail\":[{{\"type\":\"too_long\",\"loc\":[\"body\",\"passages\"],\"msg\":\"List should have at most 20 items after validation, not {many}\"}}]}}"
            ),
        ),
    });
    let whole = ranked(&FakeNim::new(), "");
    let run = ranked(&nim, "--concurrency 1");
    run.code(0);
    assert_eq!(run.stdout, whole.stdout);
    let counts: Vec<_> = nim
        .requests()
        .iter()
        .map(|seen| seen.passages().len())
        .collect();
    // 60 and 30 are refused by number, 15 and 8 by size; nothing of those sizes is sent again.
    assert_eq!(counts, [60, 30, 15, 7, 8, 4, 4, 7, 4, 4, 7, 4, 4, 7, 4, 4]);
}

#[test]
fn one_document_that_is_too_long_is_found_and_named() {
    let nim = FakeNim::with(|seen: &Seen| {
        if seen
            .passages()
            .iter()
            .any(|text| text.contains("number 41"))
        {
            Reply::json(
                422,
                "{\"error\":\"Input length 9000 exceeds maximum allowed token size 8192\"}",
            )
        } else {
            Reply::ok()
        }
    });
    let run = ranked(&nim, "--truncate none");
    run.code(2);
    assert!(run.stdout.is_empty());
    let first = run
        .stderr_str()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    assert!(
        first.ends_with("the request was rejected (422), because of stdin:42"),
        "{run}"
    );
    assert!(
        run.stderr_str()
            .contains("hint: cut long documents with `--truncate end`"),
        "{run}"
    );
}

#[test]
fn an_answer_that_is_not_ready_is_asked_for_until_it_is() {
    let whole = "{\"rankings\":[{\"index\":1,\"logit\":-1},{\"index\":0,\"logit\":-3},{\"index\":2,\"logit\":-5}]}";
    let unready = || Reply::status(202).header("nvcf-reqid", "abc-1");
    for (unready, path) in [
        (unready(), "/v1/status/abc-1"),
        (
            unready().header("location", "/jobs/status/7"),
            "/jobs/status/7",
        ),
        (
            unready().header("location", "https://elsewhere.example/status/7"),
            "/v1/status/abc-1",
        ),
    ] {
        let nim = FakeNim::script([unready, Reply::json(200, whole)]);
        let case = Case::new()
            .nim(&nim)
            .env("NIMRANK_API_KEY", "fake-key-123456");
        let run = case.stdin(DOCUMENTS).run(ASK);
        run.code(0);
        assert_eq!(run.stdout, RANKING.as_bytes());
        let poll = &nim.requests()[1];
        assert_eq!((poll.method.as_str(), poll.path.as_str()), ("GET", path));
        assert_eq!(poll.header("authorization"), Some("Bearer fake-key-123456"));
    }
}

#[test]
fn an_answer_that_never_is_ready_times_out() {
    let nim = FakeNim::with(|_: &Seen| Reply::status(202).header("nvcf-reqid", "abc-1"));
    let case = Case::new().nim(&nim).stdin(DOCUMENTS);
    let run = case.run("-q 'green apple' -m test/model --timeout 0.4 --retries 0");
    run.code(3);
    assert!(run.stderr_str().contains("no answer within 0.4 s"), "{run}");
}

#[test]
fn a_stalled_answer_is_bounded_and_asked_for_again() {
    for stalled in [Reply::stall(), Reply::stall_in_body()] {
        let nim = FakeNim::script([stalled, Reply::ok()]);
        let run = Case::new()
            .nim(&nim)
            .stdin(DOCUMENTS)
            .run(&format!("{ASK} --timeout 0.5"));
        run.code(0);
        assert_eq!(run.stdout, RANKING.as_bytes());
    }
}

#[test]
fn the_end_of_a_model_is_told_before_it_comes() {
    let soon = Reply::ok().header("deprecation", "2026-12-24T09:00:00Z");
    let nim = FakeNim::script([soon.clone(), soon]);
    let case = Case::new().nim(&nim).stdin(DOCUMENTS);
    let run = case.run("-q 'green apple' -m nvidia/llama-nemotron-rerank-500m-v2 --batch-size 2");
    run.code(0);
    let warning = "nimrank: warning: the service retires nvidia/llama-nemotron-rerank-500m-v2 on 2026-12-24; its successor is nvidia/llama-nemotron-rerank-vl-1b-v2\n";
    assert_eq!(run.stderr_str(), warning);
}

#[test]
fn documents_pass_through_unranked_when_that_is_wanted() {
    let failing = || FakeNim::script([Reply::ok(), Reply::status(500)]);
    let ask =
        "-q 'green apple' -m test/model --retries 0 --batch-size 1 -j 1 --on-error passthrough";
    let pass = |options: &str| {
        let nim = failing();
        Case::new()
            .nim(&nim)
            .stdin(DOCUMENTS)
            .run(&format!("{ask} {options}"))
    };
    let run = pass("");
    run.code(3);
    assert_eq!(
        run.stdout_str(),
        "1\t\tstdin:1\tred apple\n2\t\tstdin:2\tgreen apple pie\n3\t\tstdin:3\tblue sky\n"
    );
    assert!(
        run.stderr_str()
            .contains("warning: not ranked: the documents are in input order\n"),
        "{run}"
    );
    assert!(
        run.stderr_str().contains("the service failed (500)"),
        "{run}"
    );
    let run = pass("-n 2 --min-score 0 -f raw");
    run.code(3);
    assert_eq!(run.stdout_str(), "red apple\ngreen apple pie\n");
    assert!(
        run.stderr_str().contains("--min-score was not applied"),
        "{run}"
    );
}

#[test]
fn passing_through_changes_nothing_where_nothing_fails_or_the_fault_is_the_users() {
    let nim = FakeNim::new();
    let ask = "-q 'green apple' -m test/model --on-error passthrough";
    let run = Case::new()
        .nim(&nim)
        .stdin(DOCUMENTS)
        .run(&format!("{ask} -n 1 --min-score -4"));
    run.code(0);
    assert_eq!(run.stdout_str(), "1\t-1.0\tstdin:2\tgreen apple pie\n");
    let nim = FakeNim::script([Reply::status(401)]);
    let run = Case::new().nim(&nim).stdin(DOCUMENTS).run(ask);
    run.code(2);
    assert!(run.stdout.is_empty());
}
