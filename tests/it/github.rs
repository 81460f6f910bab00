//! Reports in a log of GitHub's runner, which finds commands in what the program prints: `::` at the beginning of
//! a line, `##[` anywhere.

use serde_json::Value;

use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

const NAME: &str = "x##[error]";

/// Returns a service whose models have such names.
fn service() -> FakeNim {
    let models = serde_json::json!({"data": [{"id": NAME}, {"id": "::error::rerank"}]});
    FakeNim::new().models(Reply::json(200, models.to_string()))
}

/// Returns a case in which queries and documents have such names.
fn hostile() -> Case {
    let names = |text: &str| text.replace("NAME", NAME);
    let cases = r#"{"id":"NAME","query":"NAME","docs":["a dog","NAME"],"top":"1"}"#;
    Case::new()
        .env("GITHUB_ACTIONS", "true")
        .file("cases.jsonl", names(cases))
        .file("qrels", names("NAME 0 a 1\n::error 0 a 1\n"))
        .file("run", names("NAME Q0 a 1 2 t\nNAME Q0 NAME 2 1 t\n::error Q0 a 1 1 t\n"))
        .file("new", names("NAME Q0 NAME 1 2 t\nNAME Q0 a 2 1 t\n::error Q0 a 1 1 t\n"))
}

fn commands(text: &str) -> Vec<&str> {
    let is_command = |line: &&str| line.trim_start().starts_with("::") || line.contains("##[");
    text.lines().filter(is_command).collect()
}

#[test]
fn no_report_has_a_workflow_command() {
    for (command, formats) in [
        ("check cases.jsonl -m local/bm25 --no-github", "text json jsonl"),
        ("models", "table tsv json"),
        ("doctor", "text json"),
        ("eval -q --qrels qrels --run run", "table csv json"),
        ("eval -q --trec --qrels qrels --run run -m P.1", ""),
        ("diff run new", "table json jsonl"),
    ] {
        for format in formats.split(' ') {
            let is_about_service = matches!(command, "models" | "doctor");
            let nim = is_about_service.then(service);
            let case = nim.iter().fold(hostile(), Case::nim);
            let option = if format.is_empty() { "" } else { "-f" };
            let run = case.run(&format!("{command} {option} {format}"));
            let found = [commands(run.stdout_str()), commands(run.stderr_str())].concat();
            assert_eq!(found, [""; 0], "{run}");
            assert!(run.stdout_str().contains("error"), "{run}");
        }
    }
}

/// Only the spelling of a value differs, and only in a log.
#[test]
fn values_of_json_stay_the_same() {
    let case = hostile();
    let run = case.run("eval -q --qrels qrels --run run -f json -m P@1");
    let report: Value = serde_json::from_str(run.code(0).stdout_str()).expect("JSON");
    assert_eq!(report["per_query"][NAME]["P@1"], 1.0, "{run}");
    case.run("eval -q --qrels qrels --run run -f json -m P@1 -o file").code(0);
    let written = std::fs::read_to_string(case.dir().join("file")).expect("the report");
    assert!(written.contains(NAME), "{written}");
    let run = case.run("eval -q --qrels qrels --run run -f csv -m P@1");
    assert!(run.code(0).stdout_str().contains("\"::error\",\"P@1\",\"1.0\"\n"), "{run}");
    let run = case.sh("unset GITHUB_ACTIONS; nimrank diff run new -f json");
    assert!(run.code(1).stdout_str().contains(NAME), "{run}");
}
