//! Every mistake in a case file is reported with its line, before any request.

use super::beside_docs;
use crate::support::Case;
use crate::support::nim::FakeNim;

/// Checks the error of a case file whose second line is wrong.
#[track_caller]
fn wrong(line: &str, what: &str, more: &[(&str, &str)]) {
    let good = r#"{"id":"good","query":"q","docs":"docs.jsonl","top":"ship"}"#;
    let nim = FakeNim::new().expect_no_calls();
    let case = beside_docs(&format!("{good}\n{line}\n")).nim(&nim);
    let run = case.run("check cases.jsonl -m m");
    let mut expected = format!("nimrank: cases.jsonl:2: {what}\n");
    for (name, words) in more {
        expected.extend(["  ", name, ": ", words, "\n"]);
    }
    assert_eq!(run.code(2).stderr_str(), expected, "{run}");
    assert!(run.stdout.is_empty(), "{run}");
}

const NEVER_FAILS: &[(&str, &str)] = &[("cause", "it could not fail")];
const NEVER_PASSES: &[(&str, &str)] = &[("cause", "it could not pass")];

/// Checks the error of a case with an additional member.
#[track_caller]
fn member(member: &str, what: &str, more: &[(&str, &str)]) {
    wrong(
        &format!(r#"{{"query":"q","docs":"docs.jsonl",{member}}}"#),
        what,
        more,
    );
}

#[test]
fn lines_must_be_json_objects() {
    let split = "a case is one line; jq -c . puts each on its own";
    wrong(
        "{",
        "not a JSON object",
        &[
            ("cause", "EOF while parsing an object at column 1"),
            ("hint", split),
        ],
    );
    wrong(
        r#"{"query":"q",}"#,
        "not a JSON object",
        &[("cause", "trailing comma at column 14"), ("hint", split)],
    );
    wrong(
        r#"[{"query":"q"}]"#,
        "not a JSON object, but an array",
        &[(
            "hint",
            "a case is one line; jq -c '.[]' puts each on its own",
        )],
    );
    wrong("7", "not a JSON object, but a number", &[]);
    wrong(r#""q""#, "not a JSON object, but a text", &[]);
}

#[test]
fn keys_must_be_known_and_unique() {
    member(
        r#""topp":"ship""#,
        "unknown key `topp`",
        &[("hint", "is `top` meant?")],
    );
    member(
        r#""min-score":{"ship":1}"#,
        "unknown key `min-score`",
        &[("hint", "is `min_score` meant?")],
    );
    member(
        r#""expect":"ship""#,
        "unknown key `expect`",
        &[(
            "hint",
            "the keys are id, query, docs, top, within, outside, above, min_score, max_score, rel, \
             at_least, xfail, tags, tag, note",
        )],
    );
    member(r#""top":"ship","top":"sole""#, "`top` stands twice", &[]);
    member(
        r#""within":{"ship":1,"ship":2}"#,
        "`ship` stands twice",
        &[],
    );
    member(r#""top":["ship","ship"]"#, "`ship` stands twice", &[]);
    wrong(r#"{"docs":"docs.jsonl","top":"ship"}"#, "no `query`", &[]);
}

#[test]
fn values_must_have_the_right_type() {
    let hint = [("hint", r#"it is written {"ID":3}"#)];
    let rank = "an id with a rank from 1 up is expected, not";
    member(
        r#""within":["ship"]"#,
        &format!("`within`: {rank} an array"),
        &hint,
    );
    member(
        r#""within":{"ship":0}"#,
        &format!("`within`: {rank} 0"),
        &hint,
    );
    member(
        r#""within":{"ship":1.5}"#,
        &format!("`within`: {rank} 1.5"),
        &hint,
    );
    member(
        r#""outside":{"ship":-1}"#,
        &format!("`outside`: {rank} -1"),
        &hint,
    );
    member(
        r#""top":{"ship":1}"#,
        "`top`: an id or a list of ids is expected, not an object",
        &[],
    );
    member(
        r#""top":[null]"#,
        "`top`: an id or a list of ids is expected, not null",
        &[],
    );
    let pairs = "`above`: a list of pairs of ids is expected, not";
    let hint = [("hint", r#"pairs are written [["better","worse"]]"#)];
    member(
        r#""above":["ship","sole"]"#,
        &format!("{pairs} \"ship\""),
        &hint,
    );
    member(
        r#""above":[["ship"]]"#,
        &format!("{pairs} [\"ship\"]"),
        &hint,
    );
    member(
        r#""above":{"ship":"sole"}"#,
        &format!("{pairs} an object"),
        &hint,
    );
    let number = "a name with a number is expected, not";
    member(
        r#""min_score":{"ship":"1"}"#,
        &format!("`min_score`: {number} \"1\""),
        &[],
    );
    let grade = "`rel`: an id with a grade, which is a whole number is expected, not 0.6";
    member(r#""rel":{"ship":0.6}"#, grade, &[]);
    let why = [("hint", "say why it is expected to fail")];
    member(
        r#""top":"ship","xfail":true"#,
        "`xfail`: a text is expected, not a boolean",
        &why,
    );
    member(r#""top":"ship","xfail":" ""#, "`xfail` is blank", &[]);
    member(
        r#""top":"ship","tags":"smoke""#,
        "`tags`: a list of texts is expected, not a text",
        &[("hint", r#"one is written "tag":"smoke""#)],
    );
    member(
        r#""top":"ship","tag":["a"]"#,
        "`tag`: a text is expected, not an array",
        &[("hint", r#"several are written "tags":["one","two"]"#)],
    );
    member(
        r#""top":"ship","note":1"#,
        "`note`: a text is expected, not a number",
        &[],
    );
    member(r#""top":"ship","id":"""#, "`id` is blank", &[]);
    wrong(
        r#"{"query":" ","docs":"docs.jsonl","top":"ship"}"#,
        "`query` is blank",
        &[],
    );
    wrong(
        r#"{"query":"q","docs":7,"top":"ship"}"#,
        "`docs`: a text is expected, not a number",
        &[],
    );
}

#[test]
fn lists_and_objects_must_not_be_empty() {
    for key in ["top", "above"] {
        member(&format!(r#""{key}":[]"#), &format!("`{key}` is empty"), &[]);
    }
    for key in ["within", "outside", "min_score", "max_score", "rel"] {
        member(
            &format!(r#""{key}":{{}}"#),
            &format!("`{key}` is empty"),
            &[],
        );
    }
    member(r#""top":"ship","tags":[]"#, "`tags` is empty", &[]);
}

#[test]
fn a_case_needs_an_expectation() {
    wrong(
        r#"{"query":"q","docs":"docs.jsonl"}"#,
        "the case expects nothing",
        &[(
            "hint",
            "expect one of `top`, `within`, `outside`, `above`, `min_score`, `max_score`, `rel`",
        )],
    );
    member(
        r#""rel":{"ship":1}"#,
        "`rel` alone expects nothing",
        &[(
            "hint",
            r#"add "at_least":{"ndcg@5":0.9}, or `--at-least ndcg@5=0.9` for all"#,
        )],
    );
    member(
        r#""at_least":{"rr":1}"#,
        "`at_least` without `rel`",
        &[("hint", r#"judge the documents: "rel":{"ID":1}"#)],
    );
    member(
        r#""rel":{"ship":0},"at_least":{"rr":1}"#,
        "`rel` has no grade above 0, so that no measure could be more than 0",
        &[(
            "hint",
            "give the documents that answer a grade above 0, or drop the case",
        )],
    );
    let rel = r#""rel":{"ship":1},"#;
    member(
        &format!(r#"{rel}"at_least":{{"ndgc@5":1}}"#),
        "`at_least`: no measure is called `ndgc@5`; there are ndcg, ndcg@k, rr, rr@k, p@k, recall@k, ap, \
         ap@k, success@k, judged@k, ndcg_exp, ndcg_exp@k",
        &[],
    );
    member(
        &format!(r#"{rel}"at_least":{{"rr":0}}"#),
        "`at_least`: a floor of 0: it must be above 0, or nothing could fail, and at most 1",
        &[],
    );
    member(
        &format!(r#"{rel}"at_least":{{"rr":1.5}}"#),
        "`at_least`: a floor of 1.5: it must be above 0, or nothing could fail, and at most 1",
        &[],
    );
}

#[test]
fn vacuous_and_impossible_expectations_are_refused() {
    member(
        r#""top":["ship","return","sole"]"#,
        "`top` names 3 of 3 documents",
        NEVER_FAILS,
    );
    member(
        r#""within":{"ship":3}"#,
        "`within`: `ship` at rank 3 or better of 3",
        NEVER_FAILS,
    );
    member(
        r#""outside":{"ship":3}"#,
        "`outside`: `ship` beyond rank 3 of 3",
        NEVER_PASSES,
    );
    member(
        r#""above":[["ship","ship"]]"#,
        "`above`: `ship` against itself",
        NEVER_PASSES,
    );
    member(
        r#""above":[["ship","sole"],["sole","ship"]]"#,
        "`above`: `ship` and `sole` each above the other",
        NEVER_PASSES,
    );
    member(
        r#""within":{"ship":1,"sole":1}"#,
        "2 documents at rank 1 or better",
        NEVER_PASSES,
    );
    member(
        r#""top":"ship","outside":{"ship":1}"#,
        "`ship` both at rank 1 or better and beyond rank 1",
        NEVER_PASSES,
    );
    member(
        r#""min_score":{"ship":2},"max_score":{"ship":1}"#,
        "`ship` scores at least 2 and at most 1",
        NEVER_PASSES,
    );
    wrong(
        r#"{"query":"q","docs":["one"],"top":"0"}"#,
        "`top` names 1 of 1 documents",
        NEVER_FAILS,
    );
}

#[test]
fn ids_must_exist_and_case_ids_must_be_unique() {
    for key in ["within", "outside", "min_score", "max_score"] {
        member(
            &format!(r#""{key}":{{"shipp":1}}"#),
            &format!("`{key}`: no document `shipp` in docs.jsonl"),
            &[("hint", "is `ship` meant?")],
        );
    }
    let listed = [("hint", "its ids are `ship`, `return`, `sole`")];
    member(
        r#""top":"other""#,
        "`top`: no document `other` in docs.jsonl",
        &listed,
    );
    member(
        r#""rel":{"other":1}"#,
        "`rel`: no document `other` in docs.jsonl",
        &listed,
    );
    member(
        r#""above":[["ship","other"]]"#,
        "`above`: no document `other` in docs.jsonl",
        &listed,
    );
    wrong(
        r#"{"id":"good","query":"q","docs":"docs.jsonl","top":"ship"}"#,
        "the id `good` is taken by the case on line 1",
        &[],
    );
    wrong(
        r#"{"query":"q","docs":[{"id":"1","text":"a"},"b"],"top":"1"}"#,
        "two documents have the id `1`",
        &[
            ("cause", "at cases.jsonl:2 and at cases.jsonl:2"),
            (
                "hint",
                "give each document an id of its own, or name another `--id-field`",
            ),
        ],
    );
}

#[test]
fn documents_must_be_readable() {
    let relative = [(
        "hint",
        "a path in `docs` is relative to the folder of the case file",
    )];
    wrong(
        r#"{"query":"q","docs":"none.jsonl","top":"ship"}"#,
        "none.jsonl: No such file or directory",
        &relative,
    );
    wrong(
        r#"{"query":"q","top":"ship"}"#,
        "the case has no documents",
        &[(
            "hint",
            "give the case `docs`, or name documents for all with `--docs`",
        )],
    );
    wrong(
        r#"{"query":"q","docs":[],"top":"ship"}"#,
        "`docs`: there are no documents in it",
        &[],
    );
    wrong(
        r#"{"query":"q","docs":["a",7],"top":"0"}"#,
        "cases.jsonl:2: not a JSON object or string, but a number",
        &[("hint", "`--input lines` takes each line as plain text")],
    );
    wrong(
        r#"{"query":"q","docs":[{"id":"a","title":"b"},"c"],"top":"a"}"#,
        "cases.jsonl:2: no field `text`, `passage`, `content`, `contents`, `page_content`, `document`, `body`",
        &[
            ("cause", "its fields are `id`, `title`"),
            ("hint", "name the text with `--text-field title`"),
        ],
    );
}

/// The line is that of the bad document, with the message of ranking.
#[test]
fn a_bad_document_line_is_reported_with_its_case() {
    let cases = "{\"query\":\"q\",\"docs\":\"d/docs.jsonl\",\"top\":\"a\"}\n";
    let docs = "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"b\"\n";
    let case = Case::new()
        .file("suites/cases.jsonl", cases)
        .file("suites/d/docs.jsonl", docs);
    let run = case.run("check suites/cases.jsonl -m local/bm25");
    let told = "nimrank: suites/cases.jsonl:1: suites/d/docs.jsonl:2: not a JSON object\n  \
                cause: EOF while parsing an object at column 9\n  \
                hint: `--input lines` takes each line as plain text\n";
    assert_eq!(run.code(2).stderr_str(), told);
    let twins = "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"a\",\"text\":\"y\"}\n";
    let run = case
        .file("suites/d/docs.jsonl", twins)
        .run("check suites/cases.jsonl -m local/bm25");
    let told = "nimrank: suites/cases.jsonl:1: two documents have the id `a`\n  \
                cause: at suites/d/docs.jsonl:1 and at suites/d/docs.jsonl:2\n  \
                hint: give each document an id of its own, or name another `--id-field`\n";
    assert_eq!(run.code(2).stderr_str(), told);
}

/// Checks the error of a whole file.
#[track_caller]
fn file(name: &str, content: impl AsRef<[u8]>, told: &str) {
    let case = Case::new()
        .file(name, content)
        .file("docs.jsonl", super::DOCS);
    let run = case.run(&format!("check {name} -m local/bm25 --docs docs.jsonl"));
    assert_eq!(
        run.code(2).stderr_str(),
        format!("nimrank: {told}"),
        "{run}"
    );
}

#[test]
fn a_file_without_cases_is_an_error() {
    let hint = "  hint: a case is a line like {\"query\":\"…\",\"docs\":\"…\",\"top\":\"ID\"}\n";
    for empty in ["", "\n", " \n\r\n\n", "\u{FEFF}"] {
        file(
            "cases.jsonl",
            empty,
            &format!("cases.jsonl: there are no cases in it\n{hint}"),
        );
    }
    file(
        "cases.csv",
        "query,doc\n",
        &format!("cases.csv: there are no cases in it\n{hint}"),
    );
}

#[test]
fn binary_files_are_refused() {
    file(
        "cases.jsonl",
        b"{\"query\":\"q\",\"top\":\"ship\"}\n{\"query\":\"\xFF\",\"top\":\"ship\"}\n",
        "cases.jsonl:2: the text is not UTF-8\n",
    );
    file(
        "cases.jsonl",
        b"\xFF\xFE{\0",
        "cases.jsonl:1: the text is UTF-16, not UTF-8\n  hint: convert it first: iconv -f UTF-16 -t UTF-8\n",
    );
    let run = Case::new().run("check none.jsonl -m local/bm25");
    let told = "nimrank: none.jsonl: No such file or directory\n";
    assert_eq!(run.code(2).stderr_str(), told);
    let run = Case::new().file("d/x", "").run("check d -m local/bm25");
    assert_eq!(run.code(2).stderr_str(), "nimrank: d: Is a directory\n");
}

#[test]
fn csv_cases_are_validated_like_jsonl() {
    file(
        "cases.csv",
        "query,doc,max-rank\nq,ship,1\n",
        "cases.csv:1: unknown column `max-rank`\n  hint: is `max_rank` meant?\n",
    );
    file(
        "cases.csv",
        "query,rating\nq,1\n",
        "cases.csv:1: no `doc`\n",
    );
    file(
        "cases.csv",
        "doc,rating\nq,1\n",
        "cases.csv:1: no `query`\n",
    );
    file(
        "cases.csv",
        "query,doc\nq,ship\nq\n",
        "cases.csv:3: not a row of the table\n  cause: it has 1 fields, the header 2\n",
    );
    file(
        "cases.csv",
        "query,doc\nq,ship\n,sole\n",
        "cases.csv:3: `query` is blank\n",
    );
    file(
        "cases.csv",
        "query,doc\nq,\n",
        "cases.csv:2: `doc` is blank\n",
    );
    file(
        "cases.csv",
        "query,doc,max_rank\nq,ship,0\n",
        "cases.csv:2: `max_rank`: a rank from 1 up is expected, not `0`\n",
    );
    file(
        "cases.csv",
        "query,docid,rating\nq,ship,high\n",
        "cases.csv:2: `rating`: a whole number is expected, not `high`\n",
    );
    file(
        "cases.csv",
        "query,doc\nq,ship\nq,ship\n",
        "cases.csv:3: `max_rank of ship` stands twice\n",
    );
    file(
        "cases.csv",
        "query,docid,rating\nq,ship,1\n",
        "cases.csv:2: `rel` alone expects nothing\n  \
         hint: add \"at_least\":{\"ndcg@5\":0.9}, or `--at-least ndcg@5=0.9` for all\n",
    );
}

#[test]
fn options_are_validated_before_the_file_is_read() {
    for (typed, told) in [
        (
            "--at-least ndcg@5",
            "--at-least ndcg@5: write a measure and a number, as in ndcg@5=0.9",
        ),
        (
            "--at-least rr=x",
            "--at-least rr=x: write a measure and a number, as in ndcg@5=0.9",
        ),
        (
            "--at-least rr=0",
            "--at-least rr=0: a floor of 0: it must be above 0, or nothing could fail, and at most 1",
        ),
        (
            "--at-least p=1",
            "--at-least p=1: `p` needs a depth, as in `p@10`",
        ),
        ("--junit x -o x", "--output and --junit are the same file"),
        ("--junit x -o ./x", "--output and --junit are the same file"),
        (
            "--junit none/x -o none/./x",
            "--output and --junit are the same file",
        ),
        (
            "--record ./x -o x",
            "--record and --output are the same file",
        ),
        (
            "--junit x --record x",
            "--junit and --record are the same file",
        ),
        (
            "--tolerance -1",
            "invalid value '-1' for '--tolerance <T>': must be 0 or more",
        ),
        (
            "--record x --tag a",
            "the argument '--record <FILE>' cannot be used with '--tag <TAG>'",
        ),
        (
            "--record x --fail-fast",
            "the argument '--record <FILE>' cannot be used with '--fail-fast'",
        ),
        (
            "--record x --replay y",
            "the argument '--record <FILE>' cannot be used with '--replay <FILE>'",
        ),
    ] {
        let run = Case::new().run(&format!("check cases.jsonl -m local/bm25 {typed}"));
        let first = run.code(2).stderr_str().lines().next();
        assert_eq!(first, Some(&*format!("error: {told}")), "{run}");
    }
    let run = Case::new().run("check - -m local/bm25 --docs -");
    let first = run.code(2).stderr_str().lines().next();
    assert_eq!(first, Some("error: standard input can be read only once"));
}
