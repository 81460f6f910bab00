//! Running the program as a user would, and writing down all that came of it.

#![allow(
    dead_code,
    reason = "a toolbox: not every test program takes every tool out of it"
)]

mod child;
mod fresh;
pub mod nim;
mod shell;
mod transcript;

use std::env::var_os;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

pub use fresh::{assert_fresh, root};
use nim::{FakeNim, Seen};
pub use transcript::Transcript;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_nimrank");

/// One run of the program, in a fresh folder and a scrubbed environment.
///
/// What the program could pick up from the machine is kept from it:
///
/// - the environment is empty, so that no key, proxy, setting of the program's
///   own, colour or locale of whoever runs the tests changes what it does;
/// - `PATH` is passed on, because a script needs its tools;
/// - `LLVM_PROFILE_FILE` is passed on, because the coverage of the program is
///   lost without it;
/// - `HOME` is the folder, so that no settings file of a user is read, and none
///   is ever written;
/// - the working directory is the folder, so that cases cannot see each other's
///   files and relative paths are the same everywhere;
/// - standard input is empty unless given, so that nothing waits on a terminal;
/// - standard output and error are pipes, so that nothing is done for a terminal.
pub struct Case {
    dir: PathBuf,
    env: Vec<(String, String)>,
    stdin: Option<Vec<u8>>,
    nim: Option<FakeNim>,
}

impl Case {
    /// A case with an empty folder of its own, which is removed afterwards, and
    /// left for a look when the test fails.
    pub fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let dir = dir.join(format!("case-{}-{count}", process::id()));
        if dir.exists() {
            fs::remove_dir_all(&dir).expect("a folder left by an earlier run can be removed");
        }
        fs::create_dir_all(&dir).expect("a folder for the case can be made");
        // The program may print the folder as the system knows it.
        let dir = dir.canonicalize().expect("the folder is there");
        Self {
            dir,
            env: Vec::new(),
            stdin: None,
            nim: None,
        }
    }

    /// Puts a file into the folder, with the folders above it.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.dir.join(name);
        let parent = path.parent().expect("a path in the folder has a parent");
        fs::create_dir_all(parent).expect("the folder of the file can be made");
        fs::write(&path, content).expect("the file can be written");
        self
    }

    /// Sets a variable of the environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Feeds standard input.
    pub fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = Some(bytes.as_ref().to_vec());
        self
    }

    /// Points the program at a service, whose requests the transcript lists.
    pub fn nim(mut self, nim: &FakeNim) -> Self {
        self.nim = Some(nim.clone());
        self.env("NIMRANK_BASE_URL", &nim.url())
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Runs the program with these arguments, quoted as for a shell.
    #[track_caller]
    pub fn run(&self, arguments: &str) -> Transcript {
        let mut command = self.command(PROGRAM);
        command.args(shell::split(arguments));
        self.finish(command, format!("nimrank {arguments}").trim_end())
    }

    /// Runs a script by `sh`, which finds the program as `nimrank`.
    #[track_caller]
    pub fn sh(&self, script: &str) -> Transcript {
        let mut path = OsString::from(Path::new(PROGRAM).parent().expect("it is in a folder"));
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
        let end = child::run(command, self.stdin.clone());
        let transcript = Transcript {
            command: line.to_owned(),
            code: end.status.and_then(|status| status.code()),
            stdout: end.stdout,
            stderr: end.stderr,
            requests: self.requests_after(earlier),
            shown_as: self.shown_as(),
        };
        assert!(
            end.status.is_some(),
            "it hung, and was killed\n{transcript}"
        );
        transcript
    }

    /// The requests of this run, all of them.
    fn requests_after(&self, earlier: usize) -> Vec<Seen> {
        let Some(nim) = &self.nim else {
            return Vec::new();
        };
        nim.settle();
        nim.requests().split_off(earlier)
    }

    /// What differs from run to run, and what stands for it.
    fn shown_as(&self) -> Vec<(String, &'static str)> {
        let mut shown_as = vec![(self.dir.display().to_string(), "[DIR]")];
        if let Some(nim) = &self.nim {
            let url = nim.url();
            let address = url.trim_start_matches("http://").to_owned();
            shown_as.extend([(url, "[NIM]"), (address, "[NIM ADDRESS]")]);
        }
        shown_as
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        if !thread::panicking() {
            // A folder that stays is no reason to fail a test that passed.
            drop(fs::remove_dir_all(&self.dir));
        }
    }
}
