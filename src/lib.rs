//! `nimrank` reranks documents by relevance to a query, from the shell. This library is the program; it has
//! no stable interface.
//!
//! # Architecture
//!
//! ```text
//! cli -> plan -> input -> client -> rank -> output
//! ```
//!
//! A run goes through these modules from left to right, and only `command` knows several of them:
//!
//! - `cli` defines the command line; `plan` validates it together with the environment and resolves it into
//!   a plan that needs no further lookups.
//! - `input` yields documents one at a time, `client` gives each a score (with a service or the built-in BM25
//!   scorer), `rank` sorts them, `output` prints them.
//! - `batch` reads queries with their documents, `check` evaluates relevance expectations, `eval` computes the
//!   measures of `measure` over a run, `stats` tests differences between runs,
//!   `recording` keeps scores in a file and finds them again, `compare` compares two rankings. `report` prints
//!   what is not a ranking.
//! - `api` is the table of rerank APIs and of known models; `model` holds the types that all modules share.
//! - `source` reads files and standard input, `sanitize` makes untrusted text safe to print, `shell` quotes
//!   commands that are printed to be pasted, `suggest` finds the word that a misspelled one stands for, `table`
//!   draws text tables, `progress` draws the progress line.
//! - `diagnostic` and `error` are failures as the user sees them, `exit` the exit codes, `os_error` the
//!   system's error messages.
//!
//! # Glossary
//!
//! - *document*: what the user ranks; *passage*: its text as sent to a service; *batch*: the passages of one
//!   request.
//! - *score*: a number for a passage, higher is better; *logit*: the unbounded raw score of a NIM.
//! - *ranking*: documents sorted by score; *rank*: position in it, from 1; *index*: position in the input,
//!   from 0; *origin*: where a document came from, such as `file:line`.
//! - *API*: request and response format; *endpoint*: the URL that requests go to; *provider*: who runs the
//!   service.
//! - *retry*: a repeated request after a transient failure; *rate limit*: requests per minute, or the limit
//!   that a service imposes with status 429.
//! - *recording*: scores kept in a file; *replay*: using them instead of a service; *baseline*: a recording
//!   that a check is compared with.
//! - *run*: rankings of many queries; *qrels*, *judgments*: relevance labels; *measure*: a number that says
//!   how good a ranking is.

// Lints that tests need not keep.
#![cfg_attr(
    not(test),
    warn(
        clippy::exit,
        clippy::expect_used,
        clippy::panic,
        clippy::unimplemented,
        clippy::unreachable
    )
)]

mod api;
mod batch;
mod check;
mod cli;
mod client;
mod command;
mod compare;
mod diagnostic;
mod error;
mod eval;
mod exit;
mod input;
mod json;
mod measure;
mod model;
mod os_error;
mod output;
mod plan;
mod progress;
mod rank;
mod recording;
mod report;
mod sanitize;
mod shell;
mod source;
mod stats;
mod suggest;
mod sys;
mod table;
#[doc(hidden)]
pub mod testing;
mod text;
mod window;

use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the program with a command line, which begins with the program's name, and reports errors on stderr.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    #[cfg(unix)]
    {
        sys::ignore_file_size_signal();
        sys::use_builtin_resolvers();
    }
    let exit = command::run(arguments).unwrap_or_else(|error| error::report(&error));
    ExitCode::from(exit.code())
}
