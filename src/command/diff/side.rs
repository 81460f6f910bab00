//! One side of a comparison: the rankings of a file, each in its order.

use std::collections::HashMap;

use crate::compare::Item;
use crate::error::Error;
use crate::eval::{self, EvalError, Flaw, OpenRun, Source, TrecRun};
use crate::model::{Scored, readable};
use crate::rank::{Collector, Selection};
use crate::recording::{Recording, RecordingError};

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

/// The documents of a query of a TREC run, with their scores and lines.
type Results = Vec<(Box<str>, f64, u64)>;

impl Rankings {
    /// Reads a recording or a TREC run.
    pub(super) fn read(source: &Source) -> Result<Self, Error> {
        match eval::open_run(source)? {
            OpenRun::Recording(recording) => {
                let rankings = Self::of_recording(&recording);
                rankings.map_err(|error| EvalError::from(error).into())
            }
            OpenRun::Trec(run) => Ok(Self::of_run(source.name(), run)?),
        }
    }

    /// The order is the one in which ranking prints: equal scores in the order of the input.
    fn of_recording(recording: &Recording) -> Result<Self, RecordingError> {
        let mut rankings = Self::new(recording.name.clone());
        for (name, ranking) in recording.by_name()? {
            let docs = ranking.docs().iter();
            let docs = docs.map(|doc| (doc.id.clone(), doc.score));
            rankings.push(name.into(), docs);
        }
        Ok(rankings)
    }

    /// The order is that of trec_eval: equal scores by their ids, descending.
    fn of_run(source: String, run: TrecRun) -> Result<Self, EvalError> {
        let mut places = HashMap::new();
        let mut queries: Vec<(String, Results)> = Vec::new();
        eval::read_trec(run, |found| {
            let name = readable(found.query);
            let at = places.get(&*name).copied().unwrap_or(queries.len());
            if at == queries.len() {
                places.insert(name.clone().into_owned(), at);
                queries.push((name.into_owned(), Vec::new()));
            }
            let result = (readable(found.doc).into(), found.score, found.line);
            queries[at].1.push(result);
            Ok(())
        })?;
        let mut rankings = Self::new(source);
        for (name, mut results) in queries {
            results.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.2.cmp(&b.2)));
            rankings.refuse_twins(&name, &results)?;
            let docs = results.into_iter();
            rankings.push(name, docs.map(|(id, score, _)| (id, Some(score))));
        }
        Ok(rankings)
    }

    /// Makes sure that no document is twice among results that are sorted by their ids and lines.
    fn refuse_twins(&self, query: &str, results: &Results) -> Result<(), EvalError> {
        let mut twins = results.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        let Some([(doc, _, earlier), (_, _, line)]) = twins.next() else {
            return Ok(());
        };
        Err(EvalError::Bad {
            name: self.source.clone(),
            line: *line,
            flaw: Flaw::Twice {
                query: query.into(),
                doc: doc.to_string(),
                earlier: u32::try_from(*earlier).unwrap_or(u32::MAX),
            },
        })
    }

    fn new(source: String) -> Self {
        Self {
            source,
            queries: Vec::new(),
            by_name: HashMap::new(),
        }
    }

    /// Puts documents in order; those that tie keep the order in which they come.
    fn push(&mut self, name: String, docs: impl Iterator<Item = (Box<str>, Option<f64>)>) {
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
        self.by_name.insert(name.clone(), self.queries.len());
        self.queries.push(Ranking {
            name,
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
