//! `--window`: long documents are scored in windows.

use serde_json::Value;
use snapbox::str;

use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

/// Scores a passage by the number of times it has the word `needle`, and by its length if it has none.
fn counting() -> FakeNim {
    FakeNim::with(|seen| {
        let needles =
            |text: &String| text.split_whitespace().filter(|word| *word == "needle").count();
        let passages = seen.passages();
        let scores: Vec<f64> = passages.iter().map(|text| needles(text) as f64).collect();
        Reply::scores(&scores)
    })
}

fn read(case: &Case) -> String {
    std::fs::read_to_string(case.dir().join("r.jsonl")).expect("it is written")
}

fn results(stdout: &str) -> Vec<Value> {
    stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn a_document_has_the_score_of_its_best_window() {
    let nim = counting();
    let case =
        Case::new().nim(&nim).file("d.txt", "a b needle d e f needle needle i j\nneedle b\nx\n");
    let run = case.run("-q q -m m --window 4 --overlap 1 -f jsonl -i lines d.txt");
    run.code(0);
    assert_eq!(
        run.requests[0].passages(),
        ["a b needle d", "d e f needle", "needle needle i j", "needle b", "x"]
    );
    let results = results(run.stdout_str());
    let window = serde_json::json!({"index": 2, "of": 3, "start": 17, "end": 34});
    assert_eq!(results[0]["window"], window);
    assert_eq!(results[0]["document"]["text"], "a b needle d e f needle needle i j");
    assert_eq!(results[0]["relevance_score"], 2.0);
    assert_eq!(results[1].get("window"), None);
    let run = case.run("-q q -m m --window 4 --overlap 1 -f json -i lines d.txt -n 1 --no-documents --batch-size 2");
    let whole: Value = serde_json::from_str(run.code(0).stdout_str()).expect("JSON");
    assert_eq!(whole["meta"]["documents"], 3);
    assert_eq!(whole["meta"]["passages"], 5);
    assert_eq!(whole["results"][0]["window"], window);
}

#[test]
fn tables_show_the_window_and_tsv_the_document() {
    let nim = counting();
    let text = format!("{} needle {}", "hay ".repeat(40), "straw ".repeat(40));
    let case = Case::new().nim(&nim).file("d.txt", &text);
    let table = case.run("-q q -m m --window 20 -f table d.txt");
    assert!(table.code(0).stdout_str().contains("needle"), "{table}");
    let whole = case.run("-q q -m m --window 20 -f tsv d.txt");
    assert!(whole.code(0).stdout_str().contains(text.trim_end()), "{whole}");
}

#[test]
fn a_long_file_ranks_by_the_passage_that_matches() {
    let filler = "The kettle boils while the garden sleeps under a grey sky. ".repeat(3500);
    let (half, rest) = filler.split_at(filler.len() / 2);
    let answer = "To stop a nosebleed, lean forward and pinch the soft part of the nose.";
    let case = Case::new()
        .file("long.txt", format!("{half}\n{answer}\n{rest}"))
        .file("short.txt", "A nose for news. The garden sleeps.\n")
        .file("other.txt", &filler);
    assert!(filler.len() > 200_000);
    let run = case.sh(
        "ls *.txt | nimrank -m local/bm25 -q 'stop a nosebleed' -i paths --window 300 -f jsonl",
    );
    let results = results(run.code(0).stdout_str());
    assert_eq!(results[0]["id"], "long.txt");
    let window = &results[0]["window"];
    let at = |name: &str| usize::try_from(window[name].as_u64().expect("a number")).expect("small");
    let text: String = format!("{half}\n{answer}\n{rest}")
        .chars()
        .skip(at("start"))
        .take(at("end") - at("start"))
        .collect();
    assert!(text.contains(answer), "{text}");
}

#[test]
fn recordings_keep_windows() {
    let nim = counting();
    let case =
        Case::new().nim(&nim).file("d.txt", "a b needle d e f needle needle i j\nneedle b\n");
    let rank = "-q q -i lines d.txt -f json";
    let live = case.run(&format!("{rank} -m m --window 4 --record r.jsonl"));
    live.code(0);
    let kept = read(&case);
    assert!(kept.contains(r#""truncate":"end","window":4,"overlap":0,"query""#), "{kept}");
    assert!(kept.contains(r#""score":2.0,"window":{"index":1,"of":3,"start":"#), "{kept}");
    let replay = case.run(&format!("{rank} --window 4 --replay r.jsonl"));
    let without_service = |text: &str| {
        let mut value: Value = serde_json::from_str(text).expect("JSON");
        for name in ["endpoint", "requests", "usage"] {
            value["meta"][name] = Value::Null;
        }
        value
    };
    assert_eq!(without_service(replay.code(0).stdout_str()), without_service(live.stdout_str()));
    case.run(&format!("{rank} --window 5 --overlap 0 --replay r.jsonl")).code(2);
    case.run(&format!("{rank} --replay r.jsonl")).is(str![[r#"
$ nimrank -q q -i lines d.txt -f json --replay r.jsonl
[code 2]
-- stderr
nimrank: r.jsonl: stale recording: recorded with `--window 4 --overlap 0`
  hint: use `--window 4 --overlap 0`, or record again; `--record r.jsonl` replaces it

"#]]);
    case.run(&format!("{rank} -m m --record plain.jsonl")).code(0);
    case.run(&format!("{rank} --window 4 --replay plain.jsonl")).is(str![[r#"
$ nimrank -q q -i lines d.txt -f json --window 4 --replay plain.jsonl
[code 2]
-- stderr
nimrank: plain.jsonl: stale recording: recorded without `--window`
  hint: leave out `--window`, or record again; `--record plain.jsonl` replaces it

"#]]);
}

#[test]
fn check_scores_windows() {
    let nim = counting();
    let cases = r#"{"query":"q","docs":[{"id":"a","text":"a b needle d e f needle needle i j"},{"id":"b","text":"needle b"}],"top":"a","max_score":{"a":2},"min_score":{"a":2}}"#;
    let case = Case::new().nim(&nim).file("cases.jsonl", format!("{cases}\n"));
    let run = case.run("check cases.jsonl -m m --window 4 --record r.jsonl");
    run.code(0);
    assert!(read(&case).contains(r#""window":{"index":1,"of":3"#), "{run}");
    case.run("check cases.jsonl --window 4 --replay r.jsonl").code(0);
    case.run("check cases.jsonl --replay r.jsonl").code(2);
    case.run("check cases.jsonl -m m").code(1);
    case.run("check cases.jsonl -m local/bm25 --window 4").code(1);
}

#[test]
fn batch_scores_windows() {
    let nim = counting();
    let record = r#"{"query":"q","documents":["x","a b needle d e f needle needle i j"]}"#;
    let case = Case::new().nim(&nim).file("r.jsonl", format!("{record}\n"));
    let run = case.run("batch r.jsonl -m m --window 4 --resume kept");
    let results: Value = serde_json::from_str(run.code(0).stdout_str()).expect("JSON");
    assert_eq!(results["results"][0]["relevance_score"], 2.0);
    assert_eq!(results["results"][0]["window"]["index"], 1);
    let again = case.run("batch r.jsonl -m m --window 4 --resume kept");
    assert_eq!(again.stdout_str(), run.stdout_str());
    let replayed = case.run("batch r.jsonl --window 4 --replay kept");
    assert_eq!(replayed.stdout_str(), run.stdout_str());
    case.run("batch r.jsonl --replay kept").code(2);
}

#[test]
fn window_sizes_are_checked() {
    for (options, message) in [
        ("--window 0", "must be at least 1"),
        ("--overlap 1", "--window"),
        ("--window 4 --overlap 4", "--overlap must be less than --window, which is 4"),
    ] {
        for command in ["-m local/bm25 -q dog --doc dog", "check cases.jsonl -m local/bm25"] {
            let run = Case::new().run(&format!("{command} {options}"));
            assert!(run.code(2).stderr_str().contains(message), "{run}");
        }
    }
}

#[test]
fn verbose_notes_a_document_that_the_service_cuts() {
    let nim = FakeNim::new();
    let long = "word ".repeat(513);
    let case = Case::new().nim(&nim).file("d.txt", format!("short\n{long}\n{long}\n"));
    let model = "-m nvidia/nv-rerankqa-mistral-4b-v3 -q q -f raw -n 1 d.txt -v";
    let note = "nimrank: d.txt:2: more than 512 words, and the model takes 512 tokens";
    let run = case.run(model);
    assert_eq!(run.code(0).stderr_str().matches(note).count(), 1, "{run}");
    assert_eq!(run.stderr_str().matches("more than 512 words").count(), 1, "{run}");
    let cases = r#"{"query":"q","docs":"d.txt","top":"0"}"#;
    let records = format!("{{\"query\":\"q\",\"documents\":[\"short\",\"{long}\",\"{long}\"]}}\n");
    let case = case.file("cases.jsonl", cases.to_owned() + "\n").file("r.jsonl", records.repeat(2));
    for command in ["check cases.jsonl", "batch r.jsonl"] {
        let run = case.run(&format!("{command} {model}").replace(" -q q -f raw -n 1 d.txt", ""));
        assert_eq!(run.stderr_str().matches("more than 512 words").count(), 1, "{run}");
    }
    for options in ["--window 300", "--truncate none", "--quiet"] {
        let run = case.run(&format!("{model} {options}").replace(" -v --quiet", " --quiet"));
        assert!(!run.stderr_str().contains("more than 512 words"), "{run}");
    }
}
