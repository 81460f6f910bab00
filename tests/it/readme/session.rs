//! A block of a conversation: what is typed, and what comes back.

use std::fmt::Write as _;

/// What the shell prints before and after the output of each command.
const MARK: &str = "\u{1}typed\u{1}";

/// A command and the lines it prints.
#[derive(Debug, PartialEq)]
struct Turn {
    command: String,
    expected: Vec<String>,
}

/// One session of a shell.
#[derive(Debug, PartialEq)]
pub(super) struct Block {
    /// The line of the file on which it begins, from 1.
    line: usize,
    turns: Vec<Turn>,
}

/// The blocks of a page that are to be run.
pub(super) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = (1..).zip(page.lines());
    while let Some((line, text)) = lines.next() {
        let Some(fence) = text.trim_start().strip_prefix("```") else {
            continue;
        };
        let inside = lines
            .by_ref()
            .map(|(_, text)| text)
            .take_while(|text| text.trim_start() != "```");
        let inside: Vec<_> = inside.collect();
        if fence.trim() == "console" {
            let turns = turns(line, &inside);
            blocks.push(Block { line, turns });
        }
    }
    blocks
}

fn turns(line: usize, inside: &[&str]) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for text in inside {
        if let Some(command) = text.strip_prefix("$ ") {
            turns.push(Turn {
                command: command.to_owned(),
                expected: Vec::new(),
            });
            continue;
        }
        let turn = turns.last_mut();
        let turn = turn.unwrap_or_else(|| panic!("README.md:{line}: it begins with no command"));
        match text.strip_prefix("> ") {
            Some(more) if turn.expected.is_empty() => {
                turn.command.push('\n');
                turn.command.push_str(more);
            }
            _ => turn.expected.push((*text).to_owned()),
        }
    }
    assert!(!turns.is_empty(), "README.md:{line}: nothing is typed");
    turns
}

impl Block {
    pub(super) fn mentions(&self, text: &str) -> bool {
        self.turns.iter().any(|turn| turn.command.contains(text))
    }

    /// The whole session for `sh`. A mark does not change how the last command ended.
    pub(super) fn script(&self) -> String {
        let mut script = String::from("exec 2>&1\n");
        writeln!(
            script,
            "mark() {{ set -- $?; printf '{MARK}'; return $1; }}"
        )
        .expect("memory takes it");
        for turn in &self.turns {
            writeln!(script, "{}\nmark", turn.command).expect("memory takes it");
        }
        script
    }

    /// What is not as it is shown, for people.
    pub(super) fn differences(&self, printed: &str) -> Vec<String> {
        let parts: Vec<_> = printed.split(MARK).collect();
        if parts.len() != self.turns.len() + 1 {
            let line = self.line;
            return vec![format!(
                "README.md:{line}: the shell ended early\n{printed}"
            )];
        }
        let wrong = self.turns.iter().zip(parts).filter_map(|(turn, printed)| {
            let lines: Vec<_> = printed.lines().collect();
            let expected: Vec<_> = turn.expected.iter().map(String::as_str).collect();
            let (line, command) = (self.line, &turn.command);
            let expected_text = expected.join("\n");
            (!fits(&expected, &lines)).then(|| {
                format!("README.md:{line}: $ {command}\n-- it shows\n{expected_text}\n-- it is\n{printed}")
            })
        });
        wrong.collect()
    }
}

/// Whether lines are those expected, of which `...` stands for any number.
fn fits(expected: &[&str], lines: &[&str]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((&"...", rest)) => (0..=lines.len()).any(|skipped| fits(rest, &lines[skipped..])),
        Some((first, rest)) => lines.first() == Some(first) && fits(rest, &lines[1..]),
    }
}

#[test]
fn a_block_is_commands_and_what_they_print() {
    let page = "text\n\n```console\n$ one \\\n>   more\nout\n\n> quoted\n$ two\n```\n\n\
                ```console,ignore\n$ three\n```\n```sh\n$ four\n```\n  ```console\n$ five\n  ```\n";
    let turn = |command: &str, expected: &[&str]| Turn {
        command: command.to_owned(),
        expected: expected.iter().map(|line| (*line).to_owned()).collect(),
    };
    let expected = [
        Block {
            line: 3,
            turns: vec![
                turn("one \\\n  more", &["out", "", "> quoted"]),
                turn("two", &[]),
            ],
        },
        Block {
            line: 18,
            turns: vec![turn("five", &[])],
        },
    ];
    assert_eq!(blocks(page), expected);
}

#[test]
fn dots_alone_on_a_line_stand_for_any_lines() {
    assert!(fits(&["...", "b", "..."], &["b"]));
    assert!(fits(&["a", "...", "d"], &["a", "b", "c", "d"]));
    assert!(!fits(&["a", "...", "d"], &["a", "b", "d", "e"]));
    assert!(!fits(&["a..."], &["abc"]));
    assert!(fits(&[], &[]) && !fits(&[], &[""]) && !fits(&["a"], &[]));
}
