//! The report as JUnit XML, which has no schema but much custom: `testsuites > testsuite > testcase`, at most
//! one of `failure`, `error` and `skipped` in each. GitLab passes over a case of the same name and the
//! `message` of a failure, so names differ and the message is said again in the text.

use std::collections::HashSet;
use std::io;
use std::time::Duration;

use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::{ElementWriter, Writer};

use super::{Report, marked, reasons, shown};
use crate::check::{Case, Judged, Status};
use crate::sanitize::harmless;

/// The most of a document's text that is shown.
const TEXT: usize = 200;

/// What JUnit says of a case that did not simply pass.
struct Verdict {
    element: &'static str,
    kind: &'static str,
    reasons: Vec<String>,
}

/// The report as JUnit XML, with a line end.
///
/// # Errors
/// None that a report gives rise to; the writer of XML could have them.
pub fn junit(report: &Report<'_>) -> io::Result<Vec<u8>> {
    let verdicts: Vec<_> = report.cases.iter().map(verdict).collect();
    let count = |element: &str| {
        let those = verdicts.iter().flatten();
        those.filter(|verdict| verdict.element == element).count()
    };
    let left = report.left.len();
    let numbers = [
        ("tests", report.cases.len() + left),
        ("failures", count("failure")),
        ("errors", count("error")),
        ("skipped", count("skipped") + left),
    ]
    .map(|(name, number)| (name, number.to_string()));
    let numbers = numbers
        .each_ref()
        .map(|(name, number)| (*name, number.as_str()));
    let file = legal(&report.file);
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer
        .create_element("testsuites")
        .with_attribute(("name", "nimrank check"))
        .with_attributes(numbers)
        .write_inner_content(|writer| {
            let suite = writer
                .create_element("testsuite")
                .with_attribute(("name", &*file));
            let suite = suite.with_attributes(numbers);
            suite.write_inner_content(|writer| {
                let mut names = HashSet::new();
                for (judged, verdict) in report.cases.iter().zip(&verdicts) {
                    let name = unique(&mut names, judged.case);
                    case(writer, &file, &name, judged, verdict.as_ref())?;
                }
                for case in report.left {
                    let name = unique(&mut names, case);
                    let element = test_case(writer, &file, &name, case, Duration::ZERO);
                    element.write_inner_content(skipped)?;
                }
                Ok(())
            })?;
            Ok(())
        })?;
    let mut xml = writer.into_inner();
    xml.push(b'\n');
    Ok(xml)
}

fn verdict(judged: &Judged<'_>) -> Option<Verdict> {
    let (element, kind, reasons) = match judged.status {
        Status::Pass => return None,
        Status::XFail => {
            let reason = judged.case.xfail.clone().unwrap_or_default();
            (
                "skipped",
                "xfail",
                vec![format!("expected to fail: {reason}")],
            )
        }
        Status::Error | Status::Stale => ("error", judged.status.name(), reasons(judged)),
        Status::Fail | Status::XPass if judged.is_failure() => {
            ("failure", judged.status.name(), reasons(judged))
        }
        Status::Fail | Status::XPass => (
            "skipped",
            "still",
            vec!["it fails as it does in the baseline".into()],
        ),
    };
    Some(Verdict {
        element,
        kind,
        reasons,
    })
}

/// The name of a case that no other has, also when what XML cannot hold is gone from both.
fn unique(names: &mut HashSet<String>, case: &Case) -> String {
    let name = legal(&case.id);
    if names.insert(name.clone()) {
        return name;
    }
    let name = format!("{name} (line {})", case.line);
    names.insert(name.clone());
    name
}

/// The element of a case, still without what came of it.
fn test_case<'a>(
    writer: &'a mut Writer<Vec<u8>>,
    file: &str,
    name: &str,
    case: &Case,
    took: Duration,
) -> ElementWriter<'a, Vec<u8>> {
    let (line, time) = (case.line.to_string(), took.as_secs_f64());
    let time = format!("{time:.3}");
    writer.create_element("testcase").with_attributes([
        ("name", name),
        ("classname", file),
        ("file", file),
        ("line", &line),
        ("time", &time),
    ])
}

/// What is said of a case that the run did not come to.
fn skipped(writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    let message = "not judged: the run ended at an earlier case";
    let element = writer.create_element("skipped");
    element.with_attribute(("message", message)).write_empty()?;
    Ok(())
}

fn case(
    writer: &mut Writer<Vec<u8>>,
    file: &str,
    name: &str,
    judged: &Judged<'_>,
    verdict: Option<&Verdict>,
) -> io::Result<()> {
    let element = test_case(writer, file, name, judged.case, judged.took);
    let Some(verdict) = verdict else {
        element.write_empty()?;
        return Ok(());
    };
    let message = legal(&one_line(
        verdict.reasons.first().map_or("", String::as_str),
    ));
    element.write_inner_content(|writer| {
        let element = writer.create_element(verdict.element);
        let element = element.with_attribute(("message", &*message));
        if verdict.element == "skipped" {
            element.write_empty()?;
        } else {
            let element = element.with_attribute(("type", verdict.kind));
            element.write_text_content(BytesText::new(&legal(&body(judged, verdict))))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// All that went wrong, and the best documents.
fn body(judged: &Judged<'_>, verdict: &Verdict) -> String {
    let case = judged.case;
    let mut lines: Vec<_> = verdict
        .reasons
        .iter()
        .map(|reason| one_line(reason))
        .collect();
    lines.push(format!("query: {}", one_line(&case.query)));
    let marked = marked(&judged.findings);
    if !judged.scores.is_empty() {
        for (rank, doc) in shown(&judged.scores, &marked) {
            let mark = if marked.contains(&doc) { '>' } else { ' ' };
            let score =
                judged.scores[doc].map_or_else(|| "-".into(), |score| format!("{score:.4}"));
            let text = harmless(&case.docs.documents[doc].text(), TEXT);
            lines.push(format!(
                "{mark} {rank}  {score}  {}  {text}",
                one_line(&case.docs.ids[doc])
            ));
        }
    }
    if let Some(note) = &case.note {
        lines.push(format!("note: {}", one_line(note)));
    }
    lines.join("\n")
}

fn one_line(text: &str) -> String {
    harmless(text, 1000)
}

/// A text without the characters that XML 1.0 has no way to write.
fn legal(text: &str) -> String {
    let is_legal = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    text.chars().filter(is_legal).collect()
}
