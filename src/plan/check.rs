//! `check`: what is judged, by whose scores, and where the reports go.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::recording::{self, CaseReplay, Record};
use super::{Messages, Scoring, same_file, screen, service, style, usage, variable};
use crate::check::{Floor, Settings, Source};
use crate::cli;
use crate::input::{DocumentSource, Fields};
use crate::report::check::Style;
use crate::source;

/// Judging a case file, ready to be carried out.
#[derive(Debug)]
pub struct Check {
    /// The cases and their documents.
    pub suite: Settings,
    /// The tags of which a case must have one; none: all cases are judged.
    pub tags: Vec<String>,
    /// Scores that differ by no more than this are tied.
    pub tolerance: f64,
    /// Whether it ends at the first case that did not pass.
    pub fail_fast: bool,
    /// Where scores come from.
    pub scores: CaseScores,
    /// Where they are kept, if they are.
    pub record: Option<Record>,
    /// The scores to compare with.
    pub baseline: Option<CaseReplay>,
    /// How the report is printed.
    pub format: ReportFormat,
    /// How it is shown as text.
    pub style: Style,
    /// Whether the time it took is told.
    pub timed: bool,
    /// The file to write to; none: standard output.
    pub output: Option<PathBuf>,
    /// The file for the JUnit report.
    pub junit: Option<PathBuf>,
    /// The workflow that it is part of.
    pub github: Option<Github>,
    /// What is said meanwhile.
    pub messages: Messages,
    /// What the user should know before it begins.
    pub warnings: Vec<String>,
}

/// Where the scores of cases come from.
#[derive(Debug)]
pub enum CaseScores {
    /// Somebody who scores.
    Scorer(Scoring),
    /// A recording.
    Replay(CaseReplay),
}

/// How a report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    /// For people.
    Text,
    /// One JSON document.
    Json,
    /// One JSON object a case.
    Jsonl,
}

/// A workflow of GitHub's.
#[derive(Debug)]
pub struct Github {
    /// The case file as the repository calls it; none if it is none of its files.
    pub file: Option<String>,
    /// The file that takes the summary of the step.
    pub summary: Option<PathBuf>,
}

/// Checks what was asked for and resolves it.
pub fn make(options: &cli::Check) -> Result<Check> {
    let reports = &options.reports;
    let output = reports.output.clone();
    let output = output.filter(|path| path != Path::new("-"));
    let terminal = std::io::stdout().is_terminal() && output.is_none();
    let (service, sending) = (&options.service, &options.sending);
    let mut warnings = Vec::new();
    let suite = suite(options)?;
    let record = recording::record(&options.recording, service, sending, output.as_deref())?;
    apart(&[
        ("--output", output.as_deref()),
        ("--junit", reports.junit.as_deref()),
        ("--record", options.recording.record.as_deref()),
    ])?;
    let baseline = options.baseline.as_deref();
    let baseline = baseline.map(|path| recording::baseline(path, service, sending));
    Ok(Check {
        github: github(&suite.cases).filter(|_| !reports.no_github),
        suite,
        tags: options.cases.tag.clone(),
        tolerance: options.cases.tolerance,
        fail_fast: options.cases.fail_fast,
        baseline: baseline.transpose()?,
        scores: match &options.recording.replay {
            Some(path) => CaseScores::Replay(recording::replay_cases(path, service, sending)?),
            None => CaseScores::Scorer(service::resolve(service, sending, false, &mut warnings)?),
        },
        record,
        format: match reports.format {
            cli::ReportFormat::Auto | cli::ReportFormat::Text => ReportFormat::Text,
            cli::ReportFormat::Json => ReportFormat::Json,
            cli::ReportFormat::Jsonl => ReportFormat::Jsonl,
        },
        style: style_of(&options.messages, terminal),
        timed: terminal,
        output,
        junit: reports.junit.clone(),
        messages: Messages {
            progress: screen(&options.messages),
            warn: !options.messages.quiet,
            verbose: options.messages.verbose,
        },
        warnings,
    })
}

/// How the report is shown as text.
fn style_of(messages: &cli::Messages, terminal: bool) -> Style {
    Style {
        quiet: messages.quiet,
        verbose: messages.verbose,
        color: style::color(messages.color, terminal),
        width: style::width(terminal),
    }
}

/// The cases and their documents.
fn suite(options: &cli::Check) -> Result<Settings> {
    let dash = Path::new("-");
    let cases = match &options.cases.file {
        path if path == dash => Source::Stdin,
        path => Source::File(path.clone()),
    };
    let documents = &options.documents;
    let docs: Vec<_> = documents
        .docs
        .iter()
        .map(|path| DocumentSource::Stream(source::Source::from_path(path)))
        .collect();
    let takers = docs
        .iter()
        .filter(|source| **source == DocumentSource::Stream(source::Source::Stdin));
    if takers.count() + usize::from(cases == Source::Stdin) > 1 {
        return usage("standard input can be read only once");
    }
    let floors = options.cases.at_least.iter().map(|typed| floor(typed));
    Ok(Settings {
        cases,
        docs,
        format: documents.input,
        fields: Fields {
            text: documents.text_field.clone(),
            id: documents.id_field.clone(),
        },
        floors: floors.collect::<Result<_>>()?,
    })
}

/// A floor as it is typed: `ndcg@5=0.9`.
fn floor(typed: &str) -> Result<Floor> {
    let parts = typed.split_once('=');
    let parts = parts.and_then(|(name, value)| Some((name, value.parse().ok()?)));
    let Some((name, value)) = parts else {
        return usage(&format!(
            "--at-least {typed}: write a measure and a number, as in ndcg@5=0.9"
        ));
    };
    Floor::new(name, value).or_else(|error| usage(&format!("--at-least {typed}: {error}")))
}

/// Refuses one file for two things.
fn apart(options: &[(&str, Option<&Path>)]) -> Result<()> {
    for (at, (option, path)) in options.iter().enumerate() {
        let same = |(_, other): &&(&str, Option<&Path>)| same_file::are_same(*path, *other);
        if let Some((other, _)) = options[at + 1..].iter().find(same) {
            return usage(&format!("{option} and {other} are the same file"));
        }
    }
    Ok(())
}

/// The workflow that the program runs in, if it does.
fn github(cases: &Source) -> Option<Github> {
    variable("GITHUB_ACTIONS").filter(|value| value == "true")?;
    let file = match cases {
        Source::Stdin => None,
        Source::File(path) => Some(in_repository(path).display().to_string()),
    };
    Some(Github {
        file,
        summary: variable("GITHUB_STEP_SUMMARY").map(PathBuf::from),
    })
}

/// A path from the top of the repository, if it is below it; annotations are found by no other.
fn in_repository(path: &Path) -> PathBuf {
    let from_top = || {
        let whole = std::path::absolute(path).ok()?;
        let top = PathBuf::from(variable("GITHUB_WORKSPACE")?);
        Some(whole.strip_prefix(top).ok()?.to_owned())
    };
    from_top().unwrap_or_else(|| path.to_owned())
}
