//! `json`: an array of objects or strings, or such values one after the other.

use std::sync::Arc;

use super::notice::Notice;
use super::record::RecordParser;
use super::values::JsonValues;
use super::{DocumentReader, InputSettings, Stream};
use crate::diagnostic::Diagnostic;
use crate::model::Document;

pub(super) struct JsonReader {
    values: JsonValues,
    parser: RecordParser,
    /// The number of the first array with an element that is not an object, and the line of that element.
    plain_array: Option<(u64, u64)>,
}

impl JsonReader {
    /// Creates a reader of a text that begins on `line` of its file.
    pub(super) fn new(
        name: String,
        stream: Stream,
        settings: &Arc<InputSettings>,
        line: u64,
    ) -> Self {
        Self {
            values: JsonValues::new(name.clone(), stream, line),
            parser: RecordParser::new(name, settings),
            plain_array: None,
        }
    }

    /// Refuses a second array of anything but objects: such arrays are records of another form.
    fn check_array(&mut self, line: u64) -> Result<(), Diagnostic> {
        let arrays = self.values.arrays;
        let (array, first) = *self.plain_array.get_or_insert((arrays, line));
        if array == arrays {
            return Ok(());
        }
        Err(Diagnostic::new("not a JSON object or string, but an array, and more follow")
            .at(format!("{}:{first}", self.parser.source.name))
            .hint("name their parts: jq -c '{id: .[0], text: .[1]}'"))
    }
}

impl DocumentReader for JsonReader {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        loop {
            if let Some(document) = self.parser.pop() {
                return Ok(Some(document));
            }
            let Some((value, start)) = self.values.next()? else {
                return Ok(None);
            };
            if self.values.is_in_array() && !value.starts_with(b"{") {
                self.check_array(start.line)?;
            }
            self.parser.push(value, start)?;
        }
    }

    fn notices(&mut self) -> Vec<Notice> {
        self.parser.notices()
    }
}
