//! What the program can do, one file for each. Only these files know several rooms.

mod check;
mod completions;
mod diff;
mod doctor;
mod dry_run;
mod eval;
mod interrupt;
mod models;
mod rank;
mod record;
mod scorer;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;

use anyhow::Result;

use crate::cli::{self, Cli};
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Target;
use crate::plan::{self, PlanError};
use crate::sanitize::line;

/// Does what a command line asks for.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<Exit> {
    let cli = cli::parse(arguments).map_err(Error::Usage)?;
    let name = cli.command.as_ref().map(cli::Command::name);
    carry_out(cli).map_err(|error| match error.downcast() {
        Ok(PlanError::Usage(words)) => Error::Usage(cli::usage_error(name, &words)).into(),
        Ok(other) => other.into(),
        Err(error) => error,
    })
}

fn carry_out(cli: Cli) -> Result<Exit> {
    match cli.command {
        Some(cli::Command::Check(options)) => {
            let plan = plan::make_check(&options)?;
            for warning in &plan.warnings {
                notify(plan.messages.warn, &format!("warning: {warning}"));
            }
            check::run(&plan)
        }
        Some(cli::Command::Models(options)) => models::run(&plan::make_models(&options)?),
        Some(cli::Command::Doctor(options)) => doctor::run(&plan::doctor(&options)),
        Some(cli::Command::Completions { shell }) => completions::run(shell),
        Some(cli::Command::Diff(options)) => diff::run(&plan::make_diff(&options)?),
        Some(cli::Command::Eval(options)) => eval::run(&plan::make_eval(&options)?),
        None => {
            let plan = plan::make(&cli.rank)?;
            for warning in &plan.warnings {
                notify(plan.messages.warn, &format!("warning: {warning}"));
            }
            if plan.dry_run {
                dry_run::run(&plan)
            } else {
                rank::run(&plan)
            }
        }
    }
}

/// Opens what is written to, the results and the recording if there is to be one, and sees to it that an
/// interrupted run leaves nothing half-written, nor the line of progress if there is one.
fn open(
    output: Option<&Path>,
    record: Option<&Path>,
    shows_progress: bool,
) -> Result<(Target, Option<Target>)> {
    let target = Target::open(output).map_err(Error::Output)?;
    let record = record.map(record::open).transpose()?;
    interrupt::leave_clean([&target].into_iter().chain(&record), shows_progress);
    Ok((target, record))
}

/// Prints a message on standard error, if it is wanted. Nothing can be done where that takes nothing.
fn notify(wanted: bool, message: &str) {
    if wanted {
        let message = line(message);
        let _ = writeln!(std::io::stderr().lock(), "nimrank: {message}");
    }
}
