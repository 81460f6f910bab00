//! Arbitrary bytes as a response to a request of each API with up to eight passages, and as the body of a
//! failure.
//!
//! ```text
//! mkdir -p fuzz/corpus/answer
//! cargo +nightly fuzz run answer fuzz/corpus/answer fuzz/corpus-seeds/answer -- -dict=fuzz/json.dict
//! ```
//!
//! On stable: the same with `RUSTC_BOOTSTRAP=1 cargo fuzz run …`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nimrank::testing::api::ALL;
use nimrank::testing::client::{ClientError, Failure, decode_ranking, read_failure};

/// Statuses with a meaning of their own.
const STATUSES: [u16; 8] = [400, 401, 404, 410, 413, 422, 429, 502];

fuzz_target!(|body: &[u8]| {
    for api in &ALL {
        for sent in 0..=8 {
            match decode_ranking(api, body, sent) {
                Ok(scores) => {
                    assert_eq!(scores.numbers.len(), sent, "one score for each passage");
                    assert!(scores.numbers.iter().all(|number| number.is_finite()));
                }
                Err(failure) => format_error(failure, None),
            }
        }
    }
    for status in STATUSES {
        let (failure, passage) = read_failure(status, body, 8);
        format_error(failure, passage);
    }
});

/// Formats an error in all ways that the program does: on one line, of bounded length, and without control
/// characters.
fn format_error(failure: Failure, passage: Option<usize>) {
    let error =
        ClientError { passage, ..ClientError::new("http://localhost:8000/v1/ranking", failure) };
    let _ = error.exit();
    let parts = [Some(error.to_string()), error.cause(), error.hint()];
    for words in parts.into_iter().flatten() {
        assert!(!words.contains(char::is_control), "{words:?}");
        assert!(words.chars().count() < 400, "{words:?}");
        assert!(!words.is_empty());
    }
}
