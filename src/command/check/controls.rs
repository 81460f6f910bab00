//! What would come of a case without a reranker: with the documents as they came, and with the scorer built
//! in. A case that passes so proves little.

use super::has_passage;
use crate::check::{Bounds, Case, Controls, weigh};
use crate::client::{AsPassage, Bm25, Passage, Scorer as _};

/// The controls of a case. Bounds of scores count for the scorer built in only where it is the one that is
/// judged, for they are written for its scale then.
pub(super) fn of(case: &Case, uses_bm25: bool) -> Controls {
    let bounds = if uses_bm25 {
        Bounds::Count
    } else {
        Bounds::CannotBeMet
    };
    let bm25 = bm25(case).map(|scores| weigh(case, &scores, 0.0, bounds));
    Controls {
        input_order: weigh(case, &input_order(case), 0.0, Bounds::CannotBeMet),
        bm25: bm25.unwrap_or_default(),
    }
}

/// Scores that keep the order of the input; a blank document has none, as from any scorer.
fn input_order(case: &Case) -> Vec<Option<f64>> {
    let mut next = 0.0;
    let docs = 0..case.docs.len();
    docs.map(|doc| {
        next -= 1.0;
        has_passage(&case.docs, doc).then_some(next)
    })
    .collect()
}

/// The scores of the scorer built in, if it can score them.
fn bm25(case: &Case) -> Option<Vec<Option<f64>>> {
    let documents = &case.docs.documents;
    let passages: Vec<Option<Passage<'_>>> = documents.iter().map(AsPassage::passage).collect();
    let sent: Vec<_> = passages.iter().flatten().cloned().collect();
    let scores = Bm25.score(&case.query, &sent).ok()?;
    let mut numbers = scores.numbers.into_iter();
    let scores = passages
        .iter()
        .map(|passage| passage.as_ref().and_then(|_| numbers.next()));
    Some(scores.collect())
}
