//! Reads one side of a comparison: the rankings of a recording or a run, each in order.

use std::collections::HashMap;

use crate::compare::RankedDoc;
use crate::diagnostic::Diagnostic;
use crate::eval::{self, RunFile, RunReader};
use crate::model::Scored;
use crate::rank::{Collector, Selection};
use crate::recording::Recording;
use crate::source::Source;

/// The rankings of a file, in its order.
pub(super) struct Rankings {
    pub(super) source: String,
    /// The first line of a run whose rank contradicts the order of equal scores.
    pub(super) rank_against_tie: Option<u64>,
    /// The documents of each query, best first.
    queries: Vec<(String, Vec<DocScore>)>,
    by_name: HashMap<String, usize>,
}

type DocScore = (Box<str>, Option<f64>);

/// The documents of a query of a run, with their scores and lines.
type RunResults = Vec<(Box<str>, f64, u64)>;

impl Rankings {
    /// Reads a recording or another run.
    pub(super) fn read(source: &Source) -> Result<Self, Diagnostic> {
        let mut rankings = Self {
            source: source.name(),
            rank_against_tie: None,
            queries: Vec::new(),
            by_name: HashMap::new(),
        };
        match eval::open_run(source)? {
            RunFile::Recording(recording) => rankings.add_recording(&recording)?,
            RunFile::Other(run) => rankings.add_run(run)?,
        }
        Ok(rankings)
    }

    /// Adds the rankings of a recording. Equal scores are in input order, as ranking prints them.
    fn add_recording(&mut self, recording: &Recording) -> Result<(), Diagnostic> {
        for (name, ranking) in recording.by_name()? {
            let docs = ranking.docs().iter().map(|doc| (doc.id.clone(), doc.score));
            self.push(name.into(), docs);
        }
        Ok(())
    }

    /// Adds the rankings of a run. Equal scores are sorted by id, descending, as in trec_eval.
    fn add_run(&mut self, run: RunReader) -> Result<(), Diagnostic> {
        let mut indexes: HashMap<String, usize> = HashMap::new();
        let mut queries: Vec<(String, RunResults)> = Vec::new();
        let warnings = run.read(|result| {
            let name = String::from_utf8_lossy(result.query);
            let index = indexes.get(&*name).copied().unwrap_or(queries.len());
            if index == queries.len() {
                indexes.insert(name.clone().into_owned(), index);
                queries.push((name.into_owned(), Vec::new()));
            }
            let doc = String::from_utf8_lossy(result.doc).into();
            queries[index].1.push((doc, result.score, result.line));
            Ok(())
        })?;
        self.rank_against_tie = warnings.rank_against_tie;
        for (name, mut results) in queries {
            results.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.2.cmp(&b.2)));
            let duplicate = results.windows(2).find(|pair| pair[0].0 == pair[1].0);
            if let Some([(doc, _, earlier), (_, _, line)]) = duplicate {
                return Err(eval::duplicate_document(&name, doc, *earlier)
                    .at(format!("{}:{line}", self.source)));
            }
            self.push(name, results.into_iter().map(|(id, score, _)| (id, Some(score))));
        }
        Ok(())
    }

    /// Adds a ranking, sorted by score; documents of equal score stay in order.
    fn push(&mut self, name: String, docs: impl Iterator<Item = DocScore>) {
        let mut collector = Collector::new(Selection::ALL);
        for (index, (document, score)) in (0..).zip(docs) {
            let scored = Scored { index, score, window: None, document };
            collector.add(scored, |_| {});
        }
        let results = collector.finish().results.into_vec().into_iter();
        let docs = results.map(|scored| (scored.document, scored.score)).collect();
        self.by_name.insert(name.clone(), self.queries.len());
        self.queries.push((name, docs));
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.queries.iter().map(|(name, _)| name.as_str())
    }

    pub(super) fn get(&self, name: &str) -> Option<Vec<RankedDoc<'_>>> {
        let (_, docs) = &self.queries[*self.by_name.get(name)?];
        let docs = docs.iter().map(|(id, score)| RankedDoc { id, score: *score });
        Some(docs.collect())
    }
}
