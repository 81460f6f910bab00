//! Ranks with ties. A document is ahead of another only if its score is higher by more than the tolerance.

use std::cmp::Ordering;

/// Documents ranked by their scores. A blank document has no score and comes last.
#[derive(Debug)]
pub struct Ranks<'a> {
    scores: &'a [Option<f64>],
    tolerance: f64,
    /// Score descending, equal scores in input order.
    sorted: Vec<usize>,
}

impl<'a> Ranks<'a> {
    /// Ranks documents. Scores within `tolerance` of each other are tied.
    pub fn new(scores: &'a [Option<f64>], tolerance: f64) -> Self {
        Self { scores, tolerance, sorted: sorted(scores) }
    }

    pub fn tolerance(&self) -> f64 {
        self.tolerance
    }

    pub fn score(&self, doc: usize) -> Option<f64> {
        self.scores[doc]
    }

    /// Returns true if one document is ahead of another by more than the tolerance.
    pub fn beats(&self, one: usize, other: usize) -> bool {
        match (self.scores[one], self.scores[other]) {
            (Some(one), Some(other)) => one - other > self.tolerance,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    /// Returns how far one document is ahead of another, `None` if one of them has no score.
    pub fn gap(&self, one: usize, other: usize) -> Option<f64> {
        Some(self.scores[one]? - self.scores[other]?)
    }

    fn others(&self, doc: usize) -> impl Iterator<Item = usize> {
        self.sorted.iter().copied().filter(move |other| *other != doc)
    }

    /// Returns the rank from 1, with every tie counted against the document.
    pub fn worst_rank(&self, doc: usize) -> usize {
        1 + self.others(doc).filter(|other| !self.beats(doc, *other)).count()
    }

    /// Returns the rank from 1, with every tie counted in favor of the document.
    pub fn best_rank(&self, doc: usize) -> usize {
        1 + self.others(doc).filter(|other| self.beats(*other, doc)).count()
    }

    /// Returns the document at `rank`, from 1, among all documents but this one.
    pub fn rival(&self, doc: usize, rank: usize) -> Option<usize> {
        self.others(doc).nth(rank - 1)
    }

    /// Returns the documents tied with this one, best first.
    pub fn tied(&self, doc: usize) -> impl Iterator<Item = usize> {
        let tied = move |other: &usize| !self.beats(doc, *other) && !self.beats(*other, doc);
        self.others(doc).filter(tied)
    }
}

/// Returns the documents by score descending, equal scores in input order, those without a score last.
pub fn sorted(scores: &[Option<f64>]) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..scores.len()).collect();
    sorted.sort_by(|one, other| by_score(scores[*one], scores[*other]));
    sorted
}

/// Compares two scores by rank: `Less` is the better one.
pub(super) fn by_score(one: Option<f64>, other: Option<f64>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => other.partial_cmp(&one).unwrap_or(Ordering::Equal),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}
