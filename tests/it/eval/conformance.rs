//! Values compared with pytrec_eval to 1e-12, and text compared with trec_eval byte for byte. The sets are
//! made by `tests/fixtures/eval/make.py`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::Value;

use super::case;
use crate::support::{Case, root};

/// A number for each document of a query.
type Docs<T> = BTreeMap<String, T>;

#[derive(Deserialize)]
struct Set {
    level: i32,
    qrels: BTreeMap<String, Docs<i32>>,
    /// Scores multiplied by 4096.
    run: BTreeMap<String, Docs<i32>>,
    values: BTreeMap<String, Vec<f64>>,
}

impl Set {
    /// Returns the set as files.
    fn case(&self) -> Case {
        let (mut qrels, mut run) = (String::new(), String::new());
        for (query, docs) in &self.qrels {
            for (doc, grade) in docs {
                writeln!(qrels, "{query} 0 {doc} {grade}").expect("strings take writes");
            }
        }
        for (query, docs) in &self.run {
            for (doc, score) in docs {
                let score = f64::from(*score) / 4096.0;
                writeln!(run, "{query} Q0 {doc} 1 {score} tag").expect("strings take writes");
            }
        }
        case(qrels, run)
    }
}

/// The names of the measures, and the sets.
fn sets() -> (Vec<String>, Vec<Set>) {
    let file = root().join("tests/fixtures/eval/sets.jsonl");
    let text = std::fs::read_to_string(file).expect("the sets are there");
    let mut lines = text.lines();
    let names = serde_json::from_str(lines.next().expect("a first line")).expect("names");
    let sets = lines.map(|line| serde_json::from_str(line).expect("a set"));
    let sets: Vec<_> = sets.collect();
    assert!(sets.len() >= 300, "only {}", sets.len());
    (names, sets)
}

fn is_near(value: &Value, expected: f64) -> bool {
    value.as_f64().is_some_and(|value| (value - expected).abs() <= 1e-12)
}

#[test]
fn values_equal_those_of_pytrec_eval() {
    let (names, sets) = sets();
    let requested = names.join(",");
    for set in &sets {
        let options = format!("--qrels q.txt --run r.txt -l {} -q -f json -m", set.level);
        let run = set.case().run(&format!("eval {options} {requested}"));
        let printed: Value = serde_json::from_str(run.code(0).stdout_str()).expect("JSON");
        let none = vec![0.0; names.len()];
        let mut sums = none.clone();
        for query in set.qrels.keys() {
            let values = set.values.get(query).unwrap_or(&none);
            for ((name, expected), sum) in names.iter().zip(values).zip(&mut sums) {
                *sum += expected;
                let value = &printed["per_query"][query][name];
                assert!(is_near(value, *expected), "{query} {name}: {expected}\n{run}");
            }
        }
        let count = f64::from(u32::try_from(set.qrels.len()).expect("a small number"));
        for (name, sum) in names.iter().zip(sums) {
            let (mean, expected) = (&printed["mean"][name], sum / count);
            assert!(is_near(mean, expected), "mean of {name}: {expected}\n{run}");
        }
        let missing = set.qrels.keys().filter(|query| !set.run.contains_key(*query));
        assert_eq!(printed["missing"], missing.count(), "{run}");
        assert_eq!(printed["queries"], set.qrels.len(), "{run}");
        let printed = printed["per_query"].as_object().expect("an object");
        assert!(printed.keys().eq(set.qrels.keys()), "{run}");
    }
}

#[test]
fn intersect_averages_over_queries_on_both_sides() {
    let (names, sets) = sets();
    let with_missing = |set: &&Set| set.qrels.keys().any(|query| !set.run.contains_key(query));
    let mut seen = 0;
    for set in sets.iter().filter(with_missing).take(20) {
        seen += 1;
        let options = format!("--qrels q.txt --run r.txt -l {} -f json --intersect -m", set.level);
        let run = set.case().run(&format!("eval {options} {}", names.join(",")));
        let printed: Value = serde_json::from_str(run.code(0).stdout_str()).expect("JSON");
        let count = f64::from(u32::try_from(set.values.len()).expect("a small number"));
        for (at, name) in names.iter().enumerate() {
            let sum: f64 = set.values.values().map(|values| values[at]).sum();
            assert!(is_near(&printed["mean"][name], sum / count), "{name}\n{run}");
        }
        assert_eq!(printed["queries"], set.values.len(), "{run}");
    }
    assert_eq!(seen, 20);
}

#[derive(Deserialize)]
struct Printed {
    set: usize,
    /// 1 if trec_eval was called with -q.
    per_query: u8,
    /// 1 if it was called with -c.
    complete: u8,
    text: String,
}

#[test]
fn trec_output_equals_that_of_trec_eval() {
    const ASKED: &str =
        "ndcg,ndcg_cut.1,3,10,recip_rank,P.1,5,recall.3,10,map,map_cut.3,success.1,3";
    let (_, sets) = sets();
    let file = root().join("tests/fixtures/eval/printed.jsonl");
    let texts = std::fs::read_to_string(file).expect("the texts are there");
    assert!(texts.lines().count() >= 20);
    for line in texts.lines() {
        let printed: Printed = serde_json::from_str(line).expect("a text");
        let set = &sets[printed.set];
        let per_query = ["", "-q"][usize::from(printed.per_query)];
        let intersect = ["--intersect", ""][usize::from(printed.complete)];
        let flags = format!("--trec {per_query} {intersect} -l {}", set.level);
        let options = format!("--qrels q.txt --run r.txt {flags}");
        let run = set.case().run(&format!("eval {options} -m {ASKED}"));
        assert!(run.code(0).stdout == printed.text.as_bytes(), "not\n{}\n{run}", printed.text);
    }
}
