//! Turns a case as written into one that can be evaluated: looks up its documents and validates what is
//! expected of them.

use std::sync::Arc;

use super::case::{Case, Expectation};
use super::collection::Collection;
use super::document_cache::{DocumentCache, DocumentFault};
use super::floor::MeasureFloor;
use super::raw_case::RawCase;
use super::validate;
use crate::diagnostic::Diagnostic;
use crate::suggest::nearest;

/// The most ids in a message.
const MAX_LISTED: usize = 8;

/// Resolves a case. `floors` apply to cases that have `rel` and no floor of their own.
///
/// # Errors
/// The line of the case file that is wrong, and what is wrong with it.
pub(super) fn resolve(
    raw: RawCase,
    id: String,
    documents: &mut DocumentCache<'_>,
    floors: &[MeasureFloor],
) -> Result<Case, (u64, Diagnostic)> {
    let line = raw.line;
    let floors = own_floors(&raw, floors).map_err(|fault| (line, fault))?;
    if floors.is_empty() && raw.expectations.is_empty() {
        return Err((line, expects_nothing(&raw)));
    }
    let mut case = Case {
        line,
        id,
        query: raw.query.clone(),
        docs: Arc::default(),
        unreadable: None,
        expectations: Vec::new(),
        grades: Vec::new(),
        xfail: raw.xfail.clone(),
        tags: raw.tags.clone(),
        note: raw.note.clone(),
    };
    match documents.get(&raw) {
        Ok(docs) => case.docs = docs,
        Err(DocumentFault::CaseFile(fault)) => return Err((line, fault)),
        Err(DocumentFault::Unreadable(fault)) => {
            case.unreadable = Some(fault);
            return Ok(case);
        }
    }
    if !raw.rel.is_empty() {
        case.grades = vec![None; case.docs.len()];
    }
    for (line, id, grade) in raw.rel {
        case.grades[find(&case.docs, "rel", &id).map_err(|fault| (line, fault))?] = Some(grade);
    }
    let mut lines = Vec::new();
    for (line, expectation) in raw.expectations {
        let kind = expectation.kind();
        let resolved = expectation.try_map(|id| find(&case.docs, kind, &id));
        case.expectations.push(resolved.map_err(|fault| (line, fault))?);
        lines.push(line);
    }
    validate::validate(&case, &lines)?;
    case.expectations.extend(floors.into_iter().map(Expectation::AtLeast));
    Ok(case)
}

/// Returns the floors of a case: its own, else those for all cases.
fn own_floors(raw: &RawCase, all: &[MeasureFloor]) -> Result<Vec<MeasureFloor>, Diagnostic> {
    let mut floors = Vec::new();
    for (name, value) in &raw.at_least {
        let floor = MeasureFloor::new(name, *value).map_err(|message| {
            Diagnostic::new(format!("`at_least`: {message}"))
                .hint(r#"it is written {"ndcg@5":0.9}"#)
        })?;
        floors.push(floor);
    }
    if raw.rel.is_empty() {
        return if floors.is_empty() {
            Ok(floors)
        } else {
            Err(Diagnostic::new("`at_least` without `rel`")
                .hint(r#"judge the documents: "rel":{"ID":1}"#))
        };
    }
    if floors.is_empty() {
        floors = all.to_vec();
    }
    if !floors.is_empty() && raw.rel.iter().all(|(_, _, grade)| *grade <= 0) {
        return Err(Diagnostic::new(
            "`rel` has no grade above 0, so that no measure could be more than 0",
        )
        .hint("give relevant documents a grade above 0, or drop the case"));
    }
    Ok(floors)
}

fn expects_nothing(raw: &RawCase) -> Diagnostic {
    if raw.rel.is_empty() {
        Diagnostic::new("the case expects nothing").hint(
            "expect one of `top`, `within`, `outside`, `above`, `min_score`, `max_score`, `rel`",
        )
    } else {
        Diagnostic::new("`rel` alone expects nothing")
            .hint(r#"add "at_least":{"ndcg@5":0.9}, or `--at-least ndcg@5=0.9` for all"#)
    }
}

/// Returns the index of the document with this id.
fn find(docs: &Collection, key: &str, id: &str) -> Result<usize, Diagnostic> {
    docs.index(id).ok_or_else(|| {
        let ids = || docs.ids.iter().map(String::as_str);
        let hint = if let Some(id) = nearest(id, ids()) {
            format!("is `{id}` meant?")
        } else {
            let listed: Vec<_> = ids().take(MAX_LISTED).map(|id| format!("`{id}`")).collect();
            let more = if docs.len() > MAX_LISTED { ", …" } else { "" };
            format!("its ids are {}{more}", listed.join(", "))
        };
        Diagnostic::new(format!("`{key}`: no document `{id}` in {}", docs.name)).hint(hint)
    })
}
