//! `raw`: the input's own bytes in another order, as of sort.

use super::{assert_stdout, printed, scored};
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

/// Returns stdout as bytes.
#[track_caller]
fn bytes(case: &Case, arguments: &str) -> Vec<u8> {
    let run = case.run(arguments);
    run.code(0);
    assert!(run.stderr.is_empty(), "{run}");
    run.stdout
}

#[test]
fn a_line_keeps_its_carriage_return_and_the_last_one_gets_a_newline() {
    let case = scored(&[1.0, 2.0, 3.0]).stdin("one\r\ntwo\r\nthree");
    assert_eq!(printed(&case, "-q x -f raw"), "three\ntwo\r\none\r\n");
}

#[test]
fn raw_keeps_invalid_utf8() {
    let case = scored(&[1.0, 2.0]).stdin(b"caf\xE9 \xFF\x80\n\x1b[31mred\x1b[0m\ttab \n");
    let expected = b"\x1b[31mred\x1b[0m\ttab \ncaf\xE9 \xFF\x80\n";
    assert_eq!(bytes(&case, "-q x -f raw"), expected);
}

#[test]
fn nul_separated_input_is_nul_separated_in_raw() {
    let case = scored(&[1.0, 2.0, 3.0]).stdin("one\0two\nlines\0three");
    assert_eq!(bytes(&case, "-q x -0 -f raw"), b"three\0two\nlines\0one\0");
    let case = scored(&[1.0, 2.0])
        .file("a b.txt", "alpha")
        .file("c\nd.txt", "beta")
        .stdin("a b.txt\0c\nd.txt\0");
    assert_eq!(bytes(&case, "-q x -0 -i paths -f raw"), b"c\nd.txt\0a b.txt\0");
}

#[test]
fn raw_jsonl_keeps_spaces_and_escapes() {
    let records = "  {\"text\": \"a\\u00e9\",  \"n\": 1.50}\t\n\n\"b\"";
    let case = scored(&[1.0, 2.0]).file("d.jsonl", records);
    let expected = "\"b\"\n  {\"text\": \"a\\u00e9\",  \"n\": 1.50}\t\n";
    assert_eq!(printed(&case, "-q x -f raw d.jsonl"), expected);
}

#[test]
fn raw_jsonl_keeps_carriage_returns() {
    let records = "{\"text\": \"a\",  \"n\": 1}\r\n{\"text\":\"b\"}\r\n";
    let case = scored(&[1.0, 2.0]).file("d.jsonl", records);
    let expected = "{\"text\":\"b\"}\r\n{\"text\": \"a\",  \"n\": 1}\r\n";
    assert_eq!(printed(&case, "-q x -f raw d.jsonl"), expected);
}

#[test]
fn raw_tables_keep_header_and_quotes() {
    let csv = "id,\"text\",n\r\n1,\"one, \"\"1\"\"\nline\",1.50\r\n\r\n2,'two',\"\"\r\n3,three,";
    let case = scored(&[1.0, 2.0, 3.0]).file("d.csv", csv);
    let expected = concat!(
        "id,\"text\",n\r\n",
        "3,three,\n",
        "2,'two',\"\"\r\n",
        "1,\"one, \"\"1\"\"\nline\",1.50\r\n"
    );
    assert_eq!(printed(&case, "-q x -f raw d.csv"), expected);

    let tsv = "id\ttext\n1\tone\n2\t\"two\"\n";
    let case = scored(&[1.0, 2.0]).file("d.tsv", tsv);
    let expected = "id\ttext\n2\t\"two\"\n1\tone\n";
    assert_eq!(printed(&case, "-q x -f raw d.tsv"), expected);
}

#[test]
fn tables_with_the_same_header_become_one_table() {
    let case =
        scored(&[1.0, 2.0]).file("a.csv", "id,text\n1,one\n").file("b.csv", "id,text\r\n2,two\n");
    // The header may have either line end.
    let shown = printed(&case, "-q x -f raw a.csv b.csv").replacen("\r\n", "\n", 1);
    assert_eq!(shown, "id,text\n2,two\n1,one\n");
}

#[test]
fn tables_with_different_headers_are_not_mixed() {
    let nim = FakeNim::script([Reply::scores(&[1.0, 2.0])]);
    let case =
        Case::new().nim(&nim).file("a.csv", "id,text\n1,one\n").file("b.csv", "text,id\ntwo,2\n");
    let run = case.run("-q x -f raw a.csv b.csv");
    run.code(2);
    assert_stdout(&run, "");
    let words = "have different headers\n  hint: `--format csv`";
    assert!(run.stderr_str().contains(words), "{run}");
}

#[test]
fn raw_array_elements_are_printed_one_per_line() {
    let array = "[\n  {\n    \"text\": \"one two\\n\",\n    \"n\": [1.50,\n 2]\n  },\n  \"three\",\n  {\"text\": \"four\"}\n]\n";
    let case = scored(&[3.0, 2.0, 1.0]).file("d.json", array);
    let shown = printed(&case, "-q x -f raw d.json");
    let lines: Vec<_> = shown.lines().collect();
    assert_eq!(lines.len(), 3, "{shown}");
    assert_eq!(lines[1..], ["\"three\"", "{\"text\": \"four\"}"]);
    // White space between the parts of a record that spans lines may change, the rest may not.
    let tight: String = lines[0].replace(": ", ":").replace(", ", ",");
    assert_eq!(tight, r#"{"text":"one two\n","n":[1.50,2]}"#);
}

#[test]
fn raw_grep_lines_have_no_separators() {
    let found = concat!(
        "a.txt-1-before\n",
        "a.txt:2:one\n",
        "--\n",
        "\x1b[35ma.txt\x1b[0m:7:3:\x1b[1mtwo\x1b[0m\r\n"
    );
    let case = scored(&[1.0, 2.0, 3.0]).file("a.txt", "").stdin(found);
    let expected = concat!(
        "\x1b[35ma.txt\x1b[0m:7:3:\x1b[1mtwo\x1b[0m\r\n",
        "a.txt:2:one\n",
        "a.txt-1-before\n"
    );
    assert_eq!(printed(&case, "-q x -f raw"), expected);

    let case = scored(&[1.0, 2.0]).file("a.txt", "").stdin("a.txt\x002:one\na.txt\x003:two\n");
    assert_eq!(bytes(&case, "-q x -f raw"), b"a.txt\x003:two\na.txt\x002:one\n");
}

#[test]
fn a_byte_order_mark_is_dropped() {
    let case = scored(&[1.0, 2.0]).stdin("\u{FEFF}one\ntwo\n");
    assert_eq!(printed(&case, "-q x -f raw"), "two\none\n");
    let case = scored(&[1.0]).file("d.csv", "\u{FEFF}text,n\none,1\n");
    assert_eq!(printed(&case, "-q x -f raw d.csv"), "text,n\none,1\n");
}

#[test]
fn texts_of_doc_are_lines() {
    let case = scored(&[1.0, 2.0]);
    assert_eq!(printed(&case, "-q x -f raw --doc one --doc 'two, \"2\"'"), "two, \"2\"\none\n");
}

#[test]
fn a_ranking_can_be_ranked_again() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).stdin("pear\nred apple\ngreen apple\n");
    let run = case.sh("nimrank -q 'red apple' -f raw | nimrank -q 'green apple' -f raw");
    run.code(0);
    assert_stdout(&run, "green apple\nred apple\npear\n");
}

#[test]
fn a_table_without_rows_keeps_its_header() {
    let case = Case::new().file("a.csv", "id,text\r\n1,dog\r\n");
    let run = case.run("-m local/bm25 -q cat a.csv --min-score 5 -f raw");
    run.code(1);
    assert_eq!(run.stdout, b"id,text\r\n");
}
