//! The reading side: names the documents of each query, and finds scores of an earlier run.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::ScoreSettings;
use crate::batch::{self, QueryRecord};
use crate::client::{AsPassage, Remote};
use crate::command::batch::query::{KeptScores, QueryState, Subject};
use crate::command::scoring::PartialScores;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::recording::{Hash, JournalMatch, JournalReader, RankingBuilder};

/// Prepares queries for a recording.
pub(in crate::command::batch) struct LedgerReader {
    journal: Option<JournalReader>,
    /// The service, if its model is not known yet.
    remote: Option<Arc<Remote>>,
    settings: ScoreSettings,
    found: Arc<AtomicU64>,
    changed: Arc<AtomicU64>,
    /// The hashes of the documents of each id and query so far, by the hash of those.
    queries: HashMap<u64, u64>,
    hasher: RandomState,
}

impl LedgerReader {
    pub(super) fn new(
        journal: Option<JournalReader>,
        remote: Option<Arc<Remote>>,
        settings: ScoreSettings,
        (found, changed): (Arc<AtomicU64>, Arc<AtomicU64>),
    ) -> Self {
        Self {
            // Without a journal the model does not matter before there are scores.
            remote: remote.filter(|_| journal.is_some()),
            journal,
            settings,
            found,
            changed,
            queries: HashMap::new(),
            hasher: RandomState::new(),
        }
    }

    /// Takes the scores of a query from the journal, or prepares to record them. A query that cannot be recorded
    /// fails.
    pub(in crate::command::batch) fn prepare(&mut self, state: &mut QueryState) {
        let Subject::Query(record) = &state.subject else {
            return;
        };
        let record = Arc::clone(record);
        if let Err(error) = self.try_prepare(state, &record) {
            state.scores = PartialScores::complete(Err(error));
        }
    }

    fn try_prepare(&mut self, state: &mut QueryState, record: &QueryRecord) -> Result<(), Error> {
        if !record.documents.iter().any(AsPassage::has_passage) {
            return Ok(());
        }
        let id = batch::id_text(record.id.as_ref(), record.number);
        let builder = builder(record)?;
        let is_repeated = self.check_repeated(&id, record, &builder)?;
        if let Some(remote) = self.remote.take() {
            self.settings.model = match remote.requested_model() {
                Ok(model) => model,
                Err(error) => {
                    self.remote = Some(remote);
                    return Err(Error::Call(error, None));
                }
            };
        }
        let header = self.settings.header(&id, &record.query);
        let found = self.journal.as_ref().map(|journal| journal.find(&header, builder.docs()));
        match found.transpose()? {
            Some(JournalMatch::Same(ranking, entry)) => {
                self.found.fetch_add(1, Ordering::Relaxed);
                let scores = ranking.docs().iter().map(|doc| doc.score).collect();
                let windows = ranking.docs().iter().map(|doc| doc.window.as_deref().copied());
                state.scores = PartialScores::complete(Ok(scores)).with_windows(windows.collect());
                state.kept = Some(KeptScores { ranking, entry: Some(entry) });
            }
            Some(JournalMatch::Changed) => {
                self.changed.fetch_add(1, Ordering::Relaxed);
                state.recorded = Some(builder);
            }
            Some(JournalMatch::Nothing) | None => state.recorded = Some(builder),
        }
        if is_repeated {
            (state.kept, state.recorded) = (None, None);
        }
        Ok(())
    }

    /// Returns true if an earlier query has the same id, text and documents.
    ///
    /// # Errors
    /// An earlier query has the same id and text, but other documents.
    fn check_repeated(
        &mut self,
        id: &str,
        record: &QueryRecord,
        builder: &RankingBuilder,
    ) -> Result<bool, Diagnostic> {
        let docs = builder.docs().iter().map(|doc| (&doc.id, doc.hash.to_string()));
        let docs = self.hasher.hash_one(docs.collect::<Vec<_>>());
        let key = self.hasher.hash_one((id, &record.query));
        match self.queries.insert(key, docs) {
            None => Ok(false),
            Some(earlier) if earlier == docs => Ok(true),
            Some(_) => Err(Diagnostic::new("an earlier query has the same id and text")
                .at(&*record.origin)
                .cause("a recording holds one list of documents for each")
                .hint("`--query-id-field` names another field for the ids")),
        }
    }
}

/// Returns the ids and hashes of the documents of a query.
fn builder(record: &QueryRecord) -> Result<RankingBuilder, Diagnostic> {
    let mut builder = RankingBuilder::default();
    for (at, document) in record.documents.iter().enumerate() {
        let index = record.index(at);
        let added = builder.add(index, document.id().as_deref());
        added.map_err(|duplicate| duplicate.diagnostic(document.origin()))?;
        builder.set_score(index, Hash::of(document.passage().as_ref()), None, None);
    }
    Ok(builder)
}
