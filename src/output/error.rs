//! What can go wrong on the way out.

use std::fmt;
use std::io;

use crate::os_error;

/// The results cannot be written.
#[derive(Debug)]
pub enum OutputError {
    /// A file, or standard output, does not take them.
    Write {
        /// The path, or `standard output`.
        name: String,
        /// The system's words.
        cause: io::Error,
    },
    /// The bytes were not taken; which file that was is known to the target.
    Bytes(io::Error),
    /// Raw records of two tables with different headers; holds the names of their sources.
    Headers(String, String),
}

impl OutputError {
    /// Whether nobody reads any more, which is no failure.
    pub fn is_closed_pipe(&self) -> bool {
        match self {
            Self::Write { cause, .. } | Self::Bytes(cause) => {
                cause.kind() == io::ErrorKind::BrokenPipe
            }
            Self::Headers(..) => false,
        }
    }

    /// What to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Write { .. } | Self::Bytes(_) => None,
            Self::Headers(..) => Some("`--format csv` prints rows of one shape".into()),
        }
    }
}

impl From<io::Error> for OutputError {
    fn from(cause: io::Error) -> Self {
        Self::Bytes(cause)
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write { name, cause } => write!(f, "{name}: {}", os_error::words(cause)),
            Self::Bytes(cause) => f.write_str(&os_error::words(cause)),
            Self::Headers(one, other) => write!(f, "{one} and {other} have different headers"),
        }
    }
}

impl std::error::Error for OutputError {}
