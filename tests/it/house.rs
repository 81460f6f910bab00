//! The house as it is built: which room may know which, and the few rules that a reader counts on. It
//! reads the sources as text, so it sees what is written and not what is meant.

mod source; // a file as words, without comments, texts and tests

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use source::{Word, uses, words};

/// Which room may use which. Data goes from the command line to the output, and only the commands know
/// several rooms.
const ARROWS: [(&str, &[&str]); 22] = [
    ("diagnostic", &["exit", "os_error"]),
    ("source", &["diagnostic"]),
    ("api", &[]),
    ("check", &["input", "measure", "model", "os_error"]),
    ("cli", &["api", "exit"]),
    ("client", &["api", "exit", "os_error"]),
    (
        "command",
        &[
            "api",
            "check",
            "cli",
            "client",
            "compare",
            "error",
            "eval",
            "exit",
            "input",
            "model",
            "output",
            "plan",
            "progress",
            "rank",
            "recording",
            "report",
            "sanitize",
            "os_error",
        ],
    ),
    (
        "error",
        &[
            "check",
            "client",
            "eval",
            "exit",
            "input",
            "output",
            "plan",
            "recording",
            "sanitize",
            "os_error",
        ],
    ),
    ("compare", &[]),
    ("eval", &["measure", "recording", "os_error"]),
    ("exit", &[]),
    ("input", &["model", "os_error"]),
    ("measure", &[]),
    ("model", &[]),
    ("output", &["model", "sanitize", "os_error"]),
    (
        "plan",
        &[
            "api",
            "check",
            "cli",
            "client",
            "compare",
            "eval",
            "input",
            "measure",
            "model",
            "output",
            "progress",
            "rank",
            "recording",
            "report",
        ],
    ),
    ("progress", &[]),
    ("rank", &["model"]),
    ("recording", &["client", "os_error"]),
    (
        "report",
        &["check", "compare", "eval", "measure", "output", "sanitize"],
    ),
    ("sanitize", &[]),
    ("os_error", &[]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of the program, by their path below `src`, and their text.
fn files() -> BTreeMap<String, String> {
    fn gather(folder: &Path, base: &Path, files: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).expect("a folder can be read") {
            let path: PathBuf = entry.expect("and what is in it").path();
            if path.is_dir() {
                gather(&path, base, files);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(base).expect("it is below");
                let text = std::fs::read_to_string(&path).expect("sources are UTF-8");
                files.insert(name.display().to_string(), text);
            }
        }
    }
    let mut files = BTreeMap::new();
    let base = root().join("src");
    gather(&base, &base, &mut files);
    assert!(files.len() > 40, "these are not all: {:?}", files.keys());
    files
}

/// The room that a file belongs to.
fn room(file: &str) -> &str {
    file.split('/')
        .next()
        .unwrap_or(file)
        .trim_end_matches(".rs")
}

/// The arrows there are, with the files that draw them.
fn arrows() -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut arrows: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (file, text) in files() {
        if matches!(&*file, "main.rs" | "lib.rs") {
            continue;
        }
        let from = room(&file).to_owned();
        for to in uses(&file, &words(&text)) {
            if to != from {
                let arrow = (from.clone(), to);
                arrows.entry(arrow).or_default().insert(file.clone());
            }
        }
    }
    assert!(arrows.len() > 20, "these are not all: {arrows:?}");
    arrows
}

#[test]
fn rooms_use_only_the_rooms_they_may() {
    let allowed: BTreeMap<_, _> = ARROWS.into_iter().collect();
    let wrong: Vec<_> = arrows()
        .into_iter()
        .filter(|((from, to), _)| {
            let may = allowed.get(&**from).copied().unwrap_or_default();
            !may.contains(&&**to)
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_room_has_its_line_in_the_table() {
    let lib = words(&files()["lib.rs"]);
    let declared = lib.windows(2).filter_map(|pair| match pair {
        [Word::Name(word), Word::Name(name)] if word == "mod" => Some(name.as_str()),
        _ => None,
    });
    let declared: BTreeSet<_> = declared.collect();
    let listed: BTreeSet<_> = ARROWS.into_iter().map(|(room, _)| room).collect();
    assert_eq!(declared, listed);
}

/// The rooms from which an arrow leads back, through whatever others.
fn in_circles(arrows: &BTreeSet<(String, String)>) -> BTreeSet<String> {
    let mut rest = arrows.clone();
    // What nothing leads to, or from, is in no circle.
    loop {
        let froms: BTreeSet<_> = rest.iter().map(|(from, _)| from.clone()).collect();
        let tos: BTreeSet<_> = rest.iter().map(|(_, to)| to.clone()).collect();
        let before = rest.len();
        rest.retain(|(from, to)| tos.contains(from) && froms.contains(to));
        if rest.len() == before {
            return rest.into_iter().map(|(from, _)| from).collect();
        }
    }
}

#[test]
fn circles_are_found() {
    let arrows = |pairs: &[&str]| -> BTreeSet<(String, String)> {
        let pair = |pair: &&str| (pair[..1].to_owned(), pair[1..].to_owned());
        pairs.iter().map(pair).collect()
    };
    assert!(in_circles(&arrows(&["ab", "bc", "ac", "cd"])).is_empty());
    let found = in_circles(&arrows(&["xa", "ab", "bc", "ca", "cd"]));
    assert_eq!(found.into_iter().collect::<String>(), "abc");
}

#[test]
fn no_room_needs_itself() {
    let circles = in_circles(&arrows().into_keys().collect());
    assert!(circles.is_empty(), "{circles:?}");
}

#[test]
fn the_doorway_is_small_and_knows_only_the_library() {
    let main = &files()["main.rs"];
    assert!(main.lines().count() <= 40);
    let words = words(main);
    let own = ["mod", "crate"].map(|word| Word::Name(word.into()));
    assert!(!words.iter().any(|word| own.contains(word)));
    let library = words
        .iter()
        .filter(|word| **word == Word::Name("nimrank".into()));
    assert_eq!(library.count(), 1);
}

#[test]
fn files_are_short_enough_to_be_read() {
    let files = files().into_iter();
    let mut long = files.filter(|(_, text)| text.lines().count() > 350);
    assert_eq!(long.next().map(|(file, _)| file), None);
}

/// The files in which these words follow each other.
fn files_with(sought: &[&str]) -> Vec<String> {
    let has = |text: &str| {
        let words = words(text);
        let spelled: Vec<_> = words.iter().map(Word::spelled).collect();
        spelled.windows(sought.len()).any(|found| *found == *sought)
    };
    let files = files().into_iter().filter(|(_, text)| has(text));
    files.map(|(file, _)| file).collect()
}

#[test]
fn http_is_spoken_in_one_place() {
    assert_eq!(files_with(&["reqwest"]), ["client/http.rs"]);
}

#[test]
fn only_the_plan_asks_whether_something_is_a_terminal() {
    for asked in ["is_terminal", "IsTerminal", "terminal_size"] {
        let files = files_with(&[asked]);
        assert!(!files.is_empty(), "{asked}");
        let elsewhere = files.iter().find(|file| !file.starts_with("plan/"));
        assert_eq!(elsewhere, None, "{asked}");
    }
}

#[test]
fn only_the_plan_and_the_command_line_look_at_the_environment() {
    let mut files = files_with(&["env", ":", ":", "var_os"]);
    files.extend(files_with(&["env", ":", ":", "var"]));
    assert_eq!(files, ["cli/parse.rs", "plan/mod.rs"]);
}

#[test]
fn nothing_is_printed_or_taken_for_granted_on_the_side() {
    for sought in [
        &["println", "!"][..],
        &["print", "!"],
        &["eprintln", "!"],
        &["eprint", "!"],
        &["dbg", "!"],
        &["todo", "!"],
        &["unimplemented", "!"],
        &["panic", "!"],
        &[".", "unwrap", "("],
        &[".", "expect", "("],
    ] {
        assert_eq!(files_with(sought), [""; 0], "{sought:?}");
    }
}

#[test]
fn only_an_interrupt_ends_the_program_at_once() {
    let files = files_with(&["process", ":", ":", "exit"]);
    assert_eq!(files, ["command/interrupt.rs"]);
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<_> = files()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(file, _)| file)
        .collect();
    assert_eq!(silent, [""; 0]);
}

#[test]
fn every_dependency_has_a_line_of_reason() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    let mut count = 0;
    let mut section = "";
    let mut before = "";
    for line in manifest.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']');
        } else if section.ends_with("dependencies") && line.contains(" = ") {
            let is_reason = before.starts_with("# ") && before.len() > 10;
            assert!(is_reason, "no reason stands above `{line}`");
            count += 1;
        }
        before = line;
    }
    assert!(count > 15, "these are not all: {count}");
}
