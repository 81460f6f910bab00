//! A run, query by query, against judgements: the values of measures, and their means.

use std::collections::HashSet;

use super::Found;
use super::doc_list::Docs;
use super::error::{EvalError, Flaw, shown};
use super::order;
use super::qrels::Judgements;
use crate::measure::{Graded, Measure};

/// The results of a run, those of judged queries.
#[derive(Debug)]
pub struct Run<'a> {
    judgements: &'a Judgements,
    /// For each judged query.
    results: Vec<Docs<f64>>,
    unjudged: HashSet<Box<[u8]>>,
    /// The query of the last result, for the next one is probably of the same.
    last: Option<(Box<[u8]>, Option<usize>)>,
}

impl<'a> Run<'a> {
    /// A run without results.
    pub fn new(judgements: &'a Judgements) -> Self {
        Self {
            judgements,
            results: judgements.queries.iter().map(|_| Docs::default()).collect(),
            unjudged: HashSet::new(),
            last: None,
        }
    }

    /// Adds a result. One of a query without judgements is not kept.
    ///
    /// # Errors
    /// The ids of a query need more than 4 GiB.
    pub fn add(&mut self, found: Found<'_>) -> Result<(), Flaw> {
        let index = match &self.last {
            Some((query, index)) if **query == *found.query => *index,
            _ => self.turn_to(found.query),
        };
        match index {
            Some(index) => self.results[index].push(found.doc, found.score, found.line),
            None => Ok(()),
        }
    }

    fn turn_to(&mut self, query: &[u8]) -> Option<usize> {
        let index = self.judgements.index(query);
        if index.is_none() && !self.unjudged.contains(query) {
            self.unjudged.insert(query.into());
        }
        self.last = Some((query.into(), index));
        index
    }
}

/// What is measured, and over which queries.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The measures.
    pub measures: Vec<Measure>,
    /// The grade from which a document is relevant, 1 or more.
    pub level: i32,
    /// Whether judged queries that the run has no results for are left out, rather than counted as 0.
    pub intersect: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The queries that count, in the order of their ids as bytes.
    pub queries: Vec<QueryValues>,
    /// The mean of each measure over these queries, from 0 to 1.
    pub means: Vec<f64>,
    /// How many judged queries the run has no results for.
    pub missing: usize,
    /// How many queries of the run have no judgements, and are ignored.
    pub unjudged: usize,
    /// How many queries have a value that another order of equal scores would change.
    pub tied: usize,
}

/// A query and the value of each measure for it, from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryValues {
    /// Its id, as bytes.
    pub id: Box<[u8]>,
    /// The values, in the order of the measures.
    pub values: Vec<f64>,
}

/// Measures a run, which messages are to call `name`.
///
/// # Errors
/// A document is there twice for a query, or no query of the run has judgements.
pub fn evaluate(run: &Run<'_>, name: &str, settings: &Settings) -> Result<Evaluation, EvalError> {
    let judged = &run.judgements.queries;
    let mut indexes: Vec<_> = (0..judged.len()).collect();
    indexes.sort_unstable_by(|one, other| judged[*one].id.cmp(&judged[*other].id));
    let missing = run.results.iter().filter(|docs| docs.is_empty()).count();
    if missing == judged.len() {
        return Err(nothing_shared(run, name));
    }
    let mut evaluation = Evaluation {
        queries: Vec::with_capacity(judged.len()),
        means: Vec::new(),
        missing,
        unjudged: run.unjudged.len(),
        tied: 0,
    };
    for index in indexes {
        let (query, results) = (&judged[index], &run.results[index]);
        if results.is_empty() && settings.intersect {
            continue;
        }
        let graded = order::graded(&query.id, results, &query.docs);
        let graded = graded.map_err(|(line, flaw)| EvalError::Bad {
            name: name.into(),
            line: line.into(),
            flaw,
        })?;
        evaluation.tied += usize::from(depends_on_ties(&graded, settings));
        evaluation.queries.push(QueryValues {
            id: query.id.clone(),
            values: values(&graded.results, settings).collect(),
        });
    }
    evaluation.means = means(&evaluation.queries, settings.measures.len());
    Ok(evaluation)
}

fn values(graded: &Graded, settings: &Settings) -> impl Iterator<Item = f64> {
    let measures = settings.measures.iter();
    measures.map(|measure| measure.value(graded, settings.level))
}

/// Whether another order of equal scores would change a value.
fn depends_on_ties(graded: &order::InOrder, settings: &Settings) -> bool {
    graded.bounds.as_ref().is_some_and(|(best, worst)| {
        let mut both = values(best, settings).zip(values(worst, settings));
        both.any(|(best, worst)| best.total_cmp(&worst).is_ne())
    })
}

/// The means, summed in the order of the queries, as trec_eval does it.
fn means(queries: &[QueryValues], measures: usize) -> Vec<f64> {
    let mut sums = vec![0.0; measures];
    for query in queries {
        for (sum, value) in sums.iter_mut().zip(&query.values) {
            *sum += value;
        }
    }
    #[allow(clippy::cast_precision_loss)] // There are never so many queries.
    let count = queries.len() as f64;
    sums.into_iter().map(|sum| sum / count).collect()
}

fn nothing_shared(run: &Run<'_>, name: &str) -> EvalError {
    let first = |ids: &mut dyn Iterator<Item = &[u8]>| ids.min().map(shown).unwrap_or_default();
    EvalError::NothingShared {
        run: name.into(),
        found: first(&mut run.unjudged.iter().map(|id| &**id)),
        judged: first(&mut run.judgements.queries.iter().map(|query| &*query.id)),
    }
}
