//! The rules of verdicts.

use serde_json::Value;

use super::{by_number, json, with_docs};
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

/// Returns the status of a case with these scores (`None`: blank), and the results of its expectations.
fn judged(scores: &[Option<f64>], members: &str, more: &str) -> (String, Value, String) {
    let docs: Vec<_> = scores
        .iter()
        .enumerate()
        .map(|(at, score)| {
            let text = score.map_or_else(String::new, |score| format!("text {at} ={score}"));
            serde_json::json!({"id": (&"abcde"[at..=at]), "text": text})
        })
        .collect();
    let docs = serde_json::to_string(&docs).expect("JSON");
    let case = format!(r#"{{"query":"q","docs":{docs},{members}}}"#);
    let nim = by_number();
    let case = Case::new().file("cases.jsonl", case).nim(&nim);
    let run = case.run(&format!("check cases.jsonl -m m -f json {more}"));
    let text = case.run(&format!("check cases.jsonl -m m {more}")).stdout_str().to_owned();
    let case = json(&run)["cases"][0].take();
    let words = text.lines().nth(1).unwrap_or_default().trim().to_owned();
    let status = case["status"].as_str().expect("a status").to_owned();
    (status, case["expectations"].clone(), words)
}

#[track_caller]
fn passes(scores: &[f64], members: &str, more: &str) {
    let scores: Vec<_> = scores.iter().copied().map(Some).collect();
    let (status, found, _) = judged(&scores, members, more);
    assert_eq!(status, "pass", "{members}: {found}");
}

/// Checks that it fails with this message.
#[track_caller]
fn fails(scores: &[f64], members: &str, more: &str, words: &str) {
    let scores: Vec<_> = scores.iter().copied().map(Some).collect();
    let (status, found, stderr) = judged(&scores, members, more);
    assert_eq!(status, "fail", "{members}: {found}");
    assert_eq!(stderr, words, "{members}");
}

#[test]
fn top_needs_rank_1_without_a_tie() {
    passes(&[2.0, 1.0, 0.0], r#""top":"a""#, "");
    fails(&[1.0, 3.5, 0.0], r#""top":"a""#, "", "top: a is rank 2, 2.5 below the winner");
    fails(&[2.0, 2.0, 0.0], r#""top":"a""#, "", "top: a is tied with b, which makes it rank 2");
    fails(
        &[2.0, 2.0, 2.0],
        r#""top":"c""#,
        "",
        "top: c is tied with a and one other, which makes it rank 3",
    );
}

#[test]
fn a_list_in_top_needs_the_first_ranks_in_any_order() {
    passes(&[2.0, 1.0, 3.0], r#""top":["a","c"]"#, "");
    passes(&[2.0, 1.0, 2.0], r#""top":["a","c"]"#, "");
    fails(&[2.0, 2.5, 3.0], r#""top":["a","c"]"#, "", "top 2: a is rank 3, 0.5 below rank 2");
    fails(
        &[2.0, 2.0, 3.0],
        r#""top":["a","c"]"#,
        "",
        "top 2: a is tied with b, which makes it rank 3",
    );
}

#[test]
fn ties_count_against_within_and_outside() {
    passes(&[3.0, 2.0, 1.0, 0.0], r#""within":{"b":2}"#, "");
    fails(
        &[3.0, 2.0, 2.0, 2.0],
        r#""within":{"b":3}"#,
        "",
        "within 3: b is tied with c and one other, which makes it rank 4",
    );
    fails(
        &[3.0, 2.0, 1.0, 0.5],
        r#""within":{"d":2}"#,
        "",
        "within 2: d is rank 4, 1.5 below rank 2",
    );
    passes(&[3.0, 2.0, 1.0, 0.0], r#""outside":{"c":2}"#, "");
    fails(
        &[3.0, 2.0, 2.0, 0.0],
        r#""outside":{"c":2}"#,
        "",
        "outside 2: c is tied with b, which makes it rank 2",
    );
    fails(
        &[3.0, 2.0, 1.0, 0.0],
        r#""outside":{"b":2}"#,
        "",
        "outside 2: b is rank 2, 1 above rank 3",
    );
}

#[test]
fn above_needs_a_strictly_higher_score() {
    passes(&[1.0, 1.001], r#""above":[["b","a"]]"#, "");
    fails(&[1.0, 1.0], r#""above":[["b","a"]]"#, "", "above: b is tied with a");
    fails(&[1.0, 0.5], r#""above":[["b","a"]]"#, "", "above: b is 0.5 below a");
    fails(&[-0.0, 0.0], r#""above":[["b","a"]]"#, "", "above: b is tied with a");
}

#[test]
fn tolerance_affects_order_only() {
    passes(&[1.0, 1.25, 0.0], r#""top":"b""#, "--tolerance 0.2");
    fails(
        &[1.0, 1.25, 0.0],
        r#""top":"b""#,
        "--tolerance 0.25",
        "top: b is tied with a, only 0.25 above it (tolerance 0.25), which makes it rank 2",
    );
    fails(
        &[1.0, 1.25],
        r#""above":[["b","a"]]"#,
        "--tolerance 0.5",
        "above: b is tied with a, only 0.25 above it (tolerance 0.5)",
    );
    fails(
        &[1.0, 1.25, 0.0],
        r#""outside":{"a":1}"#,
        "--tolerance 0.5",
        "outside 1: a is tied with b, only 0.25 below it (tolerance 0.5), which makes it rank 1",
    );
    passes(&[1.0, 1.25], r#""min_score":{"a":1}"#, "--tolerance 0.5");
    fails(
        &[1.0, 1.25],
        r#""min_score":{"a":1.1}"#,
        "--tolerance 0.5",
        "min_score: a scores 1, below 1.1",
    );
    passes(&[1.0, 1.25], r#""rel":{"b":1},"at_least":{"rr":1}"#, "--tolerance 0.5");
}

#[test]
fn a_score_equal_to_a_bound_passes() {
    passes(&[1.5, 0.0], r#""min_score":{"a":1.5},"max_score":{"b":0}"#, "");
    fails(&[1.5, 0.0], r#""min_score":{"a":1.51}"#, "", "min_score: a scores 1.5, below 1.51");
    fails(&[1.5, 0.0], r#""max_score":{"a":-1e-3}"#, "", "max_score: a scores 1.5, above -0.001");
}

/// The tie example of trec_eval's users, which there is 0.3425 or more, depending on the tool.
#[test]
fn measures_use_the_worst_order_of_ties() {
    let rel = r#""rel":{"a":2,"b":1,"c":0,"d":3}"#;
    let tied = [1.0, 1.0, 1.0, 0.5];
    fails(
        &tied,
        &format!(r#"{rel},"at_least":{{"ndcg@3":0.9}}"#),
        "",
        "at_least: ndcg@3 is 0.3425, below 0.9",
    );
    fails(
        &tied,
        &format!(r#"{rel},"at_least":{{"rr":0.6}}"#),
        "",
        "at_least: rr is 0.5000, below 0.6",
    );
    passes(&tied, &format!(r#"{rel},"at_least":{{"rr":0.5,"recall@3":0.66}}"#), "");
    fails(
        &[2.0, 1.0, 0.0],
        r#""rel":{"a":1},"at_least":{"p@2":0.9}"#,
        "",
        "at_least: p@2 is 0.5000, below 0.9; no order of these documents gives more than 0.5000",
    );
}

#[test]
fn a_blank_document_has_no_rank_and_no_score() {
    let scores = [Some(1.0), None, Some(-3.0)];
    for (members, status, words) in [
        (r#""top":"b""#, "fail", "top: b is blank and has no rank"),
        (r#""within":{"b":2}"#, "fail", "within 2: b is blank and has no rank"),
        (r#""within":{"a":1}"#, "pass", ""),
        (r#""outside":{"c":1}"#, "pass", ""),
        (r#""above":[["a","c"]]"#, "pass", ""),
        (r#""above":[["b","c"]]"#, "fail", "above: b is blank and has no score"),
        (r#""min_score":{"b":-100}"#, "fail", "min_score: b is blank and has no score, below -100"),
        (r#""max_score":{"b":100}"#, "fail", "max_score: b is blank and has no score, above 100"),
        (r#""rel":{"b":1},"at_least":{"rr":0.33}"#, "pass", ""),
        (r#""rel":{"b":1},"at_least":{"rr":0.5}"#, "fail", "at_least: rr is 0.3333, below 0.5"),
    ] {
        let (found, expectations, stderr) = judged(&scores, members, "");
        assert_eq!(found, status, "{members}: {expectations}");
        if status == "fail" {
            assert_eq!(stderr, words, "{members}");
        }
    }
}

#[test]
fn json_has_expected_and_actual_values() {
    let scores = [Some(4.0), Some(3.5), Some(1.0), None];
    let members = concat!(
        r#""top":"a","within":{"c":2},"outside":{"b":2},"above":[["a","b"]],"#,
        r#""min_score":{"a":4},"max_score":{"d":9},"rel":{"b":1},"at_least":{"rr":1}"#,
    );
    let (status, found, _) = judged(&scores, members, "--tolerance 0.25");
    let expected = serde_json::json!([
        {"kind": "top", "target": "a", "expected": 1, "actual": 1, "passed": true},
        {"kind": "within", "target": "c", "expected": 2, "actual": 3, "passed": false},
        {"kind": "outside", "target": "b", "expected": 2, "actual": 2, "passed": false},
        {"kind": "above", "target": ["a", "b"], "expected": 0.25, "actual": 0.5, "passed": true},
        {"kind": "min_score", "target": "a", "expected": 4.0, "actual": 4.0, "passed": true},
        {"kind": "max_score", "target": "d", "expected": 9.0, "actual": null, "passed": false},
        {"kind": "at_least", "target": "rr", "expected": 1.0, "actual": 0.5, "passed": false},
    ]);
    assert_eq!((&*status, found), ("fail", expected));
}

/// A document that is last for lack of a score proves nothing about the others.
#[test]
fn expectations_about_blank_documents_are_vacuous() {
    for (members, words) in [
        (r#""top":["a","c"]"#, "`top`: `a`"),
        (r#""within":{"c":2}"#, "`within`: `c` at rank 2 or better"),
        (r#""outside":{"b":2}"#, "`outside`: `b` beyond rank 2"),
        (r#""above":[["c","b"]]"#, "`above`: `c` over `b`"),
    ] {
        let docs = r#"[{"id":"a","text":"x"},{"id":"b","text":" "},{"id":"c","text":"y"}]"#;
        let case = format!("{{\"query\":\"q\",\"docs\":{docs},{members}}}\n");
        let run = Case::new().file("cases.jsonl", case);
        let run = run.run("check cases.jsonl -m local/bm25");
        let expected = format!(
            "nimrank: cases.jsonl:1: {words}\n  cause: it could not fail: the same score for every document meets it\n  \
             hint: expect it of a document that has text\n"
        );
        assert_eq!(run.code(2).stderr_str(), expected);
    }
}

/// Jina's third generation scores all documents of a request together, so the scores of one query must come
/// from one request.
#[test]
fn scores_of_different_queries_are_not_merged() {
    let nim = FakeNim::with(|seen| {
        let at = 0..seen.passages().len();
        let items: Vec<_> =
            at.map(|at| format!(r#"{{"index":{at},"relevance_score":0.{}}}"#, 9 - at)).collect();
        Reply::json(200, format!(r#"{{"results":[{}]}}"#, items.join(",")))
    });
    let cases = ["orders", "shoes"]
        .map(|query| format!(r#"{{"query":"{query}","docs":"docs.jsonl","top":"ship"}}"#));
    let case = with_docs(&cases.join("\n")).nim(&nim);
    let ask = "check cases.jsonl --api jina -m jina-reranker-v3";
    let run = case.run(ask);
    assert_eq!(run.requests.len(), 2, "{run}");
    assert!(run.code(0).stderr.is_empty(), "{run}");
    let run = case.run(&format!("{ask} --batch-size 2 -j 1"));
    let message = "these took 2 requests: scores of different requests cannot be compared";
    assert!(run.stderr_str().contains(message), "{run}");
}
