//! Shell completion in the shells themselves, where they are installed: values of options, known models among
//! them.

use std::collections::BTreeSet;

use nimrank::testing::{api, cli};

use crate::support::{Case, root};

/// Prints the completions of each line with the cursor at its end, followed by `that-is-all`. `$1` is the
/// folder of completion files.
const BASH: &str = r#"bash --norc -c '
    source "$1/nimrank.bash"; shift
    for words; do
        [[ $words == *" " ]] && words+="\"\""
        eval "COMP_WORDS=($words)"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _nimrank nimrank "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf "offered %s\n" "${COMPREPLY[@]}"; echo that-is-all
    done
' bash "$@""#;

const FISH: &str = r#"fish --no-config -c '
    source $argv[1]/nimrank.fish
    for line in $argv[2..]
        for offer in (complete -C $line); echo offered (string split -f 1 \t -- $offer); end
        echo that-is-all
    end
' "$@""#;

/// Zsh completes only in its line editor, so it gets a terminal. Completions are read where it adds to its
/// list.
const ZSH: &str = r#"zsh -f -c '
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell "PROMPT=; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D"; shift
    zpty -w shell "compadd() {
        [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]] && { builtin compadd \"\$@\"; return }
        local -a found; builtin compadd -A found \"\$@\"; print -rl -- \"offered \"\${^found}
    }"
    zpty -w shell "ready() { print -r -- all-is-\$1 }"
    zpty -w shell "finish() { ready over; zle send-break }; zle -N finish"
    zpty -w shell "bindkey \"^X\" finish; bindkey \"^I\" complete-word; ready prepared"
    while zpty -r shell said; do [[ $said == *all-is-prepared* ]] && break; done
    for line; do
        zpty -n -w shell "$line"$'\''\t\x18'\''
        while zpty -r shell said; do
            [[ $said == *all-is-over* ]] && break
            print -r -- $said
        done
        print that-is-all
    done
    zpty -d shell
' zsh "$@""#;

/// Returns the completions of each line in the installed shells.
fn offered(lines: &[&str]) -> Vec<(&'static str, Vec<BTreeSet<String>>)> {
    let files = root().join("completions").display().to_string();
    let words = [files.as_str()].into_iter().chain(lines.iter().copied());
    let words: Vec<_> = words.map(|word| format!("'{word}'")).collect();
    let case = Case::new().file("fruit.txt", "").file("nuts.txt", "");
    let mut all = Vec::new();
    for (shell, script) in [("bash", BASH), ("fish", FISH), ("zsh", ZSH)] {
        let run = case.sh(&format!("set -- {}\n{script}", words.join(" ")));
        if run.code == Some(127) {
            continue; // It is not installed.
        }
        let stderr = run.code(0).stdout_str().replace('\r', "");
        let parts: Vec<_> = stderr.split("that-is-all\n").collect();
        let offers = |part: &&str| {
            let offers = part.lines().filter_map(|line| line.split_once("offered "));
            offers.map(|(_, offer)| offer.trim_end().to_owned()).collect()
        };
        assert_eq!(parts.len(), lines.len() + 1, "{shell}\n{run}");
        all.push((shell, parts[..lines.len()].iter().map(offers).collect()));
    }
    all
}

/// Fails unless every shell completes each line to exactly these words.
#[track_caller]
fn assert_offered(expected: &[(&str, Vec<&str>)]) {
    let lines: Vec<_> = expected.iter().map(|(line, _)| *line).collect();
    for (shell, offered) in offered(&lines) {
        for (offered, (line, expected)) in offered.into_iter().zip(expected) {
            let expected = expected.iter().map(|offer| (*offer).to_owned()).collect();
            assert_eq!(offered, expected, "{shell}: {line}");
        }
    }
}

/// Returns the names of the values of an option.
fn values<T: clap::ValueEnum>() -> Vec<String> {
    let values = T::value_variants().iter();
    values.filter_map(|value| Some(value.to_possible_value()?.get_name().to_owned())).collect()
}

#[test]
fn option_values_are_completed() {
    let apis = api::ALL.iter().map(|api| api.name).collect();
    let formats = values::<nimrank::testing::output::OutputFormat>();
    let lists = values::<nimrank::testing::report::ListFormat>();
    assert!(formats.len() >= 7);
    let known = api::KNOWN.iter().map(|known| known.id);
    let models = known.filter(|id| !id.contains(':')).chain(["local/bm25"]);
    let begins = |id: &&str| id.starts_with("nvidia/llama-nemotron");
    assert_offered(&[
        ("nimrank --api ", apis),
        ("nimrank -f ", formats.iter().map(String::as_str).collect()),
        ("nimrank models --format ", lists.iter().map(String::as_str).collect()),
        ("nimrank models --format j", vec!["json"]),
        // After a file, and after other options.
        ("nimrank docs.txt --api coh", vec!["cohere"]),
        ("nimrank -q x -n 5 --score s", vec!["sigmoid"]),
        ("nimrank --model ", models.clone().collect()),
        ("nimrank -m nvidia/llama-nemotron", models.filter(begins).collect()),
        ("nimrank doctor -m local", vec!["local/bm25"]),
    ]);
}

#[test]
fn commands_are_completed_first_and_files_later() {
    let definition = cli::command();
    let names = definition.get_subcommands().map(clap::Command::get_name);
    let names: Vec<_> = names.collect();
    let lines = ["nimrank ", "nimrank fru", "nimrank nuts.txt fru", "nimrank --docs fru"];
    for (shell, offered) in offered(&lines) {
        let missing = names.iter().find(|name| !offered[0].contains(**name));
        assert_eq!(missing, None, "{shell}: {offered:?}");
        // Bash completes files by default.
        let files = offered[1..].iter().all(|offered| offered.contains("fruit.txt"));
        assert!(files || shell == "bash", "{shell}: {offered:?}");
    }
}

/// Models that are not completed work as well.
#[test]
fn model_completion_accepts_other_names() {
    for model in ["my/own-model_1.0", "nv-rerank-qa-mistral-4b:1"] {
        let nim = crate::support::nim::FakeNim::new();
        let run = Case::new().nim(&nim).run(&format!("-m {model} -q apple --doc apple"));
        assert_eq!(run.code(0).requests[0].json()["model"], model);
    }
}
