//! Peak memory does not grow with documents that are not kept, or with queries.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

/// The largest growth for ten times as many documents: an eighth of their size.
const SPARE: u64 = 3 << 10;

/// A service that scores each passage by the number that it begins with, in another order.
fn service() -> FakeNim {
    FakeNim::with(|seen| {
        let passages = seen.passages();
        let number = |text: &String| text.split(' ').next()?.parse::<u32>().ok();
        let scores = passages.iter().map(|text| number(text).unwrap_or(0) * 7919 % 6007);
        Reply::scores(&scores.map(f64::from).collect::<Vec<_>>())
    })
}

/// Returns the peak memory in KiB of a run over documents of about 8 KiB. It is read when the first results
/// arrive; the others exceed a pipe, so the program is still running.
fn peak(count: usize, options: &[&str]) -> u64 {
    let mut lines = String::new();
    for number in 0..count {
        let words = "all work and no play ".repeat(400);
        writeln!(lines, "{{\"text\":\"{number} {words}\"}}").expect("strings take writes");
    }
    let case = Case::new().file("documents.jsonl", &lines);
    let nim = service();
    let mut command = Command::new(env!("CARGO_BIN_EXE_nimrank"));
    command
        .current_dir(case.dir())
        .env_clear()
        .args(["--base-url", &nim.url(), "-m", "nvidia/fake", "-q", "x"])
        .args(["--batch-size", "16", "-j", "2", "documents.jsonl"])
        .args(options)
        .stdout(Stdio::piped());
    let mut child = command.spawn().expect("the program can be started");
    let mut results = child.stdout.take().expect("they are piped");
    results.read_exact(&mut [0]).expect("there are results");
    let peak = peak_of_process(child.id());
    drop(results);
    let end = child.wait().expect("it ends");
    assert!(end.success(), "{options:?}: {end:?}");
    peak.expect("the system reports it")
}

/// Returns the peak memory of a running process in KiB.
fn peak_of_process(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let mut lines = status.lines();
    let peak = lines.find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    peak?.parse().ok()
}

#[test]
fn memory_is_independent_of_documents_outside_top_n() {
    let lists: [&[&str]; 3] =
        [&["-n", "40"], &["--min-score", "5700"], &["-n", "40", "--on-error", "passthrough"]];
    for options in lists {
        let (few, many) = (peak(300, options), peak(3000, options));
        assert!(many < few + SPARE, "{options:?}: {few} and {many} KiB");
    }
}

/// Returns the peak memory in KiB of a run over queries with ten documents of about 1 KiB each.
fn peak_of_batch(queries: usize) -> u64 {
    let text = "all work and no play ".repeat(50);
    let mut records = String::new();
    for number in 0..queries {
        let documents: Vec<_> = (0..10).map(|at| format!("{at} {text}")).collect();
        let record = serde_json::json!({"query": format!("query {number}"), "docs": documents});
        writeln!(records, "{record}").expect("strings take writes");
    }
    let case = Case::new().file("records.jsonl", &records);
    let nim = service();
    let mut command = Command::new(env!("CARGO_BIN_EXE_nimrank"));
    command
        .current_dir(case.dir())
        .env_clear()
        .args(["batch", "--base-url", &nim.url(), "-m", "nvidia/fake", "-j", "2", "records.jsonl"])
        .stdout(Stdio::null());
    let mut child = command.spawn().expect("the program can be started");
    let mut highest = 0;
    while child.try_wait().expect("it is a child").is_none() {
        highest = highest.max(peak_of_process(child.id()).unwrap_or(0));
        thread::sleep(Duration::from_millis(5));
    }
    assert!(child.wait().expect("it has ended").success());
    highest
}

#[test]
fn memory_is_independent_of_the_number_of_queries() {
    let (few, many) = (peak_of_batch(200), peak_of_batch(2000));
    assert!(many < few + SPARE, "{few} and {many} KiB");
}
