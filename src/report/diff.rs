//! What `diff` prints. The JSON document is
//!
//! `{"queries":[{"query","rbo","tau_b","overlap","moved":[…]}],"mean":{"rbo","tau_b","overlap"}}`
//!
//! with the queries that differ most first, and a moved document
//!
//! `{"id","old_rank","new_rank","old_score","new_score"}`.
//!
//! Ranks count from 1. A rank is null where the document is absent, a score where it has none, and `tau_b`
//! where it is not defined. A line of JSONL is one element of `queries`.

mod json;
mod table;

use std::io::{self, Write};

use crate::compare::Comparison;

/// How a comparison is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// For people, rounded.
    Table,
    /// One JSON document.
    Json,
    /// One JSON object a query.
    Jsonl,
}

/// How a comparison is shown.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// The layout.
    pub layout: Layout,
    /// Whether the table has colours.
    pub color: bool,
    /// How many ranks were compared; none: all.
    pub depth: Option<usize>,
}

/// A query on both sides.
#[derive(Debug)]
pub struct Query<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The side that alone has it, if one does.
    pub only: Option<Side>,
    /// How its rankings differ; where a side does not have it, from an empty one.
    pub comparison: Comparison<'a>,
}

impl Query<'_> {
    /// Whether it is on one side only, or has documents that moved.
    fn differs(&self) -> bool {
        self.only.is_some() || !self.comparison.moved.is_empty()
    }
}

/// A side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What was.
    Old,
    /// What is now.
    New,
}

/// A comparison of all queries.
#[derive(Debug)]
pub struct Report<'a> {
    /// The queries, the most different first; at least one.
    pub queries: Vec<Query<'a>>,
}

/// Means over queries.
struct Means {
    rbo: f64,
    /// Over the queries where it is defined; none, if it is nowhere.
    tau_b: Option<f64>,
    overlap: f64,
}

impl<'a> Report<'a> {
    /// A report of these queries; those of one overlap keep their order.
    pub fn new(mut queries: Vec<Query<'a>>) -> Self {
        queries.sort_by(|a, b| a.comparison.rbo.total_cmp(&b.comparison.rbo));
        Self { queries }
    }

    /// How many queries are on one side only, or have documents that moved.
    pub fn differing(&self) -> usize {
        self.queries.iter().filter(|query| query.differs()).count()
    }

    /// How many queries have a rank-biased overlap below this one.
    pub fn below(&self, rbo: f64) -> usize {
        // The last digits of a sum are no difference.
        let below = |query: &&Query<'_>| query.comparison.rbo < rbo - 1e-12;
        self.queries.iter().filter(below).count()
    }

    fn means(&self) -> Means {
        let of = |value: fn(&Comparison<'_>) -> Option<f64>| {
            let values = self.queries.iter().map(|query| value(&query.comparison));
            let (mut sum, mut count) = (0.0, 0);
            for value in values.flatten() {
                sum += value;
                count += 1;
            }
            (count > 0).then(|| sum / f64::from(count))
        };
        Means {
            rbo: of(|comparison| Some(comparison.rbo)).unwrap_or(1.0),
            tau_b: of(|comparison| comparison.tau_b),
            overlap: of(|comparison| Some(comparison.overlap)).unwrap_or(1.0),
        }
    }

    /// Writes the report.
    ///
    /// # Errors
    /// The bytes cannot be written.
    pub fn write(&self, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        match style.layout {
            Layout::Table => table::write(self, style, out)?,
            Layout::Json => json::write(self, out)?,
            Layout::Jsonl => json::write_lines(self, out)?,
        }
        out.flush()
    }
}
