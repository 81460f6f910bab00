//! Plans `batch`: the form of the input, the source of scores, and where results go.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::overwrite::{self, InputFiles};
use super::{
    CaseReplay, MessageSettings, RecordTarget, ScoreSource, destination, inputs, rank, recording,
    service, style, usage, window,
};
use crate::batch::{BatchSettings, JoinSettings, QueryFields, RecordSettings};
use crate::cli::{self, OnQueryError, Shard};
use crate::client::{ScoreKind, Truncate};
use crate::input::{DocumentSource, InputSettings};
use crate::output::OutputStyle;
use crate::progress::ProgressStart;
use crate::rank::Selection;
use crate::source::Source;
use crate::window::WindowSettings;

/// A run over many queries.
#[derive(Debug)]
pub struct BatchPlan {
    pub input: BatchSettings,
    /// The part of the queries to rank; `None` means all.
    pub shard: Option<Shard>,
    /// The source of scores. A fault in it is reported when there is a query.
    pub scores: Result<BatchScores>,
    pub truncate: Truncate,
    pub window: Option<WindowSettings>,
    /// The number of documents to score of each query: the best by the built-in scorer. `None` means all.
    pub prefilter: Option<usize>,
    pub on_error: OnQueryError,
    pub selection: Selection,
    pub style: OutputStyle,
    /// The file to write to; `None` means standard output.
    pub output: Option<PathBuf>,
    pub record: Option<RecordTarget>,
    /// The recording of finished queries to continue from.
    pub resume: Option<PathBuf>,
    /// Print the first request instead of sending any.
    pub dry_run: bool,
    pub messages: MessageSettings,
}

/// The source of the scores of many queries.
#[derive(Debug)]
pub struct BatchScores {
    pub source: ScoreSource<CaseReplay>,
    /// The kind of the scores, as far as it is known before there is one.
    pub kind: ScoreKind,
    /// The number of threads of the built-in scorer.
    pub threads: usize,
    /// Printed before the first request.
    pub warnings: Vec<String>,
}

/// Validates the options of `batch` and resolves them.
pub fn batch(options: &cli::Batch) -> Result<BatchPlan> {
    let results = &options.results;
    let (output, _) = destination(results.output.as_deref());
    let window = window::resolve(&options.windows)?;
    let scores = scores(options, window);
    let mut documents = inputs::format(&options.documents)?;
    documents.sources = sources(options)?;
    documents.ignores_images = scores.as_ref().is_ok_and(|scores| scores.source.ignores_images());
    let input = input(options, documents);
    check_outputs(options, &input, output.as_deref())?;
    if options.resume.is_some() {
        recording::check_extra(&options.service, &options.requests)?;
    }
    Ok(BatchPlan {
        input,
        shard: options.queries.shard,
        scores,
        truncate: options.requests.truncate,
        window,
        prefilter: options.prefilter,
        on_error: options.mode.on_error,
        selection: rank::selection(results),
        style: style::of_batch(results, options.queries.queries.is_some()),
        output,
        record: recording::record(&options.recording, &options.service, &options.requests, window)?,
        resume: options.resume.clone(),
        dry_run: options.mode.dry_run,
        messages: messages(&options.messages),
    })
}

/// Resolves the messages. Progress that is always shown is lines where there is no terminal.
fn messages(options: &cli::MessageOptions) -> MessageSettings {
    let mut messages = MessageSettings::from(options);
    let is_always = options.progress == cli::When::Always && !options.quiet;
    if is_always && !std::io::stderr().is_terminal() {
        messages.progress = Some(ProgressStart::Lines);
    }
    messages
}

fn scores(options: &cli::Batch, window: Option<WindowSettings>) -> Result<BatchScores> {
    let (service, requests) = (&options.service, &options.requests);
    let mut warnings = Vec::new();
    let mut source = match &options.recording.replay {
        Some(path) => {
            ScoreSource::Recording(recording::replay_cases(path, service, requests, window)?)
        }
        None => service::resolve(service, requests, options.mode.dry_run, &mut warnings)?,
    };
    let kind = source.kind(CaseReplay::score_kind);
    source.check(kind, options.prefilter, options.results.score)?;
    if let ScoreSource::Service(service) = &mut source
        && requests.batch_size.is_none()
    {
        // A query is one request where it fits.
        let cap = service.settings.api.batch.cap;
        service.limits.passages = cap.unwrap_or(service.limits.passages);
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(BatchScores { source, kind, threads: requests.concurrency.unwrap_or(threads), warnings })
}

fn input(options: &cli::Batch, documents: InputSettings) -> BatchSettings {
    let queries = &options.queries;
    let query_fields =
        QueryFields { query: queries.query_field.clone(), id: queries.query_id_field.clone() };
    let keeps_going = options.mode.on_error == OnQueryError::Record;
    match &queries.queries {
        None => BatchSettings::Records(RecordSettings {
            sources: streams(&documents).cloned().collect(),
            input: documents,
            query_fields,
            documents_field: queries.documents_field.clone(),
            keeps_going,
        }),
        Some(path) => BatchSettings::Joined(JoinSettings {
            queries: Source::from_path(path),
            query_fields,
            collection: documents,
            candidates: queries.candidates.as_deref().map(Source::from_path),
            depth: queries.depth,
            skips_missing: queries.missing == cli::Missing::Skip,
            keeps_going,
        }),
    }
}

/// Returns the sources of records, or of the documents of a collection. Standard input is read if it is named, or
/// if no other source is.
fn sources(options: &cli::Batch) -> Result<Vec<DocumentSource>> {
    let queries = &options.queries;
    let mut sources: Vec<_> = queries.files.iter().map(|path| Source::from_path(path)).collect();
    let is_implicit = sources.is_empty();
    if is_implicit {
        sources.push(Source::Stdin);
    }
    let others = [&queries.queries, &queries.candidates].into_iter().flatten();
    let others: Vec<_> = others.map(|path| Source::from_path(path)).collect();
    let readers = sources.iter().chain(&others).filter(|source| **source == Source::Stdin).count();
    if readers > 1 {
        return usage(if is_implicit {
            "no documents: name a FILE, since standard input is read for something else"
        } else {
            "standard input can be read only once"
        });
    }
    if is_implicit && std::io::stdin().is_terminal() {
        return usage("no queries: name a FILE, or pipe records in");
    }
    Ok(sources.into_iter().map(DocumentSource::Stream).collect())
}

fn streams(input: &InputSettings) -> impl Iterator<Item = &Source> {
    input.sources.iter().filter_map(|source| match source {
        DocumentSource::Stream(source) => Some(source),
        DocumentSource::Spooled(_)
        | DocumentSource::Arguments(_)
        | DocumentSource::Array { .. } => None,
    })
}

/// Rejects outputs that would overwrite an input.
fn check_outputs(options: &cli::Batch, input: &BatchSettings, output: Option<&Path>) -> Result<()> {
    let mut inputs = overwrite::access_files(&options.service.access);
    inputs.add("--queries", options.queries.queries.as_deref());
    inputs.add("--candidates", options.queries.candidates.as_deref());
    inputs.add("--replay", options.recording.replay.as_deref());
    let mut documents = InputFiles::default();
    for source in match input {
        BatchSettings::Records(records) => streams(&records.input),
        BatchSettings::Joined(join) => streams(&join.collection),
    } {
        documents.add_source("the input", source);
    }
    let outputs = [
        ("--record", options.recording.record.as_deref()),
        ("--resume", options.resume.as_deref()),
        ("--output", output),
    ];
    overwrite::check(&outputs, &inputs, &documents)
}
