//! Options of `models`: those of ranking for services, requests and messages, and the format of the list.

use std::path::PathBuf;

use clap::Args;

use super::values::OnError;
use super::{MessageOptions, RequestOptions, ServiceOptions};
use crate::report::models::ListFormat;

#[derive(Debug, Args)]
pub struct Models {
    #[command(flatten)]
    pub service: ServiceOptions,
    #[command(flatten)]
    pub requests: RequestOptions,
    /// Reaction to a failure of the service; has no effect
    #[arg(long, value_name = "WHAT", default_value = "fail", hide = true)]
    pub on_error: OnError,
    /// Output format
    ///
    /// auto is table on a terminal and tsv elsewhere. The columns of tsv are model, state, day of
    /// retirement, token limit of query and document together, image support, successor.
    #[arg(short, long, value_name = "FORMAT", default_value = "auto", help_heading = "Results")]
    pub format: ListFormat,
    /// Write output to FILE (atomically)
    #[arg(short, long, value_name = "FILE", help_heading = "Results")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub messages: MessageOptions,
}
