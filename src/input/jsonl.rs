//! `jsonl`: one JSON object or string a line. Blank lines are skipped.

use std::sync::Arc;

use super::fields::Fields;
use super::record::{Position, RecordParser};
use super::split::Splitter;
use super::{DocumentReader, Stream};
use crate::diagnostic::Diagnostic;
use crate::model::Document;

pub(super) struct JsonlReader {
    lines: Splitter,
    parser: RecordParser,
}

impl JsonlReader {
    pub(super) fn new(name: String, stream: Stream, fields: Arc<Fields>) -> Self {
        let parser = RecordParser::new(name, fields);
        Self {
            lines: Splitter::new(Arc::clone(&parser.source), stream, b'\n'),
            parser,
        }
    }
}

impl DocumentReader for JsonlReader {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        while let Some(line) = self.lines.next()? {
            if line.bytes().trim_ascii().is_empty() {
                continue;
            }
            let start = Position {
                line: line.number,
                column: 1,
            };
            let builder = line.builder(line.number);
            let length = line.bytes().len();
            let document = self.parser.parse(builder, length, line.text(), start)?;
            return Ok(Some(document));
        }
        Ok(None)
    }
}
