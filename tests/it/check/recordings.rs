//! One file of scores is recording, replay and baseline.

#![allow(clippy::needless_raw_string_hashes, reason = "the snapshot tool writes them")]

use serde_json::Value;
use snapbox::str;

use super::{by_number, json, statuses};
use crate::support::nim::{FakeNim, Reply};
use crate::support::{Case, Transcript};

/// Four cases: one passes, one fails, one fails as expected, one has a blank document.
const CASES: &str = concat!(
    r#"{"id":"good","query":"one","docs":["a =2","b =1"],"top":"0"}"#,
    "\n",
    r#"{"id":"bad","query":"two","docs":["c =2","d =1"],"top":"1"}"#,
    "\n",
    r#"{"id":"known","query":"three","docs":["e =2","f =1"],"top":"1","xfail":"why"}"#,
    "\n",
    r#"{"id":"blank","query":"four","docs":["g =0.1","h =5.41015625",""],"above":[["1","0"]]}"#,
    "\n",
);

/// Returns the cases with their scores in `scores.jsonl`.
fn recorded(cases: &str) -> (Case, Transcript) {
    let nim = by_number();
    let case = Case::new().file("cases.jsonl", cases).nim(&nim);
    let run = case.run("check cases.jsonl -m m -f json --record scores.jsonl");
    (case, run)
}

fn file(case: &Case, name: &str) -> String {
    std::fs::read_to_string(case.dir().join(name)).expect("the file exists")
}

#[test]
fn live_recorded_and_replayed_reports_are_equal() {
    let (case, recorded) = recorded(CASES);
    assert_eq!(statuses(recorded.code(1)), ["pass", "fail", "xfail", "pass"]);
    let live = case.run("check cases.jsonl -m m -f json");
    // Without a service and without a key.
    let env = case.env("NIMRANK_BASE_URL", "http://127.0.0.1:1");
    let replayed = env.run("check cases.jsonl -f json --replay scores.jsonl");
    assert_eq!(live.code(1).stdout_str(), recorded.stdout_str());
    assert_eq!(replayed.code(1).stdout_str(), recorded.stdout_str());
    assert!(replayed.requests.is_empty(), "{replayed}");
    let text = env.run("check cases.jsonl --replay scores.jsonl");
    assert!(text.stdout_str().contains("(4 cases, 0 requests, 8 passages)"), "{text}");
}

/// Cases and documents are in file order, so that a changed score is a changed line.
#[test]
fn a_recording_has_one_line_per_case() {
    let (case, _) = recorded(CASES);
    let lines = file(&case, "scores.jsonl");
    let last = r#"{"case":"blank","model":"m","api":"nim","truncate":"end","query":"four","docs":[{"id":"0","hash":"c078f74abf9d565e","score":0.1},{"id":"1","hash":"e7a742d44b71bde9","score":5.41015625},{"id":"2","hash":"cbf29ce484222325","score":null}]}"#;
    assert_eq!(lines.lines().count(), 4, "{lines}");
    assert_eq!(lines.lines().last(), Some(last));
    let of = |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["case"].clone();
    let cases: Vec<_> = lines.lines().map(of).collect();
    assert_eq!(cases, ["good", "bad", "known", "blank"]);
}

/// Replays after a change to the cases, and returns the statuses and the first error.
#[track_caller]
fn changed(from: &str, to: &str, code: i32) -> (Vec<String>, String) {
    let (case, _) = recorded(CASES);
    assert!(CASES.contains(from), "{from}");
    let case = case.file("cases.jsonl", CASES.replace(from, to));
    let run = case.run("check cases.jsonl -f json --replay scores.jsonl");
    let message = run.code(code).stderr_str().lines().next().unwrap_or_default().to_owned();
    (statuses(&run), message)
}

/// A case without an id is named by its line, and remains the same case if lines are inserted before it.
#[test]
fn a_case_without_an_id_can_move() {
    let cases = concat!(
        r#"{"query":"one","docs":["a =2","b =1"],"top":"0"}"#,
        "\n",
        r#"{"query":"two","docs":["c =2","d =1"],"top":"0"}"#,
        "\n",
    );
    let (case, run) = recorded(cases);
    assert_eq!(statuses(run.code(0)), ["pass", "pass"]);
    let (first, second) = cases.split_at(cases.find('\n').expect("two lines") + 1);
    for moved in [format!("\n{cases}"), format!("{second}{first}"), second.into()] {
        let count = moved.lines().filter(|line| !line.is_empty()).count();
        std::fs::write(case.dir().join("cases.jsonl"), moved).expect("it can be written");
        let run = case.run("check cases.jsonl -f json --replay scores.jsonl");
        assert_eq!(statuses(run.code(0)), vec!["pass"; count], "{run}");
    }
    // By line alone the second case would be the first one, and the first would be gone.
    let run = case.run("check cases.jsonl -f json --replay scores.jsonl --baseline scores.jsonl");
    let gone = json(run.code(0))["summary"]["baseline"]["gone"].clone();
    assert_eq!(gone, serde_json::json!(["L1"]));
}

#[test]
fn only_changed_cases_are_stale() {
    let known = |case: &str, what: &str| {
        format!("nimrank: cases.jsonl:{case}: scores.jsonl: stale recording: {what}")
    };
    let stale = ["stale", "fail", "xfail", "pass"].map(str::to_owned).to_vec();
    for (from, to, message) in [
        ("a =2", "a! =2", "document `0` has changed"),
        ("\"one\"", "\"once\"", "the query has changed, from `one`"),
        ("[\"a =2\",", "[\"z\",\"a =2\",", "document `0` has changed"),
        ("\"b =1\"]", "\"b =1\",\"z\"]", "document `2` is not in the recording"),
    ] {
        let message = known("1: good", message);
        assert_eq!(changed(from, to, 1), (stale.clone(), message), "{to}");
    }
    let (case, _) = recorded(CASES);
    let case = case.file("cases.jsonl", CASES.replace("\"good\"", "\"better\""));
    let run = case.run("check cases.jsonl --replay scores.jsonl");
    let message = "STALE  cases.jsonl:1  better  \"one\"\n      \
                scores.jsonl: stale recording: case `better` is not in the recording\n      \
                hint: record again; `--record scores.jsonl` replaces it\n";
    assert!(run.code(1).stdout_str().starts_with(message), "{run}");
}

/// The user who changed the document has to act.
#[test]
fn a_stale_case_exits_2() {
    let one = CASES.lines().next().expect("a case").to_owned() + "\n";
    let (case, _) = recorded(&one);
    let case = case.file("cases.jsonl", one.replace("b =1", "b =0"));
    let run = case.run("check cases.jsonl --replay scores.jsonl");
    run.code(2);
    let run = case.run("check cases.jsonl --replay none.jsonl");
    let message = "nimrank: none.jsonl: cannot read the recording\n  \
                cause: No such file or directory\n  hint: `--record` makes one\n";
    assert_eq!(run.code(2).stderr_str(), message);
}

#[test]
fn recordings_are_written_atomically() {
    let nim = FakeNim::with(|seen| match &*seen.query() {
        "two" => Reply::status(500),
        _ => Reply::ok(),
    });
    let case = Case::new().file("cases.jsonl", CASES).file("scores.jsonl", "old\n").nim(&nim);
    let run = case.run("check cases.jsonl -m m --record scores.jsonl --quiet");
    let message = "nimrank: warning: scores.jsonl is not written: 1 of the cases have no scores\n";
    assert!(run.stderr_str().contains(message), "{run}");
    assert_eq!(file(&case, "scores.jsonl"), "old\n");
    let left = std::fs::read_dir(case.dir()).expect("a folder").count();
    assert_eq!(left, 2, "nothing half-written is left");
}

/// A failed expectation does not prevent recording.
#[test]
fn in_ci_check_replaces_a_recording_only_with_force() {
    let nim = by_number();
    let case = Case::new().file("cases.jsonl", CASES).nim(&nim).env("CI", "true");
    let args = "check cases.jsonl -m m --record scores.jsonl --quiet";
    case.run(args).code(1);
    let first = file(&case, "scores.jsonl");
    let case = case.file("scores.jsonl", "old\n");
    let run = case.run(args);
    assert!(run.code(2).stderr_str().starts_with("nimrank: scores.jsonl: "), "{run}");
    assert_eq!(file(&case, "scores.jsonl"), "old\n");
    case.run(&format!("{args} --force")).code(1);
    assert_eq!(file(&case, "scores.jsonl"), first);
}

#[test]
fn the_built_in_model_can_be_recorded_by_check() {
    let cases = r#"{"query":"bread","docs":["bread","wine"],"top":"0","min_score":{"0":0.1}}"#;
    let case = Case::new().file("cases.jsonl", cases);
    let live = case.run("check cases.jsonl -m local/bm25 -f json --record scores.jsonl");
    let kept = case.run("check cases.jsonl -f json --replay scores.jsonl");
    assert_eq!(live.code(0).stdout_str(), kept.code(0).stdout_str());
    let summary = &json(&kept)["summary"];
    assert_eq!(summary["pass_with_bm25"], 1, "{kept}");
    assert_eq!(summary["pass_in_input_order"], 0, "a bound of a score needs one: {kept}");
}

/// Of a recording of several models the selected one counts, not the first.
#[test]
fn replay_uses_the_selected_model() {
    let cases = r#"{"query":"bread","docs":["bread","wine"],"top":"0","min_score":{"0":0.1}}"#;
    let nim = FakeNim::with(|_| Reply::scores(&[2.0, 1.0]));
    let case = Case::new().file("cases.jsonl", cases).nim(&nim);
    case.run("check cases.jsonl -m first --record a.jsonl").code(0);
    case.run("check cases.jsonl -m local/bm25 --record b.jsonl").code(0);
    let both = file(&case, "a.jsonl") + &file(&case, "b.jsonl");
    let case = case.file("both.jsonl", both);
    for (model, with_bm25) in [("first", 0), ("local/bm25", 1)] {
        let args = format!("check cases.jsonl --replay both.jsonl -m {model} -v -f json");
        let run = case.run(&args);
        assert_eq!(json(run.code(0))["summary"]["pass_with_bm25"], with_bm25, "{run}");
        let message = format!("nimrank: model {model}, ");
        assert!(run.stderr_str().contains(&message), "{run}");
    }
}

/// Returns two cases and a third, with a baseline in which the second failed.
const TWO: &str = concat!(
    r#"{"id":"one","query":"one","docs":["a","b"],"top":"0"}"#,
    "\n",
    r#"{"id":"two","query":"two","docs":["c","d"],"top":"0"}"#,
    "\n",
);

/// Returns the report with a baseline, for scores of the queries `one` and `two`.
fn compared(cases: &str, one: [f64; 2], two: [f64; 2], more: &str) -> Transcript {
    let service = move |one: [f64; 2], two: [f64; 2]| {
        FakeNim::with(move |seen| match &*seen.query() {
            "one" => Reply::scores(&one),
            _ => Reply::scores(&two),
        })
    };
    let before = service([2.0, 1.0], [1.0, 2.0]);
    let case = Case::new().file("cases.jsonl", TWO).nim(&before);
    case.run("check cases.jsonl -m m --record scores.jsonl").code(1);
    let now = service(one, two);
    let case = case.file("cases.jsonl", cases).nim(&now);
    case.run(&format!("check cases.jsonl -m m --baseline scores.jsonl {more}"))
}

/// Returns the change of each case since the baseline.
#[track_caller]
fn changes(run: &Transcript) -> Vec<String> {
    let report = json(run);
    let cases = report["cases"].as_array().expect("a list");
    let change = |case: &Value| case["baseline"].as_str().expect("a word").to_owned();
    cases.iter().map(change).collect()
}

#[test]
fn with_a_baseline_only_new_failures_fail() {
    let (good, bad) = ([2.0, 1.0], [1.0, 2.0]);
    for (one, two, code, expected) in [
        (good, bad, 0, ["same", "still"]),
        (good, good, 0, ["same", "fixed"]),
        (bad, bad, 1, ["new", "still"]),
        (bad, good, 1, ["new", "fixed"]),
    ] {
        let run = compared(TWO, one, two, "-f json");
        assert_eq!(changes(run.code(code)), expected, "{run}");
        let count = |name| expected.iter().filter(|change| **change == name).count();
        let found = &json(&run)["summary"]["baseline"];
        let expected = serde_json::json!({
            "new": count("new"), "still": count("still"), "fixed": count("fixed"), "gone": []
        });
        assert_eq!(*found, expected, "{run}");
    }
}

/// Scores recorded for other documents are not comparable.
#[test]
fn a_failure_missing_from_the_baseline_is_new() {
    let bad = [1.0, 2.0];
    let third = r#"{"id":"three","query":"three","docs":["c","d"],"top":"0"}"#;
    let run = compared(&format!("{TWO}{third}\n"), [2.0, 1.0], bad, "-f json");
    assert_eq!(changes(run.code(1)), ["same", "still", "new"]);
    let message = "nimrank: warning: not in the baseline, or changed since: 1 case\n";
    assert_eq!(run.stderr_str(), message);
    let run = compared(&TWO.replace("\"d\"", "\"e\""), [2.0, 1.0], bad, "-f json");
    assert_eq!(changes(run.code(1)), ["same", "new"]);
    assert_eq!(run.stderr_str(), message);
}

#[test]
fn a_case_removed_since_the_baseline_is_named() {
    let one = TWO.lines().next().expect("a case").to_owned() + "\n";
    let run = compared(&one, [2.0, 1.0], [2.0, 1.0], "");
    let named = "in the baseline and not in cases.jsonl: two\n";
    assert!(run.code(0).stdout_str().contains(named), "{run}");
    let run = compared(&one, [2.0, 1.0], [2.0, 1.0], "-f json");
    assert_eq!(json(&run)["summary"]["baseline"]["gone"], serde_json::json!(["two"]));
}

/// A case skipped by `--tag` is still in the file.
#[test]
fn a_case_skipped_by_tag_is_not_removed() {
    let tagged = TWO.replace("\"id\":\"one\"", "\"id\":\"one\",\"tags\":[\"t\"]");
    let run = compared(&tagged, [2.0, 1.0], [2.0, 1.0], "--tag t");
    run.is(str![[r#"
$ nimrank check cases.jsonl -m m --baseline scores.jsonl --tag t
[code 0]
-- stdout
1 passed, 0 failed (0 new, 0 as in the baseline), 0 expected failures, 0 errors   (1 case, 1 request, 2 passages)
closest call: one, 0 over 1 by 1
1 of 1 cases pass without reranking, 0 with local/bm25
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
    let run = compared(&tagged, [2.0, 1.0], [2.0, 1.0], "--tag t -f json");
    assert_eq!(json(&run)["summary"]["baseline"]["gone"], serde_json::json!([]));
    let one = tagged.lines().next().expect("a case").to_owned() + "\n";
    let run = compared(&one, [2.0, 1.0], [2.0, 1.0], "--tag t");
    let named = "in the baseline and not in cases.jsonl: two\n";
    assert!(run.code(0).stdout_str().contains(named), "{run}");
}

#[test]
fn replay_with_baseline_needs_no_network() {
    let service = |scores: [f64; 2]| FakeNim::with(move |_| Reply::scores(&scores));
    let (old, new) = (service([2.0, 1.0]), service([1.0, 2.0]));
    let case = Case::new().file("cases.jsonl", TWO).nim(&old);
    case.run("check cases.jsonl -m m --record old.jsonl").code(0);
    let case = case.nim(&new);
    case.run("check cases.jsonl -m n --record new.jsonl").code(1);
    let case = case.env("NIMRANK_BASE_URL", "http://127.0.0.1:1");
    let run = case.run("check cases.jsonl --replay new.jsonl --baseline old.jsonl");
    let text = run.code(1).stdout_str();
    let block = "FAIL  cases.jsonl:1  one  \"one\"\n      \
                 top: 0 is rank 2, 1 below the winner\n        \
                 1  2.0000  was 2  1  b\n      \
                 > 2  1.0000  was 1  0  a\n";
    assert!(text.starts_with(block), "{run}");
    case.run("check cases.jsonl --replay old.jsonl --baseline new.jsonl").code(0);
}

/// Neither an old failure nor an outage is a new failure.
#[test]
fn an_outage_with_a_baseline_is_an_error() {
    let good = FakeNim::with(|_| Reply::scores(&[2.0, 1.0]));
    let case = Case::new().file("cases.jsonl", TWO).nim(&good);
    case.run("check cases.jsonl -m m --record scores.jsonl").code(0);
    let down = FakeNim::with(|_| Reply::status(503));
    let case = case.nim(&down);
    let run = case.run("check cases.jsonl -m m -f json --baseline scores.jsonl");
    assert_eq!(statuses(run.code(3)), ["error"; 2]);
    assert_eq!(changes(&run), ["same"; 2]);
}
