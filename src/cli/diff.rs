//! The options of `diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::values::{self, When};

/// What is compared, and how.
#[derive(Debug, Args)]
pub struct Diff {
    /// The recording or TREC run as it was; `-` is standard input
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The recording or TREC run as it is now; `-` is standard input
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// Compare the best N documents of each query only; tau-b takes all
    #[arg(short = 'k', long, value_name = "N", help_heading = "Comparison", allow_negative_numbers = true, value_parser = values::count)]
    pub depth: Option<usize>,
    /// Take scores at most T apart for tied, so that a swap is no move
    ///
    /// Two documents have changed places when they are more than T apart on either side.
    #[arg(long, value_name = "T", help_heading = "Comparison", default_value = "0", allow_negative_numbers = true, value_parser = values::distance)]
    pub tolerance: f64,
    /// Fail where a query's RBO is below X, not where any order differs
    ///
    /// RBO is rank-biased overlap, from 0 to 1, extrapolated, with p = 0.9.
    #[arg(long, value_name = "X", help_heading = "Comparison", allow_negative_numbers = true, value_parser = values::share)]
    pub min_rbo: Option<f64>,
    /// Print the comparison in this format
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        help_heading = "Results",
        default_value = "table"
    )]
    pub format: DiffFormat,
    /// Write to a file, which appears only when it is whole
    #[arg(short, long, value_name = "FILE", help_heading = "Results")]
    pub output: Option<PathBuf>,
    /// Colour the table
    #[arg(
        long,
        value_name = "WHEN",
        help_heading = "Results",
        env = "NIMRANK_COLOR",
        default_value = "auto"
    )]
    pub color: When,
}

/// How a comparison is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people
    Table,
    /// One JSON document
    Json,
    /// One JSON object a query
    Jsonl,
}
