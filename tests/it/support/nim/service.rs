//! What the service makes of a request: as strict about it as the real one, and
//! with scores that a reader can work out.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::reply::Reply;
use super::wire::Seen;

/// The forms in which rankings are asked for.
pub enum Form {
    Nim,
    Cohere,
    Tei,
    /// One for which a test has to say what is answered.
    Other,
}

/// The form of a request for a ranking; none if it is for something else.
pub fn form(seen: &Seen) -> Option<Form> {
    let path = seen.route();
    let retrieval = path.contains("/v1/retrieval/") && path.ends_with("/reranking");
    if seen.method != "POST" {
        None
    } else if path.ends_with("/v1/ranking") || retrieval {
        Some(Form::Nim)
    } else if path.ends_with("/rerank") {
        let body: Value = serde_json::from_slice(&seen.body).unwrap_or_default();
        let tei = body.get("texts").is_some();
        Some(if tei { Form::Tei } else { Form::Cohere })
    } else if ["/v1/reranking", "/invoke"]
        .iter()
        .any(|end| path.ends_with(end))
        || path.contains("/v1/inference/")
    {
        Some(Form::Other)
    } else {
        None
    }
}

pub fn lists_models(seen: &Seen) -> bool {
    seen.method == "GET" && seen.route().ends_with("/models")
}

pub fn tells_health(seen: &Seen) -> bool {
    let path = seen.route();
    let ends = ["/health/ready", "/health/readiness", "/health"];
    seen.method == "GET" && ends.iter().any(|end| path.ends_with(end))
}

pub fn tells_of_itself(seen: &Seen) -> bool {
    seen.method == "GET" && seen.route().ends_with("/info")
}

/// Whether a request asks for an answer that was not ready; the script has the reply.
pub fn polls(seen: &Seen) -> bool {
    seen.method == "GET" && seen.route().contains("/status/")
}

/// The ranking by these logits, or by words in common, or what is wrong with the
/// request.
pub fn rank(form: Option<&Form>, seen: &Seen, logits: Option<&[f64]>) -> Reply {
    let form = match form {
        None => return Reply::text(404, "404 page not found\n"),
        Some(Form::Other) => return Reply::text(500, "no reply was given\n"),
        Some(form) => form,
    };
    let body = match checked(form, seen) {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let (query, passages) = (words(&seen.query()), seen.passages());
    let passages: Vec<_> = passages.iter().map(|text| words(text)).collect();
    let logits = match logits {
        Some(logits) => logits.to_vec(),
        None => passages.iter().map(|words| logit(&query, words)).collect(),
    };
    let mut order: Vec<_> = logits.into_iter().enumerate().collect();
    // Of equals the last comes first: see `FakeNim::new`.
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(Reverse(a.0).cmp(&Reverse(b.0))));
    let raw = body["raw_scores"].as_bool().unwrap_or_default();
    let (name, as_logit) = match form {
        Form::Nim => ("logit", true),
        Form::Cohere => ("relevance_score", false),
        Form::Tei | Form::Other => ("score", raw),
    };
    let items = order.into_iter().map(|(index, logit)| {
        let score = json!(if as_logit { logit } else { sigmoid(logit) });
        format!(r#"{{"index":{index},"{name}":{score}}}"#)
    });
    let most = body["top_n"].as_u64().and_then(|n| usize::try_from(n).ok());
    let items: Vec<_> = items.take(most.unwrap_or(usize::MAX)).collect();
    let items = items.join(",");
    let tokens = query.len() + passages.iter().map(Vec::len).sum::<usize>();
    let usage = format!(r#"{{"prompt_tokens":{tokens},"total_tokens":{tokens}}}"#);
    let text = match form {
        Form::Nim => format!(r#"{{"rankings":[{items}],"usage":{usage}}}"#),
        Form::Cohere => format!(r#"{{"results":[{items}]}}"#),
        Form::Tei | Form::Other => format!("[{items}]"),
    };
    Reply::json(200, text)
}

fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn logit(query: &[String], passage: &[String]) -> f64 {
    let query: BTreeSet<_> = query.iter().collect();
    let common = query.into_iter().filter(|word| passage.contains(word));
    common.fold(-5.0, |logit, _| logit + 2.0)
}

fn sigmoid(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// The body if the service would take it, or what it says to it otherwise.
fn checked(form: &Form, seen: &Seen) -> Result<Value, Reply> {
    let kind = seen.header("content-type").unwrap_or_default();
    if kind.split(';').next() != Some("application/json") {
        return Err(refused(415, "the content type must be application/json"));
    }
    let body: Value = serde_json::from_slice(&seen.body).unwrap_or_default();
    let (known, list) = match form {
        Form::Nim => (["model", "query", "passages", "truncate"], "passages"),
        Form::Cohere => (["model", "query", "documents", "top_n"], "documents"),
        Form::Tei | Form::Other => (["query", "texts", "raw_scores", "truncate"], "texts"),
    };
    only(&body, &known)?;
    let model = &body["model"];
    must(model.is_string() || model.is_null(), "model", TEXT, model)?;
    must(
        body[list].is_array(),
        list,
        ("list_type", "Input should be a valid list"),
        &body[list],
    )?;
    let items = body[list].as_array().map_or(&[][..], Vec::as_slice);
    let least = "List should have at least 1 item after validation, not 0";
    must(!items.is_empty(), list, ("too_short", least), &body[list])?;
    match form {
        Form::Nim => nim(&body, items)?,
        Form::Cohere | Form::Tei | Form::Other => plain(&body, list, items)?,
    }
    Ok(body)
}

fn nim(body: &Value, passages: &[Value]) -> Result<(), Reply> {
    let count = passages.len();
    let most = format!("List should have at most 512 items after validation, not {count}");
    must(
        count <= 512,
        "passages",
        ("too_long", &most),
        &body["passages"],
    )?;
    let query = &body["query"];
    only(query, &["text"])?;
    must(query["text"].is_string(), "query", TEXT, query)?;
    for passage in passages {
        only(passage, &["text", "image"])?;
        let parts: Vec<_> = passage.as_object().into_iter().flatten().collect();
        let texts = parts.iter().all(|(_, part)| part.is_string());
        must(texts && !parts.is_empty(), "passages", TEXT, passage)?;
    }
    one_of(body, "truncate", &[json!("END"), json!("NONE")])
}

fn plain(body: &Value, list: &str, items: &[Value]) -> Result<(), Reply> {
    must(body["query"].is_string(), "query", TEXT, &body["query"])?;
    for item in items {
        must(item.is_string(), list, TEXT, item)?;
    }
    one_of(body, "truncate", &[json!(true), json!(false)])?;
    one_of(body, "raw_scores", &[json!(true), json!(false)])
}

/// The kind and the message of a complaint about what is not a text.
const TEXT: (&str, &str) = ("string_type", "Input should be a valid string");

/// Refuses what is not an object, or has other fields than these.
fn only(object: &Value, known: &[&str]) -> Result<(), Reply> {
    let Some(fields) = object.as_object() else {
        return Err(refused(400, "expected a JSON object"));
    };
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => {
            let known = known.join(", ");
            let text = format!("{name}: unknown field, expected one of {known}");
            Err(refused(400, &text))
        }
        None => Ok(()),
    }
}

/// Refuses a field that is there and has another value than these.
fn one_of(body: &Value, field: &str, values: &[Value]) -> Result<(), Reply> {
    let fits = body.get(field).is_none_or(|value| values.contains(value));
    let values: Vec<_> = values.iter().map(Value::to_string).collect();
    let values = values.join(" or ").replace('"', "'");
    let message = format!("Input should be {values}");
    must(fits, field, ("enum", &message), &body[field])
}

/// Refuses a field unless it fits, with all of what was given, as long as it is.
fn must(
    fits: bool,
    field: &str,
    (kind, message): (&str, &str),
    given: &Value,
) -> Result<(), Reply> {
    if fits {
        return Ok(());
    }
    let (field, kind, message) = (json!(field), json!(kind), json!(message));
    let detail = format!(r#""type":{kind},"loc":["body",{field}],"msg":{message},"input":{given}"#);
    Err(Reply::json(422, format!(r#"{{"detail":[{{{detail}}}]}}"#)))
}

fn refused(status: u16, error: &str) -> Reply {
    Reply::json(status, json!({ "error": error }).to_string())
}
