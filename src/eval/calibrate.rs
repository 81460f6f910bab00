//! Chooses score thresholds from documents that are both judged and scored, pooled over queries.

use serde::Serialize;

use super::evaluate::JudgedRun;
use super::ranks;
use crate::diagnostic::Diagnostic;

/// The recall of the thresholds that are reported, and their names.
const RECALLS: [(f64, &str); 3] =
    [(0.99, "recall 0.99"), (0.95, "recall 0.95"), (0.90, "recall 0.90")];
const BEST_F1: &str = "best f1";

/// Thresholds and how well they separate relevant from irrelevant documents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// The judged queries of the run.
    pub queries: usize,
    pub relevant: usize,
    pub irrelevant: usize,
    /// The scored documents that are not judged.
    pub unjudged: usize,
    /// The judged documents that are not scored.
    #[serde(skip)]
    pub unscored: usize,
    pub relevant_range: (f64, f64),
    /// `None` if there are no irrelevant documents.
    pub irrelevant_range: Option<(f64, f64)>,
    /// `None` if every relevant document scores higher than every irrelevant one.
    pub overlap: Option<Overlap>,
    /// A threshold has a better F1 than keeping everything.
    pub separable: bool,
    pub keep_all: CutoffMeasures,
    pub thresholds: Vec<Threshold>,
}

/// The scores that both relevant and irrelevant documents have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overlap {
    pub low: f64,
    pub high: f64,
    /// The documents with these scores.
    pub documents: usize,
}

/// The documents that a threshold keeps, as shares.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CutoffMeasures {
    pub kept: f64,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Threshold {
    pub target: &'static str,
    /// The lowest score that is kept.
    #[serde(rename = "threshold")]
    pub score: f64,
    #[serde(flatten)]
    pub measures: CutoffMeasures,
}

/// The documents that are both judged and scored, and the numbers of the others.
struct Pool {
    /// The scores, the highest first, with true for a relevant document.
    documents: Vec<(f64, bool)>,
    queries: usize,
    unjudged: usize,
    unscored: usize,
}

/// A score that occurs, and how many documents it keeps as a threshold.
struct Cutoff {
    score: f64,
    kept: usize,
    relevant: usize,
}

/// Chooses thresholds for a run that messages call `name`. A document is relevant from grade `level` up, and
/// not judged if its grade is negative.
///
/// # Errors
/// A document is listed twice for a query, no query of the run has judgments, or no scored document is relevant.
pub fn calibrate(run: &JudgedRun<'_>, name: &str, level: i32) -> Result<Calibration, Diagnostic> {
    run.check_common(name)?;
    let Pool { documents, queries, unjudged, unscored } = pool(run, name, level)?;
    let relevant = documents.iter().filter(|(_, is_relevant)| *is_relevant).count();
    if relevant == 0 {
        let problem = match documents.len() {
            0 => "no document is both judged and scored".to_owned(),
            many => format!("none of {many} judged and scored documents is relevant"),
        };
        return Err(Diagnostic::new(problem)
            .at(name)
            .hint("do `--qrels` and `--run` name documents alike? `--level` sets the lowest relevant grade"));
    }
    let irrelevant = documents.len() - relevant;
    let cutoffs = cutoffs(&documents);
    let measures = |cutoff: &Cutoff| CutoffMeasures::new(cutoff, relevant, documents.len());
    let all = Cutoff { score: f64::NEG_INFINITY, kept: documents.len(), relevant };
    let keep_all = measures(&all);
    let thresholds = choose(&cutoffs, measures);
    let best = thresholds.last().map_or(0.0, |threshold| threshold.measures.f1);
    let relevant_range = range(&documents, true).unwrap_or_default();
    let irrelevant_range = range(&documents, false);
    Ok(Calibration {
        queries,
        relevant,
        irrelevant,
        unjudged,
        unscored,
        relevant_range,
        irrelevant_range,
        overlap: irrelevant_range.and_then(|other| overlap(&documents, relevant_range, other)),
        separable: best > keep_all.f1,
        keep_all,
        thresholds,
    })
}

/// Collects the documents of all queries that are both judged and scored.
fn pool(run: &JudgedRun<'_>, name: &str, level: i32) -> Result<Pool, Diagnostic> {
    let mut pool =
        Pool { documents: Vec::new(), queries: 0, unjudged: run.unjudged_results, unscored: 0 };
    for (query, results) in run.judgments.queries.iter().zip(&run.results) {
        let results: Vec<_> = results.iter().collect();
        let positions = ranks::positions(name, &query.id, &results)?;
        let before = pool.documents.len();
        for judged in query.docs.iter().filter(|judged| judged.value >= 0) {
            match positions.get(judged.id) {
                Some(position) => {
                    pool.documents.push((results[*position].value, judged.value >= level));
                }
                None => pool.unscored += 1,
            }
        }
        pool.queries += usize::from(!results.is_empty());
        pool.unjudged += results.len() - (pool.documents.len() - before);
    }
    pool.documents.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    Ok(pool)
}

/// Returns a cutoff for each score that occurs, the highest first.
fn cutoffs(documents: &[(f64, bool)]) -> Vec<Cutoff> {
    let (mut kept, mut relevant) = (0, 0);
    documents
        .chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq())
        .map(|equal| {
            kept += equal.len();
            relevant += equal.iter().filter(|(_, is_relevant)| *is_relevant).count();
            Cutoff { score: equal[0].0, kept, relevant }
        })
        .collect()
}

impl CutoffMeasures {
    fn new(cutoff: &Cutoff, relevant: usize, documents: usize) -> Self {
        let ratio = |a: usize, b: usize| a as f64 / b as f64;
        Self {
            kept: ratio(cutoff.kept, documents),
            precision: ratio(cutoff.relevant, cutoff.kept),
            recall: ratio(cutoff.relevant, relevant),
            // One division, so that equal values are equal to the last bit.
            f1: ratio(2 * cutoff.relevant, cutoff.kept + relevant),
        }
    }
}

/// Returns the highest threshold that reaches each recall, and the one with the best F1, the lowest of equals.
fn choose(cutoffs: &[Cutoff], measures: impl Fn(&Cutoff) -> CutoffMeasures) -> Vec<Threshold> {
    let reaching = |recall| cutoffs.iter().find(|cutoff| measures(cutoff).recall >= recall);
    // `max_by` returns the last of equals, which is the lowest.
    let best = cutoffs.iter().max_by(|a, b| measures(a).f1.total_cmp(&measures(b).f1));
    let at_recalls = RECALLS.iter().map(|(recall, target)| (*target, reaching(*recall)));
    at_recalls
        .chain([(BEST_F1, best)])
        .filter_map(|(target, cutoff)| {
            let cutoff = cutoff?;
            Some(Threshold { target, score: cutoff.score, measures: measures(cutoff) })
        })
        .collect()
}

/// Returns the lowest and the highest score of a class of documents, which are sorted by score.
fn range(documents: &[(f64, bool)], relevant: bool) -> Option<(f64, f64)> {
    let mut scores =
        documents.iter().filter(|(_, class)| *class == relevant).map(|(score, _)| *score);
    let highest = scores.next()?;
    Some((scores.next_back().unwrap_or(highest), highest))
}

fn overlap(
    documents: &[(f64, bool)],
    relevant: (f64, f64),
    irrelevant: (f64, f64),
) -> Option<Overlap> {
    let (low, high) = (relevant.0.max(irrelevant.0), relevant.1.min(irrelevant.1));
    let documents = documents.iter().filter(|(score, _)| (low..=high).contains(score)).count();
    (low <= high).then_some(Overlap { low, high, documents })
}
