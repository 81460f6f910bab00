//! Kendall's tau-b: the number of concordant minus the number of discordant pairs, divided by the geometric
//! mean of the numbers of pairs not tied on each side. Discordant pairs are counted as the inversions of a
//! merge sort (Knight, "A computer method for calculating Kendall's tau with ungrouped data", 1966), in
//! n log n time.

use std::cmp::Ordering;

/// Returns tau-b of pairs of finite numbers, or `None` if it is undefined.
pub(super) fn tau_b(mut scores: Vec<(f64, f64)>) -> Option<f64> {
    scores.sort_unstable_by(|a, b| order(a.0, b.0).then(order(a.1, b.1)));
    let all = pairs(scores.len());
    let tied_old = tied(&scores, |a, b| order(a.0, b.0).is_eq());
    let tied_both = tied(&scores, |a, b| order(a.0, b.0).is_eq() && order(a.1, b.1).is_eq());
    let mut new: Vec<f64> = scores.into_iter().map(|(_, new)| new).collect();
    let discordant = inversions(&mut new);
    let tied_new = tied(&new, |a, b| order(*a, *b).is_eq());
    if tied_old == all || tied_new == all {
        return None;
    }
    let concordant = all + tied_both - tied_old - tied_new - discordant;
    let difference = to_f64(concordant) - to_f64(discordant);
    let (old, new) = (to_f64(all - tied_old), to_f64(all - tied_new));
    // The product of two equal square roots would not be exact.
    let pairs = if tied_old == tied_new { old } else { old.sqrt() * new.sqrt() };
    let tau = difference / pairs;
    Some(tau.clamp(-1.0, 1.0))
}

/// Compares finite numbers; 0 and -0 are equal.
fn order(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}

fn pairs(count: usize) -> u64 {
    let count = count as u64;
    count * count.saturating_sub(1) / 2
}

/// Counts the tied pairs of a sorted list.
fn tied<T>(sorted: &[T], same: impl FnMut(&T, &T) -> bool) -> u64 {
    let groups = sorted.chunk_by(same);
    groups.map(|group| pairs(group.len())).sum()
}

/// Sorts a list and returns the number of inversions.
fn inversions(list: &mut [f64]) -> u64 {
    if list.len() < 2 {
        return 0;
    }
    let middle = list.len() / 2;
    let (left, right) = list.split_at_mut(middle);
    let mut count = inversions(left) + inversions(right);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (&*left, &*right);
    while let (Some(a), Some(b)) = (left.first(), right.first()) {
        if order(*a, *b) == Ordering::Greater {
            count += left.len() as u64;
            merged.push(*b);
            right = &right[1..];
        } else {
            merged.push(*a);
            left = &left[1..];
        }
    }
    merged.extend_from_slice(left);
    merged.extend_from_slice(right);
    list.copy_from_slice(&merged);
    count
}

#[allow(clippy::cast_precision_loss, reason = "the loss is far below what is printed")]
fn to_f64(count: u64) -> f64 {
    count as f64
}
