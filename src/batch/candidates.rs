//! The candidates of each query: which documents of the collection are ranked for it.

use std::collections::{HashMap, HashSet};

use super::id_table::IdTable;
use super::queries::Query;
use super::record::{BadRecord, id_text};
use super::settings::JoinSettings;
use crate::diagnostic::Diagnostic;
use crate::eval::{self, Candidate, duplicate_document, shorten};
use crate::source::Source;
use crate::text;

/// The candidates of all queries.
pub(super) struct Candidates {
    name: String,
    /// The ids of the documents that are named.
    pub(super) ids: IdTable,
    /// The candidates of each query, best first.
    lists: Vec<Vec<CandidateEntry>>,
    /// The ids of queries that are not in the file of queries.
    unknown: HashSet<Box<[u8]>>,
    /// The first of them and its line.
    first_unknown: Option<(String, u64)>,
}

struct CandidateEntry {
    /// The number of the document's id.
    doc: u32,
    line: u32,
    score: f64,
}

impl Candidates {
    /// Reads the candidates of some queries.
    ///
    /// # Errors
    /// The source cannot be read, or a query has a duplicate document.
    pub(super) fn read(
        source: &Source,
        queries: &[Result<Query, BadRecord>],
        depth: Option<usize>,
    ) -> Result<Self, Diagnostic> {
        let mut candidates = Self {
            name: source.name(),
            ids: IdTable::default(),
            lists: queries.iter().map(|_| Vec::new()).collect(),
            unknown: HashSet::new(),
            first_unknown: None,
        };
        let indexes = indexes(queries);
        let mut last: (Vec<u8>, Option<usize>) = (Vec::new(), None);
        eval::read_candidates(source, |candidate| {
            // Those of a query follow each other.
            if last.1.is_none() || last.0 != candidate.query {
                let query = String::from_utf8_lossy(candidate.query);
                last = (candidate.query.to_vec(), indexes.get(&*query).copied());
            }
            candidates.add(&candidate, last.1)
        })?;
        for (list, query) in candidates.lists.iter_mut().zip(queries) {
            // Stable, so that equal scores stay in file order.
            list.sort_by(|a, b| b.score.total_cmp(&a.score));
            let Ok(query) = query else {
                list.clear();
                continue;
            };
            check_duplicates(list, &candidates.ids, &id_text(query.id.as_ref(), query.number))
                .map_err(|(line, fault)| fault.at(format!("{}:{line}", candidates.name)))?;
            list.truncate(depth.unwrap_or(usize::MAX));
            list.shrink_to_fit();
        }
        Ok(candidates)
    }

    fn add(&mut self, candidate: &Candidate<'_>, query: Option<usize>) -> Result<(), Diagnostic> {
        let Some(query) = query else {
            if self.unknown.insert(candidate.query.into()) && self.first_unknown.is_none() {
                let query = String::from_utf8_lossy(candidate.query).into_owned();
                self.first_unknown = Some((query, candidate.line));
            }
            return Ok(());
        };
        let number = self.ids.insert(String::from_utf8_lossy(candidate.doc).as_bytes())?;
        self.lists[query].push(CandidateEntry {
            doc: u32::try_from(number).map_err(|_| Diagnostic::new("too many documents"))?,
            line: u32::try_from(candidate.line).unwrap_or(u32::MAX),
            score: candidate.score.unwrap_or(f64::NEG_INFINITY),
        });
        Ok(())
    }

    /// Returns a warning about candidates of queries that do not exist.
    ///
    /// # Errors
    /// There are any, and they are not to be skipped.
    pub(super) fn check_queries(
        &self,
        settings: &JoinSettings,
        queries: &[Result<Query, BadRecord>],
    ) -> Result<Option<String>, Diagnostic> {
        let Some((query, line)) = &self.first_unknown else {
            return Ok(None);
        };
        let count = text::count(self.unknown.len() as u64, "query id");
        // They can be those of bad queries whose ids cannot be read.
        let is_explained =
            queries.iter().any(|query| query.as_ref().is_err_and(|bad| bad.id.is_none()));
        if settings.skips_missing || is_explained {
            let name = &self.name;
            return Ok(Some(format!("{name}: {count} without a query skipped")));
        }
        let first = shorten(query);
        Err(Diagnostic::new(format!("{count} without a query, the first is `{first}`"))
            .at(format!("{}:{line}", self.name))
            .cause(format!("the queries are those of {}", settings.queries.name()))
            .hint("`--missing skip` leaves them out"))
    }

    /// Drops candidates for which `exists` is false; returns a warning about them.
    ///
    /// # Errors
    /// There are any, and they are not to be skipped; `example` is an id of the collection.
    pub(super) fn check_documents(
        &mut self,
        queries: &[Result<Query, BadRecord>],
        exists: impl Fn(usize) -> bool,
        example: Option<&str>,
        skips_missing: bool,
    ) -> Result<Option<String>, Diagnostic> {
        let (mut count, mut first) = (0, None);
        for (list, query) in self.lists.iter_mut().zip(queries) {
            list.retain(|entry| {
                let exists = exists(entry.doc as usize);
                if !exists {
                    count += 1;
                    if first.is_none_or(|(line, _, _)| entry.line < line) {
                        first = Some((entry.line, entry.doc as usize, query));
                    }
                }
                exists
            });
        }
        let Some((line, doc, query)) = first else {
            return Ok(None);
        };
        let count = text::count(count, "candidate");
        if skips_missing {
            let name = &self.name;
            return Ok(Some(format!("{name}: {count} without a document skipped")));
        }
        let doc = eval::display_id(self.ids.id(doc));
        let query = query.as_ref().map(|query| id_text(query.id.as_ref(), query.number));
        let query = shorten(&query.unwrap_or_default());
        Err(Diagnostic::new(format!(
            "{count} without a document, the first is `{doc}` of query `{query}`"
        ))
        .at(format!("{}:{line}", self.name))
        .cause(match example {
            Some(id) => format!("the first document has the id `{}`", shorten(id)),
            None => "there are no documents".into(),
        })
        .hint("`--missing skip` leaves them out"))
    }

    /// Returns for each id whether a query has the document as a candidate.
    pub(super) fn wanted(&self) -> Vec<bool> {
        let mut wanted = vec![false; self.ids.len()];
        for entry in self.lists.iter().flatten() {
            wanted[entry.doc as usize] = true;
        }
        wanted
    }

    /// Returns the number of queries without candidates.
    pub(super) fn count_without(&self, queries: &[Result<Query, BadRecord>]) -> usize {
        let lists = self.lists.iter().zip(queries);
        lists.filter(|(list, query)| list.is_empty() && query.is_ok()).count()
    }

    /// Returns the numbers of the documents of each query.
    pub(super) fn into_lists(self) -> impl Iterator<Item = Box<[u32]>> {
        self.lists.into_iter().map(|list| list.into_iter().map(|entry| entry.doc).collect())
    }
}

/// Returns the index of each query by its id. A bad query has candidates too, but not those of another with its id.
fn indexes(queries: &[Result<Query, BadRecord>]) -> HashMap<String, usize> {
    let bad = queries.iter().enumerate().filter_map(|(index, query)| {
        let id = query.as_ref().err()?.id.as_ref()?;
        Some((id.text().into_owned(), index))
    });
    let good = queries.iter().enumerate().filter_map(|(index, query)| {
        let query = query.as_ref().ok()?;
        Some((id_text(query.id.as_ref(), query.number).into_owned(), index))
    });
    bad.chain(good).collect()
}

/// Returns the error for a duplicate document, and its second line.
fn check_duplicates(
    list: &[CandidateEntry],
    ids: &IdTable,
    query: &str,
) -> Result<(), (u32, Diagnostic)> {
    let mut lines: HashMap<u32, u32> = HashMap::with_capacity(list.len());
    for entry in list {
        if let Some(other) = lines.insert(entry.doc, entry.line) {
            let (first, second) = (other.min(entry.line), other.max(entry.line));
            let doc = eval::display_id(ids.id(entry.doc as usize));
            return Err((second, duplicate_document(query, &doc, first.into())));
        }
    }
    Ok(())
}
