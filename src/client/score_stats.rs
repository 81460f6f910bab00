//! Statistics over the scores of a run: scores outside 0 to 1, and scores that are all the same.

use parking_lot::Mutex;

use super::Passage;
use crate::api::ScoreKind;

/// The fewest scores whose equality is no coincidence.
const MIN_SCORES: u64 = 3;

/// The scores of a run so far.
#[derive(Default)]
pub(super) struct ScoreStats(Mutex<SeenScores>);

#[derive(Default)]
struct SeenScores {
    count: u64,
    /// The score that all passages have; `None` once another was seen.
    constant: Option<f64>,
    /// The text of the first passage.
    text: String,
    /// Another passage has another text; updated as long as the scores are constant.
    has_texts: bool,
    is_unbounded: bool,
}

impl ScoreStats {
    pub(super) fn add(&self, passages: &[Passage<'_>], scores: &[f64]) {
        let mut seen = self.0.lock();
        seen.is_unbounded |= scores.iter().any(|score| ScoreKind::is_unbounded(*score));
        if seen.count == 0 {
            seen.constant = scores.first().copied();
            seen.text =
                passages.first().map(|passage| passage.plain().into_owned()).unwrap_or_default();
        }
        seen.count += scores.len() as u64;
        seen.constant = seen
            .constant
            .filter(|constant| scores.iter().all(|score| score.total_cmp(constant).is_eq()));
        // Equal passages rightly have equal scores.
        if seen.constant.is_some() && !seen.has_texts {
            seen.has_texts = passages.iter().any(|passage| passage.plain() != seen.text);
        }
    }

    /// Returns true if a score outside 0 to 1 was seen.
    pub(super) fn is_unbounded(&self) -> bool {
        self.0.lock().is_unbounded
    }

    /// Describes scores that are all the same, which rank nothing.
    pub(super) fn notice(&self) -> Option<String> {
        let seen = self.0.lock();
        seen.constant.filter(|_| seen.has_texts && seen.count >= MIN_SCORES)?;
        Some(format!(
            "all {} documents score the same, so they stay in input order; is the model set up as a reranker?",
            seen.count
        ))
    }
}
