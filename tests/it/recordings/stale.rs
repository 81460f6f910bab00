//! Whatever is not as it was when it was recorded is named, and nothing is asked in its place.

use snapbox::str;

use super::{DOCS, NOBODY, file, recorded};
use crate::support::{Case, Transcript};

const REPLAY: &str = "-q fruit d.jsonl --replay r.jsonl";

/// A replay with other documents than those recorded.
fn with(from: &str, to: &str) -> Transcript {
    let (case, _) = recorded("");
    assert!(DOCS.contains(from), "{from}");
    let case = case.file("d.jsonl", DOCS.replacen(from, to, 1));
    case.run(&format!("{REPLAY} {NOBODY}"))
}

#[test]
fn a_document_that_has_changed_is_named() {
    with("yellow ", "green ").is(str![[r#"
$ nimrank -q fruit d.jsonl --replay r.jsonl --base-url http://127.0.0.1:1
[code 2]
-- stderr
nimrank: d.jsonl:2: stale recording: document `b` has changed
  cause: recorded in r.jsonl
  hint: record again; `--record r.jsonl` replaces it

"#]]);
}

#[test]
fn a_document_without_an_id_that_has_changed_is_named_by_its_index() {
    with("red ", "dark ").is(str![[r#"
$ nimrank -q fruit d.jsonl --replay r.jsonl --base-url http://127.0.0.1:1
[code 2]
-- stderr
nimrank: d.jsonl:3: stale recording: document `2` has changed
  cause: recorded in r.jsonl
  hint: record again; `--record r.jsonl` replaces it

"#]]);
}

#[test]
fn a_blank_document_that_has_a_text_now_is_named() {
    with("\" \\n\"", "\"fig\"").is(str![[r#"
$ nimrank -q fruit d.jsonl --replay r.jsonl --base-url http://127.0.0.1:1
[code 2]
-- stderr
nimrank: d.jsonl:5: stale recording: document `7` has changed
  cause: recorded in r.jsonl
  hint: record again; `--record r.jsonl` replaces it

"#]]);
}

#[test]
fn blank_documents_are_all_the_same() {
    let run = with("\" \\n\"", "null");
    run.code(0);
}

#[test]
fn another_spelling_of_a_text_is_no_change() {
    let run = with("\\u0062anana", "banana");
    run.code(0);
}

#[test]
fn a_document_that_is_new_is_named() {
    with("\"id\":\"a\"", "\"id\":\"new\"").is(str![[r#"
$ nimrank -q fruit d.jsonl --replay r.jsonl --base-url http://127.0.0.1:1
[code 2]
-- stderr
nimrank: d.jsonl:1: stale recording: document `new` is not in the recording
  cause: recorded in r.jsonl
  hint: record again; `--record r.jsonl` replaces it

"#]]);
}

#[test]
fn a_document_that_is_there_twice_is_named() {
    with("{\"id\":7,", "{\"id\":\"a\",").is(str![[r#"
$ nimrank -q fruit d.jsonl --replay r.jsonl --base-url http://127.0.0.1:1
[code 2]
-- stderr
nimrank: d.jsonl:5: stale recording: document `a` appears twice
  cause: recorded in r.jsonl
  hint: `--id-field` names another field for the ids

"#]]);
}

#[test]
fn documents_that_are_gone_are_named() {
    with("{\"id\":7,\"text\":\" \\n\"}\n", "").is(str![[r#"
$ nimrank -q fruit d.jsonl --replay r.jsonl --base-url http://127.0.0.1:1
[code 2]
-- stderr
nimrank: r.jsonl: stale recording: document `7` is gone
  hint: record again; `--record r.jsonl` replaces it

"#]]);
    let gone = DOCS.lines().take(2).collect::<Vec<_>>().join("\n");
    let (case, _) = recorded("");
    let case = case.file("d.jsonl", gone);
    let run = case.run(REPLAY);
    let told = "nimrank: r.jsonl: stale recording: document `2` and 2 more are gone\n";
    assert!(run.code(2).stderr_str().starts_with(told), "{run}");
}

#[test]
fn another_query_is_named() {
    let (case, _) = recorded("");
    case.run("-q vegetables d.jsonl --replay r.jsonl")
        .is(str![[r#"
$ nimrank -q vegetables d.jsonl --replay r.jsonl
[code 2]
-- stderr
nimrank: r.jsonl: stale recording: the query has changed, from `fruit`
  hint: record again; `--record r.jsonl` replaces it

"#]]);
}

#[test]
fn another_model_is_named() {
    let (case, _) = recorded("");
    case.run(&format!("{REPLAY} -m test/other")).is(str![[r#"
$ nimrank -q fruit d.jsonl --replay r.jsonl -m test/other
[code 2]
-- stderr
nimrank: r.jsonl: stale recording: recorded with model `test/model`, asked for `test/other`
  hint: record again; `--record r.jsonl` replaces it

"#]]);
    let case = case.env("NIMRANK_MODEL", "local/bm25");
    let run = case.run(REPLAY);
    assert!(
        run.code(2).stderr_str().contains("asked for `local/bm25`"),
        "{run}"
    );
}

#[test]
fn another_api_is_named() {
    let (case, _) = recorded("");
    case.run(&format!("{REPLAY} --api tei")).is(str![[r#"
$ nimrank -q fruit d.jsonl --replay r.jsonl --api tei
[code 2]
-- stderr
nimrank: r.jsonl: stale recording: recorded with api `nim`, asked for `tei`
  hint: record again; `--record r.jsonl` replaces it

"#]]);
    let case = Case::new().stdin("green apple\n");
    case.run("-m local/bm25 -q apple --record r.jsonl").code(0);
    let run = case.run("-q apple --replay r.jsonl --api nim");
    let told = "nimrank: r.jsonl: stale recording: recorded without an api, asked for `nim`\n";
    assert!(run.code(2).stderr_str().starts_with(told), "{run}");
}

#[test]
fn another_way_to_cut_is_named() {
    let (case, _) = recorded("");
    case.run(&format!("{REPLAY} --truncate none")).is(str![[r#"
$ nimrank -q fruit d.jsonl --replay r.jsonl --truncate none
[code 2]
-- stderr
nimrank: r.jsonl: stale recording: recorded with `--truncate end`
  hint: say `--truncate end`, or record again; `--record r.jsonl` replaces it

"#]]);
}

#[test]
fn a_recording_of_cases_has_none_for_a_ranking() {
    let (case, _) = recorded("");
    let of_case = file(&case, "r.jsonl").replace("\"case\":null", "\"case\":\"c\"");
    let case = case.file("r.jsonl", of_case);
    case.run(REPLAY).is(str![[r#"
$ nimrank -q fruit d.jsonl --replay r.jsonl
[code 2]
-- stderr
nimrank: r.jsonl: stale recording: only cases of `check` are in the recording
  hint: record again; `--record r.jsonl` replaces it

"#]]);
}

#[test]
fn a_message_cannot_be_made_to_look_like_another() {
    let (case, _) = recorded("");
    let query = "x\u{1b}[2J\n".repeat(50);
    let hostile = serde_json::to_string(&query).expect("a text is JSON");
    let recording = file(&case, "r.jsonl").replace("\"fruit\"", &hostile);
    let case = case.file("r.jsonl", recording);
    let run = case.run(REPLAY);
    let told = run.code(2).stderr_str();
    assert_eq!(told.lines().count(), 2, "{run}");
    assert!(!told.contains('\u{1b}') && told.len() < 900, "{run}");
}
