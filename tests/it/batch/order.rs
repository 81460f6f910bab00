//! Queries are printed in the order of the input, each as soon as it and all before it are complete.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::records;
use crate::support::nim::{FakeNim, Gate, Reply};
use crate::support::{Case, Transcript};

/// Returns a service that holds back the reply to one query until the gate opens.
fn slow(query: &'static str, gate: &Gate) -> FakeNim {
    let gate = gate.clone();
    FakeNim::with(
        move |seen| {
            if seen.query() == query { Reply::ok().after(gate.clone()) } else { Reply::ok() }
        },
    )
}

/// Runs the program, and lets `act` do something meanwhile.
fn run_during(case: &Case, arguments: &str, act: impl FnOnce() + Send) -> Transcript {
    thread::scope(|scope| {
        let acting = scope.spawn(act);
        let run = case.run(arguments);
        acting.join().expect("no assertion failed meanwhile");
        run
    })
}

fn ids(run: &Transcript) -> Vec<String> {
    let record = |line| serde_json::from_str::<serde_json::Value>(line).expect("JSON");
    run.stdout_str().lines().map(|line| record(line)["id"].to_string()).collect()
}

#[test]
fn a_slow_query_does_not_hold_up_the_requests_of_the_others() {
    let gate = Gate::new();
    let nim = slow("query 0", &gate);
    let case = Case::new().nim(&nim).stdin(records(60));
    let run = run_during(&case, "batch -m m -j 2 --no-documents", || {
        nim.wait_for(60);
        gate.open();
    });
    let expected: Vec<_> = (0..60).map(|number| format!("\"q{number}\"")).collect();
    assert_eq!(ids(run.code(0)), expected);
}

#[test]
fn look_ahead_is_bounded() {
    let gate = Gate::new();
    let nim = slow("query 0", &gate);
    let case = Case::new().nim(&nim).stdin(records(300));
    let run = run_during(&case, "batch -m m -j 2 --no-documents", || {
        nim.wait_for(64);
        thread::sleep(Duration::from_millis(300));
        let ahead = nim.requests().len();
        gate.open();
        assert!(ahead <= 64, "{ahead}");
    });
    assert_eq!(ids(run.code(0)).len(), 300);
}

#[test]
fn latency_does_not_change_the_output() {
    let nim = FakeNim::with(|seen| {
        let number: u64 = seen.query()["query ".len()..].parse().expect("a number");
        thread::sleep(Duration::from_millis(number * 7919 % 23));
        Reply::ok()
    });
    let case = Case::new().nim(&nim).stdin(records(80));
    let one_by_one = case.run("batch -m m -j 1");
    for threads in [3, 16] {
        let run = case.run(&format!("batch -m m -j {threads}"));
        assert_eq!(run.code(0).stdout_str(), one_by_one.code(0).stdout_str());
    }
}

#[test]
fn queries_before_the_first_that_fails_are_finished() {
    let gate = Gate::new();
    let held = gate.clone();
    let nim = FakeNim::with(move |seen| match seen.query().as_str() {
        "query 1" => Reply::ok().after(held.clone()),
        "query 3" => Reply::status(500).after(held.clone()),
        "query 5" => Reply::json(400, r#"{"error":"bad"}"#),
        _ => Reply::ok(),
    });
    let case = Case::new().nim(&nim).stdin(records(20));
    let run = run_during(&case, "batch -m m -j 4 --no-documents", || {
        nim.wait_for(6);
        thread::sleep(Duration::from_millis(100));
        gate.open();
    });
    assert_eq!(ids(run.code(3)), [r#""q0""#, r#""q1""#, r#""q2""#]);
    assert!(run.stderr_str().starts_with("nimrank: query `q3`: "), "{run}");
    assert!(run.requests.len() < 12, "it continued\n{run}");
}

#[test]
fn a_complete_query_is_printed_while_input_is_awaited() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).file("one", records(1));
    let script = "mkfifo in; { cat one; for _ in $(seq 900); do [ -s out ] && break; sleep 0.02; done; } >in & \
                  timeout 20 nimrank batch -m m --no-documents <in >out; cat out";
    let run = case.sh(script);
    assert_eq!(ids(run.code(0)), [r#""q0""#]);
}

#[test]
fn a_reader_that_goes_away_ends_the_run() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).file("many.jsonl", records(2000));
    let run = case.sh("{ nimrank batch -m m many.jsonl; echo $? >code; } | head -n 1; cat code");
    assert!(run.code(0).stdout_str().ends_with("}\n0\n"), "{run}");
    assert!(run.requests.len() < 1000, "it continued");
}

#[test]
fn sigterm_leaves_no_files() {
    let nim = FakeNim::with(|_| Reply::stall());
    let case = Case::new().nim(&nim).file("q.jsonl", records(3));
    let script = "mkdir out; sh -c 'echo $$ >pid; exec nimrank batch -m m -o out/f --record out/r \
                  q.jsonl'; echo $?; ls out";
    let run = thread::scope(|scope| {
        scope.spawn(|| {
            nim.wait_for(1);
            case.sh("kill -TERM $(cat pid)").code(0);
        });
        case.sh(script)
    });
    assert_eq!(run.stdout_str(), "143\n", "{run}");
}

/// Hosted services name their limits by status 429: every query succeeds, and no other is requested meanwhile.
#[test]
fn a_429_holds_all_queries() {
    const QUERIES: usize = 150;
    let times = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&times);
    let nim = FakeNim::with(move |_| {
        let number = {
            let mut times = log.lock().expect("no handler panicked");
            times.push(Instant::now());
            times.len()
        };
        // Without a pause of the whole run, the other queries would be done before the first retry.
        thread::sleep(Duration::from_millis(10));
        if number == 10 { Reply::status(429).header("retry-after", "1") } else { Reply::ok() }
    });
    let case = Case::new().nim(&nim).stdin(records(QUERIES));
    let run = case.run("batch -m m -j 8 --retries 1 --max-wait 5 --no-documents");
    assert_eq!(ids(run.code(0)).len(), QUERIES);
    assert_eq!(run.requests.len(), QUERIES + 1);
    let times = times.lock().expect("no handler panicked");
    let pause = times.windows(2).position(|pair| pair[1] - pair[0] > Duration::from_millis(700));
    let before = pause.expect("a pause");
    assert!(before < QUERIES / 2, "{before}");
}

#[test]
fn a_burst_of_429_is_survived() {
    let count = AtomicUsize::new(0);
    let nim = FakeNim::with(move |_| {
        if (5..15).contains(&count.fetch_add(1, Ordering::Relaxed)) {
            Reply::status(429).header("retry-after", "0")
        } else {
            Reply::ok()
        }
    });
    let case = Case::new().nim(&nim).stdin(records(40));
    let run = case.run("batch -m m -j 8 --retries 10 --max-wait 0.01 --no-documents");
    assert_eq!(ids(run.code(0)).len(), 40);
    assert_eq!(run.requests.len(), 50);
}
