//! What shells offer when a command line is begun, asked of the shells themselves, each where it is
//! installed: the values of options, known models among them.

use std::collections::BTreeSet;

use nimrank::{api, cli};

use crate::support::{Case, root};

/// The command line up to the cursor, `$words` being its words.
const BASH: &str = r#"bash --norc -c '
    source "$1"
    words=$2; [[ $words == *" " ]] && words+="\"\""
    eval "COMP_WORDS=($words)"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _nimrank nimrank "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    printf "offered %s\n" "${COMPREPLY[@]}"
' bash "$FILES/nimrank.bash" "$LINE""#;

const FISH: &str = r#"fish --no-config -c '
    source $argv[1]/nimrank.fish
    for offer in (complete -C $argv[2]); echo offered (string split -f 1 \t -- $offer); end
' "$FILES" "$LINE""#;

/// Zsh completes only where it edits a line, so it is given a terminal. It is asked what it would offer where
/// it adds to its list.
const ZSH: &str = r#"zsh -f -c '
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell "PROMPT=; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D"
    zpty -w shell "compadd() {
        [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]] && { builtin compadd \"\$@\"; return }
        local -a found; builtin compadd -A found \"\$@\"; print -rl -- \"offered \"\${^found}
    }"
    zpty -w shell "ready() { print -r -- all-is-\$1 }"
    zpty -w shell "finish() { ready over; zle send-break }; zle -N finish"
    zpty -w shell "bindkey \"^X\" finish; bindkey \"^I\" complete-word; ready prepared"
    while zpty -r shell line; do [[ $line == *all-is-prepared* ]] && break; done
    zpty -n -w shell "$2"$'\''\t\x18'\''
    while zpty -r shell line; do
        [[ $line == *all-is-over* ]] && break
        print -r -- $line
    done
    zpty -d shell
' zsh "$FILES" "$LINE""#;

/// What a shell offers at the end of a line; none where it is not installed.
fn offered(script: &str, line: &str) -> Option<BTreeSet<String>> {
    let files = root().join("completions").display().to_string();
    let case = Case::new().env("FILES", &files).env("LINE", line);
    let case = case.file("fruit.txt", "").file("nuts.txt", "");
    let run = case.sh(script);
    if run.code == Some(127) {
        return None;
    }
    let offers = run.code(0).stdout_str().lines().filter_map(|line| {
        let (_, offer) = line.split_once("offered ")?;
        Some(offer.trim_end().to_owned())
    });
    Some(offers.collect())
}

#[track_caller]
fn assert_offered<'a>(line: &str, expected: impl IntoIterator<Item = &'a str>) {
    let expected: BTreeSet<_> = expected.into_iter().map(str::to_owned).collect();
    for (shell, script) in [("bash", BASH), ("fish", FISH), ("zsh", ZSH)] {
        if let Some(offered) = offered(script, line) {
            assert_eq!(offered, expected, "{shell}: {line}");
        }
    }
}

/// The names of the values that an option takes.
fn values<T: clap::ValueEnum>() -> Vec<String> {
    let values = T::value_variants().iter();
    values
        .filter_map(|value| Some(value.to_possible_value()?.get_name().to_owned()))
        .collect()
}

#[test]
fn the_values_of_an_option_are_offered() {
    let apis = api::ALL.iter().map(|api| api.name);
    let formats = values::<cli::Format>();
    let lists = values::<cli::ListFormat>();
    assert!(formats.len() >= 7);
    assert_offered("nimrank --api ", apis);
    assert_offered("nimrank -f ", formats.iter().map(String::as_str));
    assert_offered("nimrank models --format ", lists.iter().map(String::as_str));
    assert_offered("nimrank models --format j", ["json"]);
    // Behind a file, and behind other options.
    assert_offered("nimrank docs.txt --api coh", ["cohere"]);
    assert_offered("nimrank -q x -n 5 --score s", ["sigmoid"]);
}

#[test]
fn known_models_are_offered() {
    let known = api::KNOWN.iter().map(|known| known.id);
    let models = known.filter(|id| !id.contains(':')).chain(["local/bm25"]);
    assert_offered("nimrank --model ", models.clone());
    let begins = |id: &&str| id.starts_with("nvidia/llama-nemotron");
    assert_offered("nimrank -m nvidia/llama-nemotron", models.filter(begins));
    assert_offered("nimrank -m local", ["local/bm25"]);
}

#[test]
fn commands_are_offered_at_the_beginning_and_files_behind_files() {
    let definition = cli::command();
    let names = definition.get_subcommands().map(clap::Command::get_name);
    let names: Vec<_> = names.collect();
    for (shell, script) in [("bash", BASH), ("fish", FISH), ("zsh", ZSH)] {
        if let Some(offered) = offered(script, "nimrank ") {
            let missing = names.iter().find(|name| !offered.contains(**name));
            assert_eq!(missing, None, "{shell}: {offered:?}");
        }
    }
    for (shell, script) in [("fish", FISH), ("zsh", ZSH)] {
        for line in ["nimrank fru", "nimrank nuts.txt fru", "nimrank --docs fru"] {
            if let Some(offered) = offered(script, line) {
                assert!(
                    offered.contains("fruit.txt"),
                    "{shell}: {line}: {offered:?}"
                );
            }
        }
    }
}

/// A model that no shell offers is as good as any.
#[test]
fn other_models_may_be_named() {
    for model in ["my/own-model_1.0", "nv-rerank-qa-mistral-4b:1"] {
        let nim = crate::support::nim::FakeNim::new();
        let run = Case::new()
            .nim(&nim)
            .run(&format!("-m {model} -q apple --doc apple"));
        assert_eq!(run.code(0).requests[0].json()["model"], model);
    }
}
