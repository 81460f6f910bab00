//! Parses JSON records into documents, and the records inside larger values.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::mem;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::value::RawValue;

use super::extract::{Fault, FieldStats, Record};
use super::notice::Notice;
use super::raw_json::{Position, RawJson};
use super::usual::{self, UsualFields};
use super::{InputSettings, hints};
use crate::diagnostic::Diagnostic;
use crate::json::{self, Object};
use crate::model::{Block, Document, DocumentBuilder, RecordFormat, SourceInfo};
use crate::text::count;

pub(super) struct RecordParser {
    pub(super) source: Arc<SourceInfo>,
    settings: Arc<InputSettings>,
    /// The folder of the source, in which relative paths of images are looked up first.
    folder: PathBuf,
    stats: FieldStats,
    /// Documents of the last value.
    queue: VecDeque<Document>,
}

impl RecordParser {
    pub(super) fn new(name: String, settings: &Arc<InputSettings>) -> Self {
        let stats = FieldStats {
            present: vec![false; settings.fields.text.len()],
            ..FieldStats::default()
        };
        Self {
            folder: Path::new(&name).parent().unwrap_or(Path::new("")).into(),
            source: Arc::new(SourceInfo { name, format: RecordFormat::Json }),
            settings: Arc::clone(settings),
            stats,
            queue: VecDeque::new(),
        }
    }

    /// Parses the record at `start`, which is `length` bytes long and reads as `text`.
    ///
    /// # Errors
    /// The record is not JSON, or has no text in the fields that are looked for.
    #[allow(clippy::needless_pass_by_value, reason = "a borrowed text is used differently")]
    pub(super) fn parse(
        &mut self,
        mut builder: DocumentBuilder,
        length: usize,
        text: Cow<'_, str>,
        start: Position,
    ) -> Result<Document, Diagnostic> {
        // Ranges of a readable copy count from the record's own bytes, which the copy follows.
        let base = match &text {
            Cow::Borrowed(_) => 0,
            Cow::Owned(json) => {
                builder.set_json(json);
                length
            }
        };
        let mut record = Record {
            json: &text,
            base,
            settings: &self.settings,
            usual: &usual::DOCUMENT,
            folder: &self.folder,
            stats: &mut self.stats,
        };
        match record.read(&mut builder) {
            Ok(()) => builder.finish(),
            Err(Fault::Syntax(error)) => Err(self.syntax_error(&error, start)),
            Err(Fault::Content(diagnostic)) => Err(diagnostic.at(self.place(start.line))),
        }
    }

    /// Parses the document in a value of a record, which is `object` if that was parsed before. The place of a fault is
    /// left to the caller.
    ///
    /// # Errors
    /// The value has no text in the fields that are looked for.
    pub(super) fn parse_within(
        &mut self,
        raw: &RawJson,
        value: &str,
        object: Option<&Object<'_>>,
        usual: &'static UsualFields,
    ) -> Result<Document, Diagnostic> {
        let mut record = Record {
            json: value,
            base: 0,
            settings: &self.settings,
            usual,
            folder: &self.folder,
            stats: &mut self.stats,
        };
        let mut builder = raw.builder(value);
        let read = match object {
            Some(object) => record.read_object(&mut builder, object),
            None => record.read(&mut builder),
        };
        match read {
            Ok(()) => builder.finish(),
            Err(Fault::Content(diagnostic)) => Err(diagnostic),
            Err(Fault::Syntax(error)) => Err(Diagnostic::new(json::reason(&error))),
        }
    }

    /// Parses a value that is not in a shared block. Its document, or those of the records inside it, are returned
    /// by [`Self::pop`].
    ///
    /// # Errors
    /// As [`Self::parse`], and a value without an array where the records should be.
    pub(super) fn push(&mut self, value: Vec<u8>, start: Position) -> Result<(), Diagnostic> {
        if let Some(path) = self.settings.records.clone() {
            let text = String::from_utf8_lossy(&value);
            return self.push_inner(&path, &text, start);
        }
        let length = value.len();
        let block = Block::own(Arc::clone(&self.source), value);
        let builder = DocumentBuilder::within(&block, start.line, 0..length);
        let document = self.parse(builder, length, block.text_lossy(0..length), start)?;
        self.queue.push_back(document);
        Ok(())
    }

    /// Returns the next document of the values that were pushed.
    pub(super) fn pop(&mut self) -> Option<Document> {
        self.queue.pop_front()
    }

    /// Returns true if records are inside values.
    pub(super) fn reads_inner_records(&self) -> bool {
        self.settings.records.is_some()
    }

    /// Parses the records in the array at a path inside a value.
    fn push_inner(&mut self, path: &str, value: &str, start: Position) -> Result<(), Diagnostic> {
        for (range, start) in self.inner_records(path, value, start)? {
            let element = &value[range];
            let builder = DocumentBuilder::new(&self.source, start.line, element.as_bytes());
            let document = self.parse(builder, element.len(), Cow::Borrowed(element), start)?;
            self.queue.push_back(document);
        }
        Ok(())
    }

    /// Returns the ranges and the positions of the elements of the array at a path inside a value.
    ///
    /// # Errors
    /// The value is not JSON, or has no array there.
    pub(super) fn inner_records(
        &self,
        path: &str,
        value: &str,
        start: Position,
    ) -> Result<Vec<(Range<usize>, Position)>, Diagnostic> {
        let whole: &RawValue =
            serde_json::from_str(value).map_err(|error| self.syntax_error(&error, start))?;
        let array = Object::parse(whole.get()).ok().and_then(|object| object.field(path));
        let Some(elements) = array.and_then(|array| json::elements(array).ok()) else {
            let problem = match array {
                Some(found) => format!("`{path}` is {}, not an array", json::kind(found)),
                None => format!("no array at `{path}`"),
            };
            let fault = Diagnostic::new(problem).at(self.place(start.line));
            return Err(fault.maybe_hint(self.records_hint(whole.get())));
        };
        let (mut position, mut before) = (start, 0);
        let ranges = elements.into_iter().map(|element| {
            let offset = element.as_ptr() as usize - value.as_ptr() as usize;
            position = position.after(&value.as_bytes()[before..offset]);
            before = offset;
            (offset..offset + element.len(), position)
        });
        Ok(ranges.collect())
    }

    fn records_hint(&self, value: &str) -> Option<String> {
        let hint = hints::missing_text(&Object::parse(value).ok()?, &self.settings.fields, &[])?;
        hint.contains("`--records ").then_some(hint)
    }

    fn place(&self, line: u64) -> String {
        format!("{}:{line}", self.source.name)
    }

    /// Describes a syntax error at the line and the column of the file.
    pub(super) fn syntax_error(&self, error: &serde_json::Error, start: Position) -> Diagnostic {
        let column = match error.line() {
            0 | 1 => start.column - 1 + error.column(),
            _ => error.column(),
        };
        let line = start.line + (error.line() as u64).saturating_sub(1);
        Diagnostic::new("not a JSON object")
            .at(self.place(line))
            .cause(format!("{} at column {column}", json::reason(error)))
            .hint("`--input lines` takes each line as plain text")
    }

    pub(super) fn notices(&mut self) -> Vec<Notice> {
        let name = &self.source.name;
        let stats = mem::take(&mut self.stats);
        let mut notices = Vec::new();
        if let Some((absent, field)) = stats.absent {
            let records = count(absent, "record");
            let verb = if absent == 1 { "has" } else { "have" };
            notices.push(Notice::Warning(format!(
                "{name}: {records} {verb} no `{field}`; `--text-field '{field}?'` makes it optional"
            )));
        }
        if let Some(is_beir) = stats.title {
            let note = format!(
                "{name}: `title` is not scored; `--text-field 'title?' --text-field text` scores both"
            );
            notices.push(if is_beir { Notice::Warning(note) } else { Notice::Detail(note) });
        }
        if stats.has_other_image {
            let note =
                format!("{name}: `image` is not an image in some records and is ignored there");
            notices.push(Notice::Detail(note));
        }
        notices
    }
}
