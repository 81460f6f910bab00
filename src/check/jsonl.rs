//! Parses one line of a JSON Lines case file. Unknown and duplicate keys are errors: a misspelled expectation
//! must not count as met.

use super::case::Expectation;
use super::parse::KeyValue;
use super::raw_case::{RawCase, RawDocuments};
use crate::diagnostic::Diagnostic;
use crate::json::{self, Object};
use crate::suggest::nearest;

/// A case to copy from.
pub(super) const EXAMPLE: &str = r#"a case is a line like {"query":"…","docs":"…","top":"ID"}"#;

/// Every key that a case can have. Reports list expectations in this order.
const KEYS: [&str; 17] = [
    "id",
    "query",
    "docs",
    "text_field",
    "id_field",
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

pub(super) fn parse_case(line: u64, json: &str) -> Result<RawCase, Diagnostic> {
    let object = Object::parse(json).map_err(|error| not_an_object(json, &error))?;
    let mut raw = RawCase { line, ..RawCase::default() };
    for (name, json) in object.iter() {
        let key = KEYS.into_iter().find(|key| *key == name).ok_or_else(|| unknown_key(name))?;
        if object.has_duplicate(key) {
            return Err(Diagnostic::new(format!("duplicate key `{key}`")).hint("keep one of them"));
        }
        set(&mut raw, KeyValue { key, json })?;
    }
    if object.get("query").is_none() {
        return Err(Diagnostic::new("no `query`").hint(EXAMPLE));
    }
    raw.expectations
        .sort_by_key(|(_, expectation)| KEYS.iter().position(|key| *key == expectation.kind()));
    Ok(raw)
}

fn set(raw: &mut RawCase, value: KeyValue<'_>) -> Result<(), Diagnostic> {
    let line = raw.line;
    match value.key {
        "id" => raw.id = Some(value.text()?),
        "query" => raw.query = value.text()?,
        "docs" if value.is_list() => raw.docs = RawDocuments::Inline(value.json.into()),
        "docs" => raw.docs = RawDocuments::File(value.text()?),
        "text_field" if value.is_list() => raw.text_fields = value.texts()?,
        "text_field" => raw.text_fields = vec![value.text()?],
        "id_field" => raw.id_field = Some(value.text()?),
        "rel" => {
            let grades = value.grades()?.into_iter();
            raw.rel = grades.map(|(doc, grade)| (line, doc, grade)).collect();
        }
        "at_least" => raw.at_least = value.numbers()?,
        "xfail" => raw.xfail = Some(value.text()?),
        "tags" => raw.tags.extend(value.texts()?),
        "tag" => raw.tags.push(value.text()?),
        "note" => raw.note = Some(value.text()?),
        _ => {
            let expectations = expectations(value)?.into_iter();
            raw.expectations.extend(expectations.map(|expectation| (line, expectation)));
        }
    }
    Ok(())
}

/// Parses the value of a key that states expectations about documents.
fn expectations(value: KeyValue<'_>) -> Result<Vec<Expectation<String>>, Diagnostic> {
    use Expectation::{Above, MaxScore, MinScore, Outside, Top, Within};
    Ok(match value.key {
        "top" => {
            let ids = value.ids()?;
            let rank = ids.len();
            ids.into_iter().map(|doc| Top { doc, rank }).collect()
        }
        "within" => each(value.ranks()?, |doc, rank| Within { doc, rank }),
        "outside" => each(value.ranks()?, |doc, rank| Outside { doc, rank }),
        "above" => each(value.pairs()?, |above, below| Above { above, below }),
        "min_score" => each(value.numbers()?, |doc, bound| MinScore { doc, bound }),
        "max_score" => each(value.numbers()?, |doc, bound| MaxScore { doc, bound }),
        _ => Vec::new(),
    })
}

fn each<T>(
    pairs: Vec<(String, T)>,
    expectation: impl Fn(String, T) -> Expectation<String>,
) -> Vec<Expectation<String>> {
    pairs.into_iter().map(|(doc, value)| expectation(doc, value)).collect()
}

fn not_an_object(text: &str, error: &serde_json::Error) -> Diagnostic {
    if error.is_data() {
        let found = json::kind(text);
        return Diagnostic::new(format!("not a JSON object, but {found}")).hint(match found {
            "an array" => "a case is one line; jq -c '.[]' puts each on its own",
            _ => EXAMPLE,
        });
    }
    Diagnostic::new("not a JSON object")
        .cause(format!("{} at column {}", json::reason(error), error.column()))
        .hint("a case is one line; jq -c . puts each on its own")
}

fn unknown_key(name: &str) -> Diagnostic {
    Diagnostic::new(format!("unknown key `{name}`")).hint(match nearest(name, KEYS) {
        Some(key) => format!("is `{key}` meant?"),
        None => format!("the keys are {}", KEYS.join(", ")),
    })
}
