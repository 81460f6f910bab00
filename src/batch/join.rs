//! Joins queries with the documents of a collection.

use std::sync::Arc;
use std::{mem, vec};

use parking_lot::Mutex;

use super::candidates::Candidates;
use super::collection;
use super::queries::{Query, QueryReader};
use super::record::{BadRecord, QueryRecord};
use super::settings::JoinSettings;
use crate::diagnostic::Diagnostic;
use crate::input::{InputSettings, Notice, OnNotice};
use crate::model::Document;
use crate::source::Source;

/// Queries with their documents.
pub(super) struct JoinedQueries {
    /// The name of the file of queries.
    name: String,
    queries: Box<dyn Iterator<Item = Result<Query, BadRecord>> + Send>,
    documents: JoinedDocuments,
}

enum JoinedDocuments {
    /// Every query ranks all of them.
    All(Arc<Vec<Document>>),
    /// Each query ranks some, given by their indexes.
    Listed { documents: Vec<Option<Document>>, lists: vec::IntoIter<Box<[u32]>> },
}

impl JoinedQueries {
    /// Reads candidates and collection. Without candidates queries are read one at a time.
    pub(super) fn new(mut settings: JoinSettings, on_notice: OnNotice) -> Result<Self, Diagnostic> {
        let on_notice = SharedNotices(Arc::new(Mutex::new(on_notice)));
        let queries = QueryReader::new(
            settings.queries.clone(),
            settings.query_fields.clone(),
            settings.keeps_going,
            on_notice.handler(),
        )?;
        let name = settings.queries.name();
        let collection = mem::take(&mut settings.collection);
        let Some(candidates) = settings.candidates.take() else {
            let mut queries = queries.peekable();
            // Without queries, the collection does not matter.
            let documents = match queries.peek() {
                Some(_) => collection::read_all(collection, on_notice.handler())?,
                None => Vec::new(),
            };
            let has_nothing = queries.peek().is_some() && documents.is_empty();
            on_notice.warn(has_nothing.then(|| "no documents to rank".into()));
            let documents = Arc::new(documents);
            let queries = Box::new(queries);
            return Ok(Self { name, queries, documents: JoinedDocuments::All(documents) });
        };
        let queries: Vec<_> = queries.collect();
        let documents = if queries.is_empty() {
            JoinedDocuments::All(Arc::default())
        } else {
            listed(&settings, &candidates, collection, &queries, &on_notice)?
        };
        Ok(Self { name, queries: Box::new(queries.into_iter()), documents })
    }
}

/// Reads the candidates of queries and their documents.
fn listed(
    settings: &JoinSettings,
    candidates: &Source,
    collection: InputSettings,
    queries: &[Result<Query, BadRecord>],
    on_notice: &SharedNotices,
) -> Result<JoinedDocuments, Diagnostic> {
    let name = candidates.name();
    let mut candidates = Candidates::read(candidates, queries, settings.depth)?;
    // Behind a bad query there are others that were not read.
    if settings.keeps_going || queries.iter().all(Result::is_ok) {
        on_notice.warn(candidates.check_queries(settings, queries)?);
    }
    let without = candidates.count_without(queries) as u64;
    let wanted = candidates.wanted();
    let found = collection::read_named(collection, &candidates.ids, &wanted, on_notice.handler())?;
    let exists = |number: usize| found.documents[number].is_some();
    let example = found.example.as_deref();
    on_notice.warn(candidates.check_documents(queries, exists, example, settings.skips_missing)?);
    on_notice.warn((without > 0).then(|| {
        let queries =
            if without == 1 { "1 query has".into() } else { format!("{without} queries have") };
        format!("{queries} no candidates in {name}")
    }));
    let lists: Vec<_> = candidates.into_lists().collect();
    Ok(JoinedDocuments::Listed { documents: found.documents, lists: lists.into_iter() })
}

impl Iterator for JoinedQueries {
    type Item = Result<QueryRecord, BadRecord>;

    fn next(&mut self) -> Option<Self::Item> {
        let query = self.queries.next()?;
        let (documents, ranks_collection) = match &mut self.documents {
            JoinedDocuments::All(documents) => (Arc::clone(documents), true),
            JoinedDocuments::Listed { documents, lists } => {
                let list = lists.next().unwrap_or_default();
                let own = list.iter().filter_map(|number| documents[*number as usize].clone());
                (Arc::new(own.collect()), false)
            }
        };
        Some(query.map(|Query { number, id, text, line }| QueryRecord {
            number,
            id,
            query: text,
            documents,
            ranks_collection,
            indexes: None,
            origin: format!("{}:{line}", self.name),
        }))
    }
}

/// A handler of notices that several readers share.
struct SharedNotices(Arc<Mutex<OnNotice>>);

impl SharedNotices {
    fn handler(&self) -> OnNotice {
        let shared = Arc::clone(&self.0);
        Box::new(move |notice| shared.lock()(notice))
    }

    fn warn(&self, warning: Option<String>) {
        if let Some(warning) = warning {
            self.0.lock()(Notice::Warning(warning));
        }
    }
}
