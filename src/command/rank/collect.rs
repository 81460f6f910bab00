//! Collects documents while they are scored.

use std::sync::Arc;

use crate::client::{Job, Scores};
use crate::command::record::Recorder;
use crate::model::{Document, Form, Ranking, Scored, SourceInfo};
use crate::plan::RankPlan;
use crate::rank::{Collector, Selection};

/// The documents scored so far, and the tokens they took.
pub(super) struct Tally {
    collector: Collector<Document>,
    /// The documents in input order, for `--on-error passthrough`.
    unranked: Option<Collector<Document>>,
    tokens: Option<u64>,
    has_positive_score: bool,
    recorder: Option<Recorder>,
    /// The tables among the sources, each with the lowest index of its rows so far.
    tables: Vec<(u64, Arc<SourceInfo>)>,
    blank_lines: u64,
}

impl Tally {
    pub(super) fn new(plan: &RankPlan) -> Self {
        // Without scores there is none below a minimum.
        let unranked = Selection { min_score: None, ..plan.selection };
        Self {
            collector: Collector::new(plan.selection),
            unranked: plan.passthrough.then(|| Collector::new(unranked)),
            tokens: Some(0),
            has_positive_score: false,
            recorder: plan.record.as_ref().map(|_| Recorder::default()),
            tables: Vec::new(),
            blank_lines: 0,
        }
    }

    /// Adds the documents of a job with their scores.
    pub(super) fn add(&mut self, job: Job<Scored>, scores: Scores) {
        self.tokens = self.tokens.zip(scores.tokens).and_then(|(a, b)| a.checked_add(b));
        self.has_positive_score |= scores.numbers.iter().any(|score| *score > 0.0);
        for (mut scored, score) in job.into_scored(scores.numbers) {
            scored.score = score;
            if let Some(recorder) = &self.recorder {
                recorder.set_score(&scored);
            }
            self.add_scored(scored);
        }
    }

    /// Adds a document that has its final score.
    pub(super) fn add_scored(&mut self, scored: Scored) {
        self.note_table(&scored);
        let is_line = matches!(scored.document.source().form, Form::Lines | Form::Found);
        self.blank_lines += u64::from(is_line && scored.document.is_blank());
        if let Some(unranked) = &mut self.unranked {
            let document = scored.document.clone();
            let unscored = Scored { score: None, document, ..scored };
            unranked.add(unscored, Document::detach);
        }
        self.collector.add(scored, Document::detach);
    }

    pub(super) fn recorder(&self) -> Option<Recorder> {
        self.recorder.clone()
    }

    /// Notes the table of a row. Batches complete in any order, so its first row can come late.
    fn note_table(&mut self, row: &Scored) {
        let source = row.document.source();
        if !matches!(source.form, Form::Table { .. }) {
            return;
        }
        let known = self.tables.iter_mut().find(|(_, table)| Arc::ptr_eq(table, source));
        match known {
            Some((first, _)) => *first = row.index.min(*first),
            None => self.tables.push((row.index, Arc::clone(source))),
        }
    }

    /// Returns the tokens of all requests, if the service reported them for each.
    pub(super) fn tokens(&self) -> Option<u64> {
        self.tokens
    }

    pub(super) fn has_positive_score(&self) -> bool {
        self.has_positive_score
    }

    /// Returns the ranking; the input order without scores if the service `has_failed`.
    pub(super) fn finish(mut self, has_failed: bool) -> Ranking {
        self.tables.sort_by_key(|(first, _)| *first);
        let tables = self.tables.into_iter().map(|(_, table)| table).collect();
        let collector = match self.unranked {
            Some(unranked) if has_failed => unranked,
            _ => self.collector,
        };
        Ranking { tables, blank_lines: self.blank_lines, ..collector.finish() }
    }
}
