//! Why a recording has no answer to what it is asked: something is not as it was when it was recorded.

use std::fmt;

use super::write;
use crate::client::Truncate;

/// What is not as it was. The words stand alone; the place they are said of is told by the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stale {
    /// Nothing was recorded for this case; none: for plain ranking.
    NoCase(Option<String>),
    /// Recorded with another query: this one, or several, if it is none.
    Query(Option<String>),
    /// Recorded with other models than the one asked for.
    Model {
        /// Those there are; none for a service that names none.
        recorded: Vec<Option<String>>,
        /// The one asked for.
        asked: String,
    },
    /// Recorded from another API.
    Api {
        /// The one there is; none for the built-in scorer.
        recorded: Option<String>,
        /// The one asked for.
        asked: String,
    },
    /// Recorded with this in the place of what is asked for.
    Truncate(Truncate),
    /// The document with this id has changed.
    Changed(String),
    /// There is no document with this id in the recording.
    NotRecorded(String),
    /// The document with this id has been asked for already.
    Twice(String),
    /// Recorded documents that were not asked for: the first of their ids, and how many there are.
    Gone(String, usize),
}

impl Stale {
    /// What to try; `name` is the recording.
    pub fn hint(&self, name: &str) -> String {
        match self {
            Self::Twice(_) => "`--id-field` names another field for the ids".into(),
            Self::Truncate(recorded) => {
                let recorded = write::name(*recorded);
                format!(
                    "say `--truncate {recorded}`, or record again; `--record {name}` replaces it"
                )
            }
            _ => format!("record again; `--record {name}` replaces it"),
        }
    }
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCase(Some(case)) => write!(f, "case `{case}` is not in the recording"),
            Self::NoCase(None) => f.write_str("only cases of `check` are in the recording"),
            Self::Query(Some(recorded)) => {
                write!(f, "the query has changed, from `{}`", short(recorded))
            }
            Self::Query(None) => f.write_str("the query is not in the recording"),
            Self::Model { recorded, asked } => {
                let recorded: Vec<_> = recorded.iter().map(|name| named(name.as_deref())).collect();
                let recorded = recorded.join(", ");
                write!(f, "recorded with model {recorded}, asked for `{asked}`")
            }
            Self::Api { recorded, asked } => {
                let recorded = match recorded {
                    Some(recorded) => format!("with api `{recorded}`"),
                    None => "without an api".into(),
                };
                write!(f, "recorded {recorded}, asked for `{asked}`")
            }
            Self::Truncate(recorded) => {
                write!(f, "recorded with `--truncate {}`", write::name(*recorded))
            }
            Self::Changed(id) => write!(f, "document `{id}` has changed"),
            Self::NotRecorded(id) => write!(f, "document `{id}` is not in the recording"),
            Self::Twice(id) => write!(f, "document `{id}` is there twice"),
            Self::Gone(id, 1) => write!(f, "document `{id}` is gone"),
            Self::Gone(id, count) => {
                write!(f, "document `{id}` and {} more are gone", count - 1)
            }
        }
    }
}

/// The beginning of a text, for a message.
fn short(text: &str) -> String {
    match text.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into(),
    }
}

/// A name in a message.
fn named(name: Option<&str>) -> String {
    name.map_or_else(|| "unnamed".into(), |name| format!("`{name}`"))
}
