//! Finds recorded scores: first the ranking, then the score of each of its documents.

use std::sync::Arc;

use super::{Hash, RecordedDocument, RecordedRanking, Recording, Stale};
use crate::client::Truncate;
use crate::window::WindowSettings;

/// Identifies the ranking to look up.
#[derive(Clone, Copy, Debug)]
pub struct RecordingKey<'a> {
    /// The case of `check`; `None` for plain ranking.
    pub case: Option<&'a str>,
    pub query: &'a str,
    /// The model; `None` matches any. A recording of a service that names no model matches every model.
    pub model: Option<&'a str>,
    /// The name of the API; `None` matches any.
    pub api: Option<&'a str>,
    pub truncate: Truncate,
    pub window: Option<WindowSettings>,
}

impl Recording {
    /// Returns the first ranking with this key. A key without a model matches every model; callers check with
    /// [`Recording::models`] that there is only one.
    ///
    /// # Errors
    /// The first part of the key that no recorded ranking has.
    pub fn find(&self, key: &RecordingKey<'_>) -> Result<&Arc<RecordedRanking>, Stale> {
        let of_case: Vec<_> = self.rankings_of_case(key.case).collect();
        if of_case.is_empty() {
            return Err(Stale::NoCase(key.case.map(Into::into)));
        }
        let of_query: Vec<_> =
            of_case.iter().filter(|ranking| ranking.header.query == key.query).collect();
        if of_query.is_empty() {
            let first = &of_case[0].header.query;
            let is_only = of_case.iter().all(|ranking| ranking.header.query == *first);
            return Err(Stale::Query(is_only.then(|| first.clone())));
        }
        let ranking = of_query
            .iter()
            .find(|ranking| {
                let recorded = ranking.header.model.as_deref();
                key.model.is_none() || recorded.is_none() || recorded == key.model
            })
            .ok_or_else(|| Stale::Model {
                recorded: of_query.iter().map(|ranking| ranking.header.model.clone()).collect(),
                requested: key.model.unwrap_or_default().into(),
            })?;
        if let Some(requested) = key.api
            && ranking.header.api.as_deref() != Some(requested)
        {
            return Err(Stale::Api {
                recorded: ranking.header.api.clone(),
                requested: requested.into(),
            });
        }
        if ranking.header.truncate != key.truncate {
            return Err(Stale::Truncate(ranking.header.truncate));
        }
        if ranking.header.window != key.window {
            return Err(Stale::Window(ranking.header.window));
        }
        Ok(ranking)
    }
}

/// The scores of a ranking, each returned once.
#[derive(Debug)]
pub struct ScoreLookup<'a> {
    ranking: &'a RecordedRanking,
    used: Vec<bool>,
    /// The index after the last document found. Documents mostly come in recorded order, so it is tried
    /// before the index of ids.
    next: usize,
}

impl<'a> ScoreLookup<'a> {
    pub fn new(ranking: &'a RecordedRanking) -> Self {
        Self { ranking, used: vec![false; ranking.docs().len()], next: 0 }
    }

    /// Returns the score of a document; `None` for one that was blank when recorded.
    ///
    /// # Errors
    /// The document is not in the recording, has another hash there, or was looked up before.
    pub fn score(&mut self, id: &str, hash: Hash) -> Result<Option<f64>, Stale> {
        self.find(id, hash).map(|doc| doc.score)
    }

    /// Returns a document, each once.
    ///
    /// # Errors
    /// As [`ScoreLookup::score`].
    pub fn find(&mut self, id: &str, hash: Hash) -> Result<&'a RecordedDocument, Stale> {
        let docs = self.ranking.docs();
        let index = if docs.get(self.next).is_some_and(|doc| *doc.id == *id) {
            self.next
        } else {
            self.ranking.position(id).ok_or_else(|| Stale::NotRecorded(id.into()))?
        };
        if std::mem::replace(&mut self.used[index], true) {
            return Err(Stale::Twice(id.into()));
        }
        if docs[index].hash != hash {
            return Err(Stale::Changed(id.into()));
        }
        self.next = index + 1;
        Ok(&docs[index])
    }

    /// Checks that every document was looked up.
    ///
    /// # Errors
    /// The first of those that were not, and their number.
    pub fn finish(self) -> Result<(), Stale> {
        let mut unused = self.ranking.docs().iter().zip(self.used).filter(|(_, used)| !used);
        match unused.next() {
            None => Ok(()),
            Some((first, _)) => Err(Stale::Gone((*first.id).into(), 1 + unused.count())),
        }
    }
}
