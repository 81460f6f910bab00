//! Completions where the generator's own do not work for a program that takes files as well as commands.
//! Each change must find what it is for, so that it is dropped when the generator no longer needs it.

use clap_complete::Shell;
use nimrank::testing::cli;

/// The completions of a shell, mended.
pub(super) fn by_shell(shell: Shell, text: &str) -> String {
    match shell {
        Shell::Fish => fish(text),
        Shell::Zsh => zsh(text),
        _ => text.into(),
    }
}

/// Replaces what must be there.
#[track_caller]
fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "the generator no longer says: {from}");
    text.replace(from, to)
}

/// The names of the commands.
fn names() -> Vec<String> {
    let definition = cli::command();
    let commands = definition.get_subcommands();
    commands.map(|command| command.get_name().into()).collect()
}

/// An option that waits for its value is taken for a mistake, and a file for a command; nothing is offered
/// from there on.
fn fish(text: &str) -> String {
    let parse = "    argparse -s (__fish_nimrank_global_optspecs) -- $cmd 2>/dev/null\n";
    let again = format!(
        "{parse}    or begin\n        # The last one may wait for its value.\n        set -e cmd[-1]\n    {parse}    end\n"
    );
    let text = replaced(text, parse, &again);
    let known = format!("    if contains -- \"$argv[1]\" {}\n", names().join(" "));
    replaced(&text, "    if set -q argv[1]\n", &known)
}

/// The first word is taken for a file, the second for a command, and the options of ranking for those of
/// commands. Here a command comes first or not at all, and what follows a file are files.
fn zsh(text: &str) -> String {
    let begin = "    _arguments \"${_arguments_options[@]}\" : \\\n";
    let names = names().join("|");
    let first = format!(
        "    if (( CURRENT > 2 )) && [[ $words[2] == ({names}) ]]; then\n        \
         line=($words[2]); state=nimrank\n        shift 2 words; (( CURRENT -= 2 ))\n    else\n{begin}"
    );
    let text = replaced(text, begin, &first);
    let files = "'::files -- Files of documents; `-` is standard input:_files' \\\n";
    let text = replaced(&text, files, "");
    let either = "\":: :{ _nimrank_commands; _files }\" \\\n";
    let text = replaced(&text, "\":: :_nimrank_commands\" \\\n", either);
    let rest = "\"*: :_files\" \\\n&& ret=0\n    fi\n";
    let text = replaced(&text, "\"*::: :->nimrank\" \\\n&& ret=0\n", rest);
    replaced(&text, "$line[2]", "$line[1]")
}
