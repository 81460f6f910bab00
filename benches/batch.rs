//! `nimrank batch` compared with current alternatives, whole processes in one run: `cargo bench --bench batch`.
//! Numbers after `--` select the numbers of queries: `-- 100`. Set `NIMRANK_BENCH_PYTHON` to a Python that has
//! `LiteLLM`, `LangChain` and `requests` to include them.

#![allow(unreachable_pub, reason = "the modules of one binary have no other outside")]
#![allow(clippy::print_stdout, reason = "the table is what this is for")]

#[path = "common/data.rs"]
mod data;
#[path = "common/process.rs"]
mod process;
#[path = "common/queries.rs"]
mod queries;
#[path = "common/server.rs"]
mod server;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use process::{Cost, is_installed, median};
use server::Server;

/// Numbers of queries, of documents of each, and repetitions.
const SIZES: [(usize, usize, usize); 2] = [(100, 20, 11), (7_000, 100, 5)];
const CONCURRENCY: usize = 8;
/// The largest number of queries for the clients in Python; more would take minutes.
const MOST_IN_PYTHON: usize = 100;

fn main() -> io::Result<()> {
    if std::env::args().any(|word| word == server::SERVE) {
        return server::serve();
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench-batch");
    let wanted: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let mut server = Server::start()?;
    let url = server.url().to_owned();
    println!(
        "| queries | documents | latency | client | wall s | CPU s | us CPU a passage | peak MiB | vs curl |"
    );
    println!("|---:|---:|---:|---|---:|---:|---:|---:|---:|");
    for (queries, documents, runs) in SIZES {
        if !wanted.is_empty() && !wanted.contains(&queries) {
            continue;
        }
        let folder = folder.join(format!("{queries}-{documents}"));
        let records = queries::make(&folder, queries, documents)?;
        let curl = write_curl(&folder, queries, &url)?;
        for latency in [0, 20] {
            server.set_latency(latency)?;
            let clients = clients(&url, &records, &curl, queries);
            let costs = measure(&clients, runs)?;
            print(&clients, &costs, (queries, documents, latency));
        }
        println!("{queries} queries: {} MiB", fs::metadata(&records)?.len() >> 20);
    }
    Ok(())
}

/// The words of a command.
struct Client {
    name: &'static str,
    words: Vec<OsString>,
}

/// Returns the clients that are installed; curl comes second.
fn clients(url: &str, records: &Path, curl: &Path, queries: usize) -> Vec<Client> {
    let concurrency = CONCURRENCY.to_string();
    let mut clients = Vec::new();
    let mut add = |name, words: &[&str], file: &Path| {
        let words = words.iter().map(OsString::from).chain([file.into()]).collect();
        clients.push(Client { name, words });
    };
    let nimrank = env!("CARGO_BIN_EXE_nimrank");
    add(
        "nimrank batch",
        &[nimrank, "batch", "--base-url", url, "-m", "m", "-j", &concurrency],
        records,
    );
    if is_installed("curl") {
        let words = [
            "curl",
            "--stderr",
            "/dev/null",
            "-Z",
            "--parallel-immediate",
            "--parallel-max",
            &concurrency,
            "-sK",
        ];
        add("curl, ready-made bodies", &words, curl);
    }
    if let Some(python) =
        std::env::var_os("NIMRANK_BENCH_PYTHON").filter(|_| queries <= MOST_IN_PYTHON)
    {
        let python = python.to_string_lossy();
        for (name, script) in
            [("requests, 8 threads", REQUESTS), ("LangChain", LANGCHAIN), ("LiteLLM", LITELLM)]
        {
            add(name, &[&python, "-c", script, url], records);
        }
    }
    clients
}

/// Runs all clients, alternating so that noise affects all of them.
fn measure(clients: &[Client], runs: usize) -> io::Result<Vec<Vec<Cost>>> {
    let mut costs = vec![Vec::new(); clients.len()];
    for _ in 0..runs {
        for (client, costs) in clients.iter().zip(&mut costs) {
            let mut command = Command::new(&client.words[0]);
            command.args(&client.words[1..]);
            command.env("NVIDIA_NIM_API_KEY", "fake").env("NVIDIA_API_KEY", "fake");
            costs.push(process::run(command)?);
        }
    }
    Ok(costs)
}

fn print(clients: &[Client], costs: &[Vec<Cost>], size: (usize, usize, u64)) {
    let (queries, documents, latency) = size;
    let reference = clients.iter().position(|client| client.name.starts_with("curl"));
    let reference = reference.map(|curl| median(&costs[curl], |cost| cost.wall));
    for (client, costs) in clients.iter().zip(costs) {
        let (wall, cpu) = (median(costs, |cost| cost.wall), median(costs, |cost| cost.cpu));
        let ratio = reference.map_or_else(String::new, |curl| format!("{:.2}", wall / curl));
        println!(
            "| {queries} | {documents} | {latency} ms | {} | {wall:.4} | {cpu:.4} | {:.2} | {:.1} | {ratio} |",
            client.name,
            1e6 * cpu / (queries * documents) as f64,
            median(costs, |cost| cost.peak_mib),
        );
    }
}

/// Writes a curl configuration that sends the bodies of all queries and discards the responses.
fn write_curl(folder: &Path, queries: usize, url: &str) -> io::Result<PathBuf> {
    let path = folder.join("curl.conf");
    let mut config = BufWriter::new(File::create(&path)?);
    for query in 0..queries {
        let body = folder.join(format!("body-{query}.json"));
        let next = if query > 0 { "next\n" } else { "" };
        writeln!(
            config,
            "{next}url = \"{url}/v1/ranking\"\nheader = \"Content-Type: application/json\"\nheader = \"Expect:\"\n\
             data-binary = \"@{}\"\noutput = \"/dev/null\"\nsilent",
            body.display()
        )?;
    }
    config.flush()?;
    Ok(path)
}

/// A typical script: one session, a pool of threads, results in order.
const REQUESTS: &str = r#"
import sys, json, requests
from concurrent.futures import ThreadPoolExecutor
url, path = sys.argv[1:]
session = requests.Session()
def rank(record):
    body = {"model": "m", "query": {"text": record["query"]}, "passages": [{"text": doc["text"]} for doc in record["documents"]], "truncate": "END"}
    rankings = session.post(url + "/v1/ranking", json=body).json()["rankings"]
    results = [{"index": r["index"], "relevance_score": r["logit"], "document": record["documents"][r["index"]]} for r in rankings]
    return json.dumps({"id": record["id"], "query": record["query"], "results": sorted(results, key=lambda r: -r["relevance_score"])})
with ThreadPoolExecutor(8) as pool:
    for line in pool.map(rank, map(json.loads, open(path))):
        print(line)
"#;

const LANGCHAIN: &str = r#"
import sys, json
from concurrent.futures import ThreadPoolExecutor
from langchain_core.documents import Document
from langchain_nvidia_ai_endpoints import NVIDIARerank
url, path = sys.argv[1:]
client = NVIDIARerank(base_url=url + "/v1", model="m", top_n=1000)
def rank(record):
    docs = [Document(page_content=doc["text"]) for doc in record["documents"]]
    return client.compress_documents(docs, record["query"])
with ThreadPoolExecutor(8) as pool:
    for docs in pool.map(rank, map(json.loads, open(path))):
        print(json.dumps([doc.metadata["relevance_score"] for doc in docs]))
"#;

const LITELLM: &str = r#"
import sys, json, litellm
from concurrent.futures import ThreadPoolExecutor
url, path = sys.argv[1:]
def rank(record):
    texts = [doc["text"] for doc in record["documents"]]
    return litellm.rerank(model="nvidia_nim/ranking/m", api_base=url, query=record["query"], documents=texts)
with ThreadPoolExecutor(8) as pool:
    for response in pool.map(rank, map(json.loads, open(path))):
        print(json.dumps([result["relevance_score"] for result in response.results]))
"#;
