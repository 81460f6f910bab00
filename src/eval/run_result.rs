//! The results of a run.

use super::fields::parse_number;
use super::shorten;
use crate::diagnostic::Diagnostic;

/// A result of a run. Ids are bytes, since they need not be UTF-8.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunResult<'a> {
    pub query: &'a [u8],
    pub doc: &'a [u8],
    /// Never NaN and never -0.
    pub score: f64,
    /// The line, from 1.
    pub line: u64,
}

/// Oddities of a run that deserve a warning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunWarnings {
    /// The first line whose rank and score contradict each other, compared with the line before.
    pub rank_against_score: Option<u64>,
    /// The first line whose rank contradicts the order of equal scores, likewise.
    pub rank_against_tie: Option<u64>,
    /// The run has ranks only, from which scores were made up.
    pub has_ranks_only: bool,
    /// The number of documents without a score, which are not results.
    pub unscored: usize,
}

/// Parses a score, which is not NaN.
pub(super) fn parse_score(field: &[u8]) -> Result<f64, Diagnostic> {
    match parse_number(field) {
        Some(score) if !score.is_nan() => Ok(score),
        Some(_) => {
            let problem = "the score is NaN, which cannot be ordered";
            Err(Diagnostic::new(problem).hint("drop the line, or give it a number"))
        }
        None => {
            let text = shorten(&String::from_utf8_lossy(field));
            Err(Diagnostic::new(format!("the score `{text}` is not a number"))
                .hint("scores are numbers such as 2.5 or 1e-3"))
        }
    }
}
