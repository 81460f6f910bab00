//! Collects a ranking while it is scored: documents are added as they are read, and scored in whatever
//! order the scores arrive.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use super::{DuplicateId, Hash, RankingHeader, RecordedDocument, RecordedRanking};
use crate::window::TextWindow;

/// The documents of a ranking, while they are scored.
#[derive(Debug, Default)]
pub struct RankingBuilder {
    docs: Vec<RecordedDocument>,
    /// The positions of the documents in the input, in ascending order.
    indexes: Vec<u64>,
    /// Hashes of the ids so far, which take less memory than the ids.
    ids: HashSet<u64>,
    hasher: RandomState,
}

impl RankingBuilder {
    /// Adds the next document of the input. One without an id, or with an empty one, gets its index.
    ///
    /// # Errors
    /// An earlier document has the same id.
    pub fn add(&mut self, index: u64, id: Option<&str>) -> Result<(), DuplicateId> {
        let id: Box<str> = match id {
            Some(id) if !id.is_empty() => id.into(),
            _ => index.to_string().into(),
        };
        if !self.ids.insert(self.hasher.hash_one(&id)) {
            // Two ids may have the same hash, so the ids themselves decide.
            if let Some(first) = self.docs.iter().position(|doc| doc.id == id) {
                return Err(DuplicateId { id: id.into(), indexes: (self.indexes[first], index) });
            }
        }
        self.indexes.push(index);
        self.docs.push(RecordedDocument { id, hash: Hash::NOTHING, score: None, window: None });
        Ok(())
    }

    /// Sets the hash, the score and the window of the document at an index of the input.
    pub fn set_score(
        &mut self,
        index: u64,
        hash: Hash,
        score: Option<f64>,
        window: Option<Box<TextWindow>>,
    ) {
        if let Ok(position) = self.indexes.binary_search(&index) {
            let doc = &mut self.docs[position];
            (doc.hash, doc.score, doc.window) = (hash, score, window);
        }
    }

    pub fn docs(&self) -> &[RecordedDocument] {
        &self.docs
    }

    pub fn is_unscored(&self) -> bool {
        self.docs.iter().all(|doc| doc.score.is_none())
    }

    /// Returns the ranking.
    ///
    /// # Errors
    /// Two documents have the same id, which [`RankingBuilder::add`] prevents.
    pub fn finish(self, header: RankingHeader) -> Result<RecordedRanking, DuplicateId> {
        RecordedRanking::new(header, self.docs)
    }
}
