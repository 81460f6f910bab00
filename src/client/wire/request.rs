//! Encodes requests of all APIs: a JSON object of the model, the query, the documents, and further fields, which
//! are the same for all requests of a run and encoded once.

use clap::ValueEnum;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::json_string;
use crate::api::{Api, ItemForm, ModelPlace, QueryForm};
use crate::client::{Passage, Text};

/// The treatment of passages that are too long for the model.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Truncate {
    /// Truncate at the end
    End,
    /// Reject the request
    None,
}

impl Truncate {
    /// Returns the value of `--truncate`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::End => "end",
            Self::None => "none",
        }
    }
}

pub type JsonObject = Map<String, Value>;

/// Encodes the requests of a run.
#[derive(Debug)]
pub(in crate::client) struct Writer {
    api: &'static Api,
    /// The further fields, each after a comma.
    rest: Vec<u8>,
    /// The names of these fields.
    optional_fields: Vec<String>,
}

impl Writer {
    /// Creates the writer of an API; `extra` is merged into the further fields (RFC 7396).
    pub(in crate::client) fn new(
        api: &'static Api,
        truncate: Truncate,
        extra: &JsonObject,
    ) -> Self {
        let truncate = match truncate {
            Truncate::End => Some(api.request.truncate_end),
            Truncate::None => api.request.truncate_none,
        };
        let mut fields = JsonObject::new();
        for text in [Some(api.request.fixed_fields), truncate].into_iter().flatten() {
            patch(&mut fields, &serde_json::from_str(text).unwrap_or_default());
        }
        patch(&mut fields, extra);
        let mut rest = Vec::new();
        for (name, value) in &fields {
            rest.push(b',');
            json_string::write(&mut rest, name);
            rest.push(b':');
            // Writing a parsed value to memory cannot fail.
            let _ = serde_json::to_writer(&mut rest, value);
        }
        Self { api, rest, optional_fields: fields.into_iter().map(|(name, _)| name).collect() }
    }

    /// Returns the names of the fields that a request can do without.
    pub(in crate::client) fn optional_fields(&self) -> impl Iterator<Item = &str> {
        self.optional_fields.iter().map(String::as_str)
    }

    /// Returns the body of a request.
    pub(in crate::client) fn write(
        &self,
        model: Option<&str>,
        query: &str,
        passages: &[Passage<'_>],
    ) -> Vec<u8> {
        let form = &self.api.request;
        let copies = match form.query.1 {
            QueryForm::Repeated => passages.len(),
            QueryForm::Text | QueryForm::Object => 1,
        };
        let texts: usize = passages.iter().map(|passage| passage.size() + 16).sum();
        let spared = (query.len() + 8) * copies + texts + self.rest.len() + 256;
        let mut body = Vec::with_capacity(spared);
        let in_body = matches!(self.api.model, ModelPlace::Listed | ModelPlace::Named);
        body.push(b'{');
        if let Some(model) = model.filter(|_| in_body) {
            body.extend_from_slice(b"\"model\":");
            json_string::write(&mut body, model);
            body.push(b',');
        }
        json_string::write(&mut body, form.query.0);
        body.push(b':');
        write_query(&mut body, form.query.1, query, passages.len());
        body.push(b',');
        json_string::write(&mut body, form.documents.0);
        body.push(b':');
        list(&mut body, passages, |body, passage| {
            write_item(body, form.documents.1, passage);
        });
        if let Some(name) = form.top_n {
            body.extend_from_slice(format!(",\"{name}\":{}", passages.len()).as_bytes());
        }
        body.extend_from_slice(&self.rest);
        body.push(b'}');
        body
    }
}

/// Applies a JSON merge patch: `null` removes a field, an object is merged into one.
fn patch(fields: &mut JsonObject, by: &JsonObject) {
    for (name, value) in by {
        match value {
            Value::Null => {
                fields.remove(name);
            }
            Value::Object(inner) => {
                let field = fields.entry(name).or_insert_with(|| Value::Object(JsonObject::new()));
                if !field.is_object() {
                    *field = Value::Object(JsonObject::new());
                }
                if let Value::Object(field) = field {
                    patch(field, inner);
                }
            }
            value => {
                fields.insert(name.clone(), value.clone());
            }
        }
    }
}

fn write_query(body: &mut Vec<u8>, form: QueryForm, query: &str, count: usize) {
    match form {
        QueryForm::Text => json_string::write(body, query),
        QueryForm::Object => {
            body.extend_from_slice(b"{\"text\":");
            json_string::write(body, query);
            body.push(b'}');
        }
        QueryForm::Repeated => {
            let mut literal = Vec::with_capacity(query.len() + 2);
            json_string::write(&mut literal, query);
            list(body, &vec![(); count], |body, ()| {
                body.extend_from_slice(&literal);
            });
        }
    }
}

fn write_item(body: &mut Vec<u8>, form: ItemForm, passage: &Passage<'_>) {
    let image = match form {
        ItemForm::Text => return text(body, passage),
        ItemForm::Object => None,
        ItemForm::Picture => passage.image,
    };
    body.push(b'{');
    if passage.text.is_some() || image.is_none() {
        body.extend_from_slice(b"\"text\":");
        text(body, passage);
    }
    if let Some(image) = image {
        let comma: &[u8] = if passage.text.is_some() { b"," } else { b"" };
        body.extend_from_slice(comma);
        body.extend_from_slice(b"\"image\":");
        json_string::write(body, image);
    }
    body.push(b'}');
}

/// Appends a list, with `write` for each item.
fn list<T>(body: &mut Vec<u8>, items: &[T], mut write: impl FnMut(&mut Vec<u8>, &T)) {
    body.push(b'[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            body.push(b',');
        }
        write(body, item);
    }
    body.push(b']');
}

/// Appends the text of a passage as a JSON string.
fn text(body: &mut Vec<u8>, passage: &Passage<'_>) {
    match &passage.text {
        None => json_string::write(body, ""),
        Some(Text::Plain(text)) => json_string::write(body, text),
        Some(Text::Literal(literal)) => body.extend_from_slice(literal.as_bytes()),
    }
}
