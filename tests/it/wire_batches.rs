//! Batches, merging of responses, and concurrency.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use nimrank::testing::client::{AsPassage, Batches, Limits, Passage, Text};
use serde_json::{Value, json};

use crate::support::nim::{FakeNim, Gate, Reply};
use crate::support::{Case, Transcript};

/// Returns lines of numbers.
fn numbers(range: impl IntoIterator<Item = usize>) -> String {
    let lines: Vec<_> = range.into_iter().map(|number| number.to_string()).collect();
    lines.join("\n")
}

/// The logit of a passage is the number in it.
fn by_number() -> FakeNim {
    FakeNim::with(|seen| Reply::scores(&logits(&seen.passages())))
}

fn logits(passages: &[String]) -> Vec<f64> {
    let number = |text: &String| text.parse().expect("a number");
    passages.iter().map(number).collect()
}

fn parsed(run: &Transcript) -> Value {
    serde_json::from_str(run.code(0).stdout_str()).expect("JSON")
}

/// Returns the texts in printed order.
fn texts(run: &Transcript) -> Vec<String> {
    let lines = run.code(0).stdout_str().lines();
    lines.map(str::to_owned).collect()
}

#[test]
fn batches_follow_input_order() {
    let nim = by_number();
    let case = Case::new().nim(&nim).stdin(numbers(0..10));
    let run = case.run("-m nvidia/fake -q x --batch-size 4 -j 1 -f raw");
    let sent: Vec<_> = nim.requests().iter().map(|seen| logits(&seen.passages())).collect();
    assert_eq!(sent, [vec![0.0, 1.0, 2.0, 3.0], vec![4.0, 5.0, 6.0, 7.0], vec![8.0, 9.0]]);
    assert_eq!(texts(&run), ["9", "8", "7", "6", "5", "4", "3", "2", "1", "0"]);
}

#[test]
fn the_default_batch_size_is_the_limit_of_the_service() {
    let nim = by_number();
    let case = Case::new().nim(&nim).stdin(numbers(0..1100));
    let run = case.run("-m nvidia/fake -q x -f raw");
    assert_eq!(texts(&run)[..3], ["1099", "1098", "1097"]);
    let case = Case::new().nim(&nim).stdin(numbers(0..1100));
    let run = case.run("-m nvidia/fake -q x -f raw --batch-size 512");
    let mut counts: Vec<_> = run.requests.iter().map(|seen| seen.passages().len()).collect();
    counts.sort_unstable();
    assert_eq!(counts, [76, 512, 512]);
    assert!(nim.requests().iter().all(|seen| seen.passages().len() <= 512));
}

/// Bodies are well below the limits of load balancers.
#[test]
fn batches_are_limited_by_bytes() {
    let nim = FakeNim::with(|seen| Reply::scores(&vec![1.0; seen.passages().len()]));
    let line = format!("{}\n", "x".repeat(7 << 20));
    let case = Case::new().nim(&nim).stdin(line.repeat(3));
    let run = case.run("-m nvidia/fake -q apple -j 1 --no-documents");
    let counts: Vec<_> = run.code(0).requests.iter().map(|seen| seen.passages().len()).collect();
    assert_eq!(counts, [2, 1], "7 MiB each, 16 MiB a request");
}

/// The service sorts its response, so its order is not that of the passages.
#[test]
fn scores_are_matched_by_index_not_by_order() {
    let items = [(2, 1.0), (0, 3.0), (1, 2.0)];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]] {
        let items: Vec<_> = order
            .map(|at| json!({"index": items[at].0, "logit": items[at].1, "extra": null}))
            .into();
        let nim = FakeNim::script([Reply::json(200, json!({ "rankings": items }).to_string())]);
        let case = Case::new().nim(&nim).stdin("best\ngood\nbad\n");
        let run = case.run("-m nvidia/fake -q x");
        let expected = "1\t3.0\tstdin:1\tbest\n2\t2.0\tstdin:2\tgood\n3\t1.0\tstdin:3\tbad\n";
        assert_eq!(run.code(0).stdout_str(), expected, "{order:?}");
    }
}

#[test]
fn any_batch_size_gives_the_same_ranking() {
    let input = numbers((0..40).map(|n| n * 7 % 40));
    let ranked = |options: &str| {
        let nim = by_number();
        let case = Case::new().nim(&nim).stdin(&input);
        let run = case.run(&format!("-m nvidia/fake -q x {options}"));
        run.code(0).stdout_str().to_owned()
    };
    let whole = ranked("");
    assert_eq!(whole.lines().count(), 40);
    assert!(whole.starts_with("1\t39.0\tstdin:18\t39\n2\t38.0\tstdin:35\t38\n"), "{whole}");
    for size in [1, 2, 7, 39, 40, 41] {
        assert_eq!(ranked(&format!("--batch-size {size}")), whole, "{size}");
        assert_eq!(ranked(&format!("--batch-size {size} -j 1")), whole, "{size}");
    }
    let best: Vec<_> = whole.lines().take(3).collect();
    let top = ranked("--batch-size 7 -n 3");
    assert_eq!(top.lines().collect::<Vec<_>>(), best, "the best of all, not of a batch");
    assert_eq!(ranked("--batch-size 7 -n 99"), whole, "more than there are");
}

/// Half-precision scores are often equal, and the service puts the last of equals first.
#[test]
fn equal_scores_keep_input_order() {
    for size in [1, 2, 3, 6] {
        let nim = FakeNim::with(|seen| Reply::scores(&vec![0.5; seen.passages().len()]));
        let case = Case::new().nim(&nim).stdin("a\nb\nc\nd\ne\nf\n");
        let run = case.run(&format!("-m nvidia/fake -q x --batch-size {size} -j 3 -f raw"));
        assert_eq!(run.code(0).stdout_str(), "a\nb\nc\nd\ne\nf\n", "{size}");
        let run = case.run(&format!("-m nvidia/fake -q x --batch-size {size} -j 3 -f raw -n 2"));
        assert_eq!(run.code(0).stdout_str(), "a\nb\n", "{size}");
    }
}

/// The first request is answered after the last one.
#[test]
fn responses_in_any_order_give_the_same_ranking() {
    let gate = Gate::new();
    let nim = FakeNim::with({
        let gate = gate.clone();
        move |seen| match seen.passages()[0].as_str() {
            "0" => Reply::scores(&logits(&seen.passages())).after(gate.clone()),
            last => {
                if last == "4" {
                    gate.open();
                }
                Reply::scores(&logits(&seen.passages()))
            }
        }
    });
    let case = Case::new().nim(&nim).stdin(numbers(0..6));
    let run = case.run("-m nvidia/fake -q x --batch-size 2 -j 2 -f raw");
    assert_eq!(texts(&run), ["5", "4", "3", "2", "1", "0"]);
}

/// No reply is sent before this many requests have arrived, and there are never more.
#[test]
fn concurrency_is_reached_and_not_exceeded() {
    for (options, at_once) in [("-j 1", 1), ("-j 3", 3), ("--concurrency 8", 8)] {
        let gate = Gate::opening_at(at_once);
        let nim =
            FakeNim::with(move |seen| Reply::scores(&logits(&seen.passages())).after(gate.clone()));
        let case = Case::new().nim(&nim).stdin(numbers(0..24));
        let run = case.run(&format!("-m nvidia/fake -q x --batch-size 1 -f raw {options}"));
        assert_eq!(texts(&run).len(), 24);
        assert_eq!(nim.most_at_once(), at_once, "{options}");
        assert_eq!(nim.requests().len(), 24);
    }
}

#[test]
fn connections_are_reused() {
    for at_once in [1, 4] {
        let gate = Gate::opening_at(at_once);
        let nim =
            FakeNim::with(move |seen| Reply::scores(&logits(&seen.passages())).after(gate.clone()));
        let case = Case::new().nim(&nim).stdin(numbers(0..40));
        let run = case.run(&format!("-m nvidia/fake -q x --batch-size 1 -f raw -j {at_once}"));
        assert_eq!(texts(&run).len(), 40);
        assert_eq!(nim.connections(), at_once);
    }
}

/// However fast responses arrive, and whichever connection is free first.
#[test]
fn connections_do_not_exceed_concurrency() {
    let nim = by_number();
    let case = Case::new().nim(&nim).stdin(numbers(0..400));
    let run = case.run("-m nvidia/fake -q x --batch-size 1 -f raw -j 4");
    assert_eq!(texts(&run).len(), 400);
    let connections = nim.connections();
    assert!((1..=4).contains(&connections), "{connections}");
}

#[test]
fn there_is_one_request_per_batch() {
    let nim = by_number();
    let case = Case::new().nim(&nim).stdin(numbers(0..3));
    let run = case.run("-m nvidia/fake -q x -j 64");
    assert_eq!(run.code(0).requests.len(), 1, "{run}");
    assert_eq!(nim.connections(), 1);
}

/// A server may close the connection after each response.
#[test]
fn a_server_may_close_each_connection() {
    let nim = FakeNim::with(|seen| {
        Reply::scores(&logits(&seen.passages())).header("connection", "close")
    });
    let case = Case::new().nim(&nim).stdin(numbers(0..12));
    let run = case.run("-m nvidia/fake -q x --batch-size 1 -j 3 -f raw");
    assert_eq!(texts(&run).len(), 12);
    assert_eq!(nim.connections(), 12);
}

#[test]
fn requests_begin_before_the_input_ends() {
    // The second half of the input is written after the first has been requested.
    let nim = by_number();
    let case = Case::new().nim(&nim);
    let script = "{ printf '1\\n2\\n'; until [ -s asked ]; do sleep 0.02; done; printf '3\\n'; } | \
                  nimrank -m nvidia/fake -q x --batch-size 2 -f raw";
    let requested = case.dir().join("asked");
    let watcher = std::thread::spawn({
        let nim = nim.clone();
        move || {
            nim.wait_for(1);
            std::fs::write(requested, "yes\n").expect("the file can be written");
        }
    });
    let run = case.sh(script);
    watcher.join().expect("the first request came");
    assert_eq!(texts(&run), ["3", "2", "1"]);
}

#[test]
fn usage_is_summed_over_batches() {
    let usage = |tokens: u64| {
        let body = json!({"rankings": [{"index": 0, "logit": 1.0}], "usage": {"prompt_tokens": 1, "total_tokens": tokens}});
        Reply::json(200, body.to_string())
    };
    let nim = FakeNim::script([usage(5), usage(7), usage(0)]);
    let case = Case::new().nim(&nim).stdin("a\nb\nc\n");
    let run = case.run("-m nvidia/fake -q x --batch-size 1 -j 1 -f json");
    let meta = &parsed(&run)["meta"];
    assert_eq!(meta["usage"], json!({"total_tokens": 12}));
    assert_eq!((&meta["requests"], &meta["documents"]), (&json!(3), &json!(3)));
}

#[test]
fn usage_is_null_if_one_batch_has_none() {
    let message = r#"{"rankings":[{"index":0,"logit":1}],"usage":{"total_tokens":5}}"#;
    for silent in [
        r#"{"rankings":[{"index":0,"logit":1}]}"#,
        r#"{"rankings":[{"index":0,"logit":1}],"usage":null}"#,
        r#"{"rankings":[{"index":0,"logit":1}],"usage":{"prompt_tokens":5}}"#,
    ] {
        let nim = FakeNim::script([message, silent, message].map(|body| Reply::json(200, body)));
        let case = Case::new().nim(&nim).stdin("a\nb\nc\n");
        let run = case.run("-m nvidia/fake -q x --batch-size 1 -j 1 -f json");
        assert_eq!(parsed(&run)["meta"]["usage"], Value::Null, "{silent}");
    }
}

#[test]
fn json_names_endpoint_api_and_model() {
    let nim = by_number();
    let case = Case::new().nim(&nim).stdin(numbers(0..3));
    let base = format!("--base-url '{}/v1?key=fake-key#part'", nim.url());
    let run = case.run(&format!("{base} -m nvidia/fake -q x --batch-size 2 -f json"));
    let meta = &parsed(&run)["meta"];
    assert_eq!(meta["api"], "nim");
    assert_eq!(meta["endpoint"], format!("{}/v1/ranking", nim.url()), "no query");
    assert_eq!(meta["score"], "logit");
    assert_eq!(parsed(&run)["model"], "nvidia/fake");
    let printed = parsed(&run);
    let indexes = printed["results"].as_array().expect("a list").iter();
    let indexes: HashSet<_> = indexes.map(|result| result["index"].as_u64()).collect();
    assert_eq!(indexes, HashSet::from([Some(0), Some(1), Some(2)]));
}

/// Far apart on the raw scale, and all 1.0 as sigmoid: the order is by raw score.
#[test]
fn sigmoid_ties_keep_the_order_of_raw_scores() {
    let nim = FakeNim::script([Reply::scores(&[40.0, 60.0, 50.0])]);
    let case = Case::new().nim(&nim).stdin("a\nb\nc\n");
    let run = case.run("-m nvidia/fake -q x --score sigmoid");
    let expected = "1\t1.0\tstdin:2\tb\n2\t1.0\tstdin:3\tc\n3\t1.0\tstdin:1\ta\n";
    assert_eq!(run.code(0).stdout_str(), expected);
}

#[test]
fn min_score_is_applied_before_top_n_across_batches() {
    let nim = FakeNim::with(|_| Reply::scores(&[1.0, 3.0, 2.0, 2.5]));
    let case = Case::new().nim(&nim).stdin("a\nb\nc\nd\n");
    let run = case.run("-m nvidia/fake -q x --min-score 2 -n 2 -f raw");
    assert_eq!(run.code(0).stdout_str(), "b\nd\n");
    let run = case.run("-m nvidia/fake -q x --min-score 2 -f raw");
    assert_eq!(run.code(0).stdout_str(), "b\nd\nc\n", "a score that is equal stays");
    let run = case.run("-m nvidia/fake -q x --min-score 3.5 -f raw");
    assert_eq!(run.code(1).stderr_str(), "nimrank: no document scores 3.5 or more\n");
}

struct SizedItem(usize);

impl AsPassage for SizedItem {
    fn passage(&self) -> Option<Passage<'_>> {
        (self.0 > 0).then(|| Passage {
            text: Some(Text::Plain(Cow::Owned("x".repeat(self.0)))),
            image: None,
        })
    }
}

/// Returns the sizes of the passages in each batch.
fn cut_sizes(passages: usize, bytes: usize, sizes: &[usize]) -> Vec<Vec<usize>> {
    let items = sizes.iter().map(|size| Ok::<_, ()>(SizedItem(*size)));
    let limits = Limits { bytes, ..Limits::of_requests(passages) };
    let batches = Batches::new(items, limits);
    let sizes = |batch: Vec<SizedItem>| batch.iter().map(|item| item.0).collect();
    batches.map(|batch| batch.map(sizes).expect("no error")).collect()
}

#[test]
fn batches_are_cut_by_number_and_by_size() {
    assert_eq!(cut_sizes(2, 100, &[1, 1, 1, 1, 1]), [vec![1, 1], vec![1, 1], vec![1]]);
    assert_eq!(cut_sizes(9, 10, &[6, 4, 1, 30, 2]), [vec![6, 4], vec![1], vec![30], vec![2]]);
    assert!(cut_sizes(2, 100, &[]).is_empty());
}

#[test]
fn the_service_limit_is_requested_once_and_only_for_many_passages() {
    let batches = |sizes: &[usize], answer| {
        let calls = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&calls);
        let items: Vec<_> = sizes.iter().map(|size| Ok::<_, ()>(SizedItem(*size))).collect();
        let batches = Batches::new(items.into_iter(), Limits::of_requests(10));
        let batches = batches.with_service_limit(move || {
            count.fetch_add(1, Ordering::Relaxed);
            answer
        });
        let lengths = batches.map(|batch| batch.expect("no error").len());
        (lengths.collect::<Vec<_>>(), calls.load(Ordering::Relaxed))
    };
    assert_eq!(batches(&[1; 30], Some(12)), (vec![12, 12, 6], 1));
    assert_eq!(batches(&[1; 12], Some(3)), (vec![8, 3, 1], 1));
    assert_eq!(batches(&[1; 12], None), (vec![10, 2], 1));
    assert_eq!(batches(&[1; 8], Some(3)), (vec![8], 0));
    assert_eq!(batches(&[0; 12], Some(3)), (vec![12], 0));
}

#[test]
fn blank_items_do_not_count_but_are_limited() {
    assert_eq!(cut_sizes(2, 100, &[1, 0, 0, 1, 0]), [vec![1, 0, 0, 1], vec![0]]);
    assert_eq!(cut_sizes(1, 100, &[0; 17]).iter().map(Vec::len).collect::<Vec<_>>(), [8, 8, 1]);
}
