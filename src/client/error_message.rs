//! A service's own words: finds the sentence in whatever shape an error has, and makes any text from
//! outside fit to print. What a validator echoes of the request is never printed.

use std::borrow::Cow;

use serde_json::Value;

/// How much of a foreign text is printed, in characters.
const MOST: usize = 300;

/// The shortest piece of a text, in characters, that is taken for a repetition of it.
const PIECE: usize = 16;

/// A text on one line: control characters become spaces.
fn on_one_line(text: &str) -> String {
    let spaced = text.replace(|c: char| c.is_control() || is_direction(c), " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A foreign text on one line, cut if it is long.
pub(super) fn shown(text: &str) -> String {
    let mut words = on_one_line(text);
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
    let sentence = match json(text) {
        Some(value) => sentence(&value)?,
        None if text.starts_with('<') => title(text)?,
        // What is nearly JSON may echo what was sent.
        None if text.starts_with(['{', '[']) => return None,
        None => text.into(),
    };
    Some(shown(&sentence)).filter(|words| !words.is_empty())
}

/// A JSON value, or as much of one as came whole where its end is missing.
fn json(text: &str) -> Option<Value> {
    let whole = serde_json::from_str(text).ok();
    whole.or_else(|| serde_json::from_str(&closed(text)?).ok())
}

/// The beginning of an object or a list up to the last member that is whole, with the brackets closed that
/// are open there. None, if there is no such member.
fn closed(text: &str) -> Option<String> {
    let (mut open, mut is_text, mut is_escaped) = (Vec::new(), false, false);
    let mut whole = None;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            _ if is_text => {}
            b'{' => open.push('}'),
            b'[' => open.push(']'),
            b'}' | b']' => {
                open.pop()?;
                whole = Some((at + 1, open.len()));
            }
            b',' => whole = Some((at, open.len())),
            _ => {}
        }
    }
    let (end, depth) = whole?;
    let brackets = open.into_iter().take(depth).rev();
    Some(text.get(..end)?.chars().chain(brackets).collect())
}

/// The sentence of an error object that came under a status of success.
pub(super) fn error_in(value: &Value) -> Option<String> {
    let names = ["error", "errors", "detail", "message", "Message"];
    let is_error = names.iter().any(|name| value.get(name).is_some())
        || value.pointer("/0/error").is_some()
        || value.get("title").is_some() && value.get("status").is_some();
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
        .or_else(|| text("/errors/0"))
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
    let value = json(&String::from_utf8_lossy(body))?;
    let steps = value.pointer("/detail/0/loc")?.as_array()?;
    let lists = ["passages", "documents", "texts"];
    let is_list = |step: &Value| step.as_str().is_some_and(|name| lists.contains(&name));
    let list = steps.iter().position(is_list)?;
    usize::try_from(steps.get(list + 1)?.as_u64()?).ok()
}

/// Words without the user's own texts, which some validators repeat: they are cut where a longer piece of a
/// text begins, or a short one in quotes.
pub(super) fn without_texts<'a>(words: &str, texts: impl Iterator<Item = Cow<'a, str>>) -> String {
    let mut end = words.len();
    for text in texts {
        let text = on_one_line(&text);
        end = end.min(find_text(words, &text).unwrap_or(end));
    }
    match end {
        end if end == words.len() => words.into(),
        end => format!("{}…", &words[..end]),
    }
}

/// Where a piece of a text begins in some words.
fn find_text(words: &str, text: &str) -> Option<usize> {
    if text.chars().count() < PIECE {
        return ['"', '\'', '`']
            .iter()
            .find_map(|quote| words.find(&format!("{quote}{text}{quote}")));
    }
    let starts: Vec<usize> = words
        .char_indices()
        .map(|(at, _)| at)
        .chain([words.len()])
        .collect();
    let windows = starts.iter().zip(starts.iter().skip(PIECE));
    windows
        .map(|(from, to)| (*from, &words[*from..*to]))
        .find(|(_, piece)| text.contains(piece))
        .map(|(from, _)| from)
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
            (r#"{"errors":["too long"]}"#, "too long"),
            (r#"{"Message":"too long"}"#, "too long"),
            (r#"{"detail":{"message":"too long"}}"#, "too long"),
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
    fn the_words_before_a_missing_end_are_found() {
        let detail =
            r#"{"detail":[{"loc":["body","passages",3],"msg":"too \"long\", or so","input":"#;
        for rest in [
            "",
            "[",
            r#"[{"text":"my}"#,
            r#"[{"text":"mine"},{"te"#,
            r#"{"msg":"mine","#,
        ] {
            let body = format!("{detail}{rest}");
            let words = "body.passages.3: too \"long\", or so";
            assert_eq!(of_body(body.as_bytes()).as_deref(), Some(words), "{body}");
            assert_eq!(passage_in(body.as_bytes()), Some(3), "{body}");
        }
        for nothing in [
            "{",
            r#"{"message":"my se"#,
            "[[[",
            "{]",
            r#"{"input":[1,2,"#,
        ] {
            assert_eq!(of_body(nothing.as_bytes()), None, "{nothing}");
        }
    }

    #[test]
    fn the_user_s_texts_are_not_repeated() {
        let texts = ["my private words about a thing", "short"];
        let without =
            |words: &str| without_texts(words, texts.iter().map(|text| Cow::Borrowed(*text)));
        assert_eq!(without("bad: my private words about"), "bad: …");
        assert_eq!(without("bad: vate words about a"), "bad: …");
        assert_eq!(without("bad: 'short'"), "bad: …");
        assert_eq!(without("the text is too short"), "the text is too short");
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(shown(&"é".repeat(400)).chars().count(), MOST + 1);
    }
}
