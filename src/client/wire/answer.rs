//! Reads an answer: strict about indexes and scores, whatever the form. A service that left a passage
//! out, named one twice or gave no finite score has not ranked them, however well the rest looks.
//!
//! A first reading takes the numbers as they come and has no words for what it does not like; whatever it
//! refuses is read once more, carefully.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::careful;
use crate::api::Api;

/// A whole answer.
#[derive(Debug, PartialEq)]
pub(in crate::client) struct Answer {
    /// One finite score per passage, in the order they were sent.
    pub(in crate::client) numbers: Vec<f64>,
    /// The tokens that were counted, if told.
    pub(in crate::client) tokens: Option<u64>,
}

/// Why an answer is none.
#[derive(Debug, PartialEq)]
pub(in crate::client) enum Misread {
    /// The JSON, or the body, ends too early.
    CutOff,
    /// Something else than a ranking; the form it has, where that is known.
    NotARanking(String, Option<&'static Api>),
    /// An error object under a status that says success.
    Refusal(String),
    /// Not one score for each passage; says what is amiss.
    Incomplete(String),
    /// A score that is not a finite number; says of which passage.
    NotFinite(String),
}

/// Reads the answer to a request that sent `sent` passages.
pub(in crate::client) fn read(
    api: &'static Api,
    body: &[u8],
    sent: usize,
) -> Result<Answer, Misread> {
    if body.trim_ascii().is_empty() {
        return Err(Misread::CutOff);
    }
    match first_reading(api, body, sent) {
        Some(answer) => Ok(answer),
        None => careful::read(api, body, sent),
    }
}

/// The answer, if nothing at all is odd about it.
pub(super) fn first_reading(api: &'static Api, body: &[u8], sent: usize) -> Option<Answer> {
    let mut reading = Reading {
        api,
        numbers: vec![f64::NAN; sent],
        read: 0,
        tokens: None,
    };
    let mut json = serde_json::Deserializer::from_slice(body);
    Whole(&mut reading).deserialize(&mut json).ok()?;
    json.end().ok()?;
    (reading.read == sent).then_some(Answer {
        numbers: reading.numbers,
        tokens: reading.tokens,
    })
}

/// The tokens that a part of an answer tells of: `path` leads from it to their number.
pub(super) fn tokens(part: &str, path: &[&str]) -> Option<u64> {
    let value: Value = serde_json::from_str(part).ok()?;
    path.iter()
        .try_fold(&value, |value, name| value.get(name))?
        .as_u64()
}

/// An answer so far. A place that has no score yet holds no number.
struct Reading {
    api: &'static Api,
    numbers: Vec<f64>,
    read: usize,
    tokens: Option<u64>,
}

impl Reading {
    fn note<E: Error>(&mut self, index: usize, score: f64) -> Result<(), E> {
        match self.numbers.get_mut(index) {
            Some(place) if place.is_nan() && score.is_finite() => *place = score,
            _ => return Err(E::custom("a score that is odd")),
        }
        self.read += 1;
        Ok(())
    }
}

/// The outermost value.
struct Whole<'r>(&'r mut Reading);

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let answer = &self.0.api.answer;
        while let Some(name) = map.next_key::<&str>()? {
            if answer.lists.contains(&name) {
                map.next_value_seed(List(self.0))?;
            } else if answer.tokens.first() == Some(&name) {
                let part: &RawValue = map.next_value()?;
                self.0.tokens = tokens(part.get(), &answer.tokens[1..]);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        if !self.0.api.answer.lists.contains(&"") {
            return Err(A::Error::custom("a list"));
        }
        List(self.0).visit_seq(items)
    }
}

/// The list of scores.
struct List<'r>(&'r mut Reading);

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of scores")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        if self.0.api.answer.score.is_none() {
            while let Some(score) = items.next_element()? {
                self.0.note(self.0.read, score)?;
            }
            return Ok(());
        }
        while let Some(item) = items.next_element::<Item>()? {
            let score = item.logit.or(item.relevance_score).or(item.score);
            let score = score.ok_or_else(|| A::Error::missing_field("score"))?;
            self.0.note(item.index, score)?;
        }
        Ok(())
    }
}

/// One score. Of several spellings the first one there counts.
#[derive(Deserialize)]
struct Item {
    index: usize,
    #[serde(default, deserialize_with = "there")]
    logit: Option<f64>,
    #[serde(default, deserialize_with = "there", alias = "relevanceScore")]
    relevance_score: Option<f64>,
    #[serde(default, deserialize_with = "there")]
    score: Option<f64>,
}

/// A number, where `null` would be none.
fn there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    f64::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::named;

    fn api(name: &str) -> &'static Api {
        named(name).expect("an api")
    }

    fn nim(body: &str) -> Result<Vec<f64>, Misread> {
        read(api("nim"), body.as_bytes(), 2).map(|answer| answer.numbers)
    }

    #[test]
    fn scores_are_put_in_the_order_of_the_passages() {
        let body = r#"{"rankings":[{"index":1,"logit":2.5},{"index":0,"logit":-1}]}"#;
        assert_eq!(nim(body), Ok(vec![-1.0, 2.5]));
        let body = br#"[{"index":1,"score":2.5},{"index":0,"score":-1,"text":"x"}]"#;
        assert_eq!(
            read(api("tei"), body, 2).expect("an answer").numbers,
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
            not("it has the form of the cohere api", named("cohere")),
        );
        is("[]", not("it has the form of the tei api", named("tei")));
        is(
            r#"{"error":{"message":"no"}}"#,
            Misread::Refusal("no".into()),
        );
    }
}
