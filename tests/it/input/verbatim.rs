use super::scored;
use crate::support::{Case, Transcript};

/// Checks the output byte for byte, which has the document with the dog first.
#[track_caller]
fn assert_back(options: &str, input: &[u8], expected: &[u8]) {
    let run = scored().stdin(input).run(&format!("-q dog -f raw {options}"));
    assert_bytes(&run, expected);
}

#[track_caller]
fn assert_bytes(run: &Transcript, expected: &[u8]) {
    run.code(0);
    let shown = |bytes: &[u8]| bytes.escape_ascii().to_string();
    assert_eq!(shown(&run.stdout), shown(expected));
}

#[test]
fn a_line_keeps_its_bytes_and_its_carriage_return() {
    assert_back(
        "",
        b" cat\t\r\n\xFF\x01 \xC3\n\n  dog \xE9\r\n",
        b"  dog \xE9\r\n cat\t\r\n\xFF\x01 \xC3\n\n",
    );
}

#[test]
fn a_final_line_without_a_newline_gets_one() {
    assert_back("", b"cat\ndog", b"dog\ncat\n");
    assert_back("", b"cat\r\ndog", b"dog\ncat\r\n");
    assert_back("-i jsonl", b"\"cat\"\n\"dog\"", b"\"dog\"\n\"cat\"\n");
    assert_back("-i csv", b"text\ncat\ndog", b"text\ndog\ncat\n");
    assert_back("-i grep", b"x.c:1:cat\nx.c:2:dog", b"x.c:2:dog\nx.c:1:cat\n");
    assert_back("-0", b"cat\0dog", b"dog\0cat\0");
}

#[test]
fn colors_are_printed_unchanged() {
    assert_back("", b"cat\n\x1B[31mdog\x1B[0m\n", b"\x1B[31mdog\x1B[0m\ncat\n");
}

#[test]
fn a_json_line_is_printed_verbatim() {
    assert_back(
        "",
        b"{\"text\":\"cat\",\"z\":1.0,\"a\":1e+02}\n { \"a\" : \"\\u00e9\",\t\"text\" : \"dog\" , \"a\" : 1 }  \n",
        b" { \"a\" : \"\\u00e9\",\t\"text\" : \"dog\" , \"a\" : 1 }  \n{\"text\":\"cat\",\"z\":1.0,\"a\":1e+02}\n",
    );
    assert_back(
        "",
        b"{\"text\":\"cat\"}\n{\"text\":\"dog \xFF\"}\n",
        b"{\"text\":\"dog \xFF\"}\n{\"text\":\"cat\"}\n",
    );
}

#[test]
fn a_json_line_keeps_its_carriage_return() {
    assert_back(
        "",
        b"{\"text\": \"cat\"}\r\n{\"text\": \"dog\"}\r\n",
        b"{\"text\": \"dog\"}\r\n{\"text\": \"cat\"}\r\n",
    );
}

#[test]
fn rows_are_printed_verbatim_below_the_header() {
    assert_back(
        "",
        b"id, \"text\" ,text\r\n1,x,\"cat\r\nasleep\"\r\n2,\"y\",dog \xFF\r\n",
        b"id, \"text\" ,text\r\n2,\"y\",dog \xFF\r\n1,x,\"cat\r\nasleep\"\r\n",
    );
    assert_back("", b"id\ttext\n1\tcat\n2\t dog\n", b"id\ttext\n2\t dog\n1\tcat\n");
}

#[test]
fn array_elements_are_printed_verbatim() {
    assert_back(
        "",
        b"[{\"text\": \"cat\", \"n\": 1.50}, {\"text\": \"dog \\u00e9\"}]",
        b"{\"text\": \"dog \\u00e9\"}\n{\"text\": \"cat\", \"n\": 1.50}\n",
    );
}

#[test]
fn grep_lines_keep_path_number_and_colors() {
    assert_back(
        "-i grep",
        b"a/b.c:1:cat\r\n--\na/b.c-2-\xFF\n\x1B[35ma/b.c\x1B[m:9:dog\n",
        b"\x1B[35ma/b.c\x1B[m:9:dog\na/b.c:1:cat\r\na/b.c-2-\xFF\n",
    );
    assert_back("-i grep", b"a b\x001:cat\na b\x002:dog\n", b"a b\x002:dog\na b\x001:cat\n");
}

#[test]
fn a_byte_order_mark_is_not_printed() {
    assert_back("", b"\xEF\xBB\xBFcat\ndog\n", b"dog\ncat\n");
    assert_back("", b"\xEF\xBB\xBFid,text\n1,cat\n2,dog\n", b"id,text\n2,dog\n1,cat\n");
}

#[test]
fn an_incomplete_byte_order_mark_is_text() {
    assert_back("", b"\xEF\xBB\ndog\n", b"dog\n\xEF\xBB\n");
    assert_back("", b"\xEF", b"\xEF\n");
    assert_back("", b"\xFF", b"\xFF\n");
}

#[test]
fn equal_scores_keep_input_order() {
    let lines: Vec<_> = (0..700).map(|n| format!("cat {n}\n")).collect();
    let lines = lines.concat();
    assert_back("", lines.as_bytes(), lines.as_bytes());
}

/// Returns the sorted lines of a text.
fn sorted(text: &[u8]) -> Vec<&[u8]> {
    let text = text.strip_suffix(b"\n").expect("the last line has an end");
    let mut lines: Vec<_> = text.split(|byte| *byte == b'\n').collect();
    lines.sort_unstable();
    lines
}

#[test]
fn whole_files_are_a_permutation() {
    for (name, query) in [
        ("sayings.txt", "cooks"),
        ("handbook.jsonl", "gluten"),
        ("gpus.jsonl", "Grace"),
        ("faq.csv", "courier"),
    ] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        let content = std::fs::read(path.join(name)).expect("the sample is there");
        let case = Case::new().file(name, &content);
        let run = case.run(&format!("-q {query} -m local/bm25 -f raw {name}"));
        run.code(0);
        assert!(run.stdout != content, "{name} is in a new order");
        assert!(sorted(&run.stdout) == sorted(&content), "{name}");
        let first = |text: &[u8]| text.split(|byte| *byte == b'\n').next().map(<[u8]>::to_vec);
        let is_table = name == "faq.csv";
        assert!(!is_table || first(&run.stdout) == first(&content), "{name}");
    }
}
