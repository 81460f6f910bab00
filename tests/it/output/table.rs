//! `table` fits the terminal and contains no control characters of documents.

use std::thread;

use unicode_width::UnicodeWidthStr as _;

use super::{printed, scored};
use crate::support::Case;
use crate::support::nim::{FakeNim, Gate, Reply};

fn holds(condition: &str) -> bool {
    Case::new().sh(condition).code == Some(0)
}

/// Returns a table without escape sequences, which are all colors here, and without trailing spaces, which
/// colors may hide.
fn plain(table: &str) -> Vec<String> {
    let line = |line: &str| {
        let mut parts = line.split('\x1b');
        let mut plain = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (_, rest) = part.split_once('m').expect("a color ends in m");
            plain.push_str(rest);
        }
        plain.trim_end().to_owned()
    };
    table.lines().map(line).collect()
}

/// Returns the words of a table without its rules.
fn words(table: &str) -> Vec<&str> {
    let rule = |c: char| matches!(c, '|' | '+' | '\u{2500}'..='\u{257F}');
    let bar = |word: &str| word.chars().all(|c| matches!(c, '-' | '='));
    let words = table.split(|c: char| c.is_whitespace() || rule(c));
    words.filter(|word| !word.is_empty() && (*word == "-" || !bar(word))).collect()
}

#[test]
fn table_rows_have_rank_score_name_and_text() {
    let records = "{\"id\":\"cook-bread-01\",\"text\":\"bread\"}\n{\"text\":\"butter\"}\n";
    let case = scored(&[-2.5, 6.828_125]).file("d.jsonl", records);
    let shown = printed(&case, "-q x -f table d.jsonl");
    let expected = [
        "rank",
        "score",
        "document",
        "text",
        "1",
        "6.8281",
        "d.jsonl:2",
        "butter",
        "2",
        "-2.5000",
        "cook-bread-01",
        "bread",
    ];
    assert_eq!(words(&shown), expected, "\n{shown}");
    let expected = concat!(
        "rank    score  document       text\n",
        "   1   6.8281  d.jsonl:2      butter\n",
        "   2  -2.5000  cook-bread-01  bread\n"
    );
    assert_eq!(shown, expected);
}

#[test]
fn table_rows_without_documents_keep_other_columns() {
    let records = "{\"id\":\"cook-bread-01\",\"text\":\"bread\"}\n";
    let case = scored(&[0.5]).file("d.jsonl", records);
    let shown = printed(&case, "-q x -f table --no-documents d.jsonl");
    let expected = ["rank", "score", "document", "1", "0.5000", "cook-bread-01"];
    assert_eq!(words(&shown), expected, "\n{shown}");
}

#[test]
fn sigmoid_scores_have_six_decimals() {
    let case = scored(&[-9.25]).stdin("a\n");
    let shown = printed(&case, "-q x -f table --score sigmoid");
    assert!(words(&shown).contains(&"0.000096"), "\n{shown}");
}

#[test]
fn short_documents_take_one_line() {
    let case = scored(&[2.0, 1.0]).stdin("one\ntwo\n");
    let shown = printed(&case, "-q x -f table");
    let rows = shown.lines().filter(|line| {
        let words = words(line);
        !words.is_empty() && words[0] != "rank"
    });
    assert_eq!(rows.count(), 2, "\n{shown}");
}

#[test]
fn tables_are_sorted_best_first() {
    let case = scored(&[1.0, 3.0, 2.0]).stdin("one\ntwo\nthree\n");
    let shown = printed(&case, "-q x -f table");
    let texts = ["one", "two", "three"];
    let words = words(&shown);
    let found: Vec<_> = words.iter().filter(|word| texts.contains(word)).collect();
    assert_eq!(found, [&"two", &"three", &"one"], "\n{shown}");
}

#[test]
fn a_document_without_a_score_has_a_dash() {
    let run = scored(&[1.0]).stdin("\none\n").run("-q x -f table");
    run.code(0);
    assert!(words(run.stdout_str()).contains(&"-"), "{run}");
}

/// Texts wider than two lines of any terminal here.
fn long_texts() -> [String; 4] {
    [
        "word ".repeat(200),
        "unbroken".repeat(100),
        "千里之行始于足下".repeat(80),
        "🐢🇪🇺é👍🏽 ".repeat(80),
    ]
}

#[test]
fn table_lines_fit_the_terminal_width() {
    for width in [80, 160] {
        let case = scored(&[4.0, 3.0, 2.0, 1.0]).env("COLUMNS", &width.to_string());
        let shown = printed(&case.stdin(long_texts().join("\n")), "-q x -f table");
        for line in shown.lines() {
            assert!(line.width() <= width, "{} > {width}: {line}", line.width());
        }
        assert_eq!(shown.matches('…').count(), 4, "\n{shown}");
        // At least two thirds of the terminal are for texts.
        let widest = shown.lines().map(|line| line.trim_end().width()).max();
        assert!(widest > Some(width * 9 / 10), "\n{shown}");
        let shown_words = words(&shown).iter().filter(|word| **word == "word").count();
        assert!(shown_words * 5 > width, "{shown_words}\n{shown}");
        assert!(shown_words * 5 < width * 2, "{shown_words}\n{shown}");
    }
}

#[test]
fn emoji_sequences_are_truncated_like_text() {
    let case = scored(&[1.0]).env("COLUMNS", "160");
    let shown = printed(&case.stdin("👩‍👩‍👧‍👦 ".repeat(200)), "-q x -f table");
    assert!(shown.contains('…'), "\n{shown}");
}

#[test]
fn the_default_width_is_80_columns() {
    let shown = |case: Case| {
        let case = case.stdin(long_texts().join("\n"));
        printed(&case, "-q x -f table")
    };
    let logits = [4.0, 3.0, 2.0, 1.0];
    let usual = shown(scored(&logits).env("COLUMNS", "80"));
    assert_eq!(shown(scored(&logits)), usual);
    assert_eq!(shown(scored(&logits).env("COLUMNS", "wide")), usual);
}

#[test]
fn a_terminal_with_zero_columns_is_80_wide() {
    let shown = |columns: &str| {
        let case = scored(&[1.0]).env("COLUMNS", columns).stdin("one\n");
        printed(&case, "-q x -f table")
    };
    assert_eq!(shown("0"), shown("80"));
}

#[test]
fn a_long_name_leaves_room_for_the_text() {
    let record = format!("{{\"id\":\"{}\",\"text\":\"short\"}}\n", "x".repeat(500));
    let case = scored(&[1.0]).file("d.jsonl", record);
    let shown = printed(&case, "-q x -f table d.jsonl");
    let fits = shown.lines().all(|line| line.width() <= 80);
    assert!(fits && words(&shown).contains(&"short"), "\n{shown}");
}

#[test]
fn control_characters_of_documents_are_not_printed() {
    let records = concat!(
        r#"{"id":"\u001b[1Aid\u0007","text":"\u001b[2J\u001b]0;title\u0007\u001b[31mred\u009b1m"}"#,
        "\n",
        r#"{"id":"b","text":"a\rb\u0000c\u0008d\u007fe\u202ef\u2066g\u200fh\tj\nk"}"#,
        "\n"
    );
    let case = scored(&[2.0, 1.0]).file("d.jsonl", records);
    let shown = printed(&case, "-q x -f table d.jsonl");
    let acts = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!shown.contains(acts), "{shown:?}");
    // They are shown, not dropped.
    let pictures = "␛[2J␛]0;title␇␛[31mred\u{FFFD}1m";
    assert!(shown.contains(pictures), "{shown}");
    assert!(shown.contains("a b␀c␈d␡e\u{FFFD}f\u{FFFD}g\u{FFFD}h j k"), "{shown}");
}

#[test]
fn color_changes_nothing_but_colors() {
    let shown = |color: &str| {
        let case = scored(&[1.0, 2.0]).stdin("one\ntwo\n");
        printed(&case, &format!("-q x -f table {color}"))
    };
    let never = shown("--color never");
    assert!(!never.contains('\x1b'), "{never:?}");
    assert_eq!(shown(""), never);
    assert_eq!(shown("--color auto"), never);
    let always = shown("--color always");
    assert!(always.contains("\x1b["), "{always:?}");
    assert_eq!(plain(&always), plain(&never));
}

#[test]
fn nimrank_color_is_the_default_of_color() {
    let shown = |arguments: &str| {
        let case = scored(&[1.0]).env("NIMRANK_COLOR", "always").stdin("one\n");
        printed(&case, &format!("-q x -f table {arguments}"))
    };
    assert!(shown("").contains('\x1b'));
    assert!(!shown("--color never").contains('\x1b'));
}

#[test]
fn color_always_overrides_no_color() {
    let shown = |case: Case| printed(&case.stdin("one\n"), "-q x -f table --color always");
    let expected = shown(scored(&[1.0]));
    assert_eq!(shown(scored(&[1.0]).env("NO_COLOR", "1")), expected);
}

#[test]
fn only_tables_are_colored() {
    for format in ["tsv", "csv", "json", "jsonl", "raw"] {
        let case = scored(&[1.0]).stdin("one\n");
        let shown = printed(&case, &format!("-q x --color always -f {format}"));
        assert!(!shown.contains('\x1b'), "{format}: {shown:?}");
    }
}

/// Returns what the program prints to a terminal, where `script` can create one.
fn on_a_terminal(name: &str, value: &str, more: &str) -> Option<String> {
    let case = Case::new().env(name, value);
    let line = format!("nimrank -m local/bm25 -q one --doc one --doc two {more}");
    let run = case.sh(&format!(
        "command -v script >/dev/null || exit 9; script -qec '{line}' /dev/null </dev/null"
    ));
    if run.code == Some(9) {
        return None;
    }
    run.code(0);
    Some(run.stdout_str().replace("\r\n", "\n"))
}

#[test]
fn output_dash_behaves_like_stdout() {
    let Some(shown) = on_a_terminal("NIMRANK_COLOR", "never", "-o -") else {
        return;
    };
    assert!(shown.contains("document"), "{shown:?}");
}

#[test]
fn a_terminal_gets_a_colored_table_unless_no_color() {
    let Some(colored) = on_a_terminal("TERM", "xterm", "") else {
        return;
    };
    assert!(colored.contains("\x1b[") && colored.contains("text"), "{colored:?}");
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb"), ("NIMRANK_COLOR", "never")] {
        let bare = on_a_terminal(name, value, "").expect("there was a terminal before");
        assert!(!bare.contains('\x1b'), "{name}: {bare:?}");
        assert_eq!(plain(&bare), plain(&colored), "{name}");
    }
}

#[test]
fn a_terminal_without_escape_sequences_gets_no_progress_line() {
    if !holds("command -v script") {
        return;
    }
    for (set, is_shown) in [("TERM=xterm", true), ("TERM=dumb", false), ("TERM=", false)] {
        let nim = FakeNim::new();
        let case = Case::new().nim(&nim);
        let run = case.sh(&format!(
            "script -qec '{set} nimrank --progress always --color never -m m -q dog --doc dog' \
             /dev/null </dev/null"
        ));
        let printed = run.code(0).stdout_str();
        assert_eq!(printed.contains('\x1b'), is_shown, "{set}: {printed:?}");
        assert_eq!(printed.contains("in flight"), is_shown, "{set}: {printed:?}");
    }
}

/// The terminal is resized while the service works.
#[test]
fn reports_have_the_width_of_the_terminal_when_they_are_printed() {
    let id = "a-model-with-a-long-name-".repeat(3);
    if !holds("command -v script") {
        return;
    }
    for command in ["nimrank models", "nimrank check cases.jsonl -m m -v"] {
        let case = Case::new().env("TERM", "xterm").file(
            "cases.jsonl",
            r#"{"id":"c","query":"dog","docs":["a dog and a good many words after it, so that it takes some room","a cat"],"top":"0"}"#,
        );
        let gate = Gate::new();
        let list = serde_json::json!({"data": [{"id": id}]}).to_string();
        let scores = Reply::scores(&[1.0, 0.5]).after(gate.clone());
        let nim = FakeNim::with(move |_| scores.clone());
        let nim = nim.models(Reply::json(200, list).after(gate.clone()));
        let case = case.nim(&nim);
        let run = thread::scope(|scope| {
            scope.spawn(|| {
                nim.wait_for(1);
                case.sh("touch requested; until test -e resized; do sleep 0.02; done").code(0);
                gate.open();
            });
            case.sh(&format!(
                "script -qec 'stty cols 40; {command} --color never & \
                 until test -e requested; do sleep 0.02; done; stty cols 200; touch resized; wait' \
                 /dev/null </dev/null"
            ))
        });
        let longest = run.stdout_str().lines().map(str::len).max();
        assert!(longest > Some(75), "{command}: {}", run.stdout_str());
    }
}

/// Runs a command line on a terminal of 80 columns and so many rows, where `script` can create one.
fn on_a_screen(rows: usize, documents: usize, arguments: &str) -> Option<String> {
    let lines: String = (1..=documents)
        .map(|n| format!("{} number {n}\n", if n % 2 == 0 { "a dog" } else { "dogs" }))
        .collect();
    let case = Case::new().env("TERM", "xterm").file("lines", lines);
    let run = case.sh(&format!(
        "command -v script >/dev/null || exit 9; \
         script -qec 'stty rows {rows} cols 80; nimrank -m local/bm25 -q dog lines {arguments}' \
         /dev/null </dev/null"
    ));
    if run.code == Some(9) {
        return None;
    }
    run.code(0);
    Some(run.stdout_str().replace("\r\n", "\n"))
}

#[test]
fn a_table_on_a_terminal_fits_the_screen() {
    for (rows, documents, shown) in [
        (30, 100, 27),
        (24, 22, 22),
        (24, 23, 21),
        // At least ten documents.
        (5, 100, 10),
    ] {
        let Some(output) = on_a_screen(rows, documents, "--color never") else {
            return;
        };
        let more = documents - shown;
        let note = format!("{more} more; -n all shows everything\n");
        assert_eq!(output.ends_with(&note), more > 0, "{rows} rows: {output}");
        let lines = 1 + shown + usize::from(more > 0);
        assert_eq!(output.lines().count(), lines, "{rows} rows: {output}");
        assert!(lines < rows || shown == 10, "{rows} rows: {output}");
    }
}

#[test]
fn options_show_more_than_a_screen() {
    let limited = ["-n all", "-n 100", "-n 99", "-o -"];
    for (arguments, lines) in limited.into_iter().zip([101, 101, 100, 23]) {
        let Some(output) = on_a_screen(24, 100, arguments) else {
            return;
        };
        assert_eq!(output.lines().count(), lines, "{arguments}: {output}");
    }
    let case = Case::new().env("NIMRANK_TOP_N", "all").stdin("dog\ncat\n");
    let run = case.run("-m local/bm25 -q dog -f raw");
    assert_eq!(run.code(0).stdout_str(), "dog\ncat\n");
    let run = Case::new().run("-m local/bm25 -q dog --doc dog -n some");
    assert!(run.code(2).stderr_str().contains("not a whole number"));
}

#[test]
fn words_of_the_query_are_emphasized() {
    let case = Case::new().file("lines", "Dogs, not hotdogs\nthe dogHouse of the cat\n");
    let run = case.run("-m local/bm25 -q 'the dog' -f table --color always lines");
    let output = run.code(0).stdout_str();
    assert!(output.contains("\x1b[1mDogs\x1b[0m, not hotdogs"), "{output:?}");
    assert!(output.contains("the \x1b[1mdogHouse\x1b[0m of the cat"), "{output:?}");
}

#[test]
fn local_bm25_reports_that_nothing_matches() {
    let case = Case::new().file("lines", "a dog\na cat\n");
    let run = case.run("-m local/bm25 -q horse lines -f raw");
    let note = "nimrank: note: no document shares a word with the query; all scores are 0\n";
    assert_eq!(run.code(0).stderr_str(), note);
    let run = case.run("-m local/bm25 -q dog lines -f raw");
    assert_eq!(run.code(0).stderr_str(), "");
}

/// GitHub's runner trims lines before it looks for a command.
#[test]
fn tables_hold_no_workflow_commands() {
    let padding = "x".repeat(50);
    let lines = format!("dog {padding} ::error::x\ndog ##[error]y\n");
    let case = Case::new().file("lines", lines);
    let run = case.run("-m local/bm25 -q dog -f table lines");
    let output = run.code(0).stdout_str();
    assert!(output.contains("∷ error::x") && output.contains("## [error]y"), "{output}");
    let is_command = |line: &str| line.trim_start().starts_with("::") || line.contains("##[");
    assert!(!output.lines().any(is_command), "{output}");
}

#[test]
fn names_in_messages_hold_no_invisible_characters() {
    for c in ['\u{202E}', '\u{2066}', '\u{200B}', '\u{2028}', '\u{61C}', '\u{FFF9}', '\u{3164}'] {
        let run = Case::new().run(&format!("-m local/bm25 -q dog file{c}name"));
        assert!(run.code(2).stderr_str().contains("file\u{FFFD}name"), "{run}");
    }
}
