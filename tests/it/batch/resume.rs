//! Runs with `--resume` that are killed and continued.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::records;
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

const QUERIES: usize = 20;

/// A service that stalls from its nth request on, until the limit is removed.
fn stalling(limit: &Arc<AtomicUsize>) -> FakeNim {
    let count = AtomicUsize::new(0);
    let limit = Arc::clone(limit);
    FakeNim::with(move |_| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        if number >= limit.load(Ordering::SeqCst) { Reply::stall() } else { Reply::ok() }
    })
}

/// Runs a script that writes its process id to `pid`, and kills it when the service has this many requests.
fn kill_after(case: &Case, nim: &FakeNim, script: &str, requests: usize) {
    thread::scope(|scope| {
        scope.spawn(|| {
            nim.wait_for(requests);
            case.sh("kill -KILL $(cat pid)").code(0);
        });
        case.sh(&format!("echo $$ >pid; exec {script}"));
    });
}

#[test]
fn a_killed_run_loses_only_queries_in_flight() {
    const THREADS: usize = 4;
    let whole = Case::new().nim(&FakeNim::new()).file("q.jsonl", records(QUERIES));
    let expected = whole.run("batch -m m --resume s.jsonl q.jsonl");
    let recording = fs::read(whole.dir().join("s.jsonl")).expect("a recording");
    for answered in [0, 1, 5, 12, 19] {
        let limit = Arc::new(AtomicUsize::new(answered));
        let nim = stalling(&limit);
        let case = Case::new().nim(&nim).file("q.jsonl", records(QUERIES));
        let command = format!("nimrank batch -m m -j {THREADS} --resume s.jsonl q.jsonl");
        let in_flight = THREADS.min(QUERIES - answered);
        kill_after(&case, &nim, &format!("{command} >killed"), answered + in_flight);
        limit.store(usize::MAX, Ordering::SeqCst);
        let run = case.sh(&command);
        assert_eq!(run.code(0).stdout_str(), expected.stdout_str());
        assert_eq!(run.requests.len(), QUERIES - answered, "{answered}\n{run}");
        let printed = fs::read_to_string(case.dir().join("killed")).expect("it was printed");
        assert!(expected.stdout_str().starts_with(&printed), "{printed}");
        assert!(printed.is_empty() || printed.ends_with('\n'), "{printed}");
        assert_eq!(fs::read(case.dir().join("s.jsonl")).expect("a recording"), recording);
    }
}

#[test]
fn a_run_killed_again_and_again_ends_like_a_whole_one() {
    let whole = Case::new().nim(&FakeNim::new()).stdin(records(QUERIES));
    let expected = whole.run("batch -m m -f trec");
    let limit = Arc::new(AtomicUsize::new(0));
    let nim = stalling(&limit);
    let case = Case::new().nim(&nim).file("q.jsonl", records(QUERIES));
    let command = "nimrank batch -m m -j 1 -f trec --resume s.jsonl q.jsonl";
    for _ in 0..4 {
        let seen = nim.requests().len();
        limit.store(seen + 3, Ordering::SeqCst);
        kill_after(&case, &nim, &format!("{command} >/dev/null"), seen + 4);
    }
    let seen = nim.requests().len();
    limit.store(usize::MAX, Ordering::SeqCst);
    let run = case.sh(command);
    assert_eq!(run.code(0).stdout_str(), expected.code(0).stdout_str());
    assert_eq!(seen, 4 * 4);
    assert_eq!(run.requests.len(), QUERIES - 4 * 3);
}

#[test]
fn every_cut_of_the_file_is_continued() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).file("q.jsonl", records(3));
    let expected = case.run("batch -m m --resume whole.jsonl q.jsonl");
    let whole = fs::read(case.dir().join("whole.jsonl")).expect("a recording");
    for length in (0..=whole.len()).step_by(17).chain([whole.len() - 1]) {
        let cut = case.dir().join("cut.jsonl");
        fs::write(&cut, &whole[..length]).expect("the folder takes files");
        let run = case.run("batch -m m --resume cut.jsonl q.jsonl");
        assert_eq!(run.code(0).stdout_str(), expected.stdout_str(), "{length}");
        let lines = whole[..length].split(|byte| *byte == b'\n').count() - 1;
        assert_eq!(run.requests.len(), 3 - lines, "{length}");
        assert_eq!(fs::read(&cut).expect("a recording"), whole, "{length}");
    }
}

#[test]
fn a_file_in_use_is_refused() {
    let limit = Arc::new(AtomicUsize::new(1));
    let nim = stalling(&limit);
    let case = Case::new().nim(&nim).file("q.jsonl", records(3));
    let second = thread::scope(|scope| {
        let second = scope.spawn(|| {
            nim.wait_for(2);
            let second = case.run("batch -m m --resume s.jsonl q.jsonl");
            case.sh("kill -KILL $(cat pid)").code(0);
            second
        });
        case.sh("echo $$ >pid; exec nimrank batch -m m -j 1 --resume s.jsonl q.jsonl");
        second.join().expect("it ends")
    });
    let message = "nimrank: s.jsonl: another run uses this file\n  \
                   hint: wait for it to end, or name another file with `--resume`\n";
    assert_eq!(second.code(2).stderr_str(), message);
}

#[test]
fn settings_of_scores_are_part_of_the_key_and_others_are_not() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).file("q.jsonl", records(3));
    case.run("batch -m m --resume s.jsonl q.jsonl").code(0);
    for (options, requests) in [
        ("-m m -j 1 --batch-size 1 -n 1 -f trec --min-score -9", 0),
        ("-m m --truncate none", 3),
        ("-m other", 3),
        ("-m m", 3),
        ("-m other", 0),
    ] {
        let run = case.run(&format!("batch {options} --resume s.jsonl q.jsonl"));
        assert_eq!(run.code(0).requests.len(), requests, "{options}\n{run}");
    }
}
