//! Reads an answer: strict about indexes and scores, whatever the form. A service that left a passage
//! out, named one twice or gave no finite score has not ranked them, however well the rest looks.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

use super::Api;
use crate::client::words;

/// A whole answer.
#[derive(Debug, PartialEq)]
pub(in crate::client) struct Answer {
    /// One finite score per passage, in the order they were sent.
    pub(in crate::client) numbers: Vec<f64>,
    /// `usage.total_tokens`, if told.
    pub(in crate::client) tokens: Option<u64>,
}

/// Why an answer is none.
#[derive(Debug, PartialEq)]
pub(in crate::client) enum Misread {
    /// The JSON, or the body, ends too early.
    CutOff,
    /// Something else than a ranking; the form it has, where that is known.
    NotARanking(String, Option<Api>),
    /// An error object under a status that says success.
    Refusal(String),
    /// Not one score for each passage; says what is amiss.
    Incomplete(String),
    /// A score that is not a finite number; says of which passage.
    NotFinite(String),
}

#[derive(Deserialize)]
struct Nim<'a> {
    #[serde(borrow)]
    rankings: Vec<Item<'a>>,
    #[serde(borrow)]
    usage: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Cohere<'a> {
    #[serde(borrow)]
    results: Vec<Item<'a>>,
    #[serde(borrow)]
    usage: Option<&'a RawValue>,
}

/// One score. Of several spellings the first one there counts.
#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow)]
    index: &'a RawValue,
    #[serde(borrow, default)]
    logit: Spelled<'a>,
    #[serde(borrow, default)]
    relevance_score: Spelled<'a>,
    #[serde(borrow, default)]
    score: Spelled<'a>,
}

impl<'a> Item<'a> {
    fn number(&self) -> Option<&'a RawValue> {
        self.logit.0.or(self.relevance_score.0).or(self.score.0)
    }
}

/// A value that is there, even as `null`.
#[derive(Default)]
struct Spelled<'a>(Option<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Spelled<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Some(Deserialize::deserialize(deserializer)?)))
    }
}

/// The tokens that a `usage` tells of, if it has the usual form.
fn tokens(usage: &RawValue) -> Option<u64> {
    #[derive(Deserialize)]
    struct Usage {
        total_tokens: u64,
    }
    let usage: Usage = serde_json::from_str(usage.get()).ok()?;
    Some(usage.total_tokens)
}

/// Reads the answer to a request that sent `sent` passages.
pub(in crate::client) fn read(api: Api, body: &[u8], sent: usize) -> Result<Answer, Misread> {
    if body.trim_ascii().is_empty() {
        return Err(Misread::CutOff);
    }
    let parsed: serde_json::Result<(Vec<Item>, Option<&RawValue>)> = match api {
        Api::Nim => serde_json::from_slice(body).map(|nim: Nim| (nim.rankings, nim.usage)),
        Api::Cohere => {
            serde_json::from_slice(body).map(|cohere: Cohere| (cohere.results, cohere.usage))
        }
        Api::Tei => serde_json::from_slice(body).map(|items| (items, None)),
    };
    let (items, usage) = parsed.map_err(|_| misfit(api, body))?;
    if items.iter().any(|item| item.number().is_none()) {
        return Err(misfit(api, body));
    }
    Ok(Answer {
        numbers: numbers(&items, sent)?,
        tokens: usage.and_then(tokens),
    })
}

/// The form of a body, by its outermost names. Does not look inside.
fn form(body: &[u8]) -> Option<Api> {
    #[derive(Deserialize)]
    struct Names<'a> {
        #[serde(borrow)]
        rankings: Option<&'a RawValue>,
        #[serde(borrow)]
        results: Option<&'a RawValue>,
    }
    if body.trim_ascii_start().starts_with(b"[") {
        return Some(Api::Tei);
    }
    match serde_json::from_slice::<Names>(body).ok()? {
        names if names.rankings.is_some() => Some(Api::Nim),
        names if names.results.is_some() => Some(Api::Cohere),
        _ => None,
    }
}

/// Puts the scores in the order of the passages.
fn numbers(items: &[Item<'_>], sent: usize) -> Result<Vec<f64>, Misread> {
    let mut numbers = vec![None; sent];
    for item in items {
        let index = item.index.get();
        let slot = index
            .parse::<usize>()
            .ok()
            .and_then(|at| numbers.get_mut(at));
        let Some(slot) = slot else {
            let range = format!("index {} is not one of them", words::shown(index));
            return Err(Misread::Incomplete(range));
        };
        if slot.is_some() {
            return Err(Misread::Incomplete(format!("index {index} came twice")));
        }
        let spelled = item.number().map_or("null", RawValue::get);
        *slot = Some(score(index, spelled)?);
    }
    let missing = numbers.iter().position(Option::is_none);
    let all: Option<Vec<f64>> = numbers.into_iter().collect();
    all.ok_or_else(|| {
        let index = missing.unwrap_or_default();
        let came = items.len();
        let scores = if came == 1 { "score" } else { "scores" };
        Misread::Incomplete(format!("{came} {scores} came back, none for index {index}"))
    })
}

fn score(index: &str, spelled: &str) -> Result<f64, Misread> {
    let number = serde_json::from_str::<f64>(spelled).ok();
    number.filter(|number| number.is_finite()).ok_or_else(|| {
        let words = format!("the score of index {index} is {}", words::shown(spelled));
        // Where a number stands it is past all numbers, and `null` is what some write for NaN.
        if spelled.starts_with(['"', '[', '{', 't', 'f']) {
            Misread::Incomplete(words)
        } else {
            Misread::NotFinite(words)
        }
    })
}

/// Whether a body ends in what may be the beginning of a number, which a parser takes for a wrong one.
fn ends_in_number(body: &[u8]) -> bool {
    let begins = matches!(body.trim_ascii_start().first(), Some(b'{' | b'['));
    begins && matches!(body.last(), Some(b'-' | b'+' | b'.' | b'e' | b'E'))
}

/// The largest body that is looked at closely to say why it is no answer.
const LOOKED_AT: usize = 1 << 20;

/// Says why a body is not an answer in this form.
fn misfit(api: Api, body: &[u8]) -> Misread {
    // A first look keeps nothing, for a value takes many times the memory of its text.
    match serde_json::from_slice::<IgnoredAny>(body) {
        Ok(_) if body.len() > LOOKED_AT => {
            let words = format!("{} KiB of something else", body.len() >> 10);
            return Misread::NotARanking(words, form(body).filter(|form| *form != api));
        }
        Ok(_) => {}
        Err(error) if error.is_eof() || ends_in_number(body) => return Misread::CutOff,
        Err(error) => return not_json(&String::from_utf8_lossy(body), &error),
    }
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    if let Some(words) = words::error_in(&value) {
        return Misread::Refusal(words);
    }
    let (list, score) = match api {
        Api::Nim => ("rankings", "logit"),
        Api::Cohere => ("results", "relevance_score"),
        Api::Tei => ("", "score"),
    };
    match form(body) {
        Some(other) if other != api => {
            let words = format!("it has the form of the {} api", other.name());
            Misread::NotARanking(words, Some(other))
        }
        Some(_) if !value.get(list).unwrap_or(&value).is_array() => {
            Misread::NotARanking(format!("`{list}` is not a list"), None)
        }
        Some(_) => {
            let words = format!("a result lacks `index` or `{score}`");
            Misread::NotARanking(words, None)
        }
        None if list.is_empty() => Misread::NotARanking("it is not a list".into(), None),
        None => Misread::NotARanking(format!("missing field `{list}`"), None),
    }
}

/// JSON has no word for NaN, yet some servers write it, and numbers past every range.
fn not_json(text: &str, error: &serde_json::Error) -> Misread {
    if has_bare_word(text) || error.to_string().starts_with("number out of range") {
        return Misread::NotFinite("a score is not a finite number".into());
    }
    let start = text.trim_start().chars().take(40).collect::<String>();
    Misread::NotARanking(format!("it begins with `{}`", words::shown(&start)), None)
}

/// Whether a text that is JSON otherwise has a word for no number in the place of a value.
fn has_bare_word(text: &str) -> bool {
    if !text.trim_start().starts_with(['{', '[']) {
        return false;
    }
    let places = text.match_indices([':', ',', '[']);
    places
        .map(|(at, _)| text[at + 1..].trim_start())
        .any(|value| {
            let value = value.strip_prefix('-').unwrap_or(value);
            ["NaN", "nan", "Infinity", "inf"].iter().any(|word| {
                let rest = value.strip_prefix(word).map(str::trim_start);
                rest.is_some_and(|rest| rest.starts_with(['}', ',', ']']))
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nim(body: &str) -> Result<Vec<f64>, Misread> {
        read(Api::Nim, body.as_bytes(), 2).map(|answer| answer.numbers)
    }

    #[test]
    fn scores_are_put_in_the_order_of_the_passages() {
        let body = r#"{"rankings":[{"index":1,"logit":2.5},{"index":0,"logit":-1}]}"#;
        assert_eq!(nim(body), Ok(vec![-1.0, 2.5]));
        let body = br#"[{"index":1,"score":2.5},{"index":0,"score":-1,"text":"x"}]"#;
        assert_eq!(
            read(Api::Tei, body, 2).expect("an answer").numbers,
            [-1.0, 2.5]
        );
    }

    #[test]
    fn an_incomplete_answer_is_refused() {
        for (items, words) in [
            ("", "0 scores came back, none for index 0"),
            (
                r#"{"index":0,"logit":1}"#,
                "1 score came back, none for index 1",
            ),
            (
                r#"{"index":0,"logit":1},{"index":0,"logit":1}"#,
                "index 0 came twice",
            ),
            (r#"{"index":2,"logit":1}"#, "index 2 is not one of them"),
            (r#"{"index":-1,"logit":1}"#, "index -1 is not one of them"),
            (
                r#"{"index":"0","logit":1}"#,
                "index \"0\" is not one of them",
            ),
        ] {
            let body = format!(r#"{{"rankings":[{items}]}}"#);
            assert_eq!(
                nim(&body),
                Err(Misread::Incomplete(words.into())),
                "{items}"
            );
        }
    }

    #[test]
    fn a_score_must_be_a_finite_number() {
        for logit in ["null", "1e999", "NaN", "-Infinity"] {
            let body = format!(r#"{{"rankings":[{{"index":0,"logit":{logit}}}]}}"#);
            assert!(
                matches!(nim(&body), Err(Misread::NotFinite(_))),
                "{logit}: {:?}",
                nim(&body)
            );
        }
    }

    #[test]
    fn what_is_no_ranking_is_told_apart() {
        let is = |body: &str, expected: Misread| assert_eq!(nim(body), Err(expected), "{body}");
        let not = |words: &str, api| Misread::NotARanking(words.into(), api);
        is("", Misread::CutOff);
        is(r#"{"rankings":[{"index":0"#, Misread::CutOff);
        is("<html>", not("it begins with `<html>`", None));
        is("{}", not("missing field `rankings`", None));
        is(
            r#"{"rankings":null}"#,
            not("missing field `rankings`", None),
        );
        is(r#"{"rankings":{}}"#, not("`rankings` is not a list", None));
        is(
            r#"{"rankings":[{"index":0}]}"#,
            not("a result lacks `index` or `logit`", None),
        );
        is(
            r#"{"results":[]}"#,
            not("it has the form of the cohere api", Some(Api::Cohere)),
        );
        is("[]", not("it has the form of the tei api", Some(Api::Tei)));
        is(
            r#"{"error":{"message":"no"}}"#,
            Misread::Refusal("no".into()),
        );
    }
}
