//! A case: a query, its documents, and what is expected of their order.

use std::sync::Arc;

use super::collection::Collection;
use super::floor::MeasureFloor;
use crate::diagnostic::Diagnostic;

/// A case whose expectations can be evaluated.
#[derive(Debug)]
pub struct Case {
    /// The line of the case file on which it begins, from 1.
    pub line: u64,
    /// Unique in the file.
    pub id: String,
    pub query: String,
    pub docs: Arc<Collection>,
    /// Set if the documents cannot be read. The case has none then.
    pub unreadable: Option<Diagnostic>,
    /// Empty only if the documents cannot be read.
    pub expectations: Vec<Expectation>,
    /// The grade of each document, `None` where it is not judged. Empty without `rel`.
    pub grades: Vec<Option<i32>>,
    /// The reason for which the case is expected to fail.
    pub xfail: Option<String>,
    pub tags: Vec<String>,
    /// Printed when the case fails.
    pub note: Option<String>,
}

/// Something that a ranking must fulfill. `D` identifies documents: their ids in a case file, their indexes in
/// the collection of a [`Case`].
#[derive(Clone, Debug, PartialEq)]
pub enum Expectation<D = usize> {
    /// The document is one of the first `rank`, which are exactly those that `top` lists.
    Top { doc: D, rank: usize },
    /// The document is among the first `rank`.
    Within { doc: D, rank: usize },
    /// The document is not among the first `rank`.
    Outside { doc: D, rank: usize },
    /// One document scores higher than the other.
    Above { above: D, below: D },
    /// The document's raw score is `bound` or more.
    MinScore { doc: D, bound: f64 },
    /// The document's raw score is `bound` or less.
    MaxScore { doc: D, bound: f64 },
    /// A measure of the ranking reaches a floor.
    AtLeast(MeasureFloor),
}

impl<D> Expectation<D> {
    /// Returns the key of the case file that states it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Top { .. } => "top",
            Self::Within { .. } => "within",
            Self::Outside { .. } => "outside",
            Self::Above { .. } => "above",
            Self::MinScore { .. } => "min_score",
            Self::MaxScore { .. } => "max_score",
            Self::AtLeast(_) => "at_least",
        }
    }

    /// Returns the documents it is about: none for a measure, two for `above`.
    pub fn docs(&self) -> impl Iterator<Item = &D> {
        let (first, second) = match self {
            Self::Top { doc, .. }
            | Self::Within { doc, .. }
            | Self::Outside { doc, .. }
            | Self::MinScore { doc, .. }
            | Self::MaxScore { doc, .. } => (Some(doc), None),
            Self::Above { above, below } => (Some(above), Some(below)),
            Self::AtLeast(_) => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// Replaces each document by what `find` returns for it.
    pub(super) fn try_map<T, E>(
        self,
        mut find: impl FnMut(D) -> Result<T, E>,
    ) -> Result<Expectation<T>, E> {
        Ok(match self {
            Self::Top { doc, rank } => Expectation::Top { doc: find(doc)?, rank },
            Self::Within { doc, rank } => Expectation::Within { doc: find(doc)?, rank },
            Self::Outside { doc, rank } => Expectation::Outside { doc: find(doc)?, rank },
            Self::Above { above, below } => {
                Expectation::Above { above: find(above)?, below: find(below)? }
            }
            Self::MinScore { doc, bound } => Expectation::MinScore { doc: find(doc)?, bound },
            Self::MaxScore { doc, bound } => Expectation::MaxScore { doc: find(doc)?, bound },
            Self::AtLeast(floor) => Expectation::AtLeast(floor),
        })
    }
}
