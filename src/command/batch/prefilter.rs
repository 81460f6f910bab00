//! `--prefilter`: drops the documents of each query that match it least by the built-in scorer.

use std::iter;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::collection_index::{CollectionIndex, of_documents};
use crate::batch::{BadRecord, QueryRecord};
use crate::client::{AsPassage, Bm25, ClientError, Passage, Scorer as _};
use crate::command::notify;
use crate::model::Scored;
use crate::plan::MessageSettings;
use crate::rank::{Collector, Selection};
use crate::text::count;

/// Returns the records with the best `most` documents of each; `None` means all. The number of the others is reported
/// after the last record.
pub(super) fn prefiltered(
    records: impl Iterator<Item = Result<QueryRecord, BadRecord>> + Send + 'static,
    most: Option<usize>,
    messages: MessageSettings,
) -> impl Iterator<Item = Result<QueryRecord, BadRecord>> + Send + 'static {
    let dropped = Arc::new(AtomicU64::new(0));
    let total = Arc::clone(&dropped);
    let mut index = CollectionIndex::default();
    let records = records.map(move |record| {
        let (mut record, most) = match (record, most) {
            (Ok(record), Some(most)) => (record, most),
            (record, _) => return record,
        };
        let read = record.documents.len();
        keep_best(&mut record, most, &mut index);
        dropped.fetch_add((read - record.documents.len()) as u64, Ordering::Relaxed);
        Ok(record)
    });
    let report = iter::from_fn(move || {
        let dropped = count(total.load(Ordering::Relaxed), "document");
        let message = format!("--prefilter: {dropped} not scored");
        notify(messages.verbose && most.is_some(), &message);
        None
    });
    records.chain(report)
}

/// Drops all documents but the best `most`, blank ones among them. Fewer documents with a text stay as they are.
fn keep_best(record: &mut QueryRecord, most: usize, index: &mut CollectionIndex) {
    if record.documents.iter().filter(AsPassage::has_passage).count() <= most {
        return;
    }
    let scores = if record.ranks_collection {
        index.scores(record)
    } else {
        let Ok(scores) = scores(record) else {
            return;
        };
        scores
    };
    // There are more documents with a text than `most`, so no blank one is kept.
    let mut collector = Collector::new(Selection { top_n: Some(most), ..Selection::ALL });
    for (at, score) in scores.into_iter().enumerate() {
        collector.add(Scored { index: at as u64, score, window: None, document: at }, |_| {});
    }
    let mut best: Vec<usize> =
        collector.finish().results.into_vec().into_iter().map(|scored| scored.document).collect();
    best.sort_unstable();
    record.indexes = Some(best.iter().map(|at| record.index(*at)).collect());
    record.documents = Arc::new(best.iter().map(|at| record.documents[*at].clone()).collect());
    record.ranks_collection = false;
}

/// Returns the scores of the documents by the built-in scorer; `None` for a blank one.
fn scores(record: &QueryRecord) -> Result<Vec<Option<f64>>, ClientError> {
    let passages = record.documents.iter().filter_map(AsPassage::passage);
    // Images play no part in it.
    let passages: Vec<_> = passages.map(|passage| Passage { image: None, ..passage }).collect();
    Ok(of_documents(record, Bm25.score(&record.query, &passages)?.numbers))
}
