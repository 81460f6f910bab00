//! The noncentral t distribution, and the power of a t-test.

use std::f64::consts::{FRAC_2_PI, SQRT_2};

use special::{Beta as _, Error as _};

/// The relative width at which the search for a noncentrality ends.
const PRECISION: f64 = 1e-14;

/// Returns the noncentrality with which |t| exceeds `critical` with probability `power`: the mean difference, in
/// standard errors, that a two-sided t-test of this critical value detects with this power.
pub(super) fn detectable_noncentrality(df: f64, critical: f64, power: f64) -> f64 {
    let exceeds = |noncentrality| {
        1.0 - lower(critical, df, noncentrality) + lower(-critical, df, noncentrality)
    };
    let (mut low, mut high) = (0.0, 1.0);
    while exceeds(high) < power {
        low = high;
        high *= 2.0;
    }
    while high - low > PRECISION * high {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if exceeds(middle) < power { low = middle } else { high = middle }
    }
    low + (high - low) / 2.0
}

/// Returns the probability of a value of at most `t`: the series of Lenth (1989), "Algorithm AS 243".
fn lower(t: f64, df: f64, noncentrality: f64) -> f64 {
    const MAX_TERMS: u32 = 10_000;
    if t < 0.0 {
        return 1.0 - lower(-t, df, -noncentrality);
    }
    let x = t * t / (t * t + df);
    let half = df / 2.0;
    let lambda = noncentrality * noncentrality;
    // Poisson weights, of the beta functions with half-integer and with integer first parameters.
    let mut odd_weight = 0.5 * (-lambda / 2.0).exp();
    let mut even_weight = FRAC_2_PI.sqrt() * odd_weight * noncentrality;
    let mut rest = 0.5 - odd_weight;
    let ln_beta = half.ln_beta(0.5);
    let power = (-half * (t * t / df).ln_1p()).exp();
    let mut odd = x.inc_beta(0.5, half, ln_beta);
    let mut odd_step = 2.0 * power * (0.5 * x.ln() - ln_beta).exp();
    let mut even = 1.0 - power;
    let mut even_step = half * x * power;
    let mut sum = odd_weight * odd + even_weight * even;
    for term in 1..MAX_TERMS {
        let index = f64::from(term);
        odd -= odd_step;
        even -= even_step;
        odd_step *= x * (half + index - 0.5) / (index + 0.5);
        even_step *= x * (half + index) / (index + 1.0);
        odd_weight *= lambda / (2.0 * index);
        even_weight *= lambda / (2.0 * index + 1.0);
        sum += odd_weight * odd + even_weight * even;
        rest -= odd_weight;
        // The bound of the terms that are left out.
        if index > lambda / 2.0 && 2.0 * rest * (odd - odd_step) < 1e-17 {
            break;
        }
    }
    (sum + standard_normal(-noncentrality)).clamp(0.0, 1.0)
}

fn standard_normal(z: f64) -> f64 {
    (-z / SQRT_2).compl_error() / 2.0
}

#[cfg(test)]
mod tests {
    use super::super::student_t::StudentT;
    use super::*;

    /// Numbers of pairs and noncentralities: the power integrated numerically by scipy over the distribution of
    /// the standard deviation.
    #[test]
    fn detectable_noncentralities_are_those_of_scipy() {
        for (count, expected) in [
            (2.0, 16.334_008_869_920_993),
            (3.0, 5.653_489_266_197_125),
            (5.0, 3.761_059_553_825_02),
            (10.0, 3.149_632_886_450_618),
            (12.0, 3.078_388_675_702_224),
            (50.0, 2.858_005_416_507_353_4),
            (100.0, 2.829_126_327_813_942),
            (1000.0, 2.804_278_596_762_211_3),
            (7000.0, 2.801_966_277_603_449_7),
        ] {
            let critical = StudentT::new(count - 1.0).critical(0.05);
            let value = detectable_noncentrality(count - 1.0, critical, 0.8);
            assert!((value - expected).abs() <= 1e-11 * expected, "{count}: {value} {expected}");
        }
    }
}
