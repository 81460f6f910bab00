//! Compares the values of several runs, query by query.

use std::collections::HashMap;

use super::evaluate::Evaluation;
use crate::diagnostic::Diagnostic;
use crate::stats::{PairedComparison, SIGNIFICANCE, holm};

/// A run compared with the first one by one measure.
#[derive(Clone, Debug, PartialEq)]
pub struct RunComparison {
    /// The index of the run, from 1.
    pub run: usize,
    /// The index of the measure.
    pub measure: usize,
    pub paired: PairedComparison,
    /// The paired t-test rejects that the means are equal, after Holm's correction for all comparisons.
    pub is_significant: bool,
}

/// Keeps the queries that all runs have, and averages over them.
///
/// # Errors
/// There is no such query.
pub fn intersect(evaluations: &mut [Evaluation]) -> Result<(), Diagnostic> {
    let mut counts: HashMap<Box<[u8]>, usize> = HashMap::new();
    for query in evaluations.iter().flat_map(|evaluation| &evaluation.queries) {
        *counts.entry(query.id.clone()).or_default() += 1;
    }
    let runs = evaluations.len();
    if !counts.values().any(|count| *count == runs) {
        return Err(Diagnostic::new("no judged query is in every run")
            .hint("without `--intersect`, a query that a run lacks counts as 0"));
    }
    for evaluation in evaluations {
        evaluation.queries.retain(|query| counts[&query.id] == runs);
        evaluation.compute_means();
    }
    Ok(())
}

/// Compares every run with the first one by every measure. All have the same queries.
pub fn compare_runs(evaluations: &[Evaluation]) -> Vec<RunComparison> {
    let Some((first, others)) = evaluations.split_first() else {
        return Vec::new();
    };
    let mut comparisons = Vec::new();
    for (run, other) in (1..).zip(others) {
        for measure in 0..first.means.len() {
            let queries = first.queries.iter().zip(&other.queries);
            let pairs = queries.map(|(old, new)| (old.values[measure], new.values[measure]));
            let paired = PairedComparison::new(pairs);
            comparisons.push(RunComparison { run, measure, paired, is_significant: false });
        }
    }
    mark_significant(&mut comparisons);
    comparisons
}

fn mark_significant(comparisons: &mut [RunComparison]) {
    let mut defined: Vec<_> = comparisons
        .iter_mut()
        .filter_map(|comparison| Some((comparison.paired.test?.p_t, comparison)))
        .collect();
    let p_values: Vec<_> = defined.iter().map(|(p, _)| *p).collect();
    for ((_, comparison), is_significant) in defined.iter_mut().zip(holm(&p_values, SIGNIFICANCE)) {
        comparison.is_significant = is_significant;
    }
}
