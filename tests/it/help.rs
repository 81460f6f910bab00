//! Help texts and the errors of the command line, as the program prints them.

use clap::{Arg, Command};
use nimrank::testing::{api, cli};

use crate::support::Case;

/// Returns every argument of a definition, those of subcommands included.
fn every_arg(command: &Command) -> Vec<&Arg> {
    let below = command.get_subcommands().flat_map(every_arg);
    command.get_arguments().chain(below).collect()
}

/// Returns the variables in the table.
fn listed() -> Vec<&'static str> {
    cli::ENVIRONMENT.iter().flat_map(|variables| variables.names).copied().collect()
}

fn help(arguments: &str) -> String {
    Case::new().run(arguments).code(0).stdout_str().to_owned()
}

#[test]
fn help_shows_the_variable_of_every_option() {
    for arguments in ["-h", "--help"] {
        let text = help(arguments);
        for variable in ["NIMRANK_MODEL", "NIMRANK_TOP_N", "NIMRANK_FORMAT", "NIMRANK_CACERT"] {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(&format!("[env: {variable}]")), "{arguments} {variable}\n{text}");
        }
    }
    let set = Case::new().env("NIMRANK_MODEL", "").env("NIMRANK_TOP_N", "7").run("--help");
    assert_eq!(set.code(0).stdout_str(), help("--help"), "variables change the help");
}

#[test]
fn help_of_a_command_lists_only_its_variables() {
    for (command, has, lacks) in [
        ("check", "NIMRANK_TIMEOUT", "NIMRANK_TOP_N"),
        ("diff", "NIMRANK_COLOR", "NIMRANK_MODEL"),
        ("models", "NIMRANK_BASE_URL", "NIMRANK_TOP_N"),
    ] {
        let text = help(&format!("{command} --help"));
        assert!(text.contains(has) && !text.contains(lacks), "{command}\n{text}");
    }
    assert!(!help("eval --help").contains("NIMRANK_"));
}

#[test]
fn short_help_fits_a_few_screens() {
    assert!(help("-h").lines().count() <= 120);
    let definition = cli::command();
    for command in definition.get_subcommands().map(Command::get_name) {
        assert!(help(&format!("{command} -h")).lines().count() <= 60, "{command}");
    }
}

#[test]
fn help_and_man_print_the_text_of_a_command() {
    assert_eq!(help("help"), help("--help"));
    for command in ["batch", "check", "eval", "calibrate", "diff", "models", "doctor"] {
        assert_eq!(help(&format!("help {command}")), help(&format!("{command} --help")));
        let page = help(&format!("man {command}"));
        assert!(page.starts_with(&format!(".TH NIMRANK-{} 1", command.to_uppercase())), "{page}");
    }
    assert!(help("man").starts_with(".TH NIMRANK 1"));
    assert!(help("man apis").starts_with(".TH NIMRANK-APIS 7"));
    Case::new().run("help chekc").code(2);
}

#[test]
fn a_command_reads_only_its_own_variables() {
    let case = Case::new()
        .env("NIMRANK_TIMEOUT", "soon")
        .env("NIMRANK_TOP_N", "-1")
        .file("qrels.txt", "1 0 a 1\n")
        .file("run.txt", "1 Q0 a 1 2 x\n");
    case.run("eval --qrels qrels.txt --run run.txt").code(0);
    let run = case.run("check cases.jsonl");
    let problem = "nimrank: invalid value 'soon' in NIMRANK_TIMEOUT: not a finite number\n";
    assert_eq!(run.code(2).stderr_str(), problem);
}

#[test]
fn a_misspelled_command_is_recognized() {
    for (typed, command) in [("chekc", "check"), ("evl", "eval"), ("docter", "doctor")] {
        let run = Case::new().run(typed);
        let expected = format!(
            "nimrank: no such command or file: {typed}\n  hint: did you mean `nimrank {command}`?\n"
        );
        assert_eq!(run.code(2).stderr_str(), expected);
    }
    let file = Case::new().file("chekc", "a\n").run("chekc");
    assert!(file.code(2).stderr_str().contains("--query"), "{file}");
    let far = Case::new().run("fruit");
    assert!(far.code(2).stderr_str().contains("--query"), "{far}");
}

#[test]
fn errors_of_the_command_line_look_like_all_others() {
    for (arguments, expected) in [
        (
            "-q x --fromat json",
            "nimrank: unexpected argument '--fromat' found\n  hint: a similar argument exists: '--format'\n",
        ),
        (
            "-q x -f jso",
            "nimrank: invalid value 'jso' for '--format <FORMAT>'\n  cause: possible values: auto, table, tsv, \
             json, jsonl, csv, raw, trec\n  hint: a similar value exists: 'json'\n",
        ),
        (
            "eval --qrels a",
            "nimrank: the following required arguments were not provided: --run <FILE>\n  hint: see `nimrank eval \
             --help`\n",
        ),
        (
            "-q x -q y --doc z",
            "nimrank: the argument '--query <TEXT>' cannot be used multiple times\n  hint: see `nimrank --help`\n",
        ),
    ] {
        let run = Case::new().run(arguments);
        assert_eq!(run.code(2).stderr_str(), expected, "{run}");
    }
    let run = Case::new().run("-m local/bm25 -m local/bm25 -n 1 -n 2 --quiet --quiet -q x --doc x");
    run.code(0);
}

#[test]
fn control_characters_of_arguments_are_not_printed() {
    let case = Case::new().env("NIMRANK_TOP_N", "1\n::error::x\u{1b}[31m");
    let run = case.run("-q x --doc y -m local/bm25");
    let text = run.code(2).stderr_str();
    assert!(!text.contains('\u{1b}') && !text.contains("\n::"), "{text}");
}

#[test]
fn the_definition_is_valid() {
    cli::command().debug_assert();
}

#[test]
fn help_sentences_are_short() {
    for arg in every_arg(&cli::command()) {
        let id = arg.get_id();
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        assert!(!help.is_empty() && help.len() < 70 && !help.ends_with('.'), "{id}: {help}");
        let names = arg.get_value_names().unwrap_or_default();
        for name in names {
            // A word that is an alternative to the value is written as typed: `N|all`.
            let value = name.split('|').next().unwrap_or_default();
            assert_eq!(value.to_uppercase(), value, "{id}: {name}");
        }
        assert!(arg.get_env().is_none() || arg.is_hide_env_values_set(), "{id}");
    }
}

#[test]
fn the_table_has_every_variable_and_each_is_read_by_a_command() {
    let listed = listed();
    let definition = cli::command();
    let of_options = every_arg(&definition).into_iter().filter_map(|arg| arg.get_env()?.to_str());
    let homes = api::ALL.iter().filter_map(|api| api.home);
    let of_vendors = homes.flat_map(|home| [home.keys, home.bases, home.regions].concat());
    for name in of_options.chain(of_vendors) {
        assert!(listed.contains(&name), "{name}");
    }
    let commands = definition.get_subcommands().chain([&definition]);
    let read: Vec<_> =
        commands.flat_map(cli::environment).flat_map(|variables| variables.names).collect();
    for name in listed {
        assert!(read.contains(&&name), "{name}");
    }
}

#[test]
fn examples_fit_a_terminal() {
    let definition = cli::command();
    let commands = definition.get_subcommands();
    let others = commands.flat_map(|command| cli::examples(command.get_name()));
    for (caption, example) in cli::EXAMPLES.iter().chain(others) {
        assert!(example.len() <= 78, "{caption}: {}", example.len());
    }
}
