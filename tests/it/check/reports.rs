//! Complete reports: text, JSON, JUnit and GitHub annotations. Update with `SNAPSHOTS=overwrite cargo test
//! check` and review the difference.

#![allow(
    clippy::needless_raw_string_hashes,
    reason = "the snapshot tool writes them"
)]

use snapbox::str;

use super::{by_number, json};
use crate::support::nim::{FakeNim, Reply};
use crate::support::{Case, Transcript};

/// Policies that score by the number at their end.
const POLICIES: &str = concat!(
    "{\"id\":\"shipping-faq\",\"text\":\"Orders ship within two business days of payment. =4.8711\"}\n",
    "{\"id\":\"warranty\",\"text\":\"The warranty covers soles and seams for a year. =2.9023\"}\n",
    "{\"id\":\"returns-30d\",\"text\":\"You may return unworn shoes within thirty days. =2.1094\"}\n",
    "{\"id\":\"returns-old\",\"text\":\"You may return unworn shoes within thirty days. =2.1094\"}\n",
    "{\"id\":\"sizes\",\"text\":\"Sizes run small. =1.5\"}\n",
    "{\"id\":\"gifts\",\"text\":\"Gift cards never expire. =0.25\"}\n",
    "{\"id\":\"jobs\",\"text\":\"We are hiring in Leipzig and Brno. =-3.5\"}\n",
    "{\"id\":\"blank\",\"text\":\" \"}\n",
);

const CASES: &str = concat!(
    r#"{"id":"first","query":"when do you ship?","docs":"policies.jsonl","top":"shipping-faq","outside":{"gifts":3}}"#,
    "\n",
    r#"{"id":"refund-window","query":"how long do I have to return shoes?","docs":"policies.jsonl","top":"returns-30d","above":[["gifts","sizes"]],"note":"asked twice a day"}"#,
    "\n\n",
    r#"{"query":"do you hire?","docs":"policies.jsonl","top":"jobs","xfail":"the model takes it for small talk"}"#,
    "\n",
    r#"{"id":"fixed","query":"warranty","docs":"policies.jsonl","within":{"warranty":2},"xfail":"mended in May"}"#,
    "\n",
    r#"{"id":"graded","query":"returns","docs":"policies.jsonl","rel":{"returns-30d":3,"shipping-faq":1},"at_least":{"ndcg@5":0.5,"rr":1}}"#,
    "\n",
);

/// Checks the five cases with a service.
fn judged(more: &str) -> Transcript {
    case().run(&format!("check cases.jsonl -m m {more}"))
}

fn case() -> Case {
    files().nim(&by_number())
}

fn files() -> Case {
    let case = Case::new().file("policies.jsonl", POLICIES);
    case.file("cases.jsonl", CASES)
}

#[test]
fn a_failure_shows_the_top_documents_and_the_margin() {
    judged("").is(str![[r#"
$ nimrank check cases.jsonl -m m
[code 1]
-- stdout
FAIL  cases.jsonl:2  refund-window  "how long do I have to return shoes?"
      top: returns-30d is rank 4, 2.76 below the winner, tied with returns-old (identical text)
      above: gifts is 1.25 below sizes
        1  4.8711  shipping-faq  Orders ship within two business days of paymen…
        2  2.9023  warranty      The warranty covers soles and seams for a year…
      > 3  2.1094  returns-30d   You may return unworn shoes within thirty days…
        4  2.1094  returns-old   You may return unworn shoes within thirty days…
      > 5  1.5000  sizes         Sizes run small. =1.5
      > 6  0.2500  gifts         Gift cards never expire. =0.25
      note: asked twice a day
XFAIL  cases.jsonl:4  L4  "do you hire?"
      expected: the model takes it for small talk
XPASS  cases.jsonl:5  fixed  "warranty"
      it passes, though it was expected to fail: mended in May; remove `xfail`
        1  4.8711  shipping-faq  Orders ship within two business days of paymen…
        2  2.9023  warranty      The warranty covers soles and seams for a year…
        3  2.1094  returns-30d   You may return unworn shoes within thirty days…
        4  2.1094  returns-old   You may return unworn shoes within thirty days…
        5  1.5000  sizes         Sizes run small. =1.5
2 passed, 2 failed, 1 expected failure, 0 errors   (5 cases, 5 requests, 35 passages)
closest call: first, returns-30d over gifts by 1.86
3 of 5 cases would also pass in input order, without the reranker; 2 with local/bm25
mean ndcg@5 of 1 case: 0.6885 in input order, 0.5213 with local/bm25, 0.6313 reranked
mean rr of 1 case: 1.0000 in input order, 0.5000 with local/bm25, 1.0000 reranked
-- requests
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m

"#]]);
}

#[test]
fn quiet_prints_failures_and_counts() {
    judged("--quiet --tolerance 0.05").is(str![[r#"
$ nimrank check cases.jsonl -m m --quiet --tolerance 0.05
[code 1]
-- stdout
FAIL  cases.jsonl:2  refund-window  "how long do I have to return shoes?"
      top: returns-30d is rank 4, 2.76 below the winner, tied with returns-old (identical text)
      above: gifts is 1.25 below sizes
        1  4.8711  shipping-faq  Orders ship within two business days of paymen…
        2  2.9023  warranty      The warranty covers soles and seams for a year…
      > 3  2.1094  returns-30d   You may return unworn shoes within thirty days…
        4  2.1094  returns-old   You may return unworn shoes within thirty days…
      > 5  1.5000  sizes         Sizes run small. =1.5
      > 6  0.2500  gifts         Gift cards never expire. =0.25
      note: asked twice a day
XPASS  cases.jsonl:5  fixed  "warranty"
      it passes, though it was expected to fail: mended in May; remove `xfail`
        1  4.8711  shipping-faq  Orders ship within two business days of paymen…
        2  2.9023  warranty      The warranty covers soles and seams for a year…
        3  2.1094  returns-30d   You may return unworn shoes within thirty days…
        4  2.1094  returns-old   You may return unworn shoes within thirty days…
        5  1.5000  sizes         Sizes run small. =1.5
2 passed, 2 failed, 1 expected failure, 0 errors   (5 cases, 5 requests, 35 passages)
-- requests
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m

"#]]);
}

#[test]
fn verbose_prints_the_top_of_every_case() {
    let run = judged("-v");
    let said = run.stderr_str();
    assert!(
        said.starts_with("nimrank: policies.jsonl: read as jsonl\nnimrank: model m, "),
        "{run}"
    );
    let blocks = run.stdout_str().matches("4.8711  shipping-faq").count();
    assert_eq!(blocks, 5, "{run}");
    assert!(
        run.stdout_str()
            .starts_with("PASS  cases.jsonl:1  first  \"when do you ship?\"\n"),
        "{run}"
    );
}

#[test]
fn color_always_colors_reports() {
    let run = judged("--color always");
    assert!(
        run.stdout_str()
            .starts_with("\u{1b}[1;31mFAIL\u{1b}[0m  cases.jsonl:2"),
        "{run}"
    );
}

#[test]
fn an_outage_is_reported_once_with_its_line() {
    let nim = FakeNim::with(|seen| match &*seen.query() {
        "warranty" => Reply::scores(&[2.0, 9.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
        "returns" => Reply::text(503, "worker crashed"),
        _ => Reply::status(401),
    });
    files()
        .nim(&nim)
        .run("check cases.jsonl -m m -j 1")
        .is(str![[r#"
$ nimrank check cases.jsonl -m m -j 1
[code 1]
-- stdout
ERROR  cases.jsonl:1  first  "when do you ship?"
      [NIM]/v1/ranking: an API key is needed (401)
      hint: no key was sent; set NIMRANK_API_KEY, or use `--api-key-file`
ERROR  cases.jsonl:2  refund-window  "how long do I have to return shoes?"
      the same as first
ERROR  cases.jsonl:4  L4  "do you hire?"
      the same as first
XPASS  cases.jsonl:5  fixed  "warranty"
      it passes, though it was expected to fail: mended in May; remove `xfail`
        1  9.0000  warranty      The warranty covers soles and seams for a year…
        2  2.0000  shipping-faq  Orders ship within two business days of paymen…
        3  1.0000  returns-30d   You may return unworn shoes within thirty days…
        4  1.0000  returns-old   You may return unworn shoes within thirty days…
        5  1.0000  sizes         Sizes run small. =1.5
ERROR  cases.jsonl:6  graded  "returns"
      [NIM]/v1/ranking: the service failed (503)
      cause: worker crashed
      hint: try again later
0 passed, 1 failed, 0 expected failures, 4 errors   (5 cases, 5 requests, 7 passages)
3 of 5 cases would also pass in input order, without the reranker; 2 with local/bm25
-- requests
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m

"#]]);
}

#[test]
fn errors_missing_from_the_report_go_to_stderr() {
    let nim = FakeNim::with(|_| Reply::text(503, "worker crashed"));
    let run = files()
        .nim(&nim)
        .run("check cases.jsonl -m m -j 1 -f jsonl");
    let expected = format!(
        "nimrank: cases.jsonl:1: first: {}/v1/ranking: the service failed (503) (and 4 cases more)\n  \
         cause: worker crashed\n  hint: try again later\n",
        nim.url()
    );
    assert_eq!(run.code(3).stderr_str(), expected);
}

#[test]
fn json_is_one_document_and_jsonl_one_object_per_case() {
    let run = judged("-f json");
    run.is(str![[r#"
$ nimrank check cases.jsonl -m m -f json
[code 1]
-- stdout
{"cases":[{"id":"first","line":1,"query":"when do you ship?","status":"pass","expectations":[{"kind":"top","target":"shipping-faq","expected":1,"actual":1,"passed":true},{"kind":"outside","target":"gifts","expected":3,"actual":6,"passed":true}],"top":[{"id":"shipping-faq","rank":1,"score":4.8711},{"id":"warranty","rank":2,"score":2.9023},{"id":"returns-30d","rank":3,"score":2.1094},{"id":"returns-old","rank":4,"score":2.1094},{"id":"sizes","rank":5,"score":1.5}]},{"id":"refund-window","line":2,"query":"how long do I have to return shoes?","status":"fail","expectations":[{"kind":"top","target":"returns-30d","expected":1,"actual":4,"passed":false},{"kind":"above","target":["gifts","sizes"],"expected":0.0,"actual":-1.25,"passed":false}],"top":[{"id":"shipping-faq","rank":1,"score":4.8711},{"id":"warranty","rank":2,"score":2.9023},{"id":"returns-30d","rank":3,"score":2.1094},{"id":"returns-old","rank":4,"score":2.1094},{"id":"sizes","rank":5,"score":1.5}]},{"id":"L4","line":4,"query":"do you hire?","status":"xfail","expectations":[{"kind":"top","target":"jobs","expected":1,"actual":7,"passed":false}],"top":[{"id":"shipping-faq","rank":1,"score":4.8711},{"id":"warranty","rank":2,"score":2.9023},{"id":"returns-30d","rank":3,"score":2.1094},{"id":"returns-old","rank":4,"score":2.1094},{"id":"sizes","rank":5,"score":1.5}]},{"id":"fixed","line":5,"query":"warranty","status":"xpass","expectations":[{"kind":"within","target":"warranty","expected":2,"actual":2,"passed":true}],"top":[{"id":"shipping-faq","rank":1,"score":4.8711},{"id":"warranty","rank":2,"score":2.9023},{"id":"returns-30d","rank":3,"score":2.1094},{"id":"returns-old","rank":4,"score":2.1094},{"id":"sizes","rank":5,"score":1.5}]},{"id":"graded","line":6,"query":"returns","status":"pass","expectations":[{"kind":"at_least","target":"ndcg@5","expected":0.5,"actual":0.631251450669265,"passed":true},{"kind":"at_least","target":"rr","expected":1.0,"actual":1.0,"passed":true}],"top":[{"id":"shipping-faq","rank":1,"score":4.8711},{"id":"warranty","rank":2,"score":2.9023},{"id":"returns-30d","rank":3,"score":2.1094},{"id":"returns-old","rank":4,"score":2.1094},{"id":"sizes","rank":5,"score":1.5}]}],"summary":{"passed":2,"failed":2,"errors":0,"xfailed":1,"closest":{"case":"first","above":"returns-30d","below":"gifts","gap":1.8594},"pass_in_input_order":3,"pass_with_bm25":2}}
-- requests
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m

"#]]);
    let lines = judged("-f jsonl");
    let report = json(&run);
    let cases = report["cases"].as_array().expect("a list");
    let lines: Vec<serde_json::Value> = lines
        .code(1)
        .stdout_str()
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(&lines, cases);
}

#[test]
fn output_writes_the_report_to_a_file() {
    let case = case();
    let text = case.run("check cases.jsonl -m m").stdout_str().to_owned();
    let run = case.run("check cases.jsonl -m m -o report.txt");
    assert!(run.code(1).stdout.is_empty(), "{run}");
    let written = std::fs::read_to_string(case.dir().join("report.txt")).expect("it is there");
    assert_eq!(written, text);
}

/// Cases that the built-in model cannot score are excluded from its mean.
#[test]
fn cases_with_images_are_excluded_from_the_bm25_mean() {
    let rest = r#""docs":DOCS,"rel":{"a":1},"at_least":{"rr":0.5}}"#;
    let texts = r#"[{"id":"a","text":"bread =2"},{"id":"b","text":"wine =1"}]"#;
    let pictures = r#"[{"id":"a","text":"bread =2","image":"data:image/png;base64,iVBORw0KGgo="},{"id":"b","text":"wine =1"}]"#;
    let [words, picture] = [texts, pictures]
        .map(|docs| format!("{{\"query\":\"bread\",{}\n", rest.replace("DOCS", docs)));
    let means = |cases: &str| {
        let case = Case::new().file("cases.jsonl", cases).nim(&by_number());
        let run = case.run("check cases.jsonl -m m");
        let last = run.code(0).stdout_str().lines().last().map(str::to_owned);
        last.expect("a line")
    };
    assert_eq!(
        means(&(words + &picture)),
        "mean rr of 2 cases: 1.0000 in input order, 1.0000 with local/bm25 (of 1 case), \
         1.0000 reranked"
    );
    assert_eq!(
        means(&picture),
        "mean rr of 1 case: 1.0000 in input order, none with local/bm25, 1.0000 reranked"
    );
}

/// A test case of a JUnit report: name, file, line, and its result with attributes and text.
fn test_cases(xml: &str) -> Vec<Vec<String>> {
    let document = roxmltree::Document::parse(xml).expect("XML");
    let suites = document.root_element();
    let suite = suites.first_element_child().expect("a suite");
    for element in [suites, suite] {
        let number = |name| element.attribute(name).expect("a number").to_owned();
        let count = |tag| {
            suite
                .descendants()
                .filter(|node| node.has_tag_name(tag))
                .count()
        };
        assert_eq!(number("tests"), count("testcase").to_string());
        assert_eq!(number("failures"), count("failure").to_string());
        assert_eq!(number("errors"), count("error").to_string());
        assert_eq!(number("skipped"), count("skipped").to_string());
    }
    let row = |case: roxmltree::Node<'_, '_>| {
        let mut row: Vec<_> = ["name", "classname", "file", "line"]
            .map(|name| case.attribute(name).expect("an attribute").to_owned())
            .into();
        let seconds: f64 = case
            .attribute("time")
            .expect("a time")
            .parse()
            .expect("seconds");
        assert!(seconds >= 0.0);
        if let Some(verdict) = case.first_element_child() {
            assert_eq!(
                case.children().filter(roxmltree::Node::is_element).count(),
                1
            );
            row.push(verdict.tag_name().name().to_owned());
            row.extend(
                ["type", "message"]
                    .iter()
                    .filter_map(|name| verdict.attribute(*name))
                    .map(str::to_owned),
            );
            row.push(verdict.text().unwrap_or_default().to_owned());
        }
        row
    };
    suite
        .children()
        .filter(roxmltree::Node::is_element)
        .map(row)
        .collect()
}

#[test]
fn junit_has_a_test_case_for_each_case() {
    let case = case();
    let run = case.run("check cases.jsonl -m m --junit report.xml --quiet");
    let xml = std::fs::read_to_string(case.dir().join("report.xml")).expect("it is there");
    run.code(1);
    let place = |name: &str, line: &str| {
        ["cases.jsonl", "cases.jsonl", line]
            .iter()
            .fold(vec![name.to_owned()], |mut row, word| {
                row.push((*word).to_owned());
                row
            })
    };
    let rows = test_cases(&xml);
    assert_eq!(rows.len(), 5, "{xml}");
    assert_eq!(rows[0], place("first", "1"));
    let message =
        "top: returns-30d is rank 4, 2.76 below the winner, tied with returns-old (identical text)";
    let mut failed = place("refund-window", "2");
    failed.extend(["failure", "fail", message].map(str::to_owned));
    failed.push(format!(
        "{message}\n\
         above: gifts is 1.25 below sizes\n\
         query: how long do I have to return shoes?\n  \
         1  4.8711  shipping-faq  Orders ship within two business days of payment. =4.8711\n  \
         2  2.9023  warranty  The warranty covers soles and seams for a year. =2.9023\n\
         > 3  2.1094  returns-30d  You may return unworn shoes within thirty days. =2.1094\n  \
         4  2.1094  returns-old  You may return unworn shoes within thirty days. =2.1094\n\
         > 5  1.5000  sizes  Sizes run small. =1.5\n\
         > 6  0.2500  gifts  Gift cards never expire. =0.25\n\
         note: asked twice a day"
    ));
    assert_eq!(rows[1], failed);
    let mut skipped = place("L4", "4");
    let why = "expected to fail: the model takes it for small talk";
    skipped.extend(["skipped", why, ""].map(str::to_owned));
    assert_eq!(rows[2], skipped);
    assert_eq!(rows[3][4..6], ["failure", "xpass"]);
    let unexpected = "it passes, though it was expected to fail: mended in May; remove `xfail`";
    assert_eq!(rows[3][6], unexpected);
}

#[test]
fn an_outage_is_a_junit_error() {
    let nim = FakeNim::with(|_| Reply::text(503, "worker crashed"));
    let case = files().nim(&nim);
    case.run("check cases.jsonl -m m --junit report.xml")
        .code(3);
    let xml = std::fs::read_to_string(case.dir().join("report.xml")).expect("it is there");
    let rows = test_cases(&xml);
    let what = format!("{}/v1/ranking: the service failed (503)", nim.url());
    for row in rows {
        assert_eq!(row[4..7], ["error", "error", &*what]);
        assert!(row[7].starts_with(&format!(
            "{what}\ncause: worker crashed\nhint: try again later\n"
        )));
    }
}

#[test]
fn github_annotations_point_at_case_lines() {
    let case = case()
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", "summary.md")
        .file("summary.md", "before\n");
    case.run("check cases.jsonl -m m --quiet").is(str![[r#"
$ nimrank check cases.jsonl -m m --quiet
[code 1]
-- stdout
FAIL  cases.jsonl:2  refund-window  "how long do I have to return shoes?"
      top: returns-30d is rank 4, 2.76 below the winner, tied with returns-old (identical text)
      above: gifts is 1.25 below sizes
        1  4.8711  shipping-faq  Orders ship within two business days of paymen…
        2  2.9023  warranty      The warranty covers soles and seams for a year…
      > 3  2.1094  returns-30d   You may return unworn shoes within thirty days…
        4  2.1094  returns-old   You may return unworn shoes within thirty days…
      > 5  1.5000  sizes         Sizes run small. =1.5
      > 6  0.2500  gifts         Gift cards never expire. =0.25
      note: asked twice a day
XPASS  cases.jsonl:5  fixed  "warranty"
      it passes, though it was expected to fail: mended in May; remove `xfail`
        1  4.8711  shipping-faq  Orders ship within two business days of paymen…
        2  2.9023  warranty      The warranty covers soles and seams for a year…
        3  2.1094  returns-30d   You may return unworn shoes within thirty days…
        4  2.1094  returns-old   You may return unworn shoes within thirty days…
        5  1.5000  sizes         Sizes run small. =1.5
2 passed, 2 failed, 1 expected failure, 0 errors   (5 cases, 5 requests, 35 passages)
-- stderr
::error file=cases.jsonl,line=2,title=fail refund-window::top: returns-30d is rank 4, 2.76 below the winner, tied with returns-old (identical text)%0Aabove: gifts is 1.25 below sizes%0Aquery: how long do I have to return shoes?%0Anote: asked twice a day
::error file=cases.jsonl,line=5,title=xpass fixed::it passes, though it was expected to fail: mended in May; remove `xfail`%0Aquery: warranty
-- requests
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m
POST /v1/ranking  7 passages, truncate END, model m

"#]]);
    let summary = std::fs::read_to_string(case.dir().join("summary.md")).expect("it is there");
    snapbox::assert_data_eq!(
        summary,
        str![[r#"
before
### nimrank check: 2 passed, 2 failed, 1 expected failure, 0 errors

| | case | query | what |
|---|---|---|---|
| fail | cases.jsonl&#58;2 refund&#45;window | how long do I have to return shoes? | top&#58; returns&#45;30d is rank 4, 2.76 below the winner, tied with returns&#45;old (identical text)<br>above&#58; gifts is 1.25 below sizes |
| xpass | cases.jsonl&#58;5 fixed | warranty | it passes, though it was expected to fail&#58; mended in May; remove &#96;xfail&#96; |

"#]]
    );
    let quiet = case.run("check cases.jsonl -m m --quiet --no-github");
    assert!(quiet.code(1).stderr.is_empty(), "{quiet}");
    let after = std::fs::read_to_string(case.dir().join("summary.md")).expect("it is there");
    assert_eq!(after.matches("### nimrank check").count(), 1, "{after}");
}

/// Annotations use paths relative to the repository.
#[test]
fn github_annotations_use_repository_paths() {
    let case = case()
        .file("suite/policies.jsonl", POLICIES)
        .file("suite/cases.jsonl", CASES);
    let top = case.dir().to_string_lossy().into_owned();
    let case = case
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_WORKSPACE", &top);
    let run = case.sh("cd suite && nimrank check cases.jsonl -m m --quiet");
    assert!(
        run.stderr_str()
            .starts_with("::error file=suite/cases.jsonl,line=2,"),
        "{run}"
    );
    let run = case.sh("nimrank check - -m m --quiet <cases.jsonl");
    assert!(run.stderr_str().starts_with("::error title="), "{run}");
}

#[test]
fn the_tenth_annotation_counts_the_rest() {
    let case_of = |count: usize| {
        let case = r#"{"query":"q","docs":["a =1","b =2"],"top":"0"}"#;
        let cases = format!("{case}\n").repeat(count);
        let nim = by_number();
        let case = Case::new()
            .file("cases.jsonl", cases)
            .nim(&nim)
            .env("GITHUB_ACTIONS", "true");
        let run = case.run("check cases.jsonl -m m --quiet");
        let lines = run.code(1).stderr_str().lines().map(str::to_owned);
        lines.collect::<Vec<_>>()
    };
    assert_eq!(case_of(9).len(), 9);
    let lines = case_of(12);
    assert_eq!(lines.len(), 10);
    assert_eq!(lines[9], "::error title=nimrank check::and 3 more");
}

/// GitHub rejects larger summaries.
#[test]
fn the_step_summary_stays_below_its_limit() {
    let long = "wort ".repeat(150);
    let case = format!(r#"{{"query":"{long}","docs":["a =1","b =2"],"top":"0","note":"x"}}"#);
    let cases = format!("{case}\n").repeat(1500);
    let nim = by_number();
    let case = Case::new()
        .file("cases.jsonl", cases)
        .nim(&nim)
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", "summary.md");
    case.run("check cases.jsonl -m m --quiet").code(1);
    let summary = std::fs::read_to_string(case.dir().join("summary.md")).expect("it is there");
    assert!(
        (800_000..=900_000).contains(&summary.len()),
        "{}",
        summary.len()
    );
    let end = summary.lines().last().expect("a line");
    assert!(end.starts_with("and ") && end.ends_with(" more"), "{end}");
    case.run("check cases.jsonl -m m --quiet").code(1);
    let after = std::fs::read_to_string(case.dir().join("summary.md")).expect("it is there");
    assert!(after.len() <= 900_000, "{}", after.len());
}

#[test]
fn a_case_with_many_failures_does_not_fill_the_step_summary() {
    let long = "x".repeat(500);
    let pairs = vec![serde_json::json!([long, "b"]); 2000];
    let docs = serde_json::json!([{"id": long, "text": "=1"}, {"id": "b", "text": "=2"}]);
    let first = serde_json::json!({"query": "q", "docs": docs, "above": pairs});
    let second = r#"{"query":"second","docs":["a =1","b =2"],"top":"0"}"#;
    let nim = by_number();
    let case = Case::new()
        .file("cases.jsonl", format!("{first}\n{second}\n"))
        .nim(&nim)
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", "summary.md");
    case.run("check cases.jsonl -m m --quiet").code(1);
    let summary = std::fs::read_to_string(case.dir().join("summary.md")).expect("it is there");
    assert!(summary.contains("<br>and 1990 more |\n"), "{summary}");
    assert!(summary.contains("| second |"), "{summary}");
}

#[test]
fn an_unwritable_step_summary_is_a_warning() {
    let case = case()
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", "none/summary.md");
    let run = case.run("check cases.jsonl -m m --quiet");
    let told = "nimrank: warning: no step summary: none/summary.md: No such file or directory\n";
    assert!(run.code(1).stderr_str().ends_with(told), "{run}");
}
