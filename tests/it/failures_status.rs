//! Statuses and bodies of known service failures: exit code, first line, cause and hint.

use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

/// The message after the endpoint, the cause, the hint.
struct ExpectedError {
    code: i32,
    problem: &'static str,
    cause: Option<&'static str>,
    hint: Option<&'static str>,
}

/// Ranks two documents and checks stderr.
#[track_caller]
fn check(reply: Reply, expected: &ExpectedError) {
    let nim = FakeNim::with(move |_| reply.clone());
    let case = Case::new().nim(&nim).env("NIMRANK_API_KEY", "fake-key");
    let run = case.run("-m nvidia/fake -q apple --doc 'green apple' --doc 'private words'");
    let mut stderr = format!("nimrank: {}/v1/ranking: {}\n", nim.url(), expected.problem);
    for (name, text) in [("cause", expected.cause), ("hint", expected.hint)] {
        if let Some(text) = text {
            stderr.extend(["  ", name, ": ", text, "\n"]);
        }
    }
    assert_eq!(run.stderr_str(), stderr, "{run}");
    assert!(run.code(expected.code).stdout.is_empty(), "{run}");
}

const KEY: Option<&str> =
    Some("the key came from NIMRANK_API_KEY; is it complete, valid and for this service?");
const PLACE: Option<&str> = Some(
    "check `--base-url`, `--model` and `--api`, or run `nimrank doctor` with the same options",
);
const CUT: Option<&str> = Some("shorten the document, or leave it out");
const SLOWER: Option<&str> =
    Some("reduce the load with `--concurrency`, `--batch-size` or `--rpm`");
const GATEWAY: &str =
    "a gateway gave up waiting; send fewer documents per request with `--batch-size`";
const LATER: Option<&str> = Some("try again later");

fn problem(status: u16, body: &str) -> Reply {
    Reply::json(status, body).header("content-type", "application/problem+json")
}

#[test]
fn a_rejected_request_hints_at_the_option_to_change() {
    let rejected =
        |problem, cause, hint| ExpectedError { code: 2, problem, cause: Some(cause), hint };
    let field =
        "top_k: unknown field, expected one of `model`, `query`, `passages`, `truncate` at line 1";
    let form = Some("does the service speak another API? see `--api`");
    check(Reply::text(400, field), &rejected("the request was rejected (400)", field, form));
    check(
        Reply::json(400, format!(r#"{{"error":"{field}"}}"#)),
        &rejected("the request was rejected (400)", field, form),
    );
    let long = "Input length 9000 exceeds maximum allowed token size 8192";
    check(
        Reply::json(400, format!(r#"{{"error":"{long}"}}"#)),
        &rejected("the request was rejected (400), because of --doc 1", long, CUT),
    );
    check(
        Reply::json(422, format!(r#"{{"error":"{long}"}}"#)),
        &rejected("the request was rejected (422), because of --doc 1", long, CUT),
    );
    check(
        Reply::html(
            413,
            "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n</html>",
        ),
        &rejected(
            "the request is too large (413), because of --doc 1",
            "413 Request Entity Too Large",
            CUT,
        ),
    );
    check(
        Reply::text(415, "Unsupported Media Type"),
        &rejected("the request was rejected (415)", "Unsupported Media Type", None),
    );
}

/// Validators echo what they refuse, which must not get into logs.
#[test]
fn documents_echoed_by_a_validator_are_not_printed() {
    let echo = r#"["green apple","private words"]"#;
    let items = "List should have at most 512 items after validation, not 1000";
    let list = format!(
        r#"{{"detail":[{{"type":"too_long","loc":["body","passages"],"msg":"{items}","input":{echo}}},
            {{"type":"missing","loc":["body","query"],"msg":"Field required","input":{echo}}}]}}"#
    );
    check(
        Reply::json(422, list),
        &ExpectedError {
            code: 2,
            problem: "the request was rejected (422)",
            cause: Some(
                "body.passages: List should have at most 512 items after validation, not 1000; \
                 body.query: Field required",
            ),
            hint: None,
        },
    );
}

/// The echo of a large request is longer than what is read of a failure.
#[test]
fn long_echoes_of_a_validator_are_not_printed() {
    let input = serde_json::json!(vec!["private words"; 10_000]);
    let head =
        r#"{"detail":[{"type":"too_long","loc":["body","passages"],"msg":"too many","input":"#;
    let body = format!("{head}{input}}}]}}");
    let nim = FakeNim::script([Reply::json(422, body)]);
    let run = Case::new().nim(&nim).run("-m nvidia/fake -q apple --doc apple");
    assert!(!run.code(2).stderr_str().contains("private words"), "{run}");
}

#[test]
fn refused_keys_and_accounts_without_credits_exit_2() {
    for (reply, code, cause) in [
        (
            Reply::text(401, "Header of type `authorization` was missing"),
            401,
            "Header of type `authorization` was missing",
        ),
        (Reply::text(401, "Unauthorized access"), 401, "Unauthorized access"),
        (
            problem(403, r#"{"status":403,"title":"Forbidden","detail":"Authorization failed"}"#),
            403,
            "Authorization failed",
        ),
    ] {
        let problem = match code {
            401 => "the API key was refused (401)",
            _ => "the API key was refused (403)",
        };
        let message = ExpectedError { code: 2, problem, cause: Some(cause), hint: KEY };
        check(reply, &message);
    }
    let credits =
        "Account 'fake-account': Cloud credits expired - Please contact NVIDIA representatives";
    let body = format!(r#"{{"status":402,"title":"Payment Required","detail":"{credits}"}}"#);
    check(
        problem(402, &body),
        &ExpectedError {
            code: 2,
            problem: "payment is required (402)",
            cause: Some(credits),
            hint: Some("the account behind the key has no credits left"),
        },
    );
}

#[test]
fn without_a_key_the_hint_says_how_to_set_one() {
    let nim = FakeNim::script([Reply::text(401, "Unauthorized access")]);
    let run = Case::new().nim(&nim).run("-m nvidia/fake -q apple --doc apple");
    let hint = "hint: no key was sent; set NIMRANK_API_KEY, or use `--api-key-file`\n";
    assert!(run.code(2).stderr_str().ends_with(hint), "{run}");
}

#[test]
fn not_found_responses_exit_2() {
    let not_found = |cause, hint| ExpectedError {
        code: 2,
        problem: "no such endpoint or model (404)",
        cause,
        hint,
    };
    check(
        Reply::text(404, "404 page not found\n").header("x-content-type-options", "nosniff"),
        &not_found(Some("404 page not found"), PLACE),
    );
    check(Reply::json(404, r#"{"detail":"Not Found"}"#), &not_found(Some("Not Found"), PLACE));
    check(Reply::status(404), &not_found(None, PLACE));
    let account = "Function '00000000-0000-0000-0000-000000000000': Not found for account 'fake'";
    let body = format!(r#"{{"status":404,"title":"Not Found","detail":"{account}"}}"#);
    let access =
        "enable Public API Endpoints for the account of the key, or choose another `--model`";
    check(problem(404, &body), &not_found(Some(account), Some(access)));
    check(
        Reply::json(405, r#"{"detail":"Method Not Allowed"}"#),
        &ExpectedError {
            code: 2,
            problem: "no such endpoint or model (405)",
            cause: Some("Method Not Allowed"),
            hint: PLACE,
        },
    );
    let end = "This endpoint has reached its end of life on 2026-08-25T09:00:00Z and is no longer \
               available.";
    let body = format!(r#"{{"type":"about:blank","title":"Gone","status":410,"detail":"{end}"}}"#);
    check(
        problem(410, &body),
        &ExpectedError {
            code: 2,
            problem: "the model is retired (410)",
            cause: Some(end),
            hint: Some("choose another model with `--model`"),
        },
    );
}

#[test]
fn busy_and_failing_services_exit_3() {
    let later = |problem, cause, hint| ExpectedError { code: 3, problem, cause, hint };
    let degraded =
        "Function id '00000000-0000-0000-0000-000000000000': DEGRADED function cannot be invoked";
    let body = format!(r#"{{"status":400,"title":"Bad Request","detail":"{degraded}"}}"#);
    check(problem(400, &body), &later("the service is degraded (400)", Some(degraded), LATER));
    check(Reply::status(408), &later("the service failed (408)", None, LATER));
    check(
        problem(429, r#"{"status":429,"title":"Too Many Requests"}"#),
        &later("the service is busy (429)", Some("Too Many Requests"), SLOWER),
    );
    check(
        problem(429, r#"{"status":429,"title":"Too Many Requests","detail":"the queue is full"}"#),
        &later("the service is busy (429)", Some("the queue is full"), SLOWER),
    );
    check(
        problem(
            500,
            r#"{"status":500,"title":"Internal Server Error","detail":"it broke; cause: no memory"}"#,
        ),
        &later("the service failed (500)", Some("it broke; cause: no memory"), LATER),
    );
    check(
        problem(
            502,
            r#"{"type":"about:blank","title":"Bad Gateway","status":502,"detail":"Upstream request failed."}"#,
        ),
        &later("the service failed (502)", Some("Upstream request failed."), LATER),
    );
    check(
        Reply::html(
            502,
            "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
        ),
        &later("the service failed (502)", Some("502 Bad Gateway"), LATER),
    );
    let offline = "The model is down for maintenance.";
    let body = format!(r#"{{"status":503,"title":"Service Unavailable","detail":"{offline}"}}"#);
    check(
        problem(503, &body).header("retry-after", "10800"),
        &later(
            "the service failed (503)",
            Some(offline),
            Some("the service asked to retry after 3 h"),
        ),
    );
    let full = "ResourceExhausted: Worker local total request limit reached (33/32)";
    let body =
        format!(r#"{{"error":{{"message":"{full}","type":"Service Unavailable","code":503}}}}"#);
    check(Reply::json(503, body), &later("the service failed (503)", Some(full), LATER));
    check(Reply::status(504), &later("the service failed (504)", None, Some(GATEWAY)));
    check(
        Reply::status(202).header("nvcf-status", "in-progress"),
        &later("the service has not finished (202)", None, LATER),
    );
}

#[test]
fn a_server_without_reranking_hints_at_its_start_option() {
    let words = "This server does not support reranking. Start it with `--reranking`";
    let body =
        format!(r#"{{"error":{{"code":501,"message":"{words}","type":"not_supported_error"}}}}"#);
    check(
        Reply::json(501, body),
        &ExpectedError {
            code: 2,
            problem: "reranking is not served here (501)",
            cause: Some(words),
            hint: Some("start the server with a reranking model"),
        },
    );
}

#[test]
fn a_gateway_error_hints_at_the_wrapped_status() {
    let wrapped = |words: &str| Reply::json(502, format!(r#"{{"error":"{words}"}}"#));
    check(
        wrapped("Backend returned 404: page not found"),
        &ExpectedError {
            code: 2,
            problem: "no such endpoint or model (404)",
            cause: Some("Backend returned 404: page not found"),
            hint: PLACE,
        },
    );
    check(
        wrapped("Backend returned 503: loading"),
        &ExpectedError {
            code: 3,
            problem: "the service failed (502)",
            cause: Some("Backend returned 503: loading"),
            hint: LATER,
        },
    );
    // Only the 502 of a gateway is examined.
    check(
        Reply::text(500, "Backend returned 404"),
        &ExpectedError {
            code: 3,
            problem: "the service failed (500)",
            cause: Some("Backend returned 404"),
            hint: LATER,
        },
    );
}

#[test]
fn a_redirect_without_a_location_has_no_hint() {
    check(
        Reply::status(302),
        &ExpectedError {
            code: 2,
            problem: "redirected to nowhere (302); not followed",
            cause: None,
            hint: None,
        },
    );
}

/// A value for `--base-url` must be a full URL.
#[test]
fn a_redirect_to_a_path_hints_at_a_full_url() {
    let nim = FakeNim::script([Reply::status(308).header("location", "/proxy/v1/ranking")]);
    let run = Case::new().nim(&nim).run("-m nvidia/fake -q apple --doc apple");
    let hint = format!("`--base-url {}/proxy/v1/ranking`\n", nim.url());
    assert!(run.code(2).stderr_str().ends_with(&hint), "{run}");
}

/// The request id, by which operators find the request.
#[test]
fn the_request_id_is_in_the_cause() {
    let id = "00000000-1111-2222-3333-444444444444";
    for name in ["NVCF-REQID", "x-request-id", "x-amzn-requestid"] {
        check(
            Reply::text(500, "it broke").header(name, id),
            &ExpectedError {
                code: 3,
                problem: "the service failed (500)",
                cause: Some("it broke (request 00000000-1111-2222-3333-444444444444)"),
                hint: LATER,
            },
        );
    }
    check(
        Reply::status(504).header("nvcf-reqid", id),
        &ExpectedError {
            code: 3,
            problem: "the service failed (504)",
            cause: Some("request 00000000-1111-2222-3333-444444444444"),
            hint: Some(GATEWAY),
        },
    );
}

/// Checks that the message in a body is `no room`.
fn check_message(body: &str) {
    let expected = ExpectedError {
        code: 3,
        problem: "the service failed (500)",
        cause: Some("no room"),
        hint: LATER,
    };
    check(Reply::json(500, body), &expected);
}

#[test]
fn the_message_is_found_in_every_known_envelope() {
    for body in [
        r#"{"error":"no room"}"#,
        r#"{"error":{"message":"no room"}}"#,
        r#"{"errors":[{"message":"no room"}]}"#,
        r#"{"message":"no room"}"#,
        r#"{"Message":"no room"}"#,
        r#"{"detail":"no room"}"#,
        r#"{"detail":{"error":"no room"}}"#,
        r#"{"status":500,"title":"no room"}"#,
        r#"[{"error":{"message":"no room"}}]"#,
        r#""no room""#,
        "  no\n\troom\r\n",
        "<!DOCTYPE html><TITLE>no room</TITLE>",
    ] {
        check_message(body);
    }
}

#[test]
fn the_message_is_found_in_unusual_details() {
    for body in [
        r#"{"detail":["no room"]}"#,
        r#"{"detail":[{"msg":"no room"}]}"#,
        r#"{"detail":{"message":"no room"}}"#,
    ] {
        check_message(body);
    }
}
