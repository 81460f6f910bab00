//! `--prefilter`: the service scores only the best documents by the built-in scorer.

use serde_json::Value;

use crate::support::Case;
use crate::support::nim::{FakeNim, Seen};

const LINES: &str = "bread and water\n\nrouter\nrouter bread\nflour\nwater for bread bread\nsalt\n";

fn passages(run: &crate::support::Transcript) -> Vec<String> {
    run.requests.iter().flat_map(Seen::passages).collect()
}

#[test]
fn the_service_scores_exactly_the_first_of_the_built_in_model() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).file("d.txt", LINES);
    for most in 1..=5 {
        let local = case.run(&format!("-m local/bm25 -q 'bread router' -n {most} -f raw d.txt"));
        let mut best: Vec<&str> = local.code(0).stdout_str().lines().collect();
        best.sort_by_key(|text| LINES.lines().position(|line| line == *text));
        for input in ["d.txt", "- <d.txt"] {
            let run = case.sh(&format!(
                "nimrank -m m -q 'bread router' -j 1 --prefilter {most} -f json {input}"
            ));
            assert_eq!(passages(&run), best, "{run}");
            let report: Value = serde_json::from_str(run.code(0).stdout_str()).expect("JSON");
            assert_eq!(report["meta"]["documents"], 7);
            assert_eq!(report["meta"]["prefiltered"], 7 - most);
            let results = report["results"].as_array().expect("results");
            assert_eq!(results.len(), most);
            for result in results {
                let index =
                    usize::try_from(result["index"].as_u64().expect("a number")).expect("small");
                assert_eq!(result["document"]["text"], LINES.lines().nth(index).expect("a line"));
            }
        }
    }
}

#[test]
fn a_prefilter_of_all_documents_changes_nothing() {
    let nim = FakeNim::new();
    let case =
        Case::new().nim(&nim).file("d.txt", LINES).file("t.csv", "id,text\n1,bread\n2,\n3,salt\n");
    for format in ["tsv", "raw", "jsonl", "csv"] {
        for file in ["d.txt", "t.csv"] {
            let plain = case.run(&format!("-m m -q bread -f {format} {file}"));
            for most in [6, 7, 1000] {
                let run = case.run(&format!("-m m -q bread -f {format} --prefilter {most} {file}"));
                assert_eq!(run.stdout_str(), plain.code(0).stdout_str(), "{run}");
                assert_eq!(run.stderr_str(), plain.stderr_str(), "{run}");
            }
        }
    }
}

#[test]
fn the_rest_is_counted_and_recordings_hold_what_was_scored() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).file("d.txt", LINES);
    let rank = "-q 'bread router' -f jsonl d.txt";
    let live = case.run(&format!("{rank} -m m --prefilter 2 --record r.jsonl -v"));
    let note = "nimrank: --prefilter: the best 2 of 7 documents by local/bm25 are scored\n";
    assert!(live.code(0).stderr_str().contains(note), "{live}");
    let kept = std::fs::read_to_string(case.dir().join("r.jsonl")).expect("it is written");
    let kept: Value = serde_json::from_str(&kept).expect("JSON");
    let ids: Vec<_> =
        kept["docs"].as_array().expect("documents").iter().map(|doc| doc["id"].clone()).collect();
    assert_eq!(ids, ["2", "3"]);
    let replay = case.run(&format!("{rank} --prefilter 2 --replay r.jsonl"));
    assert_eq!(replay.code(0).stdout_str(), live.stdout_str());
    case.run(&format!("{rank} --replay r.jsonl")).code(2);
}

#[test]
fn windows_are_cut_after_the_prefilter() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).file("d.txt", "a b c d e bread\nsalt\nbread bread\n");
    let run = case.run("-m m -q bread -j 1 --prefilter 2 --window 4 --overlap 0 -f json d.txt");
    assert_eq!(passages(&run), ["a b c d", "c d e bread", "bread bread"], "{run}");
    let report: Value = serde_json::from_str(run.code(0).stdout_str()).expect("JSON");
    assert_eq!(report["meta"]["passages"], 3);
}

#[test]
fn a_prefilter_needs_a_service() {
    let run = Case::new().run("-m local/bm25 -q dog --doc dog --prefilter 3");
    assert!(run.code(2).stderr_str().contains("--prefilter"), "{run}");
    Case::new().run("-m m -q dog --doc dog --prefilter 0").code(2);
    Case::new().run("check cases.jsonl --prefilter 3").code(2);
}

#[test]
fn dry_run_shows_what_is_left() {
    let case = Case::new().file("d.txt", LINES);
    let run =
        case.run("--base-url http://localhost:1 -m m -q router --prefilter 1 --dry-run d.txt");
    assert!(run.code(0).stdout_str().contains(r#""passages":[{"text":"router"}]"#), "{run}");
}

#[test]
fn batch_prefilters_the_list_of_each_query() {
    let nim = FakeNim::new();
    let record = r#"{"query":"bread router","documents":["salt","","router","router bread","flour","bread"]}"#;
    let case = Case::new().nim(&nim).file("r.jsonl", format!("{record}\n"));
    let run = case.run("batch r.jsonl -m m --prefilter 2 -v --record kept");
    assert_eq!(passages(&run), ["router", "router bread"], "{run}");
    assert!(run.stderr_str().contains("nimrank: --prefilter: 4 documents not scored\n"), "{run}");
    let report: Value = serde_json::from_str(run.code(0).stdout_str()).expect("JSON");
    let indexes: Vec<_> = report["results"]
        .as_array()
        .expect("results")
        .iter()
        .map(|result| result["index"].clone())
        .collect();
    assert_eq!(indexes, [3, 2]);
    let replay = case.run("batch r.jsonl --prefilter 2 --replay kept");
    assert_eq!(replay.code(0).stdout_str(), run.stdout_str());
    case.run("batch r.jsonl --replay kept").code(2);
    let plain = case.run("batch r.jsonl -m m");
    let all = case.run("batch r.jsonl -m m --prefilter 5");
    assert_eq!(all.code(0).stdout_str(), plain.stdout_str());
    case.run("batch r.jsonl -m local/bm25 --prefilter 2").code(2);
}

#[test]
fn batch_prefilters_a_collection_for_each_query() {
    let nim = FakeNim::new();
    let queries = ["bread router", "salt", "nothing of it", "water bread"];
    let case = Case::new()
        .nim(&nim)
        .file("d.txt", LINES)
        .file("queries.txt", queries.map(|query| format!("{query}\n")).concat());
    for most in [1, 2, 5, 6] {
        let run = case.run(&format!(
            "batch -m m -j 1 --queries queries.txt --docs d.txt --prefilter {most} -f jsonl"
        ));
        let reports = run.code(0).stdout_str().lines();
        let reports: Vec<Value> =
            reports.map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(reports.len(), queries.len());
        let mut expected = Vec::new();
        for (query, report) in queries.iter().zip(reports) {
            let alone =
                case.run(&format!("-m m -j 1 -q '{query}' --prefilter {most} -f json d.txt"));
            expected.extend(passages(&alone));
            let alone: Value = serde_json::from_str(alone.code(0).stdout_str()).expect("JSON");
            assert_eq!(report["results"], alone["results"], "{query}");
        }
        assert_eq!(passages(&run), expected, "{run}");
    }
}
