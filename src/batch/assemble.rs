//! Puts pairs of the same query together and numbers the queries.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::parsed::{ParseFault, ParsedRecord, Shape};
use super::record::{BadRecord, QueryId, QueryRecord};
use crate::diagnostic::Diagnostic;
use crate::eval::shorten;
use crate::model::RecordFormat;

/// Assembles queries. A query of pairs is complete when another one follows.
#[derive(Default)]
pub(super) struct Assembler {
    /// True if bad records are part of the output; otherwise the first one ends it.
    keeps_going: bool,
    open: Option<Group>,
    /// Bad records after the open query.
    pending: Vec<ParseFault>,
    /// Hashes of the pairs' queries so far, instead of the queries, since there can be millions.
    seen: HashSet<u64>,
    ready: VecDeque<Result<QueryRecord, BadRecord>>,
    /// The number of the next query.
    number: u64,
}

/// The pairs of a query so far.
struct Group {
    /// The first pair, with the documents of all of them.
    record: ParsedRecord,
    /// The first reason why the query cannot be used.
    fault: Option<Diagnostic>,
}

impl Group {
    /// Returns true if a pair is one of the same query. Ids are compared as text.
    fn has(&self, pair: &ParsedRecord) -> bool {
        match (&self.record.id, &pair.id) {
            (Some(own), Some(id)) => own == id || own.text() == id.text(),
            (None, None) => self.record.query == pair.query,
            _ => false,
        }
    }

    fn has_id(&self, id: Option<&QueryId>) -> bool {
        self.record.id.as_ref().zip(id).is_some_and(|(own, id)| own.text() == id.text())
    }

    fn fail(&mut self, fault: Diagnostic) {
        self.record.documents = Vec::new();
        self.fault.get_or_insert(fault);
    }

    fn add(&mut self, pair: ParsedRecord) {
        let Self { record, fault } = self;
        if record.query != pair.query {
            let id = record.id.as_ref().map(QueryId::text).unwrap_or_default();
            let fault = Diagnostic::new(format!("the query `{id}` has another text"))
                .at(pair.origin)
                .cause(format!("its text is `{}` at {}", shorten(&record.query), record.origin))
                .hint("give each query an id of its own");
            self.fail(fault);
        } else if fault.is_none() {
            record.documents.extend(pair.documents);
        }
    }
}

impl Assembler {
    pub(super) fn new(keeps_going: bool) -> Self {
        Self { keeps_going, ..Self::default() }
    }

    /// Returns the next query that is complete.
    pub(super) fn pop(&mut self) -> Option<Result<QueryRecord, BadRecord>> {
        self.ready.pop_front()
    }

    pub(super) fn add(&mut self, record: ParsedRecord) {
        match record.shape {
            Shape::Nested => {
                self.close();
                self.push(record);
            }
            Shape::Pairs => self.add_pair(record),
        }
    }

    fn add_pair(&mut self, pair: ParsedRecord) {
        if let Some(open) = self.open.as_mut().filter(|open| open.has(&pair)) {
            // The bad records are between two of this query, so they are probably its own.
            if let Some(fault) = self.pending.drain(..).next() {
                open.fail(fault.diagnostic);
            }
            open.add(pair);
            if !self.keeps_going && open.fault.is_some() {
                self.close();
            }
            return;
        }
        let (own, before) = std::mem::take(&mut self.pending).into_iter().partition(|fault| {
            let id = |id: &Option<QueryId>| id.as_ref().map(|id| id.text().into_owned());
            fault.id.is_some() && id(&fault.id) == id(&pair.id)
        });
        self.pending = before;
        self.close();
        let own: Vec<ParseFault> = own;
        let fault = own.into_iter().next().map(|fault| fault.diagnostic);
        let fault = fault.or_else(|| self.note(&pair));
        let mut group = Group { record: pair, fault: None };
        if let Some(fault) = fault {
            group.fail(fault);
        }
        let has_failed = group.fault.is_some();
        self.open = Some(group);
        if has_failed && !self.keeps_going {
            self.close();
        }
    }

    /// Notes the query of its first pair; returns the fault if it was there before.
    fn note(&mut self, pair: &ParsedRecord) -> Option<Diagnostic> {
        let (name, key) = match &pair.id {
            Some(id) => (id.text(), "query id"),
            None => (pair.query.as_str().into(), "query"),
        };
        let mut hasher = DefaultHasher::new();
        (&*name, key).hash(&mut hasher);
        if self.seen.insert(hasher.finish()) {
            return None;
        }
        let name = shorten(&name);
        let is_row = pair
            .documents
            .iter()
            .any(|document| matches!(document.source().format, RecordFormat::Table { .. }));
        Some(
            Diagnostic::new(format!("the {key} `{name}` comes back after other queries"))
                .at(&*pair.origin)
                .cause("consecutive records with the same query are ranked together")
                .hint(if is_row {
                    "sort the rows below the header by query"
                } else {
                    "sort by query: jq -cs 'sort_by(.qid // .query_id // .query)[]' FILE"
                }),
        )
    }

    /// Adds a record that cannot be used.
    pub(super) fn add_fault(&mut self, fault: ParseFault) {
        if !self.keeps_going || !fault.is_recoverable {
            // What is open may be incomplete.
            (self.open, self.pending) = (None, Vec::new());
            self.push_fault(fault);
            return;
        }
        match &mut self.open {
            Some(open) if open.has_id(fault.id.as_ref()) => open.fail(fault.diagnostic),
            Some(_) => self.pending.push(fault),
            None => self.push_fault(fault),
        }
    }

    fn push(&mut self, record: ParsedRecord) {
        let ParsedRecord { id, query, documents, origin, .. } = record;
        let number = self.take_number();
        self.ready.push_back(Ok(QueryRecord {
            number,
            id,
            query,
            documents: documents.into(),
            ranks_collection: false,
            indexes: None,
            origin,
        }));
    }

    fn push_fault(&mut self, fault: ParseFault) {
        let ParseFault { id, diagnostic, is_recoverable, .. } = fault;
        let number = self.take_number();
        self.ready.push_back(Err(BadRecord { number, id, diagnostic, is_recoverable }));
    }

    /// Completes the open query and the bad records after it.
    pub(super) fn close(&mut self) {
        match self.open.take() {
            None => {}
            Some(Group { record, fault: None }) => self.push(record),
            Some(Group { record: ParsedRecord { id, .. }, fault: Some(diagnostic) }) => {
                self.push_fault(ParseFault { id, shape: None, diagnostic, is_recoverable: true });
            }
        }
        for fault in std::mem::take(&mut self.pending) {
            self.push_fault(fault);
        }
    }

    fn take_number(&mut self) -> u64 {
        self.number += 1;
        self.number - 1
    }
}
