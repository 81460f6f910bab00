//! The options by which scores are kept in a file, and taken from one.

use std::path::PathBuf;

use clap::Args;

/// Scores kept in a file.
#[derive(Debug, Args)]
#[command(next_help_heading = "Recordings")]
pub struct Recording {
    /// Keep every score in this file
    ///
    /// It appears when every request has succeeded. The query is in it, the documents' texts are not.
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    pub record: Option<PathBuf>,
    /// Take every score from this file and ask no service
    ///
    /// What has changed since it was recorded is an error.
    #[arg(long, value_name = "FILE")]
    pub replay: Option<PathBuf>,
    /// Let --record replace a file even where CI is set
    #[arg(long, requires = "record")]
    pub force: bool,
}
