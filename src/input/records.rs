//! Records that are more than a document, such as a query with its documents: objects and rows, one at a time, from
//! any number of sources. The caller finds what is in them, and says where documents are.

use std::borrow::Cow;
use std::sync::Arc;
use std::vec;

use serde::de::IgnoredAny;
use serde_json::Value;

use super::raw_json::{Position, RawJson};
use super::record_fault::RecordFault;
use super::record_source::{OpenSource, RawRecord, Reader, RecordKind};
use super::table::TableReader;
use super::usual::{self, UsualFields};
use super::{DocumentReader as _, InputSettings, Notice, OnNotice, header};
use crate::diagnostic::Diagnostic;
use crate::json::Object;
use crate::model::{Block, Document};
use crate::source::Source;

/// The records of some sources, in order.
pub struct Records {
    sources: vec::IntoIter<Source>,
    kind: RecordKind,
    settings: Arc<InputSettings>,
    on_notice: OnNotice,
    current: Option<OpenSource>,
    /// The number of sources that were opened.
    opened: usize,
}

/// The place of a document in a record, which determines the usual fields of its text and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentRole {
    /// It is in the list of a query.
    Element,
    /// It is in one record with its query.
    Pair,
}

impl Records {
    /// Creates a reader of sources that were checked; those of the settings are ignored.
    pub(super) fn new(
        sources: Vec<Source>,
        kind: RecordKind,
        settings: InputSettings,
        on_notice: OnNotice,
    ) -> Self {
        Self {
            sources: sources.into_iter(),
            kind,
            settings: Arc::new(settings),
            on_notice,
            current: None,
            opened: 0,
        }
    }

    /// Returns the next record.
    ///
    /// # Errors
    /// A source cannot be read, or has something that is not a record. After a fault that is not recoverable there is
    /// nothing more.
    pub fn next(&mut self) -> Result<Option<RawRecord>, RecordFault> {
        loop {
            if let Some(open) = &mut self.current {
                match open.next(&self.settings) {
                    Ok(None) => self.close(),
                    Err(fault) if !fault.is_recoverable => {
                        self.stop();
                        return Err(fault);
                    }
                    result => return result,
                }
            }
            let Some(source) = self.sources.next() else {
                return Ok(None);
            };
            match OpenSource::open(&source, &self.kind, &self.settings) {
                Ok(Some((open, format))) => {
                    (self.on_notice)(Notice::Format(source.name(), format));
                    self.current = Some(open);
                }
                Ok(None) => {}
                Err(fault) => {
                    self.stop();
                    return Err(fault.into());
                }
            }
            self.opened += 1;
        }
    }

    /// Ends the reading.
    pub fn stop(&mut self) {
        self.current = None;
        self.sources = Vec::new().into_iter();
    }

    fn close(&mut self) {
        if let Some(mut open) = self.current.take() {
            let notices = match &mut open.reader {
                Reader::Table(table) => table.notices(),
                _ => open.parser.notices(),
            };
            notices.into_iter().for_each(&mut self.on_notice);
        }
    }

    /// Returns the value that begins with a record which is not whole JSON on its line; `None` if it does not span
    /// lines.
    ///
    /// # Errors
    /// The source cannot be read.
    pub fn join(&mut self, record: &RawJson) -> Result<Option<RawJson>, Diagnostic> {
        match &mut self.current {
            Some(OpenSource { reader: Reader::Lines(lines), .. }) => lines.join(record),
            _ => Ok(None),
        }
    }

    /// Returns the document in a part of a record; `object` is that part if it was parsed before.
    ///
    /// # Errors
    /// There is no text where one is looked for. The place is left to the caller.
    pub fn document(
        &mut self,
        record: &RawJson,
        part: &str,
        object: Option<&Object<'_>>,
        role: DocumentRole,
    ) -> Result<Document, Diagnostic> {
        match &mut self.current {
            Some(open) => open.parser.parse_within(record, part, object, role.usual()),
            None => Err(Diagnostic::new("the source is closed")),
        }
    }

    /// Returns the error for a record that is not JSON, and true if the next record can be found.
    pub fn syntax_error(&self, record: &RawJson, error: &serde_json::Error) -> RecordFault {
        let Some(open) = &self.current else {
            return Diagnostic::new("the source is closed").into();
        };
        let fault = open.parser.syntax_error(error, record.start);
        RecordFault {
            diagnostic: fault.hint("check it first: jq . FILE"),
            is_recoverable: matches!(open.reader, Reader::Lines(_)),
        }
    }

    /// Returns the current row as a JSON object. A field that is a JSON array or object is one there, the others are
    /// strings.
    pub fn row_json(&self, line: u64) -> Option<RawJson> {
        let open = self.current.as_ref()?;
        let mut members = Vec::new();
        for (at, name) in self.columns().iter().enumerate() {
            let cell = self.cell(at);
            let is_json = cell.trim_start().starts_with(['[', '{'])
                && serde_json::from_str::<IgnoredAny>(&cell).is_ok();
            let value = if is_json { cell } else { Value::from(cell).to_string().into() };
            members.push(format!("{}:{value}", Value::from(name.as_str())));
        }
        let json = format!("{{{}}}", members.join(",")).into_bytes();
        let (range, start) = (0..json.len(), Position { line, column: 1 });
        Some(RawJson::new(&Block::own(Arc::clone(&open.parser.source), json), range, start))
    }

    /// Reports something that is not an error.
    pub fn notify(&mut self, notice: Notice) {
        (self.on_notice)(notice);
    }

    /// Returns the number of the current source, from 1.
    pub fn source_number(&self) -> usize {
        self.opened
    }

    /// Returns the place of a line of the current source.
    pub fn place(&self, line: u64) -> String {
        let name = self.current.as_ref().map_or("", |open| &open.parser.source.name);
        format!("{name}:{line}")
    }

    fn table(&self) -> Option<&TableReader> {
        match &self.current {
            Some(OpenSource { reader: Reader::Table(table), .. }) => Some(table),
            _ => None,
        }
    }

    /// Returns the names of the columns of the current table.
    pub fn columns(&self) -> &[String] {
        self.table().map_or(&[], TableReader::columns)
    }

    /// Returns the first column of the current table with one of these names; other letter cases come second.
    ///
    /// # Errors
    /// The name is a duplicate.
    pub fn column(&self, names: &[&str]) -> Result<Option<usize>, Diagnostic> {
        header::find_first(self.columns(), names)
    }

    /// Returns true if the header of the current table is probably a row of data.
    pub fn has_data_as_header(&self) -> bool {
        self.settings.columns.is_none() && header::looks_like_data(self.columns())
    }

    /// Finds the columns of text and id in the current table.
    ///
    /// # Errors
    /// There is no column with the text, or it is a duplicate.
    pub fn find_document_columns(&mut self, role: DocumentRole) -> Result<(), Diagnostic> {
        match &mut self.current {
            Some(OpenSource { reader: Reader::Table(table), .. }) => {
                table.find_columns(role.usual())
            }
            _ => Ok(()),
        }
    }

    /// Returns a field of the current row.
    pub fn cell(&self, column: usize) -> Cow<'_, str> {
        self.table().map_or(Cow::Borrowed(""), |table| table.cell(column))
    }

    /// Returns the current row as a document.
    ///
    /// # Errors
    /// The row is too large.
    pub fn row_document(&self, line: u64) -> Result<Document, Diagnostic> {
        match self.table() {
            Some(table) => table.document(line),
            None => Err(Diagnostic::new("the source is closed")),
        }
    }
}

impl DocumentRole {
    fn usual(self) -> &'static UsualFields {
        match self {
            Self::Element => &usual::ELEMENT,
            Self::Pair => &usual::PAIR,
        }
    }
}
