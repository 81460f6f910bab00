//! nimrank compared with current alternatives, whole processes in one run: `cargo bench --bench
//! side_by_side`. Numbers after `--` select the numbers of documents: `-- 3 20000`. Set
//! `NIMRANK_BENCH_PYTHON` to a Python that has `LiteLLM` and `LangChain` to include them.

#![allow(unreachable_pub, reason = "the modules of one binary have no other outside")]
#![allow(clippy::print_stdout, reason = "the table is what this is for")]

mod clients;
#[path = "../common/data.rs"]
mod data;
#[path = "../common/documents.rs"]
mod documents;
#[path = "../common/process.rs"]
mod process;
#[path = "../common/server.rs"]
mod server;

use std::path::PathBuf;

use clients::Ask;
use process::{Cost, is_installed, median};
use server::Server;

/// Numbers of documents, and repetitions for each.
const SIZES: [(usize, usize); 4] = [(3, 21), (1_000, 11), (20_000, 7), (1_000_000, 3)];
const CONCURRENCY: usize = 8;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let wanted: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    if std::env::args().any(|word| word == server::SERVE) {
        return server::serve();
    }
    let mut server = Server::start()?;
    let url = server.url().to_owned();
    println!("| documents | latency | top-n | client | wall s | CPU s | peak MiB | vs curl |");
    println!("|---|---|---|---|---|---|---|---|");
    for (count, runs) in SIZES {
        if !wanted.is_empty() && !wanted.contains(&count) {
            continue;
        }
        let folder = documents::make(&folder, count)?;
        let documents = folder.join("documents.jsonl");
        let requests = count.div_ceil(documents::BATCH);
        let curl = clients::write_curl(&folder, requests, &url)?;
        for latency in [0, 20] {
            server.set_latency(latency)?;
            for top_n in [Some(10), None] {
                let ask = Ask {
                    url: &url,
                    documents: &documents,
                    curl: &curl,
                    top_n,
                    concurrency: CONCURRENCY.min(requests),
                };
                measure(count, latency, runs, &ask)?;
            }
        }
        println!(
            "{count} documents: {} MiB, {requests} requests",
            std::fs::metadata(&documents)?.len() >> 20,
        );
    }
    Ok(())
}

/// Runs all clients, alternating so that noise affects all of them, and prints medians.
fn measure(count: usize, latency: u64, runs: usize, ask: &Ask<'_>) -> std::io::Result<()> {
    let clients = clients::clients();
    let able = |client: &&clients::Client| {
        count <= client.most
            && (!client.name.contains("jq") || is_installed("jq"))
            && (!client.name.contains("curl") || is_installed("curl"))
    };
    let clients: Vec<_> = clients.iter().filter(able).collect();
    let mut costs: Vec<Vec<Cost>> = vec![Vec::new(); clients.len()];
    for run in 0..runs {
        for (client, costs) in clients.iter().zip(&mut costs) {
            if run < client.most_runs {
                costs.push(process::run((client.command)(ask))?);
            }
        }
    }
    let limit = clients.iter().position(|client| client.name.contains("ready-made"));
    let limit = limit.map(|at| median(&costs[at], |cost| cost.wall));
    for (client, costs) in clients.iter().zip(&costs) {
        let wall = median(costs, |cost| cost.wall);
        let ratio = limit.map_or_else(String::new, |limit| format!("{:.2}", wall / limit));
        let top_n = ask.top_n.map_or_else(|| "all".into(), |n| n.to_string());
        println!(
            "| {count} | {latency} ms | {top_n} | {} | {wall:.4} | {:.4} | {:.1} | {ratio} |",
            client.name,
            median(costs, |cost| cost.cpu),
            median(costs, |cost| cost.peak_mib),
        );
    }
    Ok(())
}
