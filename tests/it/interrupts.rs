//! Signals end the program at once and leave no files. Waits are longer than the
//! deadline of the test support, so that waiting for them fails.

use std::thread;
use std::time::{Duration, Instant};

use crate::support::nim::{FakeNim, Reply};
use crate::support::{Case, Transcript};

/// Sets `reset` to a command that runs another one with signals as they are by default, where there is one. A shell
/// cannot reset what it was started with: in the background it ignores interrupts, under nohup a hangup.
pub const RESET: &str = "reset='env --default-signal'; $reset true 2>/dev/null || reset=";

/// Runs a script that writes its process id to `pid`, and interrupts it when `ready` returns.
fn interrupted(case: &Case, script: &str, ready: impl FnOnce() + Send) -> Transcript {
    let began = thread::scope(|scope| {
        let killer = scope.spawn(|| {
            ready();
            let at = Instant::now();
            case.sh("kill -INT $(cat pid)").code(0);
            at
        });
        let script = script.replace("exec nimrank", "exec $reset nimrank");
        let run = case.sh(&format!("{RESET}; echo $$ >pid; {script}"));
        (killer.join().expect("it is interrupted"), run)
    });
    let (at, run) = began;
    assert!(at.elapsed() < Duration::from_secs(5), "{run}");
    assert_eq!(run.code, None, "not ended by the signal\n{run}");
    assert!(run.stdout.is_empty(), "{run}");
    run
}

#[test]
fn interrupt_during_a_stalled_request() {
    let nim = FakeNim::with(|_| Reply::stall());
    let case = Case::new().nim(&nim).file("dogs", "dog\n");
    interrupted(&case, "exec nimrank -q dog -m m dogs", || nim.wait_for(1));
}

#[test]
fn interrupt_during_a_retry_delay() {
    let nim = FakeNim::with(|_| Reply::status(503).header("retry-after", "50"));
    let case = Case::new().nim(&nim).file("dogs", "dog\n");
    let ask = "exec nimrank -q dog -m m --retries 3 -o out dogs";
    interrupted(&case, ask, || nim.wait_for(1));
    assert!(!case.dir().join("out").exists());
}

/// No partial file of `check` is left.
#[test]
fn interrupt_during_check() {
    let nim = FakeNim::with(|_| Reply::stall());
    let cases = r#"{"query":"dog","docs":["cat","dog"],"top":"1"}"#;
    let case = Case::new().nim(&nim).file("cases.jsonl", cases);
    let check = "mkdir out; exec nimrank check cases.jsonl -m m \
        -o out/report --junit out/junit --record out/scores";
    interrupted(&case, check, || nim.wait_for(1));
    let left = std::fs::read_dir(case.dir().join("out")).expect("a folder");
    assert_eq!(left.count(), 0);
}

#[test]
fn interrupt_leaves_no_recording() {
    let nim = FakeNim::with(|_| Reply::stall());
    let case = Case::new().nim(&nim).file("dogs", "dog\n");
    let ask = "mkdir kept; exec nimrank -q dog -m m --record kept/r.jsonl -o kept/out dogs";
    interrupted(&case, ask, || nim.wait_for(1));
    let left = std::fs::read_dir(case.dir().join("kept")).expect("a folder");
    assert_eq!(left.count(), 0);
}

#[test]
fn interrupt_while_reading_input() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim);
    // The first document is sent while the named pipe is open, so the program is reading by then.
    let script =
        "mkfifo more; exec 3<>more; echo dog >&3; exec nimrank -q dog -m m --batch-size 1 - <more";
    interrupted(&case, script, || nim.wait_for(1));
}

#[test]
fn interrupt_of_a_dry_run_leaves_no_file() {
    let case = Case::new();
    // The named pipe holds less than this, so the program has read when everything is written.
    let script = "mkfifo more; mkdir out; exec 3<>more; \
        { yes dog | head -n 99999 >&3; touch fed; } >/dev/null 2>&1 & \
        exec nimrank --dry-run -q dog -m m --base-url http://localhost:9 - -o out/file <more";
    let fed = case.dir().join("fed");
    let reading = || {
        let limit = Instant::now() + Duration::from_secs(30);
        while !fed.exists() && Instant::now() < limit {
            thread::yield_now();
        }
    };
    interrupted(&case, script, reading);
    let left = std::fs::read_dir(case.dir().join("out")).expect("a folder");
    assert_eq!(left.count(), 0);
}

/// Runs the program until it waits for a service, sends it a signal, and returns the exit code that a shell sees.
fn code_after(signal: &str, is_ignored: bool) -> String {
    let nim = FakeNim::with(|_| Reply::stall());
    let case = Case::new().nim(&nim).file("dogs", "dog\n");
    let setup = if is_ignored { format!("trap '' {signal}") } else { RESET.replace('$', "\\$") };
    let script = format!(
        "mkdir out; sh -c \"{setup}; echo \\$\\$ >pid; \
         exec \\$reset nimrank -q dog -m m -o out/file dogs\"; echo $?; ls out"
    );
    let run = thread::scope(|scope| {
        scope.spawn(|| {
            nim.wait_for(1);
            case.sh(&format!("kill -{signal} $(cat pid)")).code(0);
            if is_ignored {
                thread::sleep(Duration::from_millis(500));
                case.sh("kill -KILL $(cat pid)").code(0);
            }
        });
        case.sh(&script)
    });
    run.stdout_str().to_owned()
}

#[test]
fn signals_end_the_program_by_themselves() {
    for (signal, code) in [("INT", "130\n"), ("TERM", "143\n"), ("HUP", "129\n")] {
        assert_eq!(code_after(signal, false), code, "{signal}");
    }
}

/// nohup, and shells that start background jobs, ignore signals for the programs that they start.
#[test]
fn ignored_signals_stay_ignored() {
    for signal in ["INT", "TERM", "HUP"] {
        let output = code_after(signal, true);
        assert!(output.starts_with("137\n"), "{signal}: {output}");
    }
}
