//! `jsonl`: one JSON object or string a line. Blank lines are skipped; a record that spans lines is read as well.

use std::sync::Arc;

use super::notice::Notice;
use super::raw_json::Position;
use super::record::RecordParser;
use super::record_lines::{join_lines, skipped};
use super::split::Splitter;
use super::{DocumentReader, Format, InputSettings, Stream};
use crate::diagnostic::Diagnostic;
use crate::model::Document;

pub(super) struct JsonlReader {
    lines: Splitter,
    parser: RecordParser,
    /// True if a record may span lines.
    joins_lines: bool,
}

impl JsonlReader {
    pub(super) fn new(name: String, stream: Stream, settings: &Arc<InputSettings>) -> Self {
        let parser = RecordParser::new(name, settings);
        Self {
            lines: Splitter::new(Arc::clone(&parser.source), stream, b'\n'),
            parser,
            joins_lines: settings.format == Format::Auto,
        }
    }

    /// Returns the value that begins with a line which is not valid JSON by itself; `None` if it does not span lines.
    fn multiline(&mut self, value: Vec<u8>) -> Result<Option<Vec<u8>>, Diagnostic> {
        if self.joins_lines { join_lines(&mut self.lines, value, false) } else { Ok(None) }
    }
}

impl DocumentReader for JsonlReader {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        loop {
            if let Some(document) = self.parser.pop() {
                return Ok(Some(document));
            }
            let Some(line) = self.lines.next()? else {
                return Ok(None);
            };
            let bytes = line.bytes();
            let skipped = skipped(bytes);
            if skipped == bytes.len() {
                continue;
            }
            let start = Position { line: line.number, column: 1 + skipped };
            // A separator is no part of the record, unlike white space.
            let line = match bytes[..skipped].iter().rposition(|byte| *byte == 0x1E) {
                Some(separator) => line.from(separator + 1),
                None => line,
            };
            let parsed = if self.parser.reads_inner_records() {
                self.parser.push(line.bytes().to_vec(), start).map(|()| None)
            } else {
                let (builder, length) = (line.builder(line.number), line.bytes().len());
                let start = Position { line: line.number, column: 1 };
                self.parser.parse(builder, length, line.text(), start).map(Some)
            };
            match parsed {
                Ok(Some(document)) => return Ok(Some(document)),
                Ok(None) => {}
                Err(fault) => {
                    let value = line.bytes().trim_ascii_start().to_vec();
                    match self.multiline(value)? {
                        Some(value) => self.parser.push(value, start)?,
                        None => return Err(fault),
                    }
                }
            }
        }
    }

    fn notices(&mut self) -> Vec<Notice> {
        self.parser.notices()
    }
}
