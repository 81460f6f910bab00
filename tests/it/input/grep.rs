use snapbox::str;

use super::{scored, sent};
use crate::support::{Case, Transcript};

const FILE: &str = "a dog barks\n\n12:30 lunch\n7:8:9 dog\n";

/// Ranks lines with a service, in a folder with two files.
fn found(lines: impl AsRef<[u8]>) -> Case {
    scored().file("a.txt", FILE).file("sub/b-1-c:d.rs", "a dog\n").stdin(lines)
}

/// Returns the results as pairs of origin and text, in input order.
#[track_caller]
fn read(run: &Transcript) -> Vec<(String, String)> {
    let results = run.code(0).stdout_str().lines();
    let mut results: Vec<_> = results
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .collect();
    results.sort_by_key(|result| result["index"].as_u64());
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let pair =
        |result: serde_json::Value| (text(&result["origin"]), text(&result["document"]["text"]));
    results.into_iter().map(pair).collect()
}

#[track_caller]
fn assert_read(lines: impl AsRef<[u8]>, options: &str, expected: &[(&str, &str)]) {
    let run = found(lines).run(&format!("-q dog -f jsonl {options}"));
    let expected = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
    assert_eq!(read(&run), expected.collect::<Vec<_>>(), "{run}");
    let texts = read(&run).into_iter().map(|(_, text)| text);
    let texts = texts.filter(|text| !text.trim().is_empty());
    assert_eq!(sent(&run), texts.collect::<Vec<_>>());
}

#[test]
fn only_the_text_of_grep_lines_is_scored() {
    let lines = "a.txt:3:12:30 lunch\na.txt:1:a dog barks\n";
    let run = found(lines).run("-q dog -f raw");
    assert_eq!(sent(&run), ["12:30 lunch", "a dog barks"]);
    run.is(str![[r#"
$ nimrank -q dog -f raw
[code 0]
-- stdout
a.txt:1:a dog barks
a.txt:3:12:30 lunch
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn json_has_path_and_line_of_grep_lines() {
    let lines = "a.txt:1:a dog barks\nsub/b-1-c:d.rs:1:a dog\n";
    found(lines).run("-q dog -f jsonl").is(str![[r#"
$ nimrank -q dog -f jsonl
[code 0]
-- stdout
{"index":0,"relevance_score":-3.0,"document":{"text":"a dog barks","path":"a.txt","line":1},"rank":1,"id":null,"origin":"a.txt:1"}
{"index":1,"relevance_score":-3.0,"document":{"text":"a dog","path":"sub/b-1-c:d.rs","line":1},"rank":2,"id":null,"origin":"sub/b-1-c:d.rs:1"}
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn line_numbers_are_not_scored() {
    assert_read("a.txt:1:a dog barks\n", "", &[("a.txt:1", "a dog barks")]);
}

#[test]
fn columns_are_not_scored() {
    assert_read(
        "a.txt:1:3:a dog barks\na.txt:4:7:7:8:9 dog\n",
        "",
        &[("a.txt:1", "a dog barks"), ("a.txt:4", "7:8:9 dog")],
    );
}

#[test]
fn grep_lines_without_numbers_are_parsed() {
    assert_read(
        "a.txt:a dog barks\na.txt:12:30 lunch\na.txt:7:8:9 dog\n",
        "",
        &[("a.txt", "a dog barks"), ("a.txt", "12:30 lunch"), ("a.txt", "7:8:9 dog")],
    );
}

#[test]
fn a_number_at_the_start_of_a_text_is_not_a_line_number() {
    assert_read("a.txt:12:30 lunch\n", "", &[("a.txt", "12:30 lunch")]);
    assert_read("a.txt:3:12:30 lunch\n", "", &[("a.txt:3", "12:30 lunch")]);
    assert_read("a.txt:7:8:9 dog\n", "", &[("a.txt", "7:8:9 dog")]);
    assert_read("a.txt:4:7:8:9 dog\n", "", &[("a.txt:4", "7:8:9 dog")]);
}

#[test]
fn a_number_in_a_later_text_is_not_a_column() {
    assert_read(
        "a.txt:1:a dog barks\na.txt:3:12:30 lunch\na.txt:4:7:8:9 dog\n",
        "",
        &[("a.txt:1", "a dog barks"), ("a.txt:3", "12:30 lunch"), ("a.txt:4", "7:8:9 dog")],
    );
    assert_read(
        "a.txt-3-12:30 lunch\na.txt:4:7:8:9 dog\n",
        "",
        &[("a.txt:3", "12:30 lunch"), ("a.txt:4", "7:8:9 dog")],
    );
}

#[test]
fn context_lines_are_documents_and_separators_are_not() {
    assert_read(
        "a.txt:1:a dog barks\na.txt-2-\na.txt-3-12:30 lunch\n--\nsub/b-1-c:d.rs:1:a dog\n",
        "",
        &[
            ("a.txt:1", "a dog barks"),
            ("a.txt:2", ""),
            ("a.txt:3", "12:30 lunch"),
            ("sub/b-1-c:d.rs:1", "a dog"),
        ],
    );
}

#[test]
fn context_lines_without_numbers_are_parsed() {
    assert_read(
        "a.txt:a dog barks\na.txt-\na.txt-12:30 lunch\n",
        "",
        &[("a.txt", "a dog barks"), ("a.txt", ""), ("a.txt", "12:30 lunch")],
    );
}

#[test]
fn a_nul_terminates_a_path() {
    assert_read(
        b"a.txt\x001:a dog barks\na.txt\x002-\n--\nno such: file\x005:dog\n",
        "",
        &[("a.txt:1", "a dog barks"), ("a.txt:2", ""), ("no such: file:5", "dog")],
    );
    assert_read(b"a.txt\x00a dog barks\n", "", &[("a.txt", "a dog barks")]);
}

#[test]
fn colors_are_not_scored_but_kept() {
    let line: &[u8] = b"\x1B[35m\x1B[Ka.txt\x1B[m\x1B[K\x1B[36m\x1B[K:\x1B[m\x1B[K\x1B[32m\x1B[K1\x1B[m\x1B[K\x1B[36m\x1B[K:\x1B[m\x1B[Ka \x1B[01;31m\x1B[Kdog\x1B[m\x1B[K barks\n";
    let group: &[u8] = b"\x1B[36m\x1B[K--\x1B[m\x1B[K\n";
    let lines = [line, group, line].concat();
    assert_read(&lines, "", &[("a.txt:1", "a dog barks"), ("a.txt:1", "a dog barks")]);
    let run = found(&lines).run("-q dog -f raw");
    assert!(run.stdout == [line, line].concat(), "{run}");
}

#[test]
fn invalid_utf8_in_colored_text_is_replaced() {
    let run = scored().stdin(b"a \x1B[31mdog\x1B[m \xFF\xFE barks\n").run("-q dog");
    assert_eq!(sent(&run), ["a dog \u{FFFD}\u{FFFD} barks"]);
}

#[test]
fn escape_sequences_that_are_cut_off_are_not_scored() {
    for (line, text) in [
        ("\x1b]8;;file://x\x1b\\dog\x1b]8;;\x07 barks", "dog barks"),
        ("\x1b[38;5;1mred\r", "red"),
        ("cut off \x1b[3", "cut off "),
        ("cut off \x1b", "cut off "),
        ("\x1b]never closed", "never closed"),
        ("\x1b]broken\x1b[31m off\x07", "broken off\u{7}"),
    ] {
        let run = scored().stdin(format!("{line}\n")).run("-q dog");
        assert_eq!(sent(&run), [text], "{line:?}");
    }
}

#[test]
fn urls_and_drive_letters_are_not_paths() {
    let lines = "a.txt:1:a dog barks\nhttp://localhost:80/dog\nerror: a dog\nC:\\dogs.txt:3:dog\n12:30 dog\nb.txt:7:dog\n";
    assert_read(
        lines,
        "",
        &[
            ("a.txt:1", "a dog barks"),
            ("stdin:2", "http://localhost:80/dog"),
            ("stdin:3", "error: a dog"),
            ("stdin:4", "C:\\dogs.txt:3:dog"),
            ("stdin:5", "12:30 dog"),
            ("stdin:6", "b.txt:7:dog"),
        ],
    );
}

#[test]
fn grep_input_accepts_paths_that_do_not_exist() {
    let lines = "src/x.rs:7:the dog\nsrc/x.rs-8-the cat\nMakefile:3:dog:\nb/c.rs:dog\nhttp://localhost:80/dog\nerror: a dog\nC:\\dogs.txt:3:dog\n12:30 dog\n";
    assert_read(
        lines,
        "-i grep",
        &[
            ("src/x.rs:7", "the dog"),
            ("src/x.rs:8", "the cat"),
            ("Makefile:3", "dog:"),
            ("b/c.rs", "dog"),
            ("stdin:5", "http://localhost:80/dog"),
            ("stdin:6", "error: a dog"),
            ("stdin:7", "C:\\dogs.txt:3:dog"),
            ("stdin:8", "12:30 dog"),
        ],
    );
}

#[test]
fn a_path_may_begin_with_the_previous_path() {
    let lines = "log:1:a dog\nlog-2026-01.txt:1:a cat\n";
    let case = scored().file("log", "a dog\n").file("log-2026-01.txt", "a cat\n").stdin(lines);
    let run = case.run("-q dog -f jsonl");
    let expected = [("log:1", "a dog"), ("log-2026-01.txt:1", "a cat")];
    let expected = expected.map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(read(&run), expected);
}

#[test]
fn invalid_utf8_is_kept() {
    let lines = b"a.txt:3:cat\na.txt:1:caf\xE9 dog\r\n";
    let run = found(lines).run("-q dog -f raw");
    assert_eq!(sent(&run), ["cat", "caf\u{FFFD} dog"]);
    assert!(run.code(0).stdout == b"a.txt:1:caf\xE9 dog\r\na.txt:3:cat\n", "{run}");
}

#[test]
fn a_carriage_return_is_not_scored() {
    assert_read("a.txt:1:a dog barks\r\n", "", &[("a.txt:1", "a dog barks")]);
}
