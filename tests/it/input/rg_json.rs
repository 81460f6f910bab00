use snapbox::str;

use super::{scored, sent, uncalled};

const BEGIN: &str = r#"{"type":"begin","data":{"path":{"text":"a.rs"}}}"#;
const MATCH: &str = r#"{"type":"match","data":{"path":{"text":"a.rs"},"lines":{"text":"let dog = \"1:2\";\r\n"},"line_number":7,"absolute_offset":90,"submatches":[{"match":{"text":"dog"},"start":4,"end":7}]}}"#;
const CONTEXT: &str = r#"{"type":"context","data":{"path":{"text":"a.rs"},"lines":{"text":"let cat = 2;\n"},"line_number":8,"absolute_offset":99,"submatches":[]}}"#;
const BYTES: &str = r#"{"type":"match","data":{"path":{"bytes":"Yv8ucnM="},"lines":{"bytes":"ZG9nIP8K"},"line_number":3,"absolute_offset":0,"submatches":[]}}"#;
const NO_NUMBER: &str = r#"{"type":"match","data":{"path":{"text":"a.rs"},"lines":{"text":"a dog"},"line_number":null,"absolute_offset":0,"submatches":[]}}"#;
const END: &str =
    r#"{"type":"end","data":{"path":{"text":"a.rs"},"binary_offset":null,"stats":{}}}"#;
const SUMMARY: &str = r#"{"data":{"elapsed_total":{},"stats":{}},"type":"summary"}"#;

#[test]
fn matches_and_context_are_documents() {
    let events = [BEGIN, CONTEXT, MATCH, END, BYTES, NO_NUMBER, SUMMARY].join("\n");
    let run = scored().stdin(events).run("-q dog -f jsonl");
    assert_eq!(sent(&run), ["let cat = 2;", "let dog = \"1:2\";", "dog \u{FFFD}", "a dog"]);
    run.is(str![[r#"
$ nimrank -q dog -f jsonl
[code 0]
-- stdout
{"index":1,"relevance_score":-3.0,"document":{"text":"let dog = \"1:2\";","path":"a.rs","line":7},"rank":1,"id":null,"origin":"a.rs:7"}
{"index":2,"relevance_score":-3.0,"document":{"text":"dog �","path":"b�.rs","line":3},"rank":2,"id":null,"origin":"b�.rs:3"}
{"index":3,"relevance_score":-3.0,"document":{"text":"a dog","path":"a.rs"},"rank":3,"id":null,"origin":"a.rs"}
{"index":0,"relevance_score":-5.0,"document":{"text":"let cat = 2;","path":"a.rs","line":8},"rank":4,"id":null,"origin":"a.rs:8"}
-- requests
POST /v1/ranking  4 passages, truncate END, model m

"#]]);
}

#[test]
fn rg_events_are_printed_verbatim() {
    let events = [BEGIN, CONTEXT, BYTES, MATCH, END, SUMMARY].join("\n");
    let run = scored().stdin(events).run("-q dog -f raw");
    let expected = [BYTES, MATCH, CONTEXT, ""].join("\n");
    assert_eq!(run.code(0).stdout_str(), expected);
}

#[test]
fn a_search_without_a_match_is_nothing_to_rank() {
    uncalled().stdin(SUMMARY).run("-q dog").is(str![[r#"
$ nimrank -q dog
[code 1]
-- stderr
nimrank: no documents to rank

"#]]);
}

#[test]
fn a_line_that_is_not_an_event_is_a_bad_line() {
    let run = |line: &str| uncalled().stdin(format!("{BEGIN}\n{line}\n")).run("-q dog");
    run("dog").is(str![[r#"
$ nimrank -q dog
[code 2]
-- stderr
nimrank: stdin:2: not an event of `rg --json`
  cause: expected value at column 1
  hint: is it the output of `rg --json`?

"#]]);
    run("{\"text\":\"dog\"}").is(str![[r#"
$ nimrank -q dog
[code 2]
-- stderr
nimrank: stdin:2: not an event of `rg --json`
  cause: missing field `type` at column 14
  hint: is it the output of `rg --json`?

"#]]);
    run("{\"type\":\"dog\",\"data\":{}}").is(str![[r#"
$ nimrank -q dog
[code 2]
-- stderr
nimrank: stdin:2: not an event of `rg --json`
  cause: unknown variant `dog`, expected one of `begin`, `match`, `context`, `end`, `summary` at column 13
  hint: is it the output of `rg --json`?

"#]]);
    run("{\"type\":\"match\",\"data\":{\"path\":{\"text\":\"a.rs\"}}}").is(str![[r#"
$ nimrank -q dog
[code 2]
-- stderr
nimrank: stdin:2: not an event of `rg --json`
  cause: it has no lines
  hint: is it the output of `rg --json`?

"#]]);
    run("{\"type\":\"match\",\"data\":{\"lines\":{\"bytes\":\"*\"}}}").is(str![[r#"
$ nimrank -q dog
[code 2]
-- stderr
nimrank: stdin:2: not an event of `rg --json`
  cause: Invalid symbol 42, offset 0.
  hint: is it the output of `rg --json`?

"#]]);
}
