//! Options of `check` are validated before any file is read. Mistakes in case files are in
//! `tests/golden/check_refusals.txt`.

use crate::support::Case;

#[test]
fn options_are_validated_before_the_file_is_read() {
    for (typed, message) in [
        ("--at-least ndcg@5", "--at-least ndcg@5: write a measure and a number, as in ndcg@5=0.9"),
        ("--at-least rr=x", "--at-least rr=x: write a measure and a number, as in ndcg@5=0.9"),
        (
            "--at-least rr=0",
            "--at-least rr=0: a floor of 0: it must be above 0, or nothing could fail, and at most 1",
        ),
        ("--at-least p=1", "--at-least p=1: `p` needs a depth, as in `p@10`"),
        ("--junit x -o x", "--output and --junit are the same file"),
        ("--junit x -o ./x", "--output and --junit are the same file"),
        ("--junit none/x -o none/./x", "--output and --junit are the same file"),
        ("--record ./x -o x", "--record and --output are the same file"),
        ("--record ./cases.jsonl", "--record and CASES are the same file"),
        ("-o cases.jsonl", "--output and CASES are the same file"),
        ("--junit d --docs d", "--junit and --docs are the same file"),
        ("--record d --docs a d", "--record and --docs are the same file"),
        ("--record b --baseline b", "--record and --baseline are the same file"),
        ("-o r --replay r", "--output and --replay are the same file"),
        ("-o k --api-key-file k", "--output and --api-key-file are the same file"),
        ("--junit x --record x", "--record and --junit are the same file"),
        ("--tolerance -1", "invalid value '-1' for '--tolerance <T>': must be 0 or more"),
        ("--record x --tag a", "the argument '--record <FILE>' cannot be used with '--tag <TAG>'"),
        (
            "--record x --fail-fast",
            "the argument '--record <FILE>' cannot be used with '--fail-fast'",
        ),
        (
            "--record x --replay y",
            "the argument '--record <FILE>' cannot be used with '--replay <FILE>'",
        ),
    ] {
        let run = Case::new().run(&format!("check cases.jsonl -m local/bm25 {typed}"));
        let first = run.code(2).stderr_str().lines().next();
        assert_eq!(first, Some(&*format!("nimrank: {message}")), "{run}");
    }
    let run = Case::new().run("check - -m local/bm25 --docs -");
    let first = run.code(2).stderr_str().lines().next();
    assert_eq!(first, Some("nimrank: standard input can be read only once"));
}
