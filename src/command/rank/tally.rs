//! What comes back while documents are scored.

use crate::client::{AsPassage as _, Scores};
use crate::model::{Document, Ranking, Scored};
use crate::plan::{OnLoss, Plan};
use crate::rank::{Collector, Selection};

/// The documents scored so far, and the tokens they took.
pub(super) struct Tally {
    collector: Collector<Document>,
    selection: Selection,
    pass_through: bool,
    tokens: Option<u64>,
}

impl Tally {
    pub(super) fn new(plan: &Plan) -> Self {
        // What may have to be passed through in input order must be kept, whatever it scores.
        let pass_through = plan.on_loss == OnLoss::PassThrough;
        let kept = if pass_through {
            Selection::ALL
        } else {
            plan.selection
        };
        Self {
            collector: Collector::new(kept),
            selection: plan.selection,
            pass_through,
            tokens: Some(0),
        }
    }

    /// Takes a batch with the scores of those of its documents that have a passage.
    pub(super) fn take(&mut self, batch: Vec<Scored>, scores: Scores) {
        self.tokens = self
            .tokens
            .zip(scores.tokens)
            .and_then(|(a, b)| a.checked_add(b));
        let mut numbers = scores.numbers.into_iter();
        for mut scored in batch {
            if scored.passage().is_some() {
                scored.score = numbers.next();
            }
            self.collector.take(scored);
        }
    }

    /// The tokens all requests took, if the service told for each.
    pub(super) fn tokens(&self) -> Option<u64> {
        self.tokens
    }

    /// The ranking; the input order without scores, if the service was `lost`.
    pub(super) fn finish(self, lost: bool) -> Ranking {
        let all = self.collector.finish();
        if !self.pass_through {
            return all;
        }
        let mut chosen = Collector::new(Selection {
            min_score: self.selection.min_score.filter(|_| !lost),
            ..self.selection
        });
        for mut scored in all.results {
            scored.score = scored.score.filter(|_| !lost);
            chosen.take(scored);
        }
        chosen.finish()
    }
}
