use snapbox::str;

use super::{scored, uncalled};

#[test]
fn sources_are_combined_in_order() {
    let case = scored()
        .file("a", "dog a\n")
        .file("b", "dog b\n")
        .file("c", "dog c\n")
        .file("d", "dog d\n")
        .stdin("dog of stdin\n");
    let all = "-q dog --doc 'dog text' c --docs a b - --doc 'dog more' d";
    case.run(all).is(str![[r#"
$ nimrank -q dog --doc 'dog text' c --docs a b - --doc 'dog more' d
[code 0]
-- stdout
1	-3.0	c:1	dog c
2	-3.0	a:1	dog a
3	-3.0	b:1	dog b
4	-3.0	stdin:1	dog of stdin
5	-3.0	d:1	dog d
6	-3.0	--doc 1	dog text
7	-3.0	--doc 2	dog more
-- stderr
nimrank: warning: all 7 documents score the same, so they stay in input order; is the model set up as a reranker?
-- requests
POST /v1/ranking  7 passages, truncate END, model m

"#]]);
}

#[test]
fn a_file_given_twice_is_read_twice() {
    let case = scored().file("a", "dog a\n");
    case.run("-q dog a a").is(str![[r#"
$ nimrank -q dog a a
[code 0]
-- stdout
1	-3.0	a:1	dog a
2	-3.0	a:1	dog a
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn files_are_given_with_or_without_docs() {
    let case = scored().file("a", "one\n").file("b", "two\nthree\n");
    let plain = case.run("-q x a b");
    plain.is(str![[r#"
$ nimrank -q x a b
[code 0]
-- stdout
1	-5.0	a:1	one
2	-5.0	b:1	two
3	-5.0	b:2	three
-- stderr
nimrank: warning: all 3 documents score the same, so they stay in input order; is the model set up as a reranker?
-- requests
POST /v1/ranking  3 passages, truncate END, model m

"#]]);
    for same in [
        "-q x --docs a b",
        "--docs a b --query x",
        "-d a -d b -q x",
        "a -q x -d b",
        "-q x --docs=a b",
    ] {
        let other = case.run(same);
        other.code(0);
        assert!(other.stdout == plain.stdout, "{other}");
    }
}

#[test]
fn stdin_is_read_without_other_sources() {
    let case = scored().stdin("a cat\na dog\n");
    case.run("-q dog").is(str![[r#"
$ nimrank -q dog
[code 0]
-- stdout
1	-3.0	stdin:2	a dog
2	-5.0	stdin:1	a cat
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn stdin_is_not_read_with_other_sources() {
    let case = scored().file("a", "a dog in a file\n").stdin("a dog\n");
    case.run("-q dog a").is(str![[r#"
$ nimrank -q dog a
[code 0]
-- stdout
1	-3.0	a:1	a dog in a file
-- requests
POST /v1/ranking  1 passage, truncate END, model m

"#]]);
    case.run("-q dog --doc 'a text'").is(str![[r#"
$ nimrank -q dog --doc 'a text'
[code 0]
-- stdout
1	-5.0	--doc 1	a text
-- requests
POST /v1/ranking  1 passage, truncate END, model m

"#]]);
}

#[test]
fn stdin_can_be_read_only_once() {
    let case = uncalled().stdin("dog\n");
    case.run("-q dog - -").is(str![[r#"
$ nimrank -q dog - -
[code 2]
-- stderr
nimrank: standard input can be read only once

"#]]);
    case.run("--query-file - -").is(str![[r#"
$ nimrank --query-file - -
[code 2]
-- stderr
nimrank: standard input can be read only once

"#]]);
    case.run("--query-file -").code(2);
}

#[test]
fn the_query_can_come_from_stdin() {
    let case = scored().file("a", "a cat\na dog\n").stdin("dog\n");
    case.run("--query-file - a").is(str![[r#"
$ nimrank --query-file - a
[code 0]
-- stdout
1	-3.0	a:2	a dog
2	-5.0	a:1	a cat
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn doc_accepts_any_text() {
    let case = scored();
    case.run("-q dog --doc 'a.txt:1:dog' --doc 'two\nlines' --doc '{\"text\":\"cat\"}' -f jsonl")
        .is(str![[r#"
$ nimrank -q dog --doc 'a.txt:1:dog' --doc 'two
lines' --doc '{"text":"cat"}' -f jsonl
[code 0]
-- stdout
{"index":0,"relevance_score":-3.0,"document":{"text":"a.txt:1:dog"},"rank":1,"id":null,"origin":"--doc 1"}
{"index":1,"relevance_score":-5.0,"document":{"text":"two\nlines"},"rank":2,"id":null,"origin":"--doc 2"}
{"index":2,"relevance_score":-5.0,"document":{"text":"{\"text\":\"cat\"}"},"rank":3,"id":null,"origin":"--doc 3"}
-- requests
POST /v1/ranking  3 passages, truncate END, model m

"#]]);
}

#[test]
fn a_missing_file_is_reported_before_anything_is_read() {
    let case = uncalled().file("a", "dog\n");
    case.run("-q dog a nowhere.txt").is(str![[r#"
$ nimrank -q dog a nowhere.txt
[code 2]
-- stderr
nimrank: nowhere.txt: No such file or directory

"#]]);
}

#[test]
fn a_sentence_in_place_of_a_file_hints_at_doc() {
    let case = uncalled();
    case.run("-q dog 'my dog has fleas'").is(str![[r#"
$ nimrank -q dog 'my dog has fleas'
[code 2]
-- stderr
nimrank: my dog has fleas: No such file or directory
  hint: `--doc` takes a text as a document

"#]]);
}

#[test]
fn a_directory_is_refused() {
    let case = uncalled().file("folder/a", "dog\n");
    case.run("-q dog folder").is(str![[r#"
$ nimrank -q dog folder
[code 2]
-- stderr
nimrank: folder: is a directory
  hint: name its files, or pipe them: find DIR -type f | nimrank --input paths …

"#]]);
}

#[test]
fn empty_input_is_nothing_to_rank() {
    let case = uncalled().file("empty", "");
    case.run("-q dog").is(str![[r#"
$ nimrank -q dog
[code 1]
-- stderr
nimrank: no documents to rank

"#]]);
    case.run("-q dog -").is(str![[r#"
$ nimrank -q dog -
[code 1]
-- stderr
nimrank: no documents to rank

"#]]);
    case.run("-q dog empty empty").is(str![[r#"
$ nimrank -q dog empty empty
[code 1]
-- stderr
nimrank: no documents to rank

"#]]);
    let json = case.run("-q dog -f json empty");
    json.code(1);
    let whole: serde_json::Value = serde_json::from_str(json.stdout_str()).expect("JSON");
    assert_eq!(whole["results"], serde_json::json!([]));
    assert_eq!(whole["meta"]["documents"], 0);
    assert_eq!(whole["meta"]["requests"], 0);
}

#[test]
fn sources_may_have_different_formats() {
    let case = scored()
        .file("a.jsonl", "{\"id\":\"j\",\"text\":\"a dog\"}\n")
        .file("b.csv", "id,text\nc,a dog\n")
        .file("c.tsv", "id\ttext\nt\ta dog\n")
        .file("d.json", "[{\"id\":\"a\",\"text\":\"a dog\"}]")
        .file("e.txt", "a dog\n");
    case.run("-q dog a.jsonl b.csv c.tsv d.json e.txt").is(str![[r#"
$ nimrank -q dog a.jsonl b.csv c.tsv d.json e.txt
[code 0]
-- stdout
1	-3.0	j	a dog
2	-3.0	c	a dog
3	-3.0	t	a dog
4	-3.0	a	a dog
5	-3.0	e.txt:1	a dog
-- requests
POST /v1/ranking  5 passages, truncate END, model m

"#]]);
}

#[test]
fn the_index_continues_across_sources() {
    let case = scored().file("a", "one\ntwo\n").file("b", "three\n");
    let ranked = case.run("-q three a b --doc four -f jsonl --no-documents");
    ranked.is(str![[r#"
$ nimrank -q three a b --doc four -f jsonl --no-documents
[code 0]
-- stdout
{"index":2,"relevance_score":-3.0,"rank":1,"id":null,"origin":"b:1"}
{"index":0,"relevance_score":-5.0,"rank":2,"id":null,"origin":"a:1"}
{"index":1,"relevance_score":-5.0,"rank":3,"id":null,"origin":"a:2"}
{"index":3,"relevance_score":-5.0,"rank":4,"id":null,"origin":"--doc 1"}
-- requests
POST /v1/ranking  4 passages, truncate END, model m

"#]]);
}
