//! The options of listing models.

use std::path::PathBuf;

use clap::Args;

use super::values::ListFormat;
use super::{Access, TimeLimits};

/// The options of listing models.
#[derive(Debug, Args)]
pub struct Models {
    /// Whose models are listed.
    #[command(flatten)]
    pub access: Access,
    /// How long the service may take to list them.
    #[command(flatten)]
    pub limits: TimeLimits,
    /// Print the list in this format
    ///
    /// By default a table on a terminal, TSV elsewhere: model, state, the day it was retired on, tokens a
    /// query and a document may have together, whether a document may be a picture, successor.
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        default_value = "auto",
        help_heading = "Results"
    )]
    pub format: ListFormat,
    /// Write to a file, which appears only when it is whole
    #[arg(short, long, value_name = "FILE", help_heading = "Results")]
    pub output: Option<PathBuf>,
    /// Print no notes
    #[arg(long, help_heading = "Messages")]
    pub quiet: bool,
}
