//! Recovery from transient failures, beyond the golden file `service_faults.txt`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use nimrank::testing::client::{ClientError, Decision, FailureKind, RetryPolicy};

use crate::support::Case;
use crate::support::nim::{FakeNim, Reply, Seen};

const DOCUMENTS: &str = "red apple\ngreen apple pie\nblue sky\n";
const RANKING: &str =
    "1\t-1.0\tstdin:2\tgreen apple pie\n2\t-3.0\tstdin:1\tred apple\n3\t-5.0\tstdin:3\tblue sky\n";
const ARGS: &str = "-q 'green apple' -m test/model --max-wait 0.01 --retries 2";

/// Returns documents with distinct scores.
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
    let kinds = [Reply::status(500), Reply::hang_up(), Reply::status(429), Reply::cut_short()];
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
fn retries_0_sends_one_request() {
    let nim = FakeNim::script([Reply::status(500)]);
    let run =
        Case::new().nim(&nim).stdin(DOCUMENTS).run("-q 'green apple' -m test/model --retries 0");
    run.code(3);
    assert_eq!(run.requests.len(), 1);
}

#[test]
fn too_large_requests_are_halved_until_they_fit() {
    let nim = FakeNim::with(|seen: &Seen| match seen.passages().len() {
        0..=7 => Reply::ok(),
        8..=20 => Reply::html(413, "<html><title>413 Request Entity Too Large</title></html>"),
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
    let counts: Vec<_> = nim.requests().iter().map(|seen| seen.passages().len()).collect();
    // Sizes 60 and 30 are refused by count, 15 and 8 by bytes; no such size is sent again.
    assert_eq!(counts, [60, 30, 15, 7, 8, 4, 4, 7, 4, 4, 7, 4, 4, 7, 4, 4]);
}

#[test]
fn a_too_long_document_is_identified() {
    let nim = FakeNim::with(|seen: &Seen| {
        if seen.passages().iter().any(|text| text.contains("number 41")) {
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
    let first = run.stderr_str().lines().next().unwrap_or_default().to_owned();
    assert!(first.ends_with("the request was rejected (422), because of stdin:42"), "{run}");
    assert!(
        run.stderr_str().contains("hint: truncate long documents with `--truncate end`"),
        "{run}"
    );
}

#[test]
fn a_202_response_is_polled_until_ready() {
    let whole = "{\"rankings\":[{\"index\":1,\"logit\":-1},{\"index\":0,\"logit\":-3},{\"index\":2,\"logit\":-5}]}";
    let unready = || Reply::status(202).header("nvcf-reqid", "abc-1");
    for (unready, path) in [
        (unready(), "/v1/status/abc-1"),
        (unready().header("location", "/jobs/status/7"), "/jobs/status/7"),
        (unready().header("location", "https://elsewhere.example/status/7"), "/v1/status/abc-1"),
    ] {
        let nim = FakeNim::script([unready, Reply::json(200, whole)]);
        let case = Case::new().nim(&nim).env("NIMRANK_API_KEY", "fake-key-123456");
        let run = case.stdin(DOCUMENTS).run(ARGS);
        run.code(0);
        assert_eq!(run.stdout, RANKING.as_bytes());
        let poll = &nim.requests()[1];
        assert_eq!((poll.method.as_str(), poll.path.as_str()), ("GET", path));
        assert_eq!(poll.header("authorization"), Some("Bearer fake-key-123456"));
    }
}

#[test]
fn polling_times_out() {
    let nim = FakeNim::with(|_: &Seen| Reply::status(202).header("nvcf-reqid", "abc-1"));
    let case = Case::new().nim(&nim).stdin(DOCUMENTS);
    let run = case.run("-q 'green apple' -m test/model --timeout 0.4 --retries 0");
    run.code(3);
    assert!(run.stderr_str().contains("no response within 0.4 s"), "{run}");
}

#[test]
fn a_stalled_response_times_out_and_is_retried() {
    for stalled in [Reply::stall(), Reply::stall_in_body()] {
        let nim = FakeNim::script([stalled, Reply::ok()]);
        let run = Case::new().nim(&nim).stdin(DOCUMENTS).run(&format!("{ARGS} --timeout 0.5"));
        run.code(0);
        assert_eq!(run.stdout, RANKING.as_bytes());
    }
}

#[test]
fn a_deprecation_header_is_a_warning() {
    let soon = Reply::ok().header("deprecation", "2026-12-24T09:00:00Z");
    let nim = FakeNim::script([soon.clone(), soon]);
    let case = Case::new().nim(&nim).stdin(DOCUMENTS);
    let run = case.run("-q 'green apple' -m nvidia/llama-nemotron-rerank-500m-v2 --batch-size 2");
    run.code(0);
    let warning = "nimrank: warning: the service retires nvidia/llama-nemotron-rerank-500m-v2 on 2026-12-24; its successor is nvidia/llama-nemotron-rerank-vl-1b-v2\n";
    assert_eq!(run.stderr_str(), warning);
}

#[test]
fn passthrough_prints_documents_in_input_order() {
    let failing = || FakeNim::script([Reply::ok(), Reply::status(500)]);
    let ask =
        "-q 'green apple' -m test/model --retries 0 --batch-size 1 -j 1 --on-error passthrough";
    let pass = |options: &str| {
        let nim = failing();
        Case::new().nim(&nim).stdin(DOCUMENTS).run(&format!("{ask} {options}"))
    };
    let run = pass("");
    run.code(3);
    assert_eq!(
        run.stdout_str(),
        "1\t\tstdin:1\tred apple\n2\t\tstdin:2\tgreen apple pie\n3\t\tstdin:3\tblue sky\n"
    );
    assert!(
        run.stderr_str().contains("warning: not ranked: the documents are in input order\n"),
        "{run}"
    );
    assert!(run.stderr_str().contains("the service failed (500)"), "{run}");
    let run = pass("-n 2 --min-score 0 -f raw");
    run.code(3);
    assert_eq!(run.stdout_str(), "red apple\ngreen apple pie\n");
    assert!(run.stderr_str().contains("--min-score was not applied"), "{run}");
}

#[test]
fn passthrough_does_not_apply_to_success_or_user_errors() {
    let nim = FakeNim::new();
    let ask = "-q 'green apple' -m test/model --on-error passthrough";
    let run = Case::new().nim(&nim).stdin(DOCUMENTS).run(&format!("{ask} -n 1 --min-score -4"));
    run.code(0);
    assert_eq!(run.stdout_str(), "1\t-1.0\tstdin:2\tgreen apple pie\n");
    let nim = FakeNim::script([Reply::status(401)]);
    let run = Case::new().nim(&nim).stdin(DOCUMENTS).run(ask);
    run.code(2);
    assert!(run.stdout.is_empty());
}

#[test]
fn deprecation_dates_of_any_size_do_no_harm() {
    for value in [
        "@1788220800000",
        "@253402300800",
        "@-5",
        "@99999999999999999999",
        "-",
        "9999999999",
        "\u{e9}",
        "true",
        "@",
        "1788220800",
        "----------",
        "99999-01-01",
    ] {
        for command in ["-q x --doc a --doc b", "doctor"] {
            let nim = FakeNim::script([Reply::ok().header("deprecation", value)]);
            let run = Case::new().nim(&nim).run(&format!("{command} -m m"));
            assert!(run.code(0).stdout_str().lines().count() > 1, "{run}");
        }
    }
}

#[test]
fn retry_after_is_read_in_every_form() {
    for (name, value, code) in [
        ("Retry-After", "0.05", 0),
        ("retry-after-ms", "50", 0),
        ("RateLimit-Reset", "0", 0),
        ("Retry-After", "0", 0),
        ("Retry-After", "-7", 0),
        ("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Retry-After", "soon", 0),
        ("Retry-After", "inf", 0),
        ("Retry-After", "1 s", 0),
        ("Retry-After", "Wed, 99 Oct 2015 07:28:00 GMT", 0),
        ("RateLimit-Reset", "1234567890", 0),
        ("RateLimit-Reset", "99999999999999999999", 3),
        ("Retry-After", "9999999999999999999999999", 3),
        ("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT", 3),
        ("retry-after-ms", "90000", 3),
        ("RateLimit-Reset", "3600", 3),
    ] {
        let refusal = Reply::status(429).header(name, value);
        let nim = match code {
            0 => FakeNim::script([refusal, Reply::ok()]),
            _ => FakeNim::script([refusal]),
        };
        let case = Case::new().nim(&nim);
        let run = case.run("-m m -q x --doc a --retries 1 --max-wait 0.2");
        assert_eq!(
            run.code(code).requests.len(),
            if code == 0 { 2 } else { 1 },
            "{name}: {value}\n{run}"
        );
    }
}

const POLICY: RetryPolicy = RetryPolicy { retries: 4, max_wait: Duration::from_secs(60) };

fn error(kind: FailureKind, retry_after: Option<u64>) -> ClientError {
    ClientError {
        retry_after: retry_after.map(Duration::from_secs),
        ..ClientError::new("http://nim", kind)
    }
}

#[test]
fn waits_grow_within_their_bounds() {
    for (failed, longest) in [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0)] {
        for chance in [0.0, 0.3, 1.0] {
            let expected = Duration::from_secs_f64(longest).mul_f64(chance);
            let decided = POLICY.decide(failed, &error(FailureKind::ServerError, None), chance);
            assert_eq!(decided, Decision::Retry(expected));
        }
    }
    let decided = POLICY.decide(5, &error(FailureKind::ServerError, None), 0.5);
    assert_eq!(decided, Decision::GiveUp);
}

#[test]
fn the_shortest_waits_after_429_outlast_a_minute() {
    let waits =
        (1..=4).map(|failed| match POLICY.decide(failed, &error(FailureKind::Busy, None), 0.0) {
            Decision::Retry(wait) => wait,
            Decision::GiveUp => Duration::ZERO,
        });
    assert!(waits.sum::<Duration>() >= Duration::from_secs(60));
}

#[test]
fn retry_after_is_obeyed_up_to_the_longest_wait() {
    let after = |seconds| POLICY.decide(1, &error(FailureKind::ServerError, Some(seconds)), 0.9);
    assert_eq!(after(0), Decision::Retry(Duration::from_millis(450)));
    assert_eq!(after(7), Decision::Retry(Duration::from_secs(7)));
    assert_eq!(after(60), Decision::Retry(Duration::from_secs(60)));
    assert_eq!(after(61), Decision::GiveUp);
}

#[test]
fn no_retries_is_one_attempt() {
    let once = RetryPolicy { retries: 0, ..POLICY };
    assert_eq!(once.decide(1, &error(FailureKind::ServerError, None), 0.5), Decision::GiveUp);
}

/// Only the failed call waits for its own back-off.
#[test]
fn retry_after_0_does_not_delay_other_calls() {
    let failures = AtomicUsize::new(0);
    let nim = FakeNim::with(move |seen: &Seen| {
        let is_first = seen.passages()[0].contains("number 0");
        if is_first && failures.fetch_add(1, Ordering::SeqCst) < 3 {
            Reply::status(503).header("Retry-After", "0")
        } else {
            Reply::ok()
        }
    });
    let case = Case::new().nim(&nim).stdin(documents(60));
    case.run("-q apple -m m --batch-size 1 -j 2 --retries 3").code(0);
    let requests = nim.requests();
    let retried = requests.iter().rposition(|seen| seen.passages()[0].contains("number 0"));
    assert!(retried > Some(20), "{retried:?} of {} requests", requests.len());
}

/// Between requests nothing reads a connection, so it must be looked at before it is used again.
#[test]
fn a_connection_that_was_closed_between_requests_is_not_used_again() {
    let body = r#"{"rankings":[{"index":0,"logit":1.0}]}"#;
    let response = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let nim = FakeNim::with(move |_| Reply::raw(response.clone()));
    let records = r#"{"query":"a","documents":["x"]}"#.to_owned() + "\n";
    let case = Case::new().nim(&nim).stdin(records.repeat(4));
    let run = case.run("batch -m test/model -j 1 --rpm 300 --retries 0 -f tsv");
    assert_eq!(run.code(0).requests.len(), 4, "{run}");
}
