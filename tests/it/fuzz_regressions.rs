//! Inputs that fuzzing found.

use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

const MARK: &[u8] = b"\xEF\xBB\xBF";

#[test]
#[cfg(unix)]
fn a_named_pipe_in_a_grep_line_is_not_read() {
    // Without a writer, reading it would never end.
    for (options, end) in [("", "\tstdin:1\tfeed:1:2: a dog\n"), ("-i grep", "\tfeed:1\t a dog\n")]
    {
        let run = Case::new().sh(&format!(
            "mkfifo feed && echo 'feed:1:2: a dog' | nimrank -m local/bm25 -q dog -f tsv {options}"
        ));
        assert!(run.code(0).stdout_str().ends_with(end), "{run}");
    }
}

#[test]
#[cfg(unix)]
fn a_named_pipe_as_image_is_not_read() {
    for options in ["-m local/bm25", "-m nvidia/llama-nemotron-rerank-vl-1b-v2 --dry-run"] {
        let run = Case::new().env("NVIDIA_API_KEY", "fake-key").sh(&format!(
            "mkfifo feed && echo '{{\"text\":\"a dog\",\"image\":\"feed\"}}' | nimrank {options} -q dog -i jsonl"
        ));
        assert!(run.code.is_some(), "it waits for a writer\n{run}");
    }
}

#[test]
fn a_byte_order_mark_in_a_later_row_is_text() {
    let content = [b"text,x\ndog,1\n", MARK, b"dog,2\n", MARK, b"\"dog\",3\n"].concat();
    let case = Case::new().file("a.csv", content);
    let run = case.run("-m local/bm25 -q dog -f json a.csv");
    let value: serde_json::Value = serde_json::from_slice(&run.code(0).stdout).expect("JSON");
    let mut texts: Vec<_> = value["results"]
        .as_array()
        .expect("results")
        .iter()
        .map(|result| result["document"]["text"].as_str().expect("a text"))
        .collect();
    texts.sort_unstable();
    assert_eq!(texts, ["dog", "\u{FEFF}\"dog\"", "\u{FEFF}dog"], "{run}");
}

#[test]
fn an_array_with_a_very_long_first_element_is_detected() {
    let numbers = vec!["0.5"; 5_000].join(",\n");
    let content = format!("[\n{{\"x\":[\n{numbers}\n],\n\"text\":\"a dog\"\n}}\n]\n");
    let run = Case::new().stdin(content).run("-m local/bm25 -q dog -f tsv -v");
    assert!(run.stderr_str().contains("stdin: read as json"), "{run}");
    assert!(run.code(0).stdout_str().ends_with("\ta dog\n"), "{run}");
}

#[test]
fn unterminated_escape_sequences_take_linear_time() {
    // Searching the rest of the input for the end of each would take quadratic time.
    let content = [&b"\x1B]".repeat(1_000_000), &b"dog\n"[..]].concat();
    let run = Case::new().stdin(content).run("-m local/bm25 -q dog -f tsv");
    assert!(run.code(0).stdout_str().ends_with("\tdog\n"), "{run}");
}

#[test]
fn token_counts_that_overflow_are_ignored() {
    let nim = FakeNim::with(|_| {
        let usage = format!(r#""usage":{{"total_tokens":{}}}"#, u64::MAX);
        Reply::json(200, format!(r#"{{"rankings":[{{"index":0,"logit":1}}],{usage}}}"#))
    });
    let case = Case::new().nim(&nim);
    let run = case.run("-m m -q dog --doc dog --doc cat --batch-size 1 -f json");
    assert!(run.code(0).stdout_str().contains("\"usage\":null"), "{run}");
}

#[test]
fn a_passage_index_that_overflows_is_ignored() {
    let nim = FakeNim::with(|seen| match seen.passages().len() {
        1 if seen.passages() == ["a"] => Reply::ok(),
        1 => {
            let detail = format!(r#"[{{"loc":["body",{}],"msg":"no"}}]"#, u64::MAX);
            Reply::json(422, format!(r#"{{"detail":{detail}}}"#))
        }
        _ => Reply::status(413),
    });
    let case = Case::new().nim(&nim);
    let run = case.run("-m m -q dog --doc a --doc b");
    assert!(run.code(2).stderr_str().contains("the request was rejected (422)"), "{run}");
    assert!(!run.stderr_str().contains("--doc"), "{run}");
}

#[test]
fn a_control_character_in_a_key_is_invalid_json() {
    let case = Case::new().stdin(b"{\"text\":\"dog\",\"a\x01b\":1}\n");
    let run = case.run("-q dog -m local/bm25 -f jsonl -i jsonl");
    run.code(2);
    let message = "nimrank: stdin:1: not a JSON object\n  cause: control character";
    assert!(run.stderr_str().starts_with(message), "{run}");
    let case = Case::new().stdin("{\"text\":\"dog\",\"a\\u0000b\\n\":1}\n");
    case.run("-q dog -m local/bm25 -f jsonl -i jsonl").code(0);
}
