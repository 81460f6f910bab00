//! The report as a workflow of GitHub's shows it: annotations at the lines of the case file, and a summary in
//! Markdown. (docs.github.com, workflow commands; `ActionCommand.cs` of actions/runner for the escapes.)
//!
//! Ten annotations of a step are shown and the rest silently dropped, so the tenth says how many more there
//! are.

use super::{Report, counts, place, reasons};
use crate::check::Judged;
use crate::sanitize::{harmless, inert};

/// The most annotations of cases.
const MOST: usize = 9;
/// The most that is shown of a text of others.
const TEXT: usize = 1000;

/// The annotations, a line for each; `file` is the path of the case file from the top of the repository, none
/// if it is no file.
pub fn annotations(report: &Report<'_>, file: Option<&str>) -> String {
    let told: Vec<_> = report
        .cases
        .iter()
        .filter(|judged| is_told(judged))
        .collect();
    let mut lines = String::new();
    for judged in told.iter().take(MOST) {
        let case = judged.case;
        let title = property(&format!(
            "{} {}",
            judged.status.name(),
            harmless(&case.id, TEXT)
        ));
        let place = file.map_or_else(String::new, |file| {
            format!("file={},line={},", property(file), case.line)
        });
        let mut message = reasons(judged);
        message.push(format!("query: {}", case.query));
        message.extend(case.note.as_ref().map(|note| format!("note: {note}")));
        let message: Vec<_> = message.iter().map(|line| harmless(line, TEXT)).collect();
        let message = data(&message.join("\n"));
        lines.extend(["::error ", &place, "title=", &title, "::", &message, "\n"]);
    }
    if told.len() > MOST {
        let more = told.len() - MOST;
        let more = more.to_string();
        lines.extend(["::error title=nimrank check::and ", &more, " more\n"]);
    }
    inert(&lines)
}

fn is_told(judged: &Judged<'_>) -> bool {
    judged.is_failure() || judged.status.is_error()
}

/// A message as a command holds it.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25");
    text.replace('\r', "%0D").replace('\n', "%0A")
}

/// A property as a command holds it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The summary in Markdown, of at most `room` bytes: whole rows, as many as fit.
pub fn step_summary(report: &Report<'_>, room: usize) -> String {
    let mut text = format!("### nimrank check: {}\n\n", counts(report));
    let told: Vec<_> = report
        .cases
        .iter()
        .filter(|judged| is_told(judged))
        .collect();
    if told.is_empty() {
        return fitting(text, room);
    }
    text.push_str("| | case | query | what |\n|---|---|---|---|\n");
    let end = |left: usize| format!("\nand {left} more\n");
    for (at, judged) in told.iter().enumerate() {
        let row = row(&report.file, judged);
        if text.len() + row.len() + end(told.len()).len() > room {
            text.push_str(&end(told.len() - at));
            return fitting(text, room);
        }
        text.push_str(&row);
    }
    fitting(text, room)
}

/// Nothing of what does not fit: half a line may be any Markdown.
fn fitting(text: String, room: usize) -> String {
    if text.len() <= room {
        text
    } else {
        String::new()
    }
}

fn row(file: &str, judged: &Judged<'_>) -> String {
    let case = judged.case;
    let name = format!("{} {}", place(file, case), case.id);
    let why: Vec<_> = reasons(judged).iter().map(|reason| plain(reason)).collect();
    format!(
        "| {} | {} | {} | {} |\n",
        judged.status.name(),
        plain(&name),
        plain(&case.query),
        why.join("<br>")
    )
}

/// A text that Markdown takes for nothing but text: every sign of its own is written as a number, which is
/// never read as that sign.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in harmless(text, TEXT).chars() {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_markdown_are_told_as_text() {
        assert_eq!(data("50%\r\n::x"), "50%25%0D%0A::x");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
        assert_eq!(
            plain("a|b <i> `c` ![x](y)\nz"),
            "a&#124;b &#60;i&#62; &#96;c&#96; &#33;&#91;x&#93;(y) z"
        );
    }
}
