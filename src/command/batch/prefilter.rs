//! `--prefilter`: drops the documents of each query that match it least by the built-in scorer.

use std::iter;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::batch::{BadRecord, QueryRecord};
use crate::client::{AsPassage as _, Bm25, Passage, Scorer as _};
use crate::command::notify;
use crate::plan::MessageSettings;
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
    let records = records.map(move |record| {
        let (mut record, most) = match (record, most) {
            (Ok(record), Some(most)) => (record, most),
            (record, _) => return record,
        };
        let read = record.documents.len();
        keep_best(&mut record, most);
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
fn keep_best(record: &mut QueryRecord, most: usize) {
    // Images play no part in it.
    let passages = record.documents.iter().enumerate().filter_map(|(at, document)| {
        let passage = Passage { image: None, ..document.passage()? };
        Some((at, passage))
    });
    let (positions, passages): (Vec<usize>, Vec<Passage<'_>>) = passages.unzip();
    if positions.len() <= most {
        return;
    }
    let Ok(scores) = Bm25.score(&record.query, &passages) else {
        return;
    };
    let mut best: Vec<(f64, usize)> = scores.numbers.into_iter().zip(positions).collect();
    best.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    best.truncate(most);
    best.sort_unstable_by_key(|(_, at)| *at);
    let documents = best.iter().map(|(_, at)| record.documents[*at].clone()).collect();
    record.indexes = Some(best.iter().map(|(_, at)| record.index(*at)).collect());
    record.documents = documents;
}
