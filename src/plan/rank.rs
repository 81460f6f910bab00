//! Plans a ranking.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::overwrite::{self, InputFiles};
use super::{
    MessageSettings, RecordTarget, Replay, ScoreSource, destination, inputs, recording, service,
    style, usage, window,
};
use crate::cli;
use crate::client::ScoreKind;
use crate::input::{DocumentSource, InputSettings};
use crate::output::OutputStyle;
use crate::rank::Selection;
use crate::source::Source;
use crate::window::WindowSettings;

#[derive(Debug)]
pub struct RankPlan {
    pub query: String,
    pub query_id: Option<String>,
    pub input: InputSettings,
    pub scores: ScoreSource<Replay>,
    /// The kind of the scores, as far as it is known before there is one.
    pub kind: ScoreKind,
    pub record: Option<RecordTarget>,
    pub window: Option<WindowSettings>,
    /// The number of documents to score: the best by the built-in scorer. `None` means all.
    pub prefilter: Option<usize>,
    /// Print the documents in input order, without scores, if the service fails.
    pub passthrough: bool,
    pub selection: Selection,
    pub style: OutputStyle,
    /// The rows of a table on a terminal; `None` if results go elsewhere.
    pub screen_rows: Option<ScreenRows>,
    /// The file to write to; `None` means standard output.
    pub output: Option<PathBuf>,
    /// Print requests instead of sending them.
    pub dry_run: bool,
    pub messages: MessageSettings,
    /// Printed before the run begins.
    pub warnings: Vec<String>,
}

impl RankPlan {
    /// Returns the style for the size that the terminal has now; it may have changed during the run.
    pub fn output_style(&self) -> OutputStyle {
        let mut style = self.style.clone();
        style.text.width = style::width(self.screen_rows.is_some());
        if self.screen_rows == Some(ScreenRows::Fitting) {
            // The last line is for the next prompt.
            style.max_lines = Some(style::height().saturating_sub(1));
        }
        style
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScreenRows {
    All,
    Fitting,
}

pub fn rank(options: &cli::Rank) -> Result<RankPlan> {
    let (results, mode) = (&options.results, &options.mode);
    let (service, requests) = (&options.service, &options.requests);
    let (output, is_terminal) = destination(results.output.as_deref());
    let mut warnings = Vec::new();
    let mut input = inputs::resolve(options)?;
    let query = inputs::query(&options.query)?;
    check_outputs(options, &input, output.as_deref())?;
    let window = window::resolve(&options.documents.windows)?;
    let record = recording::record(&options.recording, service, requests, window)?;
    let scores = match &options.recording.replay {
        Some(path) => {
            let case = options.query_id.as_deref();
            ScoreSource::Recording(recording::replay(
                path, service, requests, window, case, &query,
            )?)
        }
        None => service::resolve(service, requests, mode.dry_run, &mut warnings)?,
    };
    input.ignores_images = scores.ignores_images();
    let kind = scores.kind(|replay| replay.kind);
    let prefilter = options.documents.prefilter;
    scores.check(kind, prefilter, results.score)?;
    Ok(RankPlan {
        query,
        query_id: options.query_id.clone(),
        input,
        // A recording cannot fail like a service.
        passthrough: mode.on_error == cli::OnError::Passthrough
            && !matches!(scores, ScoreSource::Recording(_)),
        scores,
        kind,
        record,
        window,
        prefilter,
        selection: selection(results),
        style: style::resolve(options, kind, is_terminal)?,
        screen_rows: is_terminal.then_some(match results.top_n {
            Some(_) => ScreenRows::All,
            None => ScreenRows::Fitting,
        }),
        output,
        dry_run: mode.dry_run,
        messages: MessageSettings::from(&options.messages),
        warnings,
    })
}

/// Resolves the results to keep of a query.
pub(super) fn selection(results: &cli::ResultOptions) -> Selection {
    Selection {
        top_n: match results.top_n {
            Some(cli::TopN::Best(count)) => Some(count),
            Some(cli::TopN::All) | None => None,
        },
        min_score: results.min_score,
        scale: results.score,
    }
}

/// Rejects `--score sigmoid` for scores that are not logits.
pub fn check_logits(kind: ScoreKind) -> Result<()> {
    if kind == ScoreKind::Logit {
        return Ok(());
    }
    usage(&format!("--score sigmoid is for logits, and these scores are of kind {}", kind.name()))
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
