//! The response of the service to a request: as strict as a real one, with scores that a reader can work out.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::reply::Reply;
use super::wire::Seen;

/// The kind of a request.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Ranking(Api),
    Models,
    Health,
    Info,
    /// A request for a response that was not ready.
    Poll,
    Unknown,
}

/// The format of a ranking request.
#[derive(Clone, Copy, PartialEq)]
pub enum Api {
    Nim,
    Cohere,
    Tei,
    /// One to which only tests reply.
    Other,
}

pub fn kind(seen: &Seen) -> Kind {
    let path = seen.route();
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| path.ends_with(suffix));
    let is_retrieval = path.contains("/v1/retrieval/") && ends(&["/reranking"]);
    match seen.method.as_str() {
        "POST" if is_retrieval || ends(&["/v1/ranking"]) => Kind::Ranking(Api::Nim),
        "POST" if ends(&["/rerank"]) => Kind::Ranking(match seen.value().get("texts") {
            Some(_) => Api::Tei,
            None => Api::Cohere,
        }),
        "POST" if path.contains("/v1/inference/") || ends(&["/v1/reranking", "/invoke"]) => {
            Kind::Ranking(Api::Other)
        }
        "GET" if ends(&["/models"]) => Kind::Models,
        "GET" if ends(&["/health/ready", "/health/readiness", "/health"]) => Kind::Health,
        "GET" if ends(&["/info"]) => Kind::Info,
        "GET" if path.contains("/status/") => Kind::Poll,
        _ => Kind::Unknown,
    }
}

/// Ranks by these logits or by common words, or reports an invalid request.
pub fn rank(kind: Kind, seen: &Seen, logits: Option<&[f64]>) -> Reply {
    let api = match kind {
        Kind::Ranking(Api::Other) => return Reply::text(500, "no reply was given\n"),
        Kind::Ranking(api) => api,
        _ => return Reply::text(404, "404 page not found\n"),
    };
    let body = seen.value();
    if let Some(problem) = problem(api, seen, &body) {
        let detail = json!({"detail": [{"type": "invalid", "loc": ["body"], "msg": problem, "input": body}]});
        return Reply::json(422, detail.to_string());
    }
    let query = words(&seen.query());
    let logits = match logits {
        Some(logits) => logits.to_vec(),
        None => seen.passages().iter().map(|text| logit(&query, text)).collect(),
    };
    let mut order: Vec<_> = logits.into_iter().enumerate().collect();
    // The last of equals comes first: see `FakeNim::new`.
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(Reverse(a.0).cmp(&Reverse(b.0))));
    let (name, is_logit) = match api {
        Api::Nim => ("logit", true),
        Api::Cohere => ("relevance_score", false),
        Api::Tei | Api::Other => ("score", body["raw_scores"] == true),
    };
    let limit = body["top_n"].as_u64().unwrap_or(u64::MAX);
    let items: Vec<_> = (0..limit)
        .zip(order)
        .map(|(_, (index, logit))| {
            let score = json!(if is_logit { logit } else { sigmoid(logit) });
            format!(r#"{{"index":{index},"{name}":{score}}}"#)
        })
        .collect();
    let items = items.join(",");
    let tokens = query.len() + seen.passages().iter().map(|text| words(text).len()).sum::<usize>();
    Reply::json(
        200,
        match api {
            Api::Nim => format!(
                r#"{{"rankings":[{items}],"usage":{{"prompt_tokens":{tokens},"total_tokens":{tokens}}}}}"#
            ),
            Api::Cohere => format!(r#"{{"results":[{items}]}}"#),
            Api::Tei | Api::Other => format!("[{items}]"),
        },
    )
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn logit(query: &[String], passage: &str) -> f64 {
    let passage = words(passage);
    let query: BTreeSet<_> = query.iter().collect();
    let common = query.into_iter().filter(|word| passage.contains(word));
    common.fold(-5.0, |logit, _| logit + 2.0)
}

fn sigmoid(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// A field of a request and whether its value is valid; absent fields are null.
type Field = (&'static str, fn(&Value) -> bool);

const NIM: &[Field] = &[
    ("model", |model| model.is_string() || model.is_null()),
    ("query", |query| is_object_of_strings(query, &["text"])),
    ("passages", |passages| {
        is_list(passages, |passage| is_object_of_strings(passage, &["text", "image"]))
    }),
    ("truncate", |truncate| truncate.is_null() || truncate == "END" || truncate == "NONE"),
];

const COHERE: &[Field] = &[
    ("model", |model| model.is_string() || model.is_null()),
    ("query", Value::is_string),
    ("documents", |documents| is_list(documents, Value::is_string)),
    ("top_n", |n| n.is_null() || n.is_u64()),
];

const TEI: &[Field] = &[
    ("query", Value::is_string),
    ("texts", |texts| is_list(texts, Value::is_string)),
    ("raw_scores", |raw| raw.is_null() || raw.is_boolean()),
    ("truncate", |truncate| truncate.is_null() || truncate.is_boolean()),
];

fn is_list(value: &Value, is_item: fn(&Value) -> bool) -> bool {
    value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(is_item))
}

fn is_object_of_strings(value: &Value, names: &[&str]) -> bool {
    let Some(fields) = value.as_object() else {
        return false;
    };
    !fields.is_empty()
        && fields.iter().all(|(name, value)| names.contains(&name.as_str()) && value.is_string())
}

/// Returns what is wrong with a request.
fn problem(api: Api, seen: &Seen, body: &Value) -> Option<String> {
    let content_type = seen.header("content-type").unwrap_or_default();
    if content_type.split(';').next() != Some("application/json") {
        return Some("the content type must be application/json".to_owned());
    }
    let fields = match api {
        Api::Nim => NIM,
        Api::Cohere => COHERE,
        Api::Tei | Api::Other => TEI,
    };
    let Some(object) = body.as_object() else {
        return Some("expected a JSON object".to_owned());
    };
    let is_known = |name: &String| fields.iter().any(|(field, _)| field == name);
    if let Some(name) = object.keys().find(|name| !is_known(name)) {
        return Some(format!("{name}: unknown field"));
    }
    if let Some((name, _)) = fields.iter().find(|(name, is_valid)| !is_valid(&body[name])) {
        return Some(format!("{name}: invalid value"));
    }
    let count = seen.passages().len();
    (api == Api::Nim && count > 512)
        .then(|| format!("List should have at most 512 items after validation, not {count}"))
}
