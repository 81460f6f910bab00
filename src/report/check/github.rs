//! The report in a GitHub workflow: annotations at the lines of the case file, and a step summary in Markdown.
//! (docs.github.com, workflow commands; `ActionCommand.cs` of actions/runner for the escapes.)
//!
//! GitHub shows ten annotations of a step and silently drops the others, so the tenth says how many more there
//! are.

use super::CheckReport;
use crate::check::CaseResult;
use crate::sanitize::{harmless, inert};

/// The most annotations of cases.
const MAX_ANNOTATIONS: usize = 9;
/// The most columns of untrusted text.
const MAX_TEXT: usize = 1000;
/// The most reasons in a row of the summary, so that one case does not fill it.
const MAX_REASONS: usize = 10;

/// Formats annotations, one a line. `file` is the path of the case file in the repository, `None` if it has
/// none.
pub fn annotations(report: &CheckReport<'_>, file: Option<&str>) -> String {
    let results = notable(report);
    let mut lines = String::new();
    for result in results.iter().take(MAX_ANNOTATIONS) {
        let case = result.case;
        let title = property(&format!("{} {}", result.status.name(), harmless(&case.id, MAX_TEXT)));
        let place = file.map_or_else(String::new, |file| {
            format!("file={},line={},", property(file), case.line)
        });
        let mut message = report.reasons(result);
        message.push(format!("query: {}", case.query));
        message.extend(case.note.as_ref().map(|note| format!("note: {note}")));
        let message: Vec<_> = message.iter().map(|line| harmless(line, MAX_TEXT)).collect();
        let message = data(&message.join("\n"));
        lines.extend(["::error ", &place, "title=", &title, "::", &message, "\n"]);
    }
    if results.len() > MAX_ANNOTATIONS {
        let more = (results.len() - MAX_ANNOTATIONS).to_string();
        lines.extend(["::error title=nimrank check::and ", &more, " more\n"]);
    }
    inert(&lines)
}

fn notable<'a, 'c>(report: &'a CheckReport<'c>) -> Vec<&'a CaseResult<'c>> {
    report.cases.iter().filter(|result| result.needs_attention()).collect()
}

/// Escapes the message of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Formats the step summary in at most `limit` bytes: as many rows as fit, and how many more there are.
pub fn step_summary(report: &CheckReport<'_>, limit: usize) -> String {
    let mut text = format!("### nimrank check {}\n", report.verdict());
    let header = "\n| | case | query | what |\n|---|---|---|---|\n";
    let results = notable(report);
    let footer = |omitted: usize| format!("\nand {omitted} more\n");
    let longest_footer = footer(results.len()).len();
    let mut rows = String::new();
    let mut shown = 0;
    for result in &results {
        let row = row(report, result);
        if text.len() + header.len() + rows.len() + row.len() + longest_footer > limit {
            break;
        }
        rows.push_str(&row);
        shown += 1;
    }
    if shown > 0 {
        text.extend([header, &rows]);
    }
    if shown < results.len() {
        text.push_str(&footer(results.len() - shown));
    }
    // Half a line could be any Markdown.
    if text.len() > limit {
        text.clear();
    }
    text
}

fn row(report: &CheckReport<'_>, result: &CaseResult<'_>) -> String {
    let case = result.case;
    let reasons = report.reasons(result);
    let mut cells: Vec<_> = reasons.iter().take(MAX_REASONS).map(|reason| plain(reason)).collect();
    if reasons.len() > MAX_REASONS {
        cells.push(format!("and {} more", reasons.len() - MAX_REASONS));
    }
    format!(
        "| {} | {} | {} | {} |\n",
        result.status.name(),
        plain(&format!("{} {}", report.place(case), case.id)),
        plain(&case.query),
        cells.join("<br>")
    )
}

/// Escapes text for Markdown: a punctuation mark written as a character reference is never markup.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in harmless(text, MAX_TEXT).chars() {
        if c.is_ascii_punctuation()
            && !matches!(c, '.' | ',' | ';' | '?' | '\'' | '(' | ')' | '/' | '%')
        {
            plain.extend(["&#", &u32::from(c).to_string(), ";"]);
        } else {
            plain.push(c);
        }
    }
    plain
}
