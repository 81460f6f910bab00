//! Scores of the built-in scorer for queries that rank the same collection, which is tokenized once.

use crate::batch::QueryRecord;
use crate::client::{AsPassage, Bm25Index};

/// The index of the collection of a run, built when it is first used.
#[derive(Default)]
pub(super) struct CollectionIndex(Option<Bm25Index>);

impl CollectionIndex {
    /// Returns the score of each document for a query that ranks the collection; `None` for a blank document.
    pub(super) fn scores(&mut self, record: &QueryRecord) -> Vec<Option<f64>> {
        let index = self.0.get_or_insert_with(|| {
            let mut index = Bm25Index::default();
            for passage in record.documents.iter().filter_map(AsPassage::passage) {
                index.add(&passage.plain());
            }
            index.finish()
        });
        of_documents(record, index.scores(&record.query))
    }
}

/// Assigns the scores of passages to the documents that have one.
pub(super) fn of_documents(record: &QueryRecord, scores: Vec<f64>) -> Vec<Option<f64>> {
    let mut scores = scores.into_iter();
    let has_passage = record.documents.iter().map(AsPassage::has_passage);
    has_passage.map(|has_passage| if has_passage { scores.next() } else { None }).collect()
}
