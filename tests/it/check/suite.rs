//! A realistic suite with recorded scores: `tests/data/checks`. The scores are those of the service below,
//! which counts common words, weighs rare ones more and knows a few synonyms; `SNAPSHOTS=overwrite cargo test
//! check::suite` records them again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::{json, statuses};
use crate::support::nim::{FakeNim, Reply};
use crate::support::{Case, Transcript, assert_fresh, root};

/// Stop words.
const EMPTY: &str = "a an and are as at be but by can cannot do does for from has have how i if in is it its me \
                     my no not of off on or our should so that the their them then there these they this \
                     to up was we what when which who why will with you your";

/// Synonyms in these documents.
const SAME: [&str; 12] = [
    "back refund",
    "send post drop",
    "shoe unworn",
    "arrive allow delivery ship",
    "long working",
    "delete deletion privacy",
    "broken damage",
    "loss lost",
    "stink smelly stench",
    "photograph picture",
    "memory hbm3 hbm2e",
    "write wrote written author",
];

/// Returns the stem of a word, or that of its first synonym.
fn concept(word: &str) -> String {
    let stem = |word: &str| {
        let ends = ["ing", "ed", "es", "s"];
        let cut = |end: &&str| word.strip_suffix(*end).filter(|stem| stem.len() > 2);
        ends.iter().find_map(cut).unwrap_or(word).trim_end_matches('e').to_owned()
    };
    let stemmed = stem(word);
    let group = SAME.iter().find(|group| group.split(' ').any(|other| stem(other) == stemmed));
    group.map_or(stemmed, |group| stem(group.split(' ').next().unwrap_or(group)))
}

fn concepts(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let telling = words.filter(|word| !EMPTY.split_whitespace().any(|empty| empty == *word));
    telling.map(concept).collect()
}

/// Returns a logit for each passage, from -7 for no common words to about 8 for all of them, in steps of
/// 1/128 like half-precision numbers.
fn logits(query: &str, passages: &[String]) -> Vec<f64> {
    let passages: Vec<Vec<String>> = passages.iter().map(|text| concepts(text)).collect();
    let query: BTreeSet<String> = concepts(query).into_iter().collect();
    let holding =
        |concept: &String| passages.iter().filter(|words| words.contains(concept)).count();
    let number = |count: usize| f64::from(u32::try_from(count).expect("not so many"));
    let rarity =
        |concept: &String| (1.0 + number(passages.len()) / (1.0 + number(holding(concept)))).ln();
    let rarities: BTreeMap<&String, f64> = query.iter().map(|word| (word, rarity(word))).collect();
    let all: f64 = rarities.values().sum();
    let logit = |words: &Vec<String>| {
        let found = rarities.iter().filter(|(concept, _)| words.contains(concept));
        let share = found.map(|(_, rarity)| rarity).sum::<f64>() / all.max(1e-9);
        let hits = words.iter().filter(|word| query.contains(*word)).count();
        let density = number(hits) / (number(words.len()) + 8.0);
        ((-7.0 + 13.0 * share + 3.0 * density) * 128.0).round() / 128.0
    };
    passages.iter().map(logit).collect()
}

/// Returns the suite in the layout of the repository.
fn suite() -> Case {
    [
        "faq.csv",
        "gpus.jsonl",
        "handbook.jsonl",
        "sayings.txt",
        "checks/cases.jsonl",
        "checks/scores.jsonl",
    ]
    .iter()
    .fold(Case::new(), |case, name| {
        let text = std::fs::read(root().join("tests/data").join(name)).unwrap_or_default();
        case.file(&format!("tests/data/{name}"), text)
    })
}

fn replayed(case: &Case, more: &str) -> Transcript {
    let args = "check tests/data/checks/cases.jsonl --replay tests/data/checks/scores.jsonl";
    case.run(&format!("{args} {more}"))
}

/// `--record` writes the scores of the service above, to the last digit.
#[test]
fn the_checked_in_recording_equals_the_output_of_record() {
    let nim = FakeNim::with(|seen| Reply::scores(&logits(&seen.query(), &seen.passages())));
    let case = suite().nim(&nim);
    let run =
        case.run("check tests/data/checks/cases.jsonl -m tests/words-in-common --record new.jsonl");
    assert!(matches!(run.code, Some(0 | 1)), "{run}");
    let new = std::fs::read_to_string(case.dir().join("new.jsonl")).expect("the file exists");
    assert_fresh("tests/data/checks/scores.jsonl", &new);
    run.code(0);
}

#[test]
fn the_suite_passes_with_the_checked_in_scores() {
    let case = suite();
    let run = replayed(&case, "-f json");
    let statuses = statuses(run.code(0));
    assert!(statuses.len() >= 30, "{statuses:?}");
    let summary = &json(&run)["summary"];
    let number = |name: &str| summary[name].as_u64().expect("a number");
    assert_eq!(number("passed") + number("xfailed"), statuses.len() as u64);
    assert_eq!(number("xfailed"), 2);
    // The suite is meaningful: most of it fails without the reranker.
    assert!(number("pass_in_input_order") < statuses.len() as u64 / 2, "{summary}");
    let text = replayed(&case, "");
    assert!(text.code(0).stdout_str().contains("closest call: "), "{text}");
}

/// All kinds of expectations are used.
#[test]
fn the_suite_uses_every_kind_of_expectation() {
    let report = json(&replayed(&suite(), "-f json"));
    let cases = report["cases"].as_array().expect("a list").iter();
    let found = cases.flat_map(|case| case["expectations"].as_array().expect("a list"));
    let kinds: BTreeSet<_> = found.filter_map(|found| found["kind"].as_str()).collect();
    let all = ["above", "at_least", "max_score", "min_score", "outside", "top", "within"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all);
}

/// Returns the recording with the scores of each case shifted by one document.
fn shuffled(recording: &str) -> String {
    let mut lines = String::new();
    for line in recording.lines() {
        let mut ranking: Value = serde_json::from_str(line).expect("JSON");
        let docs = ranking["docs"].as_array_mut().expect("a list");
        let places: Vec<usize> =
            (0..docs.len()).filter(|at| !docs[*at]["score"].is_null()).collect();
        let scores: Vec<Value> = places.iter().map(|at| docs[*at]["score"].clone()).collect();
        for (at, score) in places.iter().zip(scores.iter().cycle().skip(1)) {
            docs[*at]["score"] = score.clone();
        }
        // Keys in the order in which they are written.
        let doc = |doc: &Value| {
            format!(r#"{{"id":{},"hash":{},"score":{}}}"#, doc["id"], doc["hash"], doc["score"])
        };
        let docs: Vec<_> = ranking["docs"].as_array().expect("a list").iter().map(doc).collect();
        let head = ["case", "model", "api", "truncate", "query"]
            .map(|key| format!("\"{key}\":{}", ranking[key]));
        writeln!(lines, "{{{},\"docs\":[{}]}}", head.join(","), docs.join(","))
            .expect("strings take writes");
    }
    lines
}

#[test]
fn shuffled_scores_fail_the_suite() {
    let path = "tests/data/checks/scores.jsonl";
    let recording = std::fs::read_to_string(root().join(path)).expect("the file exists");
    let case = suite().file(path, shuffled(&recording));
    let run = replayed(&case, "-f json");
    let failed = statuses(run.code(1)).iter().filter(|status| *status == "fail").count();
    assert!(failed >= 20, "only {failed}: {run}");
    let updated = case.file("tests/data/checks/before.jsonl", &recording);
    let run = replayed(&updated, "-f json --baseline tests/data/checks/before.jsonl");
    let changes = &json(run.code(1))["summary"]["baseline"];
    assert!(changes["new"].as_u64() >= Some(20) && changes["still"] == 0, "{changes}");
}

/// One edited document makes exactly the cases that rank it stale.
#[test]
fn an_edited_document_makes_its_cases_stale() {
    let gpus =
        std::fs::read_to_string(root().join("tests/data/gpus.jsonl")).expect("the file exists");
    let case =
        suite().file("tests/data/gpus.jsonl", gpus.replace("80 GB of HBM3", "94 GB of HBM3"));
    let run = replayed(&case, "-f json");
    let report = json(run.code(2));
    let cases = report["cases"].as_array().expect("a list").iter();
    let stale = cases.filter(|case| case["status"] == "stale");
    let ids: Vec<_> = stale.filter_map(|case| case["id"].as_str()).collect();
    assert_eq!(ids, ["h100-memory", "ampere", "grace-hopper"]);
}
