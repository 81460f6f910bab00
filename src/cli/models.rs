//! Options of `models`.

use std::path::PathBuf;

use clap::Args;

use super::{Access, TimeLimits};
use crate::report::models::ListFormat;

#[derive(Debug, Args)]
pub struct Models {
    #[command(flatten)]
    pub access: Access,
    #[command(flatten)]
    pub limits: TimeLimits,
    /// Output format
    ///
    /// auto is table on a terminal and tsv elsewhere. The columns of tsv are model, state, day of
    /// retirement, token limit of query and document together, image support, successor.
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        default_value = "auto",
        help_heading = "Results"
    )]
    pub format: ListFormat,
    /// Write output to FILE (atomically)
    #[arg(short, long, value_name = "FILE", help_heading = "Results")]
    pub output: Option<PathBuf>,
    /// Print no notes
    #[arg(long, help_heading = "Messages")]
    pub quiet: bool,
}
