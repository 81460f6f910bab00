//! Responses with status 200 that are not a complete ranking, and responses that never end.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use crate::support::nim::{FakeNim, Reply};
use crate::support::{Case, Transcript};

/// Ranks two documents with a service that gives this reply.
fn two(reply: Reply, options: &str) -> (FakeNim, Transcript) {
    let nim = FakeNim::script([reply]);
    let case = Case::new().nim(&nim);
    let run = case
        .run(&format!("-m nvidia/fake -q apple --doc 'green apple' --doc 'red cherry' {options}"));
    (nim, run)
}

/// Checks the exit code and all of stderr, whose first line begins with the endpoint.
#[track_caller]
fn check(reply: Reply, options: &str, code: i32, words: &str) {
    let (nim, run) = two(reply, options);
    let leaf = if options.contains("--api") { "rerank" } else { "ranking" };
    let expected = format!("nimrank: {}/v1/{leaf}: {words}\n", nim.url());
    assert_eq!(run.stderr_str(), expected, "{run}");
    assert!(run.code(code).stdout.is_empty(), "{run}");
}

fn rankings(items: &str) -> Reply {
    Reply::json(200, format!(r#"{{"rankings":[{items}]}}"#))
}

#[test]
fn every_passage_needs_exactly_one_score() {
    for (items, words) in [
        ("", "0 scores came back, none for index 0"),
        (r#"{"index":1,"logit":1}"#, "1 score came back, none for index 0"),
        (
            r#"{"index":0,"logit":1},{"index":0,"logit":2},{"index":1,"logit":3}"#,
            "index 0 came twice",
        ),
        (
            r#"{"index":0,"logit":1},{"index":1,"logit":1},{"index":2,"logit":3}"#,
            "index 2 is not one of them",
        ),
        (r#"{"index":1,"logit":1},{"index":-1,"logit":3}"#, "index -1 is not one of them"),
        (r#"{"index":"0","logit":1},{"index":"1","logit":3}"#, "index \"0\" is not one of them"),
        (r#"{"index":null,"logit":1}"#, "index null is not one of them"),
        (r#"{"index":0.5,"logit":1}"#, "index 0.5 is not one of them"),
        (
            r#"{"index":99999999999999999999,"logit":1}"#,
            "index 99999999999999999999 is not one of them",
        ),
    ] {
        check(rankings(items), "", 3, &format!("2 passages were sent, but {words}"));
    }
}

#[test]
fn scores_must_be_finite_numbers() {
    for (score, shown) in [("null", "null"), ("1e999", "1e999"), ("-1e999", "-1e999")] {
        let items = format!(r#"{{"index":0,"logit":1}},{{"index":1,"logit":{score}}}"#);
        check(rankings(&items), "", 3, &format!("the score of index 1 is {shown}"));
    }
    // Words that are not JSON, but are written by Python.
    for score in ["NaN", "Infinity", "-Infinity"] {
        let items = format!(r#"{{"index":0,"logit":1}},{{"index":1,"logit":{score}}}"#);
        check(rankings(&items), "", 3, "a score is not a finite number");
        let pretty = format!(
            "{{\n  \"rankings\": [\n    {{\n      \"index\": 0,\n      \"logit\": {score}\n    }}\n  ]\n}}\n"
        );
        check(Reply::json(200, pretty), "", 3, "a score is not a finite number");
    }
}

#[test]
fn responses_without_a_ranking_are_described() {
    const HINT: &str = "\n  hint: is this the URL of a reranker? see `--base-url` and `--api`, or run \
                        `nimrank doctor` with the same options";
    for (body, why) in [
        ("{}", "missing field `rankings`"),
        (r#"{"usage":{"total_tokens":9}}"#, "missing field `rankings`"),
        (r#"{"rankings":null}"#, "missing field `rankings`"),
        (r#"{"rankings":{}}"#, "`rankings` is not a list"),
        (r#"{"rankings":[{"index":0},{"index":1}]}"#, "a result lacks `index` or `logit`"),
        (r#"{"rankings":[1.5,2.5]}"#, "a result lacks `index` or `logit`"),
        (
            "<!DOCTYPE html>\n<html><body>Sign in</body></html>",
            "it begins with `<!DOCTYPE html> <html><body>Sign in</bod`",
        ),
        ("OK", "it begins with `OK`"),
    ] {
        let words = format!("the response is not a ranking: {why}{HINT}");
        check(Reply::json(200, body), "", 2, &words);
    }
}

#[test]
fn a_score_that_is_not_a_number_is_refused() {
    for score in ["\"1.5\"", "true", "[1.5]"] {
        let items = format!(r#"{{"index":0,"logit":1}},{{"index":1,"logit":{score}}}"#);
        let words = format!("2 passages were sent, but the score of index 1 is {score}");
        check(rankings(&items), "", 3, &words);
    }
}

#[test]
fn html_with_inf_is_not_reported_as_a_score() {
    for body in ["<info>maintenance</info>", "Information: maintenance", "nanny"] {
        let (_nim, run) = two(Reply::html(200, body), "");
        let what = "the response is not a ranking: it begins with";
        assert!(run.code(2).stderr_str().contains(what), "{run}");
    }
}

/// The ranking is complete, and the token counts are not needed.
#[test]
fn an_unexpected_usage_is_ignored() {
    for usage in [r#"{"total_tokens":9.0}"#, r#"{"total_tokens":"9"}"#, "[]", "9"] {
        let items = r#"[{"index":0,"logit":1},{"index":1,"logit":2}]"#;
        let body = format!(r#"{{"rankings":{items},"usage":{usage}}}"#);
        let (_nim, run) = two(Reply::json(200, body), "");
        run.code(0);
    }
}

/// Other fields are ignored.
#[test]
fn additional_fields_of_a_result_are_ignored() {
    let items = r#"{"index":0,"logit":1,"score":0.7},{"index":1,"logit":2,"score":0.9}"#;
    let (_nim, run) = two(rankings(items), "");
    let expected = "1\t2.0\t--doc 2\tred cherry\n2\t1.0\t--doc 1\tgreen apple\n";
    assert_eq!(run.code(0).stdout_str(), expected);
}

#[test]
fn a_response_of_another_api_is_named_in_the_hint() {
    const NIM: &str = r#"{"rankings":[{"index":0,"logit":1},{"index":1,"logit":2}]}"#;
    const COHERE: &str =
        r#"{"results":[{"index":0,"relevance_score":0.9},{"index":1,"relevance_score":0.1}]}"#;
    const TEI: &str = r#"[{"index":0,"score":0.9},{"index":1,"score":0.1}]"#;
    for (option, body, form) in [
        ("", COHERE, "cohere"),
        ("", TEI, "tei"),
        ("--api cohere", NIM, "nim"),
        ("--api cohere", TEI, "tei"),
    ] {
        let words = format!(
            "the response is not a ranking: it has the form of the {form} api\n  hint: use `--api {form}`"
        );
        check(Reply::json(200, body), option, 2, &words);
    }
    for (body, form) in [(NIM, "nim"), (COHERE, "cohere")] {
        let (_nim, run) = two(Reply::json(200, body), "--api tei");
        let hint = format!("hint: use `--api {form}`\n");
        assert!(run.code(2).stderr_str().ends_with(&hint), "{run}");
    }
}

#[test]
fn an_error_with_status_200_is_reported_with_its_message() {
    for body in [
        r#"{"error":{"message":"no room","code":500}}"#,
        r#"{"error":"no room"}"#,
        r#"{"detail":"no room"}"#,
        r#"{"errors":[{"message":"no room"}]}"#,
    ] {
        let words = "the service returned an error (200)\n  cause: no room";
        check(Reply::json(200, body), "", 3, words);
    }
}

#[test]
fn a_response_that_ends_early_is_incomplete() {
    const EARLY: &str = "the response ended early\n  cause: the body ends before the ranking does";
    for reply in [
        Reply::status(200),
        Reply::status(204),
        Reply::json(200, " \n"),
        Reply::json(200, r#"{"rankings":[{"index":0,"logit":1.5},{"index":1"#),
        Reply::json(200, r#"{"rankings":[{"index":0,"logit":1.5},"#),
    ] {
        check(reply, "", 3, EARLY);
    }
    let cut = "the response ended early\n  cause: end of file before message length reached";
    check(Reply::cut_short(), "", 3, cut);
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    for body in ["9\r\n{\"ranking\r\n", "9\r\n{\"ra", "oops\r\n{}\r\n0\r\n\r\n"] {
        let (_nim, run) = two(Reply::raw(format!("{chunked}{body}")), "");
        let what = "/v1/ranking: the response ended early\n  cause: ";
        assert!(run.code(3).stderr_str().contains(what), "{run}");
    }
}

#[test]
fn a_connection_closed_before_the_response_is_reported() {
    for reply in [
        Reply::hang_up(),
        Reply::raw("HTTP/1.1 200 OK\r\ncontent-"),
        Reply::raw("SSH-2.0-OpenSSH_9.6\r\n"),
    ] {
        let (_nim, run) = two(reply, "");
        let what = "/v1/ranking: the response ended early\n  cause: ";
        assert!(run.code(3).stderr_str().contains(what), "{run}");
    }
    let closed = "the response ended early\n  cause: connection closed before message completed\n  \
                  hint: does it speak TLS? then begin with https://";
    check(Reply::hang_up(), "", 3, closed);
}

/// A failure is reported by its status if its body does not arrive.
#[test]
fn the_status_is_reported_if_the_body_is_truncated() {
    let head = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 1000\r\n\r\n";
    let words = "the service failed (503)\n  hint: try again later";
    check(Reply::raw(head), "", 3, words);
}

#[test]
fn missing_headers_or_body_time_out() {
    const WORDS: &str = "no response within 0.5 s\n  hint: wait longer with `--timeout`, or send fewer \
                         documents per request with `--batch-size`";
    check(Reply::stall(), "--timeout 0.5", 3, WORDS);
    check(Reply::stall_in_body(), "--timeout 0.5", 3, WORDS);
}

/// The limit applies to the whole response, not to each part.
#[test]
fn a_trickling_body_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of the loopback");
    let address = listener.local_addr().expect("it has an address");
    let server = thread::spawn(move || {
        let (mut client, _) = listener.accept().expect("the client comes");
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            let mut byte = [0];
            client.read_exact(&mut byte).expect("a request");
            request.extend(byte);
        }
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n";
        client.write_all(head.as_bytes()).expect("the client is there");
        while client.write_all(b" ").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    let run = Case::new()
        .run(&format!("--base-url http://{address} -m nvidia/fake -q x --doc y --timeout 0.5"));
    let what = "no response within 0.5 s\n";
    assert!(run.code(3).stderr_str().contains(what), "{run}");
    server.join().expect("the client went away");
}

#[test]
fn a_stalled_list_of_models_times_out() {
    let nim = FakeNim::with(|_| unreachable!("no ranking is asked for")).models(Reply::stall());
    let case = Case::new().nim(&nim);
    let run = case.run("-q apple --doc apple --timeout 0.5");
    let first = format!("nimrank: {}/v1/models: no response within 0.5 s\n", nim.url());
    assert!(run.code(3).stderr_str().starts_with(&first), "{run}");
}

/// One invalid response among several is enough.
#[test]
fn one_incomplete_batch_prints_nothing() {
    let nim = FakeNim::with(|seen| match seen.passages()[0].as_str() {
        "lime" => Reply::json(200, r#"{"rankings":[]}"#),
        _ => Reply::ok(),
    });
    let case = Case::new().nim(&nim).stdin("apple\nplum\ncherry\nlime\n");
    let run = case.run("-m nvidia/fake -q apple --batch-size 1 -f json");
    assert!(run.code(3).stdout.is_empty(), "{run}");
    let words = "1 passage was sent, but 0 scores came back, none for index 0";
    assert!(run.stderr_str().contains(words), "{run}");
}

#[test]
fn a_compressed_response_is_refused_by_the_name_of_its_coding() {
    let ranking = r#"{"rankings":[{"index":0,"logit":2},{"index":1,"logit":1}]}"#;
    for coding in ["Identity", "IDENTITY", "identity, identity"] {
        let nim = FakeNim::with(move |seen| {
            assert_eq!(seen.header("accept-encoding"), Some("identity"));
            Reply::json(200, ranking).header("Content-Encoding", coding)
        });
        Case::new().nim(&nim).run("-m m -q x --doc a --doc b").code(0);
    }
    for (status, coding) in [(200, "br"), (200, "GZIP"), (400, "deflate"), (503, "zstd")] {
        let nim = FakeNim::with(move |_| {
            Reply::json(status, "\u{1}\u{2}").header("content-encoding", coding)
        });
        let run = Case::new().nim(&nim).run("-m m -q x --doc a --doc b");
        let code = if status == 503 { 3 } else { 2 };
        let words = format!("encoded as {coding}, which was not requested");
        assert!(run.code(code).stderr_str().contains(&words), "{run}");
    }
}

#[test]
fn a_byte_order_mark_before_a_response_is_dropped() {
    let body = "\u{FEFF}{\"rankings\":[{\"index\":0,\"logit\":2},{\"index\":1,\"logit\":1}]}";
    let nim = FakeNim::with(move |_| Reply::json(200, body));
    let nim = nim.models(Reply::json(200, "\u{FEFF}{\"data\":[{\"id\":\"r\"}]}"));
    Case::new().nim(&nim).run("-q x --doc a --doc b").code(0);
}
