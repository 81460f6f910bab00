//! Options of `calibrate`.

use std::path::PathBuf;

use clap::Args;

use super::values;
use crate::report::calibrate::CalibrationFormat;

#[derive(Debug, Args)]
pub struct Calibrate {
    /// File of relevance judgments; `-` is standard input
    ///
    /// In any form that `nimrank eval` reads.
    #[arg(long, value_name = "FILE")]
    pub qrels: PathBuf,
    /// File of scored results; `-` is standard input
    ///
    /// A run in any form that `nimrank eval` reads, with scores.
    #[arg(long, value_name = "FILE")]
    pub run: PathBuf,
    /// Lowest grade that counts as relevant
    #[arg(short, long, value_name = "GRADE", default_value = "1", allow_negative_numbers = true, value_parser = values::level)]
    pub level: i32,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: CalibrationFormat,
    /// Write output to FILE (atomically)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Print no warnings and no notes
    #[arg(long)]
    pub quiet: bool,
}
