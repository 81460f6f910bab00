//! Request bodies byte for byte for each API, headers, and texts that reach the service unchanged.

use serde_json::{Value, json};

use crate::support::Case;
use crate::support::nim::{FakeNim, Reply, Seen};

/// Returns the only request of a run that must succeed.
#[track_caller]
fn sent(case: Case, options: &str) -> Seen {
    let nim = FakeNim::new();
    let run = case.nim(&nim).run(options);
    let [request] = run.code(0).requests.as_slice() else {
        panic!("not one request\n{run}");
    };
    request.clone()
}

#[track_caller]
fn body(seen: &Seen) -> &str {
    std::str::from_utf8(&seen.body).expect("a body is UTF-8")
}

const QUERY: &str = "-m nvidia/fake -q 'say \"hi\"' --doc 'green apple' --doc 'back\\slash'";

#[test]
fn nim_requests_have_exactly_four_fields() {
    let seen = sent(Case::new(), QUERY);
    assert_eq!((seen.method.as_str(), seen.path.as_str()), ("POST", "/v1/ranking"));
    assert_eq!(
        body(&seen),
        r#"{"model":"nvidia/fake","query":{"text":"say \"hi\""},"passages":[{"text":"green apple"},{"text":"back\\slash"}],"truncate":"END"}"#
    );
    let seen = sent(Case::new(), &format!("{QUERY} --truncate none"));
    assert!(body(&seen).ends_with(r#"],"truncate":"NONE"}"#), "{}", body(&seen));
    // Truncation and model are left to the service, which knows neither field.
    let seen = sent(Case::new(), &format!("{QUERY} -n 1 --min-score=-9 --score sigmoid"));
    let keys: Vec<_> = seen.json().as_object().expect("an object").keys().cloned().collect();
    assert_eq!(keys, ["model", "passages", "query", "truncate"]);
}

#[test]
fn cohere_requests_ask_for_all_documents() {
    let seen = sent(Case::new(), &format!("{QUERY} --api cohere -n 1"));
    assert_eq!((seen.method.as_str(), seen.path.as_str()), ("POST", "/v1/rerank"));
    assert_eq!(
        body(&seen),
        r#"{"model":"nvidia/fake","query":"say \"hi\"","documents":["green apple","back\\slash"],"top_n":2}"#
    );
}

#[test]
fn tei_requests_ask_for_raw_scores_without_a_model() {
    let seen = sent(Case::new(), &format!("{QUERY} --api tei"));
    assert_eq!((seen.method.as_str(), seen.path.as_str()), ("POST", "/rerank"));
    assert_eq!(
        body(&seen),
        r#"{"query":"say \"hi\"","texts":["green apple","back\\slash"],"raw_scores":true,"truncate":true}"#
    );
    let seen = sent(Case::new(), &format!("{QUERY} --api tei --truncate none"));
    assert!(body(&seen).ends_with(r#""truncate":false}"#), "{}", body(&seen));
    // It has only one model.
    sent(Case::new(), "--api tei -q apple --doc apple");
}

#[test]
fn requests_have_content_type_accept_and_user_agent() {
    let seen = sent(Case::new(), QUERY);
    let agent = format!("nimrank/{}", env!("CARGO_PKG_VERSION"));
    let length = seen.body.len().to_string();
    let host = seen.header("host").expect("a host").to_owned();
    assert!(host.starts_with("127.0.0.1:"), "{host}");
    let mut headers = seen.headers.clone();
    headers.sort();
    let expected = [
        ("accept", "application/json"),
        ("accept-encoding", "identity"),
        ("content-length", length.as_str()),
        ("content-type", "application/json"),
        ("host", host.as_str()),
        ("user-agent", agent.as_str()),
    ];
    let expected: Vec<_> = expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    assert_eq!(headers, expected, "no header more, above all no authorization");
}

#[test]
fn header_options_replace_default_headers() {
    let options =
        "-H 'User-Agent: mine/1' -H 'accept: */*' -H 'X-Team:  search ' -H 'X-Time: 10:30'";
    let seen = sent(Case::new(), &format!("{QUERY} {options}"));
    for (name, value) in
        [("user-agent", "mine/1"), ("accept", "*/*"), ("x-team", "search"), ("x-time", "10:30")]
    {
        let found: Vec<_> = seen.headers.iter().filter(|(own, _)| own == name).collect();
        assert_eq!(found, [&(name.to_owned(), value.to_owned())], "{name}");
    }
}

/// As with curl. The dry run prints both.
#[test]
fn a_header_can_be_repeated() {
    let seen = sent(Case::new(), &format!("{QUERY} -H 'X-Tag: a' -H 'X-Tag: b'"));
    let tags = seen.headers.iter().filter(|(name, _)| name == "x-tag");
    let tags: Vec<_> = tags.map(|(_, value)| value.as_str()).collect();
    assert_eq!(tags, ["a", "b"]);
}

/// Texts that are hard to escape, and spellings of them in JSON.
const HARD: [(&str, &str); 8] = [
    ("a quote \" and a back\\slash", r#""a quote \" and a back\\slash""#),
    ("a slash / or two //", r#""a slash \/ or two /\/""#),
    ("tab\tand\u{8}more\u{c}", r#""tab\tand\bmore\f""#),
    ("two\nlines\r\n", r#""two\nlines\r\n""#),
    ("Grüße, 苹果, яблоко", r#""Gr\u00fc\u00DFe, \u82f9果, яблоко""#),
    ("a face 😀 and a flag 🇩🇪", r#""a face \ud83d\ude00 and a flag 🇩🇪""#),
    ("nul \0 and del \u{7f} and \u{2028}", "\"nul \\u0000 and del \u{7f} and \\u2028\""),
    ("  spaces kept  ", "\"  spaces kept  \""),
];

#[test]
fn texts_of_records_are_sent_unchanged() {
    let (texts, spelled): (Vec<_>, Vec<_>) = HARD.into_iter().unzip();
    let objects: Vec<_> = spelled.iter().map(|text| format!(r#"{{"text":{text}}}"#)).collect();
    let forms = [
        ("jsonl", objects.join("\n")),
        ("jsonl", spelled.join("\n")),
        ("json", format!("[{}]", objects.join(",\n "))),
        ("json", format!("[ {} ]", spelled.join(" , "))),
    ];
    for (format, input) in forms {
        for api in ["nim", "cohere", "tei"] {
            let case = Case::new().stdin(&input);
            let seen = sent(case, &format!("-m nvidia/fake -q x -i {format} --api {api}"));
            assert_eq!(seen.passages(), texts, "{format} {api}\n{input}");
        }
    }
}

#[test]
fn texts_of_columns_lines_and_arguments_are_sent_unchanged() {
    let table = "id,text\n1,\"a \"\"quote\"\"\nand a line\"\n2,back\\slash \u{1f600}\n";
    let texts = ["a \"quote\"\nand a line", "back\\slash \u{1f600}"];
    let case = Case::new().stdin(table);
    let seen = sent(case, "-m nvidia/fake -q x -i csv");
    assert_eq!(seen.passages(), texts);
    let case = Case::new().stdin("one\t\"two\" \\u0041\r\n  苹果 \u{1}\n");
    let seen = sent(case, "-m nvidia/fake -q x -i lines");
    assert_eq!(seen.passages(), ["one\t\"two\" \\u0041", "  苹果 \u{1}"]);
    let seen = sent(Case::new(), "-m nvidia/fake -q x --doc '\"a\\nb\"'");
    assert_eq!(seen.passages(), ["\"a\\nb\""]);
}

/// JSON allows a lone surrogate and UTF-8 does not; bytes that are not UTF-8 are not text.
#[test]
fn invalid_utf8_is_sent_as_replacement_characters() {
    let case = Case::new().stdin("{\"text\":\"half \\ud83d\"}\n{\"text\":\"\\ude00\\ud83d x\"}\n");
    let seen = sent(case, "-m nvidia/fake -q x -i jsonl");
    assert_eq!(seen.passages(), ["half \u{fffd}", "\u{fffd}\u{fffd} x"]);
    for (input, format) in
        [(&b"caf\xe9 au lait\n"[..], "lines"), (b"\"caf\xe9 au lait\"\n", "jsonl")]
    {
        let case = Case::new().stdin(input);
        let seen = sent(case, &format!("-m nvidia/fake -q x -i {format}"));
        assert_eq!(seen.passages(), ["caf\u{fffd} au lait"], "{format}");
    }
}

#[test]
fn the_query_is_sent_unchanged() {
    for query in ["Grüße \"苹果\" \\ 😀", "two\nlines", "  with spaces  ", "-5 * ${HOME}"] {
        for api in ["nim", "cohere", "tei"] {
            let options = format!("-m nvidia/fake --api {api} --doc x --query='{query}'");
            assert_eq!(sent(Case::new(), &options).query(), query);
        }
    }
    for (content, query) in [
        ("two\nlines\n", "two\nlines"),
        ("one line\r\n", "one line"),
        ("\u{feff}no mark", "no mark"),
        ("an empty line\n\n", "an empty line\n"),
    ] {
        let case = Case::new().file("q.txt", content);
        let seen = sent(case, "-m nvidia/fake --query-file q.txt --doc x");
        assert_eq!(seen.query(), query);
    }
    let case = Case::new().stdin("of a pipe\n");
    let seen = sent(case, "-m nvidia/fake --query-file - --doc x");
    assert_eq!(seen.query(), "of a pipe");
}

/// The smallest PNG.
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
const PNG_URL: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ";

#[test]
fn images_are_sent_as_data_urls() {
    let lines = format!(
        "{{\"text\":\"figure 3\",\"image\":\"{PNG_URL}\"}}\n{{\"image\":\"pictures/a.png\"}}\n{{\"text\":\"plain\"}}\n"
    );
    let case = Case::new().file("pictures/a.png", PNG).stdin(lines);
    let seen = sent(case, "-m nvidia/llama-nemotron-rerank-vl-1b-v2 -q figure -i jsonl");
    let expected = json!([
        {"text": "figure 3", "image": PNG_URL},
        {"image": PNG_URL},
        {"text": "plain"},
    ]);
    assert_eq!(seen.json()["passages"], expected);
}

#[test]
fn images_are_ordinary_data_for_text_only_apis() {
    for options in [
        "-m nvidia/llama-nemotron-rerank-1b-v2",
        "-m nvidia/llama-nemotron-rerank-vl-1b-v2 --api cohere",
        "--api tei",
    ] {
        let nim = FakeNim::new();
        let case = Case::new().nim(&nim);
        let case =
            case.stdin(format!("{{\"text\":\"x\"}}\n{{\"text\":\"y\",\"image\":\"{PNG_URL}\"}}\n"));
        let run = case.run(&format!("{options} -q figure -i jsonl"));
        let request = run.code(0).requests.last().expect("a request");
        assert_eq!(request.passages(), ["x", "y"], "{run}");
        assert!(!request.json().to_string().contains("data:image"), "{run}");
    }
}

/// The model is known only when the service has listed it.
#[test]
fn images_are_ordinary_data_for_a_listed_text_only_model() {
    let nim = FakeNim::new().model("nvidia/llama-nemotron-rerank-1b-v2");
    let case = Case::new().nim(&nim);
    let texts = format!("{{\"text\":\"x\"}}\n{{\"text\":\"y\",\"image\":\"{PNG_URL}\"}}\n");
    let run = case.stdin(texts).run("-q figure -i jsonl");
    let request = run.code(0).requests.last().expect("a request");
    assert_eq!(request.passages(), ["x", "y"], "{run}");
    let case = Case::new().nim(&nim);
    let image = format!("{{\"text\":\"x\"}}\n{{\"image\":\"{PNG_URL}\"}}\n");
    let run = case.stdin(image).run("-q figure -i jsonl");
    let what = "takes text only, and this has an image, because of stdin:2\n";
    assert!(run.code(2).stderr_str().contains(what), "{run}");
}

/// Other fields of records are not sent.
#[test]
fn only_the_texts_of_records_are_sent() {
    let record = r#"{"id":7,"text":"apple","salary":"private","meta":{"body":"private too"}}"#;
    let seen = sent(Case::new().stdin(record), "-m nvidia/fake -q x -i jsonl");
    assert_eq!(seen.json()["passages"], json!([{ "text": "apple" }]));
    let seen = sent(
        Case::new().stdin(record),
        "-m nvidia/fake -q x -i jsonl --text-field text --text-field meta.body",
    );
    assert_eq!(seen.json()["passages"], json!([{ "text": "apple\nprivate too" }]));
}

#[test]
fn blank_documents_are_not_sent() {
    let nim = FakeNim::script([Reply::scores(&[1.0, 2.0])]);
    let case = Case::new().nim(&nim).stdin("apple\n\n \t\nplum\n");
    let run = case.run("-m nvidia/fake -q apple -f json");
    assert_eq!(run.code(0).requests[0].passages(), ["apple", "plum"]);
    let printed: Value = serde_json::from_str(run.stdout_str()).expect("JSON");
    let scores = printed["results"].as_array().expect("a list").iter();
    let scores: Vec<_> =
        scores.map(|result| (result["index"].clone(), result["relevance_score"].clone())).collect();
    let expected = [
        (json!(3), json!(2.0)),
        (json!(0), json!(1.0)),
        (json!(1), json!(null)),
        (json!(2), json!(null)),
    ];
    assert_eq!(scores, expected);
}
