//! Plans `check`: the cases, the source of scores, and where reports go.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::overwrite::{self, InputFiles};
use super::recording::{self, CaseReplay, RecordTarget};
use super::{
    MessageSettings, ScoreSource, destination, inputs, is_in_github_workflow, service, style,
    usage, variable, window,
};
use crate::check::{Case, MeasureFloor, SuiteSettings};
use crate::cli;
use crate::report::check::{CheckFormat, CheckStyle};
use crate::source::Source;
use crate::window::WindowSettings;

#[derive(Debug)]
pub struct CheckPlan {
    pub suite: SuiteSettings,
    /// A case must have one of these tags, if there are any.
    pub tags: Vec<String>,
    /// Scores that differ by no more than this are tied.
    pub tolerance: f64,
    /// End the run at the first case that does not pass.
    pub fail_fast: bool,
    pub scores: ScoreSource<CaseReplay>,
    pub record: Option<RecordTarget>,
    pub baseline: Option<CaseReplay>,
    pub window: Option<WindowSettings>,
    pub format: CheckFormat,
    pub style: CheckStyle,
    /// The report goes to a terminal, which also gets the duration of the run.
    pub is_terminal: bool,
    /// The file for the report, `None` for standard output.
    pub output: Option<PathBuf>,
    pub junit: Option<PathBuf>,
    pub html: Option<PathBuf>,
    pub github: Option<Github>,
    pub messages: MessageSettings,
    /// Printed before the run begins.
    pub warnings: Vec<String>,
}

/// The GitHub workflow that the program runs in.
#[derive(Debug)]
pub struct Github {
    /// The path of the case file in the repository, `None` for standard input.
    pub file: Option<String>,
    pub summary: Option<PathBuf>,
}

pub fn check(options: &cli::Check) -> Result<CheckPlan> {
    let reports = &options.reports;
    let (output, is_terminal) = destination(reports.output.as_deref());
    let (service, requests) = (&options.service, &options.requests);
    let mut warnings = Vec::new();
    let suite = suite(options)?;
    let window = window::resolve(&options.documents.windows)?;
    check_outputs(options, &suite, output.as_deref())?;
    let record = recording::record(&options.recording, service, requests, window)?;
    let baseline = options
        .baseline
        .as_deref()
        .map(|path| recording::baseline(path, service, requests, window))
        .transpose()?;
    Ok(CheckPlan {
        github: github(&suite.cases).filter(|_| !reports.no_github),
        suite,
        tags: options.cases.tag.clone(),
        tolerance: options.cases.tolerance,
        fail_fast: options.cases.fail_fast,
        baseline,
        window,
        scores: match &options.recording.replay {
            Some(path) => {
                ScoreSource::Recording(recording::replay_cases(path, service, requests, window)?)
            }
            None => service::resolve(service, requests, false, &mut warnings)?,
        },
        record,
        format: reports.format,
        style: CheckStyle {
            quiet: options.messages.quiet,
            verbose: options.messages.verbose,
            color: style::color(options.messages.color, is_terminal),
            width: style::width(is_terminal),
        },
        is_terminal,
        output,
        junit: reports.junit.clone(),
        html: reports.html.clone(),
        messages: MessageSettings::from(&options.messages),
        warnings,
    })
}

fn suite(options: &cli::Check) -> Result<SuiteSettings> {
    let cases = Source::from_path(&options.cases.file);
    let documents = &options.documents;
    let docs: Vec<_> = documents.docs.iter().map(|path| Source::from_path(path)).collect();
    overwrite::check_stdin(docs.iter().chain([&cases]))?;
    let floors = options.cases.at_least.iter().map(|typed| floor(typed));
    Ok(SuiteSettings {
        cases,
        docs,
        format: documents.fields.input,
        fields: inputs::fields(&documents.fields),
        floors: floors.collect::<Result<_>>()?,
    })
}

/// Parses the value of `--at-least`, such as `ndcg@5=0.9`.
fn floor(typed: &str) -> Result<MeasureFloor> {
    let parsed = typed.split_once('=').and_then(|(name, value)| Some((name, value.parse().ok()?)));
    let Some((name, value)) = parsed else {
        return usage(&format!(
            "--at-least {typed}: write a measure and a number, as in ndcg@5=0.9"
        ));
    };
    MeasureFloor::new(name, value)
        .or_else(|message| usage(&format!("--at-least {typed}: {message}")))
}

/// Rejects outputs that would overwrite an input.
fn check_outputs(options: &cli::Check, suite: &SuiteSettings, output: Option<&Path>) -> Result<()> {
    let mut inputs = overwrite::access_files(&options.service.access);
    inputs.add_source("CASES", &suite.cases);
    inputs.add("--replay", options.recording.replay.as_deref());
    inputs.add("--baseline", options.baseline.as_deref());
    let mut documents = InputFiles::default();
    for source in &suite.docs {
        documents.add_source("--docs", source);
    }
    let outputs = [
        ("--record", options.recording.record.as_deref()),
        ("--output", output),
        ("--junit", options.reports.junit.as_deref()),
        ("--html", options.reports.html.as_deref()),
    ];
    overwrite::check(&outputs, &inputs, &documents)
}

impl CheckPlan {
    /// Returns the style for the width that the terminal has now; it may have changed during the run.
    pub fn report_style(&self) -> CheckStyle {
        CheckStyle { width: style::width(self.is_terminal), ..self.style }
    }

    /// Rejects a recording and a JUnit report that would replace documents that a case names.
    pub fn check_documents(&self, cases: &[Case]) -> Result<()> {
        let names: HashSet<&str> = cases.iter().map(|case| &*case.docs.name).collect();
        let mut documents = InputFiles::default();
        for name in names {
            documents.add("the documents of a case", Some(Path::new(name)));
        }
        let outputs = [
            ("--record", self.record.as_ref().map(|record| &*record.path)),
            ("--junit", self.junit.as_deref()),
            ("--html", self.html.as_deref()),
        ];
        overwrite::check(&outputs, &InputFiles::default(), &documents)
    }
}

/// Returns the workflow that the program runs in, if it runs in one.
fn github(cases: &Source) -> Option<Github> {
    let file = match cases {
        Source::Stdin => None,
        Source::File(path) => Some(in_repository(path).display().to_string()),
    };
    is_in_github_workflow()
        .then(|| Github { file, summary: variable("GITHUB_STEP_SUMMARY").map(PathBuf::from) })
}

/// Returns a path relative to the repository if it is inside it. Annotations need such paths.
fn in_repository(path: &Path) -> PathBuf {
    let relative = || {
        let absolute = std::path::absolute(path).ok()?;
        let repository = PathBuf::from(variable("GITHUB_WORKSPACE")?);
        Some(absolute.strip_prefix(repository).ok()?.to_owned())
    };
    relative().unwrap_or_else(|| path.to_owned())
}
