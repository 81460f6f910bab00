use snapbox::str;

use super::{holds, installed, scored};
use crate::support::Case;

/// More than any pipe holds.
fn many_lines() -> String {
    let line = |n: u32| format!("the {n}. of very many dogs that all bark at the same old cat\n");
    (0..2_500).map(line).collect()
}

/// Prints in a format to a reader that reads nine bytes and exits.
#[track_caller]
fn assert_reader_may_go(format: &str) {
    if !installed("bash") {
        return;
    }
    let case = Case::new().file("many.txt", many_lines());
    let run = case.sh(&format!(
        "bash -c 'nimrank -q dog -m local/bm25 -f {format} many.txt | head -c 9 >head; \
         echo ${{PIPESTATUS[0]}}'"
    ));
    assert_eq!(run.code(0).stdout_str(), "0\n", "{run}");
    assert_eq!(run.stderr_str(), "");
    let head = std::fs::read(case.dir().join("head")).expect("head ran");
    assert_eq!(head.len(), 9);
}

#[test]
fn a_closed_pipe_exits_0() {
    for format in ["raw", "tsv", "jsonl", "json", "table"] {
        assert_reader_may_go(format);
    }
}

#[test]
fn a_closed_pipe_exits_0_for_csv() {
    assert_reader_may_go("csv");
}

#[test]
fn a_pipe_that_is_never_read_exits_0() {
    let case = scored().file("many.txt", many_lines());
    let run = case.sh("{ nimrank -q dog -f raw many.txt --quiet; echo $? >&2; } | exec true");
    assert_eq!(run.code(0).stderr_str(), "0\n", "{run}");
}

#[test]
fn a_full_device_exits_2() {
    if !holds("test -w /dev/full") {
        return;
    }
    let case = scored().file("few", "a dog\n").file("many", many_lines());
    let full = case.sh("nimrank -q dog few >/dev/full");
    full.is(str![[r#"
$ nimrank -q dog few >/dev/full
[code 2]
-- stderr
nimrank: standard output: No space left on device
-- requests
POST /v1/ranking  1 passage, truncate END, model m

"#]]);
    for format in ["raw", "tsv", "csv", "jsonl", "json", "table"] {
        let full = case.sh(&format!("nimrank -q dog -f {format} many --quiet >/dev/full"));
        let message = "nimrank: standard output: No space left on device\n";
        assert_eq!(full.code(2).stderr_str(), message, "{format}");
    }
}

#[test]
fn a_full_device_exits_2_for_other_commands() {
    if !holds("test -w /dev/full") {
        return;
    }
    let case = Case::new();
    case.sh("nimrank completions bash >/dev/full").code(2);
    case.sh("nimrank -m local/bm25 -q dog --doc dog >/dev/full").code(2);
}

#[test]
fn a_closed_stderr_does_not_fail_the_run() {
    let case = scored().file("a", "\na dog\n");
    for stderr in ["2>&-", "2>/dev/null", "2>/dev/full"] {
        let run = case.sh(&format!("nimrank -q dog -v -f raw a {stderr}"));
        assert_eq!(run.code(0).stdout_str(), "a dog\n\n", "{run}");
        assert_eq!(run.stderr_str(), "");
        case.sh(&format!("nimrank -q dog nowhere {stderr}")).code(2);
        case.sh(&format!("nimrank --nonsense {stderr}")).code(2);
        case.sh(&format!("nimrank -q dog {stderr}")).code(1);
    }
}

#[test]
fn messages_are_not_written_to_files_if_stderr_is_closed() {
    let case = scored().file("a", "\na dog\n");
    let run = case.sh("nimrank -q dog -v -f raw a -o out 2>&-; cat out");
    assert_eq!(run.code(0).stdout_str(), "a dog\n\n", "{run}");
}

#[test]
fn a_stdin_that_cannot_be_read_exits_2() {
    let case = Case::new().file("qrels", "q 0 a 1\n");
    for command in [
        "-q dog -m local/bm25",
        "-q dog -m local/bm25 -",
        "-q dog -m local/bm25 /dev/stdin",
        "--query-file - -m local/bm25 --doc dog",
        "check - -m local/bm25",
        "eval --qrels qrels --run -",
        "diff - qrels",
        "calibrate --qrels qrels --run -",
        "batch -m local/bm25",
    ] {
        for redirect in ["<&-", "0>written"] {
            let run = case.sh(&format!("nimrank {command} {redirect}"));
            let report = run.code(2).stderr_str();
            assert!(report.contains("stdin: "), "{run}");
            assert!(report.contains("Bad file descriptor"), "{run}");
        }
    }
    case.sh("nimrank -q dog -m local/bm25 --doc dog <&-").code(0);
}

#[test]
fn a_stdout_that_cannot_be_written_to_exits_2() {
    let case = Case::new()
        .file("dogs", "a dog\na cat\n")
        .file("qrels", "q 0 a 1\nq 0 b 0\n")
        .file("run", "q Q0 a 1 2 t\nq Q0 b 2 1 t\n")
        .file("cases.jsonl", "{\"query\":\"dog\",\"docs\":[\"dog\",\"cat\"],\"top\":\"0\"}\n");
    for command in [
        "-q dog -m local/bm25 dogs",
        "check cases.jsonl -m local/bm25",
        "eval --qrels qrels --run run",
        "eval --qrels qrels --run run -f json",
        "calibrate --qrels qrels --run run",
        "batch -m local/bm25 cases.jsonl --documents-field docs",
        "diff run run",
        "diff run run -f json",
        "models",
        "models -f json",
        "doctor -m local/bm25",
        "doctor -m local/bm25 -f json",
        "completions bash",
        "man",
        "help",
        "help check",
        "--help",
        "--version",
    ] {
        for redirect in [">&-", "1</dev/null"] {
            let run = case.sh(&format!("nimrank {command} {redirect}"));
            let message = "nimrank: standard output: Bad file descriptor\n";
            assert_eq!(run.code(2).stderr_str(), message, "{run}");
        }
        // Python's subprocess.DEVNULL is open for reading and writing.
        case.sh(&format!("nimrank {command} 1<>/dev/null")).code(0);
    }
}
