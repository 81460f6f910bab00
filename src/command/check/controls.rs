//! Evaluates cases without a reranker, in input order and with local/bm25. A case that passes so proves little.

use std::collections::HashMap;
use std::sync::Arc;

use crate::check::{Case, Collection, Controls, ScoreBounds, evaluate};
use crate::client::{AsPassage, Bm25Index};
use crate::command::windows::{Piece, WindowFold, pieces};
use crate::model::Document;
use crate::window::WindowSettings;

/// Computes the controls of cases.
pub(super) struct ControlScorer {
    /// Score bounds are on the scale of the scorer that is checked, so local/bm25 can meet them only in a check
    /// of local/bm25.
    bounds: ScoreBounds,
    window: Option<WindowSettings>,
    /// The collections that several cases rank, indexed when first used.
    shared: HashMap<*const Collection, Option<Bm25Index>>,
}

impl ControlScorer {
    pub(super) fn new(cases: &[Case], uses_bm25: bool, window: Option<WindowSettings>) -> Self {
        let mut known = HashMap::new();
        for case in cases {
            *known.entry(Arc::as_ptr(&case.docs)).or_insert(0) += 1;
        }
        Self {
            window,
            bounds: if uses_bm25 { ScoreBounds::Compared } else { ScoreBounds::NeverMet },
            shared: known
                .into_iter()
                .filter(|(_, count)| *count > 1)
                .map(|(docs, _)| (docs, None))
                .collect(),
        }
    }

    pub(super) fn controls(&mut self, case: &Case) -> Controls {
        let bm25 = self.bm25(case).map(|scores| evaluate(case, &scores, 0.0, self.bounds));
        Controls {
            input_order: evaluate(case, &input_order(case), 0.0, ScoreBounds::NeverMet),
            bm25: bm25.unwrap_or_default(),
        }
    }

    /// Returns the scores of local/bm25; `None` if there is an image, which it cannot score.
    fn bm25(&mut self, case: &Case) -> Option<Vec<Option<f64>>> {
        let documents = &case.docs.documents;
        let passages = documents.iter().map(AsPassage::passage);
        if passages.flatten().any(|passage| passage.image.is_some()) {
            return None;
        }
        let pieces = || documents.iter().flat_map(|document| pieces(document, self.window));
        let query = &case.query;
        let numbers = match self.shared.get_mut(&Arc::as_ptr(&case.docs)) {
            Some(shared) => shared.get_or_insert_with(|| index(pieces())).scores(query),
            None => index(pieces()).scores(query),
        };
        let mut numbers = numbers.into_iter();
        let mut fold = WindowFold::default();
        let folded = pieces().filter_map(|piece| {
            let score = piece.has_passage().then(|| numbers.next()).flatten();
            fold.add(piece, score)
        });
        Some(folded.map(|folded| folded.score).collect())
    }
}

fn index<'a>(pieces: impl Iterator<Item = Piece<&'a Document>>) -> Bm25Index {
    let mut index = Bm25Index::default();
    for piece in pieces {
        if let Some(passage) = piece.passage() {
            index.add(&passage.plain());
        }
    }
    index.finish()
}

/// Returns scores that keep the input order. Blank documents have none, as with any scorer.
fn input_order(case: &Case) -> Vec<Option<f64>> {
    let mut next = 0.0;
    case.docs
        .documents
        .iter()
        .map(|document| {
            next -= 1.0;
            document.passage().map(|_| next)
        })
        .collect()
}
