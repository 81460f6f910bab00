//! `--html`: pages in one file, the same bytes every time, readable without style, harmless with hostile text,
//! and of limited size.

use std::fmt::Write as _;
use std::fs;

use serde_json::json;

use crate::support::Case;

const QRELS: &str = "q1 0 a 1\nq2 0 a 1\nq3 0 b 1\n";
const OLD: &str = "q1 Q0 a 1 2 t\nq1 Q0 b 2 1 t\nq2 Q0 a 1 2 t\nq2 Q0 b 2 1 t\nq3 Q0 b 1 1 t\n";
const NEW: &str = "q1 Q0 b 1 2 t\nq1 Q0 a 2 1 t\nq2 Q0 a 1 2 t\nq2 Q0 b 2 1 t\nq3 Q0 b 1 1 t\n";

fn runs() -> Case {
    Case::new().file("q.txt", QRELS).file("old.txt", OLD).file("new.txt", NEW)
}

/// A suite with a failure, a pass and an expected failure.
const CASES: &str = r#"{"id":"one","query":"bread","docs":["GPUs","bread flour"],"top":"0","note":"see above"}
{"id":"two","query":"bread","docs":["GPUs","bread flour"],"top":"1"}
{"id":"three","query":"bread","docs":["GPUs","bread flour"],"top":"0","xfail":"not yet"}
"#;

fn suite(cases: &str) -> Case {
    Case::new().file("cases.jsonl", cases)
}

const CHECK: &str = "check cases.jsonl -m local/bm25 --html page.html";
const EVAL: &str = "eval --qrels q.txt --run old.txt --run new.txt -m rr --html page.html";
const DIFF: &str = "diff old.txt new.txt --html page.html";

fn page(case: &Case) -> String {
    fs::read_to_string(case.dir().join("page.html")).expect("the page is written")
}

/// Returns the text of a page as a browser shows it without style.
fn text(page: &str) -> String {
    let body = page.split_once("</head>").expect("a head").1;
    let mut text = String::new();
    let mut rest = body;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        rest = tag.split_once('>').expect("tags end").1;
    }
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Asserts that a page loads nothing, runs nothing and does not depend on a style sheet.
fn assert_inert(page: &str) {
    let mut ids: Vec<_> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "every id is unique");
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"));
    assert!(page.contains("default-src 'none'"));
    for forbidden in
        ["<script", "<img", " style=", " src=", "http:", "https:", "javascript:", "url("]
    {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn stdout_and_exit_code_are_those_without_a_page() {
    let three = EVAL.replace("-m rr", "-m rr,ndcg@3,p@1 --run old.txt");
    for (case, command) in [(suite(CASES), CHECK), (runs(), &three), (runs(), DIFF)] {
        let without = case.run(&command.replace(" --html page.html", ""));
        let with = case.run(command);
        assert_eq!(with.stdout_str(), without.stdout_str());
        assert_eq!(with.stderr_str(), without.stderr_str());
        assert_eq!(with.code, without.code);
        let first = page(&case);
        assert_inert(&first);
        case.run(command);
        assert_eq!(page(&case), first, "the same input gives the same bytes");
    }
}

#[test]
fn a_check_page_says_verdict_cases_and_reasons() {
    let case = suite(CASES);
    case.run(CHECK).code(1);
    let text = text(&page(&case));
    for part in [
        "nimrank check: cases.jsonl",
        "failed: 1 passed, 1 failed, 1 expected failure, 0 errors",
        "FAIL one bread",
        "cases.jsonl:1",
        "top: 0 is rank 2",
        "Note: see above",
        "PASS two bread",
        "XFAIL three bread",
        "Expected: not yet",
        "bread flour",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let page = page(&case);
    assert!(page.contains("<details id=\"q-one\" open>"), "{page}");
    assert!(page.contains("<details id=\"q-two\">"), "{page}");
}

#[test]
fn an_eval_page_says_verdict_numbers_and_differences() {
    let case = runs();
    case.run(&format!("{EVAL} --max-loss rr=0.1")).code(0);
    let shown = text(&page(&case));
    for part in [
        "new.txt compared with old.txt: no significant difference in rr",
        "pass: new.txt loses 0.1667 of rr, more than the 0.1 allowed, but not significantly",
        "rr new.txt 0.8333 -0.1667",
        "q1 1.0000 0.5000 -0.5000",
        "q2 1.0000 1.0000 0.0000",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    case.run("eval --qrels q.txt --run new.txt -m rr --min rr=0.9 --html page.html").code(1);
    let shown = text(&page(&case));
    assert!(shown.contains("fail: the mean of rr is 0.8333333333333334, below the floor of 0.9"));
    assert!(shown.contains("q1 0.5000"), "{shown}");
    case.run("eval --qrels q.txt --run new.txt -m rr --min rr=0.8 --html page.html").code(0);
    assert!(text(&page(&case)).contains("pass: every mean reaches its floor"));
}

#[test]
fn a_diff_page_says_what_moved() {
    let case = runs();
    case.run(DIFF).code(1);
    let shown = text(&page(&case));
    for part in [
        "3 queries, 1 differs",
        "Old: old.txt . New: new.txt",
        "New first result: b , formerly rank 2",
        "b 2 1 ▲ 1",
        "a 1 2 ▼ 1",
        "2 queries do not differ",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    case.run(&format!("{DIFF} --min-rbo 0.1")).code(0);
    let page = page(&case);
    assert!(page.contains("verdict good"), "{page}");
    assert!(text(&page).contains("queries below an RBO of 0.1: 0 of 3"));
}

#[test]
fn hostile_text_stays_text() {
    let hostile =
        "</script><script>alert(1)</script><img src=x onerror=alert(1)>' \" \u{202e}\u{7}&lt;";
    let cases = json!({
        "id": hostile,
        "query": hostile,
        "docs": [{"id": hostile, "text": hostile}, {"id": "1", "text": "x script"}],
        "top": "1",
        "note": hostile,
    });
    let case = suite(&format!("{cases}\n"));
    case.run(CHECK);
    let written = page(&case);
    for forbidden in ["<script", "<img", "\u{202e}", "\u{7}"] {
        assert!(!written.contains(forbidden), "{forbidden}: {written}");
    }
    let shown = text(&written);
    assert!(shown.contains("</script><script>alert(1)</script>"), "{shown}");
    assert!(shown.contains("[U+202E][U+0007]&lt;"), "{shown}");
    assert!(written.contains("id=\"q-%3C%2Fscript%3E%3Cscript%3Ealert%281%29"), "{written}");

    let id = "</text></svg><script>x</script>&\u{202e}\"";
    let run = |score: i32| json!({"<q>\u{202e}": {id: score, "b": 2}}).to_string();
    let case = Case::new().file("q.json", run(1)).file("old.json", run(3)).file("new.json", run(1));
    for command in [
        "eval --qrels q.json --run old.json --run new.json --html page.html",
        "diff old.json new.json --html page.html",
    ] {
        case.run(command);
        let written = page(&case);
        assert!(!written.contains("<script") && !written.contains("<q>"), "{written}");
        assert!(
            !written.contains('\u{202e}') && written.contains("q-%3Cq%3E%E2%80%AE"),
            "{written}"
        );
    }
}

#[test]
fn texts_and_lists_are_cut() {
    let text_of_1000 = "word ".repeat(200);
    let docs: Vec<_> = (0..50).map(|index| format!("\"{text_of_1000} {index}\"")).collect();
    let cases = format!(r#"{{"query":"word","docs":[{}],"top":"49"}}"#, docs.join(","));
    let case = suite(&cases);
    case.run(CHECK);
    let page = page(&case);
    assert!(page.matches("<tr").count() <= 21, "{page}");
    assert!(page.len() < 20_000, "{}", page.len());
}

#[test]
fn every_failure_of_a_thousand_cases_is_on_the_page() {
    let mut cases = String::new();
    for index in 0..1000 {
        let top = u32::from(index % 3 > 0);
        writeln!(
            cases,
            r#"{{"id":"case-{index}","query":"bread {index}","docs":["GPUs","bread flour","rye"],"top":"{top}"}}"#
        )
        .expect("strings take writes");
    }
    let case = suite(&cases);
    case.run(CHECK).code(1);
    let page = page(&case);
    let shown = text(&page);
    for index in 0..1000 {
        let word = if index % 3 > 0 { "PASS" } else { "FAIL" };
        assert!(shown.contains(&format!("{word} case-{index} bread {index} ")), "{index}");
    }
    assert!(page.len() < 2 << 20, "{}", page.len());
}

#[test]
fn pages_of_5000_queries_have_limits() {
    let (mut qrels, mut old, mut new) = (String::new(), String::new(), String::new());
    for query in 0..5000 {
        for doc in 0..30 {
            let rank = (doc * 7 + query) % 30;
            writeln!(old, "query-{query} Q0 document-{doc:04} {} {} t", doc + 1, 30 - doc)
                .expect("strings take writes");
            writeln!(new, "query-{query} Q0 document-{doc:04} {} {} t", rank + 1, 30 - rank)
                .expect("strings take writes");
        }
        writeln!(qrels, "query-{query} 0 document-{:04} 1", query % 30).expect("as above");
    }
    let case = Case::new().file("q.txt", qrels).file("old.txt", old).file("new.txt", new);
    case.run(EVAL).code(0);
    let shown = page(&case);
    assert!(shown.len() < 100_000, "{}", shown.len());
    assert!(shown.contains("4900 queries in between are left out"));
    case.run(DIFF).code(1);
    let shown = page(&case);
    assert!(shown.len() <= 30 << 20, "{}", shown.len());
    let listed = shown.matches("<section").count();
    let left_out = format!("{} queries that differ are left out", 5000 - listed);
    assert!(listed == 5000 || shown.contains(&left_out), "{listed}");
}

#[test]
fn a_page_is_written_atomically_and_never_over_another_file() {
    let case = suite(CASES);
    for (command, problem) in [
        (
            "check cases.jsonl -m local/bm25 --html cases.jsonl",
            "--html and CASES are the same file",
        ),
        ("check cases.jsonl -m local/bm25 --html x -o x", "--output and --html are the same file"),
        (
            "check cases.jsonl -m local/bm25 --html x --junit x",
            "--junit and --html are the same file",
        ),
        ("check cases.jsonl -m local/bm25 --html a --html b", "cannot be used multiple times"),
        (
            "check cases.jsonl -m local/bm25 --html missing/x",
            "missing/x: No such file or directory",
        ),
    ] {
        let run = case.run(command);
        assert!(run.code(2).stderr_str().contains(problem), "{run}");
    }
    let cases = suite("{\"query\":\"bread\",\"docs\":\"docs.txt\",\"top\":\"0\"}\n");
    let run = cases
        .file("docs.txt", "bread\nGPUs\n")
        .run("check cases.jsonl -m local/bm25 --html docs.txt");
    assert!(run.code(2).stderr_str().contains("--html and the documents of a case"), "{run}");
    // A page of an earlier run is kept if there is no report.
    let case = runs().file("page.html", "old");
    case.run("eval --qrels q.txt --run missing.txt --html page.html").code(2);
    case.run("diff old.txt missing.txt --html page.html").code(2);
    assert_eq!(page(&case), "old");
}

#[test]
fn a_page_says_nothing_about_the_machine() {
    let case = runs().file("cases.jsonl", CASES);
    let directory = case.dir().display().to_string();
    for command in [CHECK, EVAL, DIFF] {
        let mut command = command.to_owned();
        for file in ["cases.jsonl", "q.txt", "old.txt", "new.txt"] {
            command = command.replace(file, &format!("{directory}/{file}"));
        }
        case.run(&command);
        let page = page(&case);
        assert!(!page.contains(&directory), "{page}");
    }
}
