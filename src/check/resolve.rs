//! From a case as it is written to one that can be judged: its ids become documents, and what is expected of
//! them is found to be sound.

use std::sync::Arc;

use super::case::{Case, Expectation, Floor};
use super::collection::Collection;
use super::error::Flaw;
use super::raw_case::Draft;
use super::suggest::nearest;
use super::validate;

/// How many ids a message lists.
const LISTED: usize = 8;

/// Makes a case of a draft, its documents and the floors for judgements without one of their own.
pub(super) fn case(
    draft: Draft,
    id: String,
    docs: Arc<Collection>,
    floors: &[Floor],
) -> Result<Case, Flaw> {
    let grades = grades(&draft, &docs)?;
    let mut expectations = of_documents(&draft, &docs)?;
    let floors = of_measures(&draft, floors)?;
    expectations.extend(floors.into_iter().map(Expectation::AtLeast));
    if expectations.is_empty() {
        return Err(if draft.rel.is_empty() {
            Flaw::ExpectsNothing
        } else {
            Flaw::RelAlone
        });
    }
    validate::check(&expectations, &docs.ids)?;
    let case = Case {
        line: draft.line,
        id,
        query: draft.query,
        docs,
        expectations,
        grades,
        xfail: draft.xfail,
        tags: draft.tags,
        note: draft.note,
    };
    validate::tells_apart(&case)?;
    Ok(case)
}

/// The document that an id of a key names.
fn find(docs: &Collection, key: &'static str, id: &str) -> Result<usize, Flaw> {
    docs.index(id).ok_or_else(|| {
        let ids = || docs.ids.iter().map(String::as_str);
        let hint = if let Some(id) = nearest(id, ids()) {
            format!("is `{id}` meant?")
        } else {
            let listed: Vec<_> = ids().take(LISTED).map(|id| format!("`{id}`")).collect();
            let more = if docs.len() > LISTED { ", …" } else { "" };
            format!("its ids are {}{more}", listed.join(", "))
        };
        Flaw::NoSuchId(key, id.into(), docs.name.clone(), hint)
    })
}

fn of_documents(draft: &Draft, docs: &Collection) -> Result<Vec<Expectation>, Flaw> {
    let mut expectations = Vec::new();
    let rank = draft.top.len();
    for id in &draft.top {
        let doc = find(docs, "top", id)?;
        expectations.push(Expectation::Top { doc, rank });
    }
    for (id, rank) in &draft.within {
        let (doc, rank) = (find(docs, "within", id)?, *rank);
        expectations.push(Expectation::Within { doc, rank });
    }
    for (id, rank) in &draft.outside {
        let (doc, rank) = (find(docs, "outside", id)?, *rank);
        expectations.push(Expectation::Outside { doc, rank });
    }
    for (one, other) in &draft.above {
        let above = find(docs, "above", one)?;
        let below = find(docs, "above", other)?;
        expectations.push(Expectation::Above { above, below });
    }
    for (id, bound) in &draft.min_score {
        let (doc, bound) = (find(docs, "min_score", id)?, *bound);
        expectations.push(Expectation::MinScore { doc, bound });
    }
    for (id, bound) in &draft.max_score {
        let (doc, bound) = (find(docs, "max_score", id)?, *bound);
        expectations.push(Expectation::MaxScore { doc, bound });
    }
    Ok(expectations)
}

/// The floors that a case is judged by: its own, else those that serve all.
fn of_measures(draft: &Draft, floors: &[Floor]) -> Result<Vec<Floor>, Flaw> {
    let own = draft
        .at_least
        .iter()
        .map(|(name, value)| Floor::new(name, *value));
    let own: Vec<Floor> = own.collect::<Result<_, _>>().map_err(Flaw::Floor)?;
    if draft.rel.is_empty() {
        return if own.is_empty() {
            Ok(own)
        } else {
            Err(Flaw::NoRel)
        };
    }
    let serving = if own.is_empty() { floors.to_vec() } else { own };
    if !serving.is_empty() && draft.rel.iter().all(|(_, grade)| *grade <= 0) {
        return Err(Flaw::NothingRelevant);
    }
    Ok(serving)
}

fn grades(draft: &Draft, docs: &Collection) -> Result<Vec<Option<i32>>, Flaw> {
    if draft.rel.is_empty() {
        return Ok(Vec::new());
    }
    let mut grades = vec![None; docs.len()];
    for (id, grade) in &draft.rel {
        grades[find(docs, "rel", id)?] = Some(*grade);
    }
    Ok(grades)
}
