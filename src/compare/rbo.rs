//! Rank-biased overlap, extrapolated (`RBO_EXT`; Webber, Moffat and Zobel, "A similarity measure for
//! indefinite rankings", 2010, equation 32, for lists of one length). With `A(d)` the share of documents
//! that both lists have in their first `d`, and `n` their length,
//!
//! ```text
//! A(n) p^n + (1 - p)/p * sum over d = 1..n of A(d) p^d
//! ```
//!
//! Of lists of two lengths the longer one is cut to the shorter. Two empty lists are alike, an empty one is
//! unlike any other. Ties are not looked at: the lists are taken in the order they have.

use super::Pair;

/// The weight of what comes after each rank, `p`: at 0.9 the first ten ranks carry 86 % of it.
const PERSISTENCE: f64 = 0.9;

/// The rank-biased overlap of a pair over its first `depth` ranks, and the overlap there.
pub(super) fn rbo_and_overlap(pair: &Pair<'_, '_>, depth: usize) -> (f64, f64) {
    let (old, new) = (&pair.in_new, &pair.in_old);
    let length = old.len().min(new.len()).min(depth);
    if length == 0 {
        let alike = if old.len() == new.len() { 1.0 } else { 0.0 };
        return (alike, alike);
    }
    if old[..length]
        .iter()
        .enumerate()
        .all(|(at, in_new)| *in_new == Some(at))
    {
        // The sum below comes to 1 but for its last digits.
        return (1.0, 1.0);
    }
    let (mut common, mut sum, mut weight, mut share) = (0, 0.0, 1.0, 0.0);
    for at in 0..length {
        // A document is common from the depth on at which the second of its places is reached.
        let old_comes_second = old[at].is_some_and(|in_new| in_new <= at);
        let new_comes_second = new[at].is_some_and(|in_old| in_old < at);
        common += u32::from(old_comes_second) + u32::from(new_comes_second);
        weight *= PERSISTENCE;
        share = f64::from(common) / as_number(at + 1);
        sum += share * weight;
    }
    let rbo = share * weight + (1.0 - PERSISTENCE) / PERSISTENCE * sum;
    (rbo.clamp(0.0, 1.0), share)
}

/// A number of documents, of which there are never more than a number holds exactly.
fn as_number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
