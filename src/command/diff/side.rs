//! One side of a comparison: the rankings of a file, each in its order.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;

use crate::compare::Item;
use crate::model::Scored;
use crate::plan;
use crate::rank::{Collector, Selection};
use crate::recording::Recording;

/// The rankings of a file, in its order.
pub(super) struct Rankings {
    /// The file, as messages call it.
    pub(super) source: String,
    queries: Vec<Ranking>,
    by_name: HashMap<String, usize>,
}

struct Ranking {
    name: String,
    /// Ids and scores, best first.
    docs: Vec<(Box<str>, Option<f64>)>,
}

impl Rankings {
    /// Reads a recording.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let recording = plan::load(path)?;
        Self::of_recording(&recording)
    }

    fn of_recording(recording: &Recording) -> Result<Self> {
        let mut rankings = Self::new(&recording.name);
        for (name, ranking) in recording.by_name()? {
            let docs = ranking.docs().iter();
            let docs = docs.map(|doc| (doc.id.clone(), doc.score));
            rankings.push(name, docs);
        }
        Ok(rankings)
    }

    fn new(source: &str) -> Self {
        Self {
            source: source.into(),
            queries: Vec::new(),
            by_name: HashMap::new(),
        }
    }

    /// Puts documents in order; those that tie keep the order in which they come.
    fn push(&mut self, name: &str, docs: impl Iterator<Item = (Box<str>, Option<f64>)>) {
        let mut collector = Collector::new(Selection::ALL);
        for (index, (document, score)) in (0..).zip(docs) {
            collector.take(Scored {
                index,
                score,
                document,
            });
        }
        let results = collector.finish().results.into_iter();
        let docs = results.map(|scored| (scored.document, scored.score));
        self.by_name.insert(name.into(), self.queries.len());
        self.queries.push(Ranking {
            name: name.into(),
            docs: docs.collect(),
        });
    }

    /// The queries, in the order of the file.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.queries.iter().map(|ranking| ranking.name.as_str())
    }

    /// The ranking of a query, if it is there.
    pub(super) fn items(&self, name: &str) -> Option<Vec<Item<'_>>> {
        let ranking = &self.queries[*self.by_name.get(name)?];
        let items = ranking
            .docs
            .iter()
            .map(|(id, score)| Item { id, score: *score });
        Some(items.collect())
    }
}
