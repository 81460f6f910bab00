//! Reports of `check`.

mod explain;
mod github;
mod html;
mod json;
mod junit;
mod text;

use clap::ValueEnum;

use crate::check::{BaselineDiff, Case, CaseResult, CaseStatus, CheckSummary, sorted};
use crate::text::count;
use explain::explain;

pub use github::{annotations, step_summary};
pub use json::{document, lines};
pub use junit::junit;
pub use text::{CheckStyle, errors, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people
    #[value(alias = "auto")]
    Text,
    /// One JSON document
    Json,
    /// One JSON object per case
    Jsonl,
}

/// The best documents of a case that are shown.
const TOP: usize = 5;

/// Everything that a report shows.
#[derive(Debug)]
pub struct CheckReport<'a> {
    pub file: String,
    pub cases: Vec<CaseResult<'a>>,
    /// The cases after a failure that ended the run.
    pub not_judged: &'a [Case],
    pub summary: CheckSummary,
    /// Scores that differ by no more than this are tied.
    pub tolerance: f64,
    pub requests: u64,
    pub passages: usize,
    /// `None` where durations are not shown.
    pub seconds: Option<f64>,
}

impl CheckReport<'_> {
    /// Returns the line of the case file on which a case begins.
    fn place(&self, case: &Case) -> String {
        format!("{}:{}", self.file, case.line)
    }

    /// Explains why a case is not as it should be, a line for each reason.
    fn reasons(&self, result: &CaseResult<'_>) -> Vec<String> {
        if let Some(error) = &result.error {
            let mut lines = vec![error.to_string()];
            lines.extend(error.details().map(|(label, words)| format!("{label}: {words}")));
            return lines;
        }
        if let (CaseStatus::XPass, Some(reason)) = (result.status, &result.case.xfail) {
            return vec![format!(
                "it passes, though it was expected to fail: {reason}; remove `xfail`"
            )];
        }
        explain(result, self.tolerance)
    }

    /// Returns the verdict and the counts as one line.
    fn verdict(&self) -> String {
        let word = if self.cases.iter().any(CaseResult::is_failure) {
            "failed"
        } else if self.cases.iter().any(CaseResult::needs_attention) {
            "no verdict"
        } else {
            "passed"
        };
        format!("{word}: {}", self.counts())
    }

    /// Returns the counts as one line.
    fn counts(&self) -> String {
        let summary = &self.summary;
        let (mut fixed, mut failed) = (String::new(), String::new());
        if let Some(baseline) = &summary.baseline {
            failed = format!(" ({} new, {} as in the baseline)", baseline.new, baseline.still);
            if baseline.fixed > 0 {
                fixed = format!(", {} fixed", baseline.fixed);
            }
        }
        let not_judged = match summary.not_judged {
            Some(count) => format!(", {count} not judged"),
            None => String::new(),
        };
        format!(
            "{} passed{fixed}, {} failed{failed}, {}, {}{not_judged}",
            summary.passed,
            summary.failed,
            count(summary.xfailed as u64, "expected failure"),
            count(summary.errors as u64, "error"),
        )
    }
}

impl BaselineDiff {
    /// Returns the rank of each document, from 1.
    fn ranks(&self) -> Option<Vec<usize>> {
        let scores = self.scores.as_ref()?;
        let mut ranks = vec![0; scores.len()];
        for (rank, doc) in (1..).zip(sorted(scores)) {
            ranks[doc] = rank;
        }
        Some(ranks)
    }
}

/// A document in the ranking that a report shows of a case.
struct ShownDocument {
    /// From 1.
    rank: usize,
    doc: usize,
    /// A failed expectation is about it.
    is_marked: bool,
}

/// Returns the best `top` documents, and those that failed expectations are about.
fn shown_documents(result: &CaseResult<'_>, top: usize) -> Vec<ShownDocument> {
    let expectations = result.case.expectations.iter().zip(&result.findings);
    let marked: Vec<usize> = expectations
        .filter(|(_, finding)| !finding.passed)
        .flat_map(|(expectation, _)| expectation.docs().copied())
        .collect();
    (1..)
        .zip(sorted(&result.scores))
        .map(|(rank, doc)| ShownDocument { rank, doc, is_marked: marked.contains(&doc) })
        .filter(|shown| shown.rank <= top || shown.is_marked)
        .take(top * 2)
        .collect()
}

/// Returns a score with four decimals, `-` for a blank document.
fn four_decimals(score: Option<f64>) -> String {
    score.map_or_else(|| "-".into(), |score| format!("{score:.4}"))
}
