//! Evaluates the expectations of a case, given the scores. Ties always count against the case.

use serde::Serialize;

use super::case::{Case, Expectation};
use super::floor::MeasureFloor;
use super::ranks::{Ranks, by_score};
use crate::measure::Graded;

/// A rank, a score, a gap between two scores, or the value of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Quantity {
    /// From 1.
    Rank(usize),
    Number(f64),
}

impl Quantity {
    /// Returns the number, 0 for a rank.
    pub const fn number(self) -> f64 {
        match self {
            Self::Rank(_) => 0.0,
            Self::Number(number) => number,
        }
    }
}

/// By how much an expectation about the order was met.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margin {
    /// The document that had to be ahead.
    pub above: usize,
    /// The closest document below it.
    pub below: usize,
    pub gap: f64,
}

/// The result of one expectation.
#[derive(Clone, Debug)]
pub struct Finding {
    /// `None` where a blank document has no score.
    pub actual: Option<Quantity>,
    pub passed: bool,
    /// `None` if the expectation is not about the order, or was not met.
    pub margin: Option<Margin>,
}

/// The way scores are compared with the score bounds of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScoreBounds {
    Compared,
    /// The scores are on another scale than the bounds, so no bound is met.
    NeverMet,
}

/// Evaluates each expectation of a case. `scores` has one score for each document, `None` for a blank one.
/// Scores within `tolerance` of each other are tied.
pub fn evaluate(
    case: &Case,
    scores: &[Option<f64>],
    tolerance: f64,
    bounds: ScoreBounds,
) -> Vec<Finding> {
    let ranks = Ranks::new(scores, tolerance);
    case.expectations.iter().map(|expectation| finding(case, expectation, &ranks, bounds)).collect()
}

/// Returns true if there are expectations, and all of them are met.
pub(super) fn are_met(findings: &[Finding]) -> bool {
    !findings.is_empty() && findings.iter().all(|finding| finding.passed)
}

fn finding(
    case: &Case,
    expectation: &Expectation,
    ranks: &Ranks<'_>,
    bounds: ScoreBounds,
) -> Finding {
    let number_of = |doc| ranks.score(doc).map(Quantity::Number);
    let is_bound_met = |doc, is_met: &dyn Fn(f64) -> bool| {
        bounds == ScoreBounds::Compared && ranks.score(doc).is_some_and(is_met)
    };
    let (actual, passed, margin) = match *expectation {
        Expectation::Top { doc, rank } | Expectation::Within { doc, rank } => {
            let worst = ranks.worst_rank(doc);
            let rival = ranks.rival(doc, rank);
            let margin = rival.and_then(|rival| margin(ranks, doc, rival));
            (Some(Quantity::Rank(worst)), worst <= rank, margin)
        }
        Expectation::Outside { doc, rank } => {
            let best = ranks.best_rank(doc);
            let rival = ranks.rival(doc, rank);
            let margin = rival.and_then(|rival| margin(ranks, rival, doc));
            (Some(Quantity::Rank(best)), best > rank, margin)
        }
        Expectation::Above { above, below } => (
            ranks.gap(above, below).map(Quantity::Number),
            ranks.beats(above, below),
            margin(ranks, above, below),
        ),
        Expectation::MinScore { doc, bound } => {
            let passed = is_bound_met(doc, &|score| score >= bound);
            (number_of(doc), passed, None)
        }
        Expectation::MaxScore { doc, bound } => {
            let passed = is_bound_met(doc, &|score| score <= bound);
            (number_of(doc), passed, None)
        }
        Expectation::AtLeast(ref floor) => {
            let value = measure(case, floor, ranks);
            (Some(Quantity::Number(value)), value >= floor.value, None)
        }
    };
    let is_blank = expectation.docs().any(|doc| ranks.score(*doc).is_none());
    Finding { actual: actual.filter(|_| !is_blank), passed, margin: margin.filter(|_| passed) }
}

fn margin(ranks: &Ranks<'_>, above: usize, below: usize) -> Option<Margin> {
    let gap = ranks.gap(above, below)?;
    Some(Margin { above, below, gap })
}

/// Returns the value of a measure, from 0 to 1, with exactly equal scores in the worst order.
fn measure(case: &Case, floor: &MeasureFloor, ranks: &Ranks<'_>) -> f64 {
    let mut docs: Vec<usize> = (0..case.grades.len()).collect();
    docs.sort_by(|one, other| {
        // `None` sorts first: a document that is not judged gains no more than one with the lowest grade.
        let by_grade = case.grades[*one].cmp(&case.grades[*other]);
        by_score(ranks.score(*one), ranks.score(*other)).then(by_grade)
    });
    measure_order(case, floor, &docs)
}

fn measure_order(case: &Case, floor: &MeasureFloor, docs: &[usize]) -> f64 {
    let results = docs.iter().map(|doc| case.grades[*doc]).collect();
    let judged = case.grades.iter().flatten().copied().collect();
    floor.measure.value(&Graded::new(results, judged), 1)
}

/// Returns the highest value that a measure can reach, with the documents in the best order.
pub fn ideal(case: &Case, floor: &MeasureFloor) -> f64 {
    let mut docs: Vec<usize> = (0..case.grades.len()).collect();
    docs.sort_by_key(|doc| std::cmp::Reverse(case.grades[*doc]));
    measure_order(case, floor, &docs)
}
