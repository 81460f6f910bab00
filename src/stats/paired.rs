//! Compares paired values by their differences.

use super::noncentral_t::detectable_noncentrality;
use super::student_t::StudentT;
use super::{SIGNIFICANCE, randomization};

/// Values that are no further apart are tied, whatever the order in which their terms were added.
const TIE: f64 = 1e-9;
/// The power with which a detectable difference is found.
const POWER: f64 = 0.8;

/// The differences of paired values.
#[derive(Clone, Debug, PartialEq)]
pub struct PairedComparison {
    /// The mean difference, positive if the second values are higher.
    pub difference: f64,
    /// The pairs of which the second value is higher.
    pub wins: usize,
    pub ties: usize,
    pub losses: usize,
    /// `None` if no test is defined: there are fewer than two pairs, or all are tied.
    pub test: Option<PairedTest>,
}

/// Tests of a mean difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairedTest {
    /// The 95 % confidence interval of the mean difference.
    pub interval: (f64, f64),
    /// The two-sided p value of the paired t-test.
    pub p_t: f64,
    /// The one-sided p value of the paired t-test that the second values are lower.
    pub p_lower: f64,
    /// The two-sided p value of the randomization test.
    pub p_randomization: f64,
    /// The mean difference in standard deviations of the differences, d_z; `None` if all differences are equal.
    pub effect_size: Option<f64>,
    /// The smallest mean difference that a t-test of so many pairs with this standard deviation detects with a
    /// power of 0.8.
    pub detectable: f64,
}

impl PairedComparison {
    /// Compares pairs of a first and a second value.
    pub fn new(pairs: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let differences: Vec<f64> =
            pairs.into_iter().map(|(first, second)| second - first).collect();
        let count = |test: fn(f64) -> bool| {
            differences.iter().filter(|difference| test(**difference)).count()
        };
        let (wins, losses) =
            (count(|difference| difference > TIE), count(|difference| difference < -TIE));
        let is_defined = differences.len() >= 2 && wins + losses > 0;
        Self {
            difference: mean(&differences),
            wins,
            ties: differences.len() - wins - losses,
            losses,
            test: is_defined.then(|| PairedTest::new(&differences)),
        }
    }
}

impl PairedTest {
    /// Tests at least two differences, which are not all 0.
    fn new(differences: &[f64]) -> Self {
        let mean = mean(differences);
        let range = |pick: fn(f64, f64) -> f64| differences.iter().copied().fold(mean, pick);
        if range(f64::max) - range(f64::min) <= TIE {
            return Self::of_equal(mean, differences.len());
        }
        let count = differences.len() as f64;
        let squares = differences.iter().map(|difference| (difference - mean).powi(2));
        let deviation = (squares.sum::<f64>() / (count - 1.0)).sqrt();
        let error = deviation / count.sqrt();
        let distribution = StudentT::new(count - 1.0);
        let critical = distribution.critical(SIGNIFICANCE);
        let t = mean / error;
        Self {
            interval: (mean - critical * error, mean + critical * error),
            p_t: distribution.two_sided(t),
            p_lower: distribution.lower(t),
            p_randomization: randomization::two_sided(differences),
            effect_size: Some(mean / deviation),
            detectable: detectable_noncentrality(count - 1.0, critical, POWER) * error,
        }
    }

    /// Returns the test of `count` differences that are all `mean`, which is not 0: t is infinite.
    fn of_equal(mean: f64, count: usize) -> Self {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        Self {
            interval: (mean, mean),
            p_t: 0.0,
            p_lower: if mean < 0.0 { 0.0 } else { 1.0 },
            // Only all signs as they are and all signs changed give a sum this far from 0.
            p_randomization: 2.0_f64.powi(1 - count),
            effect_size: None,
            detectable: 0.0,
        }
    }
}

/// Returns the mean; 0 of no numbers.
fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unreadable_literal,
        reason = "values are written as the reference prints them"
    )]

    use super::*;

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
            let swapped =
                PairedComparison::new(pairs.iter().map(|(first, second)| (*second, *first)));
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
}
