//! What comes of a case as a whole.

use std::time::Duration;

use super::case::Case;
use super::evaluate::Finding;

/// A case and what came of it.
#[derive(Debug)]
pub struct Judged<'a> {
    /// The case.
    pub case: &'a Case,
    /// What came of it.
    pub status: Status,
    /// What came of each expectation; empty where there are no scores.
    pub findings: Vec<Finding>,
    /// The score of each document, none for a blank one; empty where there are none at all.
    pub scores: Vec<Option<f64>>,
    /// Why there are none.
    pub trouble: Option<Trouble>,
    /// How it stands beside the baseline, if there is one.
    pub beside: Option<Beside>,
    /// What would come of the expectations without a reranker.
    pub controls: Controls,
    /// How long its scores took.
    pub took: Duration,
}

impl Judged<'_> {
    /// Whether the case stands in the way: it failed, and not as it did in the baseline.
    pub fn is_failure(&self) -> bool {
        let as_before = |beside: &Beside| beside.change == Change::Still;
        self.status.is_failure() && !self.beside.as_ref().is_some_and(as_before)
    }
}

/// Why a case has no scores.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Trouble {
    /// Where and what.
    pub what: String,
    /// The service's or the system's own words.
    pub cause: Option<String>,
    /// What to try.
    pub hint: Option<String>,
}

/// A case beside the baseline.
#[derive(Debug)]
pub struct Beside {
    /// What is new.
    pub change: Change,
    /// The scores there; none, if it has none for this case as it is now.
    pub scores: Option<Vec<Option<f64>>>,
}

/// What would come of a case without a reranker.
#[derive(Debug)]
pub struct Controls {
    /// With the documents in the order of the input.
    pub input_order: Vec<Finding>,
    /// With the scores of the scorer built in; empty where it gives none.
    pub bm25: Vec<Finding>,
}

/// Whether all is met that was expected.
pub fn are_met(findings: &[Finding]) -> bool {
    !findings.is_empty() && findings.iter().all(|finding| finding.passed)
}

/// What came of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All that is expected is met.
    Pass,
    /// Something is not.
    Fail,
    /// There are no scores to judge.
    Error,
    /// Something is not met, as was expected.
    XFail,
    /// All is met, though it was expected that something is not.
    XPass,
    /// The recording was made of something else.
    Stale,
}

impl Status {
    /// The status of a case by its findings.
    pub fn of(case: &Case, findings: &[Finding]) -> Self {
        match (are_met(findings), &case.xfail) {
            (true, None) => Self::Pass,
            (false, None) => Self::Fail,
            (true, Some(_)) => Self::XPass,
            (false, Some(_)) => Self::XFail,
        }
    }

    /// The name in reports.
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

    /// Whether it counts as failed: a case that passes unexpectedly does.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Fail | Self::XPass)
    }

    /// Whether there is no verdict.
    pub const fn is_error(self) -> bool {
        matches!(self, Self::Error | Self::Stale)
    }
}

/// How a case stands beside the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It fails, and did not in the baseline, or is not in it.
    New,
    /// It fails, as it did in the baseline.
    Still,
    /// It failed in the baseline and does not any more.
    Fixed,
    /// It fails in neither.
    Same,
}

impl Change {
    /// How a status compares with the one that the baseline's scores give; none: it has none for this case.
    /// Without a verdict now there is nothing to compare.
    pub fn of(now: Status, before: Option<Status>) -> Self {
        let failed = before.is_some_and(Status::is_failure);
        match (now, failed) {
            (now, true) if now.is_failure() => Self::Still,
            (now, false) if now.is_failure() => Self::New,
            (now, true) if !now.is_error() => Self::Fixed,
            _ => Self::Same,
        }
    }

    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Still => "still",
            Self::Fixed => "fixed",
            Self::Same => "same",
        }
    }
}
