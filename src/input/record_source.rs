//! A source of records, open in its format.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::de::IgnoredAny;

use super::query_source::{self, QueryColumns};
use super::raw_json::RawJson;
use super::record::RecordParser;
use super::record_fault::RecordFault;
use super::record_lines::RecordLines;
use super::split::Splitter;
use super::table::TableReader;
use super::values::JsonValues;
use super::{Format, InputSettings, detect};
use crate::diagnostic::Diagnostic;
use crate::model::Block;
use crate::source::Source;

/// The kind of records that are read.
#[derive(Clone, Debug)]
pub enum RecordKind {
    /// Objects and rows; these are the names that the column of the query can have.
    Records(Vec<String>),
    /// Queries: objects, rows, also without a header, or lines.
    Queries(QueryColumns),
}

/// A record as it is in its source.
pub enum RawRecord {
    /// A JSON value, still to be parsed.
    Json(RawJson),
    /// The current row of a table, which begins on this line.
    Row(u64),
    /// A line of text and its number, from 1.
    Line(String, u64),
}

/// A source that is being read.
pub(super) struct OpenSource {
    pub(super) parser: RecordParser,
    pub(super) reader: Reader,
    /// Records of the last value, if records are inside values.
    queue: VecDeque<RawJson>,
}

pub(super) enum Reader {
    Lines(RecordLines),
    Values(JsonValues),
    Plain(Splitter),
    Table(Box<TableReader>),
}

impl OpenSource {
    /// Opens a source; `None` means that there is nothing in it.
    pub(super) fn open(
        source: &Source,
        kind: &RecordKind,
        settings: &Arc<InputSettings>,
    ) -> Result<Option<(Self, Format)>, Diagnostic> {
        let name = source.name();
        let mut stream = source.open()?;
        let found = match (kind, settings.format) {
            (RecordKind::Queries(columns), _) => {
                query_source::detect(&name, &mut stream, settings, columns)?
            }
            (RecordKind::Records(names), Format::Auto) => {
                detect::record_format(&name, &mut stream, settings, names)?
                    .map(|format| (format, Arc::clone(settings)))
            }
            (RecordKind::Records(_), format) => Some((format, Arc::clone(settings))),
        };
        let Some((format, settings)) = found else {
            return Ok(None);
        };
        let settings = &settings;
        super::check_options(format, settings).map_err(|fault| fault.at(&name))?;
        let parser = RecordParser::new(name.clone(), settings);
        let reader = match format {
            Format::Jsonl => {
                Reader::Lines(RecordLines::new(Arc::clone(&parser.source), stream, settings))
            }
            Format::Json => Reader::Values(JsonValues::new(name, stream, 1)),
            Format::Csv | Format::Tsv => {
                Reader::Table(Box::new(TableReader::open(name, stream, format, settings)?))
            }
            Format::Lines if matches!(kind, RecordKind::Queries(_)) => {
                Reader::Plain(Splitter::new(Arc::clone(&parser.source), stream, b'\n'))
            }
            other => return Err(not_records(other).at(name)),
        };
        Ok(Some((Self { parser, reader, queue: VecDeque::new() }, format)))
    }

    /// Returns the next record.
    pub(super) fn next(
        &mut self,
        settings: &InputSettings,
    ) -> Result<Option<RawRecord>, RecordFault> {
        loop {
            if let Some(record) = self.queue.pop_front() {
                return Ok(Some(RawRecord::Json(record)));
            }
            let record = match &mut self.reader {
                Reader::Table(table) => return Ok(table.next_row()?.map(RawRecord::Row)),
                Reader::Plain(lines) => return Ok(next_line(lines)?),
                Reader::Lines(lines) => lines.next()?,
                Reader::Values(values) => values.next()?.map(|(value, start)| {
                    let range = 0..value.len();
                    let block = Block::own(Arc::clone(&self.parser.source), value);
                    RawJson::new(&block, range, start)
                }),
            };
            match (record, &settings.records) {
                (Some(record), Some(path)) => self.queue_inner(path, &record)?,
                (record, _) => return Ok(record.map(RawRecord::Json)),
            }
        }
    }

    /// Queues the records in the array at a path inside a value.
    fn queue_inner(&mut self, path: &str, record: &RawJson) -> Result<(), RecordFault> {
        let mut value = record.clone();
        let is_whole = || serde_json::from_str::<IgnoredAny>(record.text()).is_ok();
        if let Reader::Lines(lines) = &mut self.reader
            && !is_whole()
            && let Some(joined) = lines.join(record)?
        {
            value = joined;
        }
        let found = self.parser.inner_records(path, value.text(), value.start);
        let is_lines = matches!(self.reader, Reader::Lines(_));
        let found =
            found.map_err(|diagnostic| RecordFault { diagnostic, is_recoverable: is_lines })?;
        self.queue.extend(found.into_iter().map(|(range, start)| value.part(range, start)));
        Ok(())
    }
}

/// Returns the next line that is not blank.
fn next_line(lines: &mut Splitter) -> Result<Option<RawRecord>, Diagnostic> {
    while let Some(line) = lines.next()? {
        let text = line.text();
        if !text.trim().is_empty() {
            let text = text.strip_suffix('\r').unwrap_or(&text);
            return Ok(Some(RawRecord::Line(text.into(), line.number)));
        }
    }
    Ok(None)
}

fn not_records(format: Format) -> Diagnostic {
    Diagnostic::new(format!("read as {}, which has no records with queries", format.name())).hint(
        r#"a record is written {"query":"…","documents":["…"]}; plain queries are read with `--queries FILE`"#,
    )
}
