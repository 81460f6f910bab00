//! What moved between two rankings. A document moved when its rank is another one, unless all it did was to
//! change places with documents that it is tied with: two documents have changed places when one stands
//! above the other in the old ranking and below it in the new one, and are more than the tolerance apart on
//! either side. With a tolerance of 0 that leaves out only documents that tie exactly, on both sides.

use super::{Item, Pair, Settings};

/// A document that moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its rank in the old ranking, from 1; none where it was absent.
    pub old_rank: Option<usize>,
    /// Its rank in the new ranking; none where it is absent.
    pub new_rank: Option<usize>,
    /// Its score in the old ranking, if it had one.
    pub old_score: Option<f64>,
    /// Its score in the new ranking, if it has one.
    pub new_score: Option<f64>,
}

impl Moved<'_> {
    /// The better one of its ranks.
    fn best_rank(&self) -> usize {
        let ranks = [self.old_rank, self.new_rank];
        ranks.into_iter().flatten().min().unwrap_or(usize::MAX)
    }
}

/// What moved into, out of and within the ranks that count, from the top down.
pub(super) fn moved<'a>(pair: &Pair<'_, 'a>, settings: Settings) -> Vec<Moved<'a>> {
    let changed_places = changed_places(pair, settings.tolerance);
    let gone_above = absent_above(&pair.in_new);
    let come_above = absent_above(&pair.in_old);
    let mut moved = Vec::new();
    for (at, doc) in pair.old.iter().enumerate() {
        let in_new = pair.in_new[at];
        let is_same = in_new.is_some_and(|in_new| {
            in_new == at || gone_above[at] == come_above[in_new] && !changed_places[at]
        });
        if !is_same {
            moved.push(Moved {
                id: doc.id,
                old_rank: Some(at + 1),
                new_rank: in_new.map(|in_new| in_new + 1),
                old_score: doc.score,
                new_score: in_new.and_then(|in_new| pair.new[in_new].score),
            });
        }
    }
    for (at, doc) in pair.new.iter().enumerate() {
        if pair.in_old[at].is_none() {
            moved.push(Moved {
                id: doc.id,
                old_rank: None,
                new_rank: Some(at + 1),
                old_score: None,
                new_score: doc.score,
            });
        }
    }
    moved.retain(|moved| {
        settings
            .depth
            .is_none_or(|depth| moved.best_rank() <= depth)
    });
    moved.sort_by_key(|moved| (moved.best_rank(), moved.new_rank.unwrap_or(usize::MAX)));
    moved
}

/// How many documents above each one are not in the other ranking.
fn absent_above(in_other: &[Option<usize>]) -> Vec<usize> {
    let above = in_other.iter().scan(0, |absent, in_other| {
        let above = *absent;
        *absent += usize::from(in_other.is_none());
        Some(above)
    });
    above.collect()
}

/// Which of the old documents have changed places with any other.
fn changed_places(pair: &Pair<'_, '_>, tolerance: f64) -> Vec<bool> {
    let mut changed = vec![false; pair.old.len()];
    for at in overtaken(pair.old, &pair.in_new, tolerance) {
        changed[at] = true;
    }
    for at in overtaken(pair.new, &pair.in_old, tolerance) {
        if let Some(at) = pair.in_old[at] {
            changed[at] = true;
        }
    }
    changed
}

/// The documents of a ranking that have changed places with one that is more than the tolerance apart from
/// them here. `in_other` is where each of them stands in the other ranking.
fn overtaken(ranking: &[Item<'_>], in_other: &[Option<usize>], tolerance: f64) -> Vec<usize> {
    let both = ranking.iter().zip(in_other).enumerate();
    let both: Vec<_> = both
        .filter_map(|(at, (doc, in_other))| {
            let score = doc.score.unwrap_or(f64::NEG_INFINITY);
            Some((at, score, (*in_other)?))
        })
        .collect();
    let mut found = Vec::new();
    // From the top: how far down in the other ranking anything is that stands clearly above here.
    let (mut above, mut lowest) = (0, None);
    for (at, score, place) in &both {
        while both[above].1 - score > tolerance {
            lowest = lowest.max(Some(both[above].2));
            above += 1;
        }
        if lowest > Some(*place) {
            found.push(*at);
        }
    }
    // From the bottom: how far up in the other ranking anything is that stands clearly below here.
    let (mut below, mut highest) = (both.len(), usize::MAX);
    for (at, score, place) in both.iter().rev() {
        while score - both[below - 1].1 > tolerance {
            highest = highest.min(both[below - 1].2);
            below -= 1;
        }
        if highest < *place {
            found.push(*at);
        }
    }
    found
}
