//! Reads records one after the other and yields the queries in them.

use super::assemble::Assembler;
use super::fields::{self, ID_NAMES, PAIR_ID_NAMES, QUERY_NAMES};
use super::objects;
use super::parsed::{ParseFault, ParsedRecord, Shape};
use super::record::{BadRecord, QueryId, QueryRecord};
use super::rows::{self, PairColumns};
use super::settings::RecordSettings;
use crate::diagnostic::Diagnostic;
use crate::input::{self, Notice, OnNotice, RawJson, RawRecord, RecordKind, Records};
use crate::json::Object;

/// The queries in records.
pub(super) struct RecordQueries {
    records: Records,
    settings: RecordSettings,
    assembler: Assembler,
    /// The number of the current source.
    source: usize,
    /// The shape of its records, once one of them could be read.
    shape: Option<Shape>,
    /// The columns of the current table of pairs.
    columns: Option<PairColumns>,
    has_noted_request_fields: bool,
    has_ended: bool,
}

/// Record as hints show it.
const EXAMPLE: &str = r#"a record is written {"query":"…","documents":["…"]}"#;

/// Fields of rerank requests that options replace.
const REQUEST_FIELDS: [&str; 5] = ["model", "top_n", "top_k", "truncate", "return_documents"];

impl RecordQueries {
    pub(super) fn new(
        mut settings: RecordSettings,
        on_notice: OnNotice,
    ) -> Result<Self, Diagnostic> {
        let sources = std::mem::take(&mut settings.sources);
        let names = match &settings.query_fields.query {
            Some(name) => vec![name.clone()],
            None => QUERY_NAMES.map(str::to_owned).to_vec(),
        };
        let records = input::read_records(
            sources,
            RecordKind::Records(names),
            settings.input.clone(),
            on_notice,
        )?;
        Ok(Self {
            records,
            assembler: Assembler::new(settings.keeps_going),
            settings,
            source: 0,
            shape: None,
            columns: None,
            has_noted_request_fields: false,
            has_ended: false,
        })
    }

    /// Returns the next record; `None` at the end.
    fn record(&mut self) -> Result<Option<ParsedRecord>, ParseFault> {
        let Some(record) = self.records.next()? else {
            return Ok(None);
        };
        if self.source != self.records.source_number() {
            self.source = self.records.source_number();
            (self.shape, self.columns) = (None, None);
        }
        let parsed = match record {
            RawRecord::Json(raw) => self.json(&raw),
            RawRecord::Row(line) => self.row(line),
            RawRecord::Line(..) => return Ok(None),
        };
        self.shape = self.shape.or(match &parsed {
            Ok(record) => Some(record.shape),
            Err(fault) => fault.shape,
        });
        parsed.map(Some)
    }

    fn json(&mut self, raw: &RawJson) -> Result<ParsedRecord, ParseFault> {
        let Self { records, settings, shape, has_noted_request_fields, .. } = self;
        objects::with_object(records, raw, EXAMPLE, |records, raw, object| {
            note_request_fields(records, object, has_noted_request_fields);
            objects::parse(records, raw, object, settings, *shape)
        })
        .map_err(|fault| ParseFault {
            id: fault.id.or_else(|| self.id_before_damage(raw)),
            ..fault
        })
    }

    /// Returns the id of a nested record that is damaged, if the id precedes the damage.
    fn id_before_damage(&self, raw: &RawJson) -> Option<QueryId> {
        let fields = &self.settings.query_fields;
        let start = Object::parse_start(raw.text());
        let query = fields::query_field(&start, fields).ok().map(|query| query.value);
        let is_nested = self.shape == Some(Shape::Nested);
        let names = if is_nested { &ID_NAMES[..] } else { &PAIR_ID_NAMES };
        let id = fields::query_id(&start, query, fields, names).ok().flatten();
        // A damaged pair says nothing for sure about the pairs around it.
        id.filter(|_| self.shape != Some(Shape::Pairs))
    }

    fn row(&mut self, line: u64) -> Result<ParsedRecord, ParseFault> {
        if self.shape.is_none() && self.columns.is_none() {
            self.find_columns().map_err(|fault| {
                let fault = match fault.get_place() {
                    None => fault.at(self.records.place(1)),
                    Some(_) => fault,
                };
                ParseFault::from(fault)
            })?;
        }
        if let Some(columns) = self.columns {
            return rows::parse_pair(&self.records, line, columns);
        }
        let raw = self.records.row_json(line);
        let raw = raw.ok_or_else(|| Diagnostic::new("the table is closed"))?;
        self.json(&raw)
    }

    /// Finds the columns in use, unless the rows have lists of documents.
    fn find_columns(&mut self) -> Result<(), Diagnostic> {
        if !rows::is_nested(&self.records, &self.settings)? {
            self.columns = Some(rows::pair_columns(&mut self.records, &self.settings)?);
        }
        Ok(())
    }
}

/// Notes once that options in records are ignored: bodies of requests have them.
fn note_request_fields(records: &mut Records, object: &Object<'_>, has_noted: &mut bool) {
    if *has_noted {
        return;
    }
    if let Some(name) = REQUEST_FIELDS.iter().find(|name| object.get(name).is_some()) {
        *has_noted = true;
        let note = format!("fields such as `{name}` are ignored; options replace them");
        records.notify(Notice::Detail(note));
    }
}

impl Iterator for RecordQueries {
    type Item = Result<QueryRecord, BadRecord>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(query) = self.assembler.pop() {
                let is_last = match &query {
                    Err(bad) => !self.settings.keeps_going || !bad.is_recoverable,
                    Ok(_) => false,
                };
                self.has_ended |= is_last;
                return Some(query);
            }
            if self.has_ended {
                return None;
            }
            match self.record() {
                Ok(Some(record)) => self.assembler.add(record),
                Ok(None) => {
                    self.assembler.close();
                    self.has_ended = true;
                }
                Err(fault) => self.assembler.add_fault(fault),
            }
        }
    }
}
