//! The lines of JSONL as values. Blank lines are skipped; a value that spans lines can be put together.

use std::sync::Arc;

use super::raw_json::{Position, RawJson};
use super::split::Splitter;
use super::values::Nesting;
use super::{Format, InputSettings, Stream};
use crate::diagnostic::Diagnostic;
use crate::model::{Block, SourceInfo};

pub(super) struct RecordLines {
    source: Arc<SourceInfo>,
    lines: Splitter,
    /// True if a value may span lines.
    joins_lines: bool,
}

impl RecordLines {
    pub(super) fn new(source: Arc<SourceInfo>, stream: Stream, settings: &InputSettings) -> Self {
        Self {
            lines: Splitter::new(Arc::clone(&source), stream, b'\n'),
            source,
            joins_lines: settings.format == Format::Auto,
        }
    }

    /// Returns the value on the next line that is not blank.
    pub(super) fn next(&mut self) -> Result<Option<RawJson>, Diagnostic> {
        while let Some(line) = self.lines.next()? {
            let skipped = skipped(line.bytes());
            if skipped < line.bytes().len() {
                let start = Position { line: line.number, column: 1 + skipped };
                return Ok(Some(line.from(skipped).json(start)));
            }
        }
        Ok(None)
    }

    /// Returns the value that begins with one which is not whole JSON on its line; `None` if it does not span lines.
    pub(super) fn join(&mut self, first: &RawJson) -> Result<Option<RawJson>, Diagnostic> {
        if !self.joins_lines {
            return Ok(None);
        }
        let value = join_lines(&mut self.lines, first.text().into(), true)?;
        Ok(value.map(|value| {
            let range = 0..value.len();
            RawJson::new(&Block::own(Arc::clone(&self.source), value), range, first.start)
        }))
    }
}

/// Returns the number of bytes before a value: white space and record separators (RFC 7464).
pub(super) fn skipped(line: &[u8]) -> usize {
    line.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == 0x1E).count()
}

/// Appends lines to a value until it is whole; `None` if it is not followed by the end of a line. If `stops_at_values`,
/// a line belongs to it only if it is indented or closes something: a torn line must not swallow those after it.
pub(super) fn join_lines(
    lines: &mut Splitter,
    mut value: Vec<u8>,
    stops_at_values: bool,
) -> Result<Option<Vec<u8>>, Diagnostic> {
    let mut nesting = Nesting::default();
    let mut end = nesting.end(&value);
    while end.is_none() && nesting.is_between_tokens() {
        if stops_at_values && lines.peek()?.is_some_and(|byte| !continues(byte)) {
            break;
        }
        let Some(line) = lines.next()? else {
            break;
        };
        let from = value.len();
        value.push(b'\n');
        value.extend_from_slice(line.bytes());
        end = nesting.end(&value[from..]).map(|end| from + end);
        if let Some(end) = end
            && value[end..].trim_ascii().is_empty()
        {
            value.truncate(end);
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// Returns true for a byte with which a further line of a value begins.
const fn continues(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'}' | b']' | b',')
}
