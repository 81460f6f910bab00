use snapbox::str;

use super::{scored, sent, uncalled};

#[test]
fn the_first_known_text_field_is_used() {
    let names = ["text", "passage", "content", "contents", "page_content", "document", "body"];
    for at in 0..names.len() {
        // Less preferred names come first in the record.
        let fields = names[at..].iter().rev();
        let fields: Vec<_> = fields.map(|name| format!("\"{name}\":\"is {name}\"")).collect();
        let record = format!("{{\"title\":\"no\",{}}}\n", fields.join(","));
        let run = scored().stdin(record).run("-q dog");
        assert_eq!(sent(&run), [format!("is {}", names[at])]);
    }
}

#[test]
fn the_first_known_id_field_is_used() {
    let lines = concat!(
        "{\"doc_id\":\"4\",\"docid\":\"3\",\"_id\":\"2\",\"id\":\"1\",\"text\":\"x\"}\n",
        "{\"doc_id\":\"4\",\"docid\":\"3\",\"_id\":\"2\",\"text\":\"x\"}\n",
        "{\"doc_id\":\"4\",\"docid\":\"3\",\"text\":\"x\"}\n",
        "{\"doc_id\":\"4\",\"text\":\"x\"}\n",
        "{\"number\":\"5\",\"text\":\"x\"}\n",
    );
    scored().stdin(lines).run("-q dog").is(str![[r#"
$ nimrank -q dog
[code 0]
-- stdout
1	-5.0	1	x
2	-5.0	2	x
3	-5.0	3	x
4	-5.0	4	x
5	-5.0	stdin:5	x
-- requests
POST /v1/ranking  5 passages, truncate END, model m

"#]]);
}

#[test]
fn an_id_keeps_its_type_and_its_spelling() {
    let lines = concat!(
        "{\"id\":\"a\\u00e9 \\\"q\\\"\",\"text\":\"x\"}\n",
        "{\"id\":12345678901234567890123,\"text\":\"x\"}\n",
        "{\"id\":1.50e3,\"text\":\"x\"}\n",
        "{\"id\":true,\"text\":\"x\"}\n",
        "{\"id\":null,\"text\":\"x\"}\n",
        "{\"id\":{\"a\":1},\"text\":\"x\"}\n",
        "{\"id\":[1],\"_id\":\"next\",\"text\":\"x\"}\n",
        "{\"id\":\"\\ud800\",\"text\":\"x\"}\n",
    );
    let case = scored().stdin(lines);
    case.run("-q dog --no-documents -f jsonl").is(str![[r#"
$ nimrank -q dog --no-documents -f jsonl
[code 0]
-- stdout
{"index":0,"relevance_score":-5.0,"rank":1,"id":"a\u00e9 \"q\"","origin":"stdin:1"}
{"index":1,"relevance_score":-5.0,"rank":2,"id":12345678901234567890123,"origin":"stdin:2"}
{"index":2,"relevance_score":-5.0,"rank":3,"id":1.50e3,"origin":"stdin:3"}
{"index":3,"relevance_score":-5.0,"rank":4,"id":true,"origin":"stdin:4"}
{"index":4,"relevance_score":-5.0,"rank":5,"id":null,"origin":"stdin:5"}
{"index":5,"relevance_score":-5.0,"rank":6,"id":null,"origin":"stdin:6"}
{"index":6,"relevance_score":-5.0,"rank":7,"id":"next","origin":"stdin:7"}
{"index":7,"relevance_score":-5.0,"rank":8,"id":"\ufffd","origin":"stdin:8"}
-- requests
POST /v1/ranking  8 passages, truncate END, model m

"#]]);
    case.run("-q dog --no-documents -f tsv").is(str![[r#"
$ nimrank -q dog --no-documents -f tsv
[code 0]
-- stdout
1	-5.0	aé "q"
2	-5.0	12345678901234567890123
3	-5.0	1.50e3
4	-5.0	true
5	-5.0	stdin:5
6	-5.0	stdin:6
7	-5.0	next
8	-5.0	�
-- requests
POST /v1/ranking  8 passages, truncate END, model m

"#]]);
}

#[test]
fn scalar_texts_are_scored_as_spelled() {
    let lines =
        "{\"text\":12.50}\n{\"text\":-0}\n{\"text\":1E5}\n{\"text\":true}\n{\"text\":false}\n";
    let run = scored().stdin(lines).run("-q true -f raw");
    assert_eq!(sent(&run), ["12.50", "-0", "1E5", "true", "false"]);
    assert!(run.stdout_str().starts_with("{\"text\":true}\n"), "{run}");
}

#[test]
fn object_and_array_texts_are_bad_lines() {
    let case = uncalled()
        .file("object.jsonl", "{\"text\":\"x\"}\n{\"text\":{\"a\":\"dog\"}}\n")
        .file("array.jsonl", "{\"text\":[\"dog\"]}\n");
    case.run("-q dog object.jsonl").is(str![[r#"
$ nimrank -q dog object.jsonl
[code 2]
-- stderr
nimrank: object.jsonl:2: the field `text` is an object, not a text
  hint: dots reach inside: `--text-field text.a`

"#]]);
    case.run("-q dog array.jsonl").is(str![[r#"
$ nimrank -q dog array.jsonl
[code 2]
-- stderr
nimrank: array.jsonl:1: the field `text` is an array, not a text

"#]]);
    case.run("-q dog array.jsonl --text-field text").code(2);
}

#[test]
fn the_hint_names_a_field_that_holds_text() {
    for (json, field) in [
        (r#"{"id":1,"title":"dog"}"#, "title"),
        (r#"{"took":3,"lang":"en","summary":"a long text"}"#, "summary"),
        (r#"{"_id":"123456789012","_source":{"tag":"x","msg":"the text"}}"#, "_source.msg"),
        (r#"{"docid":"7","score":1.5,"doc":{"segment":"the text of it"}}"#, "doc.segment"),
    ] {
        let run = uncalled().stdin(format!("{json}\n")).run("-q dog");
        let hint = format!("  hint: name the text with `--text-field {field}`\n");
        assert!(run.code(2).stderr_str().ends_with(&hint), "{json}\n{run}");
    }
}

#[test]
fn responses_of_search_engines_are_recognized() {
    for (json, path) in [
        (r#"{"took":1,"hits":{"total":{"value":1},"hits":[{"_source":{"t":"x"}}]}}"#, "hits.hits"),
        (
            r#"{"responseHeader":{"params":{"q":"a long query text"}},"response":{"docs":[{"t":"x"}]}}"#,
            "response.docs",
        ),
        (r#"{"result":[{"id":1,"payload":{"t":"x"}}],"status":"ok","time":0.1}"#, "result"),
        (r#"{"result":{"points":[{"payload":{"t":"x"}}]},"status":"ok"}"#, "result.points"),
        (r#"{"data":{"Get":{"Article":[{"t":"x"}]}}}"#, "data.Get.Article"),
        (r#"{"matches":[{"metadata":{"t":"x"}}],"namespace":"ns"}"#, "matches"),
        (r#"{"root":{"id":"top","children":[{"fields":{"t":"x"}}]}}"#, "root.children"),
        (r#"{"hits":[{"t":"x"}],"query":"a long query text","limit":20}"#, "hits"),
        (
            r#"{"facet_counts":[],"hits":[{"document":{"t":"x"}}],"request_params":{"q":"x"}}"#,
            "hits",
        ),
        (
            r#"{"query":{"text":"a question","qid":"1"},"candidates":[{"doc":{"t":"x"}}]}"#,
            "candidates",
        ),
    ] {
        let run = uncalled().stdin(format!("{json}\n")).run("-q dog");
        let hint = format!("`--records {path}`");
        assert!(run.code(2).stderr_str().contains(&hint), "{json}\n{run}");
    }
}

#[test]
fn the_hint_does_not_repeat_the_option_given() {
    let case = uncalled().stdin("{\"title\":\"dog\"}\n");
    let run = case.run("-q dog --text-field title --text-field body");
    let typed = "name the text with `--text-field title`";
    assert!(!run.code(2).stderr_str().contains(typed), "{run}");
}

#[test]
fn the_last_of_duplicate_keys_wins() {
    let line = "{\"id\":1,\"text\":\"a cat\",\"id\":2,\"text\":\"a dog\"}\n";
    let run = scored().stdin(line).run("-q dog -f jsonl");
    assert_eq!(sent(&run), ["a dog"]);
    run.is(str![[r#"
$ nimrank -q dog -f jsonl
[code 0]
-- stdout
{"index":0,"relevance_score":-3.0,"document":{"id":1,"text":"a cat","id":2,"text":"a dog"},"rank":1,"id":2,"origin":"stdin:1"}
-- requests
POST /v1/ranking  1 passage, truncate END, model m

"#]]);
}

#[test]
fn dots_reach_nested_fields_unless_a_field_has_that_name() {
    let lines = concat!(
        "{\"meta\":{\"body\":\"inside\",\"key\":{\"id\":7}}}\n",
        "{\"meta\":{\"body\":\"inside\",\"key\":{\"id\":8}},\"meta.body\":\"outside\"}\n",
    );
    let run = scored().stdin(lines).run("-q dog --text-field meta.body --id-field meta.key.id");
    assert_eq!(sent(&run), ["inside", "outside"]);
    run.is(str![[r#"
$ nimrank -q dog --text-field meta.body --id-field meta.key.id
[code 0]
-- stdout
1	-5.0	7	inside
2	-5.0	8	outside
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn several_text_fields_are_joined_by_a_newline() {
    let lines = concat!(
        "{\"title\":\"A \\u0064og\",\"text\":\"barks\"}\n",
        "{\"title\":null,\"text\":\"mews\"}\n",
        "{\"title\":7,\"text\":\"\"}\n",
    );
    let run = scored().stdin(lines).run("-q dog --text-field title --text-field text");
    assert_eq!(sent(&run), ["A dog\nbarks", "mews", "7\n"]);
    run.is(str![[r#"
$ nimrank -q dog --text-field title --text-field text
[code 0]
-- stdout
1	-3.0	stdin:1	A dog\nbarks
2	-5.0	stdin:2	mews
3	-5.0	stdin:3	7\n
-- requests
POST /v1/ranking  3 passages, truncate END, model m

"#]]);
}

#[test]
fn every_named_text_field_is_required() {
    let case = uncalled().stdin("{\"title\":\"dog\",\"n\":1}\n");
    let run = case.run("-q dog --text-field title --text-field meta.body");
    let message = "nimrank: stdin:1: no field `meta.body`\n  cause: its fields are `title`, `n`\n";
    assert!(run.code(2).stderr_str().starts_with(message), "{run}");
}

#[test]
fn a_named_id_field_must_hold_an_id() {
    let case = uncalled().stdin("{\"key\":{\"a\":1},\"list\":[1],\"text\":\"dog\"}\n");
    case.run("-q dog --id-field nr").is(str![[r#"
$ nimrank -q dog --id-field nr
[code 2]
-- stderr
nimrank: stdin:1: no field `nr`
  cause: its fields are `key`, `list`, `text`

"#]]);
    case.run("-q dog --id-field key").is(str![[r#"
$ nimrank -q dog --id-field key
[code 2]
-- stderr
nimrank: stdin:1: the field `key` is an object, not an id
  hint: dots reach inside: `--id-field key.NAME`

"#]]);
    case.run("-q dog --id-field list").is(str![[r#"
$ nimrank -q dog --id-field list
[code 2]
-- stderr
nimrank: stdin:1: the field `list` is an array, not an id

"#]]);
}
