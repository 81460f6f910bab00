//! `rg-json`: the events of `rg --json`. Lines that matched and lines of context are documents; the
//! events that begin or end a file, and the summary, are not. Bytes that are not UTF-8 come in base64.
//!
//! Format: the documentation of the JSON printer in the crate `grep-printer`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::lines::without_return;
use super::record::reason;
use super::split::{Line, Splitter};
use super::{Flaw, InputError, Stream};
use crate::model::{Document, Form, Part, Source, Spelling};

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    kind: Kind,
    data: Data,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Begin,
    Match,
    Context,
    End,
    Summary,
}

#[derive(Deserialize)]
struct Data {
    path: Option<Bytes>,
    lines: Option<Bytes>,
    line_number: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Bytes {
    Text(String),
    Bytes(String),
}

impl Bytes {
    fn decode(self) -> Result<Vec<u8>, String> {
        match self {
            Self::Text(text) => Ok(text.into_bytes()),
            Self::Bytes(base64) => STANDARD.decode(base64).map_err(|error| error.to_string()),
        }
    }
}

/// Whether a line is such an event.
pub(super) fn is_event(line: &[u8]) -> bool {
    serde_json::from_slice::<Event>(line).is_ok()
}

/// The events of a source as documents.
pub(super) struct Events {
    lines: Splitter,
}

impl Events {
    pub(super) fn new(name: String, stream: Stream) -> Self {
        let source = Source {
            name,
            form: Form::Found,
        };
        Self {
            lines: Splitter::new(source, stream, b'\n'),
        }
    }

    fn read(&mut self) -> Result<Option<Document>, InputError> {
        while let Some(line) = self.lines.next()? {
            if line.bytes().trim_ascii().is_empty() {
                continue;
            }
            let document = match serde_json::from_slice::<Event>(line.bytes()) {
                Ok(event) if matches!(event.kind, Kind::Match | Kind::Context) => {
                    document(&line, event.data)
                }
                Ok(_) => continue,
                Err(error) => {
                    let words = format!("{} at column {}", reason(&error), error.column());
                    Err(Flaw::NotAnEvent(words))
                }
            };
            return match document {
                Ok(document) => Ok(Some(document)),
                Err(flaw) => Err(self.lines.place().flaw(flaw)),
            };
        }
        Ok(None)
    }
}

fn document(line: &Line<'_>, data: Data) -> Result<Document, Flaw> {
    let lines = data
        .lines
        .ok_or_else(|| Flaw::NotAnEvent("it has no lines".into()))?;
    let lines = lines.decode().map_err(Flaw::NotAnEvent)?;
    let text = without_return(lines.strip_suffix(b"\n").unwrap_or(&lines));
    let mut draft = line
        .draft(data.line_number.unwrap_or(0))
        .text(Part::Decoded(text), Spelling::Plain);
    if let Some(path) = data.path {
        draft = draft.path(Part::Decoded(&path.decode().map_err(Flaw::NotAnEvent)?));
    }
    draft.finish().map_err(|_| Flaw::TooLarge)
}

impl Iterator for Events {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
