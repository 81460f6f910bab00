//! Kendall's tau-b: of all pairs of documents those that both sides put in the same order, less those they
//! put in opposite order, over the geometric mean of the pairs that are not tied on either side. Counted by
//! the inversions that a merge sort finds (Knight, "A computer method for calculating Kendall's tau with
//! ungrouped data", 1966), so that long lists take no time.

use std::cmp::Ordering;

/// Tau-b of pairs of finite numbers; none where it is not defined.
pub(super) fn tau_b(mut scores: Vec<(f64, f64)>) -> Option<f64> {
    scores.sort_unstable_by(|a, b| order(a.0, b.0).then(order(a.1, b.1)));
    let all = pairs(scores.len());
    let tied_old = tied(&scores, |a, b| order(a.0, b.0).is_eq());
    let tied_both = tied(&scores, |a, b| {
        order(a.0, b.0).is_eq() && order(a.1, b.1).is_eq()
    });
    let mut new: Vec<f64> = scores.into_iter().map(|(_, new)| new).collect();
    let discordant = inversions(&mut new);
    let tied_new = tied(&new, |a, b| order(*a, *b).is_eq());
    if tied_old == all || tied_new == all {
        return None;
    }
    let concordant = all + tied_both - tied_old - tied_new - discordant;
    let difference = as_number(concordant) - as_number(discordant);
    let (old, new) = (as_number(all - tied_old), as_number(all - tied_new));
    // Equal numbers of pairs give their number, not what two roots of it multiply to.
    let pairs = if tied_old == tied_new {
        old
    } else {
        old.sqrt() * new.sqrt()
    };
    let tau = difference / pairs;
    Some(tau.clamp(-1.0, 1.0))
}

/// The order of finite numbers, to which 0 and -0 are the same.
fn order(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}

fn pairs(count: usize) -> u64 {
    let count = count as u64;
    count * count.saturating_sub(1) / 2
}

/// How many pairs of neighbours in a sorted list, and of neighbours of those, are tied.
fn tied<T>(sorted: &[T], same: impl FnMut(&T, &T) -> bool) -> u64 {
    let groups = sorted.chunk_by(same);
    groups.map(|group| pairs(group.len())).sum()
}

/// Sorts a list, and counts the pairs that stood in the wrong order.
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

/// A number of pairs; beyond 2^53 the nearest number there is.
#[allow(
    clippy::cast_precision_loss,
    reason = "the loss is far below what is printed"
)]
fn as_number(count: u64) -> f64 {
    count as f64
}
