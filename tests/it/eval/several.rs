//! Several runs: values compared with scipy, statsmodels and ranx, whose results
//! `tests/fixtures/eval/make_comparisons.py` wrote, and the laws that comparisons obey.

use serde_json::{Map, Value};

use crate::support::{Case, root};

const MEASURES: &str = "-m ndcg@5,rr,p@3";
/// The queries up to which the randomization test is exact.
const MAX_EXACT: usize = 20;

fn sets() -> Vec<Value> {
    let file = root().join("tests/fixtures/eval/comparisons.jsonl");
    let text = std::fs::read_to_string(file).expect("the sets are there");
    text.lines().map(|line| serde_json::from_str(line).expect("a set")).collect()
}

/// Compares runs, given as indexes, and returns the document.
fn compare(set: &Value, runs: &[usize]) -> Value {
    let mut case = Case::new().file("qrels.json", set["qrels"].to_string());
    let mut options = String::new();
    for run in runs {
        case = case.file(&format!("{run}.json"), set["runs"][run].to_string());
        options.push_str(&format!(" --run {run}.json"));
    }
    let run = case.run(&format!("eval --qrels qrels.json{options} {MEASURES} -f json --quiet"));
    serde_json::from_str(run.code(0).stdout_str()).expect("JSON")
}

fn rows(document: &Value) -> Vec<&Map<String, Value>> {
    let rows = document["comparisons"].as_array().expect("an array");
    rows.iter().map(|row| row.as_object().expect("an object")).collect()
}

/// Asserts that two numbers, arrays of numbers, or nulls are equal.
fn assert_near(value: &Value, expected: &Value, tolerance: f64, context: &str) {
    match (value, expected) {
        (Value::Array(values), Value::Array(expected)) => {
            for (value, expected) in values.iter().zip(expected) {
                assert_near(value, expected, tolerance, context);
            }
        }
        (Value::Number(value), Value::Number(expected)) => {
            let (value, expected) = (value.as_f64().expect("f64"), expected.as_f64().expect("f64"));
            assert!((value - expected).abs() <= tolerance, "{context}: {value}, not {expected}");
        }
        _ => assert_eq!(value, expected, "{context}"),
    }
}

#[test]
fn comparisons_equal_those_of_scipy() {
    let sets = sets();
    assert!(sets.len() >= 60, "only {}", sets.len());
    for (number, set) in sets.iter().enumerate() {
        let runs = set["runs"].as_array().expect("runs").len();
        let document = compare(set, &(0..runs).collect::<Vec<_>>());
        let queries = set["qrels"].as_object().expect("judgments").len();
        assert_eq!(document["queries"], queries);
        let expected = rows(set);
        assert_eq!(rows(&document).len(), expected.len());
        for (row, expected) in rows(&document).into_iter().zip(expected) {
            assert_eq!(row["run"], format!("{}.json", expected["run"]));
            for (name, expected) in expected.iter().filter(|(name, _)| *name != "run") {
                let context = format!("set {number}, {name}");
                let tolerance = match (name.as_str(), expected.as_f64()) {
                    // Four standard errors of 100,000 draws, compared with a million.
                    ("p_randomization", Some(p)) if queries > MAX_EXACT => {
                        4.0 * (p * (1.0 - p) * 1.1e-5).sqrt() + 1e-5
                    }
                    _ => 1e-11,
                };
                assert_near(&row[name], expected, tolerance, &context);
            }
        }
    }
}

#[test]
fn swapped_runs_negate_the_difference_and_swap_wins_and_losses() {
    for set in sets().into_iter().take(20) {
        let (forward, backward) = (compare(&set, &[0, 1]), compare(&set, &[1, 0]));
        for (row, swapped) in rows(&forward).into_iter().zip(rows(&backward)) {
            let negated = |value: &Value| value.as_f64().map_or(Value::Null, |x| (-x).into());
            assert_near(&swapped["difference"], &negated(&row["difference"]), 1e-15, "difference");
            assert_near(&swapped["interval"][0], &negated(&row["interval"][1]), 1e-15, "interval");
            assert_near(&swapped["effect_size"], &negated(&row["effect_size"]), 1e-12, "d_z");
            assert_eq!((&swapped["wins"], &swapped["losses"]), (&row["losses"], &row["wins"]));
            for name in ["ties", "p_t", "p_randomization", "significant", "detectable"] {
                assert_near(&swapped[name], &row[name], 1e-12, name);
            }
        }
    }
}

#[test]
fn a_run_compared_with_itself_is_never_significant() {
    for set in sets().into_iter().take(20) {
        for row in rows(&compare(&set, &[0, 0])) {
            assert_eq!((&row["difference"], &row["significant"]), (&0.0.into(), &false.into()));
            for name in ["interval", "p_t", "p_randomization", "effect_size", "detectable"] {
                assert_eq!(row[name], Value::Null, "{name}");
            }
        }
    }
}
