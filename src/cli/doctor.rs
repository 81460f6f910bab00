//! Options of `doctor`.

use clap::Args;

use super::values::FindingsFormat;
use super::{Service, TimeLimits};

#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    pub service: Service,
    #[command(flatten)]
    pub limits: TimeLimits,
    /// Output format
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Results"
    )]
    pub format: FindingsFormat,
}
