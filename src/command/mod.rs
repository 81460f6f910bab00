//! The commands, one file each. Only these files use several other modules.

mod batch;
mod calibrate;
mod check;
mod completions;
mod diff;
mod doctor;
mod dry_run;
mod eval;
mod interrupt;
mod length_note;
mod man;
mod models;
mod rank;
mod record;
mod scorer;
mod scoring;
mod windows;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Result;

use crate::cli::{self, Cli, CliError};
use crate::diagnostic::Diagnostic;
use crate::exit::Exit;
use crate::input::Notice;
use crate::output::Target;
use crate::plan;
use crate::progress;
use crate::sanitize::{InertWriter, line};

pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<Exit> {
    match cli::parse(arguments) {
        Ok(cli) => run_command(cli),
        Err(CliError::Help(help)) => print(&help.render().to_string()),
        Err(CliError::Usage(diagnostic)) => Err(diagnostic.into()),
    }
}

/// Prints a text on stdout.
fn print(text: &str) -> Result<Exit> {
    write_text(Target::open(None)?, text)?;
    Ok(Exit::Success)
}

fn run_command(cli: Cli) -> Result<Exit> {
    match cli.command {
        Some(cli::Command::Batch(options)) => batch::run(plan::batch(&options)?),
        Some(cli::Command::Check(options)) => {
            let plan = plan::check(&options)?;
            for warning in &plan.warnings {
                notify(plan.messages.warn, &format!("warning: {warning}"));
            }
            check::run(&plan)
        }
        Some(cli::Command::Models(options)) => models::run(&plan::models(&options)?),
        Some(cli::Command::Doctor(options)) => doctor::run(&plan::doctor(&options)),
        Some(cli::Command::Completions { shell }) => print(completions::file(shell)),
        Some(cli::Command::Man { page }) => print(man::page(page)),
        Some(cli::Command::Help { command }) => print(&cli::help(command.as_deref())),
        Some(cli::Command::Diff(options)) => diff::run(&plan::diff(&options)?),
        Some(cli::Command::Calibrate(options)) => calibrate::run(&plan::calibrate(&options)?),
        Some(cli::Command::Eval(options)) => eval::run(&plan::eval(&options)?),
        None => {
            let plan = plan::rank(&cli.rank)?;
            for warning in &plan.warnings {
                notify(plan.messages.warn, &format!("warning: {warning}"));
            }
            if plan.dry_run { dry_run::run(&plan) } else { rank::run(&plan) }
        }
    }
}

/// Opens the destinations of results and recording, and sets up the clean-up after an interrupt.
fn open(
    output: Option<&Path>,
    record: Option<&Path>,
    shows_progress: bool,
) -> Result<(Target, Option<Target>)> {
    let target = Target::open(output)?;
    let record = record.map(record::open).transpose()?;
    interrupt::clean_up_on_signal([&target].into_iter().chain(&record), shows_progress);
    Ok((target, record))
}

/// Writes a report, in which GitHub's runner must find no command.
fn write_report(
    target: Target,
    is_json: bool,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Diagnostic> {
    if target.is_file() || !plan::is_in_github_workflow() {
        return target.write(fill);
    }
    target.write(|out| {
        let mut out = if is_json { InertWriter::json(out) } else { InertWriter::text(out) };
        fill(&mut out)?;
        out.flush()
    })
}

/// Opens the destinations of results and of an HTML report, and sets up the clean-up after an interrupt.
fn open_reports(output: Option<&Path>, html: Option<&Path>) -> Result<(Target, Option<Target>)> {
    let target = Target::open(output)?;
    let html = html.map(|path| Target::open(Some(path))).transpose()?;
    interrupt::clean_up_on_signal([&target].into_iter().chain(&html), false);
    Ok((target, html))
}

fn write_text(target: Target, text: &str) -> Result<(), Diagnostic> {
    target.write(|out| {
        out.write_all(text.as_bytes())?;
        out.flush()
    })
}

/// Prints a message to stderr if `enabled`. Write errors are ignored.
fn notify(enabled: bool, message: &str) {
    if enabled {
        let message = line(message);
        progress::suspend(|| {
            let _ = writeln!(std::io::stderr().lock(), "nimrank: {message}");
        });
    }
}

fn notify_of_input(notice: Notice, warn: bool, verbose: bool) {
    match notice {
        Notice::Format(name, format) => {
            notify(verbose, &format!("{name}: read as {}", format.name()));
        }
        Notice::Detail(message) => notify(verbose, &message),
        Notice::Warning(message) => notify(warn, &format!("warning: {message}")),
    }
}
