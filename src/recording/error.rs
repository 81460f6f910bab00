//! What can be wrong with a recording itself, as opposed to what it is asked for.

use std::fmt;
use std::io;

use super::{Stale, Twins};
use crate::os_error;

/// A recording cannot be read.
#[derive(Debug)]
pub enum RecordingError {
    /// The file cannot be opened, or breaks off while it is read.
    Read {
        /// The file.
        name: String,
        /// The system's words.
        cause: io::Error,
    },
    /// No ranking is in it.
    Empty(String),
    /// It has no answer to what is asked.
    Stale {
        /// What the words are said of: the origin of a document, or the file.
        place: String,
        /// The file.
        name: String,
        /// What is not as it was.
        stale: Stale,
    },
    /// Two documents that are to be recorded have the same id.
    Twins {
        /// The origin of the later one.
        place: String,
        /// Which they are.
        twins: Twins,
    },
    /// A line is not what `--record` writes.
    Bad {
        /// The file.
        name: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        flaw: Flaw,
    },
}

/// What is wrong with a line.
#[derive(Debug)]
pub enum Flaw {
    /// Not JSON: the parser's words and the column, from 1.
    NotJson(String, usize),
    /// JSON that ends too early.
    CutOff,
    /// JSON, but not of a ranking: the parser's words and the column.
    NotARanking(String, usize),
    /// The same case, model and query as on this earlier line.
    Repeated(u64),
    /// The case, or the query where there is none, stands on this earlier line too.
    TwoOfAName(u64, String),
    /// Two documents with this id.
    TwoOfAnId(String),
    /// The document with this id has something to score and no score.
    NoScore(String),
    /// The document with this id has nothing to score and a score.
    ScoreOfNothing(String),
}

impl RecordingError {
    /// What the system or the parser says.
    pub fn cause(&self) -> Option<String> {
        match self {
            Self::Read { cause, .. } => Some(os_error::words(cause)),
            Self::Empty(_) => None,
            Self::Stale { place, name, .. } if place == name => None,
            Self::Stale { name, .. } => Some(format!("recorded in {name}")),
            Self::Twins { twins, .. } => {
                let (first, _) = twins.indexes;
                Some(format!("the document at index {first} has the same id"))
            }
            Self::Bad { flaw, .. } => match flaw {
                Flaw::NotJson(words, column) | Flaw::NotARanking(words, column) => {
                    Some(format!("{words} at column {column}"))
                }
                _ => None,
            },
        }
    }

    /// What to try.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Read { cause, .. } if cause.kind() == io::ErrorKind::NotFound => {
                "`--record` makes one"
            }
            Self::Read { .. } => return None,
            Self::Empty(_) => "`--record` makes one",
            Self::Stale { name, stale, .. } => return Some(stale.hint(name)),
            Self::Twins { .. } => "`--id-field` names another field for the ids",
            Self::Bad { flaw, .. } => match flaw {
                Flaw::NotJson(..) | Flaw::NotARanking(..) => {
                    "a recording is what `--record` writes"
                }
                Flaw::TwoOfAName(..) => "put the recordings of two models into two files",
                Flaw::Repeated(_) => "keep one of the two lines",
                Flaw::CutOff | Flaw::TwoOfAnId(_) | Flaw::NoScore(_) | Flaw::ScoreOfNothing(_) => {
                    "record it again with `--record`"
                }
            },
        };
        Some(hint.into())
    }
}

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { name, .. } => write!(f, "{name}: cannot read the recording"),
            Self::Empty(name) => write!(f, "{name}: the recording is empty"),
            Self::Stale { place, stale, .. } => write!(f, "{place}: stale recording: {stale}"),
            Self::Twins { place, twins } => write!(f, "{place}: id `{}` is taken", twins.id),
            Self::Bad { name, line, flaw } => write!(f, "{name}:{line}: {flaw}"),
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(..) => f.write_str("not a line of a recording: not JSON"),
            Self::CutOff => f.write_str("the recording is cut off"),
            Self::NotARanking(..) => f.write_str("not a line of a recording"),
            Self::Repeated(line) => {
                write!(f, "the same case, model and query as on line {line}")
            }
            Self::TwoOfAName(line, name) => {
                let name: String = name.chars().take(100).collect();
                write!(f, "`{name}` is on line {line} too")
            }
            Self::TwoOfAnId(id) => write!(f, "two documents have the id `{id}`"),
            Self::NoScore(id) => write!(f, "document `{id}` has no score"),
            Self::ScoreOfNothing(id) => write!(f, "document `{id}` is blank and has a score"),
        }
    }
}

impl std::error::Error for RecordingError {}
