//! Text for people, shells and TSV: escaping, cutting, wrapping and quoting.

use nimrank::testing::sanitize::{cut, harmless, inert, inert_line, wrap};
use nimrank::testing::shell::{quote, word};
use nimrank::testing::table::{CYAN, Column, TextStyle, TextTable};
use nimrank::testing::text::write_tsv_field;

#[test]
fn control_characters_become_visible() {
    assert_eq!(harmless("a\u{1b}[31mb\n\tc\u{202e}d\u{7f}", 80), "a␛[31mb c\u{FFFD}d␡");
}

#[test]
fn only_long_text_is_cut() {
    assert_eq!(cut("ab\n cd", 5), "ab cd");
    assert_eq!(cut("ab cde", 5), "ab c…");
    assert_eq!(cut("ab cd e", 4), "ab…");
    assert_eq!(cut("abcde f", 5), "abcd…");
    assert_eq!(cut("猫猫猫", 5), "猫猫…");
}

#[test]
fn workflow_commands_are_made_inert() {
    assert_eq!(inert("a ##[error]b ###[x #[y"), "a ## [error]b ### [x #[y");
    assert_eq!(inert_line("  ::error::x"), "  ∷ error::x");
    assert_eq!(inert_line("a ::error::x"), "a ::error::x");
}

#[test]
fn text_is_wrapped_by_the_columns_it_takes() {
    for (text, width, lines) in [
        ("abcd", 2, "ab\ncd"),
        ("a bc d", 4, "a bc\nd"),
        ("a bc def gh", 4, "a bc\ndef…"),
        ("a bc defg h", 4, "a bc\ndef…"),
        ("猫猫猫猫猫", 4, "猫猫\n猫…"),
        ("x 猫猫猫", 4, "x 猫\n猫猫"),
        ("🇯🇵🇯🇵🇯🇵", 4, "🇯🇵🇯🇵\n🇯🇵"),
    ] {
        assert_eq!(wrap(text, width, 2), lines, "{text}");
    }
}

#[test]
fn a_word_holds_any_text() {
    assert_eq!(quote("it's $HOME"), r"'it'\''s $HOME'");
    assert_eq!(word("http://h:8000/v1"), "http://h:8000/v1");
    assert_eq!(word("http://h/;reboot"), "'http://h/;reboot'");
    assert_eq!(word("it's\n##[x]\u{202e}"), r"$'it\'s\x0a#\x23[x]\xe2\x80\xae'");
    assert_eq!(word(""), "''");
}

#[test]
fn tsv_fields_are_one_line_without_tabs() {
    let mut out = Vec::new();
    write_tsv_field("a\tb\nc\r\\n é", &mut out).expect("memory takes it");
    assert_eq!(String::from_utf8_lossy(&out), r"a\tb\nc\r\\n é");
}

fn lines(table: TextTable<'_>, color: bool, width: usize) -> String {
    table.lines(TextStyle { color, width }).join("\n")
}

#[test]
fn columns_are_aligned_wrapped_and_cut() {
    let columns = [
        Column::new("n").right(),
        Column::new("name").at_most(4).gap(" | "),
        Column::new("text").rest_of_line(5),
    ];
    let mut table = TextTable::new(columns).indent(1).max_height(2);
    table.add_row(["1", "abc", "one two three four"].map(String::from));
    table.add_row(["10", "a", "猫猫猫猫猫猫"].map(String::from));
    let expected = "  n  name | text\n  1  abc  | one two\n          | three…\n 10  a    | 猫猫猫猫\n          | 猫猫";
    assert_eq!(lines(table, false, 21), expected);
}

#[test]
fn paint_does_not_change_the_layout() {
    let table = || {
        let mut table = TextTable::new([Column::new("id").sgr(CYAN), Column::new("score").right()]);
        table.add_row(["a", "1.5"].map(String::from));
        table
    };
    assert_eq!(lines(table(), false, 80), "id  score\na     1.5");
    assert_eq!(
        lines(table(), true, 80),
        "\x1b[2mid\x1b[0m  \x1b[2mscore\x1b[0m\n\x1b[36ma\x1b[0m     1.5"
    );
}

#[test]
fn tsv_is_linear_in_carriage_returns() {
    let seconds = |text: &str| {
        let field = text.repeat(300_000);
        let start = std::time::Instant::now();
        write_tsv_field(&field, &mut std::io::sink()).expect("it takes everything");
        start.elapsed().as_secs_f64()
    };
    let (tabs, returns) = (seconds("\t"), seconds("\r"));
    // Seconds for a search of the rest at each of them.
    assert!(returns < 20.0 * tabs + 0.2, "{returns} s, {tabs} s for tabs");
}
