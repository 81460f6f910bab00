//! What can be typed. The rules of the house for options: long names are the real names; a short one is
//! for daily use; a value has a name in capitals; the first sentence of a help text is imperative, under
//! 70 characters and ends without a full stop. A test holds them to it. Nothing here looks at a file, a
//! terminal or a service.

mod parse;
mod tables;
mod values;

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand};

pub use parse::{parse, usage_error};
pub use tables::{ENVIRONMENT, EXAMPLES, after_help, before_help};
pub use values::{Api, Format, InputFormat, OnError, ScoreScale, Shell, Truncate, When};

/// Put documents in order of relevance to a query.
#[derive(Debug, Parser)]
#[command(
    name = "nimrank",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    args_override_self = true,
    max_term_width = 100,
    help_template = "{about}\n\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}",
    override_usage = "nimrank [OPTIONS] --query <TEXT> [FILE]...\n       nimrank completions <SHELL>"
)]
pub struct Cli {
    /// What to do instead of ranking.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to rank.
    #[command(flatten)]
    pub rank: Rank,
}

/// What the program does besides ranking.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print a completion file for a shell
    Completions {
        /// The shell to complete for
        shell: Shell,
    },
}

/// The options of ranking.
#[derive(Debug, Args)]
pub struct Rank {
    /// What is sought.
    #[command(flatten)]
    pub query: Query,
    /// What is ranked.
    #[command(flatten)]
    pub documents: Documents,
    /// What is printed.
    #[command(flatten)]
    pub results: Results,
    /// Who scores.
    #[command(flatten)]
    pub service: Service,
    /// How it is sent.
    #[command(flatten)]
    pub sending: Sending,
    /// What is said meanwhile.
    #[command(flatten)]
    pub messages: Messages,
}

/// The query.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Query {
    /// Rank by relevance to this text
    #[arg(
        short,
        long,
        value_name = "TEXT",
        help_heading = "Query",
        allow_hyphen_values = true
    )]
    pub query: Option<String>,
    /// Read the query from a file; `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = "Query")]
    pub query_file: Option<PathBuf>,
}

/// Where documents are and how they are written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Documents")]
pub struct Documents {
    /// Read documents from these files; `-` is standard input
    ///
    /// The same as --docs. Without any file or text, standard input is read.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Read documents from these files; `-` is standard input
    #[arg(short, long, value_name = "FILE", num_args = 1..)]
    pub docs: Vec<PathBuf>,
    /// Take this text as a document; repeatable
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub doc: Vec<String>,
    /// Say how documents are written
    ///
    /// By default the ending of the file name tells, else how the content begins.
    #[arg(short, long, value_name = "FORMAT", default_value = "auto")]
    pub input: InputFormat,
    /// End lines, paths and raw output in NUL instead of newline
    #[arg(short = '0', long)]
    pub null: bool,
    /// Take the text from this field or column; repeatable
    ///
    /// Several are joined by a newline; dots reach inside (meta.body). Without this option it is the first
    /// of text, passage, content, contents, page_content, document, body.
    #[arg(long, value_name = "NAME")]
    pub text_field: Vec<String>,
    /// Take the id from this field or column
    ///
    /// Without this option it is the first of id, _id, docid, doc_id.
    #[arg(long, value_name = "NAME")]
    pub id_field: Option<String>,
}

/// What is printed, and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Results")]
pub struct Results {
    /// Keep the best N documents
    #[arg(short = 'n', long, value_name = "N", env = "NIMRANK_TOP_N", allow_negative_numbers = true, value_parser = values::count)]
    pub top_n: Option<usize>,
    /// Keep documents that score at least X, on the scale printed
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = values::finite)]
    pub min_score: Option<f64>,
    /// Print raw scores, or the sigmoid of logits
    #[arg(long, value_name = "SCALE", default_value = "raw")]
    pub score: ScoreScale,
    /// Print results in this format
    ///
    /// By default a table on a terminal, TSV elsewhere. `raw` gives the input back, reordered.
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        env = "NIMRANK_FORMAT",
        default_value = "auto"
    )]
    pub format: Format,
    /// Write to a file, which appears only when it is whole
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Leave the documents' text out
    #[arg(long)]
    pub no_documents: bool,
}

/// Who scores.
#[derive(Debug, Args)]
#[command(next_help_heading = "Service")]
pub struct Service {
    /// Score with this model; local/bm25 is built in
    ///
    /// Without it the hosted service is asked for nvidia/llama-nemotron-rerank-vl-1b-v2, and a service of
    /// your own for the first model it lists.
    #[arg(short, long, value_name = "ID", env = "NIMRANK_MODEL")]
    pub model: Option<String>,
    /// Send requests to this service
    ///
    /// A host, a base with or without /v1, or the full URL of a ranking endpoint.
    #[arg(long, value_name = "URL", env = "NIMRANK_BASE_URL")]
    pub base_url: Option<String>,
    /// Say how requests are written
    ///
    /// By default a URL that ends in /rerank is asked as cohere, any other as nim.
    #[arg(long, value_name = "NAME", env = "NIMRANK_API")]
    pub api: Option<Api>,
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
    /// Give up on a request after so many seconds
    #[arg(long, value_name = "SECONDS", env = "NIMRANK_TIMEOUT", default_value = "120", allow_negative_numbers = true, value_parser = values::seconds)]
    pub timeout: std::time::Duration,
    /// Give up on a connection after so many seconds
    #[arg(long, value_name = "SECONDS", env = "NIMRANK_CONNECT_TIMEOUT", default_value = "10", allow_negative_numbers = true, value_parser = values::seconds)]
    pub connect_timeout: std::time::Duration,
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
    /// Fail when the service fails, or print the documents unranked
    ///
    /// The exit code is 3 either way. `passthrough` keeps all documents in memory.
    #[arg(long, value_name = "WHAT", default_value = "fail")]
    pub on_error: OnError,
    /// Print the requests as curl commands and send nothing
    #[arg(long)]
    pub dry_run: bool,
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

/// The definition of the command line, from which help, completions and man pages are made.
pub fn command() -> clap::Command {
    Cli::command()
        .before_help(before_help())
        .after_help(after_help())
        .mut_args(|arg| arg.hide_env_values(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn options_keep_the_rules_of_the_house() {
        for arg in command().get_arguments() {
            let id = arg.get_id();
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(
                !help.is_empty() && help.len() < 70 && !help.ends_with('.'),
                "{id}: {help}"
            );
            let names = arg.get_value_names().unwrap_or_default();
            let upper = names
                .iter()
                .all(|name| name.to_uppercase() == name.as_str());
            assert!(upper, "{id}: {names:?}");
            assert!(
                arg.get_env().is_none() || arg.is_hide_env_values_set(),
                "{id}"
            );
        }
    }

    #[test]
    fn every_twin_of_an_option_is_in_the_table() {
        let listed = |name: &str| {
            ENVIRONMENT
                .iter()
                .any(|(names, _)| names.split(", ").any(|n| n == name))
        };
        for arg in command().get_arguments() {
            if let Some(name) = arg.get_env().and_then(|name| name.to_str()) {
                assert!(listed(name), "{name}");
            }
        }
    }
}
