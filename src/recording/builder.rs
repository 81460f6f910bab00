//! A ranking in the making: its documents are named as they are read, and scored in whatever order the
//! scores arrive.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use super::{Entry, Hash, Head, Ranking, Twins};

/// The documents of a ranking, while they are scored.
#[derive(Debug, Default)]
pub struct Draft {
    docs: Vec<Entry>,
    /// Hashes of the ids so far, which take less than the ids would.
    ids: HashSet<u64>,
    hasher: RandomState,
}

impl Draft {
    /// Names the next document of the input. One without an id, or with an empty one, gets its index.
    ///
    /// # Errors
    /// An earlier document has the same id, so that its score could not be told from this one's.
    pub fn name(&mut self, id: Option<&str>) -> Result<(), Twins> {
        let id: Box<str> = match id {
            Some(id) if !id.is_empty() => id.into(),
            _ => self.docs.len().to_string().into(),
        };
        if !self.ids.insert(self.hasher.hash_one(&id)) {
            // Two ids may have one hash, so only a look at them tells.
            if let Some(twin) = self.docs.iter().position(|doc| doc.id == id) {
                return Err(Twins {
                    id: id.into(),
                    indexes: (twin, self.docs.len()),
                });
            }
        }
        self.docs.push(Entry {
            id,
            hash: Hash::NOTHING,
            score: None,
        });
        Ok(())
    }

    /// Notes what was scored of the document at an index, and its score.
    pub fn score(&mut self, index: usize, hash: Hash, score: Option<f64>) {
        if let Some(doc) = self.docs.get_mut(index) {
            doc.hash = hash;
            doc.score = score;
        }
    }

    /// Whether no document has a score.
    pub fn is_unscored(&self) -> bool {
        self.docs.iter().all(|doc| doc.score.is_none())
    }

    /// The ranking.
    ///
    /// # Errors
    /// Two documents have the same id, which [`Draft::name`] does not let happen.
    pub fn finish(self, head: Head) -> Result<Ranking, Twins> {
        Ranking::new(head, self.docs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_and_an_id_that_are_the_same_are_told() {
        let mut draft = Draft::default();
        let ids = [Some("2"), Some(""), None, Some("b")];
        let results = ids.map(|id| draft.name(id).map_err(|twins| twins.indexes));
        assert_eq!(results, [Ok(()), Ok(()), Err((0, 2)), Ok(())]);
    }
}
