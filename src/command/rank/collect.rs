//! What comes back while documents are scored.

use std::sync::Arc;

use crate::client::{AsPassage as _, Scores};
use crate::command::record::Notes;
use crate::model::{Document, Form, Ranking, Scored, SourceInfo};
use crate::plan::{OnLoss, Plan};
use crate::rank::{Collector, Selection};

/// The documents scored so far, and the tokens they took.
pub(super) struct Tally {
    collector: Collector<Document>,
    /// The documents as they came, if they may have to be passed through in that order.
    unranked: Option<Collector<Document>>,
    tokens: Option<u64>,
    /// What is to be recorded, if anything is.
    notes: Option<Notes>,
    /// The tables met, each with the index of the first row that was seen of it.
    tables: Vec<(u64, Arc<SourceInfo>)>,
}

impl Tally {
    pub(super) fn new(plan: &Plan) -> Self {
        // Without scores there is none too low.
        let whatever = Selection {
            min_score: None,
            ..plan.selection
        };
        let passes = plan.on_loss == OnLoss::PassThrough;
        Self {
            collector: Collector::new(plan.selection),
            unranked: passes.then(|| Collector::new(whatever)),
            tokens: Some(0),
            notes: plan.record.as_ref().map(|_| Notes::default()),
            tables: Vec::new(),
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
            if let Some(notes) = &self.notes {
                notes.score(&scored);
            }
            self.take_scored(scored);
        }
    }

    /// Takes a document that has its score, if it is to have one.
    pub(super) fn take_scored(&mut self, scored: Scored) {
        self.note_table(&scored);
        if let Some(unranked) = &mut self.unranked {
            let document = scored.document.clone();
            let unscored = Scored {
                score: None,
                document,
                ..scored
            };
            unranked.take(unscored, Document::detach);
        }
        self.collector.take(scored, Document::detach);
    }

    /// What is to be recorded, if anything is.
    pub(super) fn notes(&self) -> Option<Notes> {
        self.notes.clone()
    }

    /// Notes the table that a row is of. Batches come back in any order, so the first row may come late.
    fn note_table(&mut self, row: &Scored) {
        let source = row.document.source();
        if !matches!(source.form, Form::Table { .. }) {
            return;
        }
        let known = self
            .tables
            .iter_mut()
            .find(|(_, table)| Arc::ptr_eq(table, source));
        match known {
            Some((first, _)) => *first = row.index.min(*first),
            None => self.tables.push((row.index, Arc::clone(source))),
        }
    }

    /// The tokens all requests took, if the service told for each.
    pub(super) fn tokens(&self) -> Option<u64> {
        self.tokens
    }

    /// The ranking; the input order without scores, if the service was `lost`.
    pub(super) fn finish(mut self, lost: bool) -> Ranking {
        self.tables.sort_by_key(|(first, _)| *first);
        let tables = self.tables.into_iter().map(|(_, table)| table).collect();
        let collector = match self.unranked {
            Some(unranked) if lost => unranked,
            _ => self.collector,
        };
        Ranking {
            tables,
            ..collector.finish()
        }
    }
}
