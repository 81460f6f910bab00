//! What comes of each expectation, given the scores. The rule in one sentence: a tie never helps to pass.

use super::case::{Case, Expectation, Floor};
use super::order::{Order, by_score};
use super::words;
use crate::measure::Graded;

/// What an expectation speaks of.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// One document.
    Document(usize),
    /// The first against the second.
    Pair(usize, usize),
    /// A measure, by its name.
    Measure(String),
}

/// What was expected, or came instead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// A rank, from 1.
    Rank(usize),
    /// A score, a gap between two, or the value of a measure.
    Number(f64),
}

/// The narrowest that an expectation of the order was met by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Call {
    /// The document that had to be ahead.
    pub above: usize,
    /// The one that could have undone it.
    pub below: usize,
    /// By how much it was ahead.
    pub gap: f64,
}

/// What came of an expectation.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The key of the case file that it comes from.
    pub kind: &'static str,
    /// What it speaks of.
    pub target: Target,
    /// The last rank that would do (of `outside`: that would not), the bound of a score, the floor of a
    /// measure, or, of `above`, the tolerance that the gap must exceed.
    pub expected: Amount,
    /// What it was; none where a blank document has no score.
    pub actual: Option<Amount>,
    /// Whether it was met.
    pub passed: bool,
    /// How close it was, where it is about the order and was met.
    pub call: Option<Call>,
    /// Why it was not met, in words; empty if it was.
    pub words: String,
}

/// Whether scores can be compared with the bounds of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bounds {
    /// They are on the scale that the bounds were written for.
    Count,
    /// They are not, so that no bound can be met.
    CannotBeMet,
}

/// Judges the scores of a case, one for each document in the order of the input; a blank document has none.
/// Scores within `tolerance` of each other are tied.
pub fn judge(case: &Case, scores: &[Option<f64>], tolerance: f64, bounds: Bounds) -> Vec<Finding> {
    let order = Order::new(scores, tolerance);
    let finding = |expectation| {
        let mut finding = finding(case, expectation, &order, bounds);
        if !finding.passed {
            finding.words = words::of(case, expectation, &order, &finding);
        }
        finding
    };
    case.expectations.iter().map(finding).collect()
}

/// The same, without the words for what was not met.
pub fn weigh(case: &Case, scores: &[Option<f64>], tolerance: f64, bounds: Bounds) -> Vec<Finding> {
    let order = Order::new(scores, tolerance);
    let finding = |expectation| finding(case, expectation, &order, bounds);
    case.expectations.iter().map(finding).collect()
}

fn finding(case: &Case, expectation: &Expectation, order: &Order<'_>, bounds: Bounds) -> Finding {
    let scored = |doc: usize, amount| order.score(doc).map(|_| amount);
    let bounded = |doc, bound: f64, met: fn(f64, f64) -> bool| {
        let score = order.score(doc);
        let passed = bounds == Bounds::Count && score.is_some_and(|score| met(score, bound));
        let actual = score.map(Amount::Number);
        (
            Target::Document(doc),
            Amount::Number(bound),
            actual,
            passed,
            None,
        )
    };
    let (target, expected, actual, passed, call) = match *expectation {
        Expectation::Top { doc, rank } | Expectation::Within { doc, rank } => {
            let worst = order.worst_rank(doc);
            let rival = order.rival(doc, rank);
            let call = rival.and_then(|rival| call(order, doc, rival));
            let actual = scored(doc, Amount::Rank(worst));
            (
                Target::Document(doc),
                Amount::Rank(rank),
                actual,
                worst <= rank,
                call,
            )
        }
        Expectation::Outside { doc, rank } => {
            let best = order.best_rank(doc);
            let rival = order.rival(doc, rank);
            let call = rival.and_then(|rival| call(order, rival, doc));
            let actual = scored(doc, Amount::Rank(best));
            (
                Target::Document(doc),
                Amount::Rank(rank),
                actual,
                best > rank,
                call,
            )
        }
        Expectation::Above { above, below } => {
            let expected = Amount::Number(order.tolerance());
            let actual = order.gap(above, below).map(Amount::Number);
            let passed = order.beats(above, below);
            (
                Target::Pair(above, below),
                expected,
                actual,
                passed,
                call(order, above, below),
            )
        }
        Expectation::MinScore { doc, bound } => bounded(doc, bound, |score, bound| score >= bound),
        Expectation::MaxScore { doc, bound } => bounded(doc, bound, |score, bound| score <= bound),
        Expectation::AtLeast(ref floor) => {
            let value = value(case, floor, order);
            let target = Target::Measure(floor.name.clone());
            let actual = Some(Amount::Number(value));
            (
                target,
                Amount::Number(floor.value),
                actual,
                value >= floor.value,
                None,
            )
        }
    };
    Finding {
        kind: expectation.kind(),
        target,
        expected,
        actual,
        passed,
        call: call.filter(|_| passed),
        words: String::new(),
    }
}

fn call(order: &Order<'_>, above: usize, below: usize) -> Option<Call> {
    let gap = order.gap(above, below)?;
    Some(Call { above, below, gap })
}

/// The value of a measure, from 0 to 1, with documents of exactly the same score in the worst order.
fn value(case: &Case, floor: &Floor, order: &Order<'_>) -> f64 {
    let mut docs: Vec<usize> = (0..case.grades.len()).collect();
    docs.sort_by(|one, other| {
        // A document without a grade gains no more than one with the lowest.
        let by_grade = case.grades[*one].cmp(&case.grades[*other]);
        by_score(order.score(*one), order.score(*other)).then(by_grade)
    });
    measured(case, floor, &docs)
}

/// The value of a measure for documents in this order.
fn measured(case: &Case, floor: &Floor, docs: &[usize]) -> f64 {
    let results = docs.iter().map(|doc| case.grades[*doc]).collect();
    let judged = case.grades.iter().flatten().copied().collect();
    floor.measure.value(&Graded::new(results, judged), 1)
}

/// The most that a measure can be of a case, with its documents in the best order.
pub(super) fn ideal(case: &Case, floor: &Floor) -> f64 {
    let mut docs: Vec<usize> = (0..case.grades.len()).collect();
    docs.sort_by_key(|doc| std::cmp::Reverse(case.grades[*doc]));
    measured(case, floor, &docs)
}
