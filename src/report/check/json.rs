//! The report as JSON. The document is
//!
//! `{"cases":[…],"summary":{"passed","failed","errors","xfailed","closest":{"case","above","below","gap"},
//! "pass_in_input_order","pass_with_bm25"}}`
//!
//! and each case, which is also a line of JSON Lines, is
//!
//! `{"id","line","query","status","expectations":[{"kind","target","expected","actual","passed"}],
//! "top":[{"id","rank","score"}]}`.
//!
//! `status` is one of `pass`, `fail`, `error`, `xfail`, `xpass` and `stale`. `target` is a document's id, two
//! ids for `above`, or a measure. `expected` is a rank (of `outside` the last that fails), the bound of a
//! score, the floor of a measure, or for `above` the tolerance that the gap must exceed. `actual` is its
//! counterpart, null for a blank document. `top` has the best five documents. With a baseline, a case also has
//! `baseline`, one of `new`, `still`, `fixed` and `same`, and the summary has `baseline` with the counts of the
//! first three and the ids of the cases that are `gone`. If the run ended early, the summary has `not_judged`,
//! the number of cases left.

use serde::Serialize;

use super::{CheckReport, TOP};
use crate::check::{CaseResult, CheckSummary, Expectation, Finding, Quantity, sorted};

#[derive(Serialize)]
struct JsonReport<'a> {
    cases: Vec<JsonCase<'a>>,
    summary: &'a CheckSummary,
}

#[derive(Serialize)]
struct JsonCase<'a> {
    id: &'a str,
    line: u64,
    query: &'a str,
    status: &'static str,
    expectations: Vec<JsonExpectation<'a>>,
    top: Vec<JsonRank<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'static str>,
}

#[derive(Serialize)]
struct JsonExpectation<'a> {
    kind: &'static str,
    target: JsonTarget<'a>,
    expected: Quantity,
    actual: Option<Quantity>,
    passed: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum JsonTarget<'a> {
    One(&'a str),
    Two([&'a str; 2]),
}

#[derive(Serialize)]
struct JsonRank<'a> {
    id: &'a str,
    rank: usize,
    score: Option<f64>,
}

/// Formats a report as one JSON document, with a line end.
pub fn document(report: &CheckReport<'_>) -> String {
    to_line(&JsonReport {
        cases: report.cases.iter().map(|result| case(result, report.tolerance)).collect(),
        summary: &report.summary,
    })
}

/// Formats the cases as JSON Lines.
pub fn lines(report: &CheckReport<'_>) -> String {
    report.cases.iter().map(|result| to_line(&case(result, report.tolerance))).collect()
}

fn to_line(value: &impl Serialize) -> String {
    // Strings and numbers always have JSON.
    serde_json::to_string(value).unwrap_or_default() + "\n"
}

fn case<'a>(result: &'a CaseResult<'_>, tolerance: f64) -> JsonCase<'a> {
    let case = result.case;
    let ids = &case.docs.ids;
    JsonCase {
        id: &case.id,
        line: case.line,
        query: &case.query,
        status: result.status.name(),
        expectations: case
            .expectations
            .iter()
            .zip(&result.findings)
            .map(|(expected, finding)| expectation(expected, finding, ids, tolerance))
            .collect(),
        top: (1..)
            .zip(sorted(&result.scores))
            .take(TOP)
            .map(|(rank, doc)| JsonRank { id: &ids[doc], rank, score: result.scores[doc] })
            .collect(),
        baseline: result.baseline.as_ref().map(|baseline| baseline.change.name()),
    }
}

fn expectation<'a>(
    expectation: &'a Expectation,
    finding: &Finding,
    ids: &'a [String],
    tolerance: f64,
) -> JsonExpectation<'a> {
    let (target, expected) = match expectation {
        Expectation::Top { doc, rank }
        | Expectation::Within { doc, rank }
        | Expectation::Outside { doc, rank } => {
            (JsonTarget::One(&ids[*doc]), Quantity::Rank(*rank))
        }
        Expectation::Above { above, below } => {
            (JsonTarget::Two([&ids[*above], &ids[*below]]), Quantity::Number(tolerance))
        }
        Expectation::MinScore { doc, bound } | Expectation::MaxScore { doc, bound } => {
            (JsonTarget::One(&ids[*doc]), Quantity::Number(*bound))
        }
        Expectation::AtLeast(floor) => {
            (JsonTarget::One(&floor.name), Quantity::Number(floor.value))
        }
    };
    JsonExpectation {
        kind: expectation.kind(),
        target,
        expected,
        actual: finding.actual,
        passed: finding.passed,
    }
}
