//! Every failure of the program, as the user sees it: where and what, the cause, the hint, and the code.
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
use crate::plan::PlanError;
use crate::sanitize::line;

/// What ended a run. Beside these there are plain system errors, which carry their context with them.
#[derive(Debug)]
pub enum Error {
    /// What was typed is not a command line of this program, or asks for help.
    Usage(clap::Error),
    /// The input.
    Input(Diagnostic),
    /// A call to the service; with the origin of the document that is to blame, if one is.
    Call(ClientError, Option<String>),
    /// A thread was lost, which is a defect of the program.
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
            Self::Usage(error) => error.fmt(f),
            Self::Input(error) => error.fmt(f),
            Self::Call(error, None) => write!(f, "{}: {error}", error.endpoint),
            Self::Call(error, Some(origin)) => {
                write!(f, "{}: {error}, because of {origin}", error.endpoint)
            }
            Self::Lost => f.write_str("a thread was lost; this is a defect of nimrank"),
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// The service's or the system's own words, where they say more.
    pub fn cause(&self) -> Option<String> {
        match self {
            Self::Input(error) => error.get_cause().map(Into::into),
            Self::Call(error, _) => error.cause(),
            Self::Usage(_) | Self::Lost => None,
        }
    }

    /// What to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Input(error) => error.get_hint().map(Into::into),
            Self::Call(error, _) => error.hint(),
            Self::Usage(_) | Self::Lost => None,
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Input(_) => Exit::UserError,
            Self::Call(error, _) => error.exit(),
            Self::Lost => Exit::ServiceError,
        }
    }
}

/// A failure in the words it is told in. None of them can do anything to a terminal.
#[derive(Debug)]
pub struct Told {
    /// Where, and what is wrong.
    pub words: String,
    /// The service's or the system's own words.
    pub cause: Option<String>,
    /// The one thing to try.
    pub hint: Option<String>,
    /// Who has to act.
    pub exit: Exit,
}

/// How a failure is told.
pub fn told(error: &anyhow::Error) -> Told {
    let (cause, hint, exit) = if let Some(known) = error.downcast_ref::<Error>() {
        (known.cause(), known.hint(), known.exit())
    } else if let Some(diagnostic) = error.downcast_ref::<Diagnostic>() {
        let owned = |words: Option<&str>| words.map(str::to_owned);
        (
            owned(diagnostic.get_cause()),
            owned(diagnostic.get_hint()),
            Exit::UserError,
        )
    } else if let Some(plan) = error.downcast_ref::<PlanError>() {
        (None, plan.hint(), Exit::UserError)
    } else {
        let root = error.chain().skip(1).last().map(os_error::words);
        (root, None, Exit::UserError)
    };
    Told {
        words: line(&error.to_string()),
        cause: cause.as_deref().map(line),
        hint: hint.as_deref().map(line),
        exit,
    }
}

/// Tells the user and says how the run ended. Nothing can be done where standard error takes nothing.
pub fn report(error: &anyhow::Error) -> Exit {
    if let Some(Error::Usage(usage)) = error.downcast_ref() {
        return report_usage(usage);
    }
    let told = told(error);
    let mut text = format!("nimrank: {}\n", told.words);
    for (name, words) in [("cause", told.cause), ("hint", told.hint)] {
        if let Some(words) = words {
            text.extend(["  ", name, ": ", &words, "\n"]);
        }
    }
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
    told.exit
}

fn report_usage(usage: &clap::Error) -> Exit {
    let printed = usage.print();
    match printed {
        _ if usage.use_stderr() => Exit::UserError,
        Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => Exit::UserError,
        _ => Exit::Success,
    }
}
