//! Resolves the command line and the environment into plans, in which nothing is left to look up or to check.
//! Only this module knows whether stdin, stdout or stderr is a terminal.

mod base_url;
mod batch;
mod batching;
mod calibrate;
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
mod proxy;
mod rank;
mod recording;
mod redact;
mod service;
mod style;
mod tls;
mod url_path;
mod window;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::cli;
use crate::client::{Limits, RemoteSettings, RetryPolicy, ScoreKind};
use crate::diagnostic::Diagnostic;
use crate::model::Scale;
use crate::progress::ProgressStart;

pub use batch::{BatchPlan, BatchScores, batch};
pub use calibrate::{CalibratePlan, calibrate};
pub use check::{CheckPlan, Github, check};
pub use diff::{DiffPlan, diff};
pub use doctor::{DoctorPlan, DoctorTarget, OtherApi, TypedOptions, doctor};
pub use eval::{EvalPlan, eval};
pub use key::KeyPlace;
pub use models::{ModelsPlan, models};
pub use rank::{RankPlan, check_logits, rank};
pub use recording::{CaseReplay, RecordTarget, Replay};
pub use redact::Masked;

/// The messages that a run prints in addition to its results.
#[derive(Clone, Copy, Debug)]
pub struct MessageSettings {
    /// The start of the progress line; `None` means that there is none.
    pub progress: Option<ProgressStart>,
    pub warn: bool,
    pub verbose: bool,
}

impl MessageSettings {
    /// Returns true if there can be a line to clear from a terminal.
    pub fn has_progress_line(self) -> bool {
        matches!(self.progress, Some(ProgressStart::AtOnce | ProgressStart::AfterDelay))
    }
}

impl From<&cli::MessageOptions> for MessageSettings {
    fn from(options: &cli::MessageOptions) -> Self {
        let can_progress =
            std::io::stderr().is_terminal() && style::takes_escape_sequences() && !options.quiet;
        Self {
            progress: match options.progress {
                cli::When::Auto if can_progress => Some(ProgressStart::AfterDelay),
                cli::When::Always if can_progress => Some(ProgressStart::AtOnce),
                _ => None,
            },
            warn: !options.quiet,
            verbose: options.verbose,
        }
    }
}

/// The source of scores. `R` is the recorded scores of a query, or of the cases of a suite.
#[derive(Debug)]
pub enum ScoreSource<R> {
    BuiltIn,
    Service(Box<ServicePlan>),
    Recording(R),
}

impl<R> ScoreSource<R> {
    /// Returns the kind of the scores, as far as it is known before there is one.
    fn kind(&self, of_recording: fn(&R) -> ScoreKind) -> ScoreKind {
        match self {
            Self::BuiltIn => ScoreKind::Bm25,
            Self::Service(service) => service.kind,
            Self::Recording(recording) => of_recording(recording),
        }
    }

    /// Returns true if images are never scored. A recording has documents as they were read for the service.
    fn ignores_images(&self) -> bool {
        match self {
            Self::BuiltIn => true,
            Self::Service(service) => !service.settings.may_take_images(),
            Self::Recording(_) => false,
        }
    }

    /// Rejects a prefilter for the built-in scorer, and a scale that scores of this kind do not have.
    fn check(&self, kind: ScoreKind, prefilter: Option<usize>, scale: Scale) -> Result<()> {
        if prefilter.is_some() && matches!(self, Self::BuiltIn) {
            return usage(
                "--prefilter selects documents for a service, and local/bm25 is built in",
            );
        }
        if scale == Scale::Sigmoid {
            // Only the scores show if a server returns the logits that were requested.
            check_logits(kind.with_evidence(true))?;
        }
        Ok(())
    }
}

#[derive(Debug)]
pub struct ServicePlan {
    pub settings: RemoteSettings,
    /// The source of the key, for dry runs.
    pub key: Option<KeyPlace>,
    /// The files of certificates and their options, for dry runs.
    pub tls_files: Vec<(&'static str, PathBuf)>,
    /// The kind of its raw scores.
    pub kind: ScoreKind,
    pub limits: Limits,
    pub concurrency: usize,
    pub retry_policy: RetryPolicy,
    /// The maximum number of requests per minute.
    pub rpm: Option<f64>,
}

/// Returns the file that results are written to, and whether they go to a terminal. `None` and `-` mean stdout.
fn destination(output: Option<&Path>) -> (Option<PathBuf>, bool) {
    let file = output.filter(|path| *path != Path::new("-"));
    let is_terminal = file.is_none() && std::io::stdout().is_terminal();
    (file.map(Into::into), is_terminal)
}

/// Returns true in a workflow of GitHub, whose runner looks for commands in what the program prints.
pub fn is_in_github_workflow() -> bool {
    variable("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// Returns the value of an environment variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    let value = std::env::var_os(name)?;
    Some(value.to_string_lossy().into_owned()).filter(|value| !value.is_empty())
}

/// Fails with a fault in the command line.
fn usage<T>(message: &str) -> Result<T> {
    Err(Diagnostic::new(message).into())
}
