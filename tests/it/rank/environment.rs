//! Environment variables: options override variables, variables override defaults, and empty ones are unset.

use crate::support::nim::FakeNim;
use crate::support::{Case, Transcript};

const LINES: &str = "apple\nred apple pie\npear\n";

fn case() -> Case {
    Case::new().env("NIMRANK_MODEL", "local/bm25").stdin(LINES)
}

#[track_caller]
fn lines(run: &Transcript) -> usize {
    run.code(0);
    run.stdout_str().lines().count()
}

#[test]
fn a_variable_replaces_its_option() {
    assert_eq!(lines(&case().env("NIMRANK_TOP_N", "2").run("-q apple")), 2);
    let run = case().env("NIMRANK_FORMAT", "jsonl").run("-q apple");
    assert!(run.stdout_str().starts_with("{\"index\":"), "{run}");
}

#[test]
fn an_option_overrides_its_variable() {
    let case = case().env("NIMRANK_TOP_N", "2").env("NIMRANK_FORMAT", "json");
    let run = case.run("-q apple -n 1 -f tsv");
    assert_eq!(lines(&run), 1);
    assert!(run.stdout_str().starts_with("1\t"), "{run}");
}

#[test]
fn an_option_overrides_an_invalid_variable() {
    let case = case().env("NIMRANK_TOP_N", "many").env("NIMRANK_FORMAT", "xml");
    assert_eq!(lines(&case.run("-q apple -n 1 -f tsv")), 1);
}

#[test]
fn an_empty_variable_is_ignored() {
    let names = [
        "TOP_N",
        "FORMAT",
        "TRUNCATE",
        "BATCH_SIZE",
        "CONCURRENCY",
        "TIMEOUT",
        "CONNECT_TIMEOUT",
        "API",
        "BASE_URL",
        "API_KEY",
        "CACERT",
        "COLOR",
        "PROGRESS",
    ];
    let case = names.iter().fold(case(), |case, name| case.env(&format!("NIMRANK_{name}"), ""));
    let run = case.run("-q apple");
    assert_eq!(lines(&run), 3);
    assert!(run.stdout_str().starts_with("1\t"), "{run}");
}

#[test]
fn an_invalid_variable_is_named() {
    for (name, value) in [
        ("NIMRANK_TOP_N", "0"),
        ("NIMRANK_FORMAT", "xml"),
        ("NIMRANK_TIMEOUT", "soon"),
        ("NIMRANK_BATCH_SIZE", "0"),
        ("NIMRANK_CONCURRENCY", "-1"),
    ] {
        let run = case().env(name, value).run("-q apple");
        run.code(2);
        assert_eq!(run.stdout_str(), "");
        let message = run.stderr_str();
        assert!(message.contains(value) && message.contains(name), "{run}");
    }
}

#[test]
fn the_first_variable_with_a_base_url_wins() {
    let (used, unused) = (FakeNim::new(), FakeNim::new().expect_no_calls());
    let case = |used: &[&str], unused_names: &[&str], nim: &FakeNim| {
        let case = Case::new().stdin(LINES).env("NIMRANK_MODEL", "m");
        let case = used.iter().fold(case, |case, name| case.env(name, &nim.url()));
        unused_names.iter().fold(case, |case, name| case.env(name, &unused.url()))
    };
    let [first, second, third] = ["NIMRANK_BASE_URL", "NVIDIA_NIM_API_BASE", "NVIDIA_BASE_URL"];
    case(&[first], &[second, third], &used).run("-q apple").code(0);
    case(&[second], &[third], &used).run("-q apple").code(0);
    case(&[third], &[], &used).run("-q apple").code(0);
    let option = format!("-q apple --base-url {}", used.url());
    case(&[], &[first, second, third], &used).run(&option).code(0);
    assert_eq!(used.requests().len(), 4);
}

#[test]
fn variables_change_the_requests() {
    let nim = FakeNim::new();
    let case = Case::new()
        .nim(&nim)
        .stdin(LINES)
        .env("NIMRANK_MODEL", "acme/x")
        .env("NIMRANK_BATCH_SIZE", "2")
        .env("NIMRANK_TRUNCATE", "none")
        .env("NIMRANK_API_KEY", "k-1");
    let run = case.run("-q apple");
    run.code(0);
    assert_eq!(run.requests.len(), 2);
    for request in &run.requests {
        let body = request.json();
        assert_eq!((&body["model"], &body["truncate"]), (&"acme/x".into(), &"NONE".into()));
        assert_eq!(request.header("authorization"), Some("Bearer k-1"));
    }
    let run = case.run("-q apple -m acme/y --batch-size 3 --truncate end");
    run.code(0);
    assert_eq!(run.requests.len(), 1);
    let body = run.requests[0].json();
    assert_eq!((&body["model"], &body["truncate"]), (&"acme/y".into(), &"END".into()));
}

#[test]
fn nimrank_api_replaces_the_api_option() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).stdin(LINES).env("NIMRANK_API", "tei");
    let run = case.run("-q apple");
    run.code(0);
    assert_eq!(run.requests[0].path, "/rerank");
    let run = case.run("-q apple --api nim -m m");
    run.code(0);
    assert_eq!(run.requests[0].path, "/v1/ranking");
}
