//! Everyday use with complete transcripts, and rankings of the built-in model.

#![allow(clippy::needless_raw_string_hashes, reason = "snapshots are written by a tool")]

use snapbox::str;

use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

mod bm25; // scores, memory and input of the built-in model
mod environment; // environment variables
mod prefilter; // the best documents by the built-in scorer
mod relevance; // rankings of the built-in model
mod windows; // windows of long documents

const GPUS: &str = include_str!("../data/gpus.jsonl");

/// A service that ranks by common words, and a case that uses it.
fn served() -> Case {
    Case::new().nim(&FakeNim::new())
}

#[test]
fn jsonl_files_are_ranked() {
    let case = served().file("gpus.jsonl", GPUS);
    case.run("--query 'Grace CPU and Hopper GPU' --docs gpus.jsonl --no-documents").is(str![[r#"
$ nimrank --query 'Grace CPU and Hopper GPU' --docs gpus.jsonl --no-documents
[code 0]
-- stdout
1	5.0	gh200
2	-1.0	h100
3	-3.0	a100
-- requests
GET /v1/models
POST /v1/ranking  3 passages, truncate END, model nvidia/llama-nemotron-rerank-1b-v2

"#]]);
}

#[test]
fn grep_output_is_ranked() {
    let case = served()
        .file("src/net.rs", "fn connect() {}\nlet timeout = 30;\n")
        .file("src/retry.rs", "// retry after timeout\nfn wait() {}\n");
    case.sh("grep -n timeout src/net.rs src/retry.rs | nimrank -q 'retry after a failed connection' -n 1")
        .is(str![[r#"
$ grep -n timeout src/net.rs src/retry.rs | nimrank -q 'retry after a failed connection' -n 1
[code 0]
-- stdout
1	-1.0	src/retry.rs:1	// retry after timeout
-- requests
GET /v1/models
POST /v1/ranking  2 passages, truncate END, model nvidia/llama-nemotron-rerank-1b-v2

"#]]);
}

#[test]
fn raw_output_of_grep_lines_stays_grep_output() {
    let case =
        served().file("a.txt", "one red apple\nno fruit\n").file("b.txt", "a red apple pie\n");
    case.sh("grep -n apple *.txt | nimrank -q 'apple pie' -f raw | cut -d: -f1,2").is(str![[r#"
$ grep -n apple *.txt | nimrank -q 'apple pie' -f raw | cut -d: -f1,2
[code 0]
-- stdout
b.txt:1
a.txt:1
-- requests
GET /v1/models
POST /v1/ranking  2 passages, truncate END, model nvidia/llama-nemotron-rerank-1b-v2

"#]]);
}

#[test]
fn doc_takes_texts() {
    served().run("-q 'bread flour' --doc 'GPU memory' --doc 'flour for bread'").is(str![[r#"
$ nimrank -q 'bread flour' --doc 'GPU memory' --doc 'flour for bread'
[code 0]
-- stdout
1	-1.0	--doc 2	flour for bread
2	-5.0	--doc 1	GPU memory
-- requests
GET /v1/models
POST /v1/ranking  2 passages, truncate END, model nvidia/llama-nemotron-rerank-1b-v2

"#]]);
}

#[test]
fn lines_of_stdin_are_documents() {
    let case = served().stdin("GPU memory\nbread flour\n");
    case.run("-q 'baking bread'").is(str![[r#"
$ nimrank -q 'baking bread'
[code 0]
-- stdout
1	-3.0	stdin:2	bread flour
2	-5.0	stdin:1	GPU memory
-- requests
GET /v1/models
POST /v1/ranking  2 passages, truncate END, model nvidia/llama-nemotron-rerank-1b-v2

"#]]);
}

#[test]
fn sources_are_combined_files_first() {
    let case =
        served().file("a.txt", "a\n").file("b.txt", "b\n").file("c.txt", "c\n").stdin("stdin\n");
    let run = case.run("-q zzz --doc d1 b.txt --docs a.txt - --doc d2 -d c.txt -m m");
    let expected = ["b", "a", "stdin", "c", "d1", "d2"];
    let texts = |run: &crate::support::Transcript| {
        let lines = run.stdout_str().lines();
        let texts = lines.map(|line| line.rsplit('\t').next().unwrap_or_default().to_owned());
        texts.collect::<Vec<_>>()
    };
    run.code(0);
    assert_eq!(texts(&run), expected, "{run}");
}

#[test]
fn stdin_is_not_read_if_another_source_is_named() {
    let case = served().file("a.txt", "a\n").stdin("b\n");
    case.run("-q a a.txt -m m").is(str![[r#"
$ nimrank -q a a.txt -m m
[code 0]
-- stdout
1	-3.0	a.txt:1	a
-- requests
POST /v1/ranking  1 passage, truncate END, model m

"#]]);
}

#[test]
fn the_final_newline_of_a_query_file_is_dropped() {
    let nim = FakeNim::new();
    let case =
        Case::new().nim(&nim).file("query.txt", "two lines\nof a query \n\n").stdin("query\n");
    let run = case.run("--query-file query.txt -m m");
    run.code(0);
    assert_eq!(run.requests[0].query(), "two lines\nof a query \n");
    let run = case.run("--query-file - --doc a -m m");
    run.code(0);
    assert_eq!(run.requests[0].query(), "query");
}

#[test]
fn text_field_names_a_column() {
    let faq = include_str!("../data/faq.csv");
    let case = served().file("faq.csv", faq);
    case.run("-q 'How do I return an item?' faq.csv --text-field question -n 2 -m m").is(str![[
        r#"
$ nimrank -q 'How do I return an item?' faq.csv --text-field question -n 2 -m m
[code 0]
-- stdout
1	7.0	faq-01	How do I return an item?
2	1.0	faq-06	How can I get an invoice with my company name?
-- requests
POST /v1/ranking  12 passages, truncate END, model m

"#
    ]]);
    let run = case.run("-q statement faq.csv --text-field question --text-field body -n 1 -m m");
    run.code(0);
    let passage = &run.requests[0].passages()[1];
    let (question, body) = passage.split_once('\n').expect("two columns are joined");
    assert_eq!(question, "When will my refund arrive?");
    assert!(body.starts_with("We refund the card"), "{body}");
    assert!(run.stdout_str().contains("\tfaq-02\t"), "{run}");
}

#[test]
fn paths_input_ranks_file_contents() {
    let case = served()
        .file("doc/backoff.md", "# Waiting\nexponential backoff\n")
        .file("doc/color.md", "# Colors\n")
        .stdin("doc/color.md\ndoc/backoff.md\n");
    case.run("-i paths -q backoff -n 1 -f raw").is(str![[r#"
$ nimrank -i paths -q backoff -n 1 -f raw
[code 0]
-- stdout
doc/backoff.md
-- requests
GET /v1/models
POST /v1/ranking  2 passages, truncate END, model nvidia/llama-nemotron-rerank-1b-v2

"#]]);
}

#[test]
fn batch_size_limits_documents_per_request() {
    let case = served().stdin("a b\nb c\nc d\nd e\ne f\n");
    case.run("-q 'e f' -n 2 --batch-size 2 -j 1 -m m").is(str![[r#"
$ nimrank -q 'e f' -n 2 --batch-size 2 -j 1 -m m
[code 0]
-- stdout
1	-1.0	stdin:5	e f
2	-3.0	stdin:4	d e
-- requests
POST /v1/ranking  2 passages, truncate END, model m
POST /v1/ranking  2 passages, truncate END, model m
POST /v1/ranking  1 passage, truncate END, model m

"#]]);
}

#[test]
fn the_default_model_of_a_self_hosted_service_is_its_first() {
    let nim = FakeNim::new().model("acme/rerank-9");
    let case = Case::new().nim(&nim).stdin("a\n");
    case.run("-q a").is(str![[r#"
$ nimrank -q a
[code 0]
-- stdout
1	-3.0	stdin:1	a
-- requests
GET /v1/models
POST /v1/ranking  1 passage, truncate END, model acme/rerank-9

"#]]);
}

#[test]
fn the_built_in_model_needs_no_service() {
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim).stdin("GPU memory\nbread flour\n");
    case.run("-m local/bm25 -q 'baking bread'").is(str![[r#"
$ nimrank -m local/bm25 -q 'baking bread'
[code 0]
-- stdout
1	0.6931	stdin:2	bread flour
2	0.0	stdin:1	GPU memory

"#]]);
}

#[test]
fn a_dry_run_shows_the_request_and_sends_none() {
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim).stdin("GPU memory\n");
    case.run("-q bread -m m --dry-run").is(str![[r#"
$ nimrank -q bread -m m --dry-run
[code 0]
-- stdout
curl -sS --fail-with-body '[NIM]/v1/ranking' \
  -H 'Content-Type: application/json' \
  -H 'Accept: application/json' \
  -H 'Accept-Encoding: identity' \
  --data-binary @- <<'NIMRANK'
{"model":"m","query":{"text":"bread"},"passages":[{"text":"GPU memory"}],"truncate":"END"}
NIMRANK

"#]]);
}

#[test]
fn a_pasted_dry_run_command_works() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).stdin("it's \"$HOME\" `x`\nbread\n");
    let run = case.sh("command -v curl >/dev/null || exit 9; nimrank -q bread -m m --dry-run | sh");
    if run.code == Some(9) {
        // Without curl it is enough that the service is used at all.
        case.run("-q bread -m m").code(0);
        return;
    }
    run.code(0);
    let sent = run.requests[0].json();
    let ranked = case.run("-q bread -m m");
    assert_eq!(sent, ranked.requests[0].json(), "{run}");
    assert!(run.stdout_str().contains("\"rankings\""), "{run}");
}

#[test]
fn nothing_to_rank_exits_1() {
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim);
    case.run("-q a").is(str![[r#"
$ nimrank -q a
[code 1]
-- stderr
nimrank: no documents to rank

"#]]);
    let nim = FakeNim::new().expect_no_calls();
    Case::new().nim(&nim).stdin("\n  \n\t\n").run("-q a").is(str![[r#"
$ nimrank -q a
[code 1]
-- stdout
1		stdin:1	
2		stdin:2	  
3		stdin:3	\t
-- stderr
nimrank: no documents to rank: all of them are blank

"#]]);
}

#[test]
fn a_missing_file_is_reported_before_any_request() {
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim).file("a.txt", "a\n");
    case.run("-q a a.txt b.txt").is(str![[r#"
$ nimrank -q a a.txt b.txt
[code 2]
-- stderr
nimrank: b.txt: No such file or directory

"#]]);
    case.run("-q a 'how are you'").is(str![[r#"
$ nimrank -q a 'how are you'
[code 2]
-- stderr
nimrank: how are you: No such file or directory
  hint: `--doc` takes a text as a document

"#]]);
}

#[test]
fn a_failed_batch_prints_nothing() {
    let nim = FakeNim::script([Reply::ok(), Reply::json(422, r#"{"detail":"no"}"#)]);
    let case = Case::new().nim(&nim).stdin("a\nb\n");
    let run = case.run("-q a -m m --batch-size 1 -j 1");
    run.code(2);
    assert_eq!(run.stdout_str(), "", "{run}");
}

#[test]
fn ranking_is_deterministic() {
    let case = Case::new().file("h.jsonl", include_str!("../data/handbook.jsonl"));
    let arguments = "-q 'how do I keep water clean' -m local/bm25 -f json h.jsonl";
    let first = case.run(arguments);
    first.code(0);
    for _ in 0..3 {
        assert!(case.run(arguments).stdout == first.stdout, "it differs");
    }
    let nim = FakeNim::new();
    let case = case.nim(&nim);
    let arguments = "-q 'how do I keep water clean' -m m -f json h.jsonl --batch-size 7 -j 8";
    let first = case.run(arguments);
    first.code(0);
    assert!(case.run(arguments).stdout == first.stdout, "it differs");
}
