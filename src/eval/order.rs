//! The results of a query in trec_eval's order: by score, highest first, and equal scores by the id of the
//! document, as bytes and highest first. What other orders of equal scores would have given is kept, too.

use std::collections::HashMap;

use super::doc_list::{Doc, Docs};
use super::error::{Flaw, shown};
use crate::measure::Graded;

/// A query's results in order, graded.
pub(super) struct InOrder {
    pub(super) results: Graded,
    /// The same with equal scores in the best and in the worst order, where their grades differ.
    pub(super) bounds: Option<(Graded, Graded)>,
}

/// Orders and grades the results of a query.
///
/// # Errors
/// A document is there twice; with the line it is there for the second time.
pub(super) fn graded(
    query: &[u8],
    results: &Docs<f64>,
    judged: &Docs<i32>,
) -> Result<InOrder, (u32, Flaw)> {
    let mut results: Vec<_> = results.iter().collect();
    results.sort_unstable_by(|one, other| {
        let by_score = other.value.total_cmp(&one.value);
        by_score.then_with(|| other.id.cmp(one.id))
    });
    let places = places(query, &results)?;
    let mut grades = vec![None; results.len()];
    let mut all = Vec::with_capacity(judged.iter().len());
    for doc in judged.iter() {
        all.push(doc.value);
        if let Some(place) = places.get(doc.id) {
            grades[*place] = Some(doc.value);
        }
    }
    Ok(InOrder {
        bounds: bounds(&results, &grades, &all),
        results: Graded::new(grades, all),
    })
}

/// Where each document stands.
fn places<'a>(
    query: &[u8],
    results: &[Doc<'a, f64>],
) -> Result<HashMap<&'a [u8], usize>, (u32, Flaw)> {
    let mut places = HashMap::with_capacity(results.len());
    for (place, doc) in results.iter().enumerate() {
        if let Some(other) = places.insert(doc.id, place) {
            let other = results[other].line;
            let flaw = Flaw::Twice {
                query: shown(query),
                doc: shown(doc.id),
                earlier: doc.line.min(other),
            };
            return Err((doc.line.max(other), flaw));
        }
    }
    Ok(places)
}

/// The best and the worst order of equal scores; none if their grades are equal, too.
fn bounds(
    results: &[Doc<'_, f64>],
    grades: &[Option<i32>],
    judged: &[i32],
) -> Option<(Graded, Graded)> {
    let mut best: Option<Vec<_>> = None;
    let mut start = 0;
    for tied in results.chunk_by(|one, other| one.value.total_cmp(&other.value).is_eq()) {
        let range = start..start + tied.len();
        start = range.end;
        let first = grades[range.start];
        if grades[range.clone()].iter().any(|grade| *grade != first) {
            let best = best.get_or_insert_with(|| grades.to_vec());
            best[range].sort_unstable_by(|one, other| other.cmp(one));
        }
    }
    let best = best?;
    let mut worst = best.clone();
    let mut start = 0;
    for tied in results.chunk_by(|one, other| one.value.total_cmp(&other.value).is_eq()) {
        worst[start..start + tied.len()].reverse();
        start += tied.len();
    }
    let seen = |grades| Graded::new(grades, judged.to_vec());
    Some((seen(best), seen(worst)))
}
