//! What can be typed. The rules of the house for options: long names are the real names; a short one is
//! for daily use; a value has a name in capitals; the first sentence of a help text is imperative, under
//! 70 characters and ends without a full stop. A test holds them to it. Nothing here looks at a file, a
//! terminal or a service.

mod check;
mod diff;
mod doctor;
mod eval;
mod models;
mod parse;
mod rank;
mod recording;
mod service;
mod tables;
mod values;

use clap::{Arg, CommandFactory, Parser, Subcommand};

pub use check::Check;
pub use diff::Diff;
pub use doctor::Doctor;
pub use eval::Eval;
pub use models::Models;
pub use parse::{parse, usage_error};
pub use rank::Rank;
pub use recording::RecordingOptions;
pub use service::{Access, Messages, Sending, Service, TimeLimits};
pub use tables::{EXAMPLES, environment, examples};
use tables::{after_help, before_help};
pub use values::{
    FindingsFormat, Format, OnError, ReportFormat, ScoreScale, Shell, Truncate, When,
};

/// A help: the examples come first.
const TEMPLATE: &str = "{about}\n\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// Put documents in order of relevance to a query.
#[derive(Debug, Parser)]
#[command(
    name = "nimrank",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    args_override_self = true,
    max_term_width = 100,
    help_template = TEMPLATE,
    override_usage = "nimrank [OPTIONS] --query <TEXT> [FILE]...\n       \
        nimrank check [OPTIONS] <CASES>\n       \
        nimrank eval [OPTIONS] --qrels <FILE> --run <FILE>\n       \
        nimrank diff [OPTIONS] <OLD> <NEW>\n       nimrank models [OPTIONS]\n       \
        nimrank doctor [OPTIONS]\n       nimrank completions <SHELL>"
)]
pub struct Cli {
    /// What to do instead of ranking.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to rank.
    #[command(flatten)]
    pub rank: Rank,
}

/// What the program does besides ranking.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge rankings by what is expected of them, for CI
    #[command(
        args_override_self = true,
        mut_arg("quiet", |arg| arg.help("Print failures and counts only")),
        mut_arg("verbose", |arg| arg.help("Print the best documents of every case, and what is asked"))
    )]
    Check(Box<Check>),
    /// Measure a run against judgements
    Eval(Eval),
    /// Say what moved between two recordings or runs
    Diff(Diff),
    /// List the models there are, or those that a service has
    #[command(help_template = TEMPLATE)]
    Models(Box<Models>),
    /// Say what works on the way to a service, and what does not
    #[command(help_template = TEMPLATE)]
    Doctor(Box<Doctor>),
    /// Print a completion file for a shell
    Completions {
        /// The shell to complete for
        shell: Shell,
    },
}

impl Command {
    /// The name it is typed by.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Check(_) => "check",
            Self::Eval(_) => "eval",
            Self::Diff(_) => "diff",
            Self::Models(_) => "models",
            Self::Doctor(_) => "doctor",
            Self::Completions { .. } => "completions",
        }
    }
}

/// The definition of the command line, from which help, completions and man pages are made.
pub fn command() -> clap::Command {
    let definition = Cli::command();
    let after = after_help(&definition);
    let definition = definition
        .before_help(before_help(EXAMPLES))
        .after_help(after)
        .mut_subcommands(|command| match examples(command.get_name()) {
            [] => command,
            examples => {
                let after = after_help(&command);
                command
                    .help_template(TEMPLATE)
                    .before_help(before_help(examples))
                    .after_help(after)
            }
        });
    with_every_arg(definition, &|arg| arg.hide_env_values(true))
}

/// A definition with every option changed, those of the commands below included.
fn with_every_arg(command: clap::Command, change: &dyn Fn(Arg) -> Arg) -> clap::Command {
    command
        .mut_args(change)
        .mut_subcommands(|command| with_every_arg(command, change))
}

/// All options of a definition, those of the commands below included.
fn every_arg(command: &clap::Command) -> Vec<&Arg> {
    let below = command.get_subcommands().flat_map(every_arg);
    command.get_arguments().chain(below).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn options_keep_the_rules_of_the_house() {
        for arg in every_arg(&command()) {
            let id = arg.get_id();
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(
                !help.is_empty() && help.len() < 70 && !help.ends_with('.'),
                "{id}: {help}"
            );
            let names = arg.get_value_names().unwrap_or_default();
            let upper = names
                .iter()
                .all(|name| name.to_uppercase() == name.as_str());
            assert!(upper, "{id}: {names:?}");
            assert!(
                arg.get_env().is_none() || arg.is_hide_env_values_set(),
                "{id}"
            );
        }
    }

    #[test]
    fn every_twin_of_an_option_is_in_the_table() {
        let listed = |name: &str| {
            tables::ENVIRONMENT
                .iter()
                .any(|variables| variables.names.contains(&name))
        };
        for arg in every_arg(&command()) {
            if let Some(name) = arg.get_env().and_then(|name| name.to_str()) {
                assert!(listed(name), "{name}");
            }
        }
    }
}
