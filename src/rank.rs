//! Sorts scored documents: by score descending, equal scores in input order, documents without a score last.
//! The result does not depend on the order in which scores arrive.
//!
//! With a limit the collector is a heap with the worst document on top, which never holds more than the limit.

mod order;

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::model::{Ranking, Results, Scale, Scored};

pub use order::by_rank;

#[derive(Clone, Copy, Debug)]
pub struct Selection {
    pub top_n: Option<usize>,
    /// The minimum score on `scale`; documents without a score are dropped.
    pub min_score: Option<f64>,
    pub scale: Scale,
}

impl Selection {
    pub const ALL: Self = Self { top_n: None, min_score: None, scale: Scale::Raw };

    fn admits(&self, score: Option<f64>) -> bool {
        match (self.min_score, score) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(min_score), Some(raw)) => self.scale.of(raw) >= min_score,
        }
    }
}

/// An entry of the heap; the worst document is the greatest.
struct HeapEntry<D>(Scored<D>);

impl<D> Ord for HeapEntry<D> {
    fn cmp(&self, other: &Self) -> Ordering {
        by_rank(&self.0, &other.0)
    }
}

impl<D> PartialOrd for HeapEntry<D> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<D> PartialEq for HeapEntry<D> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<D> Eq for HeapEntry<D> {}

/// Collects scored documents into a ranking.
pub struct Collector<D> {
    selection: Selection,
    kept: BinaryHeap<HeapEntry<D>>,
    all: Results<D>,
    documents: u64,
    blank: u64,
}

impl<D> Collector<D> {
    pub fn new(selection: Selection) -> Self {
        Self { selection, kept: BinaryHeap::new(), all: Results::new(), documents: 0, blank: 0 }
    }

    /// Adds a document, whose score must be finite. If some documents are dropped, `detach` is called on those
    /// that are kept, so that they do not hold memory that they share with others.
    pub fn add(&mut self, scored: Scored<D>, detach: impl FnOnce(&mut D)) {
        self.documents += 1;
        self.blank += u64::from(scored.score.is_none());
        self.keep(scored, detach);
    }

    /// Adds a ranking that has the best documents of a collection and counts all of them.
    pub fn add_best(&mut self, ranking: Ranking<D>) {
        self.documents += ranking.documents;
        self.blank += ranking.blank;
        for scored in ranking.results.into_vec() {
            self.keep(scored, |_| {});
        }
    }

    fn keep(&mut self, mut scored: Scored<D>, detach: impl FnOnce(&mut D)) {
        if !self.selection.admits(scored.score) {
            return;
        }
        let Some(top_n) = self.selection.top_n else {
            if self.selection.min_score.is_some() {
                detach(&mut scored.document);
            }
            self.all.push(scored);
            return;
        };
        if self.kept.len() < top_n {
            detach(&mut scored.document);
            self.kept.push(HeapEntry(scored));
        } else if let Some(mut worst) = self.kept.peek_mut()
            && by_rank(&scored, &worst.0) == Ordering::Less
        {
            detach(&mut scored.document);
            *worst = HeapEntry(scored);
        }
    }

    pub fn finish(self) -> Ranking<D> {
        let mut results = self.all;
        for HeapEntry(scored) in self.kept {
            results.push(scored);
        }
        Ranking {
            results: order::sort(results),
            documents: self.documents,
            blank: self.blank,
            blank_lines: 0,
            tables: Vec::new(),
        }
    }
}
