use std::sync::{Arc, Mutex};

use nimrank::testing::batch::{self, BatchSettings, JoinSettings, QueryFields};
use nimrank::testing::input::{DocumentSource, InputSettings, Notice};
use nimrank::testing::source::Source;

use super::line;
use crate::support::Kept;

const DOCS: (&str, &str) = (
    r#"{"id":"a","text":"A"}
{"id":"b","text":"B","title":"x\ud83dy"}
{"id":"c","text":null}
{"id":7,"text":"S"}
"#,
    "jsonl",
);

/// A joined input; files are given as content and extension.
#[derive(Clone)]
struct Join<'a> {
    queries: (&'a str, &'a str),
    docs: (&'a str, &'a str),
    candidates: Option<(&'a str, &'a str)>,
    depth: Option<usize>,
    skips_missing: bool,
    keeps_going: bool,
    query_fields: QueryFields,
}

impl Default for Join<'_> {
    fn default() -> Self {
        Self {
            queries: ("q1\tsalt\nq2\tsugar\n", "tsv"),
            docs: DOCS,
            candidates: None,
            depth: None,
            skips_missing: false,
            keeps_going: false,
            query_fields: QueryFields::default(),
        }
    }
}

impl Join<'_> {
    /// Returns the queries, or the error, after the warnings.
    fn read(&self) -> String {
        let file = |(content, extension): (&str, &str)| Kept::new(content.as_bytes(), extension);
        let (queries, docs) = (file(self.queries), file(self.docs));
        let candidates = self.candidates.map(file);
        let source = |file: &Kept| Source::File(file.path().to_owned());
        let settings = JoinSettings {
            queries: source(&queries),
            query_fields: self.query_fields.clone(),
            collection: InputSettings {
                sources: vec![DocumentSource::Stream(source(&docs))],
                ..InputSettings::default()
            },
            candidates: candidates.as_ref().map(source),
            depth: self.depth,
            skips_missing: self.skips_missing,
            keeps_going: self.keeps_going,
        };
        let warnings = Arc::new(Mutex::new(Vec::new()));
        let taken = Arc::clone(&warnings);
        let on_notice = move |notice| {
            if let Notice::Warning(warning) = notice {
                taken.lock().expect("no test panics").push(format!("warning: {warning}"));
            }
        };
        let read = batch::read(BatchSettings::Joined(settings), Box::new(on_notice));
        let lines: Vec<_> = match read {
            Ok(queries) => queries.map(|query| line(&query)).collect(),
            Err(fault) => {
                let parts = [Some(&*fault.to_string()), fault.get_cause(), fault.get_hint()]
                    .into_iter()
                    .flatten()
                    .map(str::to_owned)
                    .collect::<Vec<_>>();
                vec![parts.join(" | ")]
            }
        };
        let mut all = warnings.lock().expect("no test panics").clone();
        all.extend(lines);
        let names = [(Some(&queries), "Q"), (Some(&docs), "D"), (candidates.as_ref(), "C")];
        names.into_iter().fold(all.join("\n"), |text, (file, name)| match file {
            Some(file) => text.replace(&*file.path().to_string_lossy(), name),
            None => text,
        })
    }
}

fn candidates(content: &str) -> Join<'_> {
    Join { candidates: Some((content, "txt")), ..Join::default() }
}

#[test]
fn all_forms_of_candidates_are_read() {
    let expected = "0 \"q1\" salt [\"b=B\", \"a=A\"] Q:1\n1 \"q2\" sugar [\"7=S\", \"c=\"] Q:2";
    for content in [
        // by score, in any order of lines, equal scores in file order
        "q2 Q0 7 1 2.5 t\nq1 Q0 a 1 1 t\nq1 Q0 b 2 3 t\nq2 Q0 c 2 2.5 t\n",
        // in file order
        "q1\tb\t1\nq1\ta\t2\nq2\t7\t1\nq2\tc\t2\n",
        "q1 b 0.5\nq1 a 0.7\nq2 7 0\nq2 c 0\n",
        "q1 b 1 0.5\nq1 a 2 0.7\nq2 7 1 0\nq2 c 2 9\n",
        // tables and JSON
        "query,docid,score\nq1,a,1\nq1,b,2\nq2,7,5\nq2,c,5\n",
        r#"{"id":"q1","query":"salt","results":[{"index":1,"id":"b","relevance_score":2},{"index":0,"id":"a","relevance_score":1}]}
{"id":"x","query":null,"error":{"code":2,"message":"m","cause":null,"hint":null}}
{"id":"q2","query":"sugar","results":[{"index":1,"id":"c","relevance_score":null},{"index":0,"id":7,"relevance_score":-1}]}
"#,
        r#"{"case":"q1","model":"m","api":"nim","truncate":"end","query":"salt","docs":[{"id":"a","hash":"9f2c41aa0b7e12cd","score":1.0},{"id":"b","hash":"9f2c41aa0b7e12cd","score":2.0}]}
{"case":"q2","model":"m","api":"nim","truncate":"end","query":"sugar","docs":[{"id":"c","hash":"cbf29ce484222325","score":null},{"id":"7","hash":"9f2c41aa0b7e12cd","score":2.0}]}
"#,
    ] {
        assert_eq!(candidates(content).read(), expected, "{content}");
    }
}

#[test]
fn all_forms_of_queries_are_read() {
    for (queries, ids) in [
        (("q1\tsalt\nq2\tsugar\n", "tsv"), ["\"q1\"", "\"q2\""]),
        (("q1\tsalt\nq2\tsugar\n", "txt"), ["\"q1\"", "\"q2\""]),
        (("qid\ttext\nq1\tsalt\nq2\tsugar\n", "tsv"), ["\"q1\"", "\"q2\""]),
        (("query_id,query,x\nq1,salt,1\nq2,sugar,2\n", "csv"), ["\"q1\"", "\"q2\""]),
        (("_id,text\nq1,salt\nq2,sugar\n", ""), ["\"q1\"", "\"q2\""]),
        (
            (
                "{\"_id\":\"q1\",\"text\":\"salt\",\"metadata\":{}}\n{\"qid\":2,\"query\":\"sugar\"}\n",
                "",
            ),
            ["\"q1\"", "2"],
        ),
        (("[{\"id\":\"q1\",\"text\":\"salt\"},{\"text\":\"sugar\"}]", "json"), ["\"q1\"", "-"]),
        (("[\"salt\",\"sugar\"]", "json"), ["-", "-"]),
        (("salt\r\nsugar", "txt"), ["0", "1"]),
        (("salt\nsugar\n", ""), ["0", "1"]),
    ] {
        let read = Join { queries, docs: ("{\"text\":\"t\"}", "jsonl"), ..Join::default() }.read();
        let read: Vec<_> =
            read.lines().map(|line| line.rsplit_once(' ').expect("a place").0).collect();
        let [first, second] = ids;
        assert_eq!(
            read,
            [format!("0 {first} salt [\"t\"]"), format!("1 {second} sugar [\"t\"]")],
            "{queries:?}"
        );
    }
    let blank = Join { queries: ("\nsalt\n\nsugar\n", "txt"), ..Join::default() };
    let lines = blank.read();
    assert!(lines.starts_with("0 1 salt") && lines.contains("\n1 3 sugar"), "{lines}");
}

#[test]
fn queries_that_cannot_be_used_are_refused() {
    for (queries, expected) in [
        (
            ("q1\tsalt\tx\n", "tsv"),
            "0 - Q:1: 3 fields, not the id and the text of a query | a header names other columns, for instance `qid` and `text`",
        ),
        (
            ("q1\tsalt\nq1\tsugar\n", "tsv"),
            "1 \"q1\" Q:2: duplicate query id `q1` | give each query an id of its own",
        ),
        (("q1\t \n", "tsv"), "0 \"q1\" Q:1: the query is blank"),
        (
            ("{\"id\":3}\n", "jsonl"),
            "0 3 Q:1: no field `text`, `query`, `question`, `user_input`, `q` | its fields are `id`",
        ),
        (("{\"id\":3,\"text\":null}\n", "jsonl"), "0 3 Q:1: the field `text` is null, not a query"),
        (
            ("a,b\n1,salt\n", "csv"),
            "0 - Q:1: no column `text`, `query`, `question`, `user_input`, `q` | its columns are `a`, `b` | END",
        ),
        (
            ("<top>\n<num> Number: 301\n", "txt"),
            "0 - Q: topics in XML or SGML, not queries | write each query as one line: its id, a tab, its text | END",
        ),
    ] {
        let read = Join {
            queries,
            keeps_going: true,
            docs: ("{\"text\":\"t\"}", "jsonl"),
            ..Join::default()
        }
        .read();
        let bad = read.lines().find(|line| !line.contains("[\"t\"]"));
        assert_eq!(bad, Some(expected), "{queries:?}");
    }
}

#[test]
fn candidates_that_match_nothing_are_counted() {
    let content = "q1 a 1\nq1 z 2\nq1 y 3\nq3 a 1\nq4 b 1\n";
    assert_eq!(
        candidates(content).read(),
        "C:4: 2 query ids without a query, the first is `q3` | the queries are those of Q | `--missing skip` leaves them out"
    );
    let known = "q1 a 1\nq1 z 2\nq1 y 3\nq2 x 1\n";
    assert_eq!(
        candidates(known).read(),
        "C:2: 3 candidates without a document, the first is `z` of query `q1` | the first document has the id `a` | `--missing skip` leaves them out"
    );
    assert_eq!(
        Join { skips_missing: true, ..candidates(content) }.read(),
        "warning: C: 2 query ids without a query skipped\nwarning: C: 2 candidates without a document skipped\nwarning: 1 query has no candidates in C\n0 \"q1\" salt [\"a=A\"] Q:1\n1 \"q2\" sugar [] Q:2"
    );
    // Depth comes first.
    assert_eq!(
        Join { depth: Some(1), ..candidates("q1 a 1\nq1 z 2\nq2 7 1\n") }.read(),
        "0 \"q1\" salt [\"a=A\"] Q:1\n1 \"q2\" sugar [\"7=S\"] Q:2"
    );
}

#[test]
fn duplicates_and_missing_ids_are_errors() {
    assert_eq!(
        candidates("q1 a 1\nq2 a 1\nq1 a 2\n").read(),
        "C:3: duplicate document `a` | it is on line 1, for the same query `q1` | keep one of the two lines"
    );
    assert_eq!(
        candidates("q1 a\nq2 a\n").read(),
        "C:1: 2 columns, not 3, 4 or 6 | lines are `query document …` or `query Q0 document rank score tag` | ids contain no white space; a table has a header such as `query,docid,score`"
    );
    assert_eq!(
        candidates("q1 a 1\nq2 a 1 2\n").read(),
        "C:2: 4 columns, not 3 | they should be: query document rank | all lines of a file have the same columns"
    );
    let docs = "{\"id\":\"b\",\"text\":\"x\"}\n{\"id\":\"b\",\"text\":\"y\"}\n{\"id\":\"a\",\"text\":\"A\"}\n{\"id\":\"a\",\"text\":\"A\"}\n";
    let join = |docs| Join { docs: (docs, "jsonl"), ..candidates("q1 a 1\nq2 a 1\n") };
    assert_eq!(
        join(docs).read(),
        "D:4: duplicate id `a` | the document at D:3 has it too | give each document an id of its own"
    );
    assert_eq!(
        join("{\"text\":\"x\"}\n").read(),
        "D:1: the document has no id | candidates name documents by their ids | `--id-field NAME` names the field with the id"
    );
    let all = Join { candidates: None, ..join(docs) };
    assert_eq!(
        all.read(),
        "D:2: duplicate id `b` | the document at D:1 has it too | give each document an id of its own"
    );
}

#[test]
fn without_candidates_every_query_ranks_the_collection() {
    assert_eq!(
        Join::default().read(),
        "0 \"q1\" salt [\"a=A\", \"b=B\", \"c=\", \"7=S\"] Q:1\n1 \"q2\" sugar [\"a=A\", \"b=B\", \"c=\", \"7=S\"] Q:2"
    );
    let none = Join { queries: ("", "tsv"), docs: ("{", "jsonl"), ..candidates("q1 a 1") };
    assert_eq!(none.read(), "");
}
