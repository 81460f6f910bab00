//! Formats of case files, locations of documents, and requests.

use super::{DOCS, json, statuses, with_docs};
use crate::support::Case;
use crate::support::nim::{FakeNim, Gate, Reply};

#[test]
fn byte_order_marks_are_accepted() {
    let cases =
        "\u{FEFF}\r\n{\"query\":\"ship orders\",\"docs\":\"docs.jsonl\",\"top\":\"ship\"}\r\n\r\n";
    let run = with_docs(cases).run("check cases.jsonl -m local/bm25 -f json");
    let case = &json(run.code(0))["cases"][0];
    assert_eq!((case["id"].as_str(), case["line"].as_u64()), (Some("L2"), Some(2)));
}

#[test]
fn documents_come_from_the_case_its_file_or_an_option() {
    let cases = concat!(
        r#"{"query":"ship orders","docs":["ship orders","bread"],"top":0}"#,
        "\n",
        r#"{"query":"ship orders","docs":[{"_id":"x","text":"bread"},{"id":"y","content":"orders"}],"top":"y"}"#,
        "\n",
        r#"{"query":"soles","docs":"docs.jsonl","top":"sole"}"#,
        "\n",
        r#"{"query":"bread and flour","top":"1"}"#,
        "\n",
    );
    let case = Case::new()
        .file("suite/cases.jsonl", cases)
        .file("suite/docs.jsonl", DOCS)
        .file("all.txt", "wine\nflour for bread\n");
    let run = case.run("check suite/cases.jsonl -m local/bm25 -f json --docs all.txt");
    assert_eq!(statuses(run.code(0)), ["pass"; 4], "{run}");
}

#[test]
fn cases_or_documents_can_come_from_stdin() {
    let case = Case::new().file("docs.jsonl", DOCS);
    let cases = "{\"query\":\"soles\",\"docs\":\"docs.jsonl\",\"top\":\"sole\"}\n";
    let case = case.stdin(cases);
    case.run("check - -m local/bm25").code(0);
    let case = Case::new().file("cases.jsonl", "{\"query\":\"soles\",\"top\":\"sole\"}\n");
    case.stdin(DOCS).run("check cases.jsonl -m local/bm25 --docs -").code(0);
}

#[test]
fn text_field_and_id_field_work_as_in_ranking() {
    let docs = "[{\"key\":\"a\",\"title\":\"soles\"},{\"key\":\"b\",\"title\":\"bread\"}]";
    let cases = "{\"query\":\"bread\",\"docs\":\"docs\",\"top\":\"b\"}\n";
    let case = Case::new().file("cases.jsonl", cases).file("docs", docs);
    let run = case.run("check cases.jsonl -m local/bm25 -i json --text-field title --id-field key");
    run.code(0);
}

#[test]
fn csv_rows_are_cases() {
    let table = "query\tdoc\tmax_rank\tcase\tnote\n\
                 soles\tsole\t\twarranty\t\n\
                 return shoes\treturn\t1\tback\tboth\n\
                 return shoes\tship\t2\tback\tboth\n";
    let case = Case::new().file("cases.tsv", table).file("docs.jsonl", DOCS);
    let run = case.run("check cases.tsv -m local/bm25 --docs docs.jsonl -f json");
    let report = json(&run);
    assert_eq!(report["cases"].as_array().map(Vec::len), Some(2), "{run}");
    let back = &report["cases"][1];
    assert_eq!((back["id"].as_str(), back["line"].as_u64()), (Some("back"), Some(3)));
    assert_eq!(back["expectations"].as_array().map(Vec::len), Some(2));
    assert_eq!(back["expectations"][1]["expected"], 2);
}

#[test]
fn rows_of_a_query_are_one_case_at_the_line_of_the_first() {
    let rows = "# by hand\n\nquery,docid,rating\r\n\r\na,ship,2\r\n#\nb,ship,1\r\na,sole,0\r\n\r\nc,sole,1\r\n";
    let case = with_docs("").file("cases.csv", rows);
    let run = case.run("check cases.csv -m local/bm25 --docs docs.jsonl --at-least rr=0.1 -f json");
    let report = json(&run);
    let cases = report["cases"].as_array().expect("cases");
    let found: Vec<_> =
        cases.iter().map(|case| (case["line"].as_u64(), case["query"].as_str())).collect();
    assert_eq!(found, [(Some(5), Some("a")), (Some(7), Some("b")), (Some(10), Some("c"))]);
}

/// With quadratic time this would take minutes.
#[test]
fn the_time_to_read_a_table_grows_linearly_with_its_rows() {
    let row = |number: u32| format!("q{number},d,1\nq,{number},1\n");
    let rows: String = (0..50_000).map(row).collect();
    let case = with_docs("").file("cases.csv", format!("query,doc,rating\n{rows}"));
    let run = case.run("check cases.csv -m local/bm25 --docs docs.jsonl --at-least rr=0.1");
    assert!(run.code(2).stderr_str().contains("cases.csv:2: "), "{run}");
}

#[test]
fn quepid_exports_use_at_least() {
    let table = "query,docid,rating\nsoles,sole,3\nsoles,ship,0\n\"return, please\",return,2\n";
    let case = Case::new().file("export", table).file("docs.jsonl", DOCS);
    let run =
        case.run("check export -m local/bm25 --docs docs.jsonl --at-least ndcg@2=0.9 -f json");
    assert_eq!(statuses(run.code(0)), ["pass"; 2], "{run}");
    let expectation = &json(&run)["cases"][0]["expectations"][0];
    let expected = serde_json::json!({
        "kind": "at_least", "target": "ndcg@2", "expected": 0.9, "actual": 1.0, "passed": true
    });
    assert_eq!(*expectation, expected);
}

/// A case keeps its own minimums.
#[test]
fn at_least_applies_to_cases_without_their_own() {
    let rel = r#""query":"soles","docs":"docs.jsonl","rel":{"ship":1}"#;
    let cases = format!("{{{rel},\"at_least\":{{\"rr\":0.2}}}}\n{{{rel},\"id\":\"b\"}}\n");
    let case = with_docs(&cases);
    let run = case.run("check cases.jsonl -m local/bm25 --at-least rr=1 -f json");
    assert_eq!(statuses(run.code(1)), ["pass", "fail"], "{run}");
}

#[test]
fn tag_selects_cases_and_must_match() {
    let case = |tags: &str, top: &str| {
        format!(r#"{{"query":"soles","docs":"docs.jsonl","top":"{top}",{tags}}}"#) + "\n"
    };
    let cases = case(r#""tags":["smoke","slow"]"#, "sole")
        + &case(r#""tag":"nightly""#, "ship")
        + &case(r#""note":"none""#, "ship");
    let case = with_docs(&cases);
    let run = case.run("check cases.jsonl -m local/bm25 -f json --tag smoke");
    assert_eq!(statuses(run.code(0)), ["pass"]);
    let run = case.run("check cases.jsonl -m local/bm25 -f json --tag slow --tag nightly");
    assert_eq!(statuses(run.code(1)), ["pass", "fail"]);
    let run = case.run("check cases.jsonl -m local/bm25 --tag smok");
    let message =
        "nimrank: --tag: no case is tagged smok\n  hint: the tags are nightly, slow, smoke\n";
    assert_eq!(run.code(2).stderr_str(), message);
    // A misspelled tag among several would silently skip its cases.
    let run = case.run("check cases.jsonl -m local/bm25 --tag slow --tag smok");
    assert_eq!(run.code(2).stderr_str(), message);
    let untagged = with_docs("{\"query\":\"q\",\"docs\":\"docs.jsonl\",\"top\":\"sole\"}\n");
    let run = untagged.run("check cases.jsonl -m local/bm25 --tag smoke");
    let message = "nimrank: --tag: no case is tagged smoke\n  \
                hint: no case has tags; they are written \"tags\":[\"smoke\"]\n";
    assert_eq!(run.code(2).stderr_str(), message);
}

/// A mistake in a skipped case is reported too.
#[test]
fn the_whole_file_is_validated_with_any_tag() {
    let cases = "{\"query\":\"q\",\"docs\":\"docs.jsonl\",\"top\":\"sole\",\"tag\":\"a\"}\n{\"query\":\"q\"}\n";
    let run = with_docs(cases).run("check cases.jsonl -m local/bm25 --tag a");
    assert!(run.code(2).stderr_str().starts_with("nimrank: cases.jsonl:2: "), "{run}");
}

/// The model is requested once, each case is one request, and equal requests are sent once.
#[test]
fn equal_requests_are_sent_once() {
    let nim = FakeNim::new();
    let cases = concat!(
        r#"{"query":"soles","docs":"docs.jsonl","top":"sole"}"#,
        "\n",
        r#"{"query":"return shoes","docs":"docs.jsonl","top":"return"}"#,
        "\n",
        r#"{"query":"soles","docs":"docs.jsonl","outside":{"ship":1}}"#,
        "\n",
    );
    let run = with_docs(cases).nim(&nim).run("check cases.jsonl");
    let mut requested: Vec<_> = run.code(0).requests.iter().map(ToString::to_string).collect();
    requested.sort();
    let model = "truncate END, model nvidia/llama-nemotron-rerank-1b-v2";
    let ranking = format!("POST /v1/ranking  3 passages, {model}");
    assert_eq!(requested, ["GET /v1/models".to_owned(), ranking.clone(), ranking]);
    assert!(run.stdout_str().contains("(3 cases, 2 requests, 9 passages)"), "{run}");
}

#[test]
fn cases_are_scored_concurrently() {
    let gate = Gate::opening_at(3);
    let nim = FakeNim::with(move |_| Reply::ok().after(gate.clone()));
    let case = |query: &str| {
        format!("{{\"query\":\"{query}\",\"docs\":\"docs.jsonl\",\"outside\":{{\"ship\":1}}}}\n")
    };
    let cases: String = ["soles", "return", "shoes"].map(case).concat();
    with_docs(&cases).nim(&nim).run("check cases.jsonl -m m -j 3");
    assert_eq!(nim.most_at_once(), 3);
}

/// A large case is sent in several requests, without blank documents.
#[test]
fn a_large_case_is_split_into_batches() {
    let nim = FakeNim::new();
    let docs = "one\n \ntwo\nthree\nfour soles\nfive\n\n";
    let cases = "{\"query\":\"soles\",\"docs\":\"docs.txt\",\"top\":\"4\"}\n";
    let case = Case::new().file("docs.txt", docs).file("cases.jsonl", cases);
    let run = case.nim(&nim).run("check cases.jsonl -m m --batch-size 2");
    let mut sizes: Vec<_> = run.code(0).requests.iter().map(|seen| seen.passages().len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 2, 2], "{run}");
    assert!(run.stdout_str().contains("(1 case, 3 requests, 5 passages)"), "{run}");
}

#[test]
fn a_case_of_blank_documents_fails_without_a_request() {
    let nim = FakeNim::new().expect_no_calls();
    let cases = r#"{"query":"soles","docs":[""," "],"top":"0","xfail":"blank"}"#;
    let case = Case::new().file("cases.jsonl", cases).nim(&nim);
    case.run("check cases.jsonl -m m").code(0);
}
