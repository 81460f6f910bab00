//! Examples and environment variables, one table each, read by help, man pages and tests.

use std::fmt::Write as _;

use crate::exit::CODES;

/// Commands that can be pasted, each with a caption.
pub type Examples = &'static [(&'static str, &'static str)];

/// The examples of ranking.
pub const EXAMPLES: Examples = &[
    (
        "Try it: no key, no network",
        "printf 'GPU memory\\nbread flour\\n' | nimrank -m local/bm25 -q 'baking bread'",
    ),
    (
        "The five most relevant lines of a search",
        "grep -rn timeout . | nimrank -q 'retry after a failed connection' -n 5",
    ),
    (
        "Rank the records of a file, print JSON",
        "nimrank -q 'how do I return a parcel?' --docs faq.jsonl -f json",
    ),
    (
        "Use a self-hosted NIM",
        "nimrank --base-url http://localhost:8000 -q 'GPU memory' passages.jsonl",
    ),
    (
        "Open the three most relevant files",
        "rg -l0 retry | nimrank -0 -i paths -q 'backoff' -n 3 -f raw | xargs -0 less",
    ),
    (
        "Rank long files by their best passage",
        "ls *.txt | nimrank -i paths -q 'how to stop a nosebleed' --window 300 -n 3",
    ),
];

/// The examples of the other commands, by name.
const COMMAND_EXAMPLES: &[(&str, Examples)] = &[
    (
        "batch",
        &[
            (
                "Try it: no key, no network",
                r#"echo '{"q":"bread","docs":["GPU","bread"]}' | nimrank batch -m local/bm25"#,
            ),
            (
                "Rerank the first 100 documents of a run",
                "nimrank batch --queries q.tsv --docs c.jsonl --candidates run.txt --depth 100",
            ),
            (
                "Continue a run that was killed",
                "nimrank batch queries.jsonl --resume scores.jsonl -o ranked.jsonl",
            ),
            (
                "Write errors to the output and continue",
                "nimrank batch --on-error record <queries.jsonl >ranked.jsonl",
            ),
        ],
    ),
    (
        "calibrate",
        &[
            (
                "Choose a value for --min-score",
                "nimrank calibrate --qrels qrels.tsv --run scores.jsonl",
            ),
            (
                "Print the threshold that keeps 95 % of the relevant documents",
                "nimrank calibrate --qrels q.txt --run r.txt -f json | jq '.thresholds[1]'",
            ),
        ],
    ),
    (
        "check",
        &[
            (
                "Write a case: document 1 must come first",
                r#"echo '{"query":"bread","docs":["GPUs","bread flour"],"top":1}' >cases.jsonl"#,
            ),
            ("Check it: no key, no network", "nimrank check cases.jsonl -m local/bm25"),
            (
                "Check against a service and record its scores",
                "nimrank check cases.jsonl --record scores.jsonl",
            ),
            (
                "Check recorded scores on a pull request, without a key",
                "nimrank check cases.jsonl --replay scores.jsonl --junit report.xml",
            ),
            (
                "Check every night; only new failures fail",
                "nimrank check cases.jsonl --baseline scores.jsonl",
            ),
        ],
    ),
    (
        "diff",
        &[
            (
                "Show what a new model changes, most different query first",
                "nimrank diff old.jsonl new.jsonl",
            ),
            (
                "Fail if the top ten of any query differ too much",
                "nimrank diff -k 10 --min-rbo 0.95 old.jsonl new.jsonl",
            ),
        ],
    ),
    (
        "doctor",
        &[
            ("Check NVIDIA's hosted service and your key", "nimrank doctor"),
            (
                "Find out which API a server speaks",
                "nimrank doctor --base-url http://localhost:8080",
            ),
        ],
    ),
    (
        "eval",
        &[
            ("Print the means of a run", "nimrank eval --qrels qrels.txt --run run.txt"),
            (
                "Find the worst queries",
                "nimrank eval --qrels qrels.tsv --run run.txt -m ndcg@10,rr -q",
            ),
            (
                "Fail a build if a mean falls below a floor",
                "nimrank eval --qrels qrels.tsv --run scores.jsonl --min ndcg@10=0.62",
            ),
            (
                "Is the new run better than the old one, by more than chance?",
                "nimrank eval --qrels qrels.txt --run old.txt --run new.txt",
            ),
            (
                "Fail a build if the new run is worse by more than 0.01",
                "nimrank eval --qrels q.txt --run a.txt --run b.txt --max-loss ndcg@10=0.01",
            ),
            (
                "Print what trec_eval would print",
                "nimrank eval --qrels q.txt --run r.txt --trec -m map,ndcg_cut.10,P.5 -q",
            ),
        ],
    ),
    (
        "models",
        &[
            ("List NVIDIA's models, hosted and retired", "nimrank models"),
            (
                "List the models of a self-hosted server",
                "nimrank models --base-url http://localhost:8000",
            ),
            (
                "Print the ids of hosted models",
                "nimrank models -f json | jq -r '.models[] | select(.state==\"hosted\").id'",
            ),
        ],
    ),
];

/// Returns the examples of a command other than ranking; empty if it has none.
pub fn examples(command: &str) -> Examples {
    COMMAND_EXAMPLES.iter().find(|(name, _)| *name == command).map_or(&[], |(_, examples)| examples)
}

/// Environment variables that share a meaning.
#[derive(Debug)]
pub struct Variables {
    pub names: &'static [&'static str],
    pub meaning: &'static str,
    /// Commands with this option read them; `None` means the option whose default is the first variable.
    option: Option<&'static str>,
}

/// A variable that sets the default of an option.
const fn default(names: &'static [&'static str], meaning: &'static str) -> Variables {
    Variables { names, meaning, option: None }
}

/// A variable that commands with a certain option read.
const fn with(
    option: &'static str,
    names: &'static [&'static str],
    meaning: &'static str,
) -> Variables {
    Variables { names, meaning, option: Some(option) }
}

/// Every environment variable that the program reads.
pub const ENVIRONMENT: [Variables; 26] = [
    default(&["NIMRANK_MODEL"], "default of --model"),
    default(
        &["NIMRANK_BASE_URL", "NVIDIA_NIM_API_BASE", "NVIDIA_BASE_URL", "AZURE_AI_API_BASE"],
        "default of --base-url; the first that is set wins, a vendor's applies to its own API only",
    ),
    with(
        "base_url",
        &["AWS_REGION", "AWS_DEFAULT_REGION"],
        "region of Amazon Bedrock if there is no --base-url",
    ),
    default(&["NIMRANK_API"], "default of --api"),
    with("base_url", &["NIMRANK_API_KEY"], "API key, sent to whichever service is used"),
    with(
        "base_url",
        &["NVIDIA_API_KEY", "NVIDIA_NIM_API_KEY", "NGC_API_KEY"],
        "API key, sent to NVIDIA's hosts only, and only over TLS",
    ),
    with(
        "base_url",
        &[
            "COHERE_API_KEY",
            "CO_API_KEY",
            "JINA_API_KEY",
            "JINA_AI_API_KEY",
            "VOYAGE_API_KEY",
            "TOGETHER_API_KEY",
            "TOGETHERAI_API_KEY",
            "AZURE_AI_API_KEY",
            "AWS_BEARER_TOKEN_BEDROCK",
            "OPENROUTER_API_KEY",
            "SILICONFLOW_API_KEY",
            "PINECONE_API_KEY",
            "MXBAI_API_KEY",
            "DEEPINFRA_API_KEY",
            "DEEPINFRA_TOKEN",
        ],
        "API keys of other vendors, each sent to that vendor's hosts only, and only over TLS",
    ),
    with(
        "base_url",
        &["NGC_INFERENCE_API_KEY"],
        "API key of NVIDIA's inference gateway, sent to it only, and only over TLS",
    ),
    default(&["NIMRANK_FORMAT"], "default of --format"),
    default(&["NIMRANK_TOP_N"], "default of --top-n"),
    default(&["NIMRANK_TRUNCATE"], "default of --truncate"),
    default(&["NIMRANK_BATCH_SIZE"], "default of --batch-size"),
    default(&["NIMRANK_CONCURRENCY"], "default of --concurrency"),
    default(&["NIMRANK_TIMEOUT"], "default of --timeout"),
    default(&["NIMRANK_CONNECT_TIMEOUT"], "default of --connect-timeout"),
    default(&["NIMRANK_RETRIES"], "default of --retries"),
    default(&["NIMRANK_MAX_WAIT"], "default of --max-wait"),
    default(&["NIMRANK_RPM"], "default of --rpm"),
    default(&["NIMRANK_CACERT"], "default of --cacert"),
    default(&["NIMRANK_COLOR"], "default of --color"),
    with("color", &["NO_COLOR"], "if set, turns color off unless --color asks for it"),
    default(&["NIMRANK_PROGRESS"], "default of --progress"),
    with(
        "base_url",
        &["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"],
        "proxy to use, and hosts to reach without it",
    ),
    with(
        "cacert",
        &["SSL_CERT_FILE", "SSL_CERT_DIR"],
        "root certificates to trust instead of the system's (not on macOS and Windows)",
    ),
    with("record", &["CI"], "if set, --record replaces an existing file only with --force"),
    with(
        "no_github",
        &["GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"],
        "if set, failures become annotations and a step summary; see --no-github",
    ),
];

pub fn environment(command: &clap::Command) -> impl Iterator<Item = &'static Variables> {
    let reads = |variables: &Variables| {
        command.get_arguments().any(|arg| match variables.option {
            None => arg.get_env().is_some_and(|name| name == variables.names[0]),
            Some(id) => arg.get_id() == id,
        })
    };
    ENVIRONMENT.iter().filter(move |variables| reads(variables))
}

/// Returns the start of a command's help: its examples.
pub(super) fn before_help(examples: Examples) -> String {
    let mut text = String::from("Examples:\n");
    for (caption, example) in examples {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  # {caption}\n  {example}");
    }
    text
}

/// Returns the end of a command's short help.
pub(super) fn after_help() -> &'static str {
    "Exit codes: 0 success, 1 negative result, 2 user error, 3 service error. See --help for more."
}

/// Returns the end of a command's help: its environment variables and the exit codes.
pub(super) fn after_long_help(command: &clap::Command) -> String {
    let mut text = String::new();
    for (number, variables) in environment(command).enumerate() {
        if number == 0 {
            text.push_str("Environment (options override variables):\n");
        }
        let names = variables.names.join("\n  ");
        let _ = writeln!(text, "  {names}\n          {}", variables.meaning);
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str("Exit codes:\n");
    for (code, meaning) in CODES {
        let _ = writeln!(text, "  {code:>3}  {meaning}");
    }
    text.trim_end().into()
}
