//! The report as JUnit XML.
//!
//! JUnit has no schema but conventions: each test case has at most one of `failure`, `error` and `skipped`.
//! GitLab ignores a test case whose name another one has, and the `message` of a failure. So names are made
//! unique, and the text of a failure repeats its message.

use std::collections::HashSet;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::{CheckReport, TOP, four_decimals, shown_documents};
use crate::check::{Case, CaseResult, CaseStatus};
use crate::sanitize::harmless;

/// The most columns of a document's text.
const MAX_TEXT: usize = 200;

/// Formats a report as JUnit XML, with a line end.
///
/// # Errors
/// Errors of the XML writer, which writing to memory does not cause.
pub fn junit(report: &CheckReport<'_>) -> Result<String, quick_junit::SerializeError> {
    let mut suite = TestSuite::new(xml_text(&report.file));
    let mut names = HashSet::new();
    for result in &report.cases {
        let mut test = test_case(report, result.case, &mut names, status(report, result));
        test.set_time(result.took);
        suite.add_test_case(test);
    }
    for case in report.not_judged {
        let status = skipped("not judged: the run ended at an earlier case");
        suite.add_test_case(test_case(report, case, &mut names, status));
    }
    let mut junit = Report::new("nimrank check");
    junit.add_test_suite(suite);
    junit.to_string()
}

fn test_case(
    report: &CheckReport<'_>,
    case: &Case,
    names: &mut HashSet<String>,
    status: TestCaseStatus,
) -> TestCase {
    // Ids that differ only in characters that XML cannot represent become equal.
    let mut name = xml_text(&case.id).into_string();
    if names.contains(&name) {
        name = format!("{name} (line {})", case.line);
    }
    names.insert(name.clone());
    let mut test = TestCase::new(name, status);
    let file = xml_text(&report.file);
    test.set_classname(file.clone());
    test.set_time(std::time::Duration::ZERO);
    let line = case.line.to_string();
    test.extra.insert("file".into(), file);
    test.extra.insert("line".into(), line.into());
    test
}

fn status(report: &CheckReport<'_>, result: &CaseResult<'_>) -> TestCaseStatus {
    let kind = match result.status {
        CaseStatus::Pass => return TestCaseStatus::success(),
        CaseStatus::XFail => {
            let reason = result.case.xfail.as_deref().unwrap_or_default();
            return skipped(&format!("expected to fail: {reason}"));
        }
        CaseStatus::Error | CaseStatus::Stale => NonSuccessKind::Error,
        CaseStatus::Fail | CaseStatus::XPass if result.is_failure() => NonSuccessKind::Failure,
        CaseStatus::Fail | CaseStatus::XPass => {
            return skipped("it fails as it does in the baseline");
        }
    };
    let reasons: Vec<String> =
        report.reasons(result).iter().map(|reason| one_line(reason)).collect();
    let mut status = TestCaseStatus::non_success(kind);
    status
        .set_message(xml_text(reasons.first().map_or("", String::as_str)))
        .set_type(result.status.name())
        .set_description(xml_text(&details(result, reasons)));
    status
}

fn skipped(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(xml_text(&one_line(message)));
    status
}

/// Returns the reasons, the query, the best documents and the note.
fn details(result: &CaseResult<'_>, mut lines: Vec<String>) -> String {
    let case = result.case;
    lines.push(format!("query: {}", one_line(&case.query)));
    for shown in shown_documents(result, TOP) {
        let mark = if shown.is_marked { '>' } else { ' ' };
        lines.push(format!(
            "{mark} {}  {}  {}  {}",
            shown.rank,
            four_decimals(result.scores[shown.doc]),
            one_line(&case.docs.ids[shown.doc]),
            harmless(&case.docs.documents[shown.doc].text(), MAX_TEXT)
        ));
    }
    lines.extend(case.note.iter().map(|note| format!("note: {}", one_line(note))));
    lines.join("\n")
}

fn one_line(text: &str) -> String {
    harmless(text, 1000)
}

/// Removes the characters that XML cannot represent.
fn xml_text(text: &str) -> XmlString {
    // `XmlString` removes control characters, but keeps the two noncharacters that XML excludes.
    XmlString::new(text.replace(['\u{FFFE}', '\u{FFFF}'], ""))
}
