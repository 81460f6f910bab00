use snapbox::str;

use super::{scored, sent, uncalled};

#[test]
fn jsonl_mixes_objects_and_strings() {
    let lines = "{\"id\":\"a\",\"text\":\"a cat\",\"n\":1.50}\n\"a \\\"dog\\\"\\n\"\n\n  \n\t{ \"text\" : \"none\" } \n";
    let run = scored().stdin(lines).run("-q dog -f jsonl");
    assert_eq!(sent(&run), ["a cat", "a \"dog\"\n", "none"]);
    run.is(str![[r#"
$ nimrank -q dog -f jsonl
[code 0]
-- stdout
{"index":1,"relevance_score":-3.0,"document":{"text":"a \"dog\"\n"},"rank":1,"id":null,"origin":"stdin:2"}
{"index":0,"relevance_score":-5.0,"document":{"id":"a","text":"a cat","n":1.50},"rank":2,"id":"a","origin":"stdin:1"}
{"index":2,"relevance_score":-5.0,"document":{ "text" : "none" },"rank":3,"id":null,"origin":"stdin:5"}
-- requests
POST /v1/ranking  3 passages, truncate END, model m

"#]]);
}

#[test]
fn a_record_without_a_text_is_a_bad_line() {
    let case = uncalled()
        .file("none.jsonl", "{\"text\":\"x\"}\n\n{\"title\":\"dog\",\"n\":1}\n")
        .file("empty.jsonl", "{}\n");
    case.run("-q dog none.jsonl").is(str![[r#"
$ nimrank -q dog none.jsonl
[code 2]
-- stderr
nimrank: none.jsonl:3: no field `text`, `passage`, `content`, `contents`, `page_content`, `document`, `body`
  cause: its fields are `title`, `n`
  hint: name the text with `--text-field title`

"#]]);
    case.run("-q dog empty.jsonl").is(str![[r#"
$ nimrank -q dog empty.jsonl
[code 2]
-- stderr
nimrank: empty.jsonl:1: no field `text`, `passage`, `content`, `contents`, `page_content`, `document`, `body`
  cause: it has no fields

"#]]);
}

#[test]
fn values_other_than_objects_and_strings_are_bad_lines() {
    for (line, what) in [
        ("12", "not a JSON object or string, but a number"),
        ("-1", "not a JSON object or string, but a number"),
        ("null", "not a JSON object or string, but null"),
        ("true", "not a JSON object or string, but a boolean"),
        ("[\"dog\"]", "not a JSON object or string, but an array"),
    ] {
        let case = uncalled().stdin(format!("\"x\"\n{line}\n"));
        let run = case.run("-q dog -i jsonl");
        let message = format!(
            "nimrank: stdin:2: {what}\n  hint: `--input lines` takes each line as plain text\n"
        );
        assert_eq!(run.code(2).stderr_str(), message);
        assert!(run.stdout.is_empty(), "{run}");
    }
}

#[test]
fn invalid_json_is_reported_with_its_column() {
    for (line, column) in [
        ("dog", 1),
        ("{\"text\":\"dog\"", 13),
        ("{\"text\":\"dog\",}", 15),
        ("{\"text\":\"dog\"} {\"text\":\"cat\"}", 16),
        ("{\"text\": dog}", 10),
        ("{'text':'dog'}", 2),
        ("\"dog", 4),
    ] {
        let case = uncalled().file("a.jsonl", format!("\"x\"\n\n{line}\n\"y\"\n"));
        let run = case.run("-q dog a.jsonl");
        let message = run.code(2).stderr_str();
        let at = format!(" at column {column}\n");
        assert!(message.starts_with("nimrank: a.jsonl:3: not a JSON object\n  cause: "), "{run}");
        assert!(message.contains(&at), "{line} {run}");
        assert!(run.stdout.is_empty(), "{run}");
    }
}

#[test]
fn a_lone_surrogate_is_scored_as_a_replacement_character() {
    let lines = concat!(
        "{\"text\":\"a \\ud83d dog\"}\n",
        "{\"text\":\"\\udc36 dog \\ud83d\\udc36\"}\n",
        "\"\\\\ud83d cat\"\n",
    );
    let run = scored().stdin(lines).run("-q dog -f raw");
    assert_eq!(sent(&run), ["a \u{FFFD} dog", "\u{FFFD} dog \u{1F436}", "\\ud83d cat"]);
    assert_eq!(run.code(0).stdout_str(), lines);
    let inside = "{\"meta\":{\"body\":\"a \\ud83d dog\"}}\n";
    let run = scored().stdin(inside);
    let run = run.run("-q dog -f raw --text-field meta.body");
    assert_eq!(sent(&run), ["a \u{FFFD} dog"]);
}

#[test]
fn bytes_that_are_not_utf8_are_scored_as_replacement_characters() {
    let lines = b"{\"text\":\"a cat\"}\n{\"id\":\"i\xFF\",\"text\":\"caf\xE9 dog\"}\n";
    let case = scored().stdin(lines);
    let run = case.run("-q dog -f jsonl");
    assert_eq!(sent(&run), ["a cat", "caf\u{FFFD} dog"]);
    run.is(str![[r#"
$ nimrank -q dog -f jsonl
[code 0]
-- stdout
{"index":1,"relevance_score":-3.0,"document":{"id":"i�","text":"caf� dog"},"rank":1,"id":"i�","origin":"stdin:2"}
{"index":0,"relevance_score":-5.0,"document":{"text":"a cat"},"rank":2,"id":null,"origin":"stdin:1"}
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn a_carriage_return_ends_a_record() {
    let lines = "{\"id\":1,\"text\":\"a cat\"}\r\n\r\n\"a dog\"\r\n";
    let run = scored().stdin(lines).run("-q dog -f jsonl");
    assert_eq!(sent(&run), ["a cat", "a dog"]);
    run.is(str![[r#"
$ nimrank -q dog -f jsonl
[code 0]
-- stdout
{"index":1,"relevance_score":-3.0,"document":{"text":"a dog"},"rank":1,"id":null,"origin":"stdin:3"}
{"index":0,"relevance_score":-5.0,"document":{"id":1,"text":"a cat"},"rank":2,"id":1,"origin":"stdin:1"}
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn a_byte_order_mark_is_dropped() {
    let lines = "\u{FEFF}{\"text\":\"a dog\"}\n{\"text\":\"a cat\"}\n";
    let case = scored().file("a.jsonl", lines).stdin(lines);
    for source in ["a.jsonl", "-", "- -i jsonl"] {
        let run = case.run(&format!("-q dog -f raw {source}"));
        assert_eq!(run.code(0).stdout_str(), &lines[3..], "{source}");
        assert_eq!(sent(&run), ["a dog", "a cat"]);
    }
}

#[test]
fn utf16_is_converted() {
    let text = "\u{FEFF}{\"text\":\"a dög 🐕\"}\n";
    let little = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big] as [Vec<u8>; 2] {
        let case = scored().stdin(&bytes).file("a.jsonl", &bytes);
        for source in ["-", "a.jsonl"] {
            let run = case.run(&format!("-q dog -f raw {source}"));
            assert_eq!(run.code(0).stdout_str(), &text[3..], "{run}");
            assert_eq!(sent(&run), ["a dög 🐕"]);
        }
    }
}

#[test]
fn a_bad_line_at_the_end_prints_nothing() {
    let mut lines = "{\"text\":\"dog\"}\n".repeat(3);
    lines.push_str("{\"text\":\n");
    // Requests sent before the line was read may have been answered.
    let run = crate::support::Case::new().stdin(lines).run("-q dog -m local/bm25");
    run.is(str![[r#"
$ nimrank -q dog -m local/bm25
[code 2]
-- stderr
nimrank: stdin:4: not a JSON object
  cause: EOF while parsing a value at column 8
  hint: `--input lines` takes each line as plain text

"#]]);
}

#[test]
fn a_final_line_without_a_newline_is_read() {
    let run = scored().stdin("\"cat\"\n{\"text\":\"dog\"}").run("-q dog -i jsonl");
    assert_eq!(sent(&run), ["cat", "dog"]);
}

#[test]
fn a_long_array_is_read() {
    let elements: Vec<_> =
        (0..3000).map(|n| format!("{{\"id\":{n},\"text\":\"cat {n}\"}}")).collect();
    let array = format!("[{}]", elements.join(",\n "));
    let run = scored().stdin(array).run("-q 2999 -n 1");
    assert_eq!(sent(&run).len(), 3000);
    assert_eq!(run.code(0).stdout_str(), "1\t-3.0\t2999\tcat 2999\n");
}
