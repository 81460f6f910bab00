//! Keys, control characters and whole pages are not printed, wherever a service puts them.

#![allow(clippy::needless_raw_string_hashes, reason = "the snapshot tool writes them")]

use nimrank::testing::client::{Secret, Secrets};
use snapbox::str;

use crate::support::nim::{FakeNim, Reply};
use crate::support::{Case, Transcript};

const KEY: &str = "nvapi-fake-not-a-key-0123456789abcdef";

/// Runs with a key and a service that gives this reply.
fn with_key(reply: Reply, options: &str) -> Transcript {
    let nim = FakeNim::script([reply]);
    let case = Case::new().nim(&nim).env("NIMRANK_API_KEY", KEY);
    case.run(&format!("-m nvidia/fake -q apple --doc 'green apple' {options}"))
}

/// Checks that no useful part of the key is printed.
#[track_caller]
fn check_hidden(run: &Transcript, code: i32) {
    let seen = &run.code(code).requests[0];
    assert!(seen.headers.iter().any(|(_, value)| value.contains(KEY)), "the key is sent");
    for text in [run.stdout_str(), run.stderr_str()] {
        assert!(!text.contains(&KEY[..20]), "the key is shown\n{run}");
    }
}

#[test]
fn a_key_echoed_in_an_error_message_is_hidden() {
    let run = with_key(Reply::json(401, format!(r#"{{"error":"Incorrect key {KEY}."}}"#)), "");
    check_hidden(&run, 2);
    let words = "cause: Incorrect key [key].\n";
    assert!(run.stderr_str().contains(words), "{run}");
    check_hidden(&with_key(Reply::text(500, format!("got {KEY}")), "-v"), 3);
    let escaped = KEY.replace('-', "\\u002d");
    let body = format!(r#"{{"detail":"Incorrect key {escaped}."}}"#);
    check_hidden(&with_key(Reply::json(403, body), ""), 2);
    let body = format!(r#"{{"detail":[{{"loc":["header","{KEY}"],"msg":"no {KEY}"}}]}}"#);
    check_hidden(&with_key(Reply::json(422, body), ""), 2);
    let page = format!("<title>Bearer {KEY}</title>");
    check_hidden(&with_key(Reply::html(502, page), ""), 3);
}

#[test]
fn a_key_echoed_in_a_header_is_hidden() {
    let redirect = Reply::status(307).header("location", &format!("http://h.example/?key={KEY}"));
    let run = with_key(redirect, "");
    check_hidden(&run, 2);
    assert!(run.stderr_str().contains("http://h.example/?key=***"), "{run}");
    let reason = format!("HTTP/1.1 401 {KEY}\r\ncontent-length: 0\r\n\r\n");
    check_hidden(&with_key(Reply::raw(reason), ""), 2);
}

#[test]
fn a_key_echoed_in_an_error_with_status_200_is_hidden() {
    let body = format!(r#"{{"error":{{"message":"Incorrect key {KEY}"}}}}"#);
    check_hidden(&with_key(Reply::json(200, body), ""), 3);
}

#[test]
fn a_key_echoed_in_an_unexpected_response_is_hidden() {
    let page = format!("<p>{KEY}</p>");
    check_hidden(&with_key(Reply::html(200, page), ""), 2);
    let body = format!(r#"{{"rankings":[{{"index":"{KEY}","logit":1}}]}}"#);
    check_hidden(&with_key(Reply::json(200, body), ""), 3);
    let body = format!(r#"{{"rankings":[{{"index":0,"logit":"{KEY}"}}]}}"#);
    check_hidden(&with_key(Reply::json(200, body), ""), 3);
}

#[test]
fn a_key_echoed_as_request_id_is_hidden() {
    let reply = Reply::status(500).header("x-request-id", KEY);
    check_hidden(&with_key(reply, ""), 3);
}

/// Messages are truncated at 300 characters, inside of the key.
#[test]
fn a_key_at_the_truncation_of_a_long_message_is_hidden() {
    let words = format!("{} {KEY}", "x".repeat(300 - KEY.len() + 2));
    check_hidden(&with_key(Reply::text(401, words), ""), 2);
}

/// The value of a header option is as secret as a key.
#[test]
fn an_echoed_header_value_is_hidden() {
    for header in ["Authorization: Bearer", "X-Api-Key:"] {
        let nim = FakeNim::script([Reply::text(401, format!("Incorrect key {KEY}"))]);
        let case = Case::new().nim(&nim);
        let run = case.run(&format!("-m nvidia/fake -q apple --doc apple -H '{header} {KEY}'"));
        check_hidden(&run, 2);
    }
}

#[test]
fn verbose_output_and_json_hold_no_key() {
    let run = with_key(Reply::ok(), "-v -f json");
    check_hidden(&run, 0);
    assert!(run.stderr_str().contains("1 document, 1 request to"), "{run}");
}

/// A server cannot control the terminal of a reader of logs.
#[test]
fn control_characters_of_a_service_are_not_printed() {
    let words = "a\u{1b}[31mred\u{7}\u{8} b\r\nnimrank: all is well\u{9b}0m\u{202e}c\u{0}\u{7f}d";
    let shown = "cause: a [31mred b nimrank: all is well 0m c d\n";
    let run = with_key(Reply::text(500, words), "");
    assert!(run.code(3).stderr_str().contains(shown), "{run}");
    let body = serde_json::json!({ "error": { "message": words } }).to_string();
    let run = with_key(Reply::json(200, body), "");
    assert!(run.code(3).stderr_str().contains(shown), "{run}");
    let model = Reply::json(200, serde_json::json!({"data":[{"id":"m\u{1b}[31m\nx"}]}).to_string());
    let nim = FakeNim::new().models(model);
    let run = Case::new().nim(&nim).run("-v -q x --doc y");
    let shown = ", model m\u{FFFD}[31m\u{FFFD}x, ";
    assert!(run.code(0).stderr_str().contains(shown), "{run}");
    let run = with_key(Reply::html(200, "<\u{1b}[2J\n\n>"), "");
    let shown = "it begins with `< [2J >`\n";
    assert!(run.code(2).stderr_str().contains(shown), "{run}");
}

#[test]
fn long_error_messages_are_truncated() {
    let run = with_key(Reply::text(500, "é".repeat(100_000)), "");
    let shown = format!("cause: {}…\n", "é".repeat(300));
    assert!(run.code(3).stderr_str().contains(&shown), "{run}");
    let place = format!("http://h.example/{}", "x".repeat(2000));
    let run = with_key(Reply::status(302).header("location", &place), "");
    assert!(run.code(2).stderr.len() < 1000, "{run}");
    let body = format!(r#"{{"rankings":[{{"index":"{}","logit":1}}]}}"#, "9".repeat(5000));
    let run = with_key(Reply::json(200, body), "");
    assert!(run.code(3).stderr.len() < 500, "{run}");
}

/// Neither the query string of a URL, which may hold a key, nor documents.
#[test]
fn messages_show_the_endpoint_without_its_query_string() {
    let nim = FakeNim::script([Reply::text(500, "it broke")]);
    let case = Case::new();
    let run = case.run(&format!(
        "--base-url '{}/v1?subscription-key={KEY}' -v -m nvidia/fake -q apple --doc 'private words'",
        nim.url()
    ));
    let first = format!("nimrank: {}/v1/ranking: the service failed (500)\n", nim.url());
    assert!(run.code(3).stderr_str().starts_with(&first), "{run}");
    for hidden in ["private words", &KEY[..20]] {
        assert!(!run.stderr_str().contains(hidden), "{run}");
    }
    let sent = nim.requests();
    assert!(sent[0].path.ends_with(KEY), "{}", sent[0]);
}

/// A key in place of the name of its variable or file is printed neither by a run nor by a dry run.
#[test]
fn a_key_in_place_of_another_value_is_not_printed() {
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim);
    for option in ["--api-key-env", "--api-key-file"] {
        for rest in ["", "--dry-run", "--dry-run -H 'Authorization: Bearer fake'"] {
            let line = format!("{option} {KEY} -m nvidia/fake -q apple --doc apple {rest}");
            let run = case.run(&line);
            assert_eq!(run.code(2).stdout_str(), "", "{run}");
            assert!(!run.stderr_str().contains(&KEY[..20]), "{run}");
        }
    }
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim);
    for option in ["--api-key-env", "--api-key-file"] {
        let run = case.run(&format!("doctor {option} {KEY} -H 'Authorization: fake'"));
        assert!(!run.code(2).stdout_str().contains(&KEY[..20]), "{run}");
        assert!(run.stdout_str().contains("\nFAIL     key  "), "{run}");
    }
}

#[test]
fn a_key_in_place_of_another_value_is_masked_in_a_dry_run() {
    let case = Case::new();
    let rest = "--dry-run -q apple --doc apple";
    case.run(&format!("--api-key-env nvapi-fake {rest}")).is(str![[r#"
$ nimrank --api-key-env nvapi-fake --dry-run -q apple --doc apple
[code 2]
-- stderr
nimrank: --api-key-env: not the name of a variable
  hint: put the key into a variable, and give its name

"#]]);
    case.run(&format!("--api-key-file nvapi-fake {rest}")).is(str![[r#"
$ nimrank --api-key-file nvapi-fake --dry-run -q apple --doc apple
[code 2]
-- stderr
nimrank: --api-key-file: not the name of a file
  hint: put the key into a file, and give its name

"#]]);
    let case = case.file("nvapi-named", "fake-key");
    let run = case.run(&format!("--api-key-file nvapi-named {rest}"));
    assert!(run.code(0).stdout_str().contains("$(cat 'nvapi-named')"), "{run}");
}

#[test]
fn values_of_the_query_of_a_url_and_secret_extra_fields_are_hidden() {
    let nim = FakeNim::with(|seen| {
        let body: serde_json::Value = serde_json::from_slice(&seen.body).expect("JSON");
        let message = format!("no access for {} with {}", seen.path, body["tenant"]);
        let echo = serde_json::json!({ "message": message });
        Reply::json(400, echo.to_string())
    });
    let run = Case::new().nim(&nim).run(&format!(
        "--base-url '{}/v1/ranking?code=abc-123%2F456&v=2' -m m -q x --doc y --extra '{}'",
        nim.url(),
        r#"{"tenant":{"access_token":"hunter2hunter2","name":"acme-corporation"}}"#
    ));
    let report = run.code(2).stderr_str();
    for secret in ["abc-123", "hunter2hunter2"] {
        assert!(!report.contains(secret), "{run}");
    }
    assert!(report.contains("acme-corporation"), "{run}");
}

#[test]
fn cut_and_decorated_keys_are_hidden() {
    let spaced: String = KEY.chars().flat_map(|c| [c, ' ']).collect();
    for echo in [
        KEY[1..].to_owned(),
        KEY[..KEY.len() - 1].to_owned(),
        KEY.replace("key", "k\u{200b}ey"),
        KEY.replace("key", "k\u{ad}ey"),
        KEY.replace("key", "k\u{7}ey"),
        KEY.replace("key", "k\ney"),
        KEY.to_uppercase(),
        spaced,
    ] {
        let body = serde_json::json!({"error": format!("key {echo} is bad")}).to_string();
        let run = with_key(Reply::json(401, body), "");
        assert!(run.code(2).stderr_str().contains("cause: key [key]"), "{run}");
        let text = format!("<html>{echo}");
        check_hidden(&with_key(Reply::text(200, &text), ""), 2);
    }
}

#[test]
fn every_header_but_harmless_ones_is_masked_in_a_dry_run() {
    for header in ["X-Gateway-Pass: a1", "X-Team: search", "X-Any: glpat-example"] {
        let run = Case::new()
            .run(&format!("--dry-run --base-url http://h -m m -q x --doc y -H '{header}'"));
        let (name, value) = header.split_once(": ").expect("a header");
        let shown = run.code(0).stdout_str();
        assert!(shown.contains(&format!("-H '{name}: ***'")), "{run}");
        assert!(!shown.contains(value), "{run}");
    }
}

#[test]
fn a_foreign_text_is_rid_of_secrets_however_they_are_spelled() {
    let key = Secret::of_header("Bearer nvapi-fake");
    let cookie = Secret::of_header("session-id=cookie-one; other=\"cookie-two\"");
    let basic = Secret::of_header("Basic dXNlcjpwYXNzd28=");
    let secrets = Secrets::new([&key, &cookie, &basic].into_iter());
    for (text, redacted) in [
        ("bad key nvapi-fake!", "bad key [key]!"),
        ("nvapi-fake NVAPI-FAKE", "[key] [key]"),
        ("Bearer nvapi-fake", "[key]"),
        ("/?key=nvapi%2Dfake", "/?key=[key]"),
        ("cookie-two, not cookie-one", "[key], not [key]"),
        ("no session-id; dXNlcjpwYXNzd28", "no session-id; [key]"),
        (r#"{"a":"nvapi\u002dfake \u0022 \\u002d"}"#, r#"{"a":"[key] \u0022 \\u002d"}"#),
        ("the bearer of this", "the bearer of this"),
    ] {
        let text = secrets.redact(text.as_bytes().to_vec());
        assert_eq!(String::from_utf8_lossy(&text), redacted);
    }
}

#[test]
fn short_secrets_are_found_as_whole_words() {
    let (pin, pair) = (Secret::of_header("ab1"), Secret::of_header("v=2"));
    let secrets = Secrets::new([&pin, &pair].into_iter());
    for (text, redacted) in [
        ("no route for /x?c=ab1&v=2", "no route for /x?c=[key]&[key]"),
        ("bad code 'AB1', xab1 or ab12", "bad code '[key]', xab1 or ab12"),
        ("rev=2 or v=20", "rev=2 or v=20"),
    ] {
        assert_eq!(secrets.redact_text(text), redacted);
    }
}

#[test]
fn broken_and_cut_keys_are_found() {
    let key = Secret::of_header("nvapi-0123456789abcdefghij");
    let secrets = Secrets::new([&key].into_iter());
    for (text, redacted) in [
        ("no nvapi-0123456789abcdefghi", "no [key]"),
        ("no vapi-0123456789abcdefghij!", "no [key]!"),
        ("no nvapi-01234567 only", "no [key] only"),
        ("no nvapi-0123 only", "no nvapi-0123 only"),
        ("no nvapi-01234\u{200b}56789abcdefghij!", "no [key]!"),
        ("no nvapi-0\u{ad}123456789abcdefghij!", "no [key]!"),
        (r#"{"a":"nvapi-01234\n56789abcdefghij"}"#, r#"{"a":"[key]"}"#),
        (r#"{"a":"nvapi-01234\u200b56789abcdefghij"}"#, r#"{"a":"[key]"}"#),
        ("n v a p i - 0 1 2 3 4 5 6 7 8 9 a b c d e f g h i j", "[key]"),
    ] {
        assert_eq!(secrets.redact_text(text), redacted, "{text}");
    }
}

/// A gateway repeats the URL, and values too short to be looked for inside of words are whole ones there.
#[test]
fn short_values_of_the_query_of_a_url_are_hidden() {
    let nim = FakeNim::with(|seen| {
        let text = format!("no route {}; code 'ab1' is bad, tab12 is not", seen.path);
        Reply::text(404, text)
    });
    let case = Case::new().nim(&nim);
    let base = format!("{}/v1/ranking?code=ab1&v=2&api-version=7", nim.url());
    let run = case.run(&format!("--base-url '{base}' -v -m m -q x --doc y"));
    let report = run.code(2).stderr_str();
    for secret in ["ab1&", "'ab1'", "v=2", "api-version=7"] {
        assert!(!report.contains(secret), "{secret}: {run}");
    }
    assert!(report.contains("tab12") && run.requests[0].path.contains("code=ab1&v=2"), "{run}");
}

/// A list of models that repeats the request holds the key in place of a model.
#[test]
fn a_key_echoed_as_a_model_is_hidden() {
    let list = serde_json::json!({"data": [{"id": format!("m-{KEY}")}]}).to_string();
    let nim = FakeNim::new().models(Reply::json(200, list));
    let case = Case::new().nim(&nim).env("NIMRANK_API_KEY", KEY);
    let run = case.run("-v -q x --doc y -f json --record kept");
    let kept = std::fs::read_to_string(case.dir().join("kept")).expect("a recording");
    for text in [run.code(0).stdout_str(), run.stderr_str(), &kept] {
        assert!(text.contains("m-[key]") && !text.contains(&KEY[..20]), "{text}\n{run}");
    }
}

#[test]
fn a_redirect_to_a_url_with_credentials_shows_none() {
    for location in ["http://me:hunter2@h.example/v1/ranking", "//me:hunter2@h.example/v1/ranking"]
    {
        let run = with_key(Reply::status(307).header("location", location), "");
        assert!(run.code(2).stderr_str().contains("http://h.example/v1/ranking"), "{run}");
        assert!(
            !run.stderr_str().contains("hunter2") && !run.stderr_str().contains("me:"),
            "{run}"
        );
    }
}
