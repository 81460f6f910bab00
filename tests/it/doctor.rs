//! `doctor` beyond its golden files: suggestions that work, JSON, and hostile servers.

use crate::support::nim::{FakeNim, Reply};
use crate::support::{Case, Transcript};

/// Returns the command line that `doctor` suggests.
fn suggestion(run: &Transcript) -> &str {
    let last = run.stdout_str().lines().last().unwrap_or_default();
    last.trim_start()
}

#[test]
fn the_suggested_command_sends_the_same_request() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).env("TEAM_KEY", "fake-key").file("my key", "fake-key");
    for options in [
        "",
        "-m nvidia/fake",
        "--api-key-env TEAM_KEY -H 'X-Team: a b'",
        "--api-key-file 'my key' --api cohere -m x",
    ] {
        let run = case.run(&format!("doctor {options}"));
        let command = suggestion(run.code(0)).to_owned();
        let ranked = case.sh(&format!("unset NIMRANK_BASE_URL; {command}"));
        assert_eq!(ranked.code(0).stdout_str().lines().count(), 1, "{ranked}");
        let first = run.requests.last().expect("a request");
        let second = ranked.requests.last().expect("a request");
        assert_eq!(first.path, second.path);
        assert_eq!(first.json(), second.json());
        assert_eq!(first.header("authorization"), second.header("authorization"));
    }
}

#[test]
fn json_output_is_one_document() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim);
    let run = case.run("doctor -f json -m nvidia/fake");
    let findings: serde_json::Value = serde_json::from_str(run.code(0).stdout_str()).expect("JSON");
    let steps = findings["steps"].as_array().expect("steps");
    let names: Vec<_> = steps.iter().filter_map(|step| step["step"].as_str()).collect();
    let expected = ["endpoint", "connection", "tls", "health", "key", "model", "api", "score"];
    assert_eq!(names, expected);
    assert_eq!(steps[2]["status"], "skipped");
    assert!(steps[7]["ms"].as_f64().expect("a time") > 0.0);
    let command = findings["command"].as_str().expect("a command");
    assert!(command.starts_with("nimrank --base-url http://127.0.0.1:"), "{command}");
    let run = Case::new().run("doctor -f json --base-url http://127.0.0.1:1");
    let findings: serde_json::Value = serde_json::from_str(run.code(3).stdout_str()).expect("JSON");
    assert_eq!(findings["steps"][1]["status"], "fail");
    assert_eq!(findings["steps"][1]["cause"], "Connection refused");
    assert_eq!(findings["command"], serde_json::Value::Null);
}

#[test]
fn control_characters_of_a_server_are_not_printed() {
    let list = r#"{"data":[{"id":"a\u001b[31mb\u202e"}]}"#;
    let nim = FakeNim::new().models(Reply::json(200, list));
    let run = Case::new().nim(&nim).run("doctor");
    let report = run.code(0).stdout_str();
    let steps = report.split("this works").next().unwrap_or_default();
    assert!(!steps.contains(['\u{1b}', '\u{202e}']), "{run}");
}

#[test]
fn tei_is_recognized_without_a_list_of_models() {
    let nim = FakeNim::with(|seen| {
        if seen.path == "/rerank" && seen.json().get("texts").is_none() {
            let message =
                "Failed to deserialize the JSON body into the target type: missing field `texts`";
            return Reply::text(422, message);
        }
        if seen.path == "/rerank" {
            Reply::ok()
        } else {
            Reply::json(404, r#"{"detail":"Not Found"}"#)
        }
    });
    let nim = nim.models(Reply::status(404)).health(Reply::status(200));
    let case = Case::new().nim(&nim);
    let run = case.run("doctor");
    let api =
        format!("FAIL     api         not nim: the service speaks tei at {}/rerank\n", nim.url());
    assert!(run.code(2).stdout_str().contains(&api), "{run}");
    assert!(run.requests.len() < 14, "{run}");
    let ranked = case.sh(suggestion(&run));
    assert_eq!(ranked.code(0).stdout_str().lines().count(), 1, "{ranked}");
}

#[test]
fn an_unknown_host_fails_at_the_connection() {
    let run = Case::new().run("doctor --base-url http://nowhere.invalid");
    let report = run.code(3).stdout_str();
    assert!(
        report.contains("\nFAIL     connection  http://nowhere.invalid: cannot connect\n"),
        "{run}"
    );
    assert_eq!(report.matches("the connection check failed").count(), 6, "{run}");
}

/// The API to suggest is the one that gives raw scores, not the first that responds.
#[test]
fn a_server_that_is_recognized_gets_its_own_api() {
    for (owner, api, path) in [
        ("vllm", "vllm", "/v1/rerank"),
        ("infinity", "infinity", "/rerank"),
        ("llamacpp", "llamacpp", "/v1/rerank"),
    ] {
        let list = format!(r#"{{"data":[{{"id":"rr","owned_by":"{owner}"}}]}}"#);
        let nim = FakeNim::with(move |seen| {
            if seen.path.ends_with("/rerank") {
                Reply::json(200, r#"{"results":[{"index":0,"relevance_score":1.5}]}"#)
            } else {
                Reply::json(404, r#"{"detail":"Not Found"}"#)
            }
        });
        let nim = nim.models(Reply::json(200, list));
        let case = Case::new().nim(&nim);
        let run = case.run("doctor");
        let hint = format!("hint: use `--base-url {} --api {api}`\n", nim.url());
        assert!(run.code(2).stdout_str().contains(&hint), "{run}");
        assert_eq!(run.requests.last().expect("a request").path, path, "{run}");
        case.sh(suggestion(&run)).code(0);
        // With an API that works but squashes the scores, the other one is mentioned.
        let run = case.run("doctor --api cohere");
        let note = format!("`--api {api}`");
        assert!(run.code(0).stdout_str().contains(&note), "{run}");
    }
}

#[test]
fn servers_that_never_rerank_are_named() {
    for (list, name) in [
        (r#"{"data":[{"id":"x","owned_by":"library"}]}"#, "Ollama"),
        (r#"{"data":[{"id":"x","owned_by":"organization_owner"}]}"#, "LM Studio"),
    ] {
        let nim = FakeNim::with(|_| Reply::text(404, "404 page not found"));
        let nim = nim.models(Reply::json(200, list)).health(Reply::json(200, r#"{"error":"no"}"#));
        let run = Case::new().nim(&nim).run("doctor");
        let problem =
            format!("FAIL     api         the server is {name}, which does not serve reranking\n");
        assert!(run.code(2).stdout_str().contains(&problem), "{run}");
        assert!(!run.stdout_str().contains("ready ("), "{run}");
    }
}

/// Of several failures the one of an existing path says more than those of missing ones.
#[test]
fn the_most_telling_failure_is_reported() {
    let nim = FakeNim::with(|seen| match seen.path.as_str() {
        "/v2/rerank" => {
            Reply::json(501, r#"{"error":{"message":"This server does not support reranking."}}"#)
        }
        _ => Reply::json(404, r#"{"detail":"Not Found"}"#),
    });
    let nim = nim.models(Reply::status(404));
    let run = Case::new().nim(&nim).run("doctor -m m");
    assert!(
        run.code(2).stdout_str().contains("cause: This server does not support reranking."),
        "{run}"
    );
}

#[test]
fn the_reranking_path_is_tried() {
    let nim = FakeNim::with(|seen| match seen.path.as_str() {
        "/api/v1/reranking" => {
            Reply::json(200, r#"{"results":[{"index":0,"relevance_score":1.5}]}"#)
        }
        _ => Reply::json(404, r#"{"detail":"Not Found"}"#),
    });
    let nim = nim.models(Reply::status(404));
    let case = Case::new();
    let run = case.run(&format!("doctor -m m --base-url {}/api/v1", nim.url()));
    assert!(run.code(2).stdout_str().contains("/api/v1/reranking"), "{run}");
    case.sh(suggestion(&run)).code(0);
}
