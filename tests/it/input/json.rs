use snapbox::str;

use super::{scored, sent, unasked};

const PRETTY: &str = "[\n  {\n    \"id\": \"a\",\n    \"text\": \"a  cat\",\n    \"n\": [1.0, { \"x\": null }]\n  },\n  \"a \\\" ] dog\",\n  {\"text\": \"none\"}\n]\n";

#[test]
fn an_array_may_span_lines() {
    let run = scored().stdin(PRETTY).run("-q dog -f jsonl");
    assert_eq!(sent(&run), ["a  cat", "a \" ] dog", "none"]);
    run.is(str![[r#"
$ nimrank -q dog -f jsonl
[code 0]
-- stdout
{"index":1,"relevance_score":-3.0,"document":{"text":"a \" ] dog"},"rank":1,"id":null,"origin":"stdin:7"}
{"index":0,"relevance_score":-5.0,"document":{"id":"a","text":"a  cat","n":[1.0,{"x":null}]},"rank":2,"id":"a","origin":"stdin:2"}
{"index":2,"relevance_score":-5.0,"document":{"text": "none"},"rank":3,"id":null,"origin":"stdin:8"}
-- requests
POST /v1/ranking  3 passages, truncate END, model m

"#]]);
}

#[test]
fn array_elements_are_printed_one_per_line() {
    let run = scored().stdin(PRETTY).run("-q dog -f raw");
    run.is(str![[r#"
$ nimrank -q dog -f raw
[code 0]
-- stdout
"a \" ] dog"
{"id":"a","text":"a  cat","n":[1.0,{"x":null}]}
{"text": "none"}
-- requests
POST /v1/ranking  3 passages, truncate END, model m

"#]]);
}

#[test]
fn concatenated_json_values_are_read() {
    let values = "{\"text\":\"a cat\"}{\"text\":\n\"a dog\"} \"none\"\n[\"one\", \"two\"]\n[]";
    let run = scored().file("a.json", values).run("-q dog a.json");
    assert_eq!(sent(&run), ["a cat", "a dog", "none", "one", "two"]);
    run.is(str![[r#"
$ nimrank -q dog a.json
[code 0]
-- stdout
1	-3.0	a.json:1	a dog
2	-5.0	a.json:1	a cat
3	-5.0	a.json:2	none
4	-5.0	a.json:3	one
5	-5.0	a.json:3	two
-- requests
POST /v1/ranking  5 passages, truncate END, model m

"#]]);
}

#[test]
fn an_empty_array_is_nothing_to_rank() {
    let case = unasked().file("a.json", " [ ]\n").file("b.json", "");
    case.run("-q dog a.json").is(str![[r#"
$ nimrank -q dog a.json
[code 1]
-- stderr
nimrank: no documents to rank

"#]]);
    case.run("-q dog b.json").is(str![[r#"
$ nimrank -q dog b.json
[code 1]
-- stderr
nimrank: no documents to rank

"#]]);
}

#[test]
fn a_broken_array_is_reported_with_line_and_column() {
    let case = unasked()
        .file("end.json", "[\n  \"a\",\n  \"b\"\n")
        .file("comma.json", "[\n  \"a\"\n  \"b\"\n]\n")
        .file("last.json", "[\n  \"a\",\n]\n")
        .file("twice.json", "[\"a\",,\"b\"]\n");
    case.run("-q dog end.json").is(str![[r#"
$ nimrank -q dog end.json
[code 2]
-- stderr
nimrank: end.json:4: the JSON array is broken
  cause: it ends before its `]` at column 1

"#]]);
    case.run("-q dog comma.json").is(str![[r#"
$ nimrank -q dog comma.json
[code 2]
-- stderr
nimrank: comma.json:3: the JSON array is broken
  cause: expected `,` or `]` at column 3

"#]]);
    case.run("-q dog last.json").is(str![[r#"
$ nimrank -q dog last.json
[code 2]
-- stderr
nimrank: last.json:3: the JSON array is broken
  cause: expected a value at column 1

"#]]);
    case.run("-q dog twice.json").is(str![[r#"
$ nimrank -q dog twice.json
[code 2]
-- stderr
nimrank: twice.json:1: the JSON array is broken
  cause: expected a value at column 6

"#]]);
}

#[test]
fn a_broken_element_is_reported_with_line_and_column() {
    let case = unasked()
        .file("word.json", "[\n  {\n    \"text\": dog\n  }\n]\n")
        .file("same.json", "[{\"text\":\"a\"}, {\"text\":x}]\n")
        .file("more.json", "[\"a\"]]\n")
        .file("open.json", "[{\"text\":\"a\"");
    case.run("-q dog word.json").is(str![[r#"
$ nimrank -q dog word.json
[code 2]
-- stderr
nimrank: word.json:3: not a JSON object
  cause: expected value at column 13
  hint: `--input lines` takes each line as plain text

"#]]);
    case.run("-q dog same.json").is(str![[r#"
$ nimrank -q dog same.json
[code 2]
-- stderr
nimrank: same.json:1: not a JSON object
  cause: expected value at column 24
  hint: `--input lines` takes each line as plain text

"#]]);
    case.run("-q dog more.json").is(str![[r#"
$ nimrank -q dog more.json
[code 2]
-- stderr
nimrank: more.json:1: not a JSON object
  cause: expected value at column 6
  hint: `--input lines` takes each line as plain text

"#]]);
    case.run("-q dog open.json").is(str![[r#"
$ nimrank -q dog open.json
[code 2]
-- stderr
nimrank: open.json:1: not a JSON object
  cause: EOF while parsing an object at column 12
  hint: `--input lines` takes each line as plain text

"#]]);
}

#[test]
fn array_elements_must_be_objects_or_strings() {
    let case = unasked()
        .file("number.json", "[\"a\",\n12]")
        .file("null.json", "[null]")
        .file("array.json", "[[\"a\"]]")
        .file("none.json", "[{\"text\":\"a\"},\n\n{\"title\":\"b\"}]");
    case.run("-q dog number.json").is(str![[r#"
$ nimrank -q dog number.json
[code 2]
-- stderr
nimrank: number.json:2: not a JSON object or string, but a number
  hint: `--input lines` takes each line as plain text

"#]]);
    case.run("-q dog null.json").is(str![[r#"
$ nimrank -q dog null.json
[code 2]
-- stderr
nimrank: null.json:1: not a JSON object or string, but null
  hint: `--input lines` takes each line as plain text

"#]]);
    case.run("-q dog array.json").is(str![[r#"
$ nimrank -q dog array.json
[code 2]
-- stderr
nimrank: array.json:1: not a JSON object or string, but an array
  hint: `--input lines` takes each line as plain text

"#]]);
    case.run("-q dog none.json").is(str![[r#"
$ nimrank -q dog none.json
[code 2]
-- stderr
nimrank: none.json:3: no field `text`, `passage`, `content`, `contents`, `page_content`, `document`, `body`
  cause: its fields are `title`
  hint: name the text with `--text-field title`

"#]]);
}

#[test]
fn array_elements_follow_the_rules_of_jsonl() {
    let array = "[{\"meta\":{\"body\":\"a dog\"},\"key\":1},{\"meta\":{\"body\":null},\"key\":2},{\"meta\":{\"body\":12.50},\"key\":3}]";
    let run = scored()
        .stdin(array)
        .run("-q dog --text-field meta.body --id-field key");
    assert_eq!(sent(&run), ["a dog", "12.50"]);
    run.is(str![[r#"
$ nimrank -q dog --text-field meta.body --id-field key
[code 0]
-- stdout
1	-3.0	1	a dog
2	-5.0	3	12.50
3		2	
-- stderr
nimrank: warning: 1 document is blank: not scored, put last
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn a_long_array_is_read() {
    let elements: Vec<_> = (0..3000)
        .map(|n| format!("{{\"id\":{n},\"text\":\"cat {n}\"}}"))
        .collect();
    let array = format!("[{}]", elements.join(",\n "));
    let run = scored().stdin(array).run("-q 2999 -n 1");
    assert_eq!(sent(&run).len(), 3000);
    assert_eq!(run.code(0).stdout_str(), "1\t-3.0\t2999\tcat 2999\n");
}
