//! Compares an old and a new ranking of one query: how similar they are, and which documents moved.
//!
//! Rankings come in order: score descending, documents without a score last. The caller breaks ties.

mod moved;
mod rbo;
mod tau;

use std::collections::HashMap;

pub use moved::Moved;

/// A document of a ranking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankedDoc<'a> {
    /// The id, unique in the ranking.
    pub id: &'a str,
    /// The score, finite; `None` if the document was not scored.
    pub score: Option<f64>,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct CompareSettings {
    /// The number of ranks that count; `None` means all.
    pub depth: Option<usize>,
    /// Scores at most this far apart are tied. At least 0.
    pub tolerance: f64,
}

/// The similarity of two rankings and their differences.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// Rank-biased overlap over the depth, 0 to 1; 1 if no document moved.
    pub rbo: f64,
    /// Kendall's tau-b over the scores of common documents, -1 to 1; `None` if it is undefined: fewer than two
    /// common documents, or all scores of a side tied.
    pub tau_b: Option<f64>,
    /// Share of the first documents that are common, over the depth or the length of the shorter list.
    pub overlap: f64,
    /// The documents that moved, from the top of the rankings down.
    pub moved: Vec<Moved<'a>>,
}

impl Comparison<'_> {
    /// Returns true if the first document is another one.
    pub fn has_new_first(&self) -> bool {
        self.moved.iter().any(|moved| moved.old_rank == Some(1) || moved.new_rank == Some(1))
    }
}

/// Compares two rankings.
pub fn compare<'a>(
    old: &[RankedDoc<'a>],
    new: &[RankedDoc<'a>],
    settings: CompareSettings,
) -> Comparison<'a> {
    let pair = RankingPair::new(old, new);
    let moved = moved::find_moved(&pair, settings);
    let (rbo, overlap) = if moved.is_empty() {
        // Tied documents that changed places are no difference in RBO either.
        (1.0, 1.0)
    } else {
        rbo::rbo_and_overlap(&pair, settings.depth.unwrap_or(usize::MAX))
    };
    Comparison { rbo, overlap, tau_b: tau::tau_b(pair.common_scores()), moved }
}

/// Two rankings with the position of each document in the other one.
struct RankingPair<'s, 'a> {
    old: &'s [RankedDoc<'a>],
    new: &'s [RankedDoc<'a>],
    /// For each old document its index in the new ranking.
    in_new: Vec<Option<usize>>,
    /// For each new document its index in the old ranking.
    in_old: Vec<Option<usize>>,
}

impl<'s, 'a> RankingPair<'s, 'a> {
    fn new(old: &'s [RankedDoc<'a>], new: &'s [RankedDoc<'a>]) -> Self {
        let indexes: HashMap<&str, usize> =
            old.iter().enumerate().map(|(index, doc)| (doc.id, index)).collect();
        let mut in_new = vec![None; old.len()];
        let mut in_old = vec![None; new.len()];
        for (index, doc) in new.iter().enumerate() {
            if let Some(old_index) = indexes.get(doc.id) {
                in_new[*old_index] = Some(index);
                in_old[index] = Some(*old_index);
            }
        }
        Self { old, new, in_new, in_old }
    }

    /// Returns the old and new scores of the documents that have both.
    fn common_scores(&self) -> Vec<(f64, f64)> {
        self.in_new
            .iter()
            .zip(self.old)
            .filter_map(|(in_new, old)| Some((old.score?, self.new[(*in_new)?].score?)))
            .collect()
    }
}
