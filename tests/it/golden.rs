//! Runs the cases of `tests/golden/*.txt`. A file is about one subject, and a case is text: input files, a
//! service if it needs one, commands, and the transcript of each command.
//!
//! ```text
//! # A comment. Setup before the first case is that of every case.
//! file qrels.txt
//! | q1 0 a 1
//!
//! == a document that is judged twice
//! file more.txt
//! | q1 0 a 1
//! | q1 0 a 2
//! $ nimrank eval --qrels more.txt --run run.txt
//! [code 2]
//! -- stderr
//! nimrank: more.txt:2: duplicate document `a`
//! ```
//!
//! To add a case, write its name, setup and `$ command`, run `SNAPSHOTS=overwrite cargo test --test it golden`,
//! and review the transcript. A new file of the folder is found without registration.
//!
//! Setup is made of these lines:
//!
//! - `file NAME` and `stdin`: the lines that follow are the content. `| text` is a line of text; `~ text` is
//!   text without a line end, in which `\n`, `\r`, `\t`, `\0`, `\\`, `\xNN` and `\u{N}` are escapes.
//! - `edit NAME FROM => TO`: replaces a text in a file that was given before.
//! - `env NAME=VALUE`: a variable of the environment.
//! - `service`: a fake service that ranks by common words and listens at `[NIM]`, which is also the value of
//!   `NIMRANK_BASE_URL`. What follows the word changes its behavior, see [`service::Service`].
//!
//! Commands are run by `sh`. A transcript has the exit code, stdout and stderr if there are any, and the requests
//! to the service. A case that prints the same lines as the first
//! case of its file says so instead of repeating them.

mod service; // the service of a case

use std::fs;
use std::thread;

use service::Service;

use crate::support::nim::{FakeNim, Seen};
use crate::support::{Case, Transcript, assert_fresh, root};

/// Printed instead of the output of the first case.
const SAME: &str = "-- stdout as in the first case\n";

#[derive(Default)]
struct GoldenCase {
    /// The name and the setup, verbatim.
    text: String,
    setup: Vec<Setup>,
    commands: Vec<String>,
}

#[derive(Clone, PartialEq)]
enum Setup {
    File(String, Vec<u8>),
    Edit { file: String, from: String, to: String },
    Stdin(Vec<u8>),
    Env(String, String),
    Service(String),
}

/// Runs a golden file and compares or overwrites it.
fn check(name: &str) {
    let path = format!("tests/golden/{name}");
    let text = fs::read_to_string(root().join(&path)).expect("the golden file is readable");
    let (common, cases) = parse(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut first_stdout = None;
    let mut actual = common.text;
    for case in cases {
        actual.push_str(&case.text);
        let setup = [common.setup.as_slice(), &case.setup].concat();
        for transcript in run(&setup, &case.commands) {
            let stdout = format!("-- stdout\n{}", String::from_utf8_lossy(&transcript.stdout));
            let mut shown = counted(&normalized(&transcript.to_string()));
            if first_stdout.as_ref() == Some(&stdout) && stdout.lines().count() > 2 {
                shown = shown.replacen(&stdout, SAME, 1);
            }
            first_stdout.get_or_insert(stdout);
            actual.push_str(&shown);
            if setup.contains(&Setup::Service("passages".to_owned())) {
                actual.push_str(&passages(&transcript));
            }
            actual.push('\n');
        }
    }
    assert_fresh(&path, &actual);
}

/// Returns the passages of all requests, one JSON string per line.
fn passages(transcript: &Transcript) -> String {
    let passages = transcript.requests.iter().flat_map(Seen::passages);
    let lines = passages.map(|passage| format!("{}\n", serde_json::Value::from(passage)));
    format!("-- passages\n{}", lines.collect::<String>())
}

fn run(setup: &[Setup], commands: &[String]) -> Vec<Transcript> {
    let mut case = Case::new();
    let mut service = None;
    for item in setup {
        if let Setup::Service(behavior) = item {
            service.get_or_insert_with(Service::default).add(behavior);
        }
    }
    let nim = service.map(Service::start);
    if let Some(nim) = &nim {
        case = case.nim(nim);
    }
    let url = nim.as_ref().map_or(String::new(), FakeNim::url);
    for item in setup {
        case = match item {
            Setup::File(name, content) => case.file(name, content),
            Setup::Edit { file, from, to } => {
                let path = case.dir().join(file);
                let text = fs::read_to_string(path).expect("the file to edit is text");
                assert!(text.contains(from), "{file} does not contain {from}");
                case.file(file, text.replace(from, to))
            }
            Setup::Stdin(content) => case.stdin(content),
            Setup::Env(name, value) => case.env(name, &value.replace("[NIM]", &url)),
            Setup::Service(_) => case,
        };
    }
    commands.iter().map(|command| case.sh(&command.replace("[NIM]", &url))).collect()
}

/// Returns true for `1.2 ms` and `0.01 s`.
fn is_duration(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(number, unit)| {
        matches!(unit, "ms" | "s") && number.contains('.') && number.parse::<f64>().is_ok()
    })
}

/// Counts equal requests that follow each other instead of repeating them.
fn counted(transcript: &str) -> String {
    let lines: Vec<_> = transcript.split_inclusive('\n').collect();
    lines
        .chunk_by(|a, b| a == b && a.starts_with("POST "))
        .map(|equal| match equal {
            [line] => (*line).to_owned(),
            lines => format!("{}  {} times\n", lines[0].trim_end(), lines.len()),
        })
        .collect()
}

/// Returns a transcript without durations at the ends of lines and with visible control characters.
fn normalized(transcript: &str) -> String {
    transcript
        .split_inclusive('\n')
        .map(|line| match line.rsplit_once(", ") {
            Some((start, time)) if is_duration(time.trim_end()) => format!("{start}, [TIME]\n"),
            _ => line
                .replace('\r', "\u{240d}")
                .replace('\0', "\u{2400}")
                .replace('\u{1b}', "\u{241b}"),
        })
        .collect()
}

/// Returns the setup of all cases, and the cases.
fn parse(text: &str) -> Result<(GoldenCase, Vec<GoldenCase>), String> {
    let mut cases = vec![GoldenCase::default()];
    let mut in_transcript = false;
    for (number, line) in (1..).zip(text.lines()) {
        let case = cases.last_mut().expect("there is one");
        if line.starts_with("== ") {
            let text = format!("{line}\n");
            cases.push(GoldenCase { text, ..GoldenCase::default() });
            in_transcript = false;
        } else if let Some(command) = line.strip_prefix("$ ") {
            case.commands.push(command.to_owned());
            in_transcript = true;
        } else if !in_transcript {
            case.text.push_str(line);
            case.text.push('\n');
            case.add(line).map_err(|error| format!("line {number}: {error}"))?;
        }
    }
    let cases_of_file = cases.split_off(1);
    Ok((cases.remove(0), cases_of_file))
}

impl GoldenCase {
    fn add(&mut self, line: &str) -> Result<(), &'static str> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let setup = match word {
            "" | "#" => return Ok(()),
            "|" | "~" => {
                let Some(Setup::File(_, content) | Setup::Stdin(content)) = self.setup.last_mut()
                else {
                    return Err("content without `file` or `stdin`");
                };
                if word == "|" {
                    content.extend_from_slice(rest.as_bytes());
                    content.push(b'\n');
                } else {
                    content.extend(unescape(rest).ok_or("an unknown escape")?);
                }
                return Ok(());
            }
            "file" => Setup::File(rest.to_owned(), Vec::new()),
            "edit" => {
                let (file, change) = rest.split_once(' ').ok_or("no change after `edit NAME`")?;
                let (from, to) = change.split_once(" => ").ok_or("no ` => `")?;
                Setup::Edit { file: file.to_owned(), from: from.to_owned(), to: to.to_owned() }
            }
            "stdin" => Setup::Stdin(Vec::new()),
            "env" => {
                let (name, value) = rest.split_once('=').ok_or("no `=` after `env NAME`")?;
                Setup::Env(name.to_owned(), value.to_owned())
            }
            "service" => Setup::Service(rest.to_owned()),
            _ => return Err("unknown setup"),
        };
        self.setup.push(setup);
        Ok(())
    }
}

/// Returns the bytes of a text with escapes.
fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        bytes.extend_from_slice(plain.as_bytes());
        let kind = escaped.chars().next()?;
        rest = &escaped[kind.len_utf8()..];
        match kind {
            'n' => bytes.push(b'\n'),
            'r' => bytes.push(b'\r'),
            't' => bytes.push(b'\t'),
            '0' => bytes.push(0),
            '\\' => bytes.push(b'\\'),
            'x' => {
                bytes.push(u8::from_str_radix(rest.get(..2)?, 16).ok()?);
                rest = &rest[2..];
            }
            'u' => {
                let (digits, after) = rest.strip_prefix('{')?.split_once('}')?;
                let scalar = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
                bytes.extend_from_slice(scalar.to_string().as_bytes());
                rest = after;
            }
            _ => return None,
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    Some(bytes)
}

#[test]
fn escapes_become_bytes() {
    assert_eq!(
        unescape(r"a\r\n\t\0\\\xff\u{e9}b").as_deref(),
        Some(&b"a\r\n\t\0\\\xff\xc3\xa9b"[..])
    );
    assert_eq!(unescape(r"a\q"), None);
}

#[test]
fn setup_and_commands_are_parsed_and_transcripts_skipped() {
    let text = "# about\nfile a\n| x\n\n== one\nstdin\n| y\n~ z\\n\n$ nimrank a\nfile b\n$ nimrank b\n\n== two\n";
    let (common, cases) = parse(text).expect("it is well-formed");
    assert_eq!(common.text, "# about\nfile a\n| x\n\n");
    assert_eq!(cases[0].text, "== one\nstdin\n| y\n~ z\\n\n");
    assert!(matches!(&cases[0].setup[..], [Setup::Stdin(content)] if content == b"y\nz\n"));
    assert_eq!(cases[0].commands, ["nimrank a", "nimrank b"]);
    assert_eq!(cases.len(), 2);
    assert!(parse("| x\n").is_err() && parse("fil a\n").is_err());
}

#[test]
fn golden_files() {
    let entries = fs::read_dir(root().join("tests/golden")).expect("the folder is readable");
    let threads: Vec<_> = entries
        .map(|entry| {
            let name = entry.expect("the folder is readable").file_name();
            let name = name.to_str().expect("a plain name").to_owned();
            // The name of the thread is part of its panic message.
            let thread = thread::Builder::new().name(name.clone());
            thread.spawn(move || check(&name)).expect("a thread")
        })
        .collect();
    let results: Vec<_> = threads.into_iter().map(thread::JoinHandle::join).collect();
    assert!(results.iter().all(Result::is_ok), "see the messages above");
}
