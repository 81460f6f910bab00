//! What will be done: the command line and the environment become a [`Plan`] in which nothing is left to
//! look up or to check. This is the only room that asks whether something is a terminal.

mod endpoint;
mod error;
mod key;
mod load;
mod service;
mod sources;
mod style;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::cli;
use crate::client::{Limits, Patience, RemoteSettings, ScoreKind};
use crate::input::{self};
use crate::model::Scale;
use crate::output;
use crate::progress::{Screen, When};
use crate::rank::Selection;

pub use error::PlanError;
pub use key::KeyPlace;

/// A ranking, ready to be carried out.
#[derive(Debug)]
pub struct Plan {
    /// The query.
    pub query: String,
    /// What is read.
    pub input: input::Settings,
    /// Who scores.
    pub service: Service,
    /// How much a batch may hold.
    pub limits: Limits,
    /// The most requests at once.
    pub concurrency: usize,
    /// How failed requests are repeated.
    pub patience: Patience,
    /// What happens when the service is lost.
    pub on_loss: OnLoss,
    /// The most requests a minute; none: as many as there is work for.
    pub per_minute: Option<f64>,
    /// Which documents are kept.
    pub selection: Selection,
    /// How results are printed.
    pub style: output::Style,
    /// The file to write to; none: standard output.
    pub output: Option<PathBuf>,
    /// Whether requests are printed instead of sent.
    pub dry_run: bool,
    /// Where progress is shown; none: nowhere.
    pub progress: Option<Screen>,
    /// Whether warnings are printed.
    pub warn: bool,
    /// Whether what happens is told.
    pub verbose: bool,
    /// What the user should know before it begins.
    pub warnings: Vec<String>,
}

/// What happens when the service fails after the last attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnLoss {
    /// Nothing is printed.
    Fail,
    /// The documents are printed in input order, without scores.
    PassThrough,
}

/// Who scores.
#[derive(Debug)]
pub enum Service {
    /// The scorer built in.
    BuiltIn,
    /// A service on the network.
    Remote {
        /// How it is asked.
        settings: Box<RemoteSettings>,
        /// Where its key is, for a dry run to show.
        key: Option<KeyPlace>,
        /// Where the certificates are that it is trusted by, likewise.
        cacert: Option<PathBuf>,
    },
}

/// Checks what was asked for and resolves it.
pub fn make(options: &cli::Rank) -> Result<Plan> {
    let output = options.results.output.clone();
    let output = output.filter(|path| path != Path::new("-"));
    let terminal = std::io::stdout().is_terminal() && output.is_none();
    let mut warnings = Vec::new();
    let input = sources::resolve(options)?;
    let query = sources::query(options)?;
    let resolved = service::resolve(options, &mut warnings)?;
    let sending = &options.sending;
    let messages = &options.messages;
    let scale = scale(options.results.score, resolved.kind)?;
    let style = style::resolve(options, scale, resolved.kind, terminal)?;
    let limits = match sending.batch_size {
        Some(size) if matches!(resolved.service, Service::Remote { .. }) => {
            Limits::of_requests(size)
        }
        _ => resolved.limits,
    };
    Ok(Plan {
        query,
        input,
        service: resolved.service,
        limits,
        concurrency: sending.concurrency.unwrap_or(resolved.concurrency),
        patience: Patience {
            retries: sending.retries,
            max_wait: sending.max_wait,
        },
        on_loss: match sending.on_error {
            cli::OnError::Fail => OnLoss::Fail,
            cli::OnError::Passthrough => OnLoss::PassThrough,
        },
        per_minute: sending.rpm,
        selection: Selection {
            top_n: options.results.top_n,
            min_score: options.results.min_score,
            scale,
        },
        style,
        output,
        dry_run: sending.dry_run,
        progress: screen(messages),
        warn: !messages.quiet,
        verbose: messages.verbose,
        warnings,
    })
}

/// The scale of printed scores. Only of a logit is a sigmoid anything.
fn scale(wanted: cli::ScoreScale, kind: ScoreKind) -> Result<Scale> {
    match wanted {
        cli::ScoreScale::Raw => Ok(Scale::Raw),
        cli::ScoreScale::Sigmoid if kind == ScoreKind::Logit => Ok(Scale::Sigmoid),
        cli::ScoreScale::Sigmoid => usage(&format!(
            "--score sigmoid is for logits, and these scores are of kind {}",
            kind.name()
        )),
    }
}

/// The terminal that progress is shown on, if it is.
fn screen(messages: &cli::Messages) -> Option<Screen> {
    let when = match messages.progress {
        cli::When::Never => return None,
        cli::When::Auto => When::AfterAWhile,
        cli::When::Always => When::AtOnce,
    };
    let is_seen = std::io::stderr().is_terminal() && !messages.quiet;
    is_seen.then(|| Screen {
        when,
        width: style::stderr_width(),
    })
}

/// An environment variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    let value = std::env::var_os(name)?;
    Some(value.to_string_lossy().into_owned()).filter(|value| !value.is_empty())
}

/// A usage error, told as the command line tells its own.
fn usage<T>(message: &str) -> Result<T> {
    Err(PlanError::Usage(message.into()).into())
}
