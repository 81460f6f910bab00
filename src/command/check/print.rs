//! The reports on their way out: the one that was asked for, JUnit, and what GitHub shows.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::Result;

use super::notify;
use crate::error::Error;
use crate::output::Target;
use crate::plan::{Check, Github, ReportFormat};
use crate::report::check::{self, CheckReport};

/// The most that the summary of a step may hold; GitHub takes 1 MiB, or nothing.
const SUMMARY: usize = 900_000;

/// Tells what came of it, everywhere.
pub(super) fn reports(
    plan: &Check,
    report: &CheckReport<'_>,
    target: Target,
    junit: Option<Target>,
) -> Result<()> {
    let text = match plan.format {
        ReportFormat::Text => check::text(report, &plan.style),
        ReportFormat::Json => check::document(report),
        ReportFormat::Jsonl => check::lines(report),
    };
    let written = write(target, text.as_bytes());
    if plan.format != ReportFormat::Text {
        let _ = io::stderr()
            .lock()
            .write_all(check::errors(report).as_bytes());
    }
    if plan.format == ReportFormat::Jsonl && !report.not_judged.is_empty() {
        // Lines of cases have no place for it.
        let left = report.not_judged.len();
        let words =
            format!("warning: {left} of the cases are not judged: --fail-fast ended the run");
        notify(true, &words);
    }
    if let Some(github) = &plan.github {
        annotate(github, report);
    }
    if let Some(target) = junit {
        write(target, check::junit(report)?.as_bytes())?;
    }
    written
}

fn write(target: Target, bytes: &[u8]) -> Result<()> {
    let written = target.write(|out| Ok(out.write_all(bytes).and_then(|()| out.flush())?));
    Ok(written.map_err(Error::Output)?)
}

/// Tells a workflow. It is an extra, so that what goes wrong with it is a warning.
fn annotate(github: &Github, report: &CheckReport<'_>) {
    let lines = check::annotations(report, github.file.as_deref());
    let _ = io::stderr().lock().write_all(lines.as_bytes());
    if let Some(path) = &github.summary
        && let Err(cause) = append(path, report)
    {
        let (path, cause) = (path.display(), crate::os_error::words(&cause));
        notify(true, &format!("warning: no step summary: {path}: {cause}"));
    }
}

fn append(path: &Path, report: &CheckReport<'_>) -> io::Result<()> {
    let taken = fs::metadata(path).map_or(0, |meta| meta.len());
    let taken = usize::try_from(taken).unwrap_or(usize::MAX);
    let summary = check::step_summary(report, SUMMARY.saturating_sub(taken));
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(summary.as_bytes())
}
