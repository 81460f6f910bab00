use nimrank::testing::batch::{QueryFields, RecordSettings};

use super::{read, read_jsonl};

#[test]
fn all_spellings_of_nested_records_are_read() {
    for (record, expected) in [
        // rank_llm
        (
            r#"{"query":{"qid":"1","text":"q"},"candidates":[{"docid":"d7","score":3.2,"doc":{"title":"t","contents":"a"}}]}"#,
            r#"0 "1" q ["d7=a"] FILE:1"#,
        ),
        // bodies of requests
        (
            r#"{"model":"m","query":"q","documents":["a",{"text":"b"}]}"#,
            r#"0 - q ["a", "b"] FILE:1"#,
        ),
        (
            r#"{"model":"m","query":{"text":"q"},"passages":[{"text":"a"}],"truncate":"END"}"#,
            r#"0 - q ["a"] FILE:1"#,
        ),
        // logs
        (r#"{"query_id":7,"query":"q","passages":["a"]}"#, r#"0 7 q ["a"] FILE:1"#),
        (
            r#"{"question":"q","contexts":["a","b"],"ground_truth":"x"}"#,
            r#"0 - q ["a", "b"] FILE:1"#,
        ),
        (
            r#"{"user_input":"q","retrieved_contexts":["a"],"reference_contexts":["b"]}"#,
            r#"0 - q ["a"] FILE:1"#,
        ),
        (r#"{"query":"q","positive":["a"],"documents":["b","a"]}"#, r#"0 - q ["b", "a"] FILE:1"#),
        (
            r#"{"q":"q","results":[{"index":3,"document":{"text":"a","id":"x"}}]}"#,
            r#"0 - q ["x=a"] FILE:1"#,
        ),
        (
            r#"{"q":"q","hits":[{"_id":"x","document":{"body":"a"}}],"id":"1"}"#,
            r#"0 "1" q ["x=a"] FILE:1"#,
        ),
        (
            r#"{"texts":[{"name":"query","contents":["q"]},{"name":"passages","contents":["a","b"]}]}"#,
            r#"0 - q ["a", "b"] FILE:1"#,
        ),
        (r#"{"query":"q","documents":[]}"#, "0 - q [] FILE:1"),
    ] {
        assert_eq!(read_jsonl(record), expected, "{record}");
    }
}

#[test]
fn ids_are_strings_and_integers() {
    for (record, id) in [
        (r#""qid":"a\u00e9""#, r#""a\u00e9""#),
        (r#""qid":-12345678901234567890123"#, "-12345678901234567890123"),
        (r#""qid":1.5,"query_id":true,"id":null,"_id":"x""#, r#""x""#),
        (r#""qid":{"a":1}"#, "-"),
        (r#""qid":"""#, r#""""#),
    ] {
        let read = read_jsonl(&format!(r#"{{"query":"q","docs":["a"],{record}}}"#));
        assert_eq!(read, format!(r#"0 {id} q ["a"] FILE:1"#));
    }
    let inner = r#"{"query":{"text":"q","id":1},"qid":2,"docs":["a"]}"#;
    assert_eq!(read_jsonl(inner), r#"0 1 q ["a"] FILE:1"#);
}

#[test]
fn bad_records_are_placed_and_counted() {
    let records = [
        r#"{"id":1,"query":"q","docs":["a"]}"#,
        "",
        r#"{"id":2,"query":"q","docs":["a",null]}"#,
        r#"{"id":3,"query":" ","docs":["a"]}"#,
        r#"{"id":4,"query":5,"docs":["a"]}"#,
        r#"{"id":5,"query":{"t":"q"},"docs":["a"]}"#,
        r#"{"id":6,"docs":["a"]}"#,
        r#"{"id":7,"query":"q","docs":"a"}"#,
        r#"{"id":8,"query":"q","docs":[{"id":1,"summary":"a"}]}"#,
        r#"{"id":9,"query":"q","docs":["a"]"#,
        r#"{"id":10,"query":"q","text":"a"}"#,
        "5",
        r#"{"id":11,"query":"q","docs":["a"]}"#,
    ];
    let expected = [
        r#"0 1 q ["a"] FILE:1"#,
        "1 2 FILE:3: `docs[1]` is null, not a text or a record",
        "2 3 FILE:4: the query is blank",
        "3 4 FILE:5: the field `query` is a number, not a query",
        "4 5 FILE:6: the field `query` is an object without a `text` | dots reach inside: `--query-field query.NAME`",
        "5 6 FILE:7: no field `query`, `question`, `user_input`, `q` | its fields are `id`, `docs`",
        "6 7 FILE:8: the field `docs` is a string, not an array of documents",
        "7 8 FILE:9: `docs[0]`: no field `text`, `passage`, `content`, `contents`, `page_content`, `document`, `body` | its fields are `id`, `summary` | name the text with `--text-field summary`",
        "8 9 FILE:10: not a JSON object | EOF while parsing an object at column 32 | check it first: jq . FILE",
        "9 10 FILE:11: no field `documents`, `docs`, `passages`, `candidates`, `contexts`, `retrieved_contexts`, `results`, `hits` | its fields are `id`, `query`, `text` | records with one document each belong into a file of their own",
        "10 - FILE:12: not a JSON object, but a number | a record is written {\"query\":\"…\",\"documents\":[\"…\"]}",
        r#"11 11 q ["a"] FILE:13"#,
    ];
    assert_eq!(read_jsonl(&records.join("\n")), expected.join("\n"));
}

#[test]
fn fields_can_be_named() {
    let record =
        r#"{"custom_id":"c1","body":{"query":"q","documents":[{"doc":{"a":"x","b":"y"}}]}}"#;
    assert_eq!(
        read_jsonl(record),
        "0 - FILE:1: no field `query`, `question`, `user_input`, `q` | its fields are `custom_id`, `body` | name the fields with `--query-field body.query --documents-field body.documents`"
    );
    let mut settings = RecordSettings {
        query_fields: QueryFields {
            query: Some("body.query".into()),
            id: Some("custom_id".into()),
        },
        documents_field: Some("body.documents".into()),
        ..RecordSettings::default()
    };
    settings.input.fields.text = vec!["a".into(), "b".into()];
    assert_eq!(read(record, "jsonl", settings), r#"0 "c1" q ["x\ny"] FILE:1"#);
}

#[test]
fn values_may_span_lines_or_be_in_arrays() {
    let record = "{\"query\":\"q\",\n \"docs\":[\n\"a\"]}";
    let read = |content: &str, extension: &str| {
        let settings = RecordSettings { keeps_going: true, ..RecordSettings::default() };
        super::read(content, extension, settings)
    };
    let two = "0 - q [\"a\"] FILE:1\n1 - q [\"a\"] FILE:4";
    assert_eq!(read(&format!("{record}\n{record}\n"), "json"), two);
    assert_eq!(read(&format!("[{record},\n{record}]\n"), "json"), two);
    // A torn line does not take the lines behind it along.
    let torn = "{\"query\":\"q\",\"docs\":[\n{\"query\":\"r\",\"docs\":[\"a\"]}\n";
    assert_eq!(
        read(&format!("{{\"query\":\"q\",\"docs\":[\"a\"]}}\n{torn}"), "jsonl"),
        "0 - q [\"a\"] FILE:1\n1 - FILE:2: not a JSON object | EOF while parsing a list at column 21 | check it first: jq . FILE\n2 - r [\"a\"] FILE:3"
    );
    let broken = "[{\"query\":\"q\",\"docs\":[\"a\"]},{\"query\":\"r\",\"docs\":[\"a\"}]";
    assert_eq!(
        read(broken, "json"),
        "0 - q [\"a\"] FILE:1\n1 - FILE:1: not a JSON object | expected `,` or `]` at column 53 | check it first: jq . FILE | END"
    );
}

#[test]
fn records_may_be_inside_a_response() {
    let content =
        "{\"data\":{\"runs\":[{\"q\":\"a\",\"docs\":[\"x\"]},\n{\"q\":\"b\",\"docs\":[\"y\"]}]}}";
    let mut settings = RecordSettings::default();
    settings.input.records = Some("data.runs".into());
    assert_eq!(read(content, "json", settings), "0 - a [\"x\"] FILE:1\n1 - b [\"y\"] FILE:2");
}

#[test]
fn a_field_of_a_table_may_be_a_list() {
    let content = "qid,question,contexts\n7,q,\"[\"\"a\"\",\"\"b\"\"]\"\n8,r,\"[]\"\n9,s,t\n";
    let settings = RecordSettings { keeps_going: true, ..RecordSettings::default() };
    let by_content = read(content, "", settings.clone());
    assert_eq!(by_content, read(content, "csv", settings.clone()));
    assert_eq!(
        read(content, "csv", settings),
        "0 \"7\" q [\"a\", \"b\"] FILE:2\n1 \"8\" r [] FILE:3\n2 \"9\" FILE:4: the field `contexts` is a string, not an array of documents"
    );
}

#[test]
fn all_shapes_but_the_first_are_refused() {
    let nested = r#"{"qid":1,"query":"a","docs":["x"]}"#;
    let pair = r#"{"qid":2,"query":"b","text":"y"}"#;
    assert_eq!(
        read_jsonl(&[pair, nested].join("\n")),
        "0 2 b [\"y\"] FILE:1\n1 1 FILE:2: a list of documents in `docs` | the records before have one document each | records with lists belong into a file of their own"
    );
    // An error does not decide.
    assert!(
        read_jsonl(&["{\"query\":1}", nested, nested].join("\n")).contains("2 1 a [\"x\"] FILE:3")
    );
}

#[test]
fn what_holds_no_records_is_refused() {
    let read = |content: &str| read(content, "", RecordSettings::default());
    assert_eq!(read(" \n\n"), "");
    assert_eq!(
        read("some text\n"),
        "0 - FILE: read as lines, which has no records with queries | a record is written {\"query\":\"…\",\"documents\":[\"…\"]}; plain queries are read with `--queries FILE` | END"
    );
}

#[test]
fn a_broken_first_line_is_a_record() {
    let good = r#"{"query":"q","docs":["a"]}"#;
    for bad in ["{\"id\":1,\"query\":\"q\",\"docs\":[\"a\"", "{\"id\":1,", "no JSON", "{"] {
        for extension in ["", "jsonl", "txt"] {
            let settings = RecordSettings { keeps_going: true, ..RecordSettings::default() };
            let read = read(&format!("{bad}\n{good}\n{good}\n"), extension, settings);
            let lines: Vec<_> = read.lines().collect();
            assert!(lines[0].contains(" FILE:1: not a JSON object | "), "{bad} {read}");
            assert_eq!(lines[1..], ["1 - q [\"a\"] FILE:2", "2 - q [\"a\"] FILE:3"], "{bad}");
        }
    }
}

#[test]
fn lone_surrogates_and_deep_values_are_read() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let record = format!(
        r#"{{"id":"\ud83d","query":"a\udc00","x":{deep},"docs":[{{"text":"t\ud83d","y":{deep}}}]}}"#
    );
    assert_eq!(read_jsonl(&record), "0 \"\\ufffd\" a\u{fffd} [\"t\u{fffd}\"] FILE:1");
    let duplicate = r#"{"query":"a","query":"b","docs":["x"],"docs":["y"]}"#;
    assert_eq!(read_jsonl(duplicate), "0 - b [\"y\"] FILE:1");
}
