//! A case: a query, its documents, and what is expected of their order. Documents are named by their index
//! in the collection; the file named them by id.

use std::fmt;
use std::sync::Arc;

use super::collection::Collection;
use crate::measure::{Measure, NameError};

/// One case, sound in itself.
#[derive(Debug)]
pub struct Case {
    /// The line of the case file on which it begins, from 1.
    pub line: u64,
    /// Its name, which no other case of the file has.
    pub id: String,
    /// The query.
    pub query: String,
    /// What is ranked.
    pub docs: Arc<Collection>,
    /// What is expected; never empty.
    pub expectations: Vec<Expectation>,
    /// The grade of each document, none where it is not judged; empty where `rel` is not given.
    pub grades: Vec<Option<i32>>,
    /// Why it is expected to fail, if it is.
    pub xfail: Option<String>,
    /// The tags by which it can be chosen.
    pub tags: Vec<String>,
    /// What is said when it fails.
    pub note: Option<String>,
}

/// One thing that is expected.
#[derive(Clone, Debug, PartialEq)]
pub enum Expectation {
    /// The document is one of the first `rank`, which are exactly those that `top` names.
    Top {
        /// The document.
        doc: usize,
        /// How many `top` names.
        rank: usize,
    },
    /// The document is among the first `rank`.
    Within {
        /// The document.
        doc: usize,
        /// The last rank that will do, from 1.
        rank: usize,
    },
    /// The document is not among the first `rank`.
    Outside {
        /// The document.
        doc: usize,
        /// The last rank that will not do, from 1.
        rank: usize,
    },
    /// One document scores higher than the other.
    Above {
        /// The one.
        above: usize,
        /// The other.
        below: usize,
    },
    /// The document scores so much or more.
    MinScore {
        /// The document.
        doc: usize,
        /// The raw score.
        bound: f64,
    },
    /// The document scores so much or less.
    MaxScore {
        /// The document.
        doc: usize,
        /// The raw score.
        bound: f64,
    },
    /// A measure of the ranking reaches a floor.
    AtLeast(Floor),
}

impl Expectation {
    /// The key of the case file that it comes from.
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
}

/// The least that a measure is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// The measure's name, as it was typed.
    pub name: String,
    /// The measure.
    pub measure: Measure,
    /// More than 0, at most 1.
    pub value: f64,
}

/// Why something is no floor.
#[derive(Clone, Debug, PartialEq)]
pub enum FloorError {
    /// No measure of that name.
    Name(NameError),
    /// No value above 0 and up to 1: it could not fail, or could not be reached.
    Value(String),
}

impl Floor {
    /// A floor for a measure by its name.
    pub fn new(name: &str, value: f64) -> Result<Self, FloorError> {
        let measure = name.parse().map_err(FloorError::Name)?;
        if value > 0.0 && value <= 1.0 {
            Ok(Self {
                name: name.into(),
                measure,
                value,
            })
        } else {
            Err(FloorError::Value(value.to_string()))
        }
    }
}

impl fmt::Display for FloorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(error) => error.fmt(f),
            Self::Value(value) => write!(
                f,
                "a floor of {value}: it must be above 0, or nothing could fail, and at most 1"
            ),
        }
    }
}

impl std::error::Error for FloorError {}
