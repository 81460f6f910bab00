//! Extrapolated rank-biased overlap (`RBO_EXT`; Webber, Moffat and Zobel, "A similarity measure for
//! indefinite rankings", 2010, equation 32, for lists of equal length). With `A(d)` the share of documents
//! that both lists have in their first `d`, and `n` their length,
//!
//! ```text
//! A(n) p^n + (1 - p)/p * sum over d = 1..n of A(d) p^d
//! ```
//!
//! If the lengths differ, the longer list is cut. The RBO is 1 if both lists are empty, and 0 if one is.

use super::RankingPair;

/// The parameter `p`: at 0.9 the first ten ranks carry 86 % of the weight.
const PERSISTENCE: f64 = 0.9;

/// Returns the rank-biased overlap of a pair over its first `depth` ranks, and the share of common documents
/// there.
pub(super) fn rbo_and_overlap(pair: &RankingPair<'_, '_>, depth: usize) -> (f64, f64) {
    let (old, new) = (&pair.in_new, &pair.in_old);
    let length = old.len().min(new.len()).min(depth);
    if length == 0 {
        let value = if old.len() == new.len() { 1.0 } else { 0.0 };
        return (value, value);
    }
    if old[..length].iter().enumerate().all(|(at, in_new)| *in_new == Some(at)) {
        // The sum below is 1 only up to rounding.
        return (1.0, 1.0);
    }
    let (mut common, mut sum, mut weight, mut agreement) = (0, 0.0, 1.0, 0.0);
    for at in 0..length {
        // A document is common from the lower of its two ranks on.
        let old_is_later = old[at].is_some_and(|in_new| in_new <= at);
        let new_is_later = new[at].is_some_and(|in_old| in_old < at);
        common += u32::from(old_is_later) + u32::from(new_is_later);
        weight *= PERSISTENCE;
        agreement = f64::from(common) / to_f64(at + 1);
        sum += agreement * weight;
    }
    let rbo = agreement * weight + (1.0 - PERSISTENCE) / PERSISTENCE * sum;
    (rbo.clamp(0.0, 1.0), agreement)
}

fn to_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
