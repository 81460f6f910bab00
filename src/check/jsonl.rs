//! Parses one line of a JSON Lines case file. Unknown and duplicate keys are errors: a misspelled expectation
//! must not count as met.

use super::case::Expectation;
use super::parse::{KeyValue, ObjectMembers, kind};
use super::raw_case::{DocumentSource, RawCase};
use super::suggest::nearest;
use crate::diagnostic::Diagnostic;

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

/// Parses the case on line `line`.
pub(super) fn parse_case(line: u64, json: &str) -> Result<RawCase, Diagnostic> {
    let members = serde_json::from_str::<ObjectMembers<'_>>(json)
        .map_err(|error| not_an_object(json, &error))?;
    let mut raw = RawCase {
        line,
        ..RawCase::default()
    };
    let mut seen: Vec<&'static str> = Vec::new();
    for (name, value) in members.0 {
        let key = KEYS
            .into_iter()
            .find(|key| *key == name)
            .ok_or_else(|| unknown_key(&name))?;
        if seen.contains(&key) {
            return Err(Diagnostic::new(format!("duplicate key `{key}`")).hint("keep one of them"));
        }
        seen.push(key);
        set(&mut raw, key, KeyValue::new(key, value.get()))?;
    }
    if !seen.contains(&"query") {
        return Err(Diagnostic::new("no `query`").hint(EXAMPLE));
    }
    raw.expectations
        .sort_by_key(|(_, expectation)| KEYS.iter().position(|key| *key == expectation.kind()));
    Ok(raw)
}

fn set(raw: &mut RawCase, key: &str, value: KeyValue<'_>) -> Result<(), Diagnostic> {
    let line = raw.line;
    match key {
        "id" => raw.id = Some(value.text()?),
        "query" => raw.query = value.text()?,
        "docs" if value.is_list() => raw.docs = DocumentSource::Inline(value.json().into()),
        "docs" => raw.docs = DocumentSource::File(value.text()?),
        "text_field" => raw.text_fields = value.text_or_texts()?,
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
            let expectations = expectations(key, value)?.into_iter();
            raw.expectations
                .extend(expectations.map(|expectation| (line, expectation)));
        }
    }
    Ok(())
}

/// Parses the value of a key that states expectations about documents.
fn expectations(key: &str, value: KeyValue<'_>) -> Result<Vec<Expectation<String>>, Diagnostic> {
    use Expectation::{Above, MaxScore, MinScore, Outside, Top, Within};
    Ok(match key {
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
    pairs
        .into_iter()
        .map(|(doc, value)| expectation(doc, value))
        .collect()
}

fn not_an_object(json: &str, error: &serde_json::Error) -> Diagnostic {
    if error.is_data() {
        let found = kind(json);
        return Diagnostic::new(format!("not a JSON object, but {found}")).hint(match found {
            "an array" => "a case is one line; jq -c '.[]' puts each on its own",
            _ => EXAMPLE,
        });
    }
    let message = error.to_string();
    // The parser counts lines within the case.
    let message = message.split(" at line ").next().unwrap_or_default();
    Diagnostic::new("not a JSON object")
        .cause(format!("{message} at column {}", error.column()))
        .hint("a case is one line; jq -c . puts each on its own")
}

fn unknown_key(name: &str) -> Diagnostic {
    Diagnostic::new(format!("unknown key `{name}`")).hint(match nearest(name, KEYS) {
        Some(key) => format!("is `{key}` meant?"),
        None => format!("the keys are {}", KEYS.join(", ")),
    })
}
