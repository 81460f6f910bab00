//! What the program can do, one file for each. Only these files know several rooms.

mod completions;
mod doctor;
mod dry_run;
mod interrupt;
mod judge;
mod models;
mod rank;

use std::ffi::OsString;
use std::io::Write as _;

use anyhow::Result;

use crate::cli;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Target;
use crate::plan;

/// Does what a command line asks for.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<Exit> {
    let cli = cli::parse(arguments).map_err(Error::Usage)?;
    match cli.command {
        Some(cli::Command::Models(options)) => models::run(&plan::models(&options)?),
        Some(cli::Command::Doctor(options)) => doctor::run(&plan::doctor(&options)),
        Some(cli::Command::Completions { shell }) => completions::run(shell),
        None => {
            let plan = plan::make(&cli.rank)?;
            for warning in &plan.warnings {
                say(plan.messages.warn, &format!("warning: {warning}"));
            }
            if plan.dry_run {
                dry_run::run(&plan)
            } else {
                rank::run(&plan)
            }
        }
    }
}

/// Opens what a plan writes to, and sees to it that an interrupted run leaves nothing half-written.
fn open(plan: &plan::Plan) -> Result<Target> {
    let target = Target::open(plan.output.as_deref()).map_err(Error::Output)?;
    interrupt::leave_clean(&target, plan.messages.progress.is_some());
    Ok(target)
}

/// Prints a message on standard error, if it is wanted. Nothing can be done where that takes nothing.
fn say(wanted: bool, message: &str) {
    if wanted {
        let _ = writeln!(std::io::stderr().lock(), "nimrank: {message}");
    }
}
