//! Recordings: scores kept in a file, one JSON object per ranking and line.
//!
//! ```text
//! {"case":null,"model":"nvidia/…","api":"nim","truncate":"end","query":"…",
//!  "docs":[{"id":"a","hash":"9f2c41aa0b7e12cd","score":5.41015625},…]}
//! ```
//!
//! `case` is the id of a case of `check`, null for plain ranking. `model` is null if the service names none,
//! `api` if there was no service. Documents are in input order and there is no timestamp, so a text diff of
//! two recordings shows changed scores and nothing else. A missing id is the index of the document. A
//! [`struct@Hash`] stands for the text of a document, which is not recorded; the query is. The score of a blank
//! document is null; other scores are written so that they read back as the same number.
//!
//! With `--window` there are the keys `window` and `overlap` after `truncate`, and a document that was cut has the
//! window with its score: `"window":{"index":0,"of":3,"start":120,"end":1874}`.

mod builder;
mod hash;
mod journal;
mod lookup;
mod parse;
mod read;
mod stale;
mod write;

pub use builder::RankingBuilder;
pub use hash::Hash;
pub use journal::{Entry, Journal, JournalMatch, JournalReader};
pub use lookup::{RecordingKey, ScoreLookup};
pub use stale::Stale;

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::client::Truncate;
use crate::diagnostic::Diagnostic;
use crate::window::{TextWindow, WindowSettings};

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedDocument {
    /// The id, or the index in the input if there is none.
    pub id: Box<str>,
    pub hash: Hash,
    /// The raw score, finite; `None` for a blank document.
    #[serde(deserialize_with = "parse::required_nullable")]
    pub score: Option<f64>,
    /// The window with that score; `None` if the document was scored whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Box<TextWindow>>,
}

/// The request that a ranking is the result of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankingHeader {
    /// The case of `check`; `None` for plain ranking.
    pub case: Option<String>,
    /// The model; `None` if the service names none.
    pub model: Option<String>,
    /// The name of the API; `None` for the built-in scorer.
    pub api: Option<String>,
    pub truncate: Truncate,
    pub window: Option<WindowSettings>,
    pub query: String,
}

impl RankingHeader {
    /// Returns the name by which rankings are compared: the case, or the query if there is none.
    pub fn name(&self) -> &str {
        self.case.as_deref().unwrap_or(&self.query)
    }
}

/// Two documents of a ranking have the same id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateId {
    pub id: String,
    /// The indexes of the two, the earlier one first.
    pub indexes: (u64, u64),
}

impl DuplicateId {
    /// Returns the error for a document at `place` that cannot be recorded.
    pub fn diagnostic(&self, place: String) -> Diagnostic {
        let (first, _) = self.indexes;
        Diagnostic::new(format!("id `{}` is taken", self.id))
            .at(place)
            .cause(format!("the document at index {first} has the same id"))
            .hint("`--id-field` names another field for the ids")
    }
}

/// The scores of one query.
#[derive(Debug)]
pub struct RecordedRanking {
    pub header: RankingHeader,
    /// The line of the file, from 1; 0 before it is written.
    pub line: u64,
    docs: Vec<RecordedDocument>,
    /// The indexes of the documents, sorted by id.
    by_id: Vec<u32>,
}

impl RecordedRanking {
    /// Creates a ranking of documents in input order.
    ///
    /// # Errors
    /// Two documents have the same id.
    pub fn new(header: RankingHeader, docs: Vec<RecordedDocument>) -> Result<Self, DuplicateId> {
        let mut by_id: Vec<u32> = (0..).take(docs.len()).collect();
        let id = |index: &u32| &*docs[*index as usize].id;
        by_id.sort_unstable_by(|a, b| id(a).cmp(id(b)).then(a.cmp(b)));
        let duplicate = by_id.windows(2).find(|pair| id(&pair[0]) == id(&pair[1]));
        if let Some(pair) = duplicate {
            return Err(DuplicateId {
                id: id(&pair[0]).into(),
                indexes: (pair[0].into(), pair[1].into()),
            });
        }
        Ok(Self { header, line: 0, docs, by_id })
    }

    pub fn docs(&self) -> &[RecordedDocument] {
        &self.docs
    }

    /// Returns the index of the document with an id.
    pub fn position(&self, id: &str) -> Option<usize> {
        let found =
            self.by_id.binary_search_by(|index| self.docs[*index as usize].id.as_ref().cmp(id));
        Some(self.by_id[found.ok()?] as usize)
    }
}

/// The rankings of a file. No two have the same case, model and query.
#[derive(Debug)]
pub struct Recording {
    /// The name of the file in messages.
    pub name: String,
    rankings: Vec<Arc<RecordedRanking>>,
    /// The indexes of the rankings, sorted by case and then by position.
    by_case: Vec<usize>,
}

impl Recording {
    fn new(name: String, rankings: Vec<Arc<RecordedRanking>>) -> Self {
        let mut by_case: Vec<usize> = (0..rankings.len()).collect();
        by_case.sort_by_key(|index| rankings[*index].header.case.as_deref());
        Self { name, rankings, by_case }
    }

    /// Returns the rankings of a case, or those without one, in file order.
    fn rankings_of_case(&self, case: Option<&str>) -> impl Iterator<Item = &Arc<RecordedRanking>> {
        let case_of = |index: &usize| self.rankings[*index].header.case.as_deref();
        let first = self.by_case.partition_point(|index| case_of(index) < case);
        self.by_case[first..]
            .iter()
            .map(|index| &self.rankings[*index])
            .take_while(move |ranking| ranking.header.case.as_deref() == case)
    }

    /// Returns the rankings in file order; at least one.
    pub fn rankings(&self) -> &[Arc<RecordedRanking>] {
        &self.rankings
    }

    /// Returns the rankings with the names by which they are compared and evaluated.
    ///
    /// # Errors
    /// Two rankings have the same name, as when two models were recorded.
    pub fn by_name(&self) -> Result<Vec<(&str, &RecordedRanking)>, Diagnostic> {
        let mut lines = HashMap::new();
        let mut named = Vec::with_capacity(self.rankings.len());
        for ranking in &self.rankings {
            let name = ranking.header.name();
            if let Some(earlier) = lines.insert(name, ranking.line) {
                let name: String = name.chars().take(100).collect();
                return Err(Diagnostic::new(format!("`{name}` is on line {earlier} too"))
                    .at(format!("{}:{}", self.name, ranking.line))
                    .hint("put the recordings of two models into two files"));
            }
            named.push((name, &**ranking));
        }
        Ok(named)
    }

    /// Returns each model once, in file order; `None` for a service that names none.
    pub fn models(&self) -> Vec<Option<&str>> {
        let mut models = Vec::new();
        for ranking in &self.rankings {
            let model = ranking.header.model.as_deref();
            if !models.contains(&model) {
                models.push(model);
            }
        }
        models
    }
}
