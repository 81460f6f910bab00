//! A guard against regressions: the instructions of standard runs, compared with those on record in `record.tsv`. No
//! time is measured, so that a busy machine does not matter.
//!
//! ```text
//! cargo bench --bench instructions            compare; fails if a run takes more than TOLERANCE above its record
//! cargo bench --bench instructions -- record  write a new record
//! ```
//!
//! Words after `--` that are names of runs select them. Callgrind counts; without it nothing is compared. The count
//! depends on the compiler, the target and the C library, so that with others than those on record the figures are only
//! printed.

#![allow(unreachable_pub, reason = "the modules of one binary have no other outside")]
#![allow(clippy::print_stdout, reason = "the table is what this is for")]

#[path = "../common/data.rs"]
mod data;
#[path = "../common/documents.rs"]
mod documents;
#[path = "../common/queries.rs"]
mod queries;
mod record;
#[path = "../common/server.rs"]
#[expect(dead_code, reason = "no run needs a latency")]
mod server;

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use data::QUERY;
use record::Record;
use server::Server;

/// The largest ratio to the record that passes. Counts of the same program differ by 0.2 %, as threads take turns.
const TOLERANCE: f64 = 1.03;

/// A standard run.
struct Run {
    name: &'static str,
    arguments: fn(&Server, &Path) -> io::Result<Vec<String>>,
}

const RUNS: [Run; 4] = [
    Run { name: "3-documents", arguments: |server, folder| ranking(server, folder, 3) },
    Run { name: "20000-documents", arguments: |server, folder| ranking(server, folder, 20_000) },
    Run { name: "batch-1000x20", arguments: batch },
    Run { name: "local-100000-documents", arguments: local },
];

fn main() -> io::Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == server::SERVE) {
        return server::serve().map(|()| ExitCode::SUCCESS);
    }
    let version = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
    if version.is_err() {
        println!("skipped: valgrind is not installed");
        return Ok(ExitCode::SUCCESS);
    }
    let is_selected = |run: &&Run| words.iter().any(|word| word == run.name);
    let mut runs: Vec<&Run> = RUNS.iter().filter(is_selected).collect();
    if runs.is_empty() {
        runs = RUNS.iter().collect();
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let server = Server::start()?;
    let mut counts = Vec::new();
    for run in runs {
        counts.push((run.name, count(&(run.arguments)(&server, &folder)?)?));
    }
    let old = Record::read()?;
    let environment = record::environment();
    if words.iter().any(|word| word == "record") {
        return old.updated(environment, &counts).write().map(|()| ExitCode::SUCCESS);
    }
    Ok(compare(&old, &environment, &counts))
}

/// Prints all counts with their ratios to the record. Fails if one is too high and comparable.
fn compare(old: &Record, environment: &str, counts: &[(&'static str, u64)]) -> ExitCode {
    let is_comparable = old.environment == environment;
    let mut failures = Vec::new();
    println!("| run | instructions | on record | ratio |");
    println!("|---|---:|---:|---:|");
    for (name, count) in counts {
        let Some(on_record) = old.count(name) else {
            println!("| {name} | {count} | | |");
            failures.push(format!("{name}: not on record"));
            continue;
        };
        let ratio = *count as f64 / on_record as f64;
        println!("| {name} | {count} | {on_record} | {ratio:.3} |");
        if ratio > TOLERANCE {
            failures.push(format!(
                "{name}: {count} instructions, {on_record} on record, ratio {ratio:.3} above {TOLERANCE}"
            ));
        }
    }
    if !is_comparable {
        println!("not compared: recorded with {}, this is {environment}", old.environment);
        return ExitCode::SUCCESS;
    }
    for failure in &failures {
        println!("FAILED {failure}");
    }
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Counts the instructions of nimrank with these arguments.
fn count(arguments: &[String]) -> io::Result<u64> {
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("callgrind.out");
    let mut command = Command::new("valgrind");
    command
        .args(["--quiet", "--tool=callgrind"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(env!("CARGO_BIN_EXE_nimrank"))
        .args(arguments)
        // Variables change what is done, and their number and length the time to find one.
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    let status = command.status()?;
    if !status.success() {
        return Err(io::Error::other(format!("{arguments:?}: {status}")));
    }
    let profile = std::fs::read_to_string(&out)?;
    let total = profile.lines().find_map(|line| line.strip_prefix("totals: "));
    let total = total.and_then(|total| total.trim().parse().ok());
    total.ok_or_else(|| io::Error::other("callgrind reports no total"))
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}

fn ranking(server: &Server, folder: &Path, count: usize) -> io::Result<Vec<String>> {
    let documents = documents::make(folder, count)?.join("documents.jsonl");
    let mut arguments = words(["--base-url", server.url(), "-m", "m", "-q", QUERY, "-f", "tsv"]);
    arguments.extend(words(["--batch-size", "512", "-j", "8", "-n", "10"]));
    arguments.push(documents.display().to_string());
    Ok(arguments)
}

fn batch(server: &Server, folder: &Path) -> io::Result<Vec<String>> {
    let records = queries::make(&folder.join("batch-1000x20"), 1000, 20)?;
    let mut arguments = words(["batch", "--base-url", server.url(), "-m", "m", "-j", "8"]);
    arguments.push(records.display().to_string());
    Ok(arguments)
}

fn local(_: &Server, folder: &Path) -> io::Result<Vec<String>> {
    let documents = documents::make(folder, 100_000)?.join("documents.jsonl");
    let query = "how does the latency of the network matter to relevance";
    let mut arguments = words(["-m", "local/bm25", "-q", query, "-n", "10", "-f", "tsv"]);
    arguments.push(documents.display().to_string());
    Ok(arguments)
}
