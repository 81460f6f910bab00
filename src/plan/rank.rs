//! Plans a ranking.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::overwrite::{self, InputFiles};
use super::{
    MessageSettings, RecordTarget, Replay, ScoreSource, destination, inputs, recording, service,
    style, usage,
};
use crate::cli;
use crate::client::ScoreKind;
use crate::input::{DocumentSource, InputSettings};
use crate::model::Scale;
use crate::output::OutputStyle;
use crate::rank::Selection;
use crate::source::Source;

/// A ranking that is ready to run.
#[derive(Debug)]
pub struct RankPlan {
    pub query: String,
    pub input: InputSettings,
    pub scores: ScoreSource<Replay>,
    /// The kind of the scores, as far as it is known before there is one.
    pub kind: ScoreKind,
    pub record: Option<RecordTarget>,
    /// Print the documents in input order, without scores, if the service fails.
    pub passthrough: bool,
    pub selection: Selection,
    pub style: OutputStyle,
    /// Results go to a terminal.
    pub is_terminal: bool,
    /// Print only as many results as fit the terminal.
    pub fits_screen: bool,
    /// The file to write to; `None` means standard output.
    pub output: Option<PathBuf>,
    /// Print requests instead of sending them.
    pub dry_run: bool,
    pub messages: MessageSettings,
    /// Printed before the run begins.
    pub warnings: Vec<String>,
}

/// Validates the options of ranking and resolves them.
pub fn rank(options: &cli::Rank) -> Result<RankPlan> {
    let (results, handling) = (&options.results, &options.handling);
    let (service, sending) = (&options.service, &options.sending);
    let (output, is_terminal) = destination(results.output.as_deref());
    let mut warnings = Vec::new();
    let mut input = inputs::resolve(options)?;
    let query = inputs::query(&options.query)?;
    check_outputs(options, &input, output.as_deref())?;
    let record = recording::record(&options.recording, service, sending)?;
    let scores = match &options.recording.replay {
        Some(path) => ScoreSource::Recording(recording::replay(path, service, sending, &query)?),
        None => service::resolve(service, sending, handling.dry_run, &mut warnings)?,
    };
    input.ignores_images = match &scores {
        ScoreSource::BuiltIn => true,
        ScoreSource::Service(service) => !service.settings.may_take_images(),
        // It knows documents as they were read for the service.
        ScoreSource::Recording(_) => false,
    };
    let kind = match &scores {
        ScoreSource::BuiltIn => ScoreKind::Bm25,
        ScoreSource::Service(service) => service.kind,
        ScoreSource::Recording(replay) => replay.kind,
    };
    if results.score == Scale::Sigmoid {
        // Whether a server gives the logits that were requested shows in its scores.
        check_logits(kind.with_evidence(true))?;
    }
    Ok(RankPlan {
        query,
        input,
        // A recording cannot fail like a service.
        passthrough: handling.on_error == cli::OnError::Passthrough
            && !matches!(scores, ScoreSource::Recording(_)),
        scores,
        kind,
        record,
        selection: Selection {
            top_n: match results.top_n {
                Some(cli::TopN::Best(count)) => Some(count),
                Some(cli::TopN::All) | None => None,
            },
            min_score: results.min_score,
            scale: results.score,
        },
        style: style::resolve(options, kind, is_terminal)?,
        is_terminal,
        fits_screen: results.top_n.is_none(),
        output,
        dry_run: handling.dry_run,
        messages: MessageSettings::from(&options.messages),
        warnings,
    })
}

/// Rejects `--score sigmoid` for scores that are not logits.
pub fn check_logits(kind: ScoreKind) -> Result<()> {
    if kind == ScoreKind::Logit {
        return Ok(());
    }
    usage(&format!(
        "--score sigmoid is for logits, and these scores are of kind {}",
        kind.name()
    ))
}

/// Rejects outputs of a ranking that would overwrite an input.
fn check_outputs(options: &cli::Rank, input: &InputSettings, output: Option<&Path>) -> Result<()> {
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
