//! The command line: options, commands and their help.
//!
//! Long names are the real names; a short one is for daily use; values have names in capitals. The first
//! sentence of a help text is an imperative or a noun phrase under 70 characters without a full stop, which a
//! test enforces. Nothing here looks at a file, a terminal or a service.

mod batch;
mod calibrate;
mod check;
mod diff;
mod doctor;
mod eval;
mod models;
mod parse;
mod rank;
mod recording;
mod service;
mod tables;
mod values;
mod windows;

use clap::{Arg, ArgAction, CommandFactory, Parser, Subcommand, ValueEnum};

pub use batch::{Batch, Missing, OnQueryError, Shard};
pub use calibrate::Calibrate;
pub use check::Check;
pub use diff::Diff;
pub use doctor::Doctor;
pub use eval::Eval;
pub use models::Models;
pub use parse::{CliError, help, parse};
pub use rank::{DocumentFields, DocumentFormat, QueryText, Rank, ResultOptions};
pub use recording::RecordingOptions;
pub use service::{AccessOptions, MessageOptions, RequestOptions, ServiceOptions, TimeLimits};
pub use tables::{ENVIRONMENT, EXAMPLES, environment, examples};
use tables::{Examples, after_help, after_long_help, before_help};
pub use values::{DoctorFormat, OnError, Shell, TopN, When};
pub use windows::WindowOptions;

/// The template of help texts: examples come first.
const TEMPLATE: &str = "{about}\n\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// Options that may be given only once, since each names one thing. Of others the last one wins.
const ONCE: [&str; 16] = [
    "run",
    "query",
    "query_file",
    "query_id",
    "output",
    "record",
    "replay",
    "qrels",
    "junit",
    "html",
    "baseline",
    "api_key_file",
    "api_key_env",
    "queries",
    "resume",
    "candidates",
];

/// Options that the short help of commands other than ranking leaves to `--help`.
const ADVANCED: [&str; 33] = [
    "api_key_file",
    "api_key_env",
    "header",
    "cacert",
    "cert",
    "cert_key",
    "truncate",
    "batch_size",
    "concurrency",
    "connect_timeout",
    "retries",
    "max_wait",
    "rpm",
    "extra",
    "force",
    "progress",
    "color",
    "at_least",
    "tolerance",
    "no_github",
    "text_field",
    "id_field",
    "text_join",
    "columns",
    "delimiter",
    "records",
    "query_field",
    "documents_field",
    "query_id_field",
    "run_name",
    "missing",
    "window",
    "overlap",
];

/// Rerank documents by relevance to a query
#[derive(Debug, Parser)]
#[command(
    name = "nimrank",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    max_term_width = 100,
    help_template = TEMPLATE,
    override_usage = "nimrank [OPTIONS] --query <TEXT> [FILE]...\n       nimrank <COMMAND> [OPTIONS]"
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub rank: Rank,
}

/// The commands other than ranking.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Rank for many queries in one run
    #[command(
        override_usage = "nimrank batch [OPTIONS] [FILE]...\n       nimrank batch [OPTIONS] --queries <FILE> [--candidates <FILE>] --docs <FILE>...",
        mut_args(batch::adapt)
    )]
    Batch(Box<Batch>),
    /// Check rankings against expectations, for CI
    #[command(mut_args(check::adapt))]
    Check(Box<Check>),
    /// Evaluate a run against relevance judgments
    Eval(Eval),
    /// Choose a score threshold from judged data
    Calibrate(Calibrate),
    /// Compare two recordings or runs
    Diff(Diff),
    /// List known models, or those of a service
    Models(Box<Models>),
    /// Diagnose the connection to a service
    Doctor(Box<Doctor>),
    /// Print the completion file for a shell
    Completions {
        /// Shell to complete for
        shell: Shell,
    },
    /// Print a manual page
    Man {
        /// Command or topic; without one, the page of nimrank itself
        page: Option<ManPage>,
    },
    /// Print the help of a command
    Help {
        /// Command; without one, the help of nimrank itself
        #[arg(value_parser = COMMANDS)]
        command: Option<String>,
    },
}

const COMMANDS: [&str; 10] = [
    "batch",
    "check",
    "eval",
    "calibrate",
    "diff",
    "models",
    "doctor",
    "completions",
    "man",
    "help",
];

/// The manual pages other than that of nimrank itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ManPage {
    Batch,
    Check,
    Eval,
    Calibrate,
    Diff,
    Models,
    Doctor,
    Completions,
    Man,
    /// Services, keys and the choice of the API
    Apis,
    /// The format of recordings
    Recording,
}

/// Returns the definition of the command line, the source of help, completions and man pages.
pub fn command() -> clap::Command {
    let definition = add_notes(Cli::command(), EXAMPLES).mut_subcommands(|command| {
        let examples = examples(command.get_name());
        let command = command.mut_args(|arg| {
            let is_advanced = ADVANCED.contains(&arg.get_id().as_str());
            if is_advanced { arg.hide_short_help(true) } else { arg }
        });
        if examples.is_empty() {
            command
        } else {
            add_notes(command.help_template(TEMPLATE), examples)
        }
    });
    with_every_arg(definition, &|arg| last_wins(arg.hide_env_values(true)))
}

/// Lets the last value of a repeated option win, unless it is one of [`ONCE`].
fn last_wins(arg: Arg) -> Arg {
    let is_single = matches!(arg.get_action(), ArgAction::Set | ArgAction::SetTrue);
    let id = arg.get_id().clone();
    if is_single && !ONCE.contains(&id.as_str()) && !arg.is_positional() {
        arg.overrides_with(id)
    } else {
        arg
    }
}

/// Adds examples, variables and exit codes to the help of a command. The short help has the codes alone.
fn add_notes(command: clap::Command, examples: Examples) -> clap::Command {
    let (short, long) = (after_help(), after_long_help(&command));
    command.before_help(before_help(examples)).after_help(short).after_long_help(long)
}

/// Returns a definition with every argument changed, those of subcommands included.
fn with_every_arg(command: clap::Command, change: &dyn Fn(Arg) -> Arg) -> clap::Command {
    command.mut_args(change).mut_subcommands(|command| with_every_arg(command, change))
}

/// Returns every argument of a definition, those of subcommands included.
fn every_arg(command: &clap::Command) -> Vec<&Arg> {
    let below = command.get_subcommands().flat_map(every_arg);
    command.get_arguments().chain(below).collect()
}
