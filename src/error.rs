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
    /// Returns the error as it is printed.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            Self::Input(error) => error.clone(),
            Self::Call(error, _) => Diagnostic::new(self.to_string())
                .maybe_cause(error.cause())
                .maybe_hint(error.hint()),
            Self::Query(id, error) => error.diagnostic().within(format!("query `{id}`")),
            Self::Lost => Diagnostic::new(self.to_string()),
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

/// Returns an error as it is printed, and the exit code that it implies.
pub fn describe(error: &anyhow::Error) -> (Diagnostic, Exit) {
    if let Some(known) = error.downcast_ref::<Error>() {
        (known.diagnostic(), known.exit())
    } else if let Some(diagnostic) = error.downcast_ref::<Diagnostic>() {
        (diagnostic.clone(), Exit::UserError)
    } else {
        let root = error.chain().skip(1).last().map(os_error::words);
        (Diagnostic::new(error.to_string()).maybe_cause(root), Exit::UserError)
    }
}

/// Prints an error and returns its exit code. A failure to print is ignored.
pub fn report(error: &anyhow::Error) -> Exit {
    let (diagnostic, exit) = describe(error);
    let mut text = format!("nimrank: {}\n", line(&diagnostic.to_string()));
    for (label, words) in diagnostic.details() {
        text.extend(["  ", label, ": ", &line(words), "\n"]);
    }
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
    exit
}
