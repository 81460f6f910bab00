//! Options that record and replay scores.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(next_help_heading = "Recordings")]
pub struct RecordingOptions {
    /// Record every score to FILE
    ///
    /// Written only if every request succeeds. It holds the query, but not the text of the documents.
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    pub record: Option<PathBuf>,
    /// Use the scores in FILE instead of calling the service
    ///
    /// Fails if anything has changed since they were recorded.
    #[arg(long, value_name = "FILE")]
    pub replay: Option<PathBuf>,
    /// Let --record replace a file even if CI is set
    #[arg(long, requires = "record")]
    pub force: bool,
}
