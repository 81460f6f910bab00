//! Tests of paired differences: values of scipy, and what is defined.

#![allow(clippy::unreadable_literal, reason = "values are written as the reference prints them")]

use nimrank::testing::stats::{PairedComparison, holm};

fn assert_near(value: f64, expected: f64) {
    assert!((value - expected).abs() <= 1e-12, "{value} is not {expected}");
}

/// Ten pairs without a significant difference.
const TEN: [(f64, f64); 10] = [
    (0.50, 0.55),
    (0.30, 0.30),
    (0.80, 0.70),
    (0.00, 0.25),
    (1.00, 1.00),
    (0.45, 0.50),
    (0.62, 0.60),
    (0.71, 0.85),
    (0.20, 0.10),
    (0.90, 0.95),
];

fn twelve() -> impl Iterator<Item = (f64, f64)> {
    let first = [1.0, 1.0, 2.0, 1.0, 3.0, 1.0, 2.0, 1.0, 1.0, 4.0, 1.0, 1.0];
    let second = [1.0, 2.0, 2.0, 2.0, 4.0, 1.0, 3.0, 2.0, 1.0, 5.0, 2.0, 1.0];
    first.into_iter().zip(second).map(|(first, second)| (1.0 / first, 1.0 / second))
}

fn fifty() -> impl Iterator<Item = (f64, f64)> {
    (0..50).map(|i| {
        let first = 37 * i % 101;
        let second = (first + 53 * i % 21 - 9).clamp(0, 100);
        (f64::from(first) / 100.0, f64::from(second) / 100.0)
    })
}

#[test]
fn ten_pairs_have_the_values_of_scipy() {
    let compared = PairedComparison::new(TEN);
    assert_near(compared.difference, 0.032);
    assert_eq!((compared.wins, compared.ties, compared.losses), (5, 2, 3));
    let test = compared.test.expect("it is defined");
    assert_near(test.p_t, 0.361584555686091);
    assert_near(test.p_lower, 0.8192077221569545);
    assert_near(test.interval.0, -0.043314698116408);
    assert_near(test.interval.1, 0.107314698116408);
    assert_near(test.effect_size.expect("it is defined"), 0.303943606807);
    assert_near(test.p_randomization, 0.421875);
    assert_near(test.detectable, 0.10486170188419426);
}

#[test]
fn twelve_pairs_have_the_values_of_scipy() {
    let compared = PairedComparison::new(twelve());
    assert_near(compared.difference, -0.191666666666667);
    let test = compared.test.expect("it is defined");
    assert_near(test.p_t, 0.015755246396098);
    assert_near(test.p_lower, 0.007877623198049);
    assert_near(test.interval.0, -0.339609836821076);
    assert_near(test.interval.1, -0.043723496512257);
    assert_near(test.p_randomization, 0.015625);
}

#[test]
fn fifty_pairs_have_the_values_of_scipy() {
    let compared = PairedComparison::new(fifty());
    assert_near(compared.difference, 0.0034);
    assert_eq!((compared.wins, compared.ties, compared.losses), (25, 4, 21));
    let test = compared.test.expect("it is defined");
    assert_near(test.p_t, 0.673012773022433);
    assert_near(test.interval.0, -0.012693100656195);
    assert_near(test.interval.1, 0.019493100656195);
    assert_near(test.detectable, 0.022887507764828993);
    // The exact value, from a convolution; the draws are within four standard errors.
    let exact = 0.689709174531998_f64;
    let error = (exact * (1.0 - exact) / 100_000.0).sqrt();
    assert!((test.p_randomization - exact).abs() < 4.0 * error, "{}", test.p_randomization);
    assert_eq!(PairedComparison::new(fifty()).test, Some(test));
}

#[test]
fn swapped_values_negate_the_difference_and_keep_the_p_values() {
    for pairs in [TEN.to_vec(), twelve().collect(), fifty().collect()] {
        let compared = PairedComparison::new(pairs.iter().copied());
        let swapped = PairedComparison::new(pairs.iter().map(|(first, second)| (*second, *first)));
        assert_near(swapped.difference, -compared.difference);
        assert_eq!((swapped.wins, swapped.losses), (compared.losses, compared.wins));
        let (test, swapped) = (compared.test.expect("defined"), swapped.test.expect("defined"));
        assert_near(swapped.interval.0, -test.interval.1);
        assert_near(swapped.interval.1, -test.interval.0);
        assert_near(swapped.p_t, test.p_t);
        assert_near(swapped.p_lower, 1.0 - test.p_lower);
        assert_near(swapped.p_randomization, test.p_randomization);
        assert_near(swapped.detectable, test.detectable);
    }
}

#[test]
fn equal_values_and_single_pairs_have_no_test() {
    for pairs in [TEN.map(|(first, _)| (first, first)).to_vec(), vec![(0.0, 1.0)], Vec::new()] {
        assert_eq!(PairedComparison::new(pairs).test, None);
    }
    let nearly = PairedComparison::new([(0.1 + 0.2, 0.3), (0.5, 0.5 + 1e-10)]);
    assert_eq!((nearly.ties, nearly.test), (2, None));
}

#[test]
fn equal_differences_have_no_deviation() {
    let test = PairedComparison::new((0..3).map(|i| (0.3 + f64::from(i), 0.1 + f64::from(i))));
    let test = test.test.expect("it is defined");
    assert_near(test.interval.0, -0.2);
    assert_eq!(test.interval.0.total_cmp(&test.interval.1), std::cmp::Ordering::Equal);
    assert_eq!((test.p_t, test.p_lower, test.effect_size), (0.0, 0.0, None));
    assert_near(test.p_randomization, 0.25);
    assert_near(test.detectable, 0.0);
}

#[test]
fn the_smallest_p_value_needs_the_strictest_level() {
    assert_eq!(holm(&[0.04], 0.05), [true]);
    assert_eq!(holm(&[0.04, 0.03], 0.05), [false, false]);
    assert_eq!(holm(&[0.04, 0.02], 0.05), [true, true]);
    // The third of four would be significant by itself.
    assert_eq!(holm(&[0.01, 0.04, 0.03, 0.005], 0.05), [true, false, false, true]);
    assert_eq!(holm(&[], 0.05), [] as [bool; 0]);
}
