//! The strict decoder, which explains every irregularity.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::fast::tokens;
use super::mismatch::explain_mismatch;
use crate::api::Api;
use crate::client::{Failure, FailureKind, Scores, error_message};
use crate::json::Object;
use crate::text::count;

/// Decodes the response to a request of `sent` passages.
pub(super) fn read(api: &'static Api, body: &[u8], sent: usize) -> Result<Scores, Failure> {
    let (list, tokens) = parts(api, body).ok_or_else(|| explain_mismatch(api, body, sent))?;
    let mut scores = ScoreSlots { api, numbers: vec![None; sent], came: 0, flaw: None };
    let mut json = serde_json::Deserializer::from_str(list);
    match json.deserialize_seq(&mut scores) {
        Ok(()) => {
            let numbers = scores.complete()?;
            Ok(Scores { numbers, tokens, ..Scores::default() })
        }
        Err(_) => Err(scores.flaw.unwrap_or_else(|| explain_mismatch(api, body, sent))),
    }
}

/// Returns the JSON text of the list of scores, and the token count.
fn parts<'a>(api: &'static Api, body: &'a [u8]) -> Option<(&'a str, Option<u64>)> {
    let whole: &RawValue = serde_json::from_slice(body).ok()?;
    let format = &api.response;
    if whole.get().starts_with('[') {
        return format.lists.contains(&"").then_some((whole.get(), None));
    }
    let members = Object::parse(whole.get()).ok()?;
    let mut lists = format.lists.iter();
    let list = lists.find_map(|name| members.get_unique(name))?;
    let (first, path) = format.tokens.split_first()?;
    let counted = members.get_unique(first).and_then(|part| tokens(part, path));
    Some((list, counted))
}

/// One score, in the spelling of the response.
struct Score<'a> {
    index: Cow<'a, str>,
    number: &'a str,
}

impl<'a> Score<'a> {
    /// Reads an item of the list; `at` is its position.
    fn read(api: &Api, at: usize, item: &'a str) -> Option<Self> {
        if api.response.score.is_none() {
            let is_list = item.starts_with(['[', '{']);
            return (!is_list).then(|| Self { index: at.to_string().into(), number: item });
        }
        let members = Object::parse(item).ok()?;
        let spellings = ["logit", "relevance_score", "relevanceScore", "score"];
        let mut spellings = spellings.iter();
        Some(Self {
            index: members.get_unique("index")?.into(),
            number: spellings.find_map(|name| members.get_unique(name))?,
        })
    }
}

/// The scores so far, in the order of the passages.
struct ScoreSlots {
    api: &'static Api,
    numbers: Vec<Option<f64>>,
    came: usize,
    /// The irregularity of the last one, if it is a score at all.
    flaw: Option<Failure>,
}

impl<'de> Visitor<'de> for &mut ScoreSlots {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of scores")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<&RawValue>()? {
            let score = Score::read(self.api, self.came, item.get());
            let score = score.ok_or_else(|| A::Error::custom("no score"))?;
            self.flaw = self.note(&score).err();
            if self.flaw.is_some() {
                return Err(A::Error::custom("an odd score"));
            }
        }
        Ok(())
    }
}

impl ScoreSlots {
    fn note(&mut self, Score { index, number }: &Score<'_>) -> Result<(), Failure> {
        let sent = self.numbers.len();
        let slot = index.parse::<usize>().ok();
        let Some(slot) = slot.and_then(|at| self.numbers.get_mut(at)) else {
            let range = format!("index {} is not one of them", error_message::shown(index));
            return Err(FailureKind::Incomplete(sent, range).into());
        };
        if slot.is_some() {
            return Err(FailureKind::Incomplete(sent, format!("index {index} came twice")).into());
        }
        *slot = Some(finite(index, number, sent)?);
        self.came += 1;
        Ok(())
    }

    /// Returns the scores if none is missing.
    fn complete(self) -> Result<Vec<f64>, Failure> {
        let (came, sent) = (self.came, self.numbers.len());
        let missing = self.numbers.iter().position(Option::is_none);
        let all: Option<Vec<f64>> = self.numbers.into_iter().collect();
        all.ok_or_else(|| {
            let index = missing.unwrap_or_default();
            let scores = count(came as u64, "score");
            let problem = format!("{scores} came back, none for index {index}");
            FailureKind::Incomplete(sent, problem).into()
        })
    }
}

fn finite(index: &str, spelled: &str, sent: usize) -> Result<f64, Failure> {
    let number = serde_json::from_str::<f64>(spelled).ok();
    number.filter(|number| number.is_finite()).ok_or_else(|| {
        let words = format!("the score of index {index} is {}", error_message::shown(spelled));
        // A number is out of range here, and some servers write `null` for NaN.
        if spelled.starts_with(['"', '[', '{', 't', 'f']) {
            FailureKind::Incomplete(sent, words).into()
        } else {
            FailureKind::NotFinite(words).into()
        }
    })
}
