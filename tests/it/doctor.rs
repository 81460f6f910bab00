//! `doctor`: what is found on the way to a service, with everything that comes of it.

#![allow(
    clippy::needless_raw_string_hashes,
    reason = "the snapshot tool writes them"
)]

mod apis; // what it speaks, and which model it has
mod secrets; // what may be one is not repeated
mod ways; // addresses, connections, keys, and servers that fail

use snapbox::str;

use crate::support::nim::{FakeNim, Reply};
use crate::support::{Case, Transcript};

/// Compares a transcript, in which times differ from run to run.
#[track_caller]
fn is(run: &Transcript, expected: impl snapbox::IntoData) {
    let text = run.to_string();
    let lines = text.lines().map(|line| match line.rsplit_once(", ") {
        Some((start, time)) if time.ends_with(" ms") => format!("{start}, [TIME]\n"),
        _ => format!("{line}\n"),
    });
    let text: String = lines.collect();
    let assert = snapbox::Assert::new().normalize_paths(false);
    assert.action_env("SNAPSHOTS").eq(text, expected);
}

/// The command that is said to work.
fn command(run: &Transcript) -> &str {
    let last = run.stdout_str().lines().last().unwrap_or_default();
    last.trim_start()
}

#[test]
fn all_is_well() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim);
    is(
        &case.run("doctor"),
        str![[r#"
$ nimrank doctor
[code 0]
-- stdout
ok       endpoint    [NIM]/v1/ranking (from NIMRANK_BASE_URL)
ok       connection  [NIM ADDRESS], [TIME]
skipped  tls         not used: plain http://
ok       health      ready (/v1/health/ready)
ok       key         not needed
ok       model       nvidia/llama-nemotron-rerank-1b-v2, the only one listed
ok       api         nim
ok       score       -1 (logit) for one document, [TIME]

this works:
  nimrank --base-url [NIM] --model nvidia/llama-nemotron-rerank-1b-v2 -q 'how much memory does a GPU have?' --doc 'The H100 GPU has 80 GB of memory.'
-- requests
GET /v1/health/ready
GET /v1/models
POST /v1/ranking  1 passage, truncate END, model nvidia/llama-nemotron-rerank-1b-v2

"#]],
    );
}

#[test]
fn what_is_said_to_work_works() {
    let nim = FakeNim::new();
    let case = Case::new()
        .nim(&nim)
        .env("TEAM_KEY", "fake-key")
        .file("my key", "fake-key");
    for options in [
        "",
        "-m nvidia/fake",
        "--api-key-env TEAM_KEY -H 'X-Team: a b'",
        "--api-key-file 'my key' --api cohere -m x",
    ] {
        let run = case.run(&format!("doctor {options}"));
        let command = command(run.code(0)).to_owned();
        let ranked = case.sh(&format!("unset NIMRANK_BASE_URL; {command}"));
        assert_eq!(ranked.code(0).stdout_str().lines().count(), 1, "{ranked}");
        let asked = run.requests.last().expect("a request");
        let again = ranked.requests.last().expect("a request");
        assert_eq!(asked.path, again.path);
        assert_eq!(asked.json(), again.json());
        assert_eq!(asked.header("authorization"), again.header("authorization"));
    }
}

#[test]
fn findings_are_one_json_document() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim);
    let run = case.run("doctor -f json -m nvidia/fake");
    let findings: serde_json::Value = serde_json::from_str(run.code(0).stdout_str()).expect("JSON");
    let steps = findings["steps"].as_array().expect("steps");
    let names: Vec<_> = steps
        .iter()
        .filter_map(|step| step["step"].as_str())
        .collect();
    let expected = [
        "endpoint",
        "connection",
        "tls",
        "health",
        "key",
        "model",
        "api",
        "score",
    ];
    assert_eq!(names, expected);
    assert_eq!(steps[2]["status"], "skipped");
    assert!(steps[7]["ms"].as_f64().expect("a time") > 0.0);
    let command = findings["command"].as_str().expect("a command");
    assert!(
        command.starts_with("nimrank --base-url http://127.0.0.1:"),
        "{command}"
    );
    let run = Case::new().run("doctor -f json --base-url http://127.0.0.1:1");
    let findings: serde_json::Value = serde_json::from_str(run.code(3).stdout_str()).expect("JSON");
    assert_eq!(findings["steps"][1]["status"], "fail");
    assert_eq!(findings["steps"][1]["cause"], "Connection refused");
    assert_eq!(findings["command"], serde_json::Value::Null);
}

#[test]
fn the_scorer_built_in_needs_no_doctor() {
    is(
        &Case::new().run("doctor -m local/bm25"),
        str![[r#"
$ nimrank doctor -m local/bm25
[code 0]
-- stdout
ok       endpoint    not needed: the model is built in
skipped  connection  not needed: the model is built in
skipped  tls         not needed: the model is built in
skipped  health      not needed: the model is built in
skipped  key         not needed: the model is built in
ok       model       local/bm25
skipped  api         not needed: the model is built in
ok       score       0.5754 (bm25) for one document, [TIME]

this works:
  nimrank --model local/bm25 -q 'how much memory does a GPU have?' --doc 'The H100 GPU has 80 GB of memory.'

"#]],
    );
}

#[test]
fn what_a_server_says_does_nothing_to_a_terminal() {
    let list = r#"{"data":[{"id":"a\u001b[31mb\u202e"}]}"#;
    let nim = FakeNim::new().models(Reply::json(200, list));
    let run = Case::new().nim(&nim).run("doctor");
    let told = run.code(0).stdout_str();
    let steps = told.split("this works").next().unwrap_or_default();
    assert!(!steps.contains(['\u{1b}', '\u{202e}']), "{run}");
}
