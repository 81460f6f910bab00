//! Reading a command line: the twins in the environment, the order of files, and errors that name what the
//! user wrote.

use std::error::Error as _;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, FromArgMatches as _};

use super::{Cli, command, every_arg, with_every_arg};

/// Reads a command line. A twin in the environment that is empty counts as not set.
///
/// # Errors
/// What was typed is not a command line of this program, or asks for help or the version.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut definition = with_every_arg(command(), &|arg| {
        if arg.get_env().is_some_and(is_unset) {
            arg.env(None::<&str>)
        } else {
            arg
        }
    });
    let matches = match definition.try_get_matches_from_mut(arguments) {
        Ok(matches) => matches,
        Err(error) => {
            // Options of commands that were not typed have no spelling yet.
            definition.build();
            return Err(with_variable(error, &definition));
        }
    };
    let mut cli = Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut definition))?;
    cli.rank.documents.files = in_order(&matches);
    cli.rank.documents.docs = Vec::new();
    Ok(cli)
}

fn is_unset(variable: &OsStr) -> bool {
    std::env::var_os(variable).is_none_or(|value| value.is_empty())
}

/// Names the variable that a wrong value came from, which the parser takes for an option that was typed.
fn with_variable(error: clap::Error, definition: &clap::Command) -> clap::Error {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let option = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let mut options = every_arg(definition).into_iter();
    let arg = options.find(|arg| Some(&*arg.to_string()) == option);
    let Some((arg, variable)) = arg.and_then(|arg| Some((arg, arg.get_env()?))) else {
        return error;
    };
    if std::env::var_os(variable).is_none_or(|held| held != value) {
        return error;
    }
    let possible = arg.get_possible_values();
    let names: Vec<_> = possible.iter().map(PossibleValue::get_name).collect();
    let why = match error.source() {
        Some(why) => format!(": {why}"),
        None => format!(": not one of {}", names.join(", ")),
    };
    let words = format!("invalid value '{value}' in {}{why}", variable.display());
    usage_error(None, &words)
}

/// The files of both spellings, in the order typed.
fn in_order(matches: &ArgMatches) -> Vec<PathBuf> {
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

/// A usage error in the form of all others, of a command or, without one, of ranking.
pub fn usage_error(name: Option<&str>, message: &str) -> clap::Error {
    let mut definition = command();
    definition.build();
    let told = match name {
        Some(name) => definition.find_subcommand_mut(name),
        None => Some(&mut definition),
    };
    match told {
        Some(told) => told.error(ErrorKind::ValueValidation, message),
        None => clap::Error::raw(ErrorKind::ValueValidation, message),
    }
}
