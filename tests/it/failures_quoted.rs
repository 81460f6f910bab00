//! Text of the user never changes how a failure is handled: documents, ids and queries that quote what services
//! say are ranked, retried and reported like any others.

use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

/// Sentences that the classification knows, one or more for every kind of failure.
const SENTENCES: [&str; 16] = [
    "Function id f: DEGRADED function cannot be invoked",
    "Input length 9000 exceeds maximum allowed token size 8192",
    "input (8006 tokens) is too large to process. increase the physical batch size",
    "too many documents: at most 1 per request",
    "List should have at most 1 items after validation, not 2",
    "The max allowed tokens per submitted batch is 300000. Your batch has 301018 tokens",
    "the query is too long, at most 100 characters",
    "CUDA out of memory. Tried to allocate 1.00 GiB",
    "You exceeded your current quota, please check your plan and billing details.",
    "Rate limit exceeded: 100 requests per minute",
    "This server does not support reranking.",
    "Authentication Error, invalid api key",
    "Function f: Not found for account a",
    "top_k: unknown field, expected one of `model`, `query`",
    "Backend returned 404 page not found",
    "Unexpected endpoint or method. (POST /v1/ranking)",
];

const STATUSES: [u16; 10] = [400, 401, 403, 404, 413, 422, 429, 500, 502, 503];

/// Runs a ranking of two documents and describes everything but the cause, which quotes are removed from.
fn outcome(
    status: u16,
    sentence: &str,
    query: &str,
    documents: [&str; 2],
) -> (Option<i32>, String) {
    let body = serde_json::json!({ "error": { "message": sentence } }).to_string();
    let nim = FakeNim::with(move |_| Reply::json(status, &*body));
    let lines: String = documents
        .iter()
        .map(|text| serde_json::json!({ "id": text, "text": text }).to_string() + "\n")
        .collect();
    let case = Case::new().nim(&nim).file("docs.jsonl", lines).file("query.txt", query);
    let run = case.run(
        "-m m --query-file query.txt docs.jsonl -j 1 --retries 2 --max-wait 0.01 --connect-timeout 9",
    );
    let report = run.stderr_str().replace(&nim.url(), "[NIM]");
    let report: Vec<&str> = report.lines().filter(|line| !line.starts_with("  cause: ")).collect();
    let requests: Vec<usize> = run.requests.iter().map(|seen| seen.passages().len()).collect();
    (run.code, format!("{}\n{requests:?}\n{}", report.join("\n"), run.stdout_str()))
}

#[test]
fn quoted_sentences_change_nothing_about_a_failure() {
    for status in STATUSES {
        for sentence in SENTENCES {
            let plain = outcome(status, sentence, "apple", ["green apple", "red pear"]);
            let log = format!("ERROR {sentence} at 10:01");
            for (query, documents) in [
                ("apple", [log.as_str(), "red pear"]),
                ("apple", [sentence, "red pear"]),
                (sentence, ["green apple", "red pear"]),
            ] {
                let quoted = outcome(status, sentence, query, documents);
                assert_eq!(quoted, plain, "{status} {sentence}: {query} {documents:?}");
            }
        }
    }
}

/// An echo of a document in the message is not the service's own statement.
#[test]
fn an_echo_in_quotes_does_not_classify() {
    for document in SENTENCES.map(|sentence| format!("seen: {sentence}")) {
        for quote in ['"', '\'', '`'] {
            if document.contains(quote) {
                continue;
            }
            let message = format!("cannot embed {quote}{document}{quote} right now");
            let (code, report) = outcome(400, &message, "apple", [&document, "red pear"]);
            assert_eq!(code, Some(2), "{message}\n{report}");
            assert!(report.contains("\n[2]\n"), "{message}\n{report}");
        }
    }
}
