//! Selection, scale and order of results.

use super::{assert_stdout, printed, scored};
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

const FOUR: &str = "a\nb\nc\nd\n";

#[test]
fn top_n_keeps_the_best() {
    let case = |logits: &[f64]| scored(logits).stdin(FOUR);
    let logits = [1.0, 4.0, 3.0, 2.0];
    let two = "1\t4.0\tstdin:2\tb\n2\t3.0\tstdin:3\tc\n";
    assert_eq!(printed(&case(&logits), "-q x -n 2"), two);
    let all = format!("{two}3\t2.0\tstdin:4\td\n4\t1.0\tstdin:1\ta\n");
    assert_eq!(printed(&case(&logits), "-q x -n 9"), all);
    assert_eq!(printed(&case(&logits), "-q x"), all);
}

#[test]
fn top_n_does_not_limit_requests() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).stdin(FOUR);
    let run = case.run("-q d -n 1 -m m");
    run.code(0);
    assert_stdout(&run, "1\t-3.0\tstdin:4\td\n");
    let body = run.requests[0].json();
    assert_eq!(body["passages"].as_array().map(Vec::len), Some(4));
    assert!(body.get("top_n").is_none());
}

#[test]
fn min_score_includes_equal_scores() {
    let case = scored(&[0.5, 0.25, 0.249, -1.0]).stdin(FOUR);
    let expected = "1\t0.5\tstdin:1\ta\n2\t0.25\tstdin:2\tb\n";
    assert_eq!(printed(&case, "-q x --min-score 0.25"), expected);
    let case = scored(&[-0.5, -1.0, -1.5, -2.0]).stdin(FOUR);
    let expected = "1\t-0.5\tstdin:1\ta\n2\t-1.0\tstdin:2\tb\n";
    assert_eq!(printed(&case, "-q x --min-score -1"), expected);
}

#[test]
fn min_score_is_applied_before_top_n() {
    let logits = [1.0, 4.0, 3.0, 2.0];
    let case = scored(&logits).stdin(FOUR);
    let one = "1\t4.0\tstdin:2\tb\n";
    assert_eq!(printed(&case, "-q x --min-score 3.5 -n 2"), one);
    let case = scored(&logits).stdin(FOUR);
    let two = "1\t4.0\tstdin:2\tb\n2\t3.0\tstdin:3\tc\n";
    assert_eq!(printed(&case, "-q x --min-score 1.5 -n 2"), two);
}

#[test]
fn min_score_is_on_the_printed_scale() {
    let case = scored(&[0.0, 3.0, -0.1, -40.0]).stdin(FOUR);
    let expected = "1\t0.9525741268224334\tstdin:2\tb\n2\t0.5\tstdin:1\ta\n";
    assert_eq!(printed(&case, "-q x --score sigmoid --min-score 0.5"), expected);
    let case = Case::new().stdin("apple\napple pie\npear\n");
    let shown = printed(&case, "-q apple -m local/bm25");
    let second = shown.lines().nth(1).and_then(|line| line.split('\t').nth(1));
    let second = second.expect("there is a second score");
    let kept = printed(&case, &format!("-q apple -m local/bm25 --min-score {second}"));
    assert_eq!(kept.lines().count(), 2, "{kept}");
}

#[test]
fn order_is_by_raw_score() {
    // These two have the same sigmoid to the last bit of a double.
    let case = scored(&[40.0, 50.0]).stdin("a\nb\n");
    let expected = "1\t1.0\tstdin:2\tb\n2\t1.0\tstdin:1\ta\n";
    assert_eq!(printed(&case, "-q x --score sigmoid"), expected);
}

#[test]
fn sigmoid_is_the_same_number_in_every_format() {
    let number = "0.9989182847472744";
    for format in ["tsv", "csv", "json", "jsonl"] {
        let case = scored(&[6.828_125]).stdin("a\n");
        let shown = printed(&case, &format!("-q x --score sigmoid -f {format}"));
        assert!(shown.contains(number), "{format}: {shown}");
    }
}

#[test]
fn sigmoid_is_refused_unless_scores_are_logits() {
    for (service, kind) in [("-m local/bm25", "bm25"), ("--api cohere", "unknown")] {
        let nim = FakeNim::new().expect_no_calls();
        let run = Case::new().nim(&nim).run(&format!("-q x --doc a --score sigmoid {service}"));
        run.code(2);
        assert_stdout(&run, "");
        let words = format!("--score sigmoid is for logits, and these scores are of kind {kind}");
        assert!(run.stderr_str().contains(&words), "{run}");
    }
}

#[test]
fn equal_scores_keep_input_order() {
    let logits = [1.0, 2.0, 1.0, 2.0, 1.0];
    let expected = "1\t2.0\tstdin:2\tb\n\
                    2\t2.0\tstdin:4\td\n\
                    3\t1.0\tstdin:1\ta\n\
                    4\t1.0\tstdin:3\tc\n\
                    5\t1.0\tstdin:5\te\n";
    let lines = "a\nb\nc\nd\ne\n";
    assert_eq!(printed(&scored(&logits).stdin(lines), "-q x"), expected);
    let three: String = expected.split_inclusive('\n').take(3).collect();
    assert_eq!(printed(&scored(&logits).stdin(lines), "-q x -n 3"), three);
}

#[test]
fn equal_scores_of_different_requests_keep_input_order() {
    let nim = FakeNim::with(|_| Reply::scores(&[1.0]));
    let case = Case::new().nim(&nim).stdin(FOUR);
    let expected = "1\t1.0\tstdin:1\ta\n\
                    2\t1.0\tstdin:2\tb\n\
                    3\t1.0\tstdin:3\tc\n\
                    4\t1.0\tstdin:4\td\n";
    let arguments = "-q x -m m --batch-size 1 -j 4 --quiet";
    assert_eq!(printed(&case, arguments), expected);
}

#[test]
fn nothing_above_min_score_exits_1() {
    let run = scored(&[1.0, 2.0, 3.0, 4.0]).stdin(FOUR).run("-q x --min-score 4.5");
    run.code(1);
    assert_stdout(&run, "");
    assert_eq!(run.stderr_str(), "nimrank: no document scores 4.5 or more\n");
}

#[test]
fn min_score_leaves_out_blank_documents() {
    let run = scored(&[-7.0]).stdin("\"\"\n\"a\"\n").run("-q x --min-score -100");
    run.code(0);
    assert_stdout(&run, "1\t-7.0\tstdin:2\ta\n");
    assert_eq!(run.stderr_str(), "nimrank: warning: 1 document is blank: not scored, left out\n");
}
