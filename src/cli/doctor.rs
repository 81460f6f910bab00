//! Options of `doctor`: those of ranking for services, requests and messages, so that a command line that fails
//! can be diagnosed by changing the command.

use clap::Args;

use super::values::DoctorFormat;
use super::{MessageOptions, OnQueryError, RequestOptions, ServiceOptions};

#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    pub service: ServiceOptions,
    #[command(flatten)]
    pub requests: RequestOptions,
    /// Reaction to a failure of the service; has no effect
    #[arg(long, value_name = "WHAT", default_value = "fail", hide = true)]
    pub on_error: OnQueryError,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "text", help_heading = "Results")]
    pub format: DoctorFormat,
    #[command(flatten)]
    pub messages: MessageOptions,
}
