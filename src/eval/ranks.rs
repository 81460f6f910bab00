//! Orders the results of a query as trec_eval does: by score, highest first, and equal scores by the bytes of
//! the document id, highest first. Also keeps the best and the worst order that equal scores allow.

use std::collections::HashMap;

use super::doc_list::{Doc, DocList};
use super::{display_id, duplicate_document};
use crate::diagnostic::Diagnostic;
use crate::measure::Graded;

/// The graded results of a query, in order.
pub(super) struct RankedGrades {
    /// True if any result is judged.
    pub(super) is_judged: bool,
    pub(super) results: Graded,
    /// The results with equal scores in the best and in the worst order; `None` if their grades are equal too.
    pub(super) tie_bounds: Option<(Graded, Graded)>,
}

impl RankedGrades {
    /// Orders and grades the results of a query. `name` is the run.
    ///
    /// # Errors
    /// A document is listed twice.
    pub(super) fn new(
        name: &str,
        query: &[u8],
        results: &DocList<f64>,
        judged: &DocList<i32>,
    ) -> Result<Self, Diagnostic> {
        let mut results: Vec<_> = results.iter().collect();
        results.sort_unstable_by(|a, b| b.value.total_cmp(&a.value).then_with(|| b.id.cmp(a.id)));
        let positions = positions(name, query, &results)?;
        let mut grades = vec![None; results.len()];
        let mut all = Vec::with_capacity(judged.iter().len());
        for doc in judged.iter() {
            all.push(doc.value);
            if let Some(position) = positions.get(doc.id) {
                grades[*position] = Some(doc.value);
            }
        }
        Ok(Self {
            is_judged: grades.iter().any(Option::is_some),
            tie_bounds: tie_bounds(&results, &grades, &all),
            results: Graded::new(grades, all),
        })
    }
}

/// Returns the position of each document in the results of a query.
///
/// # Errors
/// A document is listed twice.
pub(super) fn positions<'a>(
    name: &str,
    query: &[u8],
    results: &[Doc<'a, f64>],
) -> Result<HashMap<&'a [u8], usize>, Diagnostic> {
    let mut positions = HashMap::with_capacity(results.len());
    for (position, doc) in results.iter().enumerate() {
        if let Some(other) = positions.insert(doc.id, position) {
            let lines = [doc.line, results[other].line];
            let (first, second) = (lines[0].min(lines[1]), lines[0].max(lines[1]));
            let (query, id) = (display_id(query), display_id(doc.id));
            return Err(
                duplicate_document(&query, &id, first.into()).at(format!("{name}:{second}"))
            );
        }
    }
    Ok(positions)
}

/// Returns the best and the worst order of equal scores, or `None` if it makes no difference.
fn tie_bounds(
    results: &[Doc<'_, f64>],
    grades: &[Option<i32>],
    judged: &[i32],
) -> Option<(Graded, Graded)> {
    let mut best: Option<Vec<_>> = None;
    let mut ties = Vec::new();
    let mut start = 0;
    for tied in results.chunk_by(|a, b| a.value.total_cmp(&b.value).is_eq()) {
        let range = start..start + tied.len();
        start = range.end;
        let first = grades[range.start];
        if grades[range.clone()].iter().any(|grade| *grade != first) {
            let best = best.get_or_insert_with(|| grades.to_vec());
            best[range.clone()].sort_unstable_by(|a, b| b.cmp(a));
            ties.push(range);
        }
    }
    let best = best?;
    let mut worst = best.clone();
    for range in ties {
        worst[range].reverse();
    }
    let judged = judged.to_vec();
    Some((Graded::new(best, judged.clone()), Graded::new(worst, judged)))
}
