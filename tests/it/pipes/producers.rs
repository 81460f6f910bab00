use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::thread;

use snapbox::str;

use super::{case_with, holds, installed};
use crate::support::Case;
use crate::support::nim::{FakeNim, Gate, Reply, Seen};

/// Creates a named pipe that the test writes to. It is opened for reading too, so that opening it does not
/// block; readers see its end when this is dropped.
fn feed(case: &Case) -> File {
    case.sh("mkfifo feed").code(0);
    let path = case.dir().join("feed");
    let opened = OpenOptions::new().read(true).write(true).open(path);
    opened.expect("the pipe can be opened")
}

fn write(feed: &mut File, text: &str) {
    feed.write_all(text.as_bytes()).expect("the pipe takes it");
}

/// Writes the parts of a text one at a time, each when all documents before it have been sent, and expects
/// the ranking of all of them.
#[track_caller]
fn assert_waits(command: &str, parts: &[(&str, usize)], expected: &str) {
    let nim = FakeNim::new();
    let case = case_with(&nim);
    let mut feed = feed(&case);
    let parts: Vec<_> =
        parts.iter().map(|(part, requested)| ((*part).to_owned(), *requested)).collect();
    let run = thread::scope(|scope| {
        scope.spawn(move || {
            for (part, requested) in parts {
                write(&mut feed, &part);
                nim.wait_for(requested);
            }
        });
        case.sh(command)
    });
    assert_eq!(run.code(0).stdout_str(), expected, "{run}");
}

#[test]
fn a_slow_producer_is_awaited() {
    assert_waits(
        "nimrank -q dog --batch-size 1 -f raw <feed",
        &[("a cat\na d", 1), ("og\n", 2), ("last", 2), (" dog\n", 3)],
        "a dog\nlast dog\na cat\n",
    );
}

#[test]
fn a_slow_named_pipe_is_awaited() {
    assert_waits(
        "nimrank -q dog --batch-size 1 -f raw feed",
        &[("{\"text\":\"a cat\"}\n", 1), ("{\"text\":\"a dog\"}\n", 2)],
        "{\"text\":\"a dog\"}\n{\"text\":\"a cat\"}\n",
    );
}

#[test]
fn the_format_is_detected_from_the_first_line() {
    for (first, second, expected) in [
        (
            "{\"text\":\"cat\"}\n",
            "{\"text\":\"dog\"}\n",
            "{\"text\":\"dog\"}\n{\"text\":\"cat\"}\n",
        ),
        ("id,text\n1,cat\n", "2,dog\n", "id,text\n2,dog\n1,cat\n"),
        ("[\"cat\",\n", "\"dog\"]", "\"dog\"\n\"cat\"\n"),
        ("[12] cat\n", "[13] dog\n", "[13] dog\n[12] cat\n"),
        ("\u{FEFF}cat\n", "dog\n", "dog\ncat\n"),
    ] {
        assert_waits(
            "nimrank -q dog --batch-size 1 -f raw <feed",
            &[(first, 1), (second, 2)],
            expected,
        );
    }
}

#[test]
fn process_substitution_is_read_as_a_file() {
    if !installed("bash") {
        return;
    }
    let nim = FakeNim::new();
    let case = case_with(&nim).file("a", "a cat\n").file("b", "a dog\n");
    let run = case.sh("bash -c 'nimrank -q dog -f raw <(cat a) --docs <(cat b)'");
    assert_eq!(run.code(0).stdout_str(), "a dog\na cat\n", "{run}");
}

#[test]
fn nothing_is_printed_before_the_last_document_is_scored() {
    let gate = Gate::new();
    let held = gate.clone();
    let nim = FakeNim::with(move |seen: &Seen| {
        if seen.passages().concat().contains("late") {
            Reply::ok().after(held.clone())
        } else {
            Reply::ok()
        }
    });
    let case = case_with(&nim).file("a", "a cat\n").file("b", "a late dog\n");
    // The content of the file is noted while the last request is held back.
    let run = thread::scope(|scope| {
        let seen = scope.spawn(|| {
            nim.wait_for(2);
            let seen = std::fs::read(case.dir().join("out"));
            gate.open();
            seen
        });
        let run = case.sh("nimrank -q dog --batch-size 1 -f raw a b >out");
        let seen = seen.join().expect("the watcher ends");
        assert_eq!(seen.expect("the shell made the file"), b"");
        run
    });
    run.code(0);
    let out = std::fs::read(case.dir().join("out")).expect("the file is there");
    assert_eq!(out, b"a late dog\na cat\n");
}

#[test]
fn a_service_error_ends_the_run_while_input_continues() {
    for (status, code) in [(403, 2), (500, 3)] {
        let nim = FakeNim::with(move |_| Reply::text(status, "out of order"));
        let case = case_with(&nim);
        let mut feed = feed(&case);
        write(&mut feed, "a dog\n");
        let run = case.sh("nimrank -q dog --batch-size 1 <feed");
        assert_eq!(run.code(code).stdout_str(), "", "{run}");
        assert!(run.stderr_str().contains(&status.to_string()), "{run}");
        // It did not end because of the end of the input.
        drop(feed);
    }
}

#[test]
fn a_bad_line_ends_the_run_while_input_continues() {
    let case = Case::new();
    let mut feed = feed(&case);
    write(&mut feed, "{\"text\":\"a dog\"}\n[]\n");
    let run = case.sh("nimrank -q dog -m local/bm25 <feed");
    run.is(str![[r#"
$ nimrank -q dog -m local/bm25 <feed
[code 2]
-- stderr
nimrank: stdin:2: not a JSON object or string, but an array
  hint: `--input lines` takes each line as plain text

"#]]);
    drop(feed);
}

/// The first read shows no NUL byte here, and the message is that for a file that is read at once.
#[test]
fn nul_bytes_that_come_later_are_refused_alike() {
    for (format, first, second) in [
        ("lines", "a cat\n", "a d\0og\n"),
        ("jsonl", "{\"text\":\"a cat\"}\n", "{\"text\":\"a d\0og\"}\n"),
        ("csv", "text\na cat\n", "a d\0og\n"),
    ] {
        let nim = FakeNim::new();
        let case = case_with(&nim);
        let mut feed = feed(&case);
        let command = format!("nimrank -q dog --batch-size 1 -i {format} <feed");
        let run = thread::scope(|scope| {
            scope.spawn(move || {
                write(&mut feed, first);
                nim.wait_for(1);
                write(&mut feed, second);
            });
            case.sh(&command)
        });
        let refusal = "nimrank: stdin: the file is not text (it has NUL bytes)\n  hint: add `-0` if they separate lines \
                       or paths; otherwise it is binary\n";
        run.code(2);
        assert_eq!((run.stdout_str(), run.stderr_str()), ("", refusal), "{run}");
    }
}

#[test]
fn a_bad_line_does_not_wait_for_pending_requests() {
    let nim = FakeNim::with(|_| Reply::stall());
    let case = case_with(&nim);
    let mut feed = feed(&case);
    let run = thread::scope(|scope| {
        scope.spawn(|| {
            write(&mut feed, "{\"text\":\"a dog\"}\n");
            nim.wait_for(1);
            write(&mut feed, "{\n");
        });
        case.sh("nimrank -q dog --batch-size 1 -i jsonl <feed")
    });
    run.is(str![[r#"
$ nimrank -q dog --batch-size 1 -i jsonl <feed
[code 2]
-- stderr
nimrank: stdin:2: not a JSON object
  cause: EOF while parsing an object at column 1
  hint: `--input lines` takes each line as plain text
-- requests
POST /v1/ranking  1 passage, truncate END, model m

"#]]);
}

#[test]
fn the_batch_with_a_bad_line_is_not_sent() {
    let nim = FakeNim::new().expect_no_calls();
    let case = case_with(&nim).file("bad.jsonl", "{\"text\":\"a dog\"}\n{\n{\"text\":\"a cat\"}\n");
    case.run("-q dog bad.jsonl").code(2);
}

#[test]
fn a_missing_file_is_reported_before_stdin_is_read() {
    let case = Case::new();
    let feed = feed(&case);
    let run = case.sh("nimrank -q dog -m local/bm25 - nowhere <feed");
    run.is(str![[r#"
$ nimrank -q dog -m local/bm25 - nowhere <feed
[code 2]
-- stderr
nimrank: nowhere: No such file or directory

"#]]);
    drop(feed);
}

/// The limit counts threads, but not those of root.
#[test]
fn few_threads_do_the_work_or_report_the_limit() {
    let setpriv = "setpriv --reuid=61234 --regid=61234 --clear-groups prlimit";
    if !holds(&format!("{setpriv} --nproc=99 nimrank --version >/dev/null 2>&1")) {
        return;
    }
    let nim = FakeNim::new();
    let lines = "a dog\na cat\n".repeat(20);
    let case = case_with(&nim).file("lines", lines);
    for limit in [1, 2, 3, 4, 5, 6, 8, 12] {
        let run = case.sh(&format!(
            "chmod -R a+rX . 2>/dev/null; {setpriv} --nproc={limit} \
             nimrank -q dog --batch-size 4 -j 8 -f raw lines"
        ));
        assert!(!run.stderr_str().contains("panicked"), "{limit} threads: {run}");
        if run.code != Some(0) {
            let is_limit = run.stderr_str().contains("Resource temporarily unavailable");
            assert!(limit < 6 && is_limit && run.code == Some(2), "{limit} threads: {run}");
        }
    }
}
