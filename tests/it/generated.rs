//! The generated files are those that the one definition of the command line gives today. After a change
//! of it: `SNAPSHOTS=overwrite cargo test generated`.

mod mended; // what is made of the generated completions so that they work

use std::fmt::Write as _;
use std::process::Command;

use clap_complete::{Shell, generate};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use nimrank::{cli, exit};

use crate::support::{assert_fresh, root};

const COMPLETIONS: [(Shell, &str); 5] = [
    (Shell::Bash, "completions/nimrank.bash"),
    (Shell::Zsh, "completions/_nimrank"),
    (Shell::Fish, "completions/nimrank.fish"),
    (Shell::PowerShell, "completions/_nimrank.ps1"),
    (Shell::Elvish, "completions/nimrank.elv"),
];

#[test]
fn completions_are_fresh() {
    for (shell, path) in COMPLETIONS {
        let mut text = Vec::new();
        generate(shell, &mut cli::command(), "nimrank", &mut text);
        let text = String::from_utf8(text).expect("completions are UTF-8");
        assert_fresh(path, &mended::by_shell(shell, &text));
    }
}

#[test]
fn the_man_pages_are_fresh() {
    for (path, page) in man_pages() {
        assert_fresh(&path, &page);
    }
}

/// The man pages: one for ranking, and one for each command that is more than a word.
fn man_pages() -> Vec<(String, String)> {
    let mut definition = cli::command();
    definition.build();
    let mut pages = vec![(
        "man/nimrank.1".into(),
        man_page(&definition, &cli::EXAMPLES),
    )];
    for command in definition.get_subcommands() {
        let examples = cli::examples(command.get_name());
        if !examples.is_empty() {
            let name = format!("nimrank-{}", command.get_name());
            pages.push((format!("man/{name}.1"), man_page(command, examples)));
        }
    }
    pages
}

/// A man page: what clap knows, then the tables. It has no date, so that it changes only when it must.
fn man_page(command: &clap::Command, examples: &[(&str, &str)]) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let man = Man::new(command.clone().before_help("").after_help(""))
        .date("")
        .title(command.get_display_name().unwrap_or(command.get_name()))
        .source(format!("nimrank {version}"));
    let mut page = Vec::new();
    let section = |result: std::io::Result<()>| result.expect("memory takes it");
    section(man.render_title(&mut page));
    section(man.render_name_section(&mut page));
    section(man.render_synopsis_section(&mut page));
    section(man.render_description_section(&mut page));
    section(man.render_options_section(&mut page));
    if command.has_subcommands() {
        section(man.render_subcommands_section(&mut page));
    }
    let mut tables = Roff::new();
    tables.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in exit::CODES {
        entry(&mut tables, &code.to_string(), meaning);
    }
    tables.control("SH", ["ENVIRONMENT"]);
    tables.text([roman(
        "An option counts before its variable; a variable that is empty counts as not set.",
    )]);
    for (names, meaning) in cli::ENVIRONMENT {
        entry(&mut tables, names, meaning);
    }
    tables.control("SH", ["EXAMPLES"]);
    for (what, example) in examples {
        tables.control("PP", []);
        tables.text([roman(format!("{what}:"))]);
        tables.control("PP", []);
        tables.control("RS", ["4"]);
        tables.text([bold(*example)]);
        tables.control("RE", []);
    }
    section(tables.to_writer(&mut page));
    String::from_utf8(page).expect("the page is UTF-8")
}

fn entry(tables: &mut Roff, name: &str, meaning: &str) {
    tables.control("TP", []);
    tables.text([bold(name)]);
    tables.text([roman(meaning)]);
}

#[test]
fn the_readme_shows_the_help_as_it_is() {
    let (begin, end) = ("<!-- help: begin -->\n", "<!-- help: end -->\n");
    let file = std::fs::read_to_string(root().join("README.md")).expect("there is a README");
    let (before, rest) = file.split_once(begin).expect("the help begins in it");
    let (_, after) = rest.split_once(end).expect("and ends");
    let mut command = cli::command().term_width(100);
    let help = command.render_help();
    let mut text = format!("{before}{begin}```text\n");
    for line in help.to_string().lines() {
        writeln!(text, "{}", line.trim_end()).expect("memory takes it");
    }
    write!(text, "```\n{end}{after}").expect("memory takes it");
    assert_fresh("README.md", &text);
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
        (
            "bash",
            vec!["-n".to_owned(), "completions/nimrank.bash".into()],
        ),
        ("zsh", vec!["-n".into(), "completions/_nimrank".into()]),
        ("fish", vec!["-n".into(), "completions/nimrank.fish".into()]),
    ];
    for (page, _) in man_pages() {
        checks.push((
            "mandoc",
            vec!["-Tlint".into(), "-Werror".into(), page.clone()],
        ));
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
