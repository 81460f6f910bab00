//! The options that all commands share which ask a service: who scores, how it is reached, how requests are
//! sent, and what is said meanwhile.

use std::path::PathBuf;

use clap::Args;

use super::values::{self, Fields, Truncate, When};
use crate::api::Api;

/// Who scores.
#[derive(Debug, Args)]
#[command(next_help_heading = "Service")]
pub struct Service {
    /// Score with this model; local/bm25 is built in
    ///
    /// Without it the hosted service is asked for nvidia/llama-nemotron-rerank-vl-1b-v2, and a service of
    /// your own for the first model it lists.
    #[arg(short, long, value_name = "ID", env = "NIMRANK_MODEL", value_parser = values::Model, hide_possible_values = true)]
    pub model: Option<String>,
    /// How the service is reached.
    #[command(flatten)]
    pub access: Access,
}

/// How a service is reached.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Service")]
pub struct Access {
    /// Send requests to this service
    ///
    /// A host, a base with or without /v1, or the full URL of a ranking endpoint.
    #[arg(long, value_name = "URL", env = "NIMRANK_BASE_URL")]
    pub base_url: Option<String>,
    /// Say how requests are written
    ///
    /// By default the host tells, if it is a vendor's; else what LiteLLM puts in front of a model: a vendor's
    /// (cohere/, jina_ai/) where no base is named, a server's (hosted_vllm/, infinity/) with a base too; else
    /// the end of the URL: /rerank is cohere, any other nim.
    #[arg(long, value_name = "NAME", env = "NIMRANK_API", value_parser = values::api())]
    pub api: Option<&'static Api>,
    /// Read the API key from a file
    #[arg(long, value_name = "FILE", conflicts_with = "api_key_env")]
    pub api_key_file: Option<PathBuf>,
    /// Read the API key from this environment variable
    #[arg(long, value_name = "NAME")]
    pub api_key_env: Option<String>,
    /// Send this header; repeatable
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    pub header: Vec<String>,
    /// Trust the root certificates in this file too
    #[arg(long, value_name = "FILE", env = "NIMRANK_CACERT")]
    pub cacert: Option<PathBuf>,
}

/// How requests are sent.
#[derive(Debug, Args)]
#[command(next_help_heading = "Requests")]
pub struct Sending {
    /// Cut documents that are too long, or let the request fail
    #[arg(
        long,
        value_name = "WHERE",
        env = "NIMRANK_TRUNCATE",
        default_value = "end"
    )]
    pub truncate: Truncate,
    /// Send at most N documents in one request
    #[arg(long, value_name = "N", env = "NIMRANK_BATCH_SIZE", allow_negative_numbers = true, value_parser = values::count)]
    pub batch_size: Option<usize>,
    /// Send at most N requests at once
    #[arg(short = 'j', long, value_name = "N", env = "NIMRANK_CONCURRENCY", allow_negative_numbers = true, value_parser = values::at_once)]
    pub concurrency: Option<usize>,
    /// How long an answer may take.
    #[command(flatten)]
    pub limits: TimeLimits,
    /// Repeat a request that failed up to N times
    ///
    /// Only what can get better is repeated: no connection, no answer, a busy or broken service.
    #[arg(long, value_name = "N", env = "NIMRANK_RETRIES", default_value = "4", allow_negative_numbers = true, value_parser = values::whole)]
    pub retries: u32,
    /// Wait at most so long between two attempts
    ///
    /// A service that wants to be left alone for longer is not asked again.
    #[arg(long, value_name = "SECONDS", env = "NIMRANK_MAX_WAIT", default_value = "60", allow_negative_numbers = true, value_parser = values::wait)]
    pub max_wait: std::time::Duration,
    /// Send at most N requests a minute
    #[arg(long, value_name = "N", env = "NIMRANK_RPM", allow_negative_numbers = true, value_parser = values::rate)]
    pub rpm: Option<f64>,
    /// Merge these fields into every request
    ///
    /// A JSON object, as {"instruction":"…"}. It takes the place of what is asked for besides query,
    /// documents and model; null takes a field away.
    #[arg(long, value_name = "JSON", value_parser = values::object)]
    pub extra: Option<Fields>,
}

/// How long an answer may take.
#[derive(Debug, Args)]
#[command(next_help_heading = "Requests")]
pub struct TimeLimits {
    /// Give up on a request after so many seconds
    #[arg(long, value_name = "SECONDS", env = "NIMRANK_TIMEOUT", default_value = "120", allow_negative_numbers = true, value_parser = values::seconds)]
    pub timeout: std::time::Duration,
    /// Give up on a connection after so many seconds
    #[arg(long, value_name = "SECONDS", env = "NIMRANK_CONNECT_TIMEOUT", default_value = "10", allow_negative_numbers = true, value_parser = values::seconds)]
    pub connect_timeout: std::time::Duration,
}

/// What is said besides the results.
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub struct Messages {
    /// Colour the table
    #[arg(
        long,
        value_name = "WHEN",
        env = "NIMRANK_COLOR",
        default_value = "auto"
    )]
    pub color: When,
    /// Show progress on a terminal: after a while, at once, or never
    #[arg(
        long,
        value_name = "WHEN",
        env = "NIMRANK_PROGRESS",
        default_value = "auto"
    )]
    pub progress: When,
    /// Print no warnings and no progress
    #[arg(long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say what is read, asked and answered
    #[arg(short, long)]
    pub verbose: bool,
}
