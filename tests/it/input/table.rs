use snapbox::str;

use super::{scored, sent, unasked};

#[test]
fn a_row_may_span_lines() {
    let table = "id,title,text\n1,x,\"a \"\"cat\"\"\nsleeps, mostly\"\n2,y,a dog\n";
    let run = scored().stdin(table).run("-q dog -f jsonl");
    assert_eq!(sent(&run), ["a \"cat\"\nsleeps, mostly", "a dog"]);
    run.is(str![[r#"
$ nimrank -q dog -f jsonl
[code 0]
-- stdout
{"index":1,"relevance_score":-3.0,"document":{"id":"2","title":"y","text":"a dog"},"rank":1,"id":"2","origin":"stdin:4"}
{"index":0,"relevance_score":-5.0,"document":{"id":"1","title":"x","text":"a \"cat\"\nsleeps, mostly"},"rank":2,"id":"1","origin":"stdin:2"}
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn the_origin_is_the_first_line_of_a_row() {
    let table = "text,x\r\n\"a\r\nb\r\nc\",\r\n\r\nd,\r\ne,\r\n";
    scored().stdin(table).run("-q dog").is(str![[r#"
$ nimrank -q dog
[code 0]
-- stdout
1	-5.0	stdin:2	a\r\nb\r\nc
2	-5.0	stdin:6	d
3	-5.0	stdin:7	e
-- requests
POST /v1/ranking  3 passages, truncate END, model m

"#]]);
}

#[test]
fn tsv_columns_are_separated_by_tabs() {
    let table = "docid\ttext\tx\nd1\ta cat, asleep\t1\nd2\ta \"dog\"\t2\n";
    let run = scored().stdin(table).run("-q dog -f jsonl");
    assert_eq!(sent(&run), ["a cat, asleep", "a \"dog\""]);
    run.is(str![[r#"
$ nimrank -q dog -f jsonl
[code 0]
-- stdout
{"index":1,"relevance_score":-3.0,"document":{"docid":"d2","text":"a \"dog\"","x":"2"},"rank":1,"id":"d2","origin":"stdin:3"}
{"index":0,"relevance_score":-5.0,"document":{"docid":"d1","text":"a cat, asleep","x":"1"},"rank":2,"id":"d1","origin":"stdin:2"}
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn carriage_returns_are_not_part_of_fields() {
    let table = "text,id\r\na cat,1\r\na dog,2\r\n";
    let run = scored().stdin(table).run("-q dog -f jsonl");
    assert_eq!(sent(&run), ["a cat", "a dog"]);
    run.is(str![[r#"
$ nimrank -q dog -f jsonl
[code 0]
-- stdout
{"index":1,"relevance_score":-3.0,"document":{"text":"a dog","id":"2"},"rank":1,"id":"2","origin":"stdin:3"}
{"index":0,"relevance_score":-5.0,"document":{"text":"a cat","id":"1"},"rank":2,"id":"1","origin":"stdin:2"}
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn a_byte_order_mark_is_not_part_of_the_first_column() {
    let table = "\u{FEFF}text,id\na dog,1\n";
    let run = scored().file("a.csv", table).run("-q dog a.csv -f jsonl");
    run.is(str![[r#"
$ nimrank -q dog a.csv -f jsonl
[code 0]
-- stdout
{"index":0,"relevance_score":-3.0,"document":{"text":"a dog","id":"1"},"rank":1,"id":"1","origin":"a.csv:2"}
-- requests
POST /v1/ranking  1 passage, truncate END, model m

"#]]);
}

#[test]
fn text_field_and_id_field_name_columns() {
    let table = "nr,title,text\n7,A dog,barks\n,A cat,mews\n";
    let run = scored()
        .stdin(table)
        .run("-q dog --text-field title --text-field text --id-field nr");
    assert_eq!(sent(&run), ["A dog\nbarks", "A cat\nmews"]);
    run.is(str![[r#"
$ nimrank -q dog --text-field title --text-field text --id-field nr
[code 0]
-- stdout
1	-3.0	7	A dog\nbarks
2	-5.0	stdin:3	A cat\nmews
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn a_table_without_a_text_lists_its_columns() {
    let case = unasked().file("a.csv", "title,nr\ndog,1\n");
    case.run("-q dog a.csv").is(str![[r#"
$ nimrank -q dog a.csv
[code 2]
-- stderr
nimrank: a.csv: no column `text`, `passage`, `content`, `contents`, `page_content`, `document`, `body`
  cause: its columns are `title`, `nr`
  hint: name the text with `--text-field title`

"#]]);
    case.run("-q dog a.csv --text-field titel").is(str![[r#"
$ nimrank -q dog a.csv --text-field titel
[code 2]
-- stderr
nimrank: a.csv: no column `titel`
  cause: its columns are `title`, `nr`
  hint: name the text with `--text-field title`

"#]]);
    let run = case.run("-q dog a.csv --text-field title --id-field id");
    let says = "nimrank: a.csv: no column `id`\n  cause: its columns are `title`, `nr`\n";
    assert!(run.code(2).stderr_str().starts_with(says), "{run}");
}

#[test]
fn a_missing_id_column_is_reported() {
    let case = unasked().file("a.csv", "title,nr\ndog,1\n");
    let run = case.run("-q dog a.csv --text-field title --id-field id");
    let says = run.code(2).stderr_str();
    assert!(!says.contains("--text-field"), "{run}");
}

#[test]
fn a_row_with_another_number_of_fields_is_a_bad_line() {
    let case = unasked()
        .file("long.csv", "id,text\n1,\"a\nb\"\n2,cat, dog\n")
        .file("short.tsv", "id\ttext\n1\n")
        .file("space.csv", "id,text\n1,dog\n \n");
    case.run("-q dog long.csv").is(str![[r#"
$ nimrank -q dog long.csv
[code 2]
-- stderr
nimrank: long.csv:4: 3 fields under a header of 2
  hint: a field that holds the delimiter must be in double quotes

"#]]);
    let run = case.run("-q dog short.tsv");
    let says = "nimrank: short.tsv:2: 1 field";
    assert!(run.code(2).stderr_str().starts_with(says), "{run}");
    case.run("-q dog space.csv").code(2);
}

#[test]
fn a_short_row_does_not_hint_at_quotes() {
    let case = unasked().stdin("id,text\n1\n");
    let run = case.run("-q dog");
    let says = run.code(2).stderr_str();
    assert!(
        says.starts_with("nimrank: stdin:2: 1 field under a header of 2\n"),
        "{run}"
    );
    assert!(!says.contains("quotes"), "{run}");
}

#[test]
fn an_unclosed_quote_is_reported_at_its_start() {
    let case = unasked().file("a.csv", "id,text\n1,cat\n2,\"dog\n3,bird\n4,fish\n");
    case.run("-q dog a.csv").is(str![[r#"
$ nimrank -q dog a.csv
[code 2]
-- stderr
nimrank: a.csv:3: a quoted field that begins here is never closed

"#]]);
}

#[test]
fn a_quote_closed_at_the_end_of_input_is_valid() {
    let case = scored().file("a.csv", "id,text\n1,\"dog \"\"x\"\"\"");
    let run = case.run("-q dog a.csv -f raw");
    assert_eq!(run.code(0).stdout_str(), "id,text\n1,\"dog \"\"x\"\"\"\n");
}

#[test]
fn a_header_alone_is_nothing_to_rank() {
    let case = unasked()
        .file("header.csv", "id,text\n")
        .file("bare.csv", "id,text")
        .file("empty.csv", "")
        .file("blank.csv", "\n\r\n\n");
    case.run("-q dog header.csv").is(str![[r#"
$ nimrank -q dog header.csv
[code 1]
-- stderr
nimrank: no documents to rank

"#]]);
    case.run("-q dog bare.csv").is(str![[r#"
$ nimrank -q dog bare.csv
[code 1]
-- stderr
nimrank: no documents to rank

"#]]);
    case.run("-q dog empty.csv").is(str![[r#"
$ nimrank -q dog empty.csv
[code 1]
-- stderr
nimrank: no documents to rank

"#]]);
    case.run("-q dog blank.csv").is(str![[r#"
$ nimrank -q dog blank.csv
[code 1]
-- stderr
nimrank: no documents to rank

"#]]);
}

#[test]
fn bytes_that_are_not_utf8_are_scored_as_replacement_characters() {
    let run = scored()
        .stdin(b"id,text\n\xFF,caf\xE9 dog\n")
        .run("-q dog -f jsonl");
    assert_eq!(sent(&run), ["caf\u{FFFD} dog"]);
    run.is(str![[r#"
$ nimrank -q dog -f jsonl
[code 0]
-- stdout
{"index":0,"relevance_score":-3.0,"document":{"id":"�","text":"caf� dog"},"rank":1,"id":"�","origin":"stdin:2"}
-- requests
POST /v1/ranking  1 passage, truncate END, model m

"#]]);
}

#[test]
fn raw_tables_with_the_same_header_share_it() {
    let case = scored()
        .file("a.csv", "id,text\n1,a cat\n")
        .file("b.csv", "id,text\n2,a dog\r\n");
    let run = case.run("-q dog a.csv b.csv -f raw");
    assert_eq!(run.code(0).stdout_str(), "id,text\n2,a dog\r\n1,a cat\n");
}

#[test]
fn raw_tables_with_different_headers_are_refused() {
    let case = scored()
        .file("a.csv", "id,text\n1,a cat\n")
        .file("b.csv", "text,id\na dog,2\n");
    case.run("-q dog a.csv b.csv -f raw").is(str![[r#"
$ nimrank -q dog a.csv b.csv -f raw
[code 2]
-- stderr
nimrank: a.csv and b.csv have different headers
  hint: `--format csv` prints rows of one shape
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
    case.run("-q dog a.csv b.csv -f tsv").code(0);
}
