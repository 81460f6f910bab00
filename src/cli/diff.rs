//! Options of `diff`.

use std::path::PathBuf;

use clap::Args;

use super::values::{self, When};
use crate::report::diff::DiffFormat;

#[derive(Debug, Args)]
pub struct Diff {
    /// Old recording or run; `-` is standard input
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// New recording or run; `-` is standard input
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// Compare only the top N of each query (tau-b uses all documents)
    #[arg(short = 'k', long, value_name = "N", help_heading = "Comparison", allow_negative_numbers = true, value_parser = values::count)]
    pub depth: Option<usize>,
    /// Treat scores at most T apart as tied
    ///
    /// Two documents have changed places only if their scores are more than T apart in either file.
    #[arg(long, value_name = "T", help_heading = "Comparison", default_value = "0", allow_negative_numbers = true, value_parser = values::distance)]
    pub tolerance: f64,
    /// Fail only if the RBO of a query is below X
    ///
    /// Otherwise any change of order fails. RBO is extrapolated rank-biased overlap with p = 0.9, from 0 to 1.
    #[arg(long, value_name = "X", help_heading = "Comparison", allow_negative_numbers = true, value_parser = values::share)]
    pub min_rbo: Option<f64>,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", help_heading = "Results", default_value = "table")]
    pub format: DiffFormat,
    /// Also write an HTML report to FILE
    #[arg(long, value_name = "FILE", help_heading = "Results")]
    pub html: Option<PathBuf>,
    /// Write output to FILE (atomically)
    #[arg(short, long, value_name = "FILE", help_heading = "Results")]
    pub output: Option<PathBuf>,
    /// Color the output
    #[arg(
        long,
        value_name = "WHEN",
        help_heading = "Results",
        env = "NIMRANK_COLOR",
        default_value = "auto"
    )]
    pub color: When,
}
