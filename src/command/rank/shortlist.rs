//! The documents that may be among the best by the built-in scorer, chosen while the collection is read.
//!
//! Until all documents are read, their scores are estimates by the statistics so far. So the list is longer than
//! requested, and in the end all documents are scored by the counts that were kept of them. If one that was dropped is
//! among the best, the collection has to be read again.

use std::cmp::Ordering;
use std::io;

use super::tables::Tables;
use crate::client::{AsPassage as _, Bm25Pass, Job, OccurrenceLog, Occurrences, Scores, Weights};
use crate::command::windows::Piece;
use crate::model::{Ranking, Scored};
use crate::rank::{Collector, Selection, by_rank};

/// The number of documents in the list in addition to those that are requested.
const SPARE: usize = 1000;
/// The maximum size of the records in the list, unless those that are requested have more.
const BYTES: usize = 8 << 20;

pub(super) struct Shortlist {
    top_n: usize,
    contenders: Vec<Contender>,
    /// The size of their records, and the size from which on the list is shortened.
    bytes: usize,
    max_bytes: usize,
    /// The rank of the last document in a list that is full.
    last: Option<Scored<()>>,
    /// The number of documents from which on the estimates are computed again.
    next_cut: u64,
    /// The counts of all documents.
    log: OccurrenceLog,
    best: BestDocuments,
}

/// The best documents of a collection.
pub(super) struct BestDocuments {
    /// The ranking without tables. All documents are counted.
    pub(super) ranking: Ranking,
    /// The tables of all documents.
    pub(super) tables: Tables,
}

/// A document in the list.
struct Contender {
    /// The document with the estimate of its score.
    scored: Scored,
    /// Its terms; `None` for a blank document.
    terms: Option<Occurrences>,
}

impl Contender {
    fn size(&self) -> usize {
        self.scored.document.record().len()
    }

    fn by_rank(&self, other: &Self) -> Ordering {
        by_rank(&self.scored, &other.scored)
    }
}

impl Shortlist {
    pub(super) fn new(top_n: usize) -> Self {
        Self {
            top_n,
            contenders: Vec::new(),
            bytes: 0,
            max_bytes: BYTES,
            last: None,
            next_cut: 0,
            log: OccurrenceLog::default(),
            best: BestDocuments {
                ranking: Collector::new(Selection::ALL).finish(),
                tables: Tables::default(),
            },
        }
    }

    /// Adds the documents of a job of the first pass, none of which was cut into windows.
    pub(super) fn add(&mut self, pass: &Bm25Pass, job: Job<Piece<Scored>>, scores: &Scores) {
        let mut weights = pass.weights();
        let mut passages = scores.occurrences.iter();
        for piece in job.items {
            let Piece::Whole(mut scored) = piece else {
                continue;
            };
            let terms = if scored.has_passage() { passages.next() } else { None };
            self.count(&scored);
            if let Some(terms) = terms {
                self.log.add(scored.index, terms);
            }
            scored.score = terms.map(|terms| weights.score(terms));
            if self.last.as_ref().is_some_and(|last| by_rank(&scored, last).is_gt()) {
                continue;
            }
            scored.document.detach();
            let contender = Contender { scored, terms: terms.map(Occurrences::one) };
            self.bytes += contender.size();
            self.contenders.push(contender);
        }
        if self.best.ranking.documents >= self.next_cut
            || self.contenders.len() / 2 >= self.most()
            || self.bytes > self.max_bytes
        {
            self.cut(&mut weights);
        }
    }

    fn count(&mut self, scored: &Scored) {
        let ranking = &mut self.best.ranking;
        ranking.documents += 1;
        ranking.blank += u64::from(!scored.has_passage());
        ranking.blank_lines += u64::from(scored.document.is_blank_line());
        self.best.tables.add(scored);
    }

    /// Returns the maximum number of documents in the list.
    fn most(&self) -> usize {
        self.top_n.saturating_add(SPARE)
    }

    /// Computes the estimates by the statistics so far.
    fn estimate(&mut self, weights: &mut Weights) {
        for contender in &mut self.contenders {
            let terms = contender.terms.as_ref().and_then(|terms| terms.iter().next());
            contender.scored.score = terms.map(|terms| weights.score(terms));
        }
    }

    /// Shortens the list by new estimates.
    fn cut(&mut self, weights: &mut Weights) {
        self.next_cut = self.best.ranking.documents / 4 * 5;
        if self.contenders.len() > self.top_n {
            self.estimate(weights);
            let (length, most) = (self.contenders.len(), self.most());
            if length > most {
                self.contenders.select_nth_unstable_by(most, Contender::by_rank);
                self.contenders.truncate(most);
            }
            self.cut_bytes();
            let is_full = self.contenders.len() < length || length == most;
            let last = self.contenders.iter().max_by(|a, b| a.by_rank(b)).filter(|_| is_full);
            self.last = last.map(|last| place(&last.scored));
        }
        self.max_bytes = self.bytes + BYTES;
    }

    /// Drops the last documents until the records are small enough.
    fn cut_bytes(&mut self) {
        self.bytes = self.contenders.iter().map(Contender::size).sum();
        if self.bytes <= BYTES {
            return;
        }
        self.contenders.sort_unstable_by(Contender::by_rank);
        while self.contenders.len() > self.top_n && self.bytes > BYTES {
            let last = self.contenders.pop();
            self.bytes -= last.map_or(0, |last| last.size());
        }
    }

    /// Returns the best documents after a complete pass; `None` if they are not all in the list.
    ///
    /// # Errors
    /// The temporary file with the counts of all documents cannot be used.
    pub(super) fn finish(mut self, pass: &Bm25Pass) -> io::Result<Option<BestDocuments>> {
        let mut weights = pass.weights();
        self.estimate(&mut weights);
        self.contenders.sort_unstable_by(Contender::by_rank);
        self.contenders.truncate(self.top_n);
        let mut expected = self.contenders.len();
        let last = self.contenders.last().filter(|_| expected == self.top_n);
        // Blank documents are among the best only if all others are.
        if let Some(last) = last.filter(|last| last.scored.score.is_some()) {
            let last = place(&last.scored);
            let mut found = 0;
            self.log.read(|index, terms| {
                let score = Some(weights.score(terms));
                let scored = Scored { index, score, window: None, document: () };
                found += usize::from(by_rank(&scored, &last) != Ordering::Greater);
                found <= expected
            })?;
            expected = found;
        }
        if expected != self.contenders.len() {
            return Ok(None);
        }
        let results = self.contenders.into_iter().map(|contender| contender.scored).collect();
        Ok(Some(BestDocuments {
            ranking: Ranking { results, ..self.best.ranking },
            tables: self.best.tables,
        }))
    }
}

/// Returns what decides the rank of a document.
fn place(scored: &Scored) -> Scored<()> {
    Scored { index: scored.index, score: scored.score, window: None, document: () }
}
