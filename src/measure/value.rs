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

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unreadable_literal,
        reason = "values are written as the reference prints them"
    )]

    use super::*;

    const NAMES: [&str; 8] = ["ndcg@1", "ndcg@3", "ndcg", "rr", "p@3", "recall@3", "ap", "ap@3"];

    fn value(name: &str, graded: &Graded, level: i32) -> f64 {
        let measure: Measure = name.parse().expect("a name");
        measure.value(graded, level)
    }

    /// Description, results (best first), all judged grades, level, and the values of [`NAMES`].
    type Pinned = (&'static str, &'static [Option<i32>], &'static [i32], i32, [f64; 8]);

    /// Values of pytrec_eval-terrier 0.5.11 to ten digits.
    #[rustfmt::skip]
    const PINNED: [Pinned; 7] = [
        ("graded, one result unjudged", &[Some(2), Some(0), Some(3), None, Some(1)], &[3, 2, 0, 1], 1,
            [0.6666666667, 0.7350069851, 0.8162468467, 1.0, 0.6666666667, 0.6666666667, 0.7555555556, 0.5555555556]),
        ("a tie of three, in the order c b a", &[Some(0), Some(1), Some(2), None], &[2, 1, 0, 3], 1,
            [0.0, 0.3424985032, 0.3424985032, 0.5, 0.6666666667, 0.6666666667, 0.3888888889, 0.3888888889]),
        ("one of four returned", &[Some(1)], &[1, 1, 1, 1], 1,
            [1.0, 0.4692787260, 0.3903800500, 1.0, 0.3333333333, 0.25, 0.25, 0.25]),
        ("nothing is relevant", &[Some(0), None], &[0], 1, [0.0; 8]),
        ("a negative grade above a relevant document", &[Some(-1), Some(1)], &[-1, 1], 1,
            [0.0, 0.6309297536, 0.6309297536, 0.5, 0.3333333333, 1.0, 0.5, 0.5]),
        ("relevant from grade 2 up", &[Some(1), Some(2)], &[1, 2], 2,
            [0.5, 0.8597186999, 0.8597186999, 0.5, 0.3333333333, 1.0, 0.5, 0.5]),
        ("a relevant document is not returned", &[Some(1)], &[1, 1], 1,
            [1.0, 0.6131471928, 0.6131471928, 1.0, 0.3333333333, 0.5, 0.5, 0.5]),
    ];

    #[test]
    fn values_are_those_of_trec_eval() {
        for (description, results, judged, level, values) in PINNED {
            let graded = Graded::new(results.to_vec(), judged.to_vec());
            for (name, expected) in NAMES.into_iter().zip(values) {
                let value = value(name, &graded, level);
                assert!((value - expected).abs() < 1e-10, "{description}, {name}: {value}");
            }
        }
    }

    #[test]
    fn measures_without_a_counterpart_in_trec_eval() {
        let graded =
            Graded::new(vec![None, Some(0), Some(-1), Some(3), Some(1)], vec![3, 1, 0, -1, 2]);
        for (name, expected) in [
            ("rr@3", 0.0),
            ("rr@4", 0.25),
            ("success@3", 0.0),
            ("success@4", 1.0),
            ("judged@1", 0.0),
            ("judged@4", 0.5),
            ("judged@100", 0.6),
        ] {
            let value = value(name, &graded, 1);
            assert!((value - expected).abs() < 1e-15, "{name}: {value}");
        }
        let dcg = 7.0 / 5.0_f64.log2() + 1.0 / 6.0_f64.log2();
        let ideal = 7.0 + 3.0 / 3.0_f64.log2() + 1.0 / 4.0_f64.log2();
        let exponential = value("ndcg_exp", &graded, 1);
        assert!((exponential - dcg / ideal).abs() < 1e-15, "{exponential}");
    }

    #[test]
    fn without_results_or_judgments_every_value_is_0() {
        let judged = || vec![1, 2];
        for graded in [
            Graded::new(vec![], judged()),
            Graded::new(vec![None, None], judged()),
            Graded::new(vec![None], vec![]),
        ] {
            for name in NAMES.iter().chain(&["ndcg_exp", "ndcg_exp@2", "judged@5", "success@5"]) {
                let value = value(name, &graded, 1);
                assert!(value == 0.0 && value.is_sign_positive(), "{name}: {value}");
            }
        }
    }

    #[test]
    fn extreme_grades_do_not_overflow() {
        let high = [i32::MAX, 1, 2000, i32::MIN, i32::MAX, 0];
        let results = high.iter().map(|grade| Some(*grade)).rev().collect();
        let graded = Graded::new(results, high.to_vec());
        for name in NAMES.iter().chain(&["ndcg_exp", "ndcg_exp@2"]) {
            let value = value(name, &graded, 1);
            assert!((0.0..=1.0).contains(&value), "{name}: {value}");
        }
    }
}
