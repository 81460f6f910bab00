//! Compares two rankings of one query, the old one and the new one: how alike they are, and what moved.
//! Pure.
//!
//! A ranking comes in its order, best first: score descending, documents without a score last. Who breaks
//! ties, and how, is the business of whoever makes the rankings.

mod moved;
mod rbo;
mod tau;

use std::collections::HashMap;

pub use moved::Moved;

/// A document at its place in a ranking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item<'a> {
    /// Its id, which no other document of the ranking has.
    pub id: &'a str,
    /// Its score, finite; none for a document that was not scored.
    pub score: Option<f64>,
}

/// How rankings are compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// How many ranks count; none: all.
    pub depth: Option<usize>,
    /// Scores at most so far apart are tied. At least 0.
    pub tolerance: f64,
}

/// How alike two rankings are, and what moved between them.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// Rank-biased overlap, 0 to 1, of the lists as they are ordered, over the depth.
    pub rbo: f64,
    /// Kendall's tau-b, -1 to 1, over the scores of the documents that both have; none where it is not
    /// defined: fewer than two of them, or a side on which all are tied.
    pub tau_b: Option<f64>,
    /// Which share of the documents within the depth, or the length of the shorter list, both have: 0 to 1.
    pub overlap: f64,
    /// What moved, from the top of the rankings down.
    pub moved: Vec<Moved<'a>>,
}

impl Comparison<'_> {
    /// Whether another document is the first now.
    pub fn has_new_first(&self) -> bool {
        let first = |moved: &Moved<'_>| moved.old_rank == Some(1) || moved.new_rank == Some(1);
        self.moved.iter().any(first)
    }
}

/// Compares two rankings.
pub fn compare<'a>(old: &[Item<'a>], new: &[Item<'a>], settings: Settings) -> Comparison<'a> {
    let pair = Pair::new(old, new);
    let depth = settings.depth.unwrap_or(usize::MAX);
    let (rbo, overlap) = rbo::rbo_and_overlap(&pair, depth);
    Comparison {
        rbo,
        overlap,
        tau_b: tau::tau_b(pair.common_scores()),
        moved: moved::moved(&pair, settings),
    }
}

/// Two rankings, with the place that each document of one has in the other.
struct Pair<'s, 'a> {
    old: &'s [Item<'a>],
    new: &'s [Item<'a>],
    /// For each of the old documents its index among the new ones.
    in_new: Vec<Option<usize>>,
    /// For each of the new documents its index among the old ones.
    in_old: Vec<Option<usize>>,
}

impl<'s, 'a> Pair<'s, 'a> {
    fn new(old: &'s [Item<'a>], new: &'s [Item<'a>]) -> Self {
        let places: HashMap<&str, usize> = (0..).zip(old).map(|(at, doc)| (doc.id, at)).collect();
        let mut in_new = vec![None; old.len()];
        let mut in_old = vec![None; new.len()];
        for (at, doc) in new.iter().enumerate() {
            if let Some(place) = places.get(doc.id) {
                in_new[*place] = Some(at);
                in_old[at] = Some(*place);
            }
        }
        Self {
            old,
            new,
            in_new,
            in_old,
        }
    }

    /// The scores of the documents that have one on both sides.
    fn common_scores(&self) -> Vec<(f64, f64)> {
        let places = self.in_new.iter().zip(self.old);
        let scores =
            places.filter_map(|(in_new, old)| Some((old.score?, self.new[(*in_new)?].score?)));
        scores.collect()
    }
}
