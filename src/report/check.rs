//! What came of a case file.

mod github;
mod json;
mod junit;
mod text;

use crate::check::{Case, Finding, Judged, Status, Summary, Target, sorted};

pub use github::{annotations, step_summary};
pub use json::{document, lines};
pub use junit::junit;
pub use text::{Style, text, troubles};

/// How many of the best documents are shown of a case.
const TOP: usize = 5;

/// All that a report is made of.
#[derive(Debug)]
pub struct Report<'a> {
    /// The case file, as messages call it.
    pub file: String,
    /// The cases that were judged, in the order of the file.
    pub cases: Vec<Judged<'a>>,
    /// The cases after them, which were not judged because the run was to end at a failure.
    pub left: &'a [Case],
    /// What came of them together.
    pub summary: Summary,
    /// Cases of the baseline that the file does not have.
    pub gone: Vec<String>,
    /// How many requests it took.
    pub requests: u64,
    /// How many passages were scored.
    pub passages: usize,
    /// How long it took, in seconds, where that is to be told.
    pub seconds: Option<f64>,
}

/// The documents of a case that are shown, by their ranks from 1: the best, and those that are `marked`.
fn shown(scores: &[Option<f64>], marked: &[usize]) -> Vec<(usize, usize)> {
    let ranked = (1..).zip(sorted(scores));
    let chosen = |(rank, doc): &(usize, usize)| *rank <= TOP || marked.contains(doc);
    ranked.filter(chosen).take(TOP * 2).collect()
}

/// The documents that expectations speak of which were not met.
fn marked(findings: &[Finding]) -> Vec<usize> {
    let mut marked = Vec::new();
    for finding in findings.iter().filter(|finding| !finding.passed) {
        match finding.target {
            Target::Document(doc) => marked.push(doc),
            Target::Pair(above, below) => marked.extend([above, below]),
            Target::Measure(_) => {}
        }
    }
    marked
}

/// Why a case is not as it should be, a line for each reason.
fn reasons(judged: &Judged<'_>) -> Vec<String> {
    if let Some(trouble) = &judged.trouble {
        let more = [("cause", &trouble.cause), ("hint", &trouble.hint)];
        let more = more.into_iter().filter_map(|(name, words)| {
            let words = words.as_ref()?;
            Some(format!("{name}: {words}"))
        });
        return std::iter::once(trouble.what.clone()).chain(more).collect();
    }
    if let (Status::XPass, Some(reason)) = (judged.status, &judged.case.xfail) {
        return vec![format!(
            "it passes, though it was expected to fail: {reason}; remove `xfail`"
        )];
    }
    let failed = judged.findings.iter().filter(|finding| !finding.passed);
    failed.map(|finding| finding.words.clone()).collect()
}

/// A number of things.
fn counted(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// Where a case stands.
fn place(file: &str, case: &Case) -> String {
    format!("{file}:{}", case.line)
}

/// The counts in a line.
fn counts(report: &Report<'_>) -> String {
    let summary = &report.summary;
    let count = |number: usize, one: &str, many: &str| {
        let words = if number == 1 { one } else { many };
        format!("{number} {words}")
    };
    let failed = match &summary.beside {
        None => String::new(),
        Some(changes) => format!(
            " ({} new, {} as in the baseline)",
            changes.new, changes.still
        ),
    };
    let fixed = match &summary.beside {
        Some(changes) if changes.fixed > 0 => format!(", {} fixed", changes.fixed),
        _ => String::new(),
    };
    let left = match report.left.len() {
        0 => String::new(),
        left => format!(", {left} not judged"),
    };
    format!(
        "{} passed{fixed}, {} failed{failed}, {}, {}{left}",
        summary.passed,
        summary.failed,
        count(summary.xfailed, "expected failure", "expected failures"),
        count(summary.errors, "error", "errors"),
    )
}
