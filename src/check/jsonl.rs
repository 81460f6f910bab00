//! One line of a case file as JSON. Every key is known and stands once: a misspelt expectation must not pass
//! for one that is met.

use super::error::Flaw;
use super::parse::{Members, Value, kind};
use super::raw_case::{Docs, Draft};
use super::suggest::nearest;

/// Every key that a case may have.
const KEYS: [&str; 15] = [
    "id",
    "query",
    "docs",
    "top",
    "within",
    "outside",
    "above",
    "min_score",
    "max_score",
    "rel",
    "at_least",
    "xfail",
    "tags",
    "tag",
    "note",
];

/// Reads one case.
pub(super) fn case(line: u64, json: &str) -> Result<Draft, Flaw> {
    let members = match serde_json::from_str::<Members<'_>>(json) {
        Ok(members) => members.0,
        Err(error) if error.is_data() => return Err(Flaw::NotAnObject(kind(json))),
        Err(error) => {
            let words = error.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            return Err(Flaw::NotJson(words.into(), error.column()));
        }
    };
    let mut draft = Draft {
        line,
        ..Draft::default()
    };
    let mut seen: Vec<&'static str> = Vec::new();
    for (name, value) in members {
        let known = KEYS.into_iter().find(|key| *key == name);
        let key = known.ok_or_else(|| unknown(name))?;
        if seen.contains(&key) {
            return Err(Flaw::Twice(key.into()));
        }
        seen.push(key);
        take(&mut draft, key, Value::new(key, value.get()))?;
    }
    if seen.contains(&"query") {
        Ok(draft)
    } else {
        Err(Flaw::Missing("query"))
    }
}

fn take(draft: &mut Draft, key: &str, value: Value<'_>) -> Result<(), Flaw> {
    match key {
        "id" => draft.id = Some(value.text()?),
        "query" => draft.query = value.text()?,
        "docs" if value.is_list() => draft.docs = Docs::Here(value.json().into()),
        "docs" => draft.docs = Docs::File(value.text()?),
        "top" => draft.top = value.ids()?,
        "within" => draft.within = value.ranks()?,
        "outside" => draft.outside = value.ranks()?,
        "above" => draft.above = value.pairs()?,
        "min_score" => draft.min_score = value.numbers()?,
        "max_score" => draft.max_score = value.numbers()?,
        "rel" => draft.rel = value.grades()?,
        "at_least" => draft.at_least = value.numbers()?,
        "xfail" => draft.xfail = Some(value.text()?),
        "tags" => draft.tags.extend(value.texts()?),
        "tag" => draft.tags.push(value.text()?),
        _ => draft.note = Some(value.text()?),
    }
    Ok(())
}

fn unknown(name: String) -> Flaw {
    let hint = match nearest(&name, KEYS) {
        Some(key) => format!("is `{key}` meant?"),
        None => format!("the keys are {}", KEYS.join(", ")),
    };
    Flaw::Unknown("key", name, hint)
}
