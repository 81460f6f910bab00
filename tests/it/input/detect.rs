use crate::support::{Case, Transcript};

/// Returns the format that `--verbose` reports for a source.
#[track_caller]
fn message(name: &str, run: &Transcript) -> String {
    let opening = format!("nimrank: {name}: read as ");
    let line = run.stderr_str().lines().find_map(|line| line.strip_prefix(&opening));
    line.unwrap_or_else(|| panic!("{name} is not read\n{run}")).to_owned()
}

/// Returns a case with two files and a folder, so that lines can name them.
fn piped(content: impl AsRef<[u8]>) -> Case {
    Case::new().file("a.txt", "dog\n").file("sp ace/b-c.rs", "dog\n").stdin(content)
}

#[track_caller]
fn assert_format(expected: &str, contents: &[&[u8]]) {
    for content in contents {
        let run = piped(content).run("-q dog -m local/bm25 -v");
        let shown = String::from_utf8_lossy(content);
        assert_eq!(message("stdin", &run), expected, "{shown:?}");
    }
}

#[test]
fn the_extension_decides_before_the_content() {
    // The content of each file looks like another format.
    let record = "{\"text\":\"dog\"}\n";
    for (name, format, content) in [
        ("a.jsonl", "jsonl", "\"dog\"\n"),
        ("a.ndjson", "jsonl", "\"dog\"\n"),
        ("A.JSONL", "jsonl", "\"dog\"\n"),
        ("a.json", "json", record),
        ("a.b.Json", "json", record),
        ("a.csv", "csv", "text\ndog\n"),
        ("a.tsv", "tsv", "text\ndog\n"),
        ("a.txt", "lines", record),
        ("a.md", "lines", record),
        ("a.log", "jsonl", record),
        ("folder.csv/a", "jsonl", record),
    ] {
        let case = Case::new().file(name, content);
        let run = case.run(&format!("-q dog -m local/bm25 -v {name}"));
        assert_eq!(message(name, run.code(0)), format, "{name}");
    }
}

#[test]
fn the_input_option_decides_before_the_extension() {
    let case = Case::new().file("a.csv", "id,text\n1,dog\n");
    let run = case.run("-q dog -m local/bm25 -v -i lines a.csv");
    assert_eq!(message("a.csv", run.code(0)), "lines");
}

#[test]
fn a_first_line_that_is_an_object_is_jsonl() {
    assert_format(
        "jsonl",
        &[
            b"{\"text\":\"dog\"}\n",
            b"{\"text\":\"dog\"}",
            b"\n \n  {\"text\":\"dog\"} \r\n",
            b"\xEF\xBB\xBF{\"text\":\"dog\"}\n",
            b"{\"type\":\"note\",\"text\":\"dog\"}\n",
        ],
    );
    assert_format("lines", &[b"{dog}\n", b"{{ dog }}\n", b"{\n"]);
}

#[test]
fn a_long_first_line_is_examined_in_full() {
    let long = "dog ".repeat(20_000);
    let record = format!("{{\"text\":\"{long}\"}}\n");
    assert_format("jsonl", &[record.as_bytes()]);
    let array = format!("[{{\"text\":\"{long}\"}}]\n");
    assert_format("json", &[array.as_bytes()]);
}

#[test]
fn a_bracket_that_opens_a_json_value_is_an_array() {
    assert_format(
        "json",
        &[
            b"[]",
            b"[{\"text\":\"dog\"},{\"text\":\"cat\"}]\n",
            b"[\"dog\"]",
            b"\n [\n  {\n    \"text\": \"dog\"\n  },\n  \"cat\"\n]\n",
            b"\xEF\xBB\xBF[\"dog\"]",
        ],
    );
}

#[test]
fn other_lines_that_begin_with_a_bracket_are_lines() {
    assert_format(
        "lines",
        &[
            b"[link](x) to a dog\n",
            b"[1] a note on dogs\n",
            b"[12] dog\n[13] cat\n",
            b"[2026-01-31 12:30:00] dog started\n",
            b"[ERROR] dog\n",
            b"[12:00] dog\n",
            b"[] dog\n",
            b"[\"dog\"] barks\n",
            b"[dog, cat]\n",
            b"[ ] walk the dog\n",
            b"[",
        ],
    );
}

#[test]
fn an_array_followed_by_text_is_a_line() {
    assert_format("lines", &[b"[1, 2] dog\n[3, 4] cat\n", b"[\"dog\", \"cat\"]: barks and mews\n"]);
}

#[test]
fn a_first_line_that_is_an_rg_event_is_rg_json() {
    assert_format(
        "rg-json",
        &[
            b"{\"type\":\"begin\",\"data\":{\"path\":{\"text\":\"a.txt\"}}}\n",
            b"{\"data\":{\"elapsed_total\":{}},\"type\":\"summary\"}\n",
        ],
    );
}

#[test]
fn a_record_with_a_type_but_no_data_is_jsonl() {
    assert_format(
        "jsonl",
        &[b"{\"type\":\"summary\",\"text\":\"dog\"}\n", b"{\"type\":\"match\",\"text\":\"dog\"}\n"],
    );
}

#[test]
fn a_header_with_a_text_column_is_a_table() {
    assert_format(
        "csv",
        &[
            b"id,text\n1,dog\n",
            b"\"id\",\"body\"\r\n1,dog\r\n",
            b"passage,title\ndog,cat\n",
            b"\xEF\xBB\xBFtext,id\ndog,1\n",
            b"id;text\n1;dog\n",
            b"id|text\n1|dog\n",
            b"Id,Body,Title\n1,dog,x\n",
            b"pid|passage\n1|dog\n",
        ],
    );
    assert_format("tsv", &[b"id\ttext\n1\tdog\n"]);
    assert_format(
        "lines",
        &[
            b"text\ndog\n",
            b"id,title\n1,dog\n",
            b"dog, text of mine\n",
            b"body; and soul\n",
            b"| id | text |\n",
        ],
    );
}

#[test]
fn a_header_with_the_named_text_field_is_a_table() {
    for (options, format) in
        [("--text-field title", "csv"), ("--text-field title --text-field id", "csv")]
    {
        let run = piped("id,title\n1,dog\n").run(&format!("-q dog -m local/bm25 -v {options}"));
        assert_eq!(message("stdin", &run), format, "{options}");
    }
}

#[test]
fn a_named_text_field_is_never_ignored() {
    for options in ["--text-field text", "--text-field title --text-field text", "--id-field nr"] {
        let run = piped("dog,cat\n1,dog\n").run(&format!("-q dog -m local/bm25 {options}"));
        let message =
            "nimrank: stdin: read as lines, which has no fields to take a text or an id from\n";
        assert!(run.code(2).stderr_str().starts_with(message), "{run}");
    }
}

#[test]
fn objects_that_span_lines_are_json() {
    let run = piped("{\n  \"text\": \"dog\"\n}\n{\n  \"text\": \"cat\"\n}\n")
        .run("-q dog -m local/bm25 -v -f raw");
    assert_eq!(message("stdin", &run), "json");
    assert_eq!(run.stdout_str(), "{\"text\":\"dog\"}\n{\"text\":\"cat\"}\n");
}

#[test]
fn a_line_that_begins_with_a_file_name_is_grep() {
    assert_format(
        "grep",
        &[
            b"a.txt:1:dog\n",
            b"a.txt:dog\n",
            b"./a.txt:1:1:dog\n",
            b"a.txt-1-dog\n",
            b"a.txt\x001:dog\n",
            b"a.txt\x00dog\n",
            b"sp ace/b-c.rs:1:dog\n",
            b"sp ace/b-c.rs-1-dog\n",
            b"\x1B[35m\x1B[Ka.txt\x1B[m\x1B[K\x1B[36m\x1B[K:\x1B[m\x1B[Kdog\n",
            b"\x1B[35m\x1B[Ka.txt\x1B[m\x1B[K\x001:dog\n",
            b"\x1B[0m\x1B[35ma.txt\x1B[0m:\x1B[0m\x1B[32m1\x1B[0m:dog\n",
        ],
    );
}

#[test]
fn a_line_without_a_file_name_is_not_grep() {
    assert_format(
        "lines",
        &[
            b"b.txt:1:dog\n",
            b"sp ace:1:dog\n",
            b"a.txt dog\n",
            b"a.txt-dog\n",
            b"a.txt\n",
            b":1:dog\n",
            b"http://a.txt:80/dog\n",
            b"error: a.txt:1: dog\n",
            b"C:\\a.txt:1:dog\n",
            b"12:30 dog\n",
            b"12:30:45 dog\n",
            b"",
        ],
    );
}

#[test]
fn nul_separated_input_is_lines() {
    let run = piped("{\"text\":\"dog\"}\0").run("-q dog -m local/bm25 -v -0");
    assert_eq!(message("stdin", run.code(0)), "lines");
}

#[test]
fn examined_input_is_not_lost() {
    let content = "\n\n[link](x)\n[\"dog\n[3] dog\n";
    let run = piped(content).run("-q dog -m local/bm25 -f jsonl");
    assert_eq!(run.code(0).stdout_str().lines().count(), 5, "{run}");
}

#[test]
fn a_grep_notice_does_not_hide_the_format() {
    for notice in ["Binary file a.bin matches", "grep: a.bin: binary file matches"] {
        let lines = format!("{notice}\nb.txt:1:a dog\n");
        let case = piped(&lines).file("b.txt", "a dog\n");
        let run = case.run("-q dog -m local/bm25 -v -n 1 -f jsonl");
        assert_eq!(message("stdin", &run), "grep");
        assert!(run.stdout_str().contains("\"origin\":\"b.txt:1\""), "{run}");
    }
}
