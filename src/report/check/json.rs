//! The report for programs. The JSON document is
//!
//! `{"cases":[…],"summary":{"passed","failed","errors","xfailed","closest":{"case","above","below","gap"},
//! "pass_in_input_order","pass_with_bm25"}}`
//!
//! and each case, which is also a line of JSONL,
//!
//! `{"id","line","query","status","expectations":[{"kind","target","expected","actual","passed"}],
//! "top":[{"id","rank","score"}]}`.
//!
//! `status` is one of `pass`, `fail`, `error`, `xfail`, `xpass` and `stale`. `target` is a document's id, two
//! of them for `above`, or a measure. `expected` is a rank (of `outside` the last that will not do), the bound
//! of a score, the floor of a measure, or for `above` the tolerance that the gap must exceed; `actual` what it
//! is, null for a blank document. `top` holds the best five. With a baseline a case has `baseline` besides,
//! one of `new`, `still`, `fixed` and `same`, and the summary `baseline` with the numbers of the first three
//! and the cases that are `gone`. Where the run ended before all cases were judged the summary has
//! `not_judged`, how many were left. Two number signs are never followed by a plain bracket, which a log of
//! GitHub's might take for a command.

use serde::Serialize;

use super::{Report, TOP};
use crate::check::{Amount, Finding, Judged, Target, sorted};

#[derive(Serialize)]
struct Document<'a> {
    cases: Vec<Case<'a>>,
    summary: Summary<'a>,
}

#[derive(Serialize)]
struct Case<'a> {
    id: &'a str,
    line: u64,
    query: &'a str,
    status: &'static str,
    expectations: Vec<Expectation<'a>>,
    top: Vec<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'static str>,
}

#[derive(Serialize)]
struct Expectation<'a> {
    kind: &'static str,
    target: Named<'a>,
    expected: Number,
    actual: Option<Number>,
    passed: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Named<'a> {
    One(&'a str),
    Two([&'a str; 2]),
}

#[derive(Serialize)]
#[serde(untagged)]
enum Number {
    Rank(usize),
    Number(f64),
}

#[derive(Serialize)]
struct Place<'a> {
    id: &'a str,
    rank: usize,
    score: Option<f64>,
}

#[derive(Serialize)]
struct Summary<'a> {
    passed: usize,
    failed: usize,
    errors: usize,
    xfailed: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_judged: Option<usize>,
    closest: Option<Closest<'a>>,
    pass_in_input_order: usize,
    pass_with_bm25: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Changes<'a>>,
}

#[derive(Serialize)]
struct Closest<'a> {
    case: &'a str,
    above: &'a str,
    below: &'a str,
    gap: f64,
}

#[derive(Serialize)]
struct Changes<'a> {
    new: usize,
    still: usize,
    fixed: usize,
    gone: &'a [String],
}

/// The report as one JSON document, with a line end.
pub fn document(report: &Report<'_>) -> String {
    let summary = &report.summary;
    let document = Document {
        cases: report.cases.iter().map(case).collect(),
        summary: Summary {
            passed: summary.passed,
            failed: summary.failed,
            errors: summary.errors,
            xfailed: summary.xfailed,
            not_judged: Some(report.left.len()).filter(|left| *left > 0),
            closest: summary.closest.as_ref().map(|closest| Closest {
                case: &closest.case,
                above: &closest.above,
                below: &closest.below,
                gap: closest.gap,
            }),
            pass_in_input_order: summary.pass_in_input_order,
            pass_with_bm25: summary.pass_with_bm25,
            baseline: summary.beside.as_ref().map(|changes| Changes {
                new: changes.new,
                still: changes.still,
                fixed: changes.fixed,
                gone: &report.gone,
            }),
        },
    };
    line(&document)
}

/// The cases, one JSON object a line.
pub fn lines(report: &Report<'_>) -> String {
    let lines = report.cases.iter().map(|judged| line(&case(judged)));
    lines.collect()
}

/// A value on a line. Text and numbers always have JSON, and both signs stand in texts only.
fn line(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_default();
    json.replace("##[", "##\\u005b") + "\n"
}

fn case<'a>(judged: &'a Judged<'_>) -> Case<'a> {
    let case = judged.case;
    let ids = &case.docs.ids;
    let best = (1..).zip(sorted(&judged.scores)).take(TOP);
    Case {
        id: &case.id,
        line: case.line,
        query: &case.query,
        status: judged.status.name(),
        expectations: judged
            .findings
            .iter()
            .map(|one| expectation(one, ids))
            .collect(),
        top: best
            .map(|(rank, doc)| Place {
                id: &ids[doc],
                rank,
                score: judged.scores[doc],
            })
            .collect(),
        baseline: judged.beside.as_ref().map(|beside| beside.change.name()),
    }
}

fn expectation<'a>(finding: &'a Finding, ids: &'a [String]) -> Expectation<'a> {
    let number = |amount| match amount {
        Amount::Rank(rank) => Number::Rank(rank),
        Amount::Number(number) => Number::Number(number),
    };
    Expectation {
        kind: finding.kind,
        target: match &finding.target {
            Target::Document(doc) => Named::One(&ids[*doc]),
            Target::Pair(above, below) => Named::Two([&ids[*above], &ids[*below]]),
            Target::Measure(name) => Named::One(name),
        },
        expected: number(finding.expected),
        actual: finding.actual.map(number),
        passed: finding.passed,
    }
}
