//! Options that cut long documents.

use clap::Args;

use super::values;

#[derive(Debug, Args)]
#[command(next_help_heading = "Documents")]
pub struct WindowOptions {
    /// Score long documents in windows of at most N words
    ///
    /// The score of a document is that of its best window. 300 words fit models that take 512 tokens, 2000
    /// those that take 8192.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::count)]
    pub window: Option<usize>,
    /// Words that a window shares with the one before [default: N/8]
    #[arg(long, value_name = "M", requires = "window")]
    pub overlap: Option<usize>,
}
