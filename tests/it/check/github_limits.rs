//! Limits of GitHub annotations and step summaries. Reports are in the golden file `check_reports.txt`.

use super::by_number;
use crate::support::Case;

#[test]
fn the_tenth_annotation_counts_the_rest() {
    let case_of = |count: usize| {
        let case = r#"{"query":"q","docs":["a =1","b =2"],"top":"0"}"#;
        let cases = format!("{case}\n").repeat(count);
        let nim = by_number();
        let case = Case::new().file("cases.jsonl", cases).nim(&nim).env("GITHUB_ACTIONS", "true");
        let run = case.run("check cases.jsonl -m m --quiet");
        let lines = run.code(1).stderr_str().lines().map(str::to_owned);
        lines.collect::<Vec<_>>()
    };
    assert_eq!(case_of(9).len(), 9);
    let lines = case_of(12);
    assert_eq!(lines.len(), 10);
    assert_eq!(lines[9], "::error title=nimrank check::and 3 more");
}

/// GitHub rejects larger summaries.
#[test]
fn the_step_summary_stays_below_its_limit() {
    let long = "wort ".repeat(150);
    let case = format!(r#"{{"query":"{long}","docs":["a =1","b =2"],"top":"0","note":"x"}}"#);
    let cases = format!("{case}\n").repeat(1500);
    let nim = by_number();
    let case = Case::new()
        .file("cases.jsonl", cases)
        .nim(&nim)
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", "summary.md");
    case.run("check cases.jsonl -m m --quiet").code(1);
    let summary = std::fs::read_to_string(case.dir().join("summary.md")).expect("the file exists");
    assert!((800_000..=900_000).contains(&summary.len()), "{}", summary.len());
    let end = summary.lines().last().expect("a line");
    assert!(end.starts_with("and ") && end.ends_with(" more"), "{end}");
    case.run("check cases.jsonl -m m --quiet").code(1);
    let after = std::fs::read_to_string(case.dir().join("summary.md")).expect("the file exists");
    assert!(after.len() <= 900_000, "{}", after.len());
}

#[test]
fn a_case_with_many_failures_does_not_fill_the_step_summary() {
    let long = "x".repeat(500);
    let pairs = vec![serde_json::json!([long, "b"]); 2000];
    let docs = serde_json::json!([{"id": long, "text": "=1"}, {"id": "b", "text": "=2"}]);
    let first = serde_json::json!({"query": "q", "docs": docs, "above": pairs});
    let second = r#"{"query":"second","docs":["a =1","b =2"],"top":"0"}"#;
    let nim = by_number();
    let case = Case::new()
        .file("cases.jsonl", format!("{first}\n{second}\n"))
        .nim(&nim)
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", "summary.md");
    case.run("check cases.jsonl -m m --quiet").code(1);
    let summary = std::fs::read_to_string(case.dir().join("summary.md")).expect("the file exists");
    assert!(summary.contains("<br>and 1990 more |\n"), "{summary}");
    assert!(summary.contains("| second |"), "{summary}");
}
