//! Sums up the results of all cases.

use std::num::NonZeroUsize;

use serde::Serialize;

use super::case::Expectation;
use super::case_result::{BaselineChange, CaseResult, CaseStatus};
use super::evaluate::{Finding, Quantity, are_met};

#[derive(Debug, Default, PartialEq, Serialize)]
pub struct CheckSummary {
    pub passed: usize,
    /// Including unexpected passes.
    pub failed: usize,
    /// Cases without a verdict.
    pub errors: usize,
    pub xfailed: usize,
    /// The number of cases after a failure that ended the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_judged: Option<NonZeroUsize>,
    /// The smallest margin of a passed case.
    pub closest: Option<ClosestCall>,
    /// Cases that pass with the documents in input order.
    pub pass_in_input_order: usize,
    pub pass_with_bm25: usize,
    /// The means of measures that have floors, in the order of the cases.
    #[serde(skip)]
    pub means: Vec<MeasureMean>,
    /// `None` without a baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineCounts>,
}

/// The smallest margin by which a document is ahead of another as expected.
#[derive(Debug, PartialEq, Serialize)]
pub struct ClosestCall {
    pub case: String,
    pub above: String,
    pub below: String,
    pub gap: f64,
}

/// The mean of a measure over the cases that have scores and a floor for it.
#[derive(Debug, Default, PartialEq)]
pub struct MeasureMean {
    pub name: String,
    pub cases: u32,
    pub input_order: f64,
    /// Over `bm25_cases`; 0 if there are none.
    pub bm25: f64,
    /// Cases that `local/bm25` can score.
    pub bm25_cases: u32,
    pub reranked: f64,
}

/// Counts of cases that differ from the baseline.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct BaselineCounts {
    pub new: usize,
    pub still: usize,
    pub fixed: usize,
    /// Ids of the baseline that the case file lacks.
    pub gone: Vec<String>,
}

impl CheckSummary {
    /// Sums up results; `gone` are the ids that only the baseline has.
    pub fn new(results: &[CaseResult<'_>], not_judged: usize, gone: Vec<String>) -> Self {
        let not_judged = NonZeroUsize::new(not_judged);
        let mut summary = Self { not_judged, ..Self::default() };
        for result in results {
            match result.status {
                CaseStatus::Pass => summary.passed += 1,
                CaseStatus::Fail | CaseStatus::XPass => summary.failed += 1,
                CaseStatus::Error | CaseStatus::Stale => summary.errors += 1,
                CaseStatus::XFail => summary.xfailed += 1,
            }
            summary.pass_in_input_order += usize::from(are_met(&result.controls.input_order));
            summary.pass_with_bm25 += usize::from(are_met(&result.controls.bm25));
            summary.add_margins(result);
            summary.add_change(result);
            summary.add_measures(result);
        }
        for mean in &mut summary.means {
            let cases = f64::from(mean.cases);
            mean.input_order /= cases;
            mean.reranked /= cases;
            mean.bm25 /= f64::from(mean.bm25_cases.max(1));
        }
        if let Some(baseline) = &mut summary.baseline {
            baseline.gone = gone;
        }
        summary
    }

    fn add_margins(&mut self, result: &CaseResult<'_>) {
        if result.status != CaseStatus::Pass {
            return;
        }
        let ids = &result.case.docs.ids;
        for margin in result.findings.iter().filter_map(|finding| finding.margin) {
            let closest = self.closest.as_ref();
            if closest.is_none_or(|closest| margin.gap < closest.gap) {
                self.closest = Some(ClosestCall {
                    case: result.case.id.clone(),
                    above: ids[margin.above].clone(),
                    below: ids[margin.below].clone(),
                    gap: margin.gap,
                });
            }
        }
    }

    fn add_change(&mut self, result: &CaseResult<'_>) {
        let Some(baseline) = &result.baseline else {
            return;
        };
        let counts = self.baseline.get_or_insert_default();
        match baseline.change {
            BaselineChange::New => counts.new += 1,
            BaselineChange::Still => counts.still += 1,
            BaselineChange::Fixed => counts.fixed += 1,
            BaselineChange::Same => {}
        }
    }

    fn add_measures(&mut self, result: &CaseResult<'_>) {
        let expectations = result.case.expectations.iter().zip(&result.findings);
        for (at, (expectation, finding)) in expectations.enumerate() {
            let Expectation::AtLeast(floor) = expectation else {
                continue;
            };
            let known = self.means.iter().position(|mean| mean.name == floor.name);
            let index = known.unwrap_or_else(|| {
                self.means.push(MeasureMean { name: floor.name.clone(), ..MeasureMean::default() });
                self.means.len() - 1
            });
            let mean = &mut self.means[index];
            mean.cases += 1;
            mean.reranked += value(finding);
            mean.input_order += result.controls.input_order.get(at).map_or(0.0, value);
            if let Some(bm25) = result.controls.bm25.get(at) {
                mean.bm25 += value(bm25);
                mean.bm25_cases += 1;
            }
        }
    }
}

fn value(finding: &Finding) -> f64 {
    finding.actual.map_or(0.0, Quantity::number)
}
