//! The conversations of the README are true: every block of `console` is typed into a shell, and what
//! comes back is compared with what the block shows.
//!
//! In a block a line that begins with `$ ` is a command, which lines that begin with `> ` continue; the
//! lines up to the next command are what it prints, standard error included. A line `...` stands for any
//! lines. A block is one session, so that a variable that is set stays set and `$ echo $?` tells how the
//! last command ended. It is typed in a folder that holds `tests/data` and `src` of the repository. Where
//! `http://localhost:8000` is named, a service is there. A fence ```` ```console,ignore ```` is not run.

mod session; // a block as commands and what they print

use std::path::Path;

use session::{Block, blocks};

use crate::support::Case;
use crate::support::nim::FakeNim;

/// Where the service of the README is said to be.
const LOCAL: &str = "http://localhost:8000";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A case with a copy of a folder of the repository.
fn with_copy(case: Case, folder: &str) -> Case {
    let entries = std::fs::read_dir(root().join(folder)).expect("the folder can be read");
    entries.fold(case, |case, entry| {
        let entry = entry.expect("and what is in it");
        let name = format!("{folder}/{}", entry.file_name().display());
        if entry.path().is_dir() {
            with_copy(case, &name)
        } else {
            case.file(
                &name,
                std::fs::read(entry.path()).expect("a file can be read"),
            )
        }
    })
}

/// Types a block, and says how what came differs from what it shows.
fn differences(block: &Block) -> Vec<String> {
    let case = with_copy(with_copy(Case::new(), "tests/data"), "src");
    let served = block.mentions(LOCAL) || block.mentions("NIMRANK_BASE_URL");
    let nim = served.then(FakeNim::new);
    let url = nim.as_ref().map_or(LOCAL.to_owned(), FakeNim::url);
    let run = case.sh(&block.script().replace(LOCAL, &url));
    let printed = run.stdout_str().replace(&url, LOCAL);
    block.differences(&printed)
}

#[test]
fn the_conversations_of_the_readme_are_true() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is a README");
    let differences: Vec<_> = blocks(&readme).iter().flat_map(differences).collect();
    assert!(differences.is_empty(), "\n{}", differences.join("\n\n"));
}

#[test]
fn the_readme_has_conversations() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is a README");
    assert!(blocks(&readme).len() > 3);
}

/// A README with one block.
fn told(block: &str) -> Vec<String> {
    let readme = format!("# Title\n\n```console\n{block}```\n");
    blocks(&readme).iter().flat_map(differences).collect()
}

#[test]
fn a_true_conversation_is_found_true() {
    let block = concat!(
        "$ nimrank -m local/bm25 -q 'tones of Mandarin words' -n 1 --no-documents \\\n",
        ">   tests/data/handbook.jsonl\n",
        "1\t13.4633\ttalk-lang-01\n",
        "$ grep -c 'fn main' src/main.rs\n",
        "1\n",
        "$ nimrank -m local/bm25 -q x </dev/null; echo $?\n",
        "nimrank: no documents to rank\n",
        "1\n",
        "$ nimrank -m local/bm25 -q x </dev/null\n",
        "...\n",
        "$ echo $?\n",
        "1\n"
    );
    assert_eq!(told(block), [""; 0]);
}

#[test]
fn a_service_is_where_the_conversation_says_it_is() {
    let block = concat!(
        "$ export NIMRANK_BASE_URL=http://localhost:8000\n",
        "$ echo bread | nimrank -q bread\n",
        "1\t-3.0\tstdin:1\tbread\n",
        "$ echo bread | nimrank -q bread -f json | grep -o '\"endpoint\":\"[^\"]*'\n",
        "\"endpoint\":\"http://localhost:8000/v1/ranking\n"
    );
    assert_eq!(told(block), [""; 0]);
}

#[test]
fn a_false_conversation_is_found_false() {
    assert_eq!(told("$ echo one\ntwo\n").len(), 1);
    assert_eq!(told("$ echo one\n").len(), 1);
    assert_eq!(told("$ true\none\n").len(), 1);
    assert_eq!(told("$ echo one >&2\n").len(), 1);
    assert_eq!(told("$ echo one\none\n$ false\n$ echo $?\n0\n").len(), 1);
    // The shell ends before the last command.
    assert_eq!(told("$ exit 0\n$ true\n").len(), 1);
}
