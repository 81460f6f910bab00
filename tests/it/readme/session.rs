//! Parses the blocks of a page and compares what they show with what was printed.

use std::fmt;

/// Separates the outputs of commands.
const MARK: &str = "\u{1}next\u{1}";

/// A command and the lines that it prints.
#[derive(Debug, PartialEq)]
struct Step {
    command: String,
    expected: Vec<String>,
}

/// One shell session.
#[derive(Debug, PartialEq)]
pub(super) struct Block {
    /// The line of the page on which it begins, from 1.
    line: usize,
    steps: Vec<Step>,
}

/// Returns the blocks of a page that are run.
pub(super) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = (1..).zip(page.lines());
    while let Some((line, text)) = lines.next() {
        let Some(fence) = text.trim_start().strip_prefix("```") else {
            continue;
        };
        let content: Vec<_> = lines
            .by_ref()
            .map(|(_, text)| text)
            .take_while(|text| text.trim_start() != "```")
            .collect();
        if fence.trim() == "console" {
            let steps = parse_steps(line, &content);
            blocks.push(Block { line, steps });
        }
    }
    blocks
}

fn parse_steps(line: usize, content: &[&str]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for text in content {
        if let Some(command) = text.strip_prefix("$ ") {
            steps.push(Step { command: command.to_owned(), expected: Vec::new() });
            continue;
        }
        let Some(step) = steps.last_mut() else {
            panic!("README.md:{line}: the block does not begin with a command");
        };
        match text.strip_prefix("> ") {
            Some(more) if step.expected.is_empty() => {
                step.command.push('\n');
                step.command.push_str(more);
            }
            _ => step.expected.push((*text).to_owned()),
        }
    }
    assert!(!steps.is_empty(), "README.md:{line}: the block is empty");
    steps
}

impl Block {
    pub(super) fn mentions(&self, text: &str) -> bool {
        self.steps.iter().any(|step| step.command.contains(text))
    }

    /// Returns the session as a script for `sh`, which prints a mark after each command without changing `$?`.
    pub(super) fn script(&self) -> String {
        let commands: String =
            self.steps.iter().flat_map(|step| [step.command.as_str(), "\nmark\n"]).collect();
        format!("exec 2>&1\nmark() {{ set -- $?; printf '{MARK}'; return $1; }}\n{commands}")
    }

    /// Describes the commands whose output is not as shown.
    pub(super) fn differences(&self, printed: &str) -> Vec<String> {
        let outputs: Vec<_> = printed.split(MARK).collect();
        if outputs.len() != self.steps.len() + 1 {
            return vec![format!("{self}: the shell exited early\n{printed}")];
        }
        let mut differences = Vec::new();
        for (step, actual) in self.steps.iter().zip(outputs) {
            let expected: Vec<_> = step.expected.iter().map(String::as_str).collect();
            if !matches(&expected, &actual.lines().collect::<Vec<_>>()) {
                let command = &step.command;
                let expected = expected.join("\n");
                differences.push(format!(
                    "{self}: $ {command}\n-- expected\n{expected}\n-- actual\n{actual}"
                ));
            }
        }
        differences
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "README.md:{}", self.line)
    }
}

/// Returns true if the lines are those expected, where `...` stands for any number of lines.
fn matches(expected: &[&str], lines: &[&str]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((&"...", rest)) => (0..=lines.len()).any(|skipped| matches(rest, &lines[skipped..])),
        Some((first, rest)) => lines.first() == Some(first) && matches(rest, &lines[1..]),
    }
}

#[test]
fn a_block_is_split_into_commands_and_their_output() {
    let page = "text\n\n```console\n$ one \\\n>   more\nout\n\n> quoted\n$ two\n```\n\n\
                ```console,ignore\n$ three\n```\n```sh\n$ four\n```\n  ```console\n$ five\n  ```\n";
    let step = |command: &str, expected: &[&str]| Step {
        command: command.to_owned(),
        expected: expected.iter().map(|line| (*line).to_owned()).collect(),
    };
    let expected = [
        Block {
            line: 3,
            steps: vec![step("one \\\n  more", &["out", "", "> quoted"]), step("two", &[])],
        },
        Block { line: 18, steps: vec![step("five", &[])] },
    ];
    assert_eq!(blocks(page), expected);
}

#[test]
fn three_dots_stand_for_any_number_of_lines() {
    assert!(matches(&["...", "b", "..."], &["b"]));
    assert!(matches(&["a", "...", "d"], &["a", "b", "c", "d"]));
    assert!(!matches(&["a", "...", "d"], &["a", "b", "d", "e"]));
    assert!(!matches(&["a..."], &["abc"]));
    assert!(matches(&[], &[]) && !matches(&[], &[""]) && !matches(&["a"], &[]));
}
