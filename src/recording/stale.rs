//! Differences between a recording and the run that replays it.

use std::fmt;

use crate::client::Truncate;
use crate::diagnostic::Diagnostic;
use crate::shell;
use crate::window::WindowSettings;

/// A recording does not have the scores that are looked up. Displayed without the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stale {
    /// No ranking of this case; `None` for plain ranking.
    NoCase(Option<String>),
    /// Recorded with this query; `None` if with several others.
    Query(Option<String>),
    Model {
        /// The recorded models; `None` for a service that names none.
        recorded: Vec<Option<String>>,
        requested: String,
    },
    Api {
        /// The recorded API; `None` for the built-in scorer.
        recorded: Option<String>,
        requested: String,
    },
    /// Recorded with this setting.
    Truncate(Truncate),
    /// Recorded with these windows; `None` if without.
    Window(Option<WindowSettings>),
    /// The document with this id has another hash.
    Changed(String),
    /// No document with this id.
    NotRecorded(String),
    /// The document with this id was looked up before.
    Twice(String),
    /// Recorded documents that were not looked up: the id of the first, and their number.
    Gone(String, usize),
}

impl Stale {
    /// Returns the error for a stale recording. `place` is the origin of a document, or the recording itself.
    pub fn diagnostic(&self, place: String, recording: &str) -> Diagnostic {
        let diagnostic =
            Diagnostic::new(format!("stale recording: {self}")).hint(self.hint(recording));
        if place == recording {
            diagnostic.at(place)
        } else {
            diagnostic.at(place).cause(format!("recorded in {recording}"))
        }
    }

    /// Returns the hint for a recording of this name.
    pub fn hint(&self, recording: &str) -> String {
        let recording = shell::word(recording);
        match self {
            Self::NoCase(None) => "name the ranking to use with `--query-id`".into(),
            Self::Twice(_) => "`--id-field` names another field for the ids".into(),
            Self::Truncate(recorded) => format!(
                "use `--truncate {}`, or record again; `--record {recording}` replaces it",
                recorded.name()
            ),
            Self::Window(None) => {
                format!("leave out `--window`, or record again; `--record {recording}` replaces it")
            }
            Self::Window(Some(window)) => format!(
                "use `--window {} --overlap {}`, or record again; `--record {recording}` replaces it",
                window.words, window.overlap
            ),
            _ => format!("record again; `--record {recording}` replaces it"),
        }
    }
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCase(Some(case)) => write!(f, "case `{case}` is not in the recording"),
            Self::NoCase(None) => f.write_str("every ranking in the recording has an id"),
            Self::Query(Some(recorded)) => {
                let mut start: String = recorded.chars().take(100).collect();
                if start.len() < recorded.len() {
                    start.push('…');
                }
                write!(f, "the query has changed, from `{start}`")
            }
            Self::Query(None) => f.write_str("the query is not in the recording"),
            Self::Model { recorded, requested } => {
                let quoted: Vec<_> =
                    recorded.iter().map(|name| quote_model(name.as_deref())).collect();
                let recorded = quoted.join(", ");
                write!(f, "recorded with model {recorded}, not `{requested}`")
            }
            Self::Api { recorded: Some(recorded), requested } => {
                write!(f, "recorded with api `{recorded}`, not `{requested}`")
            }
            Self::Api { recorded: None, requested } => {
                write!(f, "recorded without an api, not with `{requested}`")
            }
            Self::Truncate(recorded) => {
                write!(f, "recorded with `--truncate {}`", recorded.name())
            }
            Self::Window(Some(window)) => {
                write!(f, "recorded with `--window {} --overlap {}`", window.words, window.overlap)
            }
            Self::Window(None) => f.write_str("recorded without `--window`"),
            Self::Changed(id) => write!(f, "document `{id}` has changed"),
            Self::NotRecorded(id) => write!(f, "document `{id}` is not in the recording"),
            Self::Twice(id) => write!(f, "document `{id}` appears twice"),
            Self::Gone(id, 1) => write!(f, "document `{id}` is gone"),
            Self::Gone(id, count) => {
                write!(f, "document `{id}` and {} more are gone", count - 1)
            }
        }
    }
}

fn quote_model(name: Option<&str>) -> String {
    name.map_or_else(|| "unnamed".into(), |name| format!("`{name}`"))
}
