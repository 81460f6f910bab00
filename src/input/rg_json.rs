//! `rg-json`: the events of `rg --json`. Lines that matched and lines of context are documents; the events that
//! begin or end a file, and the summary, are not. Bytes that are not UTF-8 come in base64.
//!
//! Format: the documentation of the JSON printer in the crate `grep-printer`.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::lines::strip_return;
use super::split::{SplitLine, Splitter};
use super::{DocumentReader, Stream};
use crate::diagnostic::Diagnostic;
use crate::json;
use crate::model::{Document, FieldValue, RecordFormat, SourceInfo, Spelling};

#[derive(Deserialize)]
struct RgEvent {
    #[serde(rename = "type")]
    kind: RgEventKind,
    data: RgEventData,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum RgEventKind {
    Begin,
    Match,
    Context,
    End,
    Summary,
}

#[derive(Deserialize)]
struct RgEventData {
    path: Option<RgText>,
    lines: Option<RgText>,
    line_number: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum RgText {
    Text(String),
    Bytes(String),
}

impl RgText {
    fn decode(self) -> Result<Vec<u8>, Diagnostic> {
        match self {
            Self::Text(text) => Ok(text.into_bytes()),
            Self::Bytes(base64) => {
                STANDARD.decode(base64).map_err(|error| not_an_event(error.to_string()))
            }
        }
    }
}

/// Returns true if a line is such an event.
pub(super) fn is_event(line: &[u8]) -> bool {
    serde_json::from_slice::<RgEvent>(line).is_ok()
}

pub(super) struct RgJsonReader {
    lines: Splitter,
}

impl RgJsonReader {
    pub(super) fn new(name: String, stream: Stream) -> Self {
        let source = SourceInfo { name, format: RecordFormat::RgJson };
        Self { lines: Splitter::new(Arc::new(source), stream, b'\n') }
    }
}

impl DocumentReader for RgJsonReader {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        while let Some(line) = self.lines.next()? {
            if line.bytes().trim_ascii().is_empty() {
                continue;
            }
            let document = match serde_json::from_slice::<RgEvent>(line.bytes()) {
                Ok(event) if matches!(event.kind, RgEventKind::Match | RgEventKind::Context) => {
                    document(&line, event.data)
                }
                Ok(_) => continue,
                Err(error) => {
                    let reason = json::reason(&error);
                    Err(not_an_event(format!("{reason} at column {}", error.column())))
                }
            };
            let document = document.map_err(|fault| fault.at(self.lines.place()))?;
            return Ok(Some(document));
        }
        Ok(None)
    }
}

fn document(line: &SplitLine<'_>, data: RgEventData) -> Result<Document, Diagnostic> {
    let lines = data.lines.ok_or_else(|| not_an_event("it has no lines".into()))?;
    let lines = lines.decode()?;
    let text = strip_return(lines.strip_suffix(b"\n").unwrap_or(&lines));
    let builder = line
        .builder(data.line_number.unwrap_or(0))
        .text(FieldValue::Decoded(text), Spelling::Plain);
    match data.path {
        Some(path) => builder.path(FieldValue::Decoded(&path.decode()?)).finish(),
        None => builder.finish(),
    }
}

fn not_an_event(cause: String) -> Diagnostic {
    Diagnostic::new("not an event of `rg --json`")
        .cause(cause)
        .hint("is it the output of `rg --json`?")
}
