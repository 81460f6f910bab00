use snapbox::str;

use super::{scored, sent, uncalled};

#[test]
fn the_content_of_each_named_file_is_a_document() {
    let case = scored()
        .file("a.txt", "a cat\n")
        .file("sub dir/b.md", "# a dog\n\nbarks\n")
        .stdin("a.txt\n\nsub dir/b.md\r\n");
    let run = case.run("-q dog -i paths -f jsonl");
    assert_eq!(sent(&run), ["a cat\n", "# a dog\n\nbarks\n"]);
    run.is(str![[r##"
$ nimrank -q dog -i paths -f jsonl
[code 0]
-- stdout
{"index":1,"relevance_score":-3.0,"document":{"path":"sub dir/b.md","text":"# a dog\n\nbarks\n"},"rank":1,"id":"sub dir/b.md","origin":"stdin:3"}
{"index":0,"relevance_score":-5.0,"document":{"path":"a.txt","text":"a cat\n"},"rank":2,"id":"a.txt","origin":"stdin:1"}
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"##]]);
}

#[test]
fn raw_prints_paths_in_ranked_order() {
    let case =
        scored().file("a.txt", "a cat\n").file("b.txt", "a dog\n").file("names", "a.txt\r\nb.txt");
    let run = case.run("-q dog -i paths names -f raw");
    assert_eq!(run.code(0).stdout_str(), "b.txt\na.txt\r\n");
}

#[test]
fn nul_separated_paths_may_contain_anything() {
    let case = scored().file("a\nb\r", "a cat\n").file(" c ", "a dog\n").stdin("a\nb\r\0\0 c ");
    let run = case.run("-q dog -i paths -0 -f raw");
    assert_eq!(sent(&run), ["a cat\n", "a dog\n"]);
    assert_eq!(run.code(0).stdout_str(), " c \0a\nb\r\0");
}

#[test]
fn a_missing_path_is_a_bad_line() {
    let case = uncalled().file("a.txt", "a dog\n").file("sub/b", "");
    let case = case.file("names", "a.txt\nnowhere.txt\n").file("folders", "sub\n");
    case.run("-q dog -i paths names").is(str![[r#"
$ nimrank -q dog -i paths names
[code 2]
-- stderr
nimrank: names:2: cannot read `nowhere.txt`
  cause: No such file or directory

"#]]);
    case.run("-q dog -i paths folders").is(str![[r#"
$ nimrank -q dog -i paths folders
[code 2]
-- stderr
nimrank: folders:1: cannot read `sub`
  cause: Is a directory
  hint: list files only: find DIR -type f

"#]]);
}

#[test]
fn invalid_utf8_in_a_file_is_replaced() {
    let case = scored().file("a", b"caf\xE9 dog\x01\n").stdin("a\n");
    let run = case.run("-q dog -i paths -f jsonl");
    assert_eq!(sent(&run), ["caf\u{FFFD} dog\u{1}\n"]);
    let document = "{\"path\":\"a\",\"text\":\"caf\u{FFFD} dog\\u0001\\n\"}";
    assert!(run.code(0).stdout_str().contains(document), "{run}");
}

#[test]
fn an_empty_file_is_a_blank_document() {
    let case = scored().file("a", "").file("b", "dog").stdin("a\nb\n");
    case.run("-q dog -i paths").is(str![[r#"
$ nimrank -q dog -i paths
[code 0]
-- stdout
1	-3.0	b	dog
2		a	
-- stderr
nimrank: warning: 1 document is blank: not scored, put last
-- requests
POST /v1/ranking  1 passage, truncate END, model m

"#]]);
}

#[test]
fn nul_separated_records_may_contain_newlines() {
    let case = scored().stdin("a cat\nasleep\0a dog\nawake\0");
    let run = case.run("-q dog -0 -f raw");
    assert_eq!(sent(&run), ["a cat\nasleep", "a dog\nawake"]);
    assert_eq!(run.code(0).stdout_str(), "a dog\nawake\0a cat\nasleep\0");
}

#[test]
fn null_separates_raw_output_of_every_format() {
    let case = scored().file("a.jsonl", "\"a cat\"\n\"a dog\"\n");
    let run = case.run("-q dog -0 -f raw a.jsonl");
    assert_eq!(run.code(0).stdout_str(), "\"a dog\"\0\"a cat\"\0");
}

#[test]
fn null_does_not_change_other_output() {
    let run = scored().stdin("a cat\0a dog\0").run("-q dog -0");
    run.is(str![[r#"
$ nimrank -q dog -0
[code 0]
-- stdout
1	-3.0	stdin:2	a dog
2	-5.0	stdin:1	a cat
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}
