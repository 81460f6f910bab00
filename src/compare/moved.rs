//! Finds the documents that moved between two rankings.
//!
//! Two documents swapped if each is above the other in one of the rankings. A swap counts if their scores differ by
//! more than the tolerance in at least one ranking; with a tolerance of 0, swaps of ties are all that is ignored.
//! A document moved if its rank changed and either a swap of it counts, or the numbers of documents removed and
//! added above it differ.

use serde::Serialize;

use super::{CompareSettings, RankedDoc, RankingPair};

/// A document that moved. Ranks count from 1 and are `None` where the document is absent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Moved<'a> {
    pub id: &'a str,
    pub old_rank: Option<usize>,
    pub new_rank: Option<usize>,
    pub old_score: Option<f64>,
    pub new_score: Option<f64>,
}

impl Moved<'_> {
    fn best_rank(&self) -> usize {
        let ranks = [self.old_rank, self.new_rank];
        ranks.into_iter().flatten().min().unwrap_or(usize::MAX)
    }
}

/// Returns the documents that moved into, out of or within the ranks that count, from the top down.
pub(super) fn find_moved<'a>(
    pair: &RankingPair<'_, 'a>,
    settings: CompareSettings,
) -> Vec<Moved<'a>> {
    let has_swapped = find_swapped(pair, settings.tolerance);
    let removed_above = absent_above(&pair.in_new);
    let added_above = absent_above(&pair.in_old);
    let mut moved = Vec::new();
    for (index, doc) in pair.old.iter().enumerate() {
        let in_new = pair.in_new[index];
        // A rank that differs only because tied documents swapped is not a move.
        let is_same = in_new.is_some_and(|in_new| {
            in_new == index || removed_above[index] == added_above[in_new] && !has_swapped[index]
        });
        if !is_same {
            moved.push(Moved {
                id: doc.id,
                old_rank: Some(index + 1),
                new_rank: in_new.map(|in_new| in_new + 1),
                old_score: doc.score,
                new_score: in_new.and_then(|in_new| pair.new[in_new].score),
            });
        }
    }
    for (index, doc) in pair.new.iter().enumerate() {
        if pair.in_old[index].is_none() {
            moved.push(Moved {
                id: doc.id,
                old_rank: None,
                new_rank: Some(index + 1),
                old_score: None,
                new_score: doc.score,
            });
        }
    }
    let depth = settings.depth.unwrap_or(usize::MAX);
    moved.retain(|moved| moved.best_rank() <= depth);
    moved.sort_by_key(|moved| (moved.best_rank(), moved.new_rank.unwrap_or(usize::MAX)));
    moved
}

/// Returns for each document the number of documents above it that are absent from the other ranking.
fn absent_above(in_other: &[Option<usize>]) -> Vec<usize> {
    let mut absent = 0;
    let mut above = Vec::with_capacity(in_other.len());
    for index in in_other {
        above.push(absent);
        absent += usize::from(index.is_none());
    }
    above
}

/// Returns for each old document whether a swap of it counts.
fn find_swapped(pair: &RankingPair<'_, '_>, tolerance: f64) -> Vec<bool> {
    let mut swapped = vec![false; pair.old.len()];
    for index in find_swapped_in(pair.old, &pair.in_new, tolerance) {
        swapped[index] = true;
    }
    for index in find_swapped_in(pair.new, &pair.in_old, tolerance) {
        if let Some(old_index) = pair.in_old[index] {
            swapped[old_index] = true;
        }
    }
    swapped
}

/// Returns the documents that swapped with one whose score in this ranking differs by more than the tolerance.
/// `in_other` has their indexes in the other ranking.
fn find_swapped_in(
    ranking: &[RankedDoc<'_>],
    in_other: &[Option<usize>],
    tolerance: f64,
) -> Vec<usize> {
    let common: Vec<_> = ranking
        .iter()
        .zip(in_other)
        .enumerate()
        .filter_map(|(index, (doc, in_other))| {
            let score = doc.score.unwrap_or(f64::NEG_INFINITY);
            Some((index, score, (*in_other)?))
        })
        .collect();
    let mut found = Vec::new();
    // From the top: the lowest position in the other ranking of any document clearly above this one.
    let (mut above, mut lowest) = (0, None);
    for (index, score, position) in &common {
        while common[above].1 - score > tolerance {
            lowest = lowest.max(Some(common[above].2));
            above += 1;
        }
        if lowest > Some(*position) {
            found.push(*index);
        }
    }
    // From the bottom: the highest position there of any document clearly below this one.
    let (mut below, mut highest) = (common.len(), usize::MAX);
    for (index, score, position) in common.iter().rev() {
        while score - common[below - 1].1 > tolerance {
            highest = highest.min(common[below - 1].2);
            below -= 1;
        }
        if highest < *position {
            found.push(*index);
        }
    }
    found
}
