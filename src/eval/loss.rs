//! Judges whether runs lose more of a measure than allowed, by more than chance.

use super::comparison::RunComparison;
use crate::diagnostic::Diagnostic;

/// A limit of a measure, from 0 to 1: the lowest mean, or the largest loss.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureLimit {
    /// The index of the measure.
    pub index: usize,
    /// The measure as typed.
    pub name: String,
    pub value: f64,
}

/// The loss of a run compared with the first one.
#[derive(Clone, Debug, PartialEq)]
pub struct LossFinding {
    /// The index of the run.
    pub run: usize,
    pub limit: MeasureLimit,
    /// The mean by which the run is worse; negative if it is better.
    pub loss: f64,
    /// The one-sided p value of the paired t-test; 1 if all differences are zero.
    pub p: f64,
    /// The smallest difference that could have been shown.
    pub detectable: f64,
    /// The p value below which a loss is significant.
    alpha: f64,
}

impl LossFinding {
    /// Returns true if the loss is larger than allowed.
    pub fn exceeds(&self) -> bool {
        self.loss > self.limit.value
    }

    /// Returns true if the loss is larger than allowed and significant.
    pub fn is_failure(&self) -> bool {
        self.exceeds() && self.p < self.alpha
    }
}

/// Judges the losses of every run, by the limits in their order.
///
/// # Errors
/// There are fewer than two queries, which no test can judge.
pub fn judge_losses(
    comparisons: &[RunComparison],
    queries: usize,
    limits: &[MeasureLimit],
    alpha: f64,
) -> Result<Vec<LossFinding>, Diagnostic> {
    if queries < 2 && !limits.is_empty() {
        return Err(Diagnostic::new("--max-loss: one query cannot show a loss")
            .hint("judge more queries, or compare means with `--min`"));
    }
    let mut findings = Vec::new();
    for limit in limits {
        for comparison in comparisons.iter().filter(|found| found.measure == limit.index) {
            let test = comparison.paired.test;
            findings.push(LossFinding {
                run: comparison.run,
                limit: limit.clone(),
                loss: -comparison.paired.difference,
                p: test.map_or(1.0, |test| test.p_lower),
                detectable: test.map_or(0.0, |test| test.detectable),
                alpha,
            });
        }
    }
    Ok(findings)
}
