//! What will be done: the command line and the environment become a [`Plan`] in which nothing is left to
//! look up or to check. This is the only room that asks whether something is a terminal.

mod base_url;
mod batching;
mod check;
mod diff;
mod doctor;
mod endpoint;
mod eval;
mod extra;
mod inputs;
mod key;
mod models;
mod overwrite;
mod recording;
mod redact;
mod service;
mod style;
mod url_path;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::cli;
use crate::client::{Limits, RemoteSettings, RetryPolicy, ScoreKind};
use crate::diagnostic::Diagnostic;
use crate::input::{self, DocumentSource};
use crate::model::Scale;
use crate::output;
use crate::progress::ProgressStart;
use crate::rank::Selection;
use crate::source::Source;
use overwrite::InputFiles;

pub use check::{CheckPlan, Github, make as make_check};
pub use diff::{DiffPlan, make_diff};
pub use doctor::{Doctor, DoctorTarget, OtherApi, TypedOptions, doctor};
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
    pub scores: ScoreSource<Replay>,
    /// Where they are kept; none: nowhere.
    pub record: Option<RecordTarget>,
    /// Prints the documents in input order, without scores, if the service fails.
    pub passthrough: bool,
    /// Which documents are kept.
    pub selection: Selection,
    /// How results are printed.
    pub style: output::OutputStyle,
    /// Results go to a terminal.
    pub is_terminal: bool,
    /// Print only as many results as fit the terminal.
    pub fits_screen: bool,
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
    pub progress: Option<ProgressStart>,
    /// Whether warnings are printed.
    pub warn: bool,
    /// Whether what happens is told.
    pub verbose: bool,
}

/// The source of scores. `R` is the recorded scores of a query, or of the cases of a suite.
#[derive(Debug)]
pub enum ScoreSource<R> {
    /// The built-in scorer.
    BuiltIn,
    Service(Box<Service>),
    Recording(R),
}

impl ScoreSource<Replay> {
    /// Returns the kind of the raw scores.
    fn kind(&self) -> ScoreKind {
        match self {
            Self::BuiltIn => ScoreKind::Bm25,
            Self::Service(service) => service.kind,
            Self::Recording(replay) => replay.kind,
        }
    }
}

/// A service and the limits of requests to it.
#[derive(Debug)]
pub struct Service {
    pub settings: RemoteSettings,
    /// The source of the key, for dry runs.
    pub key: Option<KeyPlace>,
    /// The file with additional root certificates, for dry runs.
    pub cacert: Option<PathBuf>,
    /// The kind of its raw scores.
    pub kind: ScoreKind,
    /// The limits of a batch.
    pub limits: Limits,
    /// The maximum number of concurrent requests.
    pub concurrency: usize,
    pub retry_policy: RetryPolicy,
    /// The maximum number of requests per minute.
    pub rpm: Option<f64>,
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
    check_outputs(options, &input, output.as_deref())?;
    let record = recording::record(&options.recording, service, sending)?;
    let scores = match &options.recording.replay {
        Some(path) => ScoreSource::Recording(recording::replay(path, service, sending, &query)?),
        None => service::resolve(service, sending, dry_run, &mut warnings)?,
    };
    let scale = scale(options.results.score, scores.kind())?;
    let style = style::resolve(options, scale, scores.kind(), terminal)?;
    Ok(Plan {
        query,
        input,
        // A recording cannot fail like a service.
        passthrough: options.handling.on_error == cli::OnError::Passthrough
            && !matches!(scores, ScoreSource::Recording(_)),
        scores,
        record,
        selection: Selection {
            top_n: match options.results.top_n {
                Some(cli::TopN::Best(count)) => Some(count),
                Some(cli::TopN::All) | None => None,
            },
            min_score: options.results.min_score,
            scale,
        },
        style,
        is_terminal: terminal,
        fits_screen: options.results.top_n.is_none(),
        output,
        dry_run,
        messages: Messages {
            progress: progress(&options.messages),
            warn: !options.messages.quiet,
            verbose: options.messages.verbose,
        },
        warnings,
    })
}

/// Rejects outputs of a ranking that would overwrite an input.
fn check_outputs(
    options: &cli::Rank,
    input: &input::InputSettings,
    output: Option<&Path>,
) -> Result<()> {
    let query_file = options.query.query_file.as_deref().map(Source::from_path);
    let mut inputs = overwrite::access_files(&options.service.access);
    if let Some(query_file) = &query_file {
        inputs.add_source("--query-file", query_file);
    }
    inputs.add("--replay", options.recording.replay.as_deref());
    let mut documents = InputFiles::default();
    for source in &input.sources {
        if let DocumentSource::Stream(source) = source {
            documents.add_source("the documents", source);
        }
    }
    let record = options.recording.record.as_deref();
    let outputs = [("--record", record), ("--output", output)];
    overwrite::check(&outputs, &inputs, &documents)
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

/// Returns when the progress line appears; `None` means never.
fn progress(messages: &cli::Messages) -> Option<ProgressStart> {
    let start = match messages.progress {
        cli::When::Never => return None,
        cli::When::Auto => ProgressStart::AfterDelay,
        cli::When::Always => ProgressStart::AtOnce,
    };
    let is_visible = std::io::stderr().is_terminal() && !messages.quiet;
    is_visible.then_some(start)
}

/// An environment variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    let value = std::env::var_os(name)?;
    Some(value.to_string_lossy().into_owned()).filter(|value| !value.is_empty())
}

/// Fails with a fault in the command line.
fn usage<T>(message: &str) -> Result<T> {
    Err(Diagnostic::new(message).into())
}
