//! The order of results: by score descending, equal scores in input order, documents without a score last.

use std::cmp::Ordering;

use crate::model::{RankedDocument, Results, Scored};

/// The mask of the lower half of a key.
const LOWER: u64 = u32::MAX as u64;
/// The bit of an `f32` that is set in negative numbers.
const SIGN: u32 = 1 << 31;

/// Compares two documents by rank.
pub fn by_rank<A, B>(a: &Scored<A>, b: &Scored<B>) -> Ordering {
    by_score((a.score, a.index), (b.score, b.index))
}

/// Compares the scores and the indexes of two documents.
fn by_score(a: (Option<f64>, u64), b: (Option<f64>, u64)) -> Ordering {
    let by_score = match (a.0, b.0) {
        // Scores are finite, so `partial_cmp` is never `None`; unlike `total_cmp` it treats 0 and -0 as equal.
        (Some(a), Some(b)) => b.partial_cmp(&a).unwrap_or(Ordering::Equal),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    };
    by_score.then(a.1.cmp(&b.1))
}

/// Sorts results, whose indexes are distinct.
///
/// Sorts integer keys, with the rounded score in the upper half and the position in the lower, and then the keys whose
/// rounded scores are equal. For a million documents this takes a third of the time of sorting the documents.
pub(super) fn sort<D>(results: Results<D>) -> Results<D> {
    if u32::try_from(results.len()).is_err() {
        let mut scored = results.into_vec();
        scored.sort_unstable_by(by_rank);
        return scored.into_iter().collect();
    }
    let keys = (0..).zip(results.iter());
    let keys = keys.map(|(position, result)| u64::from(score_key(result.score)) << 32 | position);
    let mut keys: Vec<u64> = keys.collect();
    keys.sort_unstable();
    let mut scratch = Vec::new();
    for ties in keys.chunk_by_mut(|a, b| a >> 32 == b >> 32).filter(|ties| ties.len() > 1) {
        sort_ties(ties, &results, &mut scratch);
    }
    let order = keys.into_iter().map(position).collect();
    results.with_order(order)
}

/// Sorts the keys of results whose rounded scores are equal. `scratch` is reused from call to call.
fn sort_ties<D>(ties: &mut [u64], results: &Results<D>, scratch: &mut Vec<u64>) {
    let result = |key: u64| results.get(position(key));
    let score = result(ties[0]).score;
    // Most ties are exact, and then sorted as integers: by index, with the position below it.
    let index_key = |tie: &u64| {
        let RankedDocument { index, score: other, .. } = result(*tie);
        (other == score && index <= LOWER).then_some(index << 32 | tie & LOWER)
    };
    scratch.clear();
    scratch.extend(ties.iter().map_while(index_key));
    if scratch.len() == ties.len() {
        scratch.sort_unstable();
        ties.copy_from_slice(scratch);
    } else {
        // The scores differ, but not as `f32`, or an index needs more than 32 bits.
        let rank_key = |key: u64| (result(key).score, result(key).index);
        ties.sort_unstable_by(|a, b| by_score(rank_key(*a), rank_key(*b)));
    }
}

/// Returns the lower half of a key.
fn position(key: u64) -> usize {
    (key & LOWER) as usize
}

/// Returns an integer that is lower for a higher score, and highest without one.
fn score_key(score: Option<f64>) -> u32 {
    let Some(score) = score else {
        return u32::MAX;
    };
    // Rounding keeps the order, except that close scores become equal. Adding 0 turns -0 into 0.
    #[expect(clippy::cast_possible_truncation, reason = "rounded on purpose")]
    let bits = (score as f32 + 0.0).to_bits();
    // The bits of positive numbers grow with them, those of negative ones with their absolute values.
    if bits & SIGN == 0 { !bits ^ SIGN } else { bits }
}
