//! `nimrank eval` on a run of millions of lines: `cargo bench --bench eval`. Set `NIMRANK_BENCH_TREC_EVAL` to
//! a trec_eval binary to include it. A number after `--` is the number of queries, with 1,000 results each.

#![allow(clippy::print_stdout, reason = "the table is what this is for")]

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4 as _;

/// The number of results of each query.
const DEPTH: u64 = 1000;
/// The number of runs of each program.
const RUNS: usize = 5;

/// A linear congruential generator (Knuth's MMIX), so that the data are the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Writes judgments and a run with the size and the look of those of MS MARCO.
fn make(folder: &Path, queries: u64) -> io::Result<[PathBuf; 2]> {
    let paths = ["qrels", "run"].map(|name| folder.join(format!("{name}-{queries}.txt")));
    if paths[1].exists() {
        return Ok(paths);
    }
    fs::create_dir_all(folder)?;
    let mut chance = Chance(20_261_120);
    let mut qrels = BufWriter::new(File::create(&paths[0])?);
    let unfinished = paths[1].with_extension("part");
    let mut run = BufWriter::new(File::create(&unfinished)?);
    for query in (0..queries).map(|number| 100_000 + 37 * number) {
        let mut score = 30_000_000 + chance.below(5_000_000);
        for rank in 1..=DEPTH {
            // Scores are distinct: they contain the rank.
            let doc = chance.below(8_841) * DEPTH + rank - 1;
            score -= chance.below(10_000);
            let (whole, part) = (score / 1_000_000, score % 1_000_000);
            writeln!(run, "{query} Q0 {doc} {rank} {whole}.{part:06} bm25")?;
            if rank % 25 == 0 {
                writeln!(qrels, "{query} 0 {doc} {}", chance.below(4))?;
            }
        }
    }
    qrels.flush()?;
    run.flush()?;
    fs::rename(unfinished, &paths[1])?;
    Ok(paths)
}

/// Returns seconds and MiB of a run.
fn measure(command: &mut Command) -> io::Result<(f64, f64)> {
    let begun = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
    let end = child.wait4()?;
    let wall = begun.elapsed().as_secs_f64();
    assert!(end.status.success(), "{command:?}: {:?}", end.status);
    Ok((wall, end.rusage.maxrss as f64 / f64::from(1 << 20)))
}

fn main() -> io::Result<()> {
    let queries = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(7000);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench-eval");
    let [qrels, run] = make(&folder, queries)?;
    let mut nimrank = Command::new(env!("CARGO_BIN_EXE_nimrank"));
    nimrank.args(["eval", "--quiet", "--trec", "-m", "ndcg@10,rr,recall@10,ap"]);
    nimrank.arg("--qrels").arg(&qrels).arg("--run").arg(&run);
    let mut programs = vec![("nimrank eval", nimrank)];
    if let Some(path) = std::env::var_os("NIMRANK_BENCH_TREC_EVAL") {
        let mut trec_eval = Command::new(path);
        trec_eval.args([
            "-c",
            "-m",
            "ndcg_cut.10",
            "-m",
            "recip_rank",
            "-m",
            "recall.10",
            "-m",
            "map",
        ]);
        trec_eval.arg(&qrels).arg(&run);
        programs.push(("trec_eval", trec_eval));
    }
    let mut costs = vec![Vec::new(); programs.len()];
    for _ in 0..RUNS {
        for ((_, command), costs) in programs.iter_mut().zip(&mut costs) {
            costs.push(measure(command)?);
        }
    }
    println!("| lines | program | wall s | peak MiB | wall / trec_eval |");
    println!("|---|---|---|---|---|");
    let medians: Vec<_> = costs.iter_mut().map(|costs| median(costs)).collect();
    let reference = medians.get(1).map(|(wall, _)| *wall);
    for ((name, _), (wall, peak)) in programs.iter().zip(&medians) {
        let ratio =
            reference.map_or_else(String::new, |reference| format!("{:.2}", wall / reference));
        println!("| {} | {name} | {wall:.2} | {peak:.0} | {ratio} |", queries * DEPTH);
    }
    Ok(())
}

fn median(costs: &mut [(f64, f64)]) -> (f64, f64) {
    costs.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
    costs[costs.len() / 2]
}
