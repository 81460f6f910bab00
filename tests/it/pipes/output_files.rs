use std::fs;
use std::thread;

use snapbox::str;

use super::{case_with, holds, scored};
use crate::interrupts::RESET;
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

const DOGS: &str = "a cat\na dog\n";
const RANKED: &str = "a dog\na cat\n";

fn with_dogs() -> Case {
    scored().file("dogs", DOGS)
}

/// Fails unless the folder holds exactly these entries.
#[track_caller]
fn assert_entries(case: &Case, folder: &str, expected: &[&str]) {
    let entries = fs::read_dir(case.dir().join(folder)).expect("the folder is there");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("it can be listed").file_name()).collect();
    names.sort_unstable();
    assert_eq!(names, expected);
}

#[track_caller]
fn assert_holds(case: &Case, file: &str, expected: &str) {
    let content = fs::read_to_string(case.dir().join(file)).expect("the file is there");
    assert_eq!(content, expected, "{file}");
}

#[test]
fn output_writes_to_a_file_instead_of_stdout() {
    let case = with_dogs().file("out/.keep", "");
    let run = case.run("-q dog dogs -f raw -o out/new");
    run.is(str![[r#"
$ nimrank -q dog dogs -f raw -o out/new
[code 0]
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
    assert_holds(&case, "out/new", RANKED);
    assert_entries(&case, "out", &[".keep", "new"]);
}

#[test]
fn output_to_a_file_is_tsv_by_default() {
    let case = with_dogs();
    case.run("-q dog dogs -o new").code(0);
    assert_holds(&case, "new", "1\t-3.0\tdogs:2\ta dog\n2\t-5.0\tdogs:1\ta cat\n");
}

#[test]
fn output_dash_is_stdout() {
    let case = with_dogs();
    let run = case.run("-q dog dogs -f raw -o -");
    assert_eq!(run.code(0).stdout_str(), RANKED);
    assert_entries(&case, "", &["dogs"]);
}

#[test]
fn the_output_file_can_be_the_input_file() {
    let case = with_dogs();
    case.run("-q dog dogs -f raw -o dogs").code(0);
    assert_holds(&case, "dogs", RANKED);
    assert_entries(&case, "", &["dogs"]);
}

#[test]
fn a_replaced_file_keeps_its_permissions() {
    let case = with_dogs().file("old", "something longer than what takes its place\n");
    let run = case
        .sh("chmod 640 old; umask 077; nimrank -q dog dogs -f raw -o old; ls -l old | cut -c1-10");
    assert_eq!(run.code(0).stdout_str(), "-rw-r-----\n", "{run}");
    assert_holds(&case, "old", RANKED);
    let run = case.sh("chmod 755 old; nimrank -q dog dogs -f raw -o old; ls -l old | cut -c1-10");
    assert_eq!(run.code(0).stdout_str(), "-rwxr-xr-x\n", "{run}");
}

#[test]
fn a_replaced_file_keeps_its_owner_where_root_can_give_it() {
    let case = with_dogs().file("old", "old\n");
    if case.sh("chown 65534:65534 old").code != Some(0) {
        // Only root may.
        return;
    }
    let run = case.sh("chmod 4750 old; nimrank -q dog dogs -f raw -o old; stat -c '%u %g %a' old");
    assert_eq!(run.code(0).stdout_str(), "65534 65534 4750\n", "{run}");
    assert_holds(&case, "old", RANKED);
}

/// So are files that are mounted into a container, which cannot be replaced.
#[test]
fn a_mounted_file_is_written_to() {
    if !holds("unshare -m true") {
        return;
    }
    let case = with_dogs().file("mounted", "something longer than what takes its place\n");
    let run = case.sh(
        "touch out; unshare -m sh -c 'mount --bind mounted out && nimrank -q dog dogs -f raw -o out'",
    );
    assert_eq!(run.code(0).stderr_str(), "", "{run}");
    assert_holds(&case, "mounted", RANKED);
    assert_entries(&case, "", &["dogs", "mounted", "out"]);
}

#[test]
fn a_folder_that_takes_no_new_file_is_named() {
    if !holds("test -w /proc/self/comm") {
        return;
    }
    let nim = FakeNim::new().expect_no_calls();
    let run = case_with(&nim).file("dogs", DOGS).run("-q dog dogs -o /proc/self/comm");
    let message = "nimrank: /proc/self/comm: cannot create the file that replaces it in /proc/";
    assert!(run.code(2).stderr_str().starts_with(message), "{run}");
}

#[test]
fn a_new_file_has_default_permissions() {
    let case = with_dogs();
    for (mask, shown) in [("022", "-rw-r--r--\n"), ("007", "-rw-rw----\n"), ("077", "-rw-------\n")]
    {
        let run = case.sh(&format!(
            "umask {mask}; nimrank -q dog dogs -o new{mask}; ls -l new{mask} | cut -c1-10"
        ));
        assert_eq!(run.code(0).stdout_str(), shown, "{run}");
    }
}

#[test]
fn an_open_old_file_is_not_modified() {
    let case = with_dogs().file("old", "old\n");
    let run = case.sh("exec 3<old; nimrank -q dog dogs -f raw -o old; cat <&3; cat old");
    assert_eq!(run.code(0).stdout_str(), "old\na dog\na cat\n");
}

#[test]
fn a_failure_keeps_the_old_file() {
    let nim = FakeNim::with(|_| Reply::text(403, "no"));
    let case = case_with(&nim)
        .file("dogs", DOGS)
        .file("bad.jsonl", "{\"text\":\"a dog\"}\n{\n")
        .file("out/old", "old\n");
    for (what, code) in [
        ("-q dog dogs", 2),
        ("-q dog bad.jsonl -m local/bm25", 2),
        ("-q dog nowhere", 2),
        ("-q ' ' dogs", 2),
    ] {
        case.run(&format!("{what} -o out/old")).code(code);
        case.run(&format!("{what} -o out/new")).code(code);
        assert_holds(&case, "out/old", "old\n");
        assert_entries(&case, "out", &["old"]);
    }
}

#[test]
fn an_interrupt_keeps_the_old_file() {
    let nim = FakeNim::with(|_| Reply::stall());
    let case = case_with(&nim).file("dogs", DOGS).file("out/old", "old\n");
    let run = thread::scope(|scope| {
        scope.spawn(|| {
            nim.wait_for(1);
            case.sh("kill -INT $(cat pid)").code(0);
        });
        case.sh(&format!("{RESET}; echo $$ >pid; exec $reset nimrank -q dog dogs -o out/old"))
    });
    assert_eq!(run.code, None, "not ended by the signal\n{run}");
    assert_holds(&case, "out/old", "old\n");
    assert_entries(&case, "out", &["old"]);
}

#[test]
fn exit_1_writes_the_file() {
    let case = with_dogs().file("old", "old\n");
    let run = case.run("-q dog dogs --min-score 7 -o old");
    run.is(str![[r#"
$ nimrank -q dog dogs --min-score 7 -o old
[code 1]
-- stderr
nimrank: no document scores 7 or more
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
    assert_holds(&case, "old", "");
}

#[test]
fn a_symlink_stays_a_symlink() {
    let case = with_dogs().file("deep/down/old", "old\n");
    let run = case.sh("ln -s deep/down/old link; nimrank -q dog dogs -f raw -o link; test -L link");
    run.code(0);
    assert_holds(&case, "deep/down/old", RANKED);
    assert_holds(&case, "link", RANKED);
    assert_entries(&case, "deep/down", &["old"]);
    assert_entries(&case, "", &["deep", "dogs", "link"]);
}

#[test]
fn a_chain_of_symlinks_stays() {
    let case = with_dogs().file("old", "old\n");
    let run = case.sh("ln -s old one; ln -s one two; nimrank -q dog dogs -f raw -o two; test -L one && test -L two");
    run.code(0);
    assert_holds(&case, "old", RANKED);
}

#[test]
fn a_dangling_symlink_creates_its_target() {
    let case = with_dogs().file("deep/.keep", "");
    let run = case.sh("ln -s deep/new link; nimrank -q dog dogs -f raw -o link; test -L link");
    run.code(0);
    assert_holds(&case, "deep/new", RANKED);
}

#[test]
fn a_dangling_symlink_stays_dangling_after_a_failure() {
    let case = Case::new();
    let run = case.sh("ln -s new link; nimrank -q dog -m local/bm25 nowhere -o link");
    run.code(2);
    assert_entries(&case, "", &["link"]);
}

#[test]
fn a_device_is_written_to() {
    let case = with_dogs();
    let run = case.sh("nimrank -q dog dogs -o /dev/null && test -c /dev/null");
    run.code(0);
    if holds("test -w /dev/full") {
        case.sh("nimrank -q dog dogs -o /dev/full").is(str![[r#"
$ nimrank -q dog dogs -o /dev/full
[code 2]
-- stderr
nimrank: /dev/full: No space left on device
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
    }
}

#[test]
fn dev_stdout_is_stdout() {
    if !holds("test -e /dev/stdout") {
        return;
    }
    let run = with_dogs()
        .sh("{ echo first; nimrank -q dog dogs -f raw -o /dev/stdout; echo last; } | cat");
    assert_eq!(run.code(0).stdout_str(), "first\na dog\na cat\nlast\n");
}

#[test]
fn dev_stdout_is_stdout_redirected_to_a_file() {
    if !holds("test -e /dev/stdout") {
        return;
    }
    let case = with_dogs();
    let run = case
        .sh("{ echo first; nimrank -q dog dogs -f raw -o /dev/stdout; echo last; } >>all; cat all");
    assert_eq!(run.code(0).stdout_str(), "first\na dog\na cat\nlast\n");
}

#[test]
fn a_named_pipe_is_written_to() {
    let case = with_dogs();
    let run =
        case.sh("mkfifo pipe; cat pipe & nimrank -q dog dogs -f raw -o pipe; wait; test -p pipe");
    assert_eq!(run.code(0).stdout_str(), RANKED);
}

#[test]
fn an_unwritable_output_fails_before_any_request() {
    let nim = FakeNim::new().expect_no_calls();
    let case = case_with(&nim).file("dogs", DOGS).file("folder/x", "");
    case.run("-q dog dogs -o nowhere/new").is(str![[r#"
$ nimrank -q dog dogs -o nowhere/new
[code 2]
-- stderr
nimrank: nowhere/new: No such file or directory

"#]]);
    case.run("-q dog dogs -o folder").is(str![[r#"
$ nimrank -q dog dogs -o folder
[code 2]
-- stderr
nimrank: folder: is a directory

"#]]);
    case.run("-q dog dogs -o dogs/new").is(str![[r#"
$ nimrank -q dog dogs -o dogs/new
[code 2]
-- stderr
nimrank: dogs/new: Not a directory

"#]]);
    case.run("-q dog dogs -o ''").code(2);
    assert_holds(&case, "dogs", DOGS);
}

#[test]
fn an_unwritable_directory_fails_before_any_request() {
    if holds("mkdir d && chmod 555 d && touch d/x") {
        // The user of this run may write everywhere.
        return;
    }
    let nim = FakeNim::new().expect_no_calls();
    let case = case_with(&nim).file("dogs", DOGS).file("folder/old", "old\n");
    let run = case.sh("chmod 555 folder; nimrank -q dog dogs -o folder/new; code=$?; chmod 755 folder; exit $code");
    assert_eq!(run.code(2).stderr_str(), "nimrank: folder/new: Permission denied\n");
    let run = case.sh("chmod 444 folder/old; nimrank -q dog dogs -o folder/old");
    assert_eq!(run.code(2).stderr_str(), "nimrank: folder/old: Permission denied\n");
    let run = case.sh("chmod 644 folder/old; chmod 555 folder; nimrank -q dog dogs -o folder/old; code=$?; chmod 755 folder; exit $code");
    let message = "nimrank: folder/old: cannot create the file that replaces it in folder: Permission denied\n";
    assert!(run.code(2).stderr_str().starts_with(message), "{run}");
    assert_holds(&case, "folder/old", "old\n");
}

#[test]
fn a_chain_of_dangling_symlinks_creates_its_target() {
    let case = with_dogs();
    case.sh("ln -s l2 l1; ln -s target l2; nimrank -q dog dogs -f raw -o l1; test -h l1 -a -h l2")
        .code(0);
    assert_holds(&case, "target", RANKED);
}

#[test]
fn a_loop_of_symlinks_is_an_error() {
    let case = Case::new().file("dogs", DOGS);
    let run = case.sh("ln -s b a; ln -s a b; nimrank -m local/bm25 -q dog dogs -o a");
    let message = "nimrank: a: Too many levels of symbolic links\n";
    assert_eq!(run.code(2).stderr_str(), message, "{run}");
    case.sh("test -h a -a -h b").code(0);
}

/// Writing at the shared offset keeps what others write to the file, before and after.
#[test]
fn open_files_are_written_at_their_offset() {
    if !holds("test -e /dev/fd/0") {
        return;
    }
    for name in ["/dev/fd/3", "/proc/self/fd/3", "link"] {
        let case = with_dogs();
        case.sh(&format!(
            "ln -s /dev/fd/3 link; \
             {{ echo first >&3; nimrank -q dog dogs -f raw -o {name}; echo last >&3; }} 3>file"
        ))
        .code(0);
        assert_holds(&case, "file", &format!("first\n{RANKED}last\n"));
    }
    let case = with_dogs();
    case.sh("{ echo first >&2; nimrank -q dog dogs -f raw -o /dev/stderr; echo last >&2; } 2>file")
        .code(0);
    assert_holds(&case, "file", &format!("first\n{RANKED}last\n"));
}

#[test]
fn a_descriptor_that_is_not_open_is_an_error() {
    let case = Case::new().file("dogs", DOGS);
    let run = case.sh("nimrank -m local/bm25 -q dog dogs -o /dev/fd/77");
    let message = "nimrank: /dev/fd/77: Bad file descriptor\n";
    assert_eq!(run.code(2).stderr_str(), message, "{run}");
}

/// The signal of the limit would end the program and leave its temporary file.
#[test]
fn a_file_size_limit_is_a_write_error() {
    let many = "a dog that is seen again and again\n".repeat(5000);
    let case = Case::new().file("many", many).file("out/.keep", "");
    let run = case.sh("ulimit -c 0; ulimit -f 20; nimrank -m local/bm25 -q dog many -o out/file");
    assert_eq!(run.code(2).stderr_str(), "nimrank: out/file: File too large\n");
    assert_entries(&case, "out", &[".keep"]);
}

#[test]
fn inputs_are_not_overwritten() {
    let case = Case::new()
        .file("dogs", DOGS)
        .file("query", "dog\n")
        .file("key", "secret-key\n")
        .file("cases.jsonl", "{\"query\":\"dog\",\"docs\":[\"dog\",\"cat\"],\"top\":\"0\"}\n");
    case.sh("ln -s query link; ln dogs hard; mkdir sub").code(0);
    let rank = "-m local/bm25 --query-file query dogs";
    for (arguments, message) in [
        (format!("{rank} -o query"), "--output and --query-file"),
        (format!("{rank} -o sub/../link"), "--output and --query-file"),
        (format!("{rank} --record ./dogs"), "--record and the documents"),
        (format!("{rank} --record hard"), "--record and the documents"),
        (format!("{rank} -o key --api-key-file key"), "--output and --api-key-file"),
        (
            "check cases.jsonl -m local/bm25 --record sub/../cases.jsonl".into(),
            "--record and CASES",
        ),
        ("check cases.jsonl -m local/bm25 --junit cases.jsonl".into(), "--junit and CASES"),
        ("check cases.jsonl -m local/bm25 -o cases.jsonl".into(), "--output and CASES"),
        ("check cases.jsonl -m local/bm25 --docs dogs --junit dogs".into(), "--junit and --docs"),
        ("diff dogs query -o link".into(), "--output and NEW"),
    ] {
        let run = case.run(&arguments);
        let expected = format!("{message} are the same file");
        assert!(run.code(2).stderr_str().contains(&expected), "{run}");
    }
    let run = case.sh("nimrank -m local/bm25 -q dog --record dogs <dogs");
    assert!(run.code(2).stderr_str().contains("--record and the documents"), "{run}");
    assert_holds(&case, "dogs", DOGS);
    assert_holds(&case, "query", "dog\n");
}

#[test]
fn a_pipe_cannot_be_input_and_output() {
    let case = Case::new();
    let run = case.sh("mkfifo pipe; timeout 10 nimrank -m local/bm25 -q dog pipe -o pipe");
    assert!(run.code(2).stderr_str().contains("--output and the documents"), "{run}");
}
