//! Options shared by all commands that use a service.

use std::path::PathBuf;

use clap::Args;

use super::values::{self, When};
use crate::api::Api;
use crate::client::{JsonObject, Truncate};

/// The model and its service.
#[derive(Debug, Args)]
#[command(next_help_heading = "Service")]
pub struct ServiceOptions {
    /// Model to score with; local/bm25 is built in
    ///
    /// The default is nvidia/llama-nemotron-rerank-vl-1b-v2 for the hosted service, and the reranker that
    /// the server lists for a self-hosted one.
    #[arg(short, long, value_name = "ID", env = "NIMRANK_MODEL", value_parser = values::ModelParser, hide_possible_values = true)]
    pub model: Option<String>,
    #[command(flatten)]
    pub access: AccessOptions,
}

/// The address of a service and access to it.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Service")]
pub struct AccessOptions {
    /// URL of the service
    ///
    /// A host, a base with or without /v1, or the full URL of a ranking endpoint.
    #[arg(long, value_name = "URL", env = "NIMRANK_BASE_URL")]
    pub base_url: Option<String>,
    /// Rerank API to use [default: inferred from URL and model]
    ///
    /// Inferred from, in this order: the host, if it is a vendor's; the prefix of the model in LiteLLM's
    /// spelling, such as cohere/ or hosted_vllm/; the end of the URL, such as /rerank for cohere. The default
    /// is nim. nimrank-apis(7) has the details.
    #[arg(long, value_name = "NAME", env = "NIMRANK_API", value_parser = values::api())]
    pub api: Option<&'static Api>,
    /// Read the API key from a file
    #[arg(long, value_name = "FILE", conflicts_with = "api_key_env")]
    pub api_key_file: Option<PathBuf>,
    /// Read the API key from this environment variable
    #[arg(long, value_name = "NAME")]
    pub api_key_env: Option<String>,
    /// Header to send; repeatable
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    pub header: Vec<String>,
    /// File of additional root certificates to trust, PEM
    #[arg(long, value_name = "FILE", env = "NIMRANK_CACERT")]
    pub cacert: Option<PathBuf>,
    /// File of the client certificate to send, PEM
    ///
    /// With the certificates of its chain, and the private key unless --cert-key names it.
    #[arg(long, value_name = "FILE")]
    pub cert: Option<PathBuf>,
    /// File of the private key of --cert, PEM
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub cert_key: Option<PathBuf>,
}

/// The size, pace and repetition of requests.
#[derive(Debug, Args)]
#[command(next_help_heading = "Requests")]
pub struct RequestOptions {
    /// Truncate long documents at the end, or reject them
    #[arg(long, value_name = "WHERE", env = "NIMRANK_TRUNCATE", default_value = "end")]
    pub truncate: Truncate,
    /// Maximum number of documents per request
    #[arg(long, value_name = "N", env = "NIMRANK_BATCH_SIZE", allow_negative_numbers = true, value_parser = values::count)]
    pub batch_size: Option<usize>,
    /// Maximum number of requests in flight
    #[arg(short = 'j', long, value_name = "N", env = "NIMRANK_CONCURRENCY", allow_negative_numbers = true, value_parser = values::at_once)]
    pub concurrency: Option<usize>,
    #[command(flatten)]
    pub limits: TimeLimits,
    /// Retry a failed request up to N times
    ///
    /// Only transient failures are retried: connection errors, timeouts, 408, 425, 429 and 5xx.
    #[arg(long, value_name = "N", env = "NIMRANK_RETRIES", default_value = "4", allow_negative_numbers = true, value_parser = values::whole)]
    pub retries: u32,
    /// Longest wait between two attempts
    ///
    /// A longer Retry-After is an error at once.
    #[arg(long, value_name = "SECONDS", env = "NIMRANK_MAX_WAIT", default_value = "60", allow_negative_numbers = true, value_parser = values::wait)]
    pub max_wait: std::time::Duration,
    /// Maximum number of requests per minute
    #[arg(long, value_name = "N", env = "NIMRANK_RPM", allow_negative_numbers = true, value_parser = values::rate)]
    pub rpm: Option<f64>,
    /// JSON object to merge into every request
    ///
    /// For example {"instruction":"…"}, applied as a JSON merge patch; null removes a field. It cannot
    /// change query, documents, model or the number of results.
    #[arg(long, value_name = "JSON", value_parser = values::object)]
    pub extra: Option<JsonObject>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Requests")]
pub struct TimeLimits {
    /// Timeout of a request
    #[arg(long, value_name = "SECONDS", env = "NIMRANK_TIMEOUT", default_value = "120", allow_negative_numbers = true, value_parser = values::seconds)]
    pub timeout: std::time::Duration,
    /// Timeout of a connection
    #[arg(long, value_name = "SECONDS", env = "NIMRANK_CONNECT_TIMEOUT", default_value = "10", allow_negative_numbers = true, value_parser = values::seconds)]
    pub connect_timeout: std::time::Duration,
}

/// Messages and decorations.
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub struct MessageOptions {
    /// Color the output
    #[arg(long, value_name = "WHEN", env = "NIMRANK_COLOR", default_value = "auto")]
    pub color: When,
    /// Show progress on a terminal
    #[arg(long, value_name = "WHEN", env = "NIMRANK_PROGRESS", default_value = "auto")]
    pub progress: When,
    /// Print no warnings and no progress
    #[arg(long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Log input, requests and retries to stderr
    #[arg(short, long)]
    pub verbose: bool,
}
