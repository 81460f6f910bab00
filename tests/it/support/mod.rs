//! Runs the program as a user would and records the result.

#![allow(dead_code, reason = "each test program uses a part of it")]

mod fresh; // comparison with files of the repository
mod kept; // files of tests that call the library
pub mod nim; // a fake service
pub mod tls; // certificates, and TLS in front of it
mod transcript; // the record of a run

use std::env::var_os;
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

pub use fresh::{assert_fresh, root};
pub use kept::Kept;
use nim::{FakeNim, Seen};
pub use transcript::Transcript;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_nimrank");

/// No run takes as long as this, unless the program hangs.
const DEADLINE: Duration = Duration::from_secs(60);

/// Runs of the program in an empty folder and a clean environment.
///
/// Nothing of the machine has an influence:
///
/// - the environment has no keys, proxies, options, colors or locale; only `PATH` and `LLVM_PROFILE_FILE`
///   (for coverage) are passed on;
/// - `HOME` and the working directory are the folder, so that relative paths are the same everywhere;
/// - stdin is empty unless given, and stdout and stderr are pipes.
///
/// `NIMRANK_RETRIES` is 0.
pub struct Case {
    dir: PathBuf,
    env: Vec<(String, String)>,
    stdin: Option<Vec<u8>>,
    nim: Option<FakeNim>,
}

impl Case {
    /// Creates the folder, which is removed afterwards, unless the test fails.
    pub fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let dir = dir.join(format!("case-{}-{count}", process::id()));
        if dir.exists() {
            fs::remove_dir_all(&dir).expect("the folder of an earlier run is removed");
        }
        fs::create_dir_all(&dir).expect("the folder is created");
        // The program may print the canonical path.
        let dir = dir.canonicalize().expect("the folder exists");
        Self { dir, env: Vec::new(), stdin: None, nim: None }
    }

    /// Writes a file into the folder, and creates the directories above it.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.dir.join(name);
        let parent = path.parent().expect("it has a parent");
        fs::create_dir_all(parent).expect("the directory is created");
        fs::write(&path, content).expect("the file is written");
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the content of stdin.
    pub fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = Some(bytes.as_ref().to_vec());
        self
    }

    /// Sets `NIMRANK_BASE_URL` to a service, whose requests are part of the transcript.
    pub fn nim(mut self, nim: &FakeNim) -> Self {
        self.nim = Some(nim.clone());
        self.env("NIMRANK_BASE_URL", &nim.url())
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Runs the program with these arguments, which are quoted as for a shell.
    #[track_caller]
    pub fn run(&self, arguments: &str) -> Transcript {
        let mut command = self.command(PROGRAM);
        let words = shlex::split(arguments);
        command.args(words.unwrap_or_else(|| panic!("open quote: {arguments}")));
        self.finish(command, format!("nimrank {arguments}").trim_end())
    }

    /// Runs a script with `sh`, where the program is `nimrank`.
    #[track_caller]
    pub fn sh(&self, script: &str) -> Transcript {
        let mut path = OsString::from(Path::new(PROGRAM).parent().expect("it has a parent"));
        if let Some(rest) = var_os("PATH") {
            path.push(":");
            path.push(rest);
        }
        let mut command = self.command("sh");
        command.env("PATH", path).args(["-c", script]);
        self.finish(command, script)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.dir).env_clear();
        for name in ["PATH", "LLVM_PROFILE_FILE"] {
            if let Some(value) = var_os(name) {
                command.env(name, value);
            }
        }
        command.env("HOME", &self.dir);
        command.env("NIMRANK_RETRIES", "0");
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.stdin(match self.stdin {
            Some(_) => Stdio::piped(),
            None => Stdio::null(),
        });
        command
    }

    #[track_caller]
    fn finish(&self, command: Command, line: &str) -> Transcript {
        let earlier = self.nim.as_ref().map_or(0, |nim| nim.requests().len());
        let (output, hung) = run(command, self.stdin.clone());
        let transcript = Transcript {
            command: line.to_owned(),
            code: output.status.code(),
            stdout: output.stdout,
            stderr: output.stderr,
            requests: self.requests_after(earlier),
            placeholders: self.placeholders(),
        };
        assert!(!hung, "killed after {DEADLINE:?}\n{transcript}");
        transcript
    }

    /// Returns the requests after those of earlier runs.
    fn requests_after(&self, earlier: usize) -> Vec<Seen> {
        let Some(nim) = &self.nim else {
            return Vec::new();
        };
        nim.settle();
        nim.requests().split_off(earlier)
    }

    /// Returns texts that differ from run to run, and their placeholders.
    fn placeholders(&self) -> Vec<(String, &'static str)> {
        let mut placeholders = vec![(self.dir.display().to_string(), "[DIR]")];
        if let Some(nim) = &self.nim {
            let url = nim.url();
            let address = url.trim_start_matches("http://").to_owned();
            placeholders.extend([(url, "[NIM]"), (address, "[NIM ADDRESS]")]);
        }
        placeholders
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        if !thread::panicking() {
            // A folder that stays does not fail the test.
            drop(fs::remove_dir_all(&self.dir));
        }
    }
}

/// Runs a command; returns true if it hung and was killed.
fn run(mut command: Command, stdin: Option<Vec<u8>>) -> (Output, bool) {
    let mut child = command.spawn().expect("the command is started");
    if let (Some(mut pipe), Some(bytes)) = (child.stdin.take(), stdin) {
        // The program may stop reading, which is a broken pipe here.
        thread::spawn(move || drop(pipe.write_all(&bytes)));
    }
    let id = child.id().to_string();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait_with_output()));
    let (output, hung) = match receiver.recv_timeout(DEADLINE) {
        Ok(output) => (output, false),
        Err(_) => {
            let kill = Command::new("kill").args(["-9", &id]).status();
            kill.expect("the child is killed");
            (receiver.recv().expect("the thread is waiting"), true)
        }
    };
    (output.expect("output is collected"), hung)
}
