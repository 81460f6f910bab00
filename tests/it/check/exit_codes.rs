//! Exit code 1 means a failed expectation and nothing else, and every case is evaluated whatever happens to
//! others.

use super::{json, statuses, with_docs};
use crate::support::nim::{FakeNim, Reply};
use crate::support::{Case, Transcript};

/// Cases that pass, fail, pass unexpectedly and fail as expected, with scores 3, 2 and 1 in order.
const PASS: &str = r#"{"query":"pass","docs":"docs.jsonl","top":"ship"}"#;
const FAIL: &str = r#"{"query":"fail","docs":"docs.jsonl","top":"sole"}"#;
const XPASS: &str = r#"{"query":"xpass","docs":"docs.jsonl","top":"ship","xfail":"why"}"#;
const XFAIL: &str = r#"{"query":"xfail","docs":"docs.jsonl","top":"sole","xfail":"why"}"#;
/// Cases whose requests fail.
const DOWN: &str = r#"{"query":"down","docs":"docs.jsonl","top":"ship","xfail":"or so"}"#;
const REFUSED: &str = r#"{"query":"refused","docs":"docs.jsonl","top":"ship"}"#;

/// Returns a service that replies by query.
fn service() -> FakeNim {
    FakeNim::with(|seen| match &*seen.query() {
        "down" => Reply::status(503),
        "refused" => Reply::status(401),
        _ => Reply::scores(&[3.0, 2.0, 1.0]),
    })
}

fn judged(cases: &[&str], more: &str) -> Transcript {
    let nim = service();
    let case = with_docs(&(cases.join("\n") + "\n")).nim(&nim);
    case.run(&format!("check cases.jsonl -m m -f json {more}"))
}

#[test]
fn exit_code_is_failure_before_user_error_before_outage() {
    for (cases, code, expected) in [
        (&[PASS][..], 0, &["pass"][..]),
        (&[PASS, XFAIL], 0, &["pass", "xfail"]),
        (&[PASS, FAIL], 1, &["pass", "fail"]),
        (&[XPASS, PASS], 1, &["xpass", "pass"]),
        (&[DOWN, PASS], 3, &["error", "pass"]),
        (&[REFUSED, PASS], 2, &["error", "pass"]),
        (&[DOWN, REFUSED, PASS], 2, &["error", "error", "pass"]),
        (&[REFUSED, DOWN, PASS], 2, &["error", "error", "pass"]),
        (&[DOWN, FAIL], 1, &["error", "fail"]),
        (&[REFUSED, DOWN, XPASS, XFAIL, PASS], 1, &["error", "error", "xpass", "xfail", "pass"]),
    ] {
        let run = judged(cases, "");
        assert_eq!(statuses(run.code(code)), expected, "{run}");
        let summary = &json(&run)["summary"];
        let count = |names: &[&str]| expected.iter().filter(|name| names.contains(name)).count();
        assert_eq!(summary["passed"], count(&["pass"]), "{run}");
        assert_eq!(summary["failed"], count(&["fail", "xpass"]), "{run}");
        assert_eq!(summary["errors"], count(&["error"]), "{run}");
        assert_eq!(summary["xfailed"], count(&["xfail"]), "{run}");
    }
}

/// Replies to the only request of a case, and the resulting status.
#[test]
fn a_response_without_scores_is_an_error() {
    let cut = r#"{"rankings":[{"index":0,"logit":1.0},{"ind"#;
    let fewer = r#"{"rankings":[{"index":0,"logit":1.0}]}"#;
    for (reply, code, what) in [
        (Reply::status(401), 2, "an API key is needed (401)"),
        (Reply::status(404), 2, "no such endpoint or model (404)"),
        (Reply::status(429).header("retry-after", "7"), 3, "the service is busy (429)"),
        (Reply::status(500), 3, "the service failed (500)"),
        (Reply::hang_up(), 3, "the response ended early"),
        (Reply::json(200, cut), 3, "the response ended early"),
        (
            Reply::json(200, fewer),
            3,
            "3 passages were sent, but 1 score came back, none for index 1",
        ),
        (Reply::json(200, "{}"), 2, "the response is not a ranking"),
    ] {
        let nim = FakeNim::script([reply]);
        let case = with_docs(PASS).nim(&nim);
        let run = case.run("check cases.jsonl -m m");
        let text = run.code(code).stdout_str();
        let expected =
            format!("ERROR  cases.jsonl:1  L1  \"pass\"\n      {}/v1/ranking: {what}", nim.url());
        assert!(text.starts_with(&expected), "{what}\n{run}");
        assert!(text.contains("0 passed, 0 failed, 0 expected failures, 1 error "), "{run}");
    }
    let case = with_docs(PASS);
    let run = case.run("check cases.jsonl -m m --base-url http://127.0.0.1:1");
    run.code(3);
}

/// A request that was refused temporarily is retried after the requested delay.
#[test]
fn a_busy_service_is_retried() {
    let nim = FakeNim::script([
        Reply::status(429).header("retry-after", "0"),
        Reply::scores(&[3.0, 2.0, 1.0]),
    ]);
    let case = with_docs(PASS).nim(&nim);
    let run = case.run("check cases.jsonl -m m --retries 1");
    let counts =
        "1 passed, 0 failed, 0 expected failures, 0 errors   (1 case, 2 requests, 3 passages)";
    assert_eq!(run.code(0).stdout_str().lines().next(), Some(counts), "{run}");
}

/// After an outage each remaining case is requested once, without retries.
#[test]
fn an_outage_uses_the_retries_of_one_case() {
    let nim = FakeNim::with(|_| Reply::status(500));
    let cases = [PASS, FAIL, XFAIL, XPASS].join("\n");
    let run = with_docs(&cases).nim(&nim).run("check cases.jsonl -m m -f json -j 1 --retries 2");
    assert_eq!(statuses(run.code(3)), ["error"; 4]);
    assert_eq!(run.requests.len(), 3 + 1 + 1 + 1, "{run}");
}

/// An invalid response does not use up the retries of other cases.
#[test]
fn an_invalid_response_is_not_an_outage() {
    let fewer = r#"{"rankings":[{"index":0,"logit":1.0}]}"#;
    let nim = FakeNim::script([
        Reply::json(200, fewer),
        Reply::status(500),
        Reply::scores(&[3.0, 2.0, 1.0]),
    ]);
    let run = with_docs(&[PASS, FAIL.replace("sole", "ship").as_str()].join("\n"))
        .nim(&nim)
        .run("check cases.jsonl -m m -f json -j 1 --retries 1 --max-wait 0.01");
    assert_eq!(statuses(run.code(3)), ["error", "pass"], "{run}");
}

/// A missing list of models is missing for the next case as well.
#[test]
fn a_missing_list_of_models_is_requested_once() {
    let nim = FakeNim::new().models(Reply::status(404));
    let cases = [PASS, FAIL, XFAIL].join("\n");
    let run = with_docs(&cases).nim(&nim).run("check cases.jsonl -f json");
    assert_eq!(statuses(run.code(2)), ["error"; 3]);
    assert_eq!(run.requests.len(), 1, "{run}");
    let message = run.stderr_str();
    assert!(message.starts_with("nimrank: cases.jsonl:1: L1: http://"), "{run}");
    assert!(message.contains(" (and 2 cases more)\n"), "{run}");
    assert!(message.ends_with("  hint: name the model with `--model`\n"), "{run}");
}

#[test]
fn fail_fast_stops_at_the_first_case_that_does_not_pass() {
    for (cases, code, expected) in [
        (&[PASS, FAIL, PASS][..], 1, &["pass", "fail"][..]),
        (&[XFAIL, DOWN, FAIL], 3, &["xfail", "error"]),
        (&[PASS, XPASS, FAIL], 1, &["pass", "xpass"]),
        (&[REFUSED, FAIL], 2, &["error"]),
        (&[PASS, XFAIL], 0, &["pass", "xfail"]),
    ] {
        let run = judged(cases, "--fail-fast -j 1");
        assert_eq!(statuses(run.code(code)), expected, "{run}");
    }
}

/// An interrupted run is not reported as complete.
#[test]
fn cases_skipped_by_fail_fast_are_counted_in_every_format() {
    let nim = service();
    let case = with_docs(&([FAIL, PASS, XFAIL].join("\n") + "\n"))
        .nim(&nim)
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", "summary.md");
    let args = "check cases.jsonl -m m --fail-fast -j 1 --no-github";
    // A thread may have requested the next case before the verdict.
    let text = case.run(args);
    let counts = "0 passed, 1 failed, 0 expected failures, 0 errors, 2 not judged   \
                  (1 case, ";
    assert!(text.code(1).stdout_str().contains(counts), "{text}");
    let run = case.run(&format!("{args} -f json --junit report.xml"));
    assert_eq!(json(run.code(1))["summary"]["not_judged"], 2, "{run}");
    let xml = std::fs::read_to_string(case.dir().join("report.xml")).expect("the file exists");
    let document = roxmltree::Document::parse(&xml).expect("XML");
    let suite = document.root_element().first_element_child().expect("a suite");
    let numbers = ["tests", "failures", "errors", "skipped"].map(|name| suite.attribute(name));
    assert_eq!(numbers, [Some("3"), Some("1"), Some("0"), Some("2")]);
    let left = suite.children().filter(roxmltree::Node::is_element).skip(1);
    let message = left.map(|node| {
        let skipped = node.first_element_child().expect("a result");
        (node.attribute("name"), skipped.tag_name().name(), skipped.attribute("message"))
    });
    let why = Some("not judged: the run ended at an earlier case");
    assert_eq!(
        message.collect::<Vec<_>>(),
        [(Some("L2"), "skipped", why), (Some("L3"), "skipped", why)]
    );
    let run = case.run(&format!("{args} -f jsonl"));
    assert_eq!(
        run.code(1).stderr_str(),
        "nimrank: warning: 2 of the cases are not judged: --fail-fast ended the run\n"
    );
    case.run(&args.replace(" --no-github", "")).code(1);
    let summary = std::fs::read_to_string(case.dir().join("summary.md")).expect("the file exists");
    let first = "### nimrank check failed: 0 passed, 1 failed, 0 expected failures, 0 errors, \
                 2 not judged\n";
    assert!(summary.starts_with(first), "{summary}");
}

/// Nothing is reported if nothing is skipped.
#[test]
fn fail_fast_at_the_last_case_skips_nothing() {
    let run = judged(&[PASS, FAIL], "--fail-fast -j 1");
    assert_eq!(json(run.code(1))["summary"].get("not_judged"), None, "{run}");
}

/// A failed expectation takes precedence over a report that cannot be written.
#[test]
fn an_unwritable_report_does_not_hide_a_failure() {
    let case = |cases: &str| with_docs(cases);
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let run = case(PASS.replace("pass", "orders").as_str())
        .run("check cases.jsonl -m local/bm25 -o /dev/full");
    let message = "nimrank: /dev/full: No space left on device\n";
    assert_eq!(run.code(2).stderr_str(), message);
    let run = case(FAIL.replace("fail", "orders").as_str())
        .run("check cases.jsonl -m local/bm25 --junit /dev/full");
    assert_eq!(run.code(1).stderr_str(), message);
    let run = case(PASS).run("check cases.jsonl -m local/bm25 --junit none/report.xml");
    let message = "nimrank: none/report.xml: No such file or directory\n";
    assert_eq!(run.code(2).stderr_str(), message);
    assert!(run.stdout.is_empty(), "{run}");
}

#[test]
fn a_closed_pipe_changes_no_verdict() {
    let case = Case::new().file("docs.jsonl", super::DOCS).file(
        "cases.jsonl",
        (FAIL.replace("fail", "orders") + "\n").replace("\"query\"", "\"id\":\"1\",\"query\""),
    );
    let run =
        case.sh("{ nimrank check cases.jsonl -m local/bm25 -v; echo $? >code; } | true; cat code");
    assert_eq!(run.stdout_str(), "1\n", "{run}");
}
