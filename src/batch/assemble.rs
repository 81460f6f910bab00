//! Puts pairs of the same query together and numbers the queries.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::parsed::{ParseFault, ParsedRecord, Shape};
use super::record::{BadRecord, QueryId, QueryRecord};
use crate::diagnostic::Diagnostic;
use crate::eval::shorten;
use crate::model::{Document, RecordFormat};

/// Assembles queries. A query of pairs is complete when another one follows.
#[derive(Default)]
pub(super) struct Assembler {
    /// True if bad records are part of the output; otherwise the first one ends it.
    keeps_going: bool,
    open: Option<Group>,
    /// Bad records behind the open query.
    pending: Vec<ParseFault>,
    /// Hashes of the pairs' queries so far. Eight bytes each, for there can be millions.
    seen: HashSet<u64>,
    ready: VecDeque<Result<QueryRecord, BadRecord>>,
    /// The number of the next query.
    number: u64,
}

/// The pairs of a query so far.
struct Group {
    id: Option<QueryId>,
    query: String,
    documents: Vec<Document>,
    origin: String,
    /// The first reason why the query cannot be used.
    fault: Option<Diagnostic>,
}

impl Group {
    /// Returns true if a pair is one of the same query. Ids are compared as text.
    fn has(&self, pair: &ParsedRecord) -> bool {
        match (&self.id, &pair.id) {
            (Some(own), Some(id)) => own == id || own.text() == id.text(),
            (None, None) => self.query == pair.query,
            _ => false,
        }
    }

    fn has_id(&self, id: Option<&QueryId>) -> bool {
        self.id.as_ref().zip(id).is_some_and(|(own, id)| own.text() == id.text())
    }

    fn fail(&mut self, fault: Diagnostic) {
        self.documents = Vec::new();
        self.fault.get_or_insert(fault);
    }

    fn add(&mut self, pair: ParsedRecord) {
        if self.query != pair.query {
            let id = self.id.as_ref().map(QueryId::text).unwrap_or_default();
            let fault = Diagnostic::new(format!("the query `{id}` has another text"))
                .at(pair.origin)
                .cause(format!("its text is `{}` at {}", shorten(&self.query), self.origin))
                .hint("give each query an id of its own");
            self.fail(fault);
        } else if self.fault.is_none() {
            self.documents.extend(pair.documents);
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
                let ParsedRecord { id, query, documents, origin, .. } = record;
                let number = self.take_number();
                self.ready.push_back(Ok(QueryRecord {
                    number,
                    id,
                    query,
                    documents,
                    indexes: None,
                    origin,
                }));
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
        let ParsedRecord { id, query, documents, origin, .. } = pair;
        let is_row = documents
            .iter()
            .any(|document| matches!(document.source().format, RecordFormat::Table { .. }));
        let fault = fault.or_else(|| self.note(id.as_ref(), &query, &origin, is_row));
        let mut group = Group { id, query, documents, origin, fault: None };
        if let Some(fault) = fault {
            group.fail(fault);
        }
        let has_failed = group.fault.is_some();
        self.open = Some(group);
        if has_failed && !self.keeps_going {
            self.close();
        }
    }

    /// Notes a query that begins; returns the fault if it was there before.
    fn note(
        &mut self,
        id: Option<&QueryId>,
        query: &str,
        place: &str,
        is_row: bool,
    ) -> Option<Diagnostic> {
        let mut hasher = DefaultHasher::new();
        match id {
            Some(id) => (true, &*id.text()).hash(&mut hasher),
            None => (false, query).hash(&mut hasher),
        }
        if self.seen.insert(hasher.finish()) {
            return None;
        }
        let (name, key) = match id {
            Some(id) => (shorten(&id.text()), "query id"),
            None => (shorten(query), "query"),
        };
        Some(
            Diagnostic::new(format!("the {key} `{name}` comes back after other queries"))
                .at(place)
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

    fn push_fault(&mut self, fault: ParseFault) {
        let ParseFault { id, diagnostic, is_recoverable, .. } = fault;
        let number = self.take_number();
        self.ready.push_back(Err(BadRecord { number, id, diagnostic, is_recoverable }));
    }

    /// Completes the open query and the bad records behind it.
    pub(super) fn close(&mut self) {
        if let Some(Group { id, query, documents, origin, fault }) = self.open.take() {
            match fault {
                Some(diagnostic) => {
                    self.push_fault(ParseFault {
                        id,
                        shape: None,
                        diagnostic,
                        is_recoverable: true,
                    });
                }
                None => {
                    let number = self.take_number();
                    self.ready.push_back(Ok(QueryRecord {
                        number,
                        id,
                        query,
                        documents,
                        indexes: None,
                        origin,
                    }));
                }
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
