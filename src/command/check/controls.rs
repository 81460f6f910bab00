//! What would come of a case without a reranker: with the documents as they came, and with the scorer built
//! in. A case that passes so proves little.

use std::collections::HashMap;
use std::sync::Arc;

use super::has_passage;
use crate::check::{Case, Collection, Controls, ScoreBounds, evaluate};
use crate::client::{AsPassage, Bm25Index, Passage};

/// Makes the controls of cases.
pub(super) struct Control {
    /// ScoreBounds of scores count for the scorer built in only where it is the one that is judged, for they are
    /// written for its scale then.
    bounds: ScoreBounds,
    /// The collections that several cases rank, with their words once they were looked at.
    shared: HashMap<*const Collection, Option<Bm25Index>>,
}

impl Control {
    pub(super) fn new(cases: &[Case], uses_bm25: bool) -> Self {
        let mut known = HashMap::new();
        for case in cases {
            *known.entry(Arc::as_ptr(&case.docs)).or_insert(0) += 1;
        }
        let shared = known.into_iter().filter(|(_, count)| *count > 1);
        Self {
            bounds: if uses_bm25 {
                ScoreBounds::Compared
            } else {
                ScoreBounds::NeverMet
            },
            shared: shared.map(|(docs, _)| (docs, None)).collect(),
        }
    }

    /// The controls of a case.
    pub(super) fn of(&mut self, case: &Case) -> Controls {
        let bm25 = self.bm25(case);
        let bm25 = bm25.map(|scores| evaluate(case, &scores, 0.0, self.bounds));
        Controls {
            input_order: evaluate(case, &input_order(case), 0.0, ScoreBounds::NeverMet),
            bm25: bm25.unwrap_or_default(),
        }
    }

    /// The scores of the scorer built in; none if there is a picture, which it cannot score.
    fn bm25(&mut self, case: &Case) -> Option<Vec<Option<f64>>> {
        let passages = case.docs.documents.iter().map(AsPassage::passage);
        let passages: Vec<Option<Passage<'_>>> = passages.collect();
        if passages
            .iter()
            .flatten()
            .any(|passage| passage.image.is_some())
        {
            return None;
        }
        let query = &case.query;
        let numbers = match self.shared.get_mut(&Arc::as_ptr(&case.docs)) {
            Some(shared) => shared
                .get_or_insert_with(|| indexed(&passages))
                .scores(query),
            None => indexed(&passages).scores(query),
        };
        let mut numbers = numbers.into_iter();
        let score = |passage: &Option<Passage<'_>>| passage.as_ref().and_then(|_| numbers.next());
        Some(passages.iter().map(score).collect())
    }
}

fn indexed(passages: &[Option<Passage<'_>>]) -> Bm25Index {
    let texts: Vec<_> = passages.iter().flatten().map(Passage::plain).collect();
    let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    Bm25Index::new(&texts)
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
