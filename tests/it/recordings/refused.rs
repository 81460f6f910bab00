//! Recordings that cannot be written, and files that are not recordings.

use std::fs;

use snapbox::str;

use super::{DOCS, file, recorded};
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

const ARGS: &str = "-q fruit -m test/model d.jsonl --record r.jsonl";

/// Returns a case with documents, and a file in place of the recording.
fn with_old(nim: &FakeNim) -> Case {
    let case = Case::new().nim(nim).file("d.jsonl", DOCS);
    case.file("r.jsonl", "old")
}

/// Returns the names of the files of a case.
fn names(case: &Case) -> Vec<String> {
    let entries = fs::read_dir(case.dir()).expect("the folder is there");
    let names = entries.map(|entry| entry.expect("and what is in it").file_name());
    let mut names: Vec<_> = names.map(|name| name.display().to_string()).collect();
    names.sort();
    names
}

#[test]
fn a_failed_request_keeps_the_old_recording() {
    let nim = FakeNim::script([Reply::scores(&[1.0, 2.0]), Reply::status(503)]);
    let case = with_old(&nim);
    case.run(&format!("{ARGS} --batch-size 2 -j 1")).code(3);
    assert_eq!(file(&case, "r.jsonl"), "old");
    assert_eq!(names(&case), ["d.jsonl", "r.jsonl"]);
}

#[test]
fn passthrough_records_nothing() {
    let nim = FakeNim::script([Reply::scores(&[1.0, 2.0]), Reply::status(503)]);
    let case = with_old(&nim);
    let run = case.run(&format!("{ARGS} --batch-size 2 -j 1 --on-error passthrough"));
    assert!(run.code(3).stdout_str().starts_with("1\t\ta\tgreen apple\n"), "{run}");
    assert_eq!(file(&case, "r.jsonl"), "old");
    let nim = FakeNim::script([Reply::scores(&[1.0, 2.0, 3.0, 4.0])]);
    let case = with_old(&nim);
    case.run(&format!("{ARGS} --on-error passthrough -n 1")).code(0);
    case.run("-q fruit d.jsonl --replay r.jsonl --on-error passthrough -n 1").code(0);
}

#[test]
fn a_bad_line_keeps_the_old_recording() {
    let nim = FakeNim::new().expect_no_calls();
    let case = with_old(&nim).file("d.jsonl", format!("{DOCS}oops\n"));
    case.run(ARGS).code(2);
    assert_eq!(file(&case, "r.jsonl"), "old");
}

#[test]
fn in_ci_a_recording_is_replaced_only_with_force() {
    let nim = FakeNim::script([Reply::scores(&[1.0, 2.0, 3.0, 4.0])]);
    let case = with_old(&nim).env("CI", "true");
    case.run(ARGS).is(str![[r#"
$ nimrank -q fruit -m test/model d.jsonl --record r.jsonl
[code 2]
-- stderr
nimrank: r.jsonl: already exists; not overwritten because CI is set
  hint: `--force` replaces it

"#]]);
    assert_eq!(file(&case, "r.jsonl"), "old");
    case.run(&format!("{ARGS} --force")).code(0);
    assert!(file(&case, "r.jsonl").starts_with("{\"case\""));
}

#[test]
fn in_ci_a_new_recording_is_written() {
    let case = Case::new().stdin("green apple\n").env("CI", "1");
    case.run("-m local/bm25 -q apple --record new.jsonl").code(0);
    case.run("-m local/bm25 -q apple --record new.jsonl").code(2);
}

#[test]
fn ci_set_to_false_is_not_ci() {
    for no in ["", "0", "false", "False"] {
        let case = Case::new().stdin("green apple\n").env("CI", no);
        let case = case.file("r.jsonl", "old");
        case.run("-m local/bm25 -q apple --record r.jsonl").code(0);
    }
}

#[test]
fn duplicate_ids_cannot_be_recorded() {
    let nim = FakeNim::new().expect_no_calls();
    let twins = "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"b\",\"text\":\"y\"}\n".repeat(2);
    let case = Case::new().nim(&nim).file("d.jsonl", twins);
    case.run(ARGS).is(str![[r#"
$ nimrank -q fruit -m test/model d.jsonl --record r.jsonl
[code 2]
-- stderr
nimrank: d.jsonl:3: id `a` is taken
  cause: the document at index 0 has the same id
  hint: `--id-field` names another field for the ids

"#]]);
}

#[test]
fn an_id_equal_to_an_index_cannot_be_recorded() {
    let case = Case::new().file("d.jsonl", "{\"id\":1,\"text\":\"x\"}\n{\"text\":\"y\"}\n");
    let run = case.run("-m local/bm25 -q x d.jsonl --record r.jsonl");
    let message = "nimrank: d.jsonl:2: id `1` is taken\n";
    assert!(run.code(2).stderr_str().starts_with(message), "{run}");
}

#[test]
fn nothing_is_recorded_without_scores() {
    let nim = FakeNim::new().expect_no_calls();
    let case = with_old(&nim).file("d.jsonl", "");
    case.run(ARGS).is(str![[r#"
$ nimrank -q fruit -m test/model d.jsonl --record r.jsonl
[code 1]
-- stderr
nimrank: warning: there is no score to record
nimrank: no documents to rank

"#]]);
    assert_eq!(file(&case, "r.jsonl"), "old");
}

#[test]
fn scores_below_min_score_are_recorded() {
    let (case, _) = recorded("");
    case.run("-q fruit d.jsonl --replay r.jsonl --min-score 99").code(1);
    let case = Case::new().stdin("green apple\n");
    case.run("-m local/bm25 -q apple --min-score 99 --record r.jsonl").code(1);
    assert!(file(&case, "r.jsonl").starts_with("{\"case\""));
}

#[test]
fn an_unwritable_recording_fails_before_any_request() {
    let nim = FakeNim::new().expect_no_calls();
    let case = with_old(&nim);
    case.run("-q fruit -m test/model d.jsonl --record no/r.jsonl").is(str![[r#"
$ nimrank -q fruit -m test/model d.jsonl --record no/r.jsonl
[code 2]
-- stderr
nimrank: no/r.jsonl: No such file or directory

"#]]);
    case.run("-q fruit -m test/model d.jsonl --record .").code(2);
}

#[test]
fn record_and_replay_conflicts_are_usage_errors() {
    let case = Case::new().file("d.jsonl", DOCS).file("r.jsonl", "old");
    for options in [
        "--record r.jsonl --replay r.jsonl",
        "--record r.jsonl --dry-run",
        "--replay r.jsonl --dry-run",
        "--force",
        "--record r.jsonl -o r.jsonl",
    ] {
        let run = case.run(&format!("-m local/bm25 -q fruit d.jsonl {options}"));
        assert!(run.code(2).stderr_str().starts_with("nimrank: "), "{run}");
        assert_eq!(file(&case, "r.jsonl"), "old");
    }
}

/// Replays a file in place of a recording.
fn replay(recording: impl AsRef<[u8]>) -> String {
    let case = Case::new().file("d.jsonl", DOCS).file("r.jsonl", recording);
    let run = case.run("-q fruit d.jsonl --replay r.jsonl");
    run.code(2).stderr_str().to_owned()
}

#[test]
fn a_missing_recording_is_reported() {
    let case = Case::new().file("d.jsonl", DOCS);
    case.run("-q fruit d.jsonl --replay no.jsonl").is(str![[r#"
$ nimrank -q fruit d.jsonl --replay no.jsonl
[code 2]
-- stderr
nimrank: no.jsonl: cannot read the recording
  cause: No such file or directory
  hint: `--record` makes one

"#]]);
}

#[test]
fn an_invalid_recording_is_reported_with_its_line() {
    snapbox::assert_data_eq!(
        replay(DOCS),
        str![[r#"
nimrank: r.jsonl:1: not a line of a recording
  cause: unknown field `id`, expected one of `case`, `model`, `api`, `truncate`, `window`, `overlap`, `query`, `docs` at column 5
  hint: a recording is what `--record` writes

"#]]
    );
    snapbox::assert_data_eq!(
        replay("green apple\n"),
        str![[r#"
nimrank: r.jsonl:1: not a line of a recording: not JSON
  cause: expected value at column 1
  hint: a recording is what `--record` writes

"#]]
    );
    snapbox::assert_data_eq!(
        replay("\n"),
        str![[r#"
nimrank: r.jsonl: the recording is empty
  hint: `--record` makes one

"#]]
    );
}

#[test]
fn lines_that_record_does_not_write_are_refused() {
    const LINE: &str = r#"{"case":null,"model":"m","api":"nim","truncate":"end","query":"q","docs":[{"id":"a","hash":"af63dc4c8601ec8c","score":-0.0},{"id":"1","hash":"cbf29ce484222325","score":null}]}"#;
    for (from, to, problem) in [
        ("\"case\":null,", "", "not a line of a recording"),
        ("\"api\":\"nim\",", "", "not a line of a recording"),
        (",\"score\":null", "", "not a line of a recording"),
        ("\"m\"", "7", "not a line of a recording"),
        ("\"end\"", "\"start\"", "not a line of a recording"),
        ("{\"case\"", "{\"time\":1,\"case\"", "not a line of a recording"),
        ("{\"case\"", "{\"query\":\"\",\"case\"", "not a line of a recording"),
        ("af63dc4c", "AF63DC4C", "not a line of a recording"),
        ("af63dc4c", "+f63dc4c", "not a line of a recording"),
        ("\"id\":\"a\"", "\"id\":1", "not a line of a recording"),
        ("-0.0", "\"1\"", "not a line of a recording"),
        ("-0.0", "NaN", "not a line of a recording: not JSON"),
        ("-0.0", "1e999", "not a line of a recording: not JSON"),
        ("}]}", "}]} x", "not a line of a recording: not JSON"),
        ("}]}", "}]", "the recording is cut off"),
        ("\"1\"", "\"a\"", "two documents have the id `a`"),
        ("-0.0", "null", "document `a` has no score"),
        ("null}]", "0}]", "document `1` is blank and has a score"),
    ] {
        let problem = format!("nimrank: r.jsonl:1: {problem}\n");
        let report = replay(LINE.replace(from, to));
        assert!(report.starts_with(&problem), "{to}: {report}");
    }
}

#[test]
fn a_truncated_recording_is_reported() {
    let (case, _) = recorded("");
    let whole = file(&case, "r.jsonl");
    snapbox::assert_data_eq!(
        replay(&whole[..whole.len() / 2]),
        str![[r#"
nimrank: r.jsonl:1: the recording is cut off
  hint: record it again with `--record`

"#]]
    );
    snapbox::assert_data_eq!(
        replay(whole.clone() + &whole),
        str![[r#"
nimrank: r.jsonl:2: the same case, model and query as on line 1
  hint: keep one of the two lines

"#]]
    );
    let marked = format!("\u{feff}{}", whole.replace('\n', "\r\n\r\n"));
    let case = case.file("r.jsonl", marked);
    case.run("-q fruit d.jsonl --replay r.jsonl").code(0);
}

/// `--extra` is not part of a recording.
#[test]
fn record_refuses_extra_fields_that_change_scores() {
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim).file("c.jsonl", "");
    let options = "-m m --api vllm --record r.jsonl --extra '{\"use_activation\":true}'";
    case.run(&format!("-q a --doc b {options}")).is(str![[r#"
$ nimrank -q a --doc b -m m --api vllm --record r.jsonl --extra '{"use_activation":true}'
[code 2]
-- stderr
nimrank: --record cannot be used with --extra fields that change the scores

"#]]);
    case.run(&format!("check c.jsonl {options}")).is(str![[r#"
$ nimrank check c.jsonl -m m --api vllm --record r.jsonl --extra '{"use_activation":true}'
[code 2]
-- stderr
nimrank: --record cannot be used with --extra fields that change the scores

"#]]);
    assert!(!case.dir().join("r.jsonl").exists());
    let nim = FakeNim::with(|_| Reply::scores(&[1.0]));
    let case = Case::new().nim(&nim);
    let options = "-m m --record r.jsonl --extra '{\"truncate\":\"END\"}'";
    case.run(&format!("-q a --doc b {options}")).code(0);
}

#[test]
fn replay_ignores_extra() {
    let (case, _) = recorded("");
    let case = case.file("c.jsonl", "");
    let options = "--replay r.jsonl --extra '{\"user\":\"me\"}'";
    case.run(&format!("-q fruit d.jsonl {options}")).is(str![[r#"
$ nimrank -q fruit d.jsonl --replay r.jsonl --extra '{"user":"me"}'
[code 2]
-- stderr
nimrank: --extra has no effect with --replay, which sends no requests

"#]]);
    case.run(&format!("check c.jsonl {options}")).is(str![[r#"
$ nimrank check c.jsonl --replay r.jsonl --extra '{"user":"me"}'
[code 2]
-- stderr
nimrank: --extra has no effect with --replay, which sends no requests

"#]]);
}
