//! The fast decoder, which gives up at the first irregularity. It runs for every score of a million documents.

use serde_json::Value;

use crate::api::{Api, ResponseFormat};
use crate::client::Scores;
use crate::json::Walk;

/// Decodes a response; `None` if anything about it is irregular.
pub(super) fn read(api: &'static Api, body: &[u8], sent: usize) -> Option<Scores> {
    let mut walk = Walk::new(std::str::from_utf8(body).ok()?);
    let mut slots = Slots { numbers: vec![f64::NAN; sent], filled: 0 };
    let (mut lists, mut counted) = (0, None);
    let format = &api.response;
    walk.skip_space();
    if walk.peek()? == b'[' {
        lists = usize::from(format.lists.contains(&""));
        slots.fill(format, &mut walk)?;
    } else {
        walk.each_member(|walk, name| {
            if format.lists.contains(&name) {
                lists += 1;
                return slots.fill(format, walk);
            }
            let value = walk.value()?;
            if format.tokens.first() == Some(&name) {
                counted = tokens(value, &format.tokens[1..]);
            }
            Some(())
        })?;
    }
    (walk.ends() && slots.filled == sent && lists == 1).then_some(Scores {
        numbers: slots.numbers,
        tokens: counted,
        ..Scores::default()
    })
}

/// Returns the token count at `path` in a part of a response.
pub(super) fn tokens(part: &str, path: &[&str]) -> Option<u64> {
    let value: Value = serde_json::from_str(part).ok()?;
    path.iter().try_fold(&value, |value, name| value.get(name))?.as_u64()
}

/// The scores in the order of the passages; those still missing are NaN.
struct Slots {
    numbers: Vec<f64>,
    filled: usize,
}

impl Slots {
    /// Takes the list of scores.
    fn fill(&mut self, format: &ResponseFormat, walk: &mut Walk<'_>) -> Option<()> {
        walk.each_element(|walk| {
            let (index, score) = match format.score {
                None => (self.filled, walk.number()?),
                Some(_) => match walk.attempt(compact_item) {
                    Some(item) => item,
                    None => item(walk)?,
                },
            };
            let slot = self.numbers.get_mut(index).filter(|slot| slot.is_nan())?;
            *slot = Some(score).filter(|score| score.is_finite())?;
            self.filled += 1;
            Some(())
        })
    }
}

/// Takes an item as most services write it, such as `{"index":0,"logit":1.5}`.
fn compact_item(walk: &mut Walk<'_>) -> Option<(usize, f64)> {
    const SCORES: [&str; 4] = ["logit\":", "relevance_score\":", "score\":", "relevanceScore\":"];
    walk.take_word("{\"index\":")?;
    let index = walk.index()?;
    walk.take_word(",\"")?;
    SCORES.iter().find_map(|name| walk.take_word(name))?;
    let score = walk.number()?;
    walk.take_word("}").map(|()| (index, score))
}

/// Takes an item of the list: its index and its score. Of several names the first counts.
fn item(walk: &mut Walk<'_>) -> Option<(usize, f64)> {
    let (mut index, mut scores) = (None, [None; 3]);
    walk.each_member(|walk, name| {
        let value = walk.value()?;
        let slot = match name {
            "index" => &mut index,
            "logit" => &mut scores[0],
            "relevance_score" | "relevanceScore" => &mut scores[1],
            "score" => &mut scores[2],
            _ => return Some(()),
        };
        // Neither a duplicate nor a value that is not a number passes.
        let is_number = value.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        (is_number && slot.replace(value).is_none()).then_some(())
    })?;
    Some((index?.parse().ok()?, scores.into_iter().flatten().next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

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

    proptest! {
        /// The strict decoder accepts everything that the fast one accepts, and both find the same.
        #[test]
        fn the_strict_decoder_accepts_what_the_fast_one_takes(body in "\\{\"rankings\": ?\\[(\\{\"index\":(0|1|2|01|1e0) ?,\"(logit|score|\\\\u0061)\":-?(0|1|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?([eE]-?[0-9]{1,3})?( |,\"index\":1)?\\},?){0,3}\\]\\}") {
            let api = named("nim").expect("an api");
            for sent in 0..=3 {
                if let Some(scores) = super::read(api, body.as_bytes(), sent) {
                    let strict = strict::read(api, body.as_bytes(), sent).expect("a sound response");
                    prop_assert_eq!(scores.numbers, strict.numbers);
                }
            }
        }
    }
}
