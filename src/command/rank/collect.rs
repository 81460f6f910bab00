//! Collects documents while they are scored.

use anyhow::Result;

use super::prefilter::Prefiltered;
use super::shortlist::BestDocuments;
use super::tables::Tables;
use crate::client::{Job, Scores};
use crate::command::record::Recorder;
use crate::command::windows::{Piece, WindowFold};
use crate::model::{Document, Ranking, Scored};
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
    tables: Tables,
    fold: WindowFold,
    passages: u64,
    prefiltered: Option<u64>,
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
            tables: Tables::default(),
            fold: WindowFold::default(),
            passages: 0,
            prefiltered: None,
            blank_lines: 0,
        }
    }

    /// Notes what the prefilter dropped, and returns the documents to score.
    pub(super) fn begin(
        &mut self,
        documents: Prefiltered,
    ) -> Box<dyn Iterator<Item = Result<Scored>> + Send> {
        self.prefiltered = documents.dropped;
        self.tables = documents.tables;
        documents.documents
    }

    /// Adds the documents of a job with their scores.
    pub(super) fn add(&mut self, job: Job<Piece<Scored>>, scores: Scores) {
        self.tokens = self.tokens.zip(scores.tokens).and_then(|(a, b)| a.checked_add(b));
        self.has_positive_score |= scores.numbers.iter().any(|score| *score > 0.0);
        self.passages += scores.numbers.len() as u64;
        for (piece, score) in job.into_scored(scores.numbers) {
            let Some(folded) = self.fold.add(piece, score) else {
                continue;
            };
            let window = folded.window.map(Box::new);
            let scored = Scored { score: folded.score, window, ..folded.document };
            if let Some(recorder) = &self.recorder {
                recorder.set_score(&scored);
            }
            self.add_scored(scored);
        }
    }

    /// Adds a document with its recorded score.
    pub(super) fn add_recorded(&mut self, scored: Scored) {
        let windows = scored.window.as_ref().map_or(1, |window| window.of as u64);
        self.passages += scored.score.map_or(0, |_| windows);
        self.add_scored(scored);
    }

    /// Adds a document that has its final score.
    fn add_scored(&mut self, scored: Scored) {
        self.tables.add(&scored);
        self.blank_lines += u64::from(scored.document.is_blank_line());
        if let Some(unranked) = &mut self.unranked {
            let document = scored.document.clone();
            let unscored = Scored { score: None, window: None, document, ..scored };
            unranked.add(unscored, Document::detach);
        }
        self.collector.add(scored, Document::detach);
    }

    /// Adds the best documents of a collection.
    pub(super) fn add_best(&mut self, best: BestDocuments) {
        let BestDocuments { ranking, tables } = best;
        self.has_positive_score |= ranking.results.iter().any(|scored| scored.score > Some(0.0));
        self.blank_lines += ranking.blank_lines;
        self.tables = tables;
        self.collector.add_best(ranking);
    }

    pub(super) fn recorder(&self) -> Option<Recorder> {
        self.recorder.clone()
    }

    /// Returns the tokens of all requests, if the service reported them for each.
    pub(super) fn tokens(&self) -> Option<u64> {
        self.tokens
    }

    /// Returns the number of passages that have scores.
    pub(super) fn passages(&self) -> u64 {
        self.passages
    }

    /// Returns the number of documents that the prefilter dropped.
    pub(super) fn prefiltered(&self) -> Option<u64> {
        self.prefiltered
    }

    pub(super) fn has_positive_score(&self) -> bool {
        self.has_positive_score
    }

    /// Returns the ranking; the input order without scores if the service `has_failed`.
    pub(super) fn finish(self, has_failed: bool) -> Ranking {
        let collector = match self.unranked {
            Some(unranked) if has_failed => unranked,
            _ => self.collector,
        };
        let ranking = collector.finish();
        Ranking {
            tables: self.tables.into_sources(),
            blank_lines: self.blank_lines,
            documents: ranking.documents + self.prefiltered.unwrap_or(0),
            ..ranking
        }
    }
}
