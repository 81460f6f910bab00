//! What comes of each expectation, given the scores. The rule in one sentence: a tie never helps to pass.

use super::case::{Case, Expectation, Floor};
use super::explain;
use super::ranks::{Order, by_score};
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
            finding.words = explain::of(case, expectation, &order, &finding);
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
    let kind = expectation.kind();
    let bounded = |doc, bound: f64, is_met: fn(f64, f64) -> bool| {
        let score = order.score(doc);
        let met = bounds == Bounds::Count && score.is_some_and(|score| is_met(score, bound));
        let expected = Amount::Number(bound);
        let actual = score.map(Amount::Number);
        Finding::new(kind, Target::Document(doc), expected, actual, met)
    };
    match *expectation {
        Expectation::Top { doc, rank } | Expectation::Within { doc, rank } => {
            let worst = order.worst_rank(doc);
            let rival = order.rival(doc, rank);
            let finding = Finding::of_rank(kind, order, doc, (rank, worst), worst <= rank);
            finding.by(rival.and_then(|rival| call(order, doc, rival)))
        }
        Expectation::Outside { doc, rank } => {
            let best = order.best_rank(doc);
            let rival = order.rival(doc, rank);
            let finding = Finding::of_rank(kind, order, doc, (rank, best), best > rank);
            finding.by(rival.and_then(|rival| call(order, rival, doc)))
        }
        Expectation::Above { above, below } => {
            let expected = Amount::Number(order.tolerance());
            let actual = order.gap(above, below).map(Amount::Number);
            let (target, met) = (Target::Pair(above, below), order.beats(above, below));
            Finding::new(kind, target, expected, actual, met).by(call(order, above, below))
        }
        Expectation::MinScore { doc, bound } => bounded(doc, bound, |score, bound| score >= bound),
        Expectation::MaxScore { doc, bound } => bounded(doc, bound, |score, bound| score <= bound),
        Expectation::AtLeast(ref floor) => {
            let value = value(case, floor, order);
            let target = Target::Measure(floor.name.clone());
            let (expected, actual) = (Amount::Number(floor.value), Amount::Number(value));
            Finding::new(kind, target, expected, Some(actual), value >= floor.value)
        }
    }
}

impl Finding {
    fn new(
        kind: &'static str,
        target: Target,
        expected: Amount,
        actual: Option<Amount>,
        passed: bool,
    ) -> Self {
        Self {
            kind,
            target,
            expected,
            actual,
            passed,
            call: None,
            words: String::new(),
        }
    }

    /// A finding of the rank of a document: the one expected, and the one it has.
    fn of_rank(
        kind: &'static str,
        order: &Order<'_>,
        doc: usize,
        (expected, actual): (usize, usize),
        passed: bool,
    ) -> Self {
        let actual = order.score(doc).map(|_| Amount::Rank(actual));
        let target = Target::Document(doc);
        Self::new(kind, target, Amount::Rank(expected), actual, passed)
    }

    /// Notes how close it was, if it was met.
    fn by(mut self, call: Option<Call>) -> Self {
        self.call = call.filter(|_| self.passed);
        self
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
