//! Reads queries that are in a file of their own.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::fields::{self, FoundField, ID_NAMES, QUERY_NAMES, check_query};
use super::objects;
use super::parsed::ParseFault;
use super::record::{BadRecord, QueryId, id_text};
use super::rows;
use super::settings::QueryFields;
use crate::diagnostic::Diagnostic;
use crate::eval::shorten;
use crate::input::{
    self, InputSettings, OnNotice, QueryColumns, RawJson, RawRecord, RecordFault, RecordKind,
    Records,
};
use crate::json::{self, Object};
use crate::source::Source;

/// Query as hints show it.
const EXAMPLE: &str = r#"a query is written {"id":"1","text":"…"}"#;

/// A query without its documents.
pub(super) struct Query {
    pub(super) number: u64,
    pub(super) id: Option<QueryId>,
    pub(super) text: String,
    pub(super) line: u64,
}

/// The queries of a file, in order.
pub(super) struct QueryReader {
    records: Records,
    fields: QueryFields,
    keeps_going: bool,
    number: u64,
    /// Hashes of the ids so far.
    seen: HashSet<u64>,
    /// The columns of id and text of a table, once they are known.
    columns: Option<(Option<usize>, usize)>,
    has_ended: bool,
}

impl QueryReader {
    pub(super) fn new(
        source: Source,
        fields: QueryFields,
        keeps_going: bool,
        on_notice: OnNotice,
    ) -> Result<Self, Diagnostic> {
        let kind = RecordKind::Queries(QueryColumns {
            ids: names(fields.id.as_ref(), &ID_NAMES),
            texts: names(fields.query.as_ref(), &text_names()),
            are_named: fields.query.is_some() || fields.id.is_some(),
        });
        let records = input::read_records(vec![source], kind, InputSettings::default(), on_notice)?;
        Ok(Self {
            records,
            fields,
            keeps_going,
            number: 0,
            seen: HashSet::new(),
            columns: None,
            has_ended: false,
        })
    }

    /// Returns the place of a line.
    pub(super) fn place(&self, line: u64) -> String {
        self.records.place(line)
    }

    fn query(&mut self) -> Result<Option<Query>, ParseFault> {
        let Some(record) = self.records.next().map_err(without_columns)? else {
            return Ok(None);
        };
        let (id, text, line) = match record {
            RawRecord::Line(text, line) => {
                (QueryId::from_json(&(line - 1).to_string()), text, line)
            }
            RawRecord::Row(line) => self.row(line)?,
            RawRecord::Json(raw) => self.json(&raw)?,
        };
        let place = self.place(line);
        let known_id = id.clone();
        let fault = |diagnostic: Diagnostic| ParseFault {
            id: known_id,
            shape: None,
            diagnostic: diagnostic.at(place),
            is_recoverable: true,
        };
        let text = match check_query(text) {
            Ok(text) => text,
            Err(diagnostic) => return Err(fault(diagnostic)),
        };
        let mut hasher = DefaultHasher::new();
        id_text(id.as_ref(), self.number).hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            let id = shorten(&id_text(id.as_ref(), self.number));
            let diagnostic = Diagnostic::new(format!("duplicate query id `{id}`"))
                .hint("give each query an id of its own");
            return Err(fault(diagnostic));
        }
        Ok(Some(Query { number: self.number, id, text, line }))
    }

    fn row(&mut self, line: u64) -> Result<(Option<QueryId>, String, u64), ParseFault> {
        let (id, text) = match self.columns {
            Some(columns) => columns,
            None => {
                let found = self.find_columns().map_err(|fault| fault.at(self.place(1)))?;
                *self.columns.insert(found)
            }
        };
        let id = id.map(|column| self.records.cell(column)).filter(|id| !id.is_empty());
        let id = id.map(|id| QueryId::from_text(&id));
        Ok((id, self.records.cell(text).into_owned(), line))
    }

    fn find_columns(&self) -> Result<(Option<usize>, usize), Diagnostic> {
        let id = match &self.fields.id {
            Some(name) => Some(rows::find(&self.records, &[name])?),
            None => self.records.column(&ID_NAMES)?,
        };
        let text = match &self.fields.query {
            Some(name) => rows::find(&self.records, &[name])?,
            None => rows::find(&self.records, &text_names())?,
        };
        Ok((id, text))
    }

    fn json(&mut self, raw: &RawJson) -> Result<(Option<QueryId>, String, u64), ParseFault> {
        let place = self.place(raw.line());
        let content = |id: Option<QueryId>, diagnostic: Diagnostic| ParseFault {
            id,
            shape: None,
            diagnostic: diagnostic.at(place.clone()),
            is_recoverable: true,
        };
        if raw.text().starts_with('"')
            && let Ok(text) = serde_json::from_str(&json::replace_lone_surrogates(raw.text()))
        {
            return Ok((None, text, raw.line()));
        }
        objects::with_object(&mut self.records, raw, EXAMPLE, |_, raw, object| {
            let query = find_text(object, &self.fields);
            let value = query.as_ref().ok().map(|query| query.value);
            let id = fields::query_id(object, value, &self.fields, &ID_NAMES)
                .map_err(|fault| content(None, fault))?;
            let text = query.and_then(|query| fields::query_text(&query));
            let text = text.map_err(|fault| content(id.clone(), fault))?;
            Ok((id, text, raw.line()))
        })
        .map_err(|fault| ParseFault {
            id: fault.id.or_else(|| self.id_before_damage(raw)),
            ..fault
        })
    }

    /// Returns the id of a query that is damaged after it.
    fn id_before_damage(&self, raw: &RawJson) -> Option<QueryId> {
        let start = Object::parse_start(raw.text());
        fields::query_id(&start, None, &self.fields, &ID_NAMES).ok().flatten()
    }
}

/// Rephrases the fault of a row that is not `id<TAB>text`: queries have no `--columns`.
fn without_columns(fault: RecordFault) -> RecordFault {
    let RecordFault { diagnostic, is_recoverable } = fault;
    let diagnostic = match diagnostic.problem().split_once(", but ") {
        Some((fields, rest)) if rest.ends_with("`--columns`") => {
            Diagnostic::new(format!("{fields}, not the id and the text of a query"))
                .at(diagnostic.get_place().unwrap_or_default())
                .hint("a header names other columns, for instance `qid` and `text`")
        }
        _ => diagnostic,
    };
    RecordFault { diagnostic, is_recoverable }
}

/// Returns the names of the text of a query, the preferred ones first.
fn text_names() -> [&'static str; 5] {
    let [query, question, user_input, q] = QUERY_NAMES;
    ["text", query, question, user_input, q]
}

fn names(named: Option<&String>, usual: &[&str]) -> Vec<String> {
    match named {
        Some(name) => vec![name.clone()],
        None => usual.iter().map(|name| (*name).to_owned()).collect(),
    }
}

fn find_text<'a>(object: &Object<'a>, fields: &QueryFields) -> Result<FoundField<'a>, Diagnostic> {
    let usual = || {
        let mut names = text_names().into_iter();
        let (name, value) = names.find_map(|name| Some((name, object.get(name)?)))?;
        Some(FoundField { name: name.into(), value })
    };
    match &fields.query {
        Some(_) => fields::query_field(object, fields),
        None => usual().ok_or_else(|| fields::no_field(&text_names(), object)),
    }
}

impl Iterator for QueryReader {
    type Item = Result<Query, BadRecord>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let query = self.query().map_err(|fault| {
            self.has_ended = !self.keeps_going || !fault.is_recoverable;
            let ParseFault { id, diagnostic, is_recoverable, .. } = fault;
            BadRecord { number: self.number, id, diagnostic, is_recoverable }
        });
        self.number += 1;
        query.transpose()
    }
}
