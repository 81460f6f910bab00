use std::fs;

use super::{holds, installed, scored};
use crate::support::nim::Seen;
use crate::support::{Case, Transcript};

/// Creates a tree with names and texts that are as awkward as file systems and tools allow.
fn tree() -> Case {
    scored()
        .file("tree/a.txt", "the dog barks\n\nquiet: 3:4\n  last dog\n")
        .file("tree/sub/b-2-c.txt", "dog one\r\ndog two")
        .file("tree/sp ace/x:y.txt", "a dog: with: colons\n")
        .file("tree/- dash.txt", "dog-5-dashes - and tabs\tin it\n")
        .file("tree/none.txt", "cat\n")
}

/// Returns the lines with a dog, sorted.
const DOGS: [&str; 6] = [
    "  last dog",
    "a dog: with: colons",
    "dog one",
    "dog two",
    "dog-5-dashes - and tabs\tin it",
    "the dog barks",
];

/// Returns the lines around them that have text.
const AROUND: [&str; 1] = ["quiet: 3:4"];

/// Other greps have other options.
fn is_gnu_grep() -> bool {
    holds("grep --version | grep GNU")
}

/// The input and output of a run, and the texts that were sent.
struct Piped {
    run: Transcript,
    seen: Vec<u8>,
}

/// Runs a tool before the program.
#[track_caller]
fn piped(case: &Case, tool: &str, options: &str) -> Piped {
    let run = case.sh(&format!("{tool} | tee seen | nimrank -q dog -f raw {options}"));
    run.code(0);
    let seen = fs::read(case.dir().join("seen")).expect("the tool's output is kept");
    assert!(!seen.is_empty(), "the tool found something\n{run}");
    Piped { run, seen }
}

impl Piped {
    /// Checks that records are printed byte for byte as read, except separators.
    #[track_caller]
    fn gives_back_all_but(&self, end: u8, dropped: &[&[u8]]) {
        let split = |bytes: &[u8]| {
            let bytes = bytes.strip_suffix(&[end]).unwrap_or(bytes);
            let records = bytes.split(|byte| *byte == end).map(<[u8]>::to_vec);
            let mut records: Vec<_> =
                records.filter(|record| !dropped.iter().any(|end| record.ends_with(end))).collect();
            records.sort_unstable();
            records
        };
        let shown = |records: Vec<Vec<u8>>| {
            let shown = records.iter().map(|record| record.escape_ascii().to_string());
            shown.collect::<Vec<_>>()
        };
        assert!(self.run.stdout.ends_with(&[end]), "{}", self.run);
        assert_eq!(shown(split(&self.run.stdout)), shown(split(&self.seen)));
    }

    /// Checks the texts that were sent, in any order.
    #[track_caller]
    fn scores(&self, expected: &[&str]) {
        let mut texts: Vec<_> = self.run.requests.iter().flat_map(Seen::passages).collect();
        texts.sort_unstable();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(texts, expected, "{}", self.run);
    }

    /// Checks that lines with a dog come first.
    #[track_caller]
    fn is_in_order(&self) {
        let lines = self.run.stdout.split(|byte| *byte == b'\n');
        let dogs = lines.map(|line| line.windows(3).any(|word| word == b"dog"));
        let dogs: Vec<_> = dogs.collect();
        let first_other = dogs.iter().position(|dog| !dog).unwrap_or(dogs.len());
        assert!(!dogs[first_other..].contains(&true), "{}", self.run);
    }
}

#[test]
fn grep_output_is_scored_without_path_and_number() {
    if !is_gnu_grep() {
        return;
    }
    for options in ["-rn", "-r", "-rnZ", "-rZ", "-rH", "-rnH --color=never"] {
        let piped = piped(&tree(), &format!("grep {options} dog tree"), "");
        piped.gives_back_all_but(b'\n', &[]);
        piped.scores(&DOGS);
    }
}

#[test]
fn grep_context_lines_are_documents_and_separators_are_not() {
    if !is_gnu_grep() {
        return;
    }
    for options in ["-rn -C2", "-rnZ -C2", "-rn -B1 -A1"] {
        let piped = piped(&tree(), &format!("grep {options} dog tree"), "");
        assert!(piped.seen.windows(4).any(|part| part == b"\n--\n"));
        piped.gives_back_all_but(b'\n', &[b"--"]);
        piped.scores(&[&DOGS[..], &AROUND].concat());
        piped.is_in_order();
    }
}

#[test]
fn grep_context_without_line_numbers_is_parsed() {
    if !is_gnu_grep() {
        return;
    }
    // Without numbers only a match identifies the format, and with -A the first line is one.
    let piped = piped(&tree(), "grep -r -A2 dog tree", "");
    piped.gives_back_all_but(b'\n', &[b"--"]);
    piped.scores(&[&DOGS[..], &AROUND].concat());
}

#[test]
fn grep_colors_are_not_scored_and_are_printed() {
    if !is_gnu_grep() {
        return;
    }
    for options in ["-rn", "-r", "-rnZ", "-rn -C2"] {
        let tool = format!("grep --color=always {options} dog tree");
        let piped = piped(&tree(), &tool, "");
        assert!(piped.seen.contains(&0x1B));
        piped.gives_back_all_but(b'\n', &[b"--\x1B[m\x1B[K"]);
        if options.contains("-C2") {
            piped.scores(&[&DOGS[..], &AROUND].concat());
        } else {
            piped.scores(&DOGS);
        }
    }
}

#[test]
fn grep_lines_keep_invalid_utf8() {
    if !is_gnu_grep() {
        return;
    }
    let case = scored()
        .file("tree/latin.txt", b"caf\xE9 dog\n")
        .file("tree/other.txt", b"\xFF\xFEdog\r\n");
    let piped = piped(&case, "grep -a -rn dog tree", "");
    piped.gives_back_all_but(b'\n', &[]);
    piped.scores(&["caf\u{FFFD} dog", "\u{FFFD}\u{FFFD}dog"]);
}

#[test]
fn times_in_grep_lines_are_text() {
    let case = scored().file("tree/a.txt", "a dog\n12:30 walk the dog\n7:8:9 dog\n");
    let piped = piped(&case, "grep -rn dog tree", "");
    piped.scores(&["a dog", "12:30 walk the dog", "7:8:9 dog"]);
}

#[test]
fn times_in_grep_lines_without_numbers_are_text() {
    let case = scored().file("tree/a.txt", "12:30 walk the dog\na dog\n7:8:9 dog\n");
    let piped = piped(&case, "grep -r dog tree", "");
    piped.scores(&["a dog", "12:30 walk the dog", "7:8:9 dog"]);
}

#[test]
fn rg_output_is_scored_without_path_and_number() {
    if !installed("rg") {
        return;
    }
    for options in [
        "-n",
        "-N",
        "-n0",
        "--column",
        "-n --color=always",
        "--column --color=always",
        "-n0 --color=always",
        "--vimgrep",
    ] {
        let piped = piped(&tree(), &format!("rg --no-ignore {options} dog tree"), "");
        piped.gives_back_all_but(b'\n', &[]);
        piped.scores(&DOGS);
    }
}

#[test]
fn rg_context_lines_are_documents_and_separators_are_not() {
    if !installed("rg") {
        return;
    }
    for options in ["-n -C2", "-n -C2 --color=always"] {
        let piped = piped(&tree(), &format!("rg --no-ignore {options} dog tree"), "");
        piped.gives_back_all_but(b'\n', &[b"--", b"--\x1B[0m"]);
        piped.scores(&[&DOGS[..], &AROUND].concat());
        piped.is_in_order();
    }
}

#[test]
fn rg_json_events_are_ranked() {
    if !installed("rg") {
        return;
    }
    let case = tree().file("tree/latin.txt", b"caf\xE9 dog\n");
    let piped = piped(&case, "rg --no-ignore --json -C2 dog tree", "");
    piped.scores(&[&DOGS[..], &AROUND, &["caf\u{FFFD} dog"]].concat());
    let text = String::from_utf8(piped.seen.clone()).expect("events are JSON");
    let is_document = |line: &&str| {
        let kinds = [r#""type":"match""#, r#""type":"context""#];
        kinds.iter().any(|kind| line.contains(kind))
    };
    let mut expected: Vec<_> = text.lines().filter(is_document).collect();
    expected.sort_unstable();
    let mut out: Vec<_> = piped.run.stdout_str().lines().collect();
    out.sort_unstable();
    assert_eq!(out, expected);
    assert!(text.lines().count() > expected.len(), "rg gave other events");
}

/// Returns the contents of the files of the tree that have a dog.
const CONTENTS: [&str; 4] = [
    "the dog barks\n\nquiet: 3:4\n  last dog\n",
    "dog one\r\ndog two",
    "a dog: with: colons\n",
    "dog-5-dashes - and tabs\tin it\n",
];

#[test]
fn rg_file_names_are_ranked_as_paths() {
    if !installed("rg") {
        return;
    }
    let tool = "rg --no-ignore -l0 dog tree";
    let piped = piped(&tree(), tool, "-0 -i paths");
    piped.gives_back_all_but(0, &[]);
    piped.scores(&CONTENTS);
}

#[test]
fn grep_file_names_are_ranked_as_paths() {
    if !is_gnu_grep() {
        return;
    }
    let case = tree();
    let with_nul = piped(&case, "grep -rlZ dog tree", "-0 -i paths");
    with_nul.gives_back_all_but(0, &[]);
    with_nul.scores(&CONTENTS);
    let with_newline = piped(&case, "grep -rl dog tree", "-i paths");
    with_newline.gives_back_all_but(b'\n', &[]);
    with_newline.scores(&CONTENTS);
}

#[test]
fn find_output_is_ranked_as_paths() {
    let case = tree().file("tree/new\nline.txt", "dog!\n");
    let piped = piped(&case, "find tree -type f -print0", "-0 -i paths");
    piped.gives_back_all_but(0, &[]);
    piped.scores(&[&CONTENTS[..], &["cat\n", "dog!\n"]].concat());
    assert!(piped.run.stdout.ends_with(b"tree/none.txt\0"), "{}", piped.run);
}

#[test]
fn raw_output_can_be_ranked_again_in_a_pipe() {
    let case = tree();
    let run = case
        .sh("grep -rn dog tree | nimrank -q dog -f raw | nimrank -q colons -f raw -n 1 | \
         nimrank -q dashes -f raw");
    let only = "tree/sp ace/x:y.txt:1:a dog: with: colons\n";
    assert_eq!(run.code(0).stdout_str(), only, "{run}");
}
