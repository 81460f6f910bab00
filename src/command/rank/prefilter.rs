//! The documents that a service scores: all, or with `--prefilter` the best by the built-in scorer.

use anyhow::Result;

use super::documents;
use super::local_collection::LocalCollection;
use super::shortlist::BestDocuments;
use super::tables::Tables;
use crate::command::notify;
use crate::command::record::Recorder;
use crate::model::Scored;
use crate::plan::RankPlan;
use crate::text::count;

pub(in crate::command) struct Prefiltered {
    pub(in crate::command) documents: Box<dyn Iterator<Item = Result<Scored>> + Send>,
    /// The number of documents that were dropped; `None` without `--prefilter`.
    pub(super) dropped: Option<u64>,
    /// The tables of the dropped documents.
    pub(super) tables: Tables,
}

/// Returns the documents to score, and adds them to `recorder`.
pub(in crate::command) fn prefilter(
    plan: &RankPlan,
    recorder: Option<Recorder>,
) -> Result<Prefiltered> {
    let Some(most) = plan.prefilter else {
        let documents = documents(plan.input.clone(), plan.messages, recorder)?;
        let documents = Box::new(documents);
        return Ok(Prefiltered { documents, dropped: None, tables: Tables::default() });
    };
    let collection = LocalCollection::read(plan, None, Some(most))?;
    if collection.passages() <= most as u64 {
        let documents = Box::new(collection.documents(recorder)?);
        return Ok(Prefiltered { documents, dropped: Some(0), tables: Tables::default() });
    }
    // There are more documents with a text than `most`, so no blank one is kept.
    let BestDocuments { ranking, tables } = collection.best(most)?;
    let mut best = ranking.results.into_vec();
    best.sort_unstable_by_key(|scored| scored.index);
    let kept = best.len() as u64;
    let read = count(ranking.documents, "document");
    let message = format!("--prefilter: the best {kept} of {read} by local/bm25 are scored");
    notify(plan.messages.verbose, &message);
    let documents = best.into_iter().map(move |scored| {
        let scored = Scored { score: None, ..scored };
        if let Some(recorder) = &recorder {
            recorder.add(&scored)?;
        }
        Ok(scored)
    });
    let dropped = Some(ranking.documents - kept);
    Ok(Prefiltered { documents: Box::new(documents), dropped, tables })
}
