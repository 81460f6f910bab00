//! Judgements: TREC qrels, whose lines are `query iteration document grade`, or a table.

use std::collections::HashMap;

use super::doc_list::Docs;
use super::error::{EvalError, Flaw, shown};
use super::fields::{Columns, cut};
use super::lines::{Lines, Source, says_something};
use super::qrels_table;

const COLUMNS: &[&str] = &["query", "iteration", "document", "grade"];

/// The judged documents of each query.
#[derive(Debug, Default)]
pub struct Judgements {
    pub(super) queries: Vec<Judged>,
    by_id: HashMap<Box<[u8]>, usize>,
}

/// A query and its judged documents, with their grades.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) id: Box<[u8]>,
    pub(super) docs: Docs<i32>,
}

impl Judgements {
    /// Reads judgements. The form is told by the first line: one that names the columns is the header of a
    /// table.
    ///
    /// # Errors
    /// The source cannot be read, a line is not a judgement, a document is judged twice for a query, or
    /// there are no judgements.
    pub fn read(source: &Source) -> Result<Self, EvalError> {
        let mut lines = Lines::open(source)?;
        let name = lines.name.clone();
        let mut judgements = Self::default();
        let header = lines.peek()?.and_then(qrels_table::Header::of);
        match header {
            Some(header) => qrels_table::read(lines, &header, &mut judgements)?,
            None => judgements.read_trec(lines)?,
        }
        if judgements.queries.is_empty() {
            return Err(EvalError::Empty(name, "judgements"));
        }
        judgements.check(&name)?;
        Ok(judgements)
    }

    fn read_trec(&mut self, mut lines: Lines) -> Result<(), EvalError> {
        let name = lines.name.clone();
        while let Some((number, line)) = lines.next()? {
            if !says_something(line) {
                continue;
            }
            let added =
                judgement(line).and_then(|[query, doc, grade]| self.add(query, doc, grade, number));
            added.map_err(|flaw| EvalError::Bad {
                name: name.clone(),
                line: number,
                flaw,
            })?;
        }
        Ok(())
    }

    /// Adds a judgement, whose grade is still a text.
    pub(super) fn add(
        &mut self,
        query: &[u8],
        doc: &[u8],
        grade: &[u8],
        line: u64,
    ) -> Result<(), Flaw> {
        let text = || String::from_utf8_lossy(grade).into_owned();
        let grade = std::str::from_utf8(grade)
            .ok()
            .and_then(|text| text.parse().ok());
        let grade = grade.ok_or_else(|| Flaw::Grade(text()))?;
        let last = self.queries.last().filter(|last| *last.id == *query);
        let index = match last {
            Some(_) => self.queries.len() - 1,
            None => self.index_or_new(query),
        };
        self.queries[index].docs.push(doc, grade, line)
    }

    fn index_or_new(&mut self, query: &[u8]) -> usize {
        if let Some(index) = self.index(query) {
            return index;
        }
        self.by_id.insert(query.into(), self.queries.len());
        self.queries.push(Judged {
            id: query.into(),
            docs: Docs::default(),
        });
        self.queries.len() - 1
    }

    /// The index of a query that has judgements.
    pub(super) fn index(&self, query: &[u8]) -> Option<usize> {
        self.by_id.get(query).copied()
    }

    /// Refuses a document that is judged twice for a query.
    fn check(&self, name: &str) -> Result<(), EvalError> {
        for query in &self.queries {
            let mut seen = HashMap::with_capacity(query.docs.iter().len());
            for doc in query.docs.iter() {
                if let Some(earlier) = seen.insert(doc.id, doc.line) {
                    return Err(EvalError::Bad {
                        name: name.into(),
                        line: doc.line.into(),
                        flaw: Flaw::Twice {
                            query: shown(&query.id),
                            doc: shown(doc.id),
                            earlier,
                        },
                    });
                }
            }
        }
        Ok(())
    }
}

/// Query, document and grade of a line.
fn judgement(line: &[u8]) -> Result<[&[u8]; 3], Flaw> {
    let Columns { found, at } = cut(line);
    let [query, iteration, doc, grade] = at;
    if found == COLUMNS.len() {
        return Ok([query, doc, grade]);
    }
    let is_whole = |column: &[u8]| {
        let digits = column.strip_prefix(b"-").unwrap_or(column);
        !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
    };
    Err(Flaw::Columns {
        found,
        needed: COLUMNS,
        missing: match found {
            3 if is_whole(doc) && !is_whole(iteration) => Some("iteration"),
            3 if !is_whole(doc) => Some("grade"),
            _ => None,
        },
    })
}
