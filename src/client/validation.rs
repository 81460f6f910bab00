//! Reads lists of validation errors, as FastAPI writes them: `[{"loc": […], "msg": …, "input": …}]`.

use serde_json::Value;

use super::partial_json::parse;

/// Describes a list of validation errors: the place and message of each, without the `input` it echoes.
pub(super) fn describe(errors: &[Value]) -> Option<String> {
    let is_entry = |error: &Value| {
        error.is_string() || error.get("loc").is_some() || error.get("msg").is_some()
    };
    if !errors.iter().all(is_entry) {
        return None;
    }
    let errors = errors.iter().map(|error| {
        let steps = error.get("loc").and_then(Value::as_array);
        let path = steps.into_iter().flatten().map(|step| match step {
            Value::String(name) => name.clone(),
            other => other.to_string(),
        });
        let path = path.collect::<Vec<_>>().join(".");
        let words = error.as_str().or_else(|| error.get("msg")?.as_str());
        let words = words.unwrap_or("rejected");
        if path.is_empty() { words.to_owned() } else { format!("{path}: {words}") }
    });
    Some(errors.take(3).collect::<Vec<_>>().join("; ")).filter(|words| !words.is_empty())
}

/// Returns the index of the passage that a validation error names.
pub(super) fn passage_at_fault(body: &[u8]) -> Option<usize> {
    let value = parse(&String::from_utf8_lossy(body))?;
    let steps = value.pointer("/detail/0/loc")?.as_array()?;
    let lists = ["passages", "documents", "texts"];
    let is_list = |step: &Value| step.as_str().is_some_and(|name| lists.contains(&name));
    let list = steps.iter().position(is_list)?;
    usize::try_from(steps.get(list + 1)?.as_u64()?).ok()
}
