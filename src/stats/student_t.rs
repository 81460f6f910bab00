//! Student's t distribution, by way of the incomplete beta function.

use special::Beta as _;

/// Student's t distribution.
#[derive(Clone, Copy, Debug)]
pub(super) struct StudentT {
    /// Degrees of freedom, at least 1.
    df: f64,
    /// The logarithm of B(df / 2, 1 / 2).
    ln_beta: f64,
}

impl StudentT {
    pub(super) fn new(df: f64) -> Self {
        Self { df, ln_beta: (df / 2.0).ln_beta(0.5) }
    }

    /// Returns the probability of a value at least as far from 0 as `t`.
    pub(super) fn two_sided(self, t: f64) -> f64 {
        let square = t * t;
        if square.is_infinite() {
            return 0.0;
        }
        // Each form has its argument where it loses no digits to rounding near 1.
        if square < 1.0 {
            1.0 - (square / (self.df + square)).inc_beta(0.5, self.df / 2.0, self.ln_beta)
        } else {
            (self.df / (self.df + square)).inc_beta(self.df / 2.0, 0.5, self.ln_beta)
        }
    }

    /// Returns the probability of a value of at most `t`.
    pub(super) fn lower(self, t: f64) -> f64 {
        let tail = self.two_sided(t) / 2.0;
        if t < 0.0 { tail } else { 1.0 - tail }
    }

    /// Returns the distance from 0 that is exceeded with probability `p`.
    pub(super) fn critical(self, p: f64) -> f64 {
        const MAX_STEPS: usize = 100;
        // The probability is convex in t, so Newton's method goes up to the root without passing it.
        let mut t = 0.0;
        for _ in 0..MAX_STEPS {
            let step = (self.two_sided(t) - p) / (2.0 * self.density(t));
            t += step;
            if step.abs() <= 1e-15 * t {
                break;
            }
        }
        t
    }

    fn density(self, t: f64) -> f64 {
        let exponent = -(self.df + 1.0) / 2.0 * (t * t / self.df).ln_1p() - self.ln_beta;
        exponent.exp() / self.df.sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_near(value: f64, expected: f64) {
        assert!((value - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{value} {expected}");
    }

    #[test]
    fn probabilities_are_those_of_scipy() {
        for (t, df, p) in [
            (1.0, 1.0, 0.5),
            (2.0, 10.0, 0.073_388_034_770_740),
            (1.96, 1000.0, 0.050_273_184_955_749),
            (5.0, 49.0, 7.736_116_446_289e-6),
            (0.1, 2.0, 0.929_465_438_414),
        ] {
            let distribution = StudentT::new(df);
            assert_near(distribution.two_sided(t), p);
            assert_near(distribution.two_sided(-t), p);
            assert_near(distribution.lower(t), 1.0 - p / 2.0);
            assert_near(distribution.lower(-t), p / 2.0);
        }
        assert_near(StudentT::new(3.0).two_sided(f64::INFINITY), 0.0);
        assert_near(StudentT::new(3.0).two_sided(0.0), 1.0);
    }

    #[test]
    fn critical_values_are_those_of_scipy() {
        for (df, p, t) in [
            (1.0, 0.05, 12.706_204_736_174_694),
            (9.0, 0.05, 2.262_157_162_798_205),
            (49.0, 0.05, 2.009_575_237_129_239),
            (1000.0, 0.05, 1.962_339_080_826_408),
            (49.0, 0.1, 1.676_550_892_616_853_5),
        ] {
            assert_near(StudentT::new(df).critical(p), t);
        }
    }
}
