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
