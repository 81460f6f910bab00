//! What comes of a case as a whole.

use super::case::Case;
use super::verdict::Finding;

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
        let met = findings.iter().all(|finding| finding.passed);
        match (met, &case.xfail) {
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
