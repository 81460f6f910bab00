//! Prints a comparison. The JSON document is
//!
//! `{"queries":[{"query","rbo","tau_b","overlap","moved":[…]}],"mean":{"rbo","tau_b","overlap"}}`
//!
//! with the most different queries first. A moved document is
//!
//! `{"id","old_rank","new_rank","old_score","new_score"}`.
//!
//! Ranks count from 1. A rank is null if the document is absent, a score if it has none, and `tau_b` if it is
//! undefined. A line of JSONL is one element of `queries`.

mod html;
mod json;
mod table;

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;

use crate::compare::Comparison;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people, rounded
    Table,
    /// One JSON document
    Json,
    /// One JSON object per query
    Jsonl,
}

/// The settings of the report.
#[derive(Clone, Copy, Debug)]
pub struct DiffStyle {
    pub format: DiffFormat,
    pub color: bool,
    /// The number of ranks that were compared; `None` means all.
    pub depth: Option<usize>,
}

#[derive(Debug)]
pub struct QueryDiff<'a> {
    pub name: &'a str,
    /// The only side that has the query; the other ranking counts as empty.
    pub only: Option<Side>,
    pub comparison: Comparison<'a>,
}

impl QueryDiff<'_> {
    /// Returns true if a side lacks the query or any document moved.
    fn differs(&self) -> bool {
        self.only.is_some() || !self.comparison.moved.is_empty()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Old,
    New,
}

#[derive(Debug)]
pub struct DiffReport<'a> {
    /// The queries, the most different first; at least one.
    pub queries: Vec<QueryDiff<'a>>,
}

/// Means over queries.
#[derive(Serialize)]
struct DiffMeans {
    rbo: f64,
    /// Over the queries for which it is defined; `None` if there are none.
    tau_b: Option<f64>,
    overlap: f64,
}

impl<'a> DiffReport<'a> {
    /// Creates a report; queries of equal RBO keep their order.
    pub fn new(mut queries: Vec<QueryDiff<'a>>) -> Self {
        queries.sort_by(|a, b| a.comparison.rbo.total_cmp(&b.comparison.rbo));
        Self { queries }
    }

    pub fn count_differing(&self) -> usize {
        self.queries.iter().filter(|query| query.differs()).count()
    }

    /// Counts the queries whose RBO is below a value.
    pub fn count_below(&self, rbo: f64) -> usize {
        // Rounding errors of the sum do not count as a difference.
        self.queries.iter().filter(|query| query.comparison.rbo < rbo - 1e-12).count()
    }

    /// Returns the counts and means as one line.
    fn summary(&self) -> String {
        let count = self.queries.len();
        let plural = if count == 1 { "query" } else { "queries" };
        let differing = match self.count_differing() {
            0 => "none differs".into(),
            1 => "1 differs".into(),
            many => format!("{many} differ"),
        };
        let means = self.means();
        format!(
            "{count} {plural}, {differing}; mean RBO {:.4}, tau-b {}, overlap {:.4}",
            means.rbo,
            table::round(means.tau_b),
            means.overlap,
        )
    }

    fn means(&self) -> DiffMeans {
        let mean = |value: fn(&Comparison<'_>) -> Option<f64>| {
            let (mut sum, mut count) = (0.0, 0);
            for value in self.queries.iter().filter_map(|query| value(&query.comparison)) {
                sum += value;
                count += 1;
            }
            (count > 0).then(|| sum / f64::from(count))
        };
        DiffMeans {
            rbo: mean(|comparison| Some(comparison.rbo)).unwrap_or(1.0),
            tau_b: mean(|comparison| comparison.tau_b),
            overlap: mean(|comparison| Some(comparison.overlap)).unwrap_or(1.0),
        }
    }

    /// Writes the report.
    ///
    /// # Errors
    /// Writing fails.
    pub fn write(&self, style: &DiffStyle, out: &mut dyn Write) -> io::Result<()> {
        match style.format {
            DiffFormat::Table => table::write(self, style, out)?,
            DiffFormat::Json => json::write(self, out)?,
            DiffFormat::Jsonl => json::write_lines(self, out)?,
        }
        out.flush()
    }
}
