//! The options of examining a service.

use clap::Args;

use super::values::FindingsFormat;
use super::{Service, TimeLimits};

/// The options of examining a service.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Which service is examined.
    #[command(flatten)]
    pub service: Service,
    /// How long each step may take.
    #[command(flatten)]
    pub limits: TimeLimits,
    /// Print the findings in this format
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Results"
    )]
    pub format: FindingsFormat,
}
