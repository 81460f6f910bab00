//! Property tests of the library, and a few of the whole program.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

mod batch; // queries of `batch`
mod batch_runs; // the output of `batch`
mod check; // verdicts
mod comparison; // two rankings
mod eval; // measures
mod eval_forms; // judgments and runs in every form
mod faults; // transient faults
mod input; // readers of input
mod output; // output formats
mod program; // batches and concurrency of the whole program
mod ranking; // order, selection, batches

/// Returns a configuration with a fixed seed and this many cases, without a file of failures.
fn cases(count: u32) -> ProptestConfig {
    ProptestConfig {
        cases: count,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20),
        ..ProptestConfig::default()
    }
}

/// Text with everything that formats escape, quote, fold or count.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z]{1,5}".prop_map(String::from),
        2 => Just(" ".to_owned()),
        4 => prop::sample::select(vec![
            "\"", "\"\"", ",", ";", "\t", "\n", "\r", "\r\n", "\\", "\\n", "\\t", "'", "{", "[", ":",
            "--", "é", "e\u{301}", "猫", "👩‍👩‍👧", "\u{FEFF}", "\u{202E}", "\u{85}", "\u{2028}",
            "\u{7}", "\u{0}", "\u{7F}", "\u{FFFD}", "1.50", "null",
        ]).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}
