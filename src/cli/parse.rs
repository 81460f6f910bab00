//! Parses the command line and the environment, and reports faults in them in the style of all other errors.

use std::error::Error as _;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgMatches, Args as _, CommandFactory as _, FromArgMatches as _, Subcommand as _};

use super::{Cli, Command, Rank, command, every_arg, last_wins, with_every_arg};
use crate::diagnostic::Diagnostic;
use crate::suggest::nearest;

/// The reasons why a command line does not start a run.
#[derive(Debug)]
pub enum CliError {
    /// A help text or the version, to print on stdout.
    Help(clap::Error),
    /// A fault in the command line or in a variable.
    Usage(Diagnostic),
}

/// Parses a command line. A variable that is empty counts as unset; a command reads only the variables of its
/// own options.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, CliError> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let first = arguments.get(1).and_then(|first| first.to_str());
    let subcommand = first.filter(|first| Command::has_subcommand(first));
    match parse_valid(&arguments, subcommand) {
        Ok(cli) => Ok(cli),
        Err(error) if error.kind() == ErrorKind::DisplayVersion => Err(CliError::Help(error)),
        // Help names every variable, also those that are empty now.
        Err(error) if !error.use_stderr() => {
            let complete = command().try_get_matches_from(&arguments);
            Err(CliError::Help(complete.err().unwrap_or(error)))
        }
        Err(_) => parse_fully(&arguments, first, subcommand),
    }
}

/// Parses a command line with the options of its command alone. The complete definition, with the help of all
/// commands, takes longer than a short run; only help and error messages need it.
fn parse_valid(arguments: &[OsString], subcommand: Option<&str>) -> Result<Cli, clap::Error> {
    let prepare = |arg| without_empty_variable(last_wins(arg));
    let Some(name) = subcommand else {
        let program = clap::Command::new("nimrank").version(env!("CARGO_PKG_VERSION"));
        let definition = Rank::augment_args(program).mut_args(prepare);
        let matches = definition.try_get_matches_from(arguments)?;
        let rank = Rank::from_arg_matches(&matches)?;
        return Ok(with_files(Cli { command: None, rank }, &matches));
    };
    let definition = Cli::command()
        .mut_args(|arg| arg.env(None::<&str>))
        .mut_subcommand(name, |command| command.mut_args(prepare));
    let matches = definition.try_get_matches_from(arguments)?;
    Ok(with_files(Cli::from_arg_matches(&matches)?, &matches))
}

/// Parses a command line with the complete definition, and explains what is wrong with it.
fn parse_fully(
    arguments: &[OsString],
    first: Option<&str>,
    subcommand: Option<&str>,
) -> Result<Cli, CliError> {
    let mut definition = command();
    if subcommand.is_some() {
        definition = definition.mut_args(|arg| arg.env(None::<&str>));
    }
    let mut definition = with_every_arg(definition, &without_empty_variable);
    let matches = definition.try_get_matches_from_mut(arguments);
    let parsed = matches.and_then(|matches| {
        let cli = Cli::from_arg_matches(&matches);
        Ok(with_files(cli.map_err(|error| error.format(&mut definition))?, &matches))
    });
    parsed.map_err(|error| {
        if !error.use_stderr() {
            return CliError::Help(error);
        }
        let misspelled = first
            .filter(|_| subcommand.is_none() && error.kind() == ErrorKind::MissingRequiredArgument);
        if let Some(diagnostic) = misspelled.and_then(unknown_command) {
            return CliError::Usage(diagnostic);
        }
        // Options of commands that were not used have no spelling yet.
        definition.build();
        CliError::Usage(diagnose(&error, &definition, subcommand))
    })
}

/// Returns the command line with the files of both spellings, in the order typed.
fn with_files(mut cli: Cli, matches: &ArgMatches) -> Cli {
    match &mut cli.command {
        Some(Command::Batch(options)) => {
            if let Some(matches) = matches.subcommand_matches("batch") {
                options.queries.files = files_in_order(matches);
                options.queries.docs = Vec::new();
            }
        }
        Some(_) => {}
        None => {
            cli.rank.documents.files = files_in_order(matches);
            cli.rank.documents.docs = Vec::new();
        }
    }
    cli
}

/// Returns the long help of a command, or of the program.
pub fn help(name: Option<&str>) -> String {
    let mut definition = command();
    definition.build();
    match name.and_then(|name| definition.find_subcommand_mut(name)) {
        Some(command) => command.render_long_help().to_string(),
        None => command().render_long_help().to_string(),
    }
}

fn without_empty_variable(arg: Arg) -> Arg {
    let value = arg.get_env().and_then(std::env::var_os);
    if value.is_some_and(|value| value.is_empty()) { arg.env(None::<&str>) } else { arg }
}

/// Reports a first argument that is neither a file nor a command, but resembles a command.
fn unknown_command(first: &str) -> Option<Diagnostic> {
    if first.starts_with('-') || Path::new(first).exists() {
        return None;
    }
    let definition = command();
    let name = nearest(first, definition.get_subcommands().map(clap::Command::get_name))?;
    Some(
        Diagnostic::new(format!("no such command or file: {first}"))
            .hint(format!("did you mean `nimrank {name}`?")),
    )
}

/// Translates an error of the parser. Its text has the problem, then possible values, tips and the usage.
fn diagnose(
    error: &clap::Error,
    definition: &clap::Command,
    subcommand: Option<&str>,
) -> Diagnostic {
    if let Some(diagnostic) = diagnose_variable(error, definition) {
        return diagnostic;
    }
    let text = error.render().to_string();
    let mut parts = text.trim_start_matches("error: ").split("\n\n");
    let problem = parts.next().unwrap_or_default();
    let (problem, values) = match problem.split_once("\n  [possible values: ") {
        Some((problem, values)) => (problem, Some(values.trim_end().trim_end_matches(']'))),
        None => (problem, None),
    };
    let tip = parts.find_map(|part| part.trim_start().strip_prefix("tip: "));
    let tip = if subcommand == Some("batch") && is_about_query(error) {
        Some("queries are in the records, or in the file that `--queries` names")
    } else {
        tip
    };
    let problem = problem.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut diagnostic = Diagnostic::new(problem);
    if let Some(values) = values {
        diagnostic = diagnostic.cause(format!("possible values: {values}"));
    }
    let command = subcommand.map_or_else(String::new, |name| format!(" {name}"));
    diagnostic.hint(match tip {
        Some(tip) => tip.lines().next().unwrap_or_default().to_owned(),
        None => format!("see `nimrank{command} --help`"),
    })
}

/// Returns true if an unknown argument is one that gives ranking its query.
fn is_about_query(error: &clap::Error) -> bool {
    matches!(
        error.get(ContextKind::InvalidArg),
        Some(ContextValue::String(arg)) if ["-q", "--query", "--query-file", "--query-id"].contains(&arg.as_str())
    )
}

/// Names the variable that an invalid value came from, which the parser reports as an option.
fn diagnose_variable(error: &clap::Error, definition: &clap::Command) -> Option<Diagnostic> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let option = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let mut args = every_arg(definition).into_iter();
    let arg = args.find(|arg| arg.get_env().is_some() && Some(&*arg.to_string()) == option)?;
    let variable = arg.get_env()?;
    if std::env::var_os(variable).is_none_or(|held| held != value) {
        return None;
    }
    let possible = arg.get_possible_values();
    let names: Vec<_> = possible.iter().map(PossibleValue::get_name).collect();
    let reason = match error.source() {
        Some(reason) => reason.to_string(),
        None => format!("not one of {}", names.join(", ")),
    };
    let variable = variable.display();
    Some(Diagnostic::new(format!("invalid value '{value}' in {variable}: {reason}")))
}

/// Returns the files of both spellings, in the order typed.
fn files_in_order(matches: &ArgMatches) -> Vec<PathBuf> {
    let typed = |id: &str| {
        let places = matches.indices_of(id).into_iter().flatten();
        let values = matches.get_many::<PathBuf>(id).into_iter().flatten();
        places.zip(values.cloned()).collect::<Vec<_>>()
    };
    let mut files = typed("files");
    files.extend(typed("docs"));
    files.sort_by_key(|(place, _)| *place);
    files.into_iter().map(|(_, file)| file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Valid command lines, including some that the two definitions could parse differently.
    const VALID: [&str; 12] = [
        "-q a",
        "-q=-b file --docs x y -n 3 -n all --doc -h -- check",
        "--quiet check --query-file q -f json -f tsv",
        "-qx file check",
        "check cases.jsonl --record r -j 3 -j 4",
        "batch --queries q --docs c d -f trec file",
        "eval --qrels q --run a --run b",
        "diff a b -k 3 -k 4",
        "models --base-url http://localhost",
        "doctor",
        "man batch",
        "help",
    ];

    #[test]
    fn the_definition_of_one_command_agrees_with_the_complete_one() {
        for line in VALID {
            let words = ["nimrank"].into_iter().chain(line.split(' '));
            let arguments: Vec<OsString> = words.map(OsString::from).collect();
            let first = arguments[1].to_str();
            let subcommand = first.filter(|first| Command::has_subcommand(first));
            let alone = parse_valid(&arguments, subcommand).map_err(|error| error.to_string());
            let complete = parse_fully(&arguments, first, subcommand);
            let complete =
                complete.map_or_else(|error| panic!("{line}: {error:?}"), |cli| format!("{cli:?}"));
            assert_eq!(alone.map(|cli| format!("{cli:?}")), Ok(complete), "{line}");
        }
    }
}
