//! The result of evaluating one case.

use std::time::Duration;

use super::case::Case;
use super::evaluate::{Finding, are_met};
use crate::diagnostic::Diagnostic;
use crate::window::TextWindow;

#[derive(Debug)]
pub struct CaseResult<'a> {
    pub case: &'a Case,
    pub status: CaseStatus,
    /// One for each expectation; empty without scores.
    pub findings: Vec<Finding>,
    /// The score of each document, `None` for a blank one; empty if scoring failed.
    pub scores: Vec<Option<f64>>,
    /// The windows with those scores; `None` for a document that was not cut.
    pub windows: Vec<Option<TextWindow>>,
    /// Set if there are no scores.
    pub error: Option<Diagnostic>,
    /// `None` without a baseline.
    pub baseline: Option<BaselineDiff>,
    pub controls: Controls,
    pub took: Duration,
}

impl CaseResult<'_> {
    /// Returns true if the case failed, and did not fail in the baseline.
    pub fn is_failure(&self) -> bool {
        self.status.is_failure() && !self.has_change(BaselineChange::Still)
    }

    /// Returns true if the comparison with the baseline gave `change`.
    pub fn has_change(&self, change: BaselineChange) -> bool {
        let baseline = self.baseline.as_ref();
        baseline.is_some_and(|baseline| baseline.change == change)
    }

    /// Returns true if the report explains the case: it failed or has no verdict.
    pub fn needs_attention(&self) -> bool {
        self.is_failure() || self.status.is_error()
    }
}

#[derive(Debug)]
pub struct BaselineDiff {
    pub change: BaselineChange,
    /// The baseline's scores; `None` if it has none for this case as it is now.
    pub scores: Option<Vec<Option<f64>>>,
}

/// Findings without a reranker. A case that passes there too proves little.
#[derive(Debug)]
pub struct Controls {
    /// With the documents in input order.
    pub input_order: Vec<Finding>,
    /// With the scores of `local/bm25`; empty if it cannot score the documents.
    pub bm25: Vec<Finding>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseStatus {
    Pass,
    Fail,
    /// There are no scores.
    Error,
    /// The case failed as expected.
    XFail,
    /// The case passed, though it was expected to fail.
    XPass,
    /// The recording does not match the case.
    Stale,
}

impl CaseStatus {
    /// Returns the status of a case that has these findings.
    pub fn of(case: &Case, findings: &[Finding]) -> Self {
        match (are_met(findings), &case.xfail) {
            (true, None) => Self::Pass,
            (false, None) => Self::Fail,
            (true, Some(_)) => Self::XPass,
            (false, Some(_)) => Self::XFail,
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Error => "error",
            Self::XFail => "xfail",
            Self::XPass => "xpass",
            Self::Stale => "stale",
        }
    }

    /// Returns true if the case counts as failed. An unexpected pass does.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Fail | Self::XPass)
    }

    /// Returns true if there is no verdict.
    pub const fn is_error(self) -> bool {
        matches!(self, Self::Error | Self::Stale)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaselineChange {
    /// It fails, and did not fail in the baseline, or is not in it.
    New,
    /// It fails in both.
    Still,
    /// It failed in the baseline only.
    Fixed,
    /// It fails in neither, or has no verdict now.
    Same,
}

impl BaselineChange {
    /// Compares a status with the one that the baseline's scores give, `None` if the case is not in it.
    pub fn between(now: CaseStatus, before: Option<CaseStatus>) -> Self {
        let failed = before.is_some_and(CaseStatus::is_failure);
        match (now, failed) {
            (now, true) if now.is_failure() => Self::Still,
            (now, false) if now.is_failure() => Self::New,
            (now, true) if !now.is_error() => Self::Fixed,
            _ => Self::Same,
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Still => "still",
            Self::Fixed => "fixed",
            Self::Same => "same",
        }
    }
}
