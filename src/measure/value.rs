//! The values of measures. Sums go down the ranking in double precision, as those of trec_eval do, so that
//! rounding is the same.

use super::{Graded, Kind, Measure};

/// The value of a measure; see [`Measure::value`].
pub(super) fn of(measure: Measure, graded: &Graded, level: i32) -> f64 {
    let seen = measure.depth.map_or(usize::MAX, |depth| depth as usize);
    let results = &graded.results[..graded.results.len().min(seen)];
    let relevant = |grade: &Option<i32>| grade.is_some_and(|grade| grade >= level);
    let hits = || count(results.iter().filter(|grade| relevant(grade)));
    let findable = || count(graded.judged.iter().filter(|grade| **grade >= level));
    match measure.kind {
        Kind::Ndcg => ndcg(results, graded, seen, f64::from),
        Kind::NdcgExp => ndcg(results, graded, seen, |grade| exponential(grade, graded)),
        Kind::Rr => match results.iter().position(relevant) {
            Some(index) => 1.0 / (whole(index) + 1.0),
            None => 0.0,
        },
        // Divided by the depth, also when there are fewer results.
        Kind::Precision => hits() / f64::from(measure.depth.unwrap_or(1)),
        Kind::Recall => share(hits(), findable()),
        Kind::Ap => share(sum_of_precisions(results, relevant), findable()),
        Kind::Success => f64::from(u8::from(results.iter().any(relevant))),
        Kind::Judged => {
            let judged = results
                .iter()
                .filter(|grade| grade.is_some_and(|grade| grade >= 0));
            share(count(judged), whole(results.len()))
        }
    }
}

/// Discounted cumulative gain (Järvelin and Kekäläinen, 2002) of the results, divided by that of the best
/// order of all judged documents, both cut at the same depth. Only grades above 0 gain anything.
fn ndcg(results: &[Option<i32>], graded: &Graded, seen: usize, gain: impl Fn(i32) -> f64) -> f64 {
    let ideal = dcg(graded.judged.iter().copied().take(seen), &gain);
    let results = results.iter().map(|grade| grade.unwrap_or_default());
    share(dcg(results, &gain), ideal)
}

/// The gain at each rank i, from 1, divided by log2(i + 1).
fn dcg(grades: impl Iterator<Item = i32>, gain: &impl Fn(i32) -> f64) -> f64 {
    let mut sum = 0.0;
    for (index, grade) in grades.enumerate() {
        if grade > 0 {
            sum += gain(grade) / (whole(index) + 2.0).log2();
        }
    }
    sum
}

/// 2^grade - 1, divided by 2^highest, so that no grade is too high for it. The quotient of two sums of such
/// gains is the same, to the last bit, as without the division by a power of two.
fn exponential(grade: i32, graded: &Graded) -> f64 {
    let highest = graded.judged.first().copied().unwrap_or(grade);
    2.0_f64.powi(grade.saturating_sub(highest)) - 2.0_f64.powi(highest.saturating_neg())
}

/// The precision at the rank of each relevant result, summed.
fn sum_of_precisions(results: &[Option<i32>], relevant: impl Fn(&Option<i32>) -> bool) -> f64 {
    let (mut hits, mut sum) = (0.0, 0.0);
    for (index, grade) in results.iter().enumerate() {
        if relevant(grade) {
            hits += 1.0;
            sum += hits / (whole(index) + 1.0);
        }
    }
    sum
}

/// A part of a whole; 0 of nothing is 0.
fn share(part: f64, of: f64) -> f64 {
    if of > 0.0 { part / of } else { 0.0 }
}

fn count<T>(things: impl Iterator<Item = T>) -> f64 {
    whole(things.count())
}

/// A number of results, of which there are never so many that a double could not hold it.
#[allow(clippy::cast_precision_loss)]
fn whole(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unreadable_literal,
        reason = "values stand as the reference prints them"
    )]

    use super::*;

    const NAMES: [&str; 8] = [
        "ndcg@1", "ndcg@3", "ndcg", "rr", "p@3", "recall@3", "ap", "ap@3",
    ];

    fn value(name: &str, graded: &Graded, level: i32) -> f64 {
        let measure: Measure = name.parse().expect("a name");
        measure.value(graded, level)
    }

    /// What it is, the results (best first), all judged grades, the level, and the values of [`NAMES`].
    type Pinned = (
        &'static str,
        &'static [Option<i32>],
        &'static [i32],
        i32,
        [f64; 8],
    );

    /// As pytrec_eval-terrier 0.5.11 has them, to ten digits.
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
        for (what, results, judged, level, values) in PINNED {
            let graded = Graded::new(results.to_vec(), judged.to_vec());
            for (name, expected) in NAMES.into_iter().zip(values) {
                let value = value(name, &graded, level);
                assert!((value - expected).abs() < 1e-10, "{what}, {name}: {value}");
            }
        }
    }

    #[test]
    fn what_has_no_counterpart_in_trec_eval() {
        let graded = Graded::new(
            vec![None, Some(0), Some(-1), Some(3), Some(1)],
            vec![3, 1, 0, -1, 2],
        );
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
    fn without_results_or_judgements_every_value_is_0() {
        let judged = || vec![1, 2];
        for graded in [
            Graded::new(vec![], judged()),
            Graded::new(vec![None, None], judged()),
            Graded::new(vec![None], vec![]),
        ] {
            for name in NAMES
                .iter()
                .chain(&["ndcg_exp", "ndcg_exp@2", "judged@5", "success@5"])
            {
                let value = value(name, &graded, 1);
                assert!(value == 0.0 && value.is_sign_positive(), "{name}: {value}");
            }
        }
    }

    #[test]
    fn no_grade_is_too_high() {
        let high = [i32::MAX, 1, 2000, i32::MIN, i32::MAX, 0];
        let results = high.iter().map(|grade| Some(*grade)).rev().collect();
        let graded = Graded::new(results, high.to_vec());
        for name in NAMES.iter().chain(&["ndcg_exp", "ndcg_exp@2"]) {
            let value = value(name, &graded, 1);
            assert!((0.0..=1.0).contains(&value), "{name}: {value}");
        }
    }
}
