//! Writes the reports of `check`: text or JSON, JUnit, and GitHub annotations.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::Result;

use crate::command::{notify, write_report, write_text};
use crate::output::Target;
use crate::plan::{CheckPlan, Github};
use crate::report::check::{self, CheckFormat, CheckReport};

/// The maximum size of a step summary. GitHub drops one that is larger than 1 MiB.
const MAX_SUMMARY: usize = 900_000;

pub(super) fn write(
    plan: &CheckPlan,
    report: &CheckReport<'_>,
    target: Target,
    junit: Option<Target>,
) -> Result<()> {
    let text = match plan.format {
        CheckFormat::Text => check::text(report, &plan.report_style()),
        CheckFormat::Json => check::document(report),
        CheckFormat::Jsonl => check::lines(report),
    };
    let is_json = plan.format != CheckFormat::Text;
    let written = write_report(target, is_json, |out| {
        out.write_all(text.as_bytes())?;
        out.flush()
    });
    if is_json {
        let _ = io::stderr().lock().write_all(check::errors(report).as_bytes());
    }
    // JSON lines have no summary.
    if plan.format == CheckFormat::Jsonl
        && let Some(left) = report.summary.not_judged
    {
        let message =
            format!("warning: {left} of the cases are not judged: --fail-fast ended the run");
        notify(true, &message);
    }
    if let Some(github) = &plan.github {
        annotate(github, report);
    }
    if let Some(target) = junit {
        write_text(target, &check::junit(report)?)?;
    }
    Ok(written?)
}

/// Writes annotations and the step summary. Failures are warnings.
fn annotate(github: &Github, report: &CheckReport<'_>) {
    let lines = check::annotations(report, github.file.as_deref());
    let _ = io::stderr().lock().write_all(lines.as_bytes());
    if let Some(path) = &github.summary
        && let Err(cause) = append_summary(path, report)
    {
        let (path, cause) = (path.display(), crate::os_error::words(&cause));
        notify(true, &format!("warning: no step summary: {path}: {cause}"));
    }
}

fn append_summary(path: &Path, report: &CheckReport<'_>) -> io::Result<()> {
    let size = fs::metadata(path).map_or(0, |metadata| metadata.len());
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let summary = check::step_summary(report, MAX_SUMMARY.saturating_sub(size));
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(summary.as_bytes())
}
