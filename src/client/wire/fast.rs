//! The fast decoder, which gives up at the first irregularity. It runs for every score of a million documents.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::api::Api;
use crate::client::Scores;

/// Decodes a response; `None` if anything about it is irregular.
pub(super) fn read(api: &'static Api, body: &[u8], sent: usize) -> Option<Scores> {
    let mut reading =
        DecodedScores { api, numbers: vec![f64::NAN; sent], read: 0, lists: 0, tokens: None };
    // UTF-8 is validated once here; otherwise serde_json would validate each name separately.
    let text = std::str::from_utf8(body).ok()?;
    let mut json = serde_json::Deserializer::from_str(text);
    ResponseSeed(&mut reading).deserialize(&mut json).ok()?;
    json.end().ok()?;
    (reading.read == sent && reading.lists == 1).then_some(Scores {
        numbers: reading.numbers,
        tokens: reading.tokens,
        ..Scores::default()
    })
}

/// Returns the token count at `path` in a part of a response.
pub(super) fn tokens(part: &str, path: &[&str]) -> Option<u64> {
    let value: Value = serde_json::from_str(part).ok()?;
    path.iter().try_fold(&value, |value, name| value.get(name))?.as_u64()
}

/// The scores so far; those still missing are NaN.
struct DecodedScores {
    api: &'static Api,
    numbers: Vec<f64>,
    read: usize,
    /// The number of lists of scores.
    lists: usize,
    tokens: Option<u64>,
}

impl DecodedScores {
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
struct ResponseSeed<'r>(&'r mut DecodedScores);

impl<'de> DeserializeSeed<'de> for ResponseSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ResponseSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a response")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let format = &self.0.api.response;
        while let Some(name) = map.next_key::<&str>()? {
            if format.lists.contains(&name) {
                map.next_value_seed(ScoreList(self.0))?;
            } else if format.tokens.first() == Some(&name) {
                let part: &RawValue = map.next_value()?;
                self.0.tokens = tokens(part.get(), &format.tokens[1..]);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        if !self.0.api.response.lists.contains(&"") {
            return Err(A::Error::custom("a list"));
        }
        ScoreList(self.0).visit_seq(items)
    }
}

/// The list of scores.
struct ScoreList<'r>(&'r mut DecodedScores);

impl<'de> DeserializeSeed<'de> for ScoreList<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ScoreList<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of scores")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.lists += 1;
        if self.0.api.response.score.is_none() {
            while let Some(score) = items.next_element()? {
                self.0.note(self.0.read, score)?;
            }
            return Ok(());
        }
        while let Some(item) = items.next_element::<ScoreItem>()? {
            let score = item.logit.or(item.relevance_score).or(item.score);
            let score = score.ok_or_else(|| A::Error::missing_field("score"))?;
            self.0.note(item.index, score)?;
        }
        Ok(())
    }
}

/// One score. Of several names the first counts.
#[derive(Deserialize)]
struct ScoreItem {
    index: usize,
    #[serde(default, deserialize_with = "required_number")]
    logit: Option<f64>,
    #[serde(default, deserialize_with = "required_number", alias = "relevanceScore")]
    relevance_score: Option<f64>,
    #[serde(default, deserialize_with = "required_number")]
    score: Option<f64>,
}

/// Deserializes a number; `null` is an error.
fn required_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    f64::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::api::named;
    use crate::client::wire::strict;

    /// Returns every fixture of a response with its API, by which its file is named.
    fn kept() -> Vec<(&'static Api, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wire");
        let files = std::fs::read_dir(folder).expect("the folder is required_number");
        let read = |path: &Path| {
            let name = path.file_stem()?.to_str()?;
            let (begins, _) = name.split_once('-').unwrap_or((name, ""));
            let api = named(name).or_else(|| named(begins))?;
            Some((api, std::fs::read_to_string(path).ok()?))
        };
        let kept = files.map(|file| {
            let path = file.expect("a file").path();
            read(&path).unwrap_or_else(|| panic!("{}: a response of no api", path.display()))
        });
        kept.collect()
    }

    #[test]
    fn the_strict_decoder_agrees_on_responses_that_the_fast_one_takes() {
        let kept = kept();
        assert!(kept.len() > 20, "{} responses", kept.len());
        for (api, body) in kept {
            let first = super::read(api, body.as_bytes(), 3).expect("a sound response");
            let careful = strict::read(api, body.as_bytes(), 3).expect("a sound response");
            assert_eq!(first.numbers, careful.numbers, "{api:?}");
            assert_eq!(first.tokens, careful.tokens, "{api:?}");
        }
    }
}
