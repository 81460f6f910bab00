//! The order of scored documents as verdicts see it: a document is ahead of another only if it beats it by
//! more than the tolerance, and is given no rank that a tie might have taken from it.

use std::cmp::Ordering;

/// Documents by their scores. A blank document has none and comes last.
#[derive(Debug)]
pub(super) struct Order<'a> {
    scores: &'a [Option<f64>],
    tolerance: f64,
    /// Score descending, equal scores in the order of the input.
    sorted: Vec<usize>,
}

impl<'a> Order<'a> {
    /// Orders documents; scores within `tolerance` of each other are tied.
    pub(super) fn new(scores: &'a [Option<f64>], tolerance: f64) -> Self {
        Self {
            scores,
            tolerance,
            sorted: sorted(scores),
        }
    }

    pub(super) fn tolerance(&self) -> f64 {
        self.tolerance
    }

    pub(super) fn score(&self, doc: usize) -> Option<f64> {
        self.scores[doc]
    }

    /// Whether one document is ahead of another by more than the tolerance.
    pub(super) fn beats(&self, one: usize, other: usize) -> bool {
        match (self.scores[one], self.scores[other]) {
            (Some(one), Some(other)) => one - other > self.tolerance,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    /// How far one document is ahead of another; none if one of them has no score.
    pub(super) fn gap(&self, one: usize, other: usize) -> Option<f64> {
        Some(self.scores[one]? - self.scores[other]?)
    }

    fn others(&self, doc: usize) -> impl Iterator<Item = usize> {
        self.sorted
            .iter()
            .copied()
            .filter(move |other| *other != doc)
    }

    /// The rank with every tie against the document, from 1.
    pub(super) fn worst_rank(&self, doc: usize) -> usize {
        1 + self
            .others(doc)
            .filter(|other| !self.beats(doc, *other))
            .count()
    }

    /// The rank with every tie in favour of the document, from 1.
    pub(super) fn best_rank(&self, doc: usize) -> usize {
        1 + self
            .others(doc)
            .filter(|other| self.beats(*other, doc))
            .count()
    }

    /// The other document that takes a rank, from 1, if this one is left out.
    pub(super) fn rival(&self, doc: usize, rank: usize) -> Option<usize> {
        self.others(doc).nth(rank - 1)
    }

    /// The other documents that neither beat this one nor are beaten by it, best first.
    pub(super) fn tied(&self, doc: usize) -> impl Iterator<Item = usize> {
        let tied = move |other: &usize| !self.beats(doc, *other) && !self.beats(*other, doc);
        self.others(doc).filter(tied)
    }
}

/// Documents by score descending, equal scores in the order of the input, those without one last: as they
/// are shown.
pub fn sorted(scores: &[Option<f64>]) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..scores.len()).collect();
    sorted.sort_by(|one, other| by_score(scores[*one], scores[*other]));
    sorted
}

/// Compares two scores by the place they give: `Less` comes first.
pub(super) fn by_score(one: Option<f64>, other: Option<f64>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => other.partial_cmp(&one).unwrap_or(Ordering::Equal),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_takes_the_worse_rank_and_gives_the_better_one() {
        let scores = [Some(3.0), Some(5.0), Some(3.0), None, Some(2.98)];
        let ranks = |tolerance| {
            let order = Order::new(&scores, tolerance);
            let rank = |doc| (order.worst_rank(doc), order.best_rank(doc));
            [0, 1, 2, 3, 4].map(rank)
        };
        assert_eq!(ranks(0.0), [(3, 2), (1, 1), (3, 2), (5, 5), (4, 4)]);
        assert_eq!(ranks(0.05), [(4, 2), (1, 1), (4, 2), (5, 5), (4, 2)]);
        assert_eq!(ranks(2.0), [(4, 1), (3, 1), (4, 1), (5, 5), (4, 2)]);
    }

    #[test]
    fn zero_and_negative_zero_are_tied() {
        let scores = [Some(-0.0), Some(0.0)];
        assert!(!Order::new(&scores, 0.0).beats(1, 0));
    }
}
