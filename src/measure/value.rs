//! Computes measures. Sums go down the ranking in double precision, as in trec_eval, so that rounding is the
//! same.

use super::{Graded, Measure, MeasureKind};

/// Returns the value of a measure; see [`Measure::value`].
pub(super) fn compute(measure: Measure, graded: &Graded, level: i32) -> f64 {
    let depth = measure.depth.map_or(usize::MAX, |depth| depth as usize);
    let results = &graded.results[..graded.results.len().min(depth)];
    let is_relevant = |grade: &Option<i32>| grade.is_some_and(|grade| grade >= level);
    let hits = || count(results.iter().filter(|grade| is_relevant(grade)));
    let relevant = || count(graded.judged.iter().filter(|grade| **grade >= level));
    match measure.kind {
        MeasureKind::Ndcg => ndcg(results, graded, depth, f64::from),
        MeasureKind::NdcgExp => ndcg(results, graded, depth, |grade| exponential(grade, graded)),
        MeasureKind::Rr => match results.iter().position(is_relevant) {
            Some(index) => 1.0 / (to_f64(index) + 1.0),
            None => 0.0,
        },
        // The divisor is the depth even if there are fewer results.
        MeasureKind::Precision => hits() / f64::from(measure.depth.unwrap_or(1)),
        MeasureKind::Recall => ratio(hits(), relevant()),
        MeasureKind::Ap => ratio(sum_of_precisions(results, is_relevant), relevant()),
        MeasureKind::Success => f64::from(u8::from(results.iter().any(is_relevant))),
        MeasureKind::Judged => {
            let judged = results.iter().filter(|grade| grade.is_some_and(|grade| grade >= 0));
            ratio(count(judged), to_f64(results.len()))
        }
    }
}

/// Returns the discounted cumulative gain (Järvelin and Kekäläinen, 2002) of the results, divided by that of
/// the best order of all judged documents, both cut at the same depth. Grades of 0 and below gain nothing.
fn ndcg(results: &[Option<i32>], graded: &Graded, depth: usize, gain: impl Fn(i32) -> f64) -> f64 {
    let ideal = dcg(graded.judged.iter().copied().take(depth), &gain);
    let results = results.iter().map(|grade| grade.unwrap_or_default());
    ratio(dcg(results, &gain), ideal)
}

/// Returns the sum of the gain at each rank i, from 1, divided by log2(i + 1).
fn dcg(grades: impl Iterator<Item = i32>, gain: &impl Fn(i32) -> f64) -> f64 {
    let mut sum = 0.0;
    for (index, grade) in grades.enumerate() {
        if grade > 0 {
            sum += gain(grade) / (to_f64(index) + 2.0).log2();
        }
    }
    sum
}

/// Returns 2^grade - 1, divided by 2^highest so that it never overflows. Dividing by a power of two does not
/// change the quotient of two sums of such gains, not even in the last bit.
fn exponential(grade: i32, graded: &Graded) -> f64 {
    let highest = graded.judged.first().copied().unwrap_or(grade);
    2.0_f64.powi(grade.saturating_sub(highest)) - 2.0_f64.powi(highest.saturating_neg())
}

/// Returns the sum of the precisions at the ranks of relevant results.
fn sum_of_precisions(results: &[Option<i32>], is_relevant: impl Fn(&Option<i32>) -> bool) -> f64 {
    let (mut hits, mut sum) = (0.0, 0.0);
    for (index, grade) in results.iter().enumerate() {
        if is_relevant(grade) {
            hits += 1.0;
            sum += hits / (to_f64(index) + 1.0);
        }
    }
    sum
}

/// Returns 0 if the denominator is 0.
fn ratio(numerator: f64, denominator: f64) -> f64 {
    if denominator > 0.0 { numerator / denominator } else { 0.0 }
}

fn count<T>(things: impl Iterator<Item = T>) -> f64 {
    to_f64(things.count())
}

#[allow(clippy::cast_precision_loss, reason = "there are fewer than 2^53 results")]
fn to_f64(number: usize) -> f64 {
    number as f64
}
