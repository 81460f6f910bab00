//! `json` and `jsonl`: every key, and records verbatim.

use super::{assert_stdout, printed, scored};
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

const MODEL: &str = "nvidia/llama-nemotron-rerank-1b-v2";

#[test]
fn json_is_one_document_of_the_documented_shape() {
    let nim = FakeNim::script([Reply::scores(&[-1.25, 6.828_125])]);
    let case = Case::new().nim(&nim).file(
        "d.jsonl",
        "{\"id\":\"p\",\"text\":\"bread and butter\"}\n{\"id\":\"q\",\"text\":\"GPU memory\"}\n",
    );
    let url = nim.url();
    let expected = format!(
        concat!(
            r#"{{"model":"{model}","query":"GPU \"memory\"","results":["#,
            r#"{{"index":1,"relevance_score":6.828125,"document":{{"id":"q","text":"GPU memory"}},"rank":1,"id":"q","origin":"d.jsonl:2"}},"#,
            r#"{{"index":0,"relevance_score":-1.25,"document":{{"id":"p","text":"bread and butter"}},"rank":2,"id":"p","origin":"d.jsonl:1"}}"#,
            r#"],"meta":{{"api":"nim","endpoint":"{url}/v1/ranking","score":"logit","documents":2,"requests":1,"usage":{{"total_tokens":7}}}}}}"#,
            "\n"
        ),
        model = MODEL,
        url = url
    );
    assert_eq!(printed(&case, r#"-q 'GPU "memory"' -f json d.jsonl"#), expected);
}

#[test]
fn jsonl_is_one_result_per_line() {
    let case = scored(&[1.0, 3.0]).stdin("one\ntwo\n");
    let expected = concat!(
        r#"{"index":1,"relevance_score":3.0,"document":{"text":"two"},"rank":1,"id":null,"origin":"stdin:2"}"#,
        "\n",
        r#"{"index":0,"relevance_score":1.0,"document":{"text":"one"},"rank":2,"id":null,"origin":"stdin:1"}"#,
        "\n"
    );
    assert_eq!(printed(&case, "-q x -f jsonl"), expected);
}

/// Returns each line of JSONL from `document` up to the rank.
fn documents(jsonl: &str) -> Vec<&str> {
    let document = |line| {
        let (_, rest): (&str, &str) = str::split_once(line, ",\"document\":")?;
        Some(rest.split_once(",\"rank\":")?.0)
    };
    let documents = jsonl.lines().map(|line| document(line).unwrap_or(line));
    documents.collect()
}

/// Returns each line of JSONL from `id` up to the origin.
fn ids(jsonl: &str) -> Vec<&str> {
    let id = |line| {
        let (_, rest): (&str, &str) = str::rsplit_once(line, ",\"id\":")?;
        Some(rest.split_once(",\"origin\":")?.0)
    };
    jsonl.lines().map(|line| id(line).unwrap_or(line)).collect()
}

#[test]
fn a_record_is_printed_verbatim() {
    let records = [
        r#"{"zebra":1.50,"text":"a","big":12345678901234567890123,"apple":1e5}"#,
        r#"{ "text" : "b\u00e9\/",  "nested": {"y": [1.0, -0], "x": null} }"#,
        r#"{"text":"c","text":"d","😀":"\ud83d\ude00"}"#,
    ];
    let case = scored(&[3.0, 2.0, 1.0]).file("d.jsonl", records.join("\n"));
    let shown = printed(&case, "-q x -f jsonl d.jsonl");
    assert_eq!(documents(&shown), records);
}

#[test]
fn plain_text_becomes_an_object() {
    let case = scored(&[4.0, 3.0, 2.0])
        .file("d.jsonl", "\"tab\\there \\u00e9\"\n")
        .stdin("back\\slash \"quoted\"\n");
    let shown = printed(&case, "-q x -f jsonl d.jsonl - --doc 猫");
    let expected = [
        r#"{"text":"tab\there \u00e9"}"#,
        r#"{"text":"back\\slash \"quoted\""}"#,
        r#"{"text":"猫"}"#,
    ];
    assert_eq!(documents(&shown), expected);
}

#[test]
fn grep_lines_have_path_and_line() {
    let found = "src/a.rs:2:let it = 1;\nsrc/a.rs-3-be\n";
    let case = scored(&[2.0, 1.0]).file("src/a.rs", "").stdin(found);
    let shown = printed(&case, "-q x -i grep -f jsonl");
    let expected = [
        r#"{"text":"let it = 1;","path":"src/a.rs","line":2}"#,
        r#"{"text":"be","path":"src/a.rs","line":3}"#,
    ];
    assert_eq!(documents(&shown), expected);
    assert_eq!(ids(&shown), ["null", "null"]);

    let case = scored(&[2.0, 1.0]).file("notes.md", "a\nb\n").stdin("notes.md:a\nnotes.md:b\n");
    let shown = printed(&case, "-q x -f jsonl");
    let expected = [r#"{"text":"a","path":"notes.md"}"#, r#"{"text":"b","path":"notes.md"}"#];
    assert_eq!(documents(&shown), expected);
}

/// The output of `rg --json -A1 two` for a file with the lines one, two, three.
const EVENTS: &str = concat!(
    r#"{"type":"begin","data":{"path":{"text":"a.txt"}}}"#,
    "\n",
    r#"{"type":"match","data":{"path":{"text":"a.txt"},"lines":{"text":"two\n"},"line_number":2,"absolute_offset":4,"submatches":[{"match":{"text":"two"},"start":0,"end":3}]}}"#,
    "\n",
    r#"{"type":"context","data":{"path":{"text":"a.txt"},"lines":{"text":"three\n"},"line_number":3,"absolute_offset":8,"submatches":[]}}"#,
    "\n",
    r#"{"type":"end","data":{"path":{"text":"a.txt"},"binary_offset":null,"stats":{"elapsed":{"secs":0,"nanos":5,"human":"0.000005s"},"searches":1,"searches_with_match":1,"bytes_searched":14,"bytes_printed":9,"matched_lines":1,"matches":1}}}"#,
    "\n",
    r#"{"data":{"elapsed_total":{"human":"0.0s","nanos":9,"secs":0},"stats":{"bytes_printed":9,"bytes_searched":14,"elapsed":{"human":"0.0s","nanos":5,"secs":0},"matched_lines":1,"matches":1,"searches":1,"searches_with_match":1}},"type":"summary"}"#,
    "\n"
);

#[test]
fn rg_events_have_path_and_line() {
    let case = scored(&[1.0, 2.0]).stdin(EVENTS);
    let expected = concat!(
        r#"{"index":1,"relevance_score":2.0,"document":{"text":"three","path":"a.txt","line":3},"rank":1,"id":null,"origin":"a.txt:3"}"#,
        "\n",
        r#"{"index":0,"relevance_score":1.0,"document":{"text":"two","path":"a.txt","line":2},"rank":2,"id":null,"origin":"a.txt:2"}"#,
        "\n"
    );
    assert_eq!(printed(&case, "-q x -f jsonl"), expected);
    let case = scored(&[1.0, 2.0]).stdin(EVENTS);
    let lines: Vec<_> = EVENTS.lines().collect();
    let expected = format!("{}\n{}\n", lines[2], lines[1]);
    assert_eq!(printed(&case, "-q x -f raw"), expected);
}

#[test]
fn paths_input_has_the_path() {
    let case = scored(&[1.0, 2.0])
        .file("doc/a.md", "alpha\n")
        .file("doc/b \"b\".md", "beta\ngamma")
        .stdin("doc/a.md\ndoc/b \"b\".md\n");
    let expected = concat!(
        r#"{"index":1,"relevance_score":2.0,"document":{"path":"doc/b \"b\".md","text":"beta\ngamma"},"rank":1,"id":"doc/b \"b\".md","origin":"stdin:2"}"#,
        "\n",
        r#"{"index":0,"relevance_score":1.0,"document":{"path":"doc/a.md","text":"alpha\n"},"rank":2,"id":"doc/a.md","origin":"stdin:1"}"#,
        "\n"
    );
    assert_eq!(printed(&case, "-q x -i paths -f jsonl"), expected);
}

#[test]
fn a_row_is_an_object_of_its_columns_in_order() {
    let csv = "zip,text,docid,note\n08001,\"one, \"\"two\"\"\nthree\",7,\n,four,,x\n";
    let case = scored(&[2.0, 1.0]).file("d.csv", csv);
    let shown = printed(&case, "-q x -f jsonl d.csv");
    let expected = [
        r#"{"zip":"08001","text":"one, \"two\"\nthree","docid":"7","note":""}"#,
        r#"{"zip":"","text":"four","docid":"","note":"x"}"#,
    ];
    assert_eq!(documents(&shown), expected);
    assert_eq!(ids(&shown), [r#""7""#, "null"]);

    let tsv = "id\ttext\n1\ta \"b\" c\n";
    let case = scored(&[2.0]).file("d.tsv", tsv);
    let shown = printed(&case, "-q x -f jsonl d.tsv");
    assert_eq!(documents(&shown), [r#"{"id":"1","text":"a \"b\" c"}"#]);
}

#[test]
fn ids_keep_their_type() {
    let records = concat!(
        "{\"id\":\"a\\u0062\",\"text\":\"t\"}\n",
        "{\"id\":12345678901234567890,\"text\":\"t\"}\n",
        "{\"_id\":1.0,\"text\":\"t\"}\n",
        "{\"docid\":true,\"text\":\"t\"}\n",
        "{\"id\":null,\"text\":\"t\"}\n",
        "{\"id\":null,\"doc_id\":\"next\",\"text\":\"t\"}\n",
        "{\"text\":\"t\"}\n"
    );
    let case = scored(&[7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]).file("d.jsonl", records);
    let shown = printed(&case, "-q x -f jsonl d.jsonl");
    let expected =
        [r#""a\u0062""#, "12345678901234567890", "1.0", "true", "null", r#""next""#, "null"];
    assert_eq!(ids(&shown), expected);
}

/// Returns `meta` of a document and the model.
fn frame(json: &str) -> (&str, &str) {
    let model = json.split(",\"query\":").next().unwrap_or_default();
    let meta = json.rsplit("\"meta\":").next().unwrap_or_default();
    (model, meta)
}

#[test]
fn meta_names_the_api_and_the_score_type() {
    for (arguments, model, path, api, score, usage) in [
        ("", MODEL, "/v1/ranking", "nim", "logit", true),
        ("-m m/x", "m/x", "/v1/ranking", "nim", "logit", true),
        ("--score sigmoid", MODEL, "/v1/ranking", "nim", "sigmoid", true),
        ("--api cohere", MODEL, "/v1/rerank", "cohere", "unknown", false),
        ("--api tei", "", "/rerank", "tei", "logit", false),
        ("--api tei --score sigmoid", "", "/rerank", "tei", "sigmoid", false),
    ] {
        let nim = FakeNim::new();
        let case = Case::new().nim(&nim).stdin("one\n");
        let shown = printed(&case, &format!("-q one -f json {arguments}"));
        let model = match model {
            "" => "{\"model\":null".to_owned(),
            model => format!("{{\"model\":\"{model}\""),
        };
        let usage = if usage { "{\"total_tokens\":2}" } else { "null" };
        let url = nim.url();
        let meta = format!(
            concat!(
                r#"{{"api":"{api}","endpoint":"{url}{path}","score":"{score}","#,
                r#""documents":1,"requests":1,"usage":{usage}}}}}"#,
                "\n"
            ),
            api = api,
            url = url,
            path = path,
            score = score,
            usage = usage
        );
        assert_eq!(frame(&shown), (&*model, &*meta), "{arguments}");
    }
}

#[test]
fn meta_of_the_built_in_model_has_no_endpoint() {
    let case = Case::new().stdin("one\ntwo\n");
    let shown = printed(&case, "-q one -f json -m local/bm25");
    let meta = concat!(
        r#"{"api":null,"endpoint":null,"score":"bm25","documents":2,"requests":0,"usage":null}}"#,
        "\n"
    );
    assert_eq!(frame(&shown), (r#"{"model":"local/bm25""#, meta));
}

#[test]
fn meta_counts_documents_requests_and_tokens() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).stdin("a b\n\nc\nd e f\n");
    let run = case.run("-q one -f json --batch-size 1 -n 1");
    run.code(0);
    let shown = run.stdout_str();
    let counts = r#""documents":4,"requests":3,"usage":{"total_tokens":9}}"#;
    assert!(shown.contains(counts), "{run}");
    assert!(shown.contains("\"results\":[{") && !shown.contains("\"rank\":2"));
}

#[test]
fn the_endpoint_in_json_has_no_query_string() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).stdin("one\n");
    let url = nim.url();
    let shown =
        printed(&case, &format!("-q one -f json -m m --base-url {url}/v1/ranking?sig=s3cret"));
    let endpoint = format!(r#""endpoint":"{url}/v1/ranking","#);
    assert!(shown.contains(&endpoint) && !shown.contains("s3cret"), "{shown}");
}

#[test]
fn json_without_results_is_a_complete_document() {
    let nim = FakeNim::new().expect_no_calls();
    let endpoint = format!("{}/v1/ranking", nim.url());
    let run = Case::new().nim(&nim).run("-q x -f json");
    run.code(1);
    let expected = format!(
        concat!(
            r#"{{"model":null,"query":"x","results":[],"meta":{{"api":"nim","endpoint":"{endpoint}","#,
            r#""score":"logit","documents":0,"requests":0,"usage":null}}}}"#,
            "\n"
        ),
        endpoint = endpoint
    );
    assert_stdout(&run, &expected);

    let nim = FakeNim::script([Reply::scores(&[-3.0, -4.0])]);
    let endpoint = format!("{}/v1/ranking", nim.url());
    let case = Case::new().nim(&nim).stdin("one\ntwo\n");
    let run = case.run("-q x -f json --min-score 0");
    run.code(1);
    let expected = format!(
        concat!(
            r#"{{"model":"{model}","query":"x","results":[],"meta":{{"api":"nim","endpoint":"{endpoint}","#,
            r#""score":"logit","documents":2,"requests":1,"usage":{{"total_tokens":3}}}}}}"#,
            "\n"
        ),
        model = MODEL,
        endpoint = endpoint
    );
    assert_stdout(&run, &expected);
}

#[test]
fn other_formats_without_results_are_empty() {
    for (format, expected) in
        [("tsv", ""), ("csv", "rank,score,id,text\n"), ("jsonl", ""), ("raw", ""), ("table", "")]
    {
        let run = Case::new().run(&format!("-q x -m local/bm25 -f {format}"));
        run.code(1);
        assert_stdout(&run, expected);
        assert_eq!(run.stderr_str(), "nimrank: no documents to rank\n");
    }
}

#[test]
fn invalid_utf8_is_replaced_in_json() {
    let record = b"{\"id\":\"\xE9\",\"text\":\"caf\xE9\",\"n\":1.50}\n";
    let case = scored(&[1.0, 0.5]).file("d.jsonl", record);
    let case = case.stdin(b"na\xEFve\n");
    let shown = printed(&case, "-q x -f jsonl d.jsonl -");
    let expected = [
        "{\"id\":\"\u{FFFD}\",\"text\":\"caf\u{FFFD}\",\"n\":1.50}",
        "{\"text\":\"na\u{FFFD}ve\"}",
    ];
    assert_eq!(documents(&shown), expected);
}
