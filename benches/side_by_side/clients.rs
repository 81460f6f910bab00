//! The programs that are compared: nimrank and current alternatives. Each is a whole process, including
//! start-up.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::data::QUERY;
use super::documents::BATCH;

/// The input of a run.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    pub url: &'a str,
    /// The documents.
    pub documents: &'a Path,
    /// A curl configuration that sends prepared requests.
    pub curl: &'a Path,
    pub top_n: Option<usize>,
    pub concurrency: usize,
}

/// A program and the command of a run.
pub struct Client {
    pub name: &'static str,
    pub command: fn(&Ask<'_>) -> Command,
    /// The largest number of documents; more would take minutes.
    pub most: usize,
    /// The largest number of repetitions; more would take minutes.
    pub most_runs: usize,
}

pub fn clients() -> Vec<Client> {
    let mut clients = vec![
        Client { name: "nimrank", command: nimrank, most: usize::MAX, most_runs: usize::MAX },
        Client {
            name: "curl, ready-made bodies",
            command: curl,
            most: usize::MAX,
            most_runs: usize::MAX,
        },
        Client { name: "curl + jq", command: curl_and_jq, most: 20_000, most_runs: usize::MAX },
    ];
    if std::env::var_os(PYTHON).is_some() {
        clients.push(Client { name: "LangChain", command: langchain, most: 20_000, most_runs: 3 });
        clients.push(Client { name: "LiteLLM", command: litellm, most: 20_000, most_runs: 3 });
    }
    clients
}

/// Returns a Python that has LiteLLM and LangChain.
const PYTHON: &str = "NIMRANK_BENCH_PYTHON";

fn nimrank(ask: &Ask<'_>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nimrank"));
    command
        .args(["--base-url", ask.url, "-m", "m", "-q", QUERY, "-f", "jsonl"])
        .args(["--batch-size", &BATCH.to_string(), "-j", &ask.concurrency.to_string()])
        .arg(ask.documents);
    if let Some(top_n) = ask.top_n {
        command.args(["-n", &top_n.to_string()]);
    }
    command
}

fn curl(ask: &Ask<'_>) -> Command {
    let mut command = Command::new("curl");
    command
        .args(["-Z", "--parallel-immediate", "--parallel-max", &ask.concurrency.to_string(), "-K"])
        .arg(ask.curl);
    command
}

/// Writes a configuration that sends all requests.
pub fn write_curl(folder: &Path, requests: usize, url: &str) -> io::Result<PathBuf> {
    let path = folder.join("curl.conf");
    let mut config = BufWriter::new(File::create(&path)?);
    for request in 0..requests {
        if request > 0 {
            writeln!(config, "next")?;
        }
        let body = folder.join(format!("body-{request}.json"));
        writeln!(config, "url = \"{url}/v1/ranking\"")?;
        writeln!(config, "header = \"Content-Type: application/json\"\nheader = \"Expect:\"")?;
        writeln!(config, "data-binary = \"@{}\"\noutput = \"/dev/null\"\nsilent", body.display())?;
    }
    config.flush()?;
    Ok(path)
}

/// A typical script: split the file, write each body with jq, send them, join the scores to the lines.
fn curl_and_jq(ask: &Ask<'_>) -> Command {
    let script = r#"
        split -l "$SIZE" -d -a 6 "$DOCUMENTS" "$WORK/part-"
        send() { jq -c -s --arg q "$QUERY" '{model:"m",query:{text:$q},passages:map({text}),truncate:"END"}' "$1" |
            curl -sS -H 'Content-Type: application/json' -H 'Expect:' --data-binary @- "$URL/v1/ranking" |
            jq -r '.rankings[]|[.logit,.index]|@tsv' > "$1.tsv"; }
        export -f send
        ls "$WORK"/part-* | xargs -P "$AT_ONCE" -I{} bash -c 'send {}'
        cat "$WORK"/*.tsv | sort -rn | head -n "$TOP" > /dev/null
        rm -r "$WORK"
    "#;
    let mut command = Command::new("bash");
    let work = ask.documents.with_file_name("work");
    // The folder is created anew for each run.
    std::fs::create_dir_all(&work).expect("a folder can be made");
    command
        .args(["-c", script])
        .env("SIZE", BATCH.to_string())
        .env("DOCUMENTS", ask.documents)
        .env("WORK", work)
        .env("QUERY", QUERY)
        .env("URL", ask.url)
        .env("AT_ONCE", ask.concurrency.to_string())
        .env("TOP", ask.top_n.unwrap_or(usize::MAX >> 1).to_string());
    command
}

fn python(ask: &Ask<'_>, script: &str) -> Command {
    let mut command = Command::new(std::env::var_os(PYTHON).unwrap_or_default());
    command
        .args(["-c", script, ask.url, QUERY])
        .arg(ask.documents)
        .arg(BATCH.to_string())
        .arg(ask.top_n.unwrap_or(1_000_000).to_string())
        .env("NVIDIA_NIM_API_KEY", "fake")
        .env("NVIDIA_API_KEY", "fake");
    command
}

fn langchain(ask: &Ask<'_>) -> Command {
    python(
        ask,
        r#"
import sys, json
from langchain_core.documents import Document
from langchain_nvidia_ai_endpoints import NVIDIARerank
url, query, path, size, top = sys.argv[1:]
docs = [Document(page_content=json.loads(line)["text"]) for line in open(path)]
NVIDIARerank(base_url=url + "/v1", model="m", top_n=int(top), max_batch_size=int(size)).compress_documents(docs, query)
"#,
    )
}

fn litellm(ask: &Ask<'_>) -> Command {
    python(
        ask,
        r#"
import sys, json, litellm
url, query, path, size, top = sys.argv[1:]
size = int(size)
texts = [json.loads(line)["text"] for line in open(path)]
for at in range(0, len(texts), size):
    litellm.rerank(model="nvidia_nim/ranking/m", api_base=url, query=query, documents=texts[at:at + size])
"#,
    )
}
