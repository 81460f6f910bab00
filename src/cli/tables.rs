//! Examples and environment, one table each: the help, the man page and the tests read them.

use std::fmt::Write as _;

use crate::exit::CODES;

/// What a newcomer can paste, with a word on each.
pub const EXAMPLES: [(&str, &str); 5] = [
    (
        "Try it, with nothing set up",
        "printf 'GPU memory\\nbread flour\\n' | nimrank -m local/bm25 -q 'baking bread'",
    ),
    (
        "The five best lines of a search",
        "grep -rn timeout . | nimrank -q 'retry after a failed connection' -n 5",
    ),
    (
        "Records of a file as JSON",
        "nimrank -q 'how do I return a parcel?' --docs faq.jsonl -f json",
    ),
    (
        "A NIM of your own",
        "nimrank --base-url http://localhost:8000 -q 'GPU memory' passages.jsonl",
    ),
    (
        "The most relevant files, as a filter",
        "rg -l0 retry | nimrank -0 -i paths -q 'backoff' -n 3 -f raw | xargs -0 less",
    ),
];

/// Examples of one command, each with a word on it.
type Examples = &'static [(&'static str, &'static str)];

/// The same for the other commands, by their names.
const OTHER_EXAMPLES: &[(&str, Examples)] = &[
    (
        "check",
        &[
            (
                "A case: the document that must come first",
                r#"echo '{"query":"bread","docs":["GPUs","bread flour"],"top":1}' >cases.jsonl"#,
            ),
            (
                "Judge it, with nothing set up",
                "nimrank check cases.jsonl -m local/bm25",
            ),
            (
                "Ask a service, and keep its scores",
                "nimrank check cases.jsonl --record scores.jsonl",
            ),
            (
                "Judge the scores that were kept, without a key",
                "nimrank check cases.jsonl --replay scores.jsonl --junit report.xml",
            ),
            (
                "Every night: only what did not fail before is a failure",
                "nimrank check cases.jsonl --baseline scores.jsonl",
            ),
        ],
    ),
    (
        "diff",
        &[
            (
                "What a new model would change, the most different query first",
                "nimrank diff old.jsonl new.jsonl",
            ),
            (
                "Fail where the ten best of a query are too different",
                "nimrank diff -k 10 --min-rbo 0.95 old.jsonl new.jsonl",
            ),
        ],
    ),
    (
        "doctor",
        &[
            (
                "Is NVIDIA's service there, and is the key good?",
                "nimrank doctor",
            ),
            (
                "What does this server speak, and what is to be typed for it?",
                "nimrank doctor --base-url http://localhost:8080",
            ),
        ],
    ),
    (
        "eval",
        &[
            (
                "The means of a run",
                "nimrank eval --qrels qrels.txt --run run.txt",
            ),
            (
                "Which queries are bad?",
                "nimrank eval --qrels qrels.tsv --run run.txt -m ndcg@10,rr -q",
            ),
            (
                "Fail a build when the mean falls below a floor",
                "nimrank eval --qrels qrels.tsv --run scores.jsonl --min ndcg@10=0.62",
            ),
            (
                "What trec_eval would print",
                "nimrank eval --qrels q.txt --run r.txt --trec -m map,ndcg_cut.10,P.5 -q",
            ),
        ],
    ),
    (
        "models",
        &[
            (
                "Which models NVIDIA serves, and which have come to an end",
                "nimrank models",
            ),
            (
                "What a server of your own has",
                "nimrank models --base-url http://localhost:8000",
            ),
            (
                "The names of those that are hosted now",
                "nimrank models -f json | jq -r '.models[] | select(.state==\"hosted\").id'",
            ),
        ],
    ),
];

/// The examples of a command other than ranking.
pub fn examples(command: &str) -> Examples {
    let mut commands = OTHER_EXAMPLES.iter();
    let found = commands.find(|(name, _)| *name == command);
    found.map_or(&[], |(_, examples)| examples)
}

/// The variables the program reads, and what each does.
pub const ENVIRONMENT: [(&str, &str); 20] = [
    ("NIMRANK_MODEL", "the default of --model"),
    (
        "NIMRANK_BASE_URL, NVIDIA_NIM_API_BASE, NVIDIA_BASE_URL, AZURE_AI_API_BASE",
        "the default of --base-url; the first one set counts, a vendor's only for its own API",
    ),
    (
        "AWS_REGION, AWS_DEFAULT_REGION",
        "where Amazon Bedrock is asked without --base-url",
    ),
    ("NIMRANK_API", "the default of --api"),
    (
        "NIMRANK_API_KEY",
        "the API key, sent to whatever service is used",
    ),
    (
        "NVIDIA_API_KEY, NVIDIA_NIM_API_KEY, NGC_API_KEY",
        "the API key, sent only to NVIDIA's hosts and only over TLS",
    ),
    (
        "COHERE_API_KEY, CO_API_KEY, JINA_API_KEY, JINA_AI_API_KEY, VOYAGE_API_KEY, TOGETHER_API_KEY, \
         TOGETHERAI_API_KEY, AZURE_AI_API_KEY, AWS_BEARER_TOKEN_BEDROCK, OPENROUTER_API_KEY, \
         SILICONFLOW_API_KEY, PINECONE_API_KEY, MXBAI_API_KEY, DEEPINFRA_API_KEY, DEEPINFRA_TOKEN",
        "the same for each other vendor's hosts",
    ),
    (
        "NGC_INFERENCE_API_KEY",
        "the same for NVIDIA's inference gateway",
    ),
    ("NIMRANK_FORMAT", "the default of --format"),
    ("NIMRANK_TOP_N", "the default of --top-n"),
    ("NIMRANK_TRUNCATE", "the default of --truncate"),
    (
        "NIMRANK_BATCH_SIZE, NIMRANK_CONCURRENCY",
        "the defaults of --batch-size and --concurrency",
    ),
    (
        "NIMRANK_TIMEOUT, NIMRANK_CONNECT_TIMEOUT",
        "the defaults of --timeout and --connect-timeout",
    ),
    (
        "NIMRANK_RETRIES, NIMRANK_MAX_WAIT, NIMRANK_RPM",
        "the defaults of --retries, --max-wait and --rpm",
    ),
    ("NIMRANK_CACERT", "the default of --cacert"),
    (
        "NIMRANK_COLOR, NO_COLOR",
        "the default of --color; NO_COLOR turns colours off",
    ),
    ("NIMRANK_PROGRESS", "the default of --progress"),
    (
        "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY",
        "the proxy to go through, and where not to",
    ),
    (
        "CI",
        "where it is set, --record replaces no file without --force",
    ),
    (
        "GITHUB_ACTIONS, GITHUB_STEP_SUMMARY, GITHUB_WORKSPACE",
        "where they are set, check annotates the case file; see --no-github",
    ),
];

/// What a help begins with.
pub fn before_help(examples: &[(&str, &str)]) -> String {
    let mut text = String::from("Examples:\n");
    for (what, example) in examples {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  # {what}\n  {example}");
    }
    text
}

/// What the help ends with.
pub fn after_help() -> String {
    let mut text = String::from("Environment (an option counts before its variable):\n");
    for (names, meaning) in ENVIRONMENT {
        let _ = writeln!(
            text,
            "  {}\n          {meaning}",
            names.replace(", ", "\n  ")
        );
    }
    text.push_str("\nExit codes:\n");
    for (code, meaning) in CODES {
        let _ = writeln!(text, "  {code:>3}  {meaning}");
    }
    text.trim_end().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_of_a_vendor_is_in_the_table() {
        let listed: Vec<_> = ENVIRONMENT
            .iter()
            .flat_map(|(names, _)| names.split(", "))
            .collect();
        let homes = crate::api::ALL.iter().filter_map(|api| api.home);
        for name in homes.flat_map(|home| [home.keys, home.bases, home.regions].concat()) {
            assert!(listed.contains(&name), "{name}");
        }
    }

    #[test]
    fn examples_fit_a_terminal_so_that_they_can_be_pasted() {
        let others = OTHER_EXAMPLES.iter().flat_map(|(_, examples)| *examples);
        for (what, example) in EXAMPLES.iter().chain(others) {
            assert!(example.len() <= 78, "{what}: {}", example.len());
        }
    }
}
