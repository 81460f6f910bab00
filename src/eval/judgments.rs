//! The judged documents of each query.

use std::collections::HashMap;

use super::doc_list::DocList;
use super::{TextEntry, display_id, duplicate_document, shorten};
use crate::diagnostic::Diagnostic;

/// Relevance judgments.
#[derive(Debug, Default)]
pub struct Judgments {
    pub(super) queries: Vec<JudgedQuery>,
    by_id: HashMap<Box<[u8]>, usize>,
}

/// A query and its judged documents, with their grades.
#[derive(Debug)]
pub(super) struct JudgedQuery {
    pub(super) id: Box<[u8]>,
    pub(super) docs: DocList<i32>,
}

impl Judgments {
    /// Adds a judgment. One without a grade says that the document was not judged.
    pub(super) fn add(&mut self, entry: TextEntry<'_>) -> Result<(), Diagnostic> {
        if entry.value.is_empty() {
            return Ok(());
        }
        let grade = parse_grade(entry.value)?;
        // Judgments of a query mostly follow each other.
        let index = match self.queries.last() {
            Some(last) if *last.id == *entry.query => self.queries.len() - 1,
            _ => self.find_or_insert(entry.query),
        };
        self.queries[index].docs.push(entry.doc, grade, entry.line)
    }

    fn find_or_insert(&mut self, query: &[u8]) -> usize {
        if let Some(index) = self.find(query) {
            return index;
        }
        self.by_id.insert(query.into(), self.queries.len());
        self.queries.push(JudgedQuery { id: query.into(), docs: DocList::default() });
        self.queries.len() - 1
    }

    /// Returns the index of a judged query.
    pub(super) fn find(&self, query: &[u8]) -> Option<usize> {
        self.by_id.get(query).copied()
    }

    /// Rejects an empty set, and documents that are judged twice for a query.
    pub(super) fn validate(&self, name: &str) -> Result<(), Diagnostic> {
        if self.queries.is_empty() {
            return Err(Diagnostic::new("there are no judgments in it").at(name));
        }
        for query in &self.queries {
            let mut lines = HashMap::with_capacity(query.docs.iter().len());
            for doc in query.docs.iter() {
                if let Some(earlier) = lines.insert(doc.id, doc.line) {
                    let (query, id) = (display_id(&query.id), display_id(doc.id));
                    return Err(duplicate_document(&query, &id, earlier.into())
                        .at(format!("{name}:{}", doc.line)));
                }
            }
        }
        Ok(())
    }
}

/// Parses a whole number, which pandas and others write as `1.0`.
fn parse_grade(grade: &[u8]) -> Result<i32, Diagnostic> {
    let text = String::from_utf8_lossy(grade);
    if let Ok(grade) = text.parse() {
        return Ok(grade);
    }
    let shown = shorten(&text);
    match text.parse::<f64>() {
        #[allow(clippy::cast_possible_truncation, reason = "it is whole and in range")]
        Ok(number) if number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX) => {
            Ok(number as i32)
        }
        Ok(number) if number.abs() > 2e9 => {
            let problem = format!("the grade `{shown}` is out of range");
            Err(Diagnostic::new(problem).hint("grades fit into 32 bits"))
        }
        number => {
            let hint = match number {
                Ok(_) => "round the grades, or scale them to whole numbers",
                Err(_) => "grades are numbers such as 0, 1 and 2",
            };
            let problem = format!("the grade `{shown}` is not a whole number");
            Err(Diagnostic::new(problem).hint(hint))
        }
    }
}
