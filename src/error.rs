//! Prints errors: place and problem, cause, hint, and the exit code they imply.
//!
//! ```text
//! nimrank: <where>: <what is wrong>
//!   cause: <the service's or the system's own words>
//!   hint: <the one thing to try>
//! ```

use std::fmt;
use std::io::Write as _;

use crate::client::ClientError;
use crate::diagnostic::Diagnostic;
use crate::exit::Exit;
use crate::os_error;
use crate::sanitize::line;

/// The errors whose kind matters at the end of a run. Others are diagnostics, or system errors with context.
#[derive(Debug)]
pub enum Error {
    Input(Diagnostic),
    /// A call to the service, with the origin of the document at fault, if it is known.
    Call(ClientError, Option<String>),
    /// A failure of one of many queries, with its id.
    Query(String, Box<Error>),
    /// A worker thread panicked.
    Lost,
}

impl From<Diagnostic> for Error {
    fn from(error: Diagnostic) -> Self {
        Self::Input(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(error) => error.fmt(f),
            Self::Call(error, None) => write!(f, "{}: {error}", error.endpoint),
            Self::Call(error, Some(origin)) => {
                write!(f, "{}: {error}, because of {origin}", error.endpoint)
            }
            Self::Query(id, error) => write!(f, "query `{id}`: {error}"),
            Self::Lost => {
                f.write_str("internal error: a worker thread panicked; please report this bug")
            }
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// Returns the service's or the system's own words.
    pub fn cause(&self) -> Option<String> {
        match self {
            Self::Input(error) => error.get_cause().map(Into::into),
            Self::Call(error, _) => error.cause(),
            Self::Query(_, error) => error.cause(),
            Self::Lost => None,
        }
    }

    /// Returns the one thing to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Input(error) => error.get_hint().map(Into::into),
            Self::Call(error, _) => error.hint(),
            Self::Query(_, error) => error.hint(),
            Self::Lost => None,
        }
    }

    /// Returns the exit code of a run that ends with it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Input(_) => Exit::UserError,
            Self::Call(error, _) => error.exit(),
            Self::Query(_, error) => error.exit(),
            Self::Lost => Exit::ServiceError,
        }
    }
}

/// An error as it is printed. No part of it affects a terminal.
#[derive(Debug)]
pub struct ErrorReport {
    /// The place and the problem.
    pub problem: String,
    pub cause: Option<String>,
    pub hint: Option<String>,
    pub exit: Exit,
}

impl From<Diagnostic> for ErrorReport {
    fn from(diagnostic: Diagnostic) -> Self {
        describe(&diagnostic.into())
    }
}

pub fn describe(error: &anyhow::Error) -> ErrorReport {
    let (cause, hint, exit) = if let Some(known) = error.downcast_ref::<Error>() {
        (known.cause(), known.hint(), known.exit())
    } else if let Some(diagnostic) = error.downcast_ref::<Diagnostic>() {
        let owned = |words: Option<&str>| words.map(str::to_owned);
        (owned(diagnostic.get_cause()), owned(diagnostic.get_hint()), Exit::UserError)
    } else {
        let root = error.chain().skip(1).last().map(os_error::words);
        (root, None, Exit::UserError)
    };
    ErrorReport {
        problem: line(&error.to_string()),
        cause: cause.as_deref().map(line),
        hint: hint.as_deref().map(line),
        exit,
    }
}

/// Prints an error and returns its exit code. A failure to print is ignored.
pub fn report(error: &anyhow::Error) -> Exit {
    let report = describe(error);
    let mut text = format!("nimrank: {}\n", report.problem);
    for (name, value) in [("cause", report.cause), ("hint", report.hint)] {
        if let Some(value) = value {
            text.extend(["  ", name, ": ", &value, "\n"]);
        }
    }
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
    report.exit
}
