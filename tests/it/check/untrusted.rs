//! Text with workflow commands, XML tags or terminal escapes in every place of a report, and of any size.

use serde_json::json;

use super::by_number;
use crate::support::Case;

/// Texts with a meaning for some reader of reports.
const TEXTS: [&str; 8] = [
    "::error::forged",
    "\n::error file=x,line=1::forged",
    "\r::set-output name=x::forged",
    "##[error]forged",
    "]]><failure message=\"forged\"/>",
    "a\u{0}b\u{1b}[2Jc\u{7}d\u{85}e\u{FFFE}",
    "\u{202E}desrever \u{2066}שלום עליכם",
    "| a | <script>x</script> `b` ![c](http://d) @e #1 |",
];

/// Returns a suite in which every user-defined text is such a text, and every case fails.
fn suite() -> String {
    let case = |(at, text): (usize, &&str)| {
        // One of them is as long as the longest document.
        let long = "x".repeat(if at == 0 { 1 << 20 } else { 0 });
        let docs = json!([
            {"id": format!("{text} a{at}"), "text": format!("{text} =1")},
            {"id": "b", "text": format!("{text}{long} =2")},
        ]);
        let case = json!({
            "id": format!("{text} {at}"),
            "query": format!("{text}?"),
            "docs": docs,
            "top": format!("{text} a{at}"),
            "note": text,
        });
        format!("{case}\n")
    };
    TEXTS.iter().enumerate().map(case).collect()
}

fn run(more: &str) -> (Case, crate::support::Transcript) {
    let nim = by_number();
    let case = Case::new()
        .file("cases.jsonl", suite())
        .nim(&nim)
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", "summary.md");
    let run = case.run(&format!("check cases.jsonl -m m {more}"));
    run.code(1);
    (case, run)
}

/// Returns lines in which the GitHub runner finds commands: at the beginning, after blanks, or in the old
/// form anywhere.
fn commands(text: &str) -> Vec<&str> {
    let lines = text.split(['\n', '\r']);
    let is_command = |line: &&str| line.trim_start().starts_with("::") || line.contains("##[");
    lines.filter(is_command).collect()
}

#[test]
fn untrusted_text_cannot_forge_workflow_commands() {
    for more in ["", "-v", "--quiet", "-f json", "-f jsonl"] {
        let (_, run) = run(more);
        assert_eq!(commands(run.stdout_str()), [""; 0], "{more}");
        let stderr = commands(run.stderr_str());
        assert_eq!(stderr.len(), TEXTS.len(), "{stderr:#?}");
        for command in stderr {
            let (properties, message) = command["::error ".len()..].split_once("::").expect("both");
            assert!(properties.starts_with("file=cases.jsonl,line="), "{command}");
            assert_eq!(properties.split(',').count(), 3, "{command}");
            assert!(message.starts_with("top: "), "{command}");
        }
    }
}

/// The value is unchanged, and only its spelling differs.
#[test]
fn json_reports_untrusted_text_verbatim() {
    let (_, run) = run("-f json");
    let report = super::json(&run);
    for (at, text) in TEXTS.iter().enumerate() {
        let case = &report["cases"][at];
        assert_eq!(case["query"], format!("{text}?"));
        assert_eq!(case["top"][1]["id"], format!("{text} a{at}"));
    }
}

#[test]
fn reports_contain_no_control_characters() {
    let (_, run) = run("-v");
    let harmful = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    for text in [run.stdout_str(), run.stderr_str()] {
        assert_eq!(text.find(harmful), None, "{run}");
        assert!(text.len() < 100_000, "a text of 1 MiB is cut");
    }
    assert!(run.stdout_str().contains("שלום עליכם"));
    let long = run.stdout_str().lines().map(|line| line.chars().count()).max();
    assert!(long < Some(1500), "{long:?}");
}

#[test]
fn junit_is_valid_xml_for_any_text() {
    let (case, _) = run("--junit report.xml");
    let xml = std::fs::read_to_string(case.dir().join("report.xml")).expect("the file exists");
    let document = roxmltree::Document::parse(&xml).expect("XML");
    let failures = document.descendants().filter(|node| node.has_tag_name("failure"));
    assert_eq!(failures.count(), TEXTS.len());
    let cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
    let mut names: Vec<_> = cases.filter_map(|case| case.attribute("name")).collect();
    assert_eq!(names[4], format!("{} 4", TEXTS[4]));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), TEXTS.len());
    assert!(xml.len() < 100_000, "{}", xml.len());
}

/// Names that differ only in characters that XML cannot hold stay distinct.
#[test]
fn junit_names_are_unique() {
    let nim = by_number();
    let case = |id: &str| json!({"id": id, "query": id, "docs": ["a =2", "b =1"], "top": "0"});
    let cases = format!("{}\n{}\n", case("x"), case("x\u{FFFF}"));
    let case = Case::new().file("cases.jsonl", cases).nim(&nim);
    case.run("check cases.jsonl -m m --junit report.xml").code(0);
    let xml = std::fs::read_to_string(case.dir().join("report.xml")).expect("the file exists");
    assert!(xml.contains("name=\"x\"") && xml.contains("name=\"x (line 2)\""), "{xml}");
}

/// The only Markdown syntax is that of the table.
#[test]
fn the_step_summary_escapes_untrusted_text() {
    let (case, _) = run("--quiet");
    let summary = std::fs::read_to_string(case.dir().join("summary.md")).expect("the file exists");
    let rows: Vec<_> = summary.lines().filter(|line| line.starts_with("| fail")).collect();
    assert_eq!(rows.len(), TEXTS.len(), "{summary}");
    for row in rows {
        assert_eq!(row.matches('|').count(), 5, "{row}");
        let bare = row.replace("<br>", "");
        assert!(!bare.contains(['<', '>', '`', '[', ']', '!', '*', '_', '@', '\\', '\r']), "{row}");
    }
}

/// Errors are sanitized like lines of a report.
#[test]
fn errors_in_a_case_file_cannot_forge_workflow_commands() {
    for text in TEXTS {
        let cases = json!({"query": "q", "docs": ["a", "b"], "top": text}).to_string();
        let run = Case::new().file("cases.jsonl", cases).run("check cases.jsonl -m local/bm25");
        assert_eq!(commands(run.code(2).stderr_str()), [""; 0], "{run}");
        let cases = json!({"query": "q", "docs": ["a", "b"], text: 1}).to_string();
        let run = Case::new().file("cases.jsonl", cases).run("check cases.jsonl -m local/bm25");
        assert_eq!(commands(run.code(2).stderr_str()), [""; 0], "{run}");
    }
}
