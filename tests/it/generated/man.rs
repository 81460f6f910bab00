//! Man pages: prose from `src/cli/man`, with options, variables, examples, exit codes and services filled in
//! from the definitions that the program itself uses.
//!
//! `nimrank-check.1.md` becomes `man/nimrank-check.1`. A line `{{…}}` is replaced by what its name says, see
//! [`generated`].

use std::path::Path;

use clap::{Arg, Command};
use nimrank::testing::{api, cli, exit};

use super::roff::{NO_BREAK, entry, from_markdown, verbatim};
use crate::support::root;

/// The folder with the prose of each page.
const PROSE: &str = "src/cli/man";

/// Returns the path and text of every page.
pub(super) fn pages() -> Vec<(String, String)> {
    let mut definition = cli::command();
    definition.build();
    let mut names: Vec<_> = std::fs::read_dir(root().join(PROSE))
        .expect("the folder of the prose can be read")
        .map(|entry| entry.expect("its entries too").path())
        .collect();
    names.sort();
    names.iter().map(|path| page(path, &definition)).collect()
}

/// The day of the release that the pages describe.
const DATE: &str = "2026-11-27";

fn page(path: &Path, definition: &Command) -> (String, String) {
    let name = path.file_stem().expect("a name").to_string_lossy();
    let (title, section) = name.rsplit_once('.').expect("`name.section.md`");
    let command = match title.strip_prefix("nimrank-") {
        Some(name) => definition.find_subcommand(name),
        None => Some(definition),
    };
    let manual = match section {
        "1" => "User Commands",
        "5" => "File Formats",
        _ => "Miscellaneous Information",
    };
    let prose = std::fs::read_to_string(path).expect("the prose can be read");
    let mut roff = format!(
        ".TH {} {section} {DATE} \"nimrank {}\" \"{manual}\"\n.nh\n.ad l\n",
        title.to_uppercase(),
        env!("CARGO_PKG_VERSION")
    );
    let mut markdown = String::new();
    for line in prose.lines() {
        let placeholder = line.strip_prefix("{{").and_then(|line| line.strip_suffix("}}"));
        if let Some(placeholder) = placeholder {
            roff += &from_markdown(&std::mem::take(&mut markdown));
            roff += &generated(placeholder, command, &name);
        } else {
            markdown.push_str(line);
            markdown.push('\n');
        }
    }
    roff += &from_markdown(&markdown);
    // A heading starts a paragraph by itself.
    (format!("man/{name}"), roff.replace("\"\n.PP\n", "\"\n"))
}

fn generated(placeholder: &str, command: Option<&Command>, page: &str) -> String {
    let command = || command.unwrap_or_else(|| panic!("{page}: no such command"));
    match placeholder {
        "apis" => apis(),
        "commands" => commands(command()),
        "environment" => environment(command()),
        "examples" => examples(command()),
        "exit codes" => exit_codes(),
        "name" => name(command()),
        "options" => options(command()),
        "synopsis" => synopsis(command()),
        _ => panic!("{page}: no such placeholder: {placeholder}"),
    }
}

fn full_name(command: &Command) -> &str {
    command.get_display_name().unwrap_or(command.get_name())
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

fn name(command: &Command) -> String {
    let about = about(command);
    let (first, rest) = about.split_at(1);
    let name = full_name(command).replace('-', "\\-");
    format!("{name} \\- {}{rest}\n", first.to_lowercase())
}

/// The usage, with names in bold and values in italics.
fn synopsis(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:");
    let mut roff = String::new();
    for (number, line) in usage.lines().map(str::trim).enumerate() {
        let words: Vec<_> = line.split(' ').map(synopsis_word).collect();
        if number > 0 {
            roff += ".br\n";
        }
        roff += &format!("{}\n", words.join(" "));
    }
    roff
}

fn synopsis_word(word: &str) -> String {
    let is_value = word.starts_with(['<', '[']);
    let font = if is_value { 'I' } else { 'B' };
    let bare = word.replace(['<', '>'], "").replace('-', "\\-");
    match bare.strip_prefix('[').and_then(|bare| bare.split_once(']')) {
        Some((inside, dots)) => format!("[\\f{font}{inside}\\fR]{dots}"),
        None => format!("\\f{font}{bare}\\fR"),
    }
}

/// The options under their headings.
fn options(command: &Command) -> String {
    let mut headings: Vec<&str> = Vec::new();
    for arg in command.get_arguments() {
        if !headings.contains(&heading(arg)) {
            headings.push(heading(arg));
        }
    }
    headings.sort_by_key(|heading| match *heading {
        ARGUMENTS => 0,
        HELP => 2,
        _ => 1,
    });
    let mut roff = String::new();
    for &title in &headings {
        if headings.len() > 1 {
            roff += &format!(".SS \"{title}\"\n");
        }
        let args = command.get_arguments().filter(|arg| heading(arg) == title);
        roff.extend(args.filter(|arg| !arg.is_hide_set()).map(option));
    }
    roff
}

/// The headings of what has none: values without an option, and the rest, which is --help and --version.
const ARGUMENTS: &str = "Arguments";
const HELP: &str = "Help";

fn heading(arg: &Arg) -> &str {
    let fallback = if arg.is_positional() { ARGUMENTS } else { HELP };
    arg.get_help_heading().unwrap_or(fallback)
}

fn option(arg: &Arg) -> String {
    let short = arg.get_short().map(|short| format!("**-{short}**"));
    let long = arg.get_long().map(|long| format!("**--{long}**"));
    let names: Vec<_> = short.into_iter().chain(long).collect();
    let mut term = names.join(", ");
    let takes_value = arg.get_action().takes_values();
    if takes_value {
        let values: Vec<_> = arg.get_value_names().unwrap_or_default().to_vec();
        let value = format!("*{}*", values.join(" "));
        let many = arg.get_num_args().is_some_and(|range| range.max_values() > 1);
        term += if term.is_empty() { "" } else { " " };
        term += &value;
        term += if many { "..." } else { "" };
    }
    if arg.get_id() == "help" {
        return entry(&term, &["Print help; `-h` prints a summary".into()]);
    }
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let mut first = plain(&help);
    if takes_value {
        if let Some(variable) = arg.get_env() {
            first += &format!(" [env:{NO_BREAK}{}]", variable.display());
        }
        let defaults: Vec<_> =
            arg.get_default_values().iter().map(|v| v.to_string_lossy()).collect();
        if !defaults.is_empty() && !arg.is_hide_default_value_set() {
            first += &format!(" [default:{NO_BREAK}{}]", defaults.join(","));
        }
    }
    let long_help = arg.get_long_help().map(ToString::to_string).unwrap_or_default();
    let more = long_help.strip_prefix(&help).unwrap_or(&long_help);
    let more = more.split("\n\n").map(|paragraph| plain(paragraph.trim()));
    let mut paragraphs = vec![first];
    paragraphs.extend(more.filter(|paragraph| !paragraph.is_empty()));
    entry(&term, &paragraphs) + &possible_values(arg)
}

/// Text of clap's, whose asterisks are no markup.
fn plain(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!text.contains('*'), "{text}");
    text
}

fn possible_values(arg: &Arg) -> String {
    let values: Vec<_> = arg.get_possible_values();
    if !arg.get_action().takes_values() || arg.is_hide_possible_values_set() || values.is_empty() {
        return String::new();
    }
    let values = values.iter().filter(|value| !value.is_hide_set());
    let mut roff = String::from(".RS\n");
    for (number, value) in values.enumerate() {
        // No blank line between one value and the next.
        if number == 1 {
            roff += ".PD 0\n";
        }
        let help = value.get_help().map(ToString::to_string).unwrap_or_default();
        roff += &entry(&format!("**{}**", value.get_name()), &[plain(&help)]);
    }
    // A wide tag column keeps value and meaning on one line.
    roff.replace(".TP\n", ".TP 16\n") + ".PD\n.RE\n"
}

fn commands(command: &Command) -> String {
    let commands = command.get_subcommands().filter(|command| command.get_name() != "help");
    commands
        .map(|command| {
            let term = format!("**{}**(1)", full_name(command));
            entry(&term, &[plain(&about(command))])
        })
        .collect()
}

fn environment(command: &Command) -> String {
    cli::environment(command)
        .map(|variables| {
            let names: Vec<_> = variables.names.iter().map(|name| format!("**{name}**")).collect();
            entry(&names.join(", "), &[capitalized(variables.meaning) + "."])
        })
        .collect()
}

fn capitalized(text: &str) -> String {
    let (first, rest) = text.split_at(1);
    first.to_uppercase() + rest
}

fn exit_codes() -> String {
    let codes = exit::CODES.iter();
    codes
        .map(|(code, meaning)| entry(&format!("**{code}**"), &[capitalized(meaning) + "."]))
        .collect()
}

fn examples(command: &Command) -> String {
    let examples = match command.get_name() {
        "nimrank" => cli::EXAMPLES,
        name => cli::examples(name),
    };
    let mut roff = String::new();
    for (caption, example) in examples {
        let end = if caption.ends_with('?') { "" } else { ":" };
        roff += &from_markdown(&format!("{caption}{end}\n"));
        let lines = wrapped(example);
        roff += &verbatim(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    }
    roff
}

/// The columns that a command has on a page of 80.
const COMMAND_WIDTH: usize = 69;

/// Breaks a long command after a pipe, or else before an option or a redirection.
fn wrapped(command: &str) -> Vec<String> {
    if command.len() <= COMMAND_WIDTH {
        return vec![command.into()];
    }
    let last = |mark: &str| {
        let breaks = command.rmatch_indices(mark).map(|(at, _)| at);
        breaks.into_iter().find(|at| {
            *at + 2 <= COMMAND_WIDTH && command[..*at].matches('\'').count().is_multiple_of(2)
        })
    };
    let (first, rest) = match (last(" | "), last(" -").max(last(" >"))) {
        (Some(pipe), _) => (format!("{} |", &command[..pipe]), &command[pipe + 3..]),
        (None, Some(at)) => (format!("{} \\", &command[..at]), &command[at + 1..]),
        (None, None) => panic!("no place to break: {command}"),
    };
    vec![first, format!("        {rest}")]
}

/// Every API as its row of the table has it.
fn apis() -> String {
    api::ALL
        .iter()
        .map(|api| {
            let mut facts = vec![format!("{}.", plain(api.title))];
            let mut score = api.score;
            if let Some(home) = api.home {
                score = home.score;
                if let Some(base) = home.base {
                    facts.push(format!("Default base URL: `{base}`"));
                }
                if !home.bases.is_empty() {
                    facts.push(format!("Base URL from: {}", code_list(home.bases)));
                }
                if !home.regions.is_empty() {
                    facts.push(format!("Region from: {}", code_list(home.regions)));
                }
                facts.push(format!("Key from: {}", code_list(home.keys)));
            } else {
                facts.push("Self-hosted: needs `--base-url`".into());
            }
            if let Some(prefix) = api.prefix {
                facts.push(format!("LiteLLM prefix: `{}`", prefix.text));
            }
            if let Some(cap) = api.batch.cap {
                facts.push(format!("Documents per request: at most {cap}"));
            }
            facts.push(format!("Scores: {}", score.name()));
            entry(&format!("**{}**", api.name), &[facts.join("\n")])
        })
        .collect()
}

fn code_list(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
