//! Recordings: scores kept in a file, one JSON object a line for each ranking.
//!
//! ```text
//! {"case":null,"model":"nvidia/…","api":"nim","truncate":"end","query":"…",
//!  "docs":[{"id":"a","hash":"9f2c41aa0b7e12cd","score":5.41015625},…]}
//! ```
//!
//! `case` is the case of `check` that was ranked, null for plain ranking; `model` is null where the service
//! names none, `api` where no service was asked. Documents stand in the order of the input, so that a
//! difference of two recordings shows scores that changed and not lines that moved; there is no time in it.
//! An id that is missing is the index. A hash stands for what was scored, see [`struct@Hash`]; the texts of
//! documents are not kept, the query is. A score is null for a document with nothing to score, and spelled
//! so that it reads back as the same number.
//!
//! Reading and writing here is of bytes; who opens files, and who scores, is not known to this room.

mod builder;
mod error;
mod hash;
mod lookup;
mod read;
mod stale;
mod write;

pub use builder::Draft;
pub use error::{Flaw, RecordingError};
pub use hash::Hash;
pub use lookup::{Lookup, Wanted};
pub use stale::Stale;

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::client::Truncate;

/// A document of a ranking.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its id, or its index in the input where it has none.
    pub id: Box<str>,
    /// What was scored.
    pub hash: Hash,
    /// The raw score, finite; none for a document with nothing to score.
    #[serde(deserialize_with = "read::stated")]
    pub score: Option<f64>,
}

/// What a ranking was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The case of `check`; none for plain ranking.
    pub case: Option<String>,
    /// The model; none where the service names none.
    pub model: Option<String>,
    /// How the requests were written, as `--api` calls it; none where no service was asked.
    pub api: Option<String>,
    /// What was to happen to passages that are too long.
    pub truncate: Truncate,
    /// The query.
    pub query: String,
}

impl Head {
    /// What names the ranking in a comparison of several: the case, or the query where there is none.
    pub fn name(&self) -> &str {
        self.case.as_deref().unwrap_or(&self.query)
    }
}

/// Two documents of one ranking with the same id, so that their scores cannot be told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twins {
    /// The id.
    pub id: String,
    /// Their indexes, the earlier one first.
    pub indexes: (usize, usize),
}

/// The scores of one query, the documents in the order of the input.
#[derive(Debug)]
pub struct Ranking {
    /// What was asked for.
    pub head: Head,
    /// The line of the recording on which it stands, from 1; 0 before it is written.
    pub line: u64,
    docs: Vec<Entry>,
    /// The positions of the documents, in the order of their ids.
    by_id: Vec<u32>,
}

impl Ranking {
    /// A ranking of these documents.
    ///
    /// # Errors
    /// Two documents have the same id.
    pub fn new(head: Head, docs: Vec<Entry>) -> Result<Self, Twins> {
        let mut by_id: Vec<u32> = (0..).take(docs.len()).collect();
        let id = |at: &u32| &*docs[*at as usize].id;
        by_id.sort_unstable_by(|a, b| id(a).cmp(id(b)).then(a.cmp(b)));
        let twins = by_id.windows(2).find(|pair| id(&pair[0]) == id(&pair[1]));
        if let Some(twins) = twins {
            return Err(Twins {
                id: id(&twins[0]).into(),
                indexes: (twins[0] as usize, twins[1] as usize),
            });
        }
        Ok(Self {
            head,
            line: 0,
            docs,
            by_id,
        })
    }

    /// The documents, in the order of the input.
    pub fn docs(&self) -> &[Entry] {
        &self.docs
    }

    /// The index of the document with an id.
    pub fn position(&self, id: &str) -> Option<usize> {
        let at = |at: &u32| self.docs[*at as usize].id.as_ref().cmp(id);
        let found = self.by_id.binary_search_by(at).ok()?;
        Some(self.by_id[found] as usize)
    }
}

/// The rankings of a file, in its order. No two are of the same case, model and query.
#[derive(Debug)]
pub struct Recording {
    /// The file, as messages call it.
    pub name: String,
    rankings: Vec<Arc<Ranking>>,
    /// The positions of the rankings, in the order of their cases, those of one case in that of the file.
    by_case: Vec<usize>,
}

impl Recording {
    fn new(name: String, rankings: Vec<Arc<Ranking>>) -> Self {
        let mut by_case: Vec<usize> = (0..rankings.len()).collect();
        by_case.sort_by_key(|at| rankings[*at].head.case.as_deref());
        Self {
            name,
            rankings,
            by_case,
        }
    }

    /// The rankings of a case, or those of none, in the order of the file.
    fn of_case(&self, case: Option<&str>) -> impl Iterator<Item = &Arc<Ranking>> {
        let of = |at: &usize| self.rankings[*at].head.case.as_deref();
        let first = self.by_case.partition_point(|at| of(at) < case);
        let rankings = self.by_case[first..].iter().map(|at| &self.rankings[*at]);
        rankings.take_while(move |ranking| ranking.head.case.as_deref() == case)
    }

    /// The rankings, one at least.
    pub fn rankings(&self) -> &[Arc<Ranking>] {
        &self.rankings
    }

    /// The rankings with their names, by which they are compared and measured.
    ///
    /// # Errors
    /// Two rankings have one name, as they have when two models were recorded.
    pub fn by_name(&self) -> Result<Vec<(&str, &Ranking)>, RecordingError> {
        let mut lines = HashMap::new();
        let named = self.rankings.iter().map(|ranking| {
            let name = ranking.head.name();
            match lines.insert(name, ranking.line) {
                None => Ok((name, &**ranking)),
                Some(earlier) => Err(RecordingError::Bad {
                    name: self.name.clone(),
                    line: ranking.line,
                    flaw: Flaw::TwoOfAName(earlier, name.into()),
                }),
            }
        });
        named.collect()
    }

    /// The models there are, each once, in the order of the file; none for a service that names none.
    pub fn models(&self) -> Vec<Option<&str>> {
        let mut models = Vec::new();
        for ranking in &self.rankings {
            let model = ranking.head.model.as_deref();
            if !models.contains(&model) {
                models.push(model);
            }
        }
        models
    }
}
