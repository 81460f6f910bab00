//! Tests whether the mean of paired differences is more than chance: the paired t-test with its interval and
//! the smallest difference that it could have detected, the randomization test with random signs, and Holm's
//! correction for several tests.

mod holm;
mod noncentral_t;
mod paired;
mod randomization;
mod student_t;

pub use holm::holm;
pub use paired::PairedComparison;

/// The significance level of intervals, marks and detectable differences.
pub const SIGNIFICANCE: f64 = 0.05;
