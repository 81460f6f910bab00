//! A run over many queries prints what runs over one query after the other print, whatever the number of threads, the
//! size of requests, the faults of the service and the reaction to them.

use std::collections::HashMap;
use std::sync::Mutex;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::cases;
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply, Seen};

const RETRIES: usize = 2;

/// The behavior of the service for a query.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// Some requests fail before the others succeed.
    Transient(usize, u16),
    Permanent(u16),
    HangUp,
}

fn fault() -> impl Strategy<Value = Fault> {
    let status = || prop::sample::select(vec![429, 500, 503]);
    prop_oneof![
        6 => Just(Fault::Transient(0, 500)),
        2 => (1..=RETRIES, status()).prop_map(|(count, status)| Fault::Transient(count, status)),
        1 => prop::sample::select(vec![400, 413, 422, 429, 500, 503]).prop_map(Fault::Permanent),
        1 => Just(Fault::HangUp),
    ]
}

/// The documents of a query, some of them blank, and the behavior of the service.
fn query() -> impl Strategy<Value = (Vec<String>, Fault)> {
    let word = prop::sample::select(vec!["red", "green", "apple", "query", ""]);
    let document = prop::collection::vec(word, 0..3).prop_map(|words| words.join(" "));
    (prop::collection::vec(document, 0..6), fault())
}

fn record(number: usize, documents: &[String]) -> Value {
    json!({"qid": number, "query": format!("query {number} apple"), "docs": documents})
}

fn service(faults: &[Fault]) -> FakeNim {
    let faults = faults.to_vec();
    let counts = Mutex::new(HashMap::new());
    let nim = FakeNim::with(move |seen: &Seen| {
        let query = seen.query();
        let number: usize = query.split(' ').nth(1).and_then(|n| n.parse().ok()).expect("a number");
        let mut counts = counts.lock().expect("no thread has panicked");
        let count: &mut usize = counts.entry(number).or_default();
        *count += 1;
        match faults[number] {
            Fault::Transient(failures, status) if *count <= failures => Reply::status(status),
            Fault::Transient(..) => Reply::ok(),
            Fault::Permanent(status) => Reply::json(status, r#"{"error":"no"}"#),
            Fault::HangUp => Reply::hang_up(),
        }
    });
    nim.may_be_unused()
}

/// Returns the code and the output of a run over these queries, each of the others left as a blank line.
fn run(
    queries: &[(Vec<String>, Fault)],
    is_included: impl Fn(usize) -> bool,
    options: &str,
) -> (i32, String) {
    let lines: String = (0..queries.len())
        .map(|number| {
            if is_included(number) {
                format!("{}\n", record(number, &queries[number].0))
            } else {
                "\n".into()
            }
        })
        .collect();
    let faults: Vec<_> = queries.iter().map(|(_, fault)| *fault).collect();
    let nim = service(&faults);
    let case = Case::new().nim(&nim).stdin(lines);
    let run = case.run(&format!("batch -m m --retries {RETRIES} --max-wait 0.002 {options}"));
    let url = nim.url();
    (run.code.expect("no signal"), run.stdout_str().replace(&url, "[NIM]"))
}

proptest! {
    #![proptest_config(cases(16))]

    #[test]
    fn many_queries_are_printed_like_one_after_the_other(
        queries in prop::collection::vec(query(), 1..9),
        threads in 1..9_usize,
        size in 1..7_usize,
        on_error in prop::sample::select(vec!["fail", "record", "passthrough"]),
        format in prop::sample::select(vec!["jsonl", "tsv", "trec"]),
    ) {
        let (mut code, mut expected) = (0, String::new());
        let options = format!("--on-error {on_error} -f {format}");
        for number in 0..queries.len() {
            let (own, printed) = run(&queries, |other| other == number, &format!("{options} -j 1"));
            expected.push_str(&printed);
            code = code.max(own);
            if own == 2 || own == 3 && on_error == "fail" {
                code = own;
                break;
            }
        }
        let all = run(&queries, |_| true, &format!("{options} -j {threads} --batch-size {size}"));
        prop_assert_eq!(all, (code, expected));
    }
}
