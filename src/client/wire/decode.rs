//! Decodes a ranking: strict about indexes and scores, whatever the API. With a passage missing, an index twice
//! or a score that is not finite there is no ranking, however well the rest looks.
//!
//! The fast decoder takes well-formed responses and reports nothing; whatever it rejects is decoded again by the
//! strict one, which says why.

use super::{DecodeError, DecodedScores, fast, strict};
use crate::api::Api;

/// Decodes the response to a request of `sent` passages.
pub(in crate::client) fn read(
    api: &'static Api,
    body: &[u8],
    sent: usize,
) -> Result<DecodedScores, DecodeError> {
    if body.trim_ascii().is_empty() {
        return Err(DecodeError::CutOff);
    }
    match fast::read(api, body, sent) {
        Some(answer) => Ok(answer),
        None => strict::read(api, body, sent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::named;
    use crate::client::failure::FailureKind;

    fn api(name: &str) -> &'static Api {
        named(name).expect("an api")
    }

    fn nim(body: &str) -> Result<Vec<f64>, DecodeError> {
        read(api("nim"), body.as_bytes(), 2).map(|answer| answer.numbers)
    }

    #[test]
    fn scores_are_put_in_the_order_of_the_passages() {
        let body = r#"{"rankings":[{"index":1,"logit":2.5},{"index":0,"logit":-1}]}"#;
        assert_eq!(nim(body), Ok(vec![-1.0, 2.5]));
        let body = br#"[{"index":1,"score":2.5},{"index":0,"score":-1,"text":"x"}]"#;
        assert_eq!(read(api("tei"), body, 2).expect("an answer").numbers, [-1.0, 2.5]);
    }

    #[test]
    fn an_incomplete_answer_is_refused() {
        for (items, words) in [
            ("", "0 scores came back, none for index 0"),
            (r#"{"index":0,"logit":1}"#, "1 score came back, none for index 1"),
            (r#"{"index":0,"logit":1},{"index":0,"logit":1}"#, "index 0 came twice"),
            (r#"{"index":2,"logit":1}"#, "index 2 is not one of them"),
            (r#"{"index":-1,"logit":1}"#, "index -1 is not one of them"),
            (r#"{"index":"0","logit":1}"#, "index \"0\" is not one of them"),
        ] {
            let body = format!(r#"{{"rankings":[{items}]}}"#);
            assert_eq!(nim(&body), Err(DecodeError::Incomplete(words.into())), "{items}");
        }
    }

    #[test]
    fn a_score_must_be_a_finite_number() {
        for logit in ["null", "1e999", "NaN", "-Infinity"] {
            let body = format!(r#"{{"rankings":[{{"index":0,"logit":{logit}}}]}}"#);
            assert!(
                matches!(nim(&body), Err(DecodeError::NotFinite(_))),
                "{logit}: {:?}",
                nim(&body)
            );
        }
    }

    #[test]
    fn responses_without_a_ranking_are_described() {
        let is = |body: &str, expected: DecodeError| assert_eq!(nim(body), Err(expected), "{body}");
        let not = |words: &str, api| DecodeError::NotARanking(words.into(), api);
        is("", DecodeError::CutOff);
        is(r#"{"rankings":[{"index":0"#, DecodeError::CutOff);
        is("<html>", not("it begins with `<html>`", None));
        is("{}", not("missing field `rankings`", None));
        is(r#"{"rankings":null}"#, not("missing field `rankings`", None));
        is(r#"{"rankings":{}}"#, not("`rankings` is not a list", None));
        is(r#"{"rankings":[{"index":0}]}"#, not("a result lacks `index` or `logit`", None));
        is(r#"{"results":[]}"#, not("it has the form of the cohere api", named("cohere")));
        is("[]", not("it has the form of the tei api", named("tei")));
        is(
            r#"{"error":{"message":"no"}}"#,
            DecodeError::ErrorBody(FailureKind::ErrorBody, 200, "no".into()),
        );
    }

    #[test]
    fn the_strict_reader_decides_what_the_fast_one_refuses() {
        for (body, numbers) in [
            // Names can be spelled with escapes.
            (
                r#"{"rank\u0069ngs":[{"index":1,"logit":2},{"index":0,"logit":1}]}"#,
                Ok(vec![1.0, 2.0]),
            ),
            // Of several scores the first name counts, and another that is `null` is ignored.
            (
                r#"{"rankings":[{"index":1,"logit":2,"score":null},{"index":0,"relevanceScore":1}]}"#,
                Ok(vec![1.0, 2.0]),
            ),
            (
                r#"{"rankings":[{"index":1,"logit":null,"score":2},{"index":0,"logit":1}]}"#,
                Err("index 1 is null"),
            ),
            // A duplicate list is rejected.
            (
                r#"{"rankings":[{"index":1,"logit":2},{"index":0,"logit":1}],"rankings":[]}"#,
                Err("rankings"),
            ),
            (
                r#"{"rankings":[],"rankings":[{"index":1,"logit":2},{"index":0,"logit":1}]}"#,
                Err("rankings"),
            ),
        ] {
            match (nim(body), numbers) {
                (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{body}"),
                (Err(found), Err(part)) => {
                    assert!(format!("{found:?}").contains(part), "{body}: {found:?}");
                }
                (found, _) => panic!("{body}: {found:?}"),
            }
        }
    }
}
