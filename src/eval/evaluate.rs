//! Evaluates a run query by query: the values of measures and their means.

use std::collections::HashSet;

use super::display_id;
use super::doc_list::DocList;
use super::judgments::Judgments;
use super::ranks::RankedGrades;
use super::run_result::RunResult;
use crate::diagnostic::Diagnostic;
use crate::measure::{Graded, Measure};

/// The results of a run for judged queries.
#[derive(Debug)]
pub struct JudgedRun<'a> {
    pub(super) judgments: &'a Judgments,
    /// The results of each judged query.
    pub(super) results: Vec<DocList<f64>>,
    unjudged: HashSet<Box<[u8]>>,
    /// The results of queries without judgments.
    pub(super) unjudged_results: usize,
    /// The query of the last result and its index: the next result is probably of the same query.
    last: Option<(Box<[u8]>, Option<usize>)>,
}

impl<'a> JudgedRun<'a> {
    /// Creates a run without results.
    pub fn new(judgments: &'a Judgments) -> Self {
        Self {
            judgments,
            results: judgments.queries.iter().map(|_| DocList::default()).collect(),
            unjudged: HashSet::new(),
            unjudged_results: 0,
            last: None,
        }
    }

    /// Adds a result, unless its query has no judgments.
    ///
    /// # Errors
    /// The ids of a query need more than 4 GiB.
    pub fn add(&mut self, result: RunResult<'_>) -> Result<(), Diagnostic> {
        let index = match &self.last {
            Some((query, index)) if **query == *result.query => *index,
            _ => self.find_query(result.query),
        };
        match index {
            Some(index) => self.results[index].push(result.doc, result.score, result.line),
            None => {
                self.unjudged_results += 1;
                Ok(())
            }
        }
    }

    /// Returns an error if no judged query has results.
    pub(super) fn check_common(&self, name: &str) -> Result<(), Diagnostic> {
        if self.results.iter().all(DocList::is_empty) {
            return Err(no_common_query(self, name));
        }
        Ok(())
    }

    fn find_query(&mut self, query: &[u8]) -> Option<usize> {
        let index = self.judgments.find(query);
        if index.is_none() && !self.unjudged.contains(query) {
            self.unjudged.insert(query.into());
        }
        self.last = Some((query.into(), index));
        index
    }
}

/// The measures, and the queries that they are averaged over.
#[derive(Clone, Debug)]
pub struct EvalSettings {
    pub measures: Vec<Measure>,
    /// The lowest relevant grade, at least 1.
    pub level: i32,
    /// Skip judged queries that have no results, instead of counting them as 0.
    pub intersect: bool,
}

/// The result of evaluating a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The queries that were averaged over, sorted by the bytes of their ids.
    pub queries: Vec<QueryValues>,
    /// The mean of each measure.
    pub means: Vec<f64>,
    /// The number of judged queries without results.
    pub missing: usize,
    /// The number of queries of the run without judgments, which are ignored.
    pub unjudged: usize,
    /// True if any result is judged.
    pub is_judged: bool,
    /// The number of queries with a value that another order of equal scores would change.
    pub tied: usize,
}

/// The values of a query.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryValues {
    pub id: Box<[u8]>,
    /// One value per measure, from 0 to 1.
    pub values: Vec<f64>,
}

/// Evaluates a run that messages call `name`.
///
/// # Errors
/// A document is listed twice for a query, or no query of the run has judgments.
pub fn evaluate(
    run: &JudgedRun<'_>,
    name: &str,
    settings: &EvalSettings,
) -> Result<Evaluation, Diagnostic> {
    let judged = &run.judgments.queries;
    run.check_common(name)?;
    let mut evaluation = Evaluation {
        queries: Vec::with_capacity(judged.len()),
        means: Vec::new(),
        missing: run.results.iter().filter(|docs| docs.is_empty()).count(),
        unjudged: run.unjudged.len(),
        is_judged: false,
        tied: 0,
    };
    let mut queries: Vec<_> = judged.iter().zip(&run.results).collect();
    queries.sort_unstable_by_key(|(query, _)| &*query.id);
    for (query, results) in queries {
        if results.is_empty() && settings.intersect {
            continue;
        }
        let ranked = RankedGrades::new(name, &query.id, results, &query.docs)?;
        evaluation.is_judged |= ranked.is_judged;
        evaluation.tied += usize::from(depends_on_ties(&ranked, settings));
        evaluation.queries.push(QueryValues {
            id: query.id.clone(),
            values: values(&ranked.results, settings).collect(),
        });
    }
    evaluation.compute_means();
    Ok(evaluation)
}

impl Evaluation {
    /// Computes the mean of each measure, summed in the order of the queries as in trec_eval.
    pub(super) fn compute_means(&mut self) {
        let measures = self.queries.first().map_or(0, |query| query.values.len());
        let mut sums = vec![0.0; measures];
        for query in &self.queries {
            for (sum, value) in sums.iter_mut().zip(&query.values) {
                *sum += value;
            }
        }
        let count = self.queries.len() as f64;
        self.means = sums.into_iter().map(|sum| sum / count).collect();
    }
}

fn values(graded: &Graded, settings: &EvalSettings) -> impl Iterator<Item = f64> {
    settings.measures.iter().map(|measure| measure.value(graded, settings.level))
}

/// Returns true if another order of equal scores would change a value.
fn depends_on_ties(ranked: &RankedGrades, settings: &EvalSettings) -> bool {
    ranked.tie_bounds.as_ref().is_some_and(|(best, worst)| {
        values(best, settings)
            .zip(values(worst, settings))
            .any(|(best, worst)| best.total_cmp(&worst).is_ne())
    })
}

fn no_common_query(run: &JudgedRun<'_>, name: &str) -> Diagnostic {
    let unjudged = run.unjudged.iter().min().map(|id| display_id(id));
    let judged = run.judgments.queries.iter().map(|query| &query.id).min();
    Diagnostic::new("no query of the run has judgments")
        .at(name)
        .cause(format!(
            "the run has `{}`, and the judgments have `{}`",
            unjudged.unwrap_or_default(),
            judged.map(|id| display_id(id)).unwrap_or_default()
        ))
        .hint("are `--qrels` and `--run` of the same queries, and not swapped?")
}
