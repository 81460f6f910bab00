//! The generated files are those that the one definition of the command line gives today. After a change
//! of it: `SNAPSHOTS=overwrite cargo test generated`.

mod completions; // corrections of generated completions
mod man; // man pages from prose and definitions
mod roff; // roff from a small subset of Markdown

use std::process::Command;

use clap_complete::{Shell, generate};
use nimrank::testing::cli;

use crate::support::{assert_fresh, root};

const COMPLETIONS: [(Shell, &str); 5] = [
    (Shell::Bash, "completions/nimrank.bash"),
    (Shell::Zsh, "completions/_nimrank"),
    (Shell::Fish, "completions/nimrank.fish"),
    (Shell::PowerShell, "completions/_nimrank.ps1"),
    (Shell::Elvish, "completions/nimrank.elv"),
];

#[test]
fn completions_are_up_to_date() {
    for (shell, path) in COMPLETIONS {
        let mut text = Vec::new();
        generate(shell, &mut cli::command(), "nimrank", &mut text);
        let text = String::from_utf8(text).expect("completions are UTF-8");
        assert_fresh(path, &completions::by_shell(shell, &text));
    }
}

#[test]
fn man_pages_are_up_to_date() {
    for (path, page) in man::pages() {
        assert_fresh(&path, &page);
    }
}

#[test]
fn every_command_and_every_reference_has_a_man_page() {
    let pages = man::pages();
    let has_page = |name: &str| pages.iter().any(|(path, _)| path == &format!("man/{name}"));
    for command in cli::command().get_subcommands() {
        let name = command.get_name();
        assert!(name == "help" || has_page(&format!("nimrank-{name}.1")), "{name}");
    }
    for (path, page) in &pages {
        for reference in page.split("\\fB").skip(1) {
            let Some((name, section)) = reference.split_once("\\fR(") else {
                continue;
            };
            let name = name.replace("\\-", "-");
            let section = &section[..1];
            let is_ours = name.starts_with("nimrank") && !name.contains(char::is_whitespace);
            assert!(
                !is_ours || has_page(&format!("{name}.{section}")),
                "{path}: {name}({section})"
            );
        }
    }
}

#[test]
fn the_completions_command_prints_the_files() {
    for (shell, path) in COMPLETIONS {
        let name = shell.to_string();
        let printed = crate::support::Case::new().run(&format!("completions {name}"));
        printed.code(0);
        let file = std::fs::read(root().join(path)).expect("the file is there");
        assert!(printed.stdout == file, "{name}");
    }
}

/// Shells and man check what they are given, each where it is installed.
#[test]
fn shells_and_man_accept_the_files() {
    let mut checks = vec![
        ("bash", vec!["-n".to_owned(), "completions/nimrank.bash".into()]),
        ("zsh", vec!["-n".into(), "completions/_nimrank".into()]),
        ("fish", vec!["-n".into(), "completions/nimrank.fish".into()]),
    ];
    for (page, _) in man::pages() {
        checks.push(("mandoc", vec!["-Tlint".into(), "-Werror".into(), page.clone()]));
        checks.push(("man", vec!["--warnings".into(), "-l".into(), page]));
    }
    for (program, arguments) in checks {
        let checked = Command::new(program)
            .args(arguments)
            .current_dir(root())
            .env("LC_ALL", "C.UTF-8")
            .output();
        // A program that is not installed checks nothing.
        if let Ok(output) = checked {
            let complaints = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success() && complaints.is_empty(),
                "{program}: {complaints}{}",
                String::from_utf8_lossy(&output.stdout)
            );
        }
    }
}
