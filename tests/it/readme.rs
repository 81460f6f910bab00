//! Runs the examples of the README: the commands of every `console` block are run by a shell, and their
//! output is compared with what the block shows.
//!
//! A line that begins with `$ ` is a command, continued by lines that begin with `> `. The lines up to the
//! next command are its output, stderr included; a line `...` stands for any number of lines. A block is one
//! session: variables stay set, and `$ echo $?` prints the exit code of the previous command. Blocks run in
//! a scratch directory with copies of `tests/data` and `src`, which they must not modify, because a reader
//! runs them in the repository. Where a block uses `http://localhost:8000`, a fake service is started.
//! A block that opens with ```` ```console,ignore ```` is not run.

mod session; // a block as commands and their output

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use session::{Block, blocks};

use crate::support::nim::FakeNim;
use crate::support::{Case, root};

/// The address of the service in the README.
const LOCAL: &str = "http://localhost:8000";

/// Folders of the repository that blocks may read.
const COPIED: [&str; 2] = ["tests/data", "src"];

/// Returns the files of those folders below a directory, with their content.
fn files_below(base: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders: Vec<_> = COPIED.map(str::to_owned).into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(base.join(&folder)).expect("the folder is readable") {
            let entry = entry.expect("the folder is readable");
            let name = format!("{folder}/{}", entry.file_name().display());
            if entry.path().is_dir() {
                folders.push(name);
            } else {
                files.insert(name, fs::read(entry.path()).expect("the file is readable"));
            }
        }
    }
    files
}

/// Runs a block and describes how the result differs from what it shows.
fn differences(block: &Block) -> Vec<String> {
    let files = files_below(root());
    let case = files.iter().fold(Case::new(), |case, (name, content)| case.file(name, content));
    let needs_service = block.mentions(LOCAL) || block.mentions("NIMRANK_BASE_URL");
    let nim = needs_service.then(FakeNim::new);
    let url = nim.as_ref().map_or(LOCAL.to_owned(), FakeNim::url);
    let run = case.sh(&block.script().replace(LOCAL, &url));
    let printed = run.stdout_str().replace(&url, LOCAL);
    let mut differences = block.differences(&printed);
    if files_below(case.dir()) != files {
        differences.push(format!("{block} modifies files of the repository"));
    }
    differences
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("there is a README")
}

#[test]
fn readme_examples_print_what_is_shown() {
    let blocks = blocks(&readme());
    assert!(blocks.len() > 3, "blocks are missing");
    let differences: Vec<_> = blocks.iter().flat_map(differences).collect();
    assert!(differences.is_empty(), "\n{}", differences.join("\n\n"));
}

#[test]
fn readme_is_short_and_names_files_that_exist() {
    let readme = readme();
    assert!(readme.len() <= 14_000, "{} bytes", readme.len());
    let named = readme.split('`').skip(1).step_by(2).filter(|text| {
        let folders = ["src/", "tests/", "benches/", "man/", "fuzz/", ".ci/"];
        folders.iter().any(|folder| text.starts_with(folder))
    });
    for name in named {
        let path = name.split(' ').next().unwrap_or_default();
        assert!(root().join(path).exists(), "{name}");
    }
}

/// The commands that `nimrank-apis(7)` lists for each service make a request to it.
#[test]
fn commands_for_services_work() {
    let page = fs::read_to_string(root().join("src/cli/man/nimrank-apis.7.md"))
        .expect("the page is readable");
    let (services, _) = page.split_once("# WHICH API").expect("the section exists");
    let services = services.replace("\\\n", "");
    let commands = services.lines().filter_map(|line| line.strip_prefix("    "));
    for command in commands {
        // A dry run cannot ask a self-hosted server for its models.
        let asks_for_models = command.contains("//localhost") && !command.contains(" -m ");
        let model = if asks_for_models { "-m m" } else { "" };
        let run = Case::new()
            .env("AWS_REGION", "us-east-1")
            .env("NIMRANK_API_KEY", "a-key")
            .sh(&format!("{command} {model} -q x --doc y --dry-run"));
        assert_eq!(run.stderr_str(), "", "{command}");
        assert!(run.stdout_str().starts_with("curl "), "{command}");
    }
}

/// Returns the differences of a README with one block.
fn differences_of(block: &str) -> Vec<String> {
    let readme = format!("# Title\n\n```console\n{block}```\n");
    blocks(&readme).iter().flat_map(differences).collect()
}

#[test]
fn a_correct_example_passes() {
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
    assert_eq!(differences_of(block), [""; 0]);
}

#[test]
fn a_service_listens_on_the_address_of_the_readme() {
    let block = concat!(
        "$ export NIMRANK_BASE_URL=http://localhost:8000\n",
        "$ echo bread | nimrank -q bread\n",
        "1\t-3.0\tstdin:1\tbread\n",
        "$ echo bread | nimrank -q bread -f json | grep -o '\"endpoint\":\"[^\"]*'\n",
        "\"endpoint\":\"http://localhost:8000/v1/ranking\n"
    );
    assert_eq!(differences_of(block), [""; 0]);
}

#[test]
fn a_wrong_example_fails() {
    for block in [
        "$ echo one\ntwo\n",
        "$ echo one\n",
        "$ true\none\n",
        "$ echo one >&2\n",
        "$ echo one\none\n$ false\n$ echo $?\n0\n",
        // The shell exits before the last command.
        "$ exit 0\n$ true\n",
        "$ sed -i s/80/90/ tests/data/gpus.jsonl\n",
        "$ touch tests/data/new\n",
    ] {
        assert_eq!(differences_of(block).len(), 1, "{block}");
    }
}
