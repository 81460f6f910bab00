//! The kind of scores of servers that are asked for logits, and scores that rank nothing.

use serde_json::json;

use crate::support::nim::{FakeNim, Reply};
use crate::support::{Case, Transcript};

/// Ranks as many documents as there are scores.
fn rank(api: &str, scores: &'static [f64], options: &str) -> Transcript {
    let name = if api == "tei" { "score" } else { "relevance_score" };
    let nim = FakeNim::with(move |seen| {
        let items = seen.passages().into_iter().map(|text| {
            let index: usize = text.parse().expect("a number");
            scores[index]
        });
        let items: Vec<_> =
            items.enumerate().map(|(index, score)| json!({"index": index, name: score})).collect();
        let body = match name {
            "score" => json!(items),
            _ => json!({ "results": items }),
        };
        Reply::json(200, body.to_string())
    });
    let lines: String = (0..scores.len()).map(|number| format!("{number}\n")).collect();
    let case = Case::new().nim(&nim).stdin(lines);
    case.run(&format!("--api {api} -m m -q x {options}"))
}

#[test]
fn requested_logits_are_known_by_a_score_outside_0_to_1() {
    for api in ["vllm", "infinity", "tei"] {
        let kind = |scores, options: &str| {
            let run = rank(api, scores, &format!("-f json {options}"));
            let value: serde_json::Value =
                serde_json::from_str(run.code(0).stdout_str()).expect("JSON");
            value["meta"]["score"].as_str().expect("a kind").to_owned()
        };
        assert_eq!(kind(&[0.5, 0.25], ""), "unknown");
        assert_eq!(kind(&[0.0, 1.0], ""), "unknown");
        assert_eq!(kind(&[0.5, -0.25], ""), "logit");
        // Scores that are not printed count too, and each request does.
        assert_eq!(kind(&[0.5, 0.25, -7.0], "-n 1"), "logit");
        assert_eq!(kind(&[1.5, 0.25, 0.5], "--batch-size 1 --score sigmoid"), "sigmoid");
    }
    assert!(
        rank("vllm", &[0.1, 0.2], "-f json --record r.jsonl")
            .code(0)
            .stdout_str()
            .contains("unknown")
    );
}

#[test]
fn a_sigmoid_of_scores_that_may_be_one_is_refused() {
    let run = rank("vllm", &[0.9, 0.1], "--score sigmoid -o out.tsv");
    let words = "--score sigmoid is for logits, and these scores are of kind unknown";
    assert!(run.code(2).stderr_str().contains(words), "{run}");
    assert_eq!(run.stdout_str(), "");
}

#[test]
fn scores_that_are_all_the_same_are_warned_about() {
    let words = "documents score the same, so they stay in input order";
    for (scores, warns) in [
        (&[0.5, 0.5, 0.5][..], true),
        (&[0.5; 40], true),
        (&[0.5, 0.5, 0.5, 0.25], false),
        (&[0.5], false),
    ] {
        for options in ["", "--batch-size 1", "-n 1"] {
            let run = rank("cohere", scores, options);
            assert_eq!(run.code(0).stderr_str().contains(words), warns, "{run}");
        }
        assert_eq!(rank("cohere", scores, "--quiet").stderr_str(), "");
    }
}
