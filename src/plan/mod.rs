//! What will be done: the command line and the environment become a [`Plan`] in which nothing is left to
//! look up or to check. This is the only room that asks whether something is a terminal.

mod base_url;
mod batching;
mod check;
mod diff;
mod doctor;
mod endpoint;
mod error;
mod eval;
mod extra;
mod inputs;
mod key;
mod models;
mod recording;
mod redact;
mod same_file;
mod service;
mod style;
mod url_path;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::cli;
use crate::client::{Limits, RemoteSettings, RetryPolicy, ScoreKind};
use crate::input::{self};
use crate::model::Scale;
use crate::output;
use crate::progress::{Screen, When};
use crate::rank::Selection;

pub use check::{CaseScores, Check, Github, ReportFormat, make as make_check};
pub use diff::{DiffPlan, make_diff};
pub use doctor::{Doctor, DoctorTarget, TypedOptions, doctor};
pub use error::PlanError;
pub use eval::{EvalPlan, make_eval};
pub use key::KeyPlace;
pub use models::{ModelsPlan, make_models};
pub use recording::{CaseReplay, RecordTarget, Replay};
pub use redact::Masked;

/// A ranking, ready to be carried out.
#[derive(Debug)]
pub struct Plan {
    /// The query.
    pub query: String,
    /// What is read.
    pub input: input::InputSettings,
    /// Where scores come from.
    pub scores: ScoresFrom,
    /// Where they are kept; none: nowhere.
    pub record: Option<RecordTarget>,
    /// What happens when the service is lost.
    pub on_loss: OnLoss,
    /// Which documents are kept.
    pub selection: Selection,
    /// How results are printed.
    pub style: output::Style,
    /// The file to write to; none: standard output.
    pub output: Option<PathBuf>,
    /// Whether requests are printed instead of sent.
    pub dry_run: bool,
    /// What is said meanwhile.
    pub messages: Messages,
    /// What the user should know before it begins.
    pub warnings: Vec<String>,
}

/// What is said besides the results.
#[derive(Clone, Copy, Debug)]
pub struct Messages {
    /// Where progress is shown; none: nowhere.
    pub progress: Option<Screen>,
    /// Whether warnings are printed.
    pub warn: bool,
    /// Whether what happens is told.
    pub verbose: bool,
}

/// Where scores come from.
#[derive(Debug)]
pub enum ScoresFrom {
    /// Somebody who scores.
    Scorer(Scoring),
    /// A recording.
    Recording(Replay),
}

impl ScoresFrom {
    /// What raw scores are.
    fn kind(&self) -> ScoreKind {
        match self {
            Self::Scorer(scoring) => scoring.kind,
            Self::Recording(replay) => replay.kind,
        }
    }
}

/// Who scores, and at what pace.
#[derive(Debug)]
pub struct Scoring {
    /// Who scores.
    pub service: Service,
    /// What its raw scores are.
    pub kind: ScoreKind,
    /// How much a batch may hold.
    pub limits: Limits,
    /// The most requests at once.
    pub concurrency: usize,
    /// How failed requests are repeated.
    pub retry_policy: RetryPolicy,
    /// The most requests a minute; none: as many as there is work for.
    pub rpm: Option<f64>,
}

/// What happens when the service fails after the last attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnLoss {
    /// Nothing is printed.
    Fail,
    /// The documents are printed in input order, without scores.
    PassThrough,
    /// The other cases are judged: each stands alone.
    GoOn,
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
    let input = inputs::resolve(options)?;
    let query = inputs::query(options)?;
    let dry_run = options.handling.dry_run;
    let (service, sending) = (&options.service, &options.sending);
    let record = recording::record(&options.recording, service, sending, output.as_deref())?;
    let scores = match &options.recording.replay {
        Some(path) => ScoresFrom::Recording(recording::replay(path, service, sending, &query)?),
        None => ScoresFrom::Scorer(service::resolve(service, sending, dry_run, &mut warnings)?),
    };
    let scale = scale(options.results.score, scores.kind())?;
    let style = style::resolve(options, scale, scores.kind(), terminal)?;
    Ok(Plan {
        query,
        input,
        on_loss: match options.handling.on_error {
            cli::OnError::Passthrough if matches!(scores, ScoresFrom::Scorer(_)) => {
                OnLoss::PassThrough
            }
            // A recording cannot be lost on the way.
            cli::OnError::Fail | cli::OnError::Passthrough => OnLoss::Fail,
        },
        scores,
        record,
        selection: Selection {
            top_n: options.results.top_n,
            min_score: options.results.min_score,
            scale,
        },
        style,
        output,
        dry_run,
        messages: Messages {
            progress: screen(&options.messages),
            warn: !options.messages.quiet,
            verbose: options.messages.verbose,
        },
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
