//! `--record` and `--replay`.

#![allow(clippy::needless_raw_string_hashes, reason = "the snapshot tool writes them")]

mod refused; // recordings that cannot be written or read

use std::fs;

use serde_json::Value;
use snapbox::str;

use crate::support::nim::{FakeNim, Reply};
use crate::support::{Case, Transcript};

/// A loopback port without a listener.
const NO_SERVER: &str = "--base-url http://127.0.0.1:1";

const DOCS: &str = concat!(
    "{\"id\":\"a\",\"text\":\"green apple\"}\n",
    "{\"id\":\"b\",\"text\":\"yellow \\u0062anana\",\"n\":1.50}\n",
    "{\"text\":\"red cherry\"}\n",
    "{\"id\":\"\",\"text\":\"brown date\"}\n",
    "{\"id\":7,\"text\":\" \\n\"}\n",
);

/// The scores of the service, a request for each two documents that are not blank.
const SCORES: [[f64; 2]; 2] = [[-1.25, 6.828_125], [0.1, 1e-7]];

/// Returns a case whose documents have been recorded in `r.jsonl`, and the transcript of that run.
fn recorded(options: &str) -> (Case, Transcript) {
    let nim = FakeNim::script(SCORES.map(|scores| Reply::scores(&scores)));
    let case = Case::new().nim(&nim).file("d.jsonl", DOCS);
    let run = case.run(&format!(
        "-q fruit -m test/model --batch-size 2 -j 1 d.jsonl --record r.jsonl {options}"
    ));
    run.code(0);
    (case, run)
}

fn file(case: &Case, name: &str) -> String {
    fs::read_to_string(case.dir().join(name)).expect("the file is there")
}

#[test]
fn all_scores_are_recorded_in_input_order() {
    let (case, _) = recorded("-n 1");
    snapbox::assert_data_eq!(
        file(&case, "r.jsonl"),
        str![[r#"
{"case":null,"model":"test/model","api":"nim","truncate":"end","query":"fruit","docs":[{"id":"a","hash":"b9a159b47f89e0bc","score":-1.25},{"id":"b","hash":"239fa2a5bb5d8f02","score":6.828125},{"id":"2","hash":"cebf073eacd8dc29","score":0.1},{"id":"3","hash":"86ff379ec246fdd1","score":1e-7},{"id":"7","hash":"cbf29ce484222325","score":null}]}

"#]]
    );
}

/// Test vectors of the authors of FNV.
#[test]
fn hashes_are_64_bit_fnv_1a_of_the_text_without_escapes() {
    let lines =
        "{\"text\":\"a\"}\n{\"text\":\"foobar\"}\n{\"text\":\"f\\u006fobar\"}\n{\"text\":\"\"}\n";
    let case = Case::new().stdin(lines);
    case.run("-m local/bm25 -q a --record r.jsonl").code(0);
    let recording: Value = serde_json::from_str(&file(&case, "r.jsonl")).expect("JSON");
    let hashes = recording["docs"].as_array().expect("a list").iter().map(|doc| &doc["hash"]);
    let vectors = ["af63dc4c8601ec8c", "85944171f73967e8", "85944171f73967e8", "cbf29ce484222325"];
    assert!(hashes.eq(&vectors), "{recording}");
}

/// The keys of `meta` about requests, which a replay does not make.
const OF_REQUESTS: [&str; 3] = ["endpoint", "requests", "usage"];

#[test]
fn replay_prints_the_same_bytes_without_requests() {
    for format in ["table", "tsv", "csv", "jsonl", "raw"] {
        let (case, live) = recorded(&format!("-f {format}"));
        let again = case.run(&format!("-q fruit d.jsonl {NO_SERVER} --replay r.jsonl -f {format}"));
        again.code(0);
        assert_eq!(again.stdout_str(), live.stdout_str(), "{format}");
        assert!(again.requests.is_empty() && !live.stdout.is_empty());
    }
}

#[test]
fn replayed_json_differs_only_in_request_metadata() {
    let (case, live) = recorded("-f json -n 3");
    let again = case.run(&format!("-q fruit d.jsonl {NO_SERVER} --replay r.jsonl -f json -n 3"));
    let parts = |run: &Transcript| -> (String, Value) {
        let whole: Value = serde_json::from_str(run.stdout_str()).expect("it is JSON");
        let before_meta = run.stdout_str().split("\"meta\":").next();
        (before_meta.unwrap_or_default().into(), whole["meta"].clone())
    };
    let ((live, mut was), (again, is)) = (parts(&live), parts(&again));
    assert_eq!(again, live);
    assert_eq!(was["requests"], 2);
    for (key, value) in OF_REQUESTS.into_iter().zip([Value::Null, 0.into(), Value::Null]) {
        assert_ne!(was[key], value, "{key}");
        was[key] = value;
    }
    assert_eq!(is, was);
}

#[test]
fn replay_needs_no_key_and_no_endpoint() {
    let (case, live) = recorded("");
    let other = Case::new().file("d.jsonl", DOCS).file("r.jsonl", file(&case, "r.jsonl"));
    let again = other.run("-q fruit d.jsonl --replay r.jsonl");
    again.code(0);
    assert_eq!(again.stdout_str(), live.stdout_str());
}

#[test]
fn replay_keeps_the_recorded_scale() {
    let (case, live) = recorded("--score sigmoid");
    let again = case.run("-q fruit d.jsonl --replay r.jsonl --score sigmoid");
    assert_eq!(again.stdout_str(), live.stdout_str());
    let with_api = |api: &str| file(&case, "r.jsonl").replace("\"nim\"", api);
    for (api, kind) in [("\"cohere\"", "unknown"), ("\"newer\"", "unknown"), ("null", "unknown")] {
        let case = Case::new().file("d.jsonl", DOCS).file("r.jsonl", with_api(api));
        let run = case.run("-q fruit d.jsonl --replay r.jsonl --score sigmoid");
        let reported = format!("these scores are of kind {kind}");
        assert!(run.code(2).stderr_str().contains(&reported), "{run}");
        let run = case.run("-q fruit d.jsonl --replay r.jsonl -f json");
        let whole: Value = serde_json::from_str(run.code(0).stdout_str()).expect("it is JSON");
        assert_eq!(whole["meta"]["score"], kind);
    }
}

#[test]
fn the_built_in_model_can_be_recorded() {
    let case = Case::new().stdin("green apple\nred cherry\n");
    let live = case.run("-m local/bm25 -q cherry -f json --record r.jsonl");
    live.code(0);
    snapbox::assert_data_eq!(
        file(&case, "r.jsonl"),
        str![[r#"
{"case":null,"model":"local/bm25","api":null,"truncate":"end","query":"cherry","docs":[{"id":"0","hash":"b9a159b47f89e0bc","score":0.0},{"id":"1","hash":"cebf073eacd8dc29","score":0.6931}]}

"#]]
    );
    let again = case.run("-q cherry -f json --replay r.jsonl");
    assert_eq!(again.code(0).stdout_str(), live.stdout_str());
}

#[test]
fn replay_accepts_other_selection_options_and_another_order() {
    let (case, live) = recorded("-n 1");
    let again = case.run("-q fruit d.jsonl --replay r.jsonl -n 1 -m nvidia_nim/test/model");
    assert_eq!(again.code(0).stdout_str(), live.stdout_str());
    // Documents without an id are identified by their index, so only the first two change places.
    let mut lines: Vec<_> = DOCS.lines().collect();
    lines.swap(0, 1);
    let case = case.file("d.jsonl", lines.join("\n"));
    let again = case.run("-q fruit d.jsonl --replay r.jsonl --min-score 1");
    assert_eq!(again.code(0).stdout_str(), "1\t6.828125\tb\tyellow banana\n");
}

#[test]
fn recordings_of_several_queries_and_models_can_be_concatenated() {
    let case = Case::new().stdin("green apple\nred cherry\n");
    for (name, query) in [("a", "apple"), ("b", "cherry")] {
        case.run(&format!("-m local/bm25 -q {query} --record {name}.jsonl")).code(0);
    }
    let other = file(&case, "b.jsonl")
        .replace("local/bm25", "test/other")
        .replace("null,\"trun", "\"tei\",\"trun");
    let case = case.file("b2.jsonl", other);
    case.sh("cat a.jsonl b.jsonl >two.jsonl; cat two.jsonl b2.jsonl >all.jsonl").code(0);
    let run = case.run("-q cherry --replay two.jsonl -n 1 --no-documents");
    assert_eq!(run.code(0).stdout_str(), "1\t0.6931\tstdin:2\n");
    case.run("-q cherry --replay all.jsonl").is(str![[r#"
$ nimrank -q cherry --replay all.jsonl
[code 2]
-- stderr
nimrank: all.jsonl: recorded with several models: `local/bm25`, `test/other`
  hint: name one with `--model`

"#]]);
    let run = case.run("-m test/other --api tei -q cherry --replay all.jsonl -f json");
    assert!(run.code(0).stdout_str().starts_with("{\"model\":\"test/other\""), "{run}");
    // The other model was used for one of the queries only.
    case.run("-m test/other -q apple --replay all.jsonl").is(str![[r#"
$ nimrank -m test/other -q apple --replay all.jsonl
[code 2]
-- stderr
nimrank: all.jsonl: stale recording: recorded with model `local/bm25`, not `test/other`
  hint: record again; `--record all.jsonl` replaces it

"#]]);
}

/// Images are scored too.
#[test]
fn a_changed_image_is_stale() {
    let nim = FakeNim::script([Reply::scores(&[1.0, 2.0])]);
    let picture = |data: &str| {
        format!(
            "{{\"text\":\"\",\"image\":\"data:image/png;base64,{data}\"}}\n{{\"text\":\"x\"}}\n"
        )
    };
    let case = Case::new().nim(&nim).file("d.jsonl", picture("iVBORw0KGgo="));
    case.run("-q x -m nvidia/llama-nemotron-rerank-vl-1b-v2 d.jsonl --record r.jsonl").code(0);
    case.run("-q x d.jsonl --replay r.jsonl").code(0);
    let case = case.file("d.jsonl", picture("iVBORw0KGgoA"));
    case.run("-q x d.jsonl --replay r.jsonl").is(str![[r#"
$ nimrank -q x d.jsonl --replay r.jsonl
[code 2]
-- stderr
nimrank: d.jsonl:1: stale recording: document `0` has changed
  cause: recorded in r.jsonl
  hint: record again; `--record r.jsonl` replaces it

"#]]);
}

#[test]
fn a_recording_through_a_symlink_replaces_the_target() {
    let case = Case::new().stdin("green apple\n").file("kept/r.jsonl", "old");
    case.sh("ln -s kept/r.jsonl r.jsonl").code(0);
    case.run("-m local/bm25 -q apple --record r.jsonl").code(0);
    assert!(file(&case, "kept/r.jsonl").starts_with("{\"case\":null"));
    assert!(case.dir().join("r.jsonl").is_symlink());
}

#[test]
fn control_characters_of_a_recorded_query_are_not_printed() {
    let (case, _) = recorded("");
    let query = "x\u{1b}[2J\n".repeat(50);
    let hostile = serde_json::to_string(&query).expect("strings are JSON");
    let recording = file(&case, "r.jsonl").replace("\"fruit\"", &hostile);
    let case = case.file("r.jsonl", recording);
    let run = case.run("-q fruit d.jsonl --replay r.jsonl");
    let message = run.code(2).stderr_str();
    assert_eq!(message.lines().count(), 2, "{run}");
    assert!(!message.contains('\u{1b}') && message.len() < 900, "{run}");
}
