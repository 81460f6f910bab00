//! `local/bm25` compared with counting words and with what is used from Python, whole processes in one run: `cargo
//! bench --bench local`. Numbers after `--` select the numbers of documents: `-- 20000`. Set `NIMRANK_BENCH_PYTHON` to
//! a Python that has `bm25s` and `rank_bm25` to include them.

#![allow(unreachable_pub, reason = "the modules of one binary have no other outside")]
#![allow(clippy::print_stdout, reason = "the table is what this is for")]

#[path = "common/data.rs"]
mod data;
#[path = "common/documents.rs"]
mod documents;
#[path = "common/process.rs"]
mod process;

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use process::{Cost, is_installed, median};

/// Numbers of documents, and repetitions for each.
const SIZES: [(usize, usize); 2] = [(20_000, 11), (1_000_000, 5)];
/// The largest number of documents for the clients in Python; more would take minutes or gigabytes.
const MOST_IN_PYTHON: usize = 20_000;
/// All documents have some of its words.
const QUERY: &str = "how does the latency of the network matter to relevance";

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let wanted: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    println!("| documents | client | wall s | CPU s | peak MiB | vs wc -w |");
    println!("|---:|---|---:|---:|---:|---:|");
    for (count, runs) in SIZES {
        if !wanted.is_empty() && !wanted.contains(&count) {
            continue;
        }
        let documents = documents::make(&folder, count)?.join("documents.jsonl");
        let clients = clients(&documents, count);
        let mut costs: Vec<Vec<Cost>> = vec![Vec::new(); clients.len()];
        for _ in 0..runs {
            for ((_, command), costs) in clients.iter().zip(&mut costs) {
                costs.push(process::run(command())?);
            }
        }
        let reference = clients.iter().position(|(name, _)| *name == "wc -w");
        let reference = reference.map(|wc| median(&costs[wc], |cost| cost.wall));
        for ((name, _), costs) in clients.iter().zip(&costs) {
            let wall = median(costs, |cost| cost.wall);
            let ratio = reference.map_or_else(String::new, |wc| format!("{:.2}", wall / wc));
            println!(
                "| {count} | {name} | {wall:.4} | {:.4} | {:.1} | {ratio} |",
                median(costs, |cost| cost.cpu),
                median(costs, |cost| cost.peak_mib),
            );
        }
        println!("{count} documents: {} MiB", std::fs::metadata(&documents)?.len() >> 20);
    }
    Ok(())
}

type Client<'a> = (&'static str, Box<dyn Fn() -> Command + 'a>);

/// Returns the clients that are installed.
fn clients(documents: &Path, count: usize) -> Vec<Client<'_>> {
    let nimrank = move || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nimrank"));
        command.args(["-m", "local/bm25", "-q", QUERY, "-n", "10", "-f", "tsv"]).arg(documents);
        command
    };
    let wc = move || {
        let mut command = Command::new("wc");
        command.arg("-w").arg(documents).env("LC_ALL", "C.UTF-8");
        command
    };
    let mut clients: Vec<Client<'_>> = vec![("nimrank", Box::new(nimrank))];
    if is_installed("wc") {
        clients.push(("wc -w", Box::new(wc)));
    }
    if let Some(python) = std::env::var_os("NIMRANK_BENCH_PYTHON")
        && count <= MOST_IN_PYTHON
    {
        for (name, script) in [("bm25s", BM25S), ("rank_bm25", RANK_BM25)] {
            let python = python.clone();
            let client = move || {
                let mut command = Command::new(&python);
                command.args(["-c", script, QUERY]).arg(documents);
                command
            };
            clients.push((name, Box::new(client)));
        }
    }
    clients
}

/// With its own tokenizer, stop words and stems.
const BM25S: &str = r#"
import sys, json, bm25s, Stemmer
query, path = sys.argv[1:]
texts = [json.loads(line)["text"] for line in open(path)]
stemmer = Stemmer.Stemmer("english")
retriever = bm25s.BM25()
retriever.index(bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)
tokens = bm25s.tokenize(query, stopwords="en", stemmer=stemmer, show_progress=False)
retriever.retrieve(tokens, k=10, show_progress=False)
"#;

/// As its README shows: words between white space.
const RANK_BM25: &str = r#"
import sys, json
from rank_bm25 import BM25Okapi
query, path = sys.argv[1:]
texts = [json.loads(line)["text"] for line in open(path)]
index = BM25Okapi([text.lower().split() for text in texts])
index.get_top_n(query.lower().split(), texts, n=10)
"#;
