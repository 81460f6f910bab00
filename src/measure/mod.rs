//! Measures of a ranking against relevance judgments. Definitions and order of operations are those of
//! trec_eval, so that values agree to the last digit.
//!
//! This module knows nothing about files, scores or ties: the caller puts the results in order.

mod name;
mod value;

pub use name::NameError;

/// A measure with its depth. Values are from 0 to 1, higher is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Measure {
    kind: MeasureKind,
    /// The last rank that counts, at least 1; `None` means all.
    depth: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum MeasureKind {
    /// Normalized discounted cumulative gain; the gain is the grade.
    Ndcg,
    /// The same with the gain 2^grade - 1.
    NdcgExp,
    /// Reciprocal rank of the first relevant result.
    Rr,
    Precision,
    Recall,
    /// Average precision.
    Ap,
    /// 1 if any result is relevant.
    Success,
    /// Share of results that are judged.
    Judged,
}

/// The grades of a query's results and judgments.
#[derive(Clone, Debug)]
pub struct Graded {
    /// The grade of each result, best result first; `None` means not judged.
    results: Vec<Option<i32>>,
    /// The grades of all judged documents, highest first.
    judged: Vec<i32>,
}

impl Graded {
    /// Takes the grade of each result in ranking order (`None`: not judged), and the grades of all judged
    /// documents of the query in any order. A negative grade means seen but not judged.
    pub fn new(results: Vec<Option<i32>>, mut judged: Vec<i32>) -> Self {
        judged.sort_unstable_by(|a, b| b.cmp(a));
        Self { results, judged }
    }
}

impl Measure {
    /// Returns the value for one query. A document is relevant if its grade is at least `level`, which is at
    /// least 1; gains do not depend on it.
    pub fn value(self, graded: &Graded, level: i32) -> f64 {
        value::compute(self, graded, level)
    }
}
