//! Transient faults: a recovered run prints the ranking of a run without faults, and retries are limited.

use std::sync::Mutex;

use nimrank::testing::api::ALL;
use nimrank::testing::client::{decode_ranking, read_failure};
use proptest::prelude::*;

use super::cases;
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply, Seen};

const DOCUMENTS: &str = "red apple\ngreen apple pie\nblue sky\n";
const ARGS: &str = "-q 'green apple' -m m --max-wait 0.002";

/// A transient fault.
fn fault() -> impl Strategy<Value = Reply> {
    let nan = r#"{"rankings":[{"index":0,"logit":NaN}]}"#;
    prop::sample::select(vec![
        Reply::status(408),
        Reply::status(425),
        Reply::status(429),
        Reply::status(429).header("retry-after", "0"),
        Reply::status(500),
        Reply::status(502),
        Reply::status(503).header("retry-after", "0"),
        Reply::status(504),
        Reply::hang_up(),
        Reply::cut_short(),
        Reply::text(200, ""),
        Reply::json(200, "{\"rankings\":[{\"ind"),
        Reply::json(200, nan),
    ])
}

fn ranked(replies: Vec<Reply>, retries: usize) -> crate::support::Transcript {
    let case = Case::new().nim(&FakeNim::script(replies)).stdin(DOCUMENTS);
    case.run(&format!("{ARGS} --retries {retries}"))
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn recovered_runs_print_the_ranking_without_faults(
        faults in prop::collection::vec(fault(), 0..6),
        spare in 0..3_usize,
    ) {
        let failed = faults.len();
        let whole = ranked(vec![Reply::ok()], 0);
        let replies = faults.into_iter().chain([Reply::ok()]).collect();
        let run = ranked(replies, failed + spare);
        run.code(0);
        prop_assert_eq!(whole.stdout_str(), run.stdout_str());
        prop_assert_eq!(run.requests.len(), failed + 1);
    }

    #[test]
    fn transient_faults_on_some_threads_do_not_matter(
        faults in prop::collection::vec(fault(), 0..8),
    ) {
        let failed = faults.len();
        let whole = ranked(vec![Reply::ok()], 0);
        let faults = Mutex::new(faults);
        let nim = FakeNim::with(move |_: &Seen| {
            let mut faults = faults.lock().expect("no thread has panicked");
            faults.pop().unwrap_or_else(Reply::ok)
        });
        let case = Case::new().nim(&nim).stdin(DOCUMENTS);
        let run = case.run(&format!("{ARGS} --retries {failed} --batch-size 1 -j 3"));
        run.code(0);
        prop_assert_eq!(whole.stdout_str(), run.stdout_str());
        prop_assert_eq!(run.requests.len(), 3 + failed);
    }

    #[test]
    fn parsing_a_response_never_panics(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        index in any::<i64>(),
        logit in any::<f64>(),
        cut in 0..60_usize,
        sent in 0..4_usize,
    ) {
        let whole = format!("{{\"rankings\":[{{\"index\":{index},\"logit\":{logit}}}],\"results\":3}}");
        let cut = &whole.as_bytes()[..cut.min(whole.len())];
        for body in [&bytes, whole.as_bytes(), cut] {
            for api in &ALL {
                if let Ok(scores) = decode_ranking(api, body, sent) {
                    prop_assert_eq!(scores.numbers.len(), sent);
                }
            }
            let _ = read_failure(422, body, sent);
        }
    }

    #[test]
    fn retries_are_limited(
        faults in prop::collection::vec(fault(), 1..6),
    ) {
        let retries = faults.len() - 1;
        let run = ranked(faults, retries);
        run.code(3);
        prop_assert!(run.stdout.is_empty());
        prop_assert_eq!(run.requests.len(), retries + 1);
    }
}
