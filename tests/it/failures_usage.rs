//! Invalid command lines exit with 2 before anything is read or sent, without printing what may be a secret.

use crate::support::nim::FakeNim;
use crate::support::{Case, Transcript};

const SECRET: &str = "fake-secret-0123456789abcdef";

/// Returns the first line of stderr; stdout must be empty.
#[track_caller]
fn first_line(run: &Transcript) -> &str {
    assert!(run.code(2).stdout.is_empty(), "{run}");
    assert!(!run.stderr_str().contains(SECRET), "a secret is shown\n{run}");
    run.stderr_str().lines().next().expect("a message")
}

/// Runs with a service that must not be called, and checks the first line.
#[track_caller]
fn refused(options: &str, first: &str) {
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim).file("docs.txt", "green apple\n");
    let run = case.run(&format!("{options} docs.txt"));
    assert_eq!(first_line(&run), first, "{run}");
}

#[test]
fn exactly_one_non_blank_query_is_required() {
    refused(
        "-m nvidia/fake",
        "nimrank: the following required arguments were not provided: <--query <TEXT>|--query-file <FILE>>",
    );
    refused(
        "-m nvidia/fake -q apple --query-file q.txt",
        "nimrank: the argument '--query <TEXT>' cannot be used with '--query-file <FILE>'",
    );
    for blank in ["", " ", "\t\n", "\u{3000}"] {
        let options = format!("-m nvidia/fake -q '{blank}'");
        refused(&options, "nimrank: the query is blank");
    }
    refused("-m nvidia/fake --query-file q.txt", "nimrank: q.txt: cannot read the query");
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim).file("q.txt", " \n\n");
    let run = case.run("-m nvidia/fake --query-file q.txt --doc apple");
    assert_eq!(first_line(&run), "nimrank: the query is blank");
}

#[test]
fn counts_are_integers_of_at_least_one() {
    for (option, name) in [
        ("--top-n", "--top-n <N>"),
        ("--batch-size", "--batch-size <N>"),
        ("--concurrency", "--concurrency <N>"),
    ] {
        for (value, why) in [
            ("0", "must be at least 1"),
            ("1.5", "not a whole number"),
            ("many", "not a whole number"),
            ("-1", "must be at least 1"),
        ] {
            refused(
                &format!("-m nvidia/fake -q apple {option}={value}"),
                &format!("nimrank: invalid value '{value}' for '{name}': {why}"),
            );
        }
    }
}

#[test]
fn batch_size_is_at_most_the_limit_of_the_service() {
    refused(
        "-m nvidia/fake -q apple --batch-size 513",
        "nimrank: --batch-size 513 is more than the 512 that the nim api takes",
    );
    refused(
        "-m nvidia/fake -q apple --api cohere --batch-size 1001",
        "nimrank: --batch-size 1001 is more than the 1000 that the cohere api takes",
    );
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim);
    for options in ["--batch-size 512", "--api cohere --batch-size 1000"] {
        let run = case.run(&format!("-m nvidia/fake -q apple --doc apple {options}"));
        run.code(0);
    }
}

#[test]
fn durations_are_positive_seconds() {
    for option in ["--timeout", "--connect-timeout"] {
        for (value, why) in [
            ("0", "must be more than 0 seconds"),
            ("-1", "must be more than 0 seconds"),
            ("soon", "not a finite number"),
            ("inf", "not a finite number"),
        ] {
            refused(
                &format!("-m nvidia/fake -q apple {option}={value}"),
                &format!("nimrank: invalid value '{value}' for '{option} <SECONDS>': {why}"),
            );
        }
    }
}

#[test]
fn min_score_is_a_finite_number() {
    for value in ["nan", "inf", "-inf", "high", "1e999"] {
        refused(
            &format!("-m nvidia/fake -q apple --min-score={value}"),
            &format!("nimrank: invalid value '{value}' for '--min-score <X>': not a finite number"),
        );
    }
}

#[test]
fn contradicting_options_are_usage_errors() {
    refused(
        "-m nvidia/fake -q apple -f raw --no-documents",
        "nimrank: --format raw and --no-documents cannot be combined",
    );
    refused(
        "-m local/bm25 -q apple --score sigmoid",
        "nimrank: --score sigmoid is for logits, and these scores are of kind bm25",
    );
    refused(
        "-m nvidia/fake -q apple --api cohere --score sigmoid",
        "nimrank: --score sigmoid is for logits, and these scores are of kind unknown",
    );
    refused(
        "-m nvidia/fake -q apple --api cohere --truncate none",
        "nimrank: the cohere api has no way to say --truncate none",
    );
    refused(
        "-m nvidia/fake -q apple --quiet --verbose",
        "nimrank: the argument '--quiet' cannot be used with '--verbose'",
    );
    refused(
        "-m nvidia/fake -q apple --api-key-file key --api-key-env KEY",
        "nimrank: the argument '--api-key-file <FILE>' cannot be used with '--api-key-env <NAME>'",
    );
}

#[test]
fn stdin_is_either_query_or_documents() {
    let first = "nimrank: standard input can be read only once";
    for options in ["--query-file - -", "--query-file -", "-q apple - -d -"] {
        let case = Case::new().stdin("green apple\n");
        let run = case.run(&format!("-m local/bm25 {options}"));
        assert_eq!(first_line(&run), first, "{run}");
    }
}

/// Errors of the command line are reported before a terminal or a slow pipe is read.
#[test]
fn stdin_given_twice_fails_before_it_is_read() {
    let case = Case::new().stdin("");
    let run = case.run("-m local/bm25 --query-file - -");
    let first = "nimrank: standard input can be read only once";
    assert_eq!(first_line(&run), first, "{run}");
}

#[test]
fn invalid_model_names_are_refused() {
    refused("-m local/x -q apple", "nimrank: there is no built-in model `local/x`");
    for model in ["nvidia/../x", "nvidia/", "'two words'", "nvidia_nim/"] {
        let shown = model.trim_matches('\'');
        refused(&format!("-m {model} -q apple"), &format!("nimrank: not a model id: `{shown}`"));
    }
    let run = Case::new().run("-m local/x -q apple --doc apple");
    let hint = "  hint: the built-in model is `local/bm25`\n";
    assert!(run.stderr_str().ends_with(hint), "{run}");
}

#[test]
fn what_was_pasted_along_with_a_base_url_is_named() {
    for (base, problem) in [
        ("“http://h”", "the base URL has quotes"),
        ("<http://h>", "the base URL has quotes"),
        ("http://h/v1,", "the base URL ends in a comma or a semicolon"),
        ("http://<host>:8000", "the base URL has a placeholder"),
        ("http://{host}/v1", "the base URL has a placeholder"),
    ] {
        let run = Case::new().run(&format!("-m m -q x --doc y --base-url '{base}'"));
        assert_eq!(first_line(&run), format!("nimrank: --base-url: {problem}"), "{run}");
        assert!(run.code(2).stderr_str().contains("hint: "), "{run}");
    }
}

#[test]
fn invalid_base_urls_are_refused() {
    const EXAMPLE: &str = "write it as in `--base-url http://localhost:8000`";
    for (base, first, hint) in [
        (
            "localhost:8000",
            "nimrank: the base URL has no http:// or https:// in front",
            Some("write `--base-url http://localhost:8000`"),
        ),
        (
            "nim.example/v1",
            "nimrank: the base URL has no http:// or https:// in front",
            Some("write `--base-url https://nim.example/v1`"),
        ),
        (
            "ftp://localhost",
            "nimrank: the base URL begins with ftp://, not http(s)://",
            Some(EXAMPLE),
        ),
        (
            "https://me:fake-secret-0123456789abcdef@localhost/v1",
            "nimrank: the base URL holds a user name or a password",
            Some("send it as a header: -H 'Authorization: Basic …'"),
        ),
        (
            "https://fake-secret-0123456789abcdef@localhost/v1",
            "nimrank: the base URL holds a user name or a password",
            Some("send it as a header: -H 'Authorization: Basic …'"),
        ),
        (
            "http:/h",
            "nimrank: the base URL has no http:// or https:// in front",
            Some("write `--base-url http://h`"),
        ),
        (
            "//nim.example/v1",
            "nimrank: the base URL has no http:// or https:// in front",
            Some("write `--base-url https://nim.example/v1`"),
        ),
        (
            "::1",
            "nimrank: the base URL has no http:// or https:// in front",
            Some("write `--base-url http://[::1]`"),
        ),
        (
            "h;reboot",
            "nimrank: the base URL has no http:// or https:// in front",
            Some("write `--base-url 'http://h;reboot'`"),
        ),
        (
            "h?a&&b=#c?d",
            "nimrank: the base URL has no http:// or https:// in front",
            Some("write `--base-url 'http://h?***&&b='`, with your own in place of ***"),
        ),
        (
            ":8000/v1",
            "nimrank: the base URL has no http:// or https:// in front",
            Some("write `--base-url http://localhost:8000/v1`"),
        ),
        (
            "http://http://h/v1",
            "nimrank: invalid base URL: it has two schemes",
            Some("write `--base-url http://h/v1`"),
        ),
        ("/v1", "nimrank: the base URL has no http:// or https:// in front", Some(EXAMPLE)),
        ("http://", "nimrank: invalid base URL: empty host", Some(EXAMPLE)),
        ("http:///v1", "nimrank: invalid base URL: empty host", Some(EXAMPLE)),
        ("http://localhost:port", "nimrank: invalid base URL: invalid port number", Some(EXAMPLE)),
    ] {
        let case = Case::new();
        for run in [
            case.run(&format!("-m nvidia/fake -q apple --doc apple --base-url '{base}'")),
            Case::new().env("NIMRANK_BASE_URL", base).run("-m nvidia/fake -q apple --doc apple"),
        ] {
            assert_eq!(first_line(&run), first, "{run}");
            let message = run.stderr_str().lines().nth(1).map(str::trim);
            let hint = hint.map(|hint| format!("hint: {hint}"));
            assert_eq!(message, hint.as_deref(), "{run}");
        }
    }
}

#[test]
fn what_was_pasted_along_with_a_base_url_is_refused_by_the_name_of_its_source() {
    for (base, problem) in [
        ("\"http://h\"", "the base URL has quotes"),
        ("NIM_URL=http://h", "the base URL has the form NAME=value"),
        ("$NIM_URL", "the base URL has a `$`"),
        ("http://h http://i", "the base URL has white space inside"),
    ] {
        let run =
            Case::new().run(&format!("-m nvidia/fake -q apple --doc apple --base-url '{base}'"));
        assert_eq!(first_line(&run), format!("nimrank: --base-url: {problem}"));
        for name in ["NIMRANK_BASE_URL", "NVIDIA_BASE_URL"] {
            let run = Case::new().env(name, base).run("-q apple --doc apple");
            assert_eq!(first_line(&run), format!("nimrank: {name}: {problem}"));
        }
    }
}

#[test]
fn a_password_in_a_base_url_without_a_scheme_is_masked() {
    for base in [format!("me:{SECRET}@localhost:8000"), format!("http:/me:{SECRET}@localhost:8000")]
    {
        let run =
            Case::new().run(&format!("-m nvidia/fake -q apple --doc apple --base-url '{base}'"));
        first_line(&run);
    }
}

#[test]
fn an_invalid_header_is_named_by_its_number() {
    for header in [SECRET, ": no name", "two words: x", "X-Ä: x"] {
        let nim = FakeNim::new().expect_no_calls();
        let case = Case::new().nim(&nim);
        let run =
            case.run(&format!("-m nvidia/fake -q apple --doc apple -H 'X-Good: 1' -H '{header}'"));
        assert_eq!(first_line(&run), "nimrank: --header 2: not a header", "{run}");
        let hint = "  hint: write it as -H 'Name: value'\n";
        assert!(run.stderr_str().ends_with(hint), "{run}");
    }
    refused(
        &format!("-m nvidia/fake -q apple -H 'X-Key: {SECRET}\n{SECRET}'"),
        "nimrank: --header 1: not a header",
    );
}

#[test]
fn a_key_file_holds_one_key() {
    for (content, why) in [
        ("", "it is empty"),
        (" \n\n", "it is empty"),
        (
            "fake-secret-0123456789abcdef\nfake-secret-0123456789abcdef\n",
            "it holds a space, a line end or another character no key has",
        ),
        ("Bearer fake-secret-0123456789abcdef", "it begins with Bearer"),
        ("\"fake-secret-0123456789abcdef\"", "it has quotes or braces"),
        ("NVIDIA_API_KEY=fake-secret-0123456789abcdef", "it has the form NAME=value"),
        ("$NVIDIA_API_KEY", "it begins with `$`"),
        (
            "fake secret 0123456789abcdef",
            "it holds a space, a line end or another character no key has",
        ),
        (
            "fake-secret-0123456789abcdef-ä",
            "it holds a space, a line end or another character no key has",
        ),
    ] {
        let nim = FakeNim::new().expect_no_calls();
        let case = Case::new().nim(&nim).file("team.key", content);
        let run = case.run("-m nvidia/fake -q apple --doc apple --api-key-file team.key");
        let first = format!("nimrank: team.key: not an API key: {why}");
        assert_eq!(first_line(&run), first, "{run}");
    }
    let run = Case::new().run("-m nvidia/fake -q apple --doc apple --api-key-file team.key");
    assert_eq!(first_line(&run), "nimrank: team.key: cannot read the API key");
}

#[test]
fn system_errors_have_no_error_number() {
    let case = Case::new();
    for options in [
        "-q apple --api-key-file none",
        "--query-file none",
        "-q apple --api-key-env HOME --cacert none",
    ] {
        let run = case.run(&format!("-m nvidia/fake --doc apple {options}"));
        let words = "  cause: No such file or directory\n";
        assert!(run.code(2).stderr_str().contains(words), "{run}");
    }
}

#[test]
fn the_variable_of_api_key_env_must_be_set() {
    let case = Case::new().env("EMPTY_KEY", "");
    for name in ["NO_SUCH_KEY", "EMPTY_KEY"] {
        let run = case.run(&format!("-m nvidia/fake -q apple --doc apple --api-key-env {name}"));
        let first = format!("nimrank: {name}: the variable is not set");
        assert_eq!(first_line(&run), first, "{run}");
    }
    for value in ["two words", "fake-secret-0123456789abcdef\nX-Other: 1"] {
        let case = Case::new().env("NIMRANK_API_KEY", value);
        let run = case.run("-m nvidia/fake -q apple --doc apple");
        let first = "nimrank: NIMRANK_API_KEY: not an API key: it holds a space, a line end or \
                     another character no key has";
        assert_eq!(first_line(&run), first, "{run}");
    }
}

/// Keys are pasted in place of variable names; these cannot be names.
#[test]
fn a_key_in_place_of_a_variable_name_is_not_printed() {
    let key = "nvapi-fake-not-a-key-0123456789abcdef";
    for option in ["--api-key-env", "--api-key-file"] {
        let run = Case::new().run(&format!("-q apple --doc apple {option} {key}"));
        assert!(!run.code(2).stderr_str().contains(key), "{run}");
    }
}

/// There is no option for the key itself, and a key given with one is not printed.
#[test]
fn there_is_no_option_for_the_key_itself() {
    for typed in
        [format!("--api-key {SECRET}"), format!("--api-key={SECRET}"), format!("--token={SECRET}")]
    {
        let run = Case::new().run(&format!("-m nvidia/fake -q apple --doc apple {typed}"));
        assert!(first_line(&run).starts_with("nimrank: unexpected argument"), "{run}");
    }
}

#[test]
fn an_nvidia_key_is_not_sent_without_tls() {
    let case = Case::new().env("NVIDIA_API_KEY", SECRET);
    let run = case.run("--base-url http://ai.api.nvidia.com -q apple --doc apple");
    assert_eq!(first_line(&run), "nimrank: http://ai.api.nvidia.com: an API key is needed");
    let hint = "  hint: the key in NVIDIA_API_KEY goes over https:// only\n";
    assert!(run.stderr_str().ends_with(hint), "{run}");
}

#[test]
fn cacert_must_exist_and_hold_certificates() {
    let case = Case::new().file("none.pem", "not a certificate\n");
    let command = "--base-url https://127.0.0.1:1 -m nvidia/fake -q apple --doc apple";
    let run = case.run(&format!("{command} --cacert missing.pem"));
    let first = "nimrank: missing.pem: cannot read the certificate";
    assert_eq!(first_line(&run), first, "{run}");
    let run = case.run(&format!("{command} --cacert none.pem"));
    let first = first_line(&run);
    assert!(first.ends_with("`--cacert`: no certificate in PEM form"), "{run}");
}

#[test]
fn the_hint_for_a_missing_text_column_is_not_an_id() {
    let case = Case::new().file("faq.csv", "id,title,answer\n1,Apples,Green.\n");
    let run = case.run("-m local/bm25 -q apple faq.csv");
    let hint = "hint: name the text with `--text-field title`\n";
    assert!(run.code(2).stderr_str().ends_with(hint), "{run}");
}

#[test]
fn an_invalid_value_names_its_variable() {
    for (name, value, why) in [
        ("NIMRANK_TOP_N", "0", ": must be at least 1"),
        ("NIMRANK_TIMEOUT", "soon", ": not a finite number"),
        ("NIMRANK_FORMAT", "xml", ": not one of auto, table, tsv, json, jsonl, csv, raw, trec"),
    ] {
        let case = Case::new().env(name, value);
        let run = case.run("-m local/bm25 -q apple --doc apple");
        let message = format!("nimrank: invalid value '{value}' in {name}{why}\n");
        assert!(run.code(2).stderr_str().starts_with(&message), "{run}");
    }
}
