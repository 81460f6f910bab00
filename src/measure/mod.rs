//! Measures of a ranking against judgements: their names in every spelling that people type, and their
//! values, with the definitions and the order of operations of trec_eval, so that the digits are the same.
//!
//! Nothing here knows files, scores or ties: who calls brings the results into an order first.

mod name;
mod value;

pub use name::NameError;

/// A measure, and how many results it looks at. Its value is from 0 to 1, higher is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Measure {
    kind: Kind,
    /// Results beyond this rank do not count; none: all count. Never 0, and never none for a kind that
    /// cannot do without.
    depth: Option<u32>,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    /// Normalised discounted cumulative gain, the gain being the grade.
    Ndcg,
    /// The same, the gain being 2^grade - 1.
    NdcgExp,
    /// One divided by the rank of the first relevant result.
    Rr,
    /// The share of results that are relevant.
    Precision,
    /// The share of relevant documents that are results.
    Recall,
    /// The mean of the precision at each relevant document.
    Ap,
    /// Whether any result is relevant.
    Success,
    /// The share of results that are judged.
    Judged,
}

/// The results of a query, seen through its judgements: all that a measure needs.
#[derive(Clone, Debug)]
pub struct Graded {
    /// The grade of each result, best result first; none where it is not judged.
    results: Vec<Option<i32>>,
    /// The grades of all judged documents, returned or not, highest first.
    judged: Vec<i32>,
}

impl Graded {
    /// Takes the grade of each result in the order of the ranking (none: not judged), and the grades of all
    /// judged documents of the query, returned or not, in any order. A negative grade says that somebody
    /// saw the document and did not judge it.
    pub fn new(results: Vec<Option<i32>>, mut judged: Vec<i32>) -> Self {
        judged.sort_unstable_by(|one, other| other.cmp(one));
        Self { results, judged }
    }
}

impl Measure {
    /// The value for one query, from 0 to 1. A document is relevant when its grade is `level` or more, and
    /// `level` is 1 or more; gains do not depend on it.
    pub fn value(self, graded: &Graded, level: i32) -> f64 {
        value::of(self, graded, level)
    }
}
