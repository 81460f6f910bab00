//! A service's own words: finds the sentence in whatever shape an error has, and makes any text from
//! outside fit to print. What a validator echoes of the request is never printed.

use serde_json::Value;

/// How much of a foreign text is printed, in characters.
const MOST: usize = 300;

/// A foreign text on one line: control characters become spaces, and what is long is cut.
pub(super) fn shown(text: &str) -> String {
    let spaced = text.replace(|c: char| c.is_control() || is_direction(c), " ");
    let mut words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = words.char_indices().nth(MOST) {
        words.truncate(at);
        words.push('…');
    }
    words
}

/// Marks that turn the direction of the text after them.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The sentence in the body of a failure; none where it has none, as a page of HTML.
pub(super) fn of_body(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    let sentence = match serde_json::from_str::<Value>(text) {
        Ok(value) => sentence(&value)?,
        Err(_) if text.starts_with('<') => title(text)?,
        // JSON that was cut off may echo what was sent.
        Err(_) if text.starts_with(['{', '[']) => return None,
        Err(_) => text.into(),
    };
    Some(shown(&sentence)).filter(|words| !words.is_empty())
}

/// The sentence of an error object that came under a status of success.
pub(super) fn error_in(value: &Value) -> Option<String> {
    let is_error = ["error", "errors", "detail"]
        .iter()
        .any(|name| value.get(name).is_some());
    is_error
        .then(|| sentence(value))
        .flatten()
        .map(|words| shown(&words))
}

/// Tries the shapes that services use, the most telling first.
fn sentence(value: &Value) -> Option<String> {
    let text = |pointer: &str| Some(value.pointer(pointer)?.as_str()?.to_owned());
    text("/error/message")
        .or_else(|| text("/error"))
        .or_else(|| text("/errors/0/message"))
        .or_else(|| text("/0/error/message"))
        .or_else(|| text("/message"))
        .or_else(|| text("/Message"))
        .or_else(|| text("/detail"))
        .or_else(|| text("/detail/error"))
        .or_else(|| text("/detail/message"))
        .or_else(|| validation(value.get("detail")?))
        .or_else(|| text("/title"))
        .or_else(|| value.as_str().map(Into::into))
}

/// A list of validation errors: where and what of each, without the `input` it echoes.
fn validation(detail: &Value) -> Option<String> {
    let errors = detail.as_array()?.iter().map(|error| {
        let steps = error.get("loc").and_then(Value::as_array);
        let path = steps.into_iter().flatten().map(|step| match step {
            Value::String(name) => name.clone(),
            other => other.to_string(),
        });
        let path = path.collect::<Vec<_>>().join(".");
        let words = error.as_str().or_else(|| error.get("msg")?.as_str());
        let words = words.unwrap_or("rejected");
        if path.is_empty() {
            words.to_owned()
        } else {
            format!("{path}: {words}")
        }
    });
    Some(errors.take(3).collect::<Vec<_>>().join("; ")).filter(|words| !words.is_empty())
}

/// The index of the passage that a validation error names.
pub(super) fn passage_in(body: &[u8]) -> Option<usize> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let steps = value.pointer("/detail/0/loc")?.as_array()?;
    let index = steps.iter().find_map(Value::as_u64)?;
    usize::try_from(index).ok()
}

/// The title of a page.
fn title(page: &str) -> Option<String> {
    let start = page.to_ascii_lowercase().find("<title>")? + "<title>".len();
    let end = page[start..].find('<')?;
    Some(page[start..start + end].into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_is_found_in_every_shape() {
        for (body, words) in [
            (r#"{"error":"too long"}"#, "too long"),
            (r#"{"error":{"message":"too long","code":400}}"#, "too long"),
            (r#"{"errors":[{"message":"too long"}]}"#, "too long"),
            (r#"[{"error":{"message":"too long"}}]"#, "too long"),
            (r#"{"message":"too long"}"#, "too long"),
            (r#"{"status":403,"title":"Forbidden","detail":"no"}"#, "no"),
            (
                r#"{"status":429,"title":"Too Many Requests"}"#,
                "Too Many Requests",
            ),
            (r#"{"detail":{"error":"too long"}}"#, "too long"),
            ("404 page not found\n", "404 page not found"),
            ("\"Invalid token\"", "Invalid token"),
            (
                "<html><head><TITLE>502 Bad\nGateway</title>",
                "502 Bad Gateway",
            ),
            ("a\u{1b}[31mb\u{202e}c", "a [31mb c"),
        ] {
            assert_eq!(of_body(body.as_bytes()).as_deref(), Some(words), "{body}");
        }
        assert_eq!(of_body(b"<html></html>"), None);
        assert_eq!(of_body(b"{}"), None);
    }

    #[test]
    fn a_validator_does_not_echo_documents() {
        let body = br#"{"detail":[{"loc":["body","passages",3,"text"],"msg":"too long","input":"my secret"}]}"#;
        assert_eq!(
            of_body(body).as_deref(),
            Some("body.passages.3.text: too long")
        );
        assert_eq!(passage_in(body), Some(3));
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(shown(&"é".repeat(400)).chars().count(), MOST + 1);
    }
}
