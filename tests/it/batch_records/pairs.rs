use nimrank::testing::batch::RecordSettings;

use super::{read, read_jsonl};

#[test]
fn consecutive_pairs_are_one_query() {
    for (content, extension) in [
        (
            "{\"qid\":1,\"query\":\"a\",\"docid\":\"x\",\"text\":\"s\"}\n{\"qid\":\"1\",\"query\":\"a\",\"pid\":\"y\",\"text\":\"t\"}\n{\"qid\":2,\"query\":\"a\",\"id\":\"x\",\"text\":\"u\"}\n",
            "jsonl",
        ),
        ("qid,query,docid,text\n1,a,x,s\n1,a,y,t\n2,a,x,u\n", "csv"),
        ("query_id\tquery\tdocno\tpassage\n1\ta\tx\ts\n1\ta\ty\tt\n2\ta\tx\tu\n", "tsv"),
    ] {
        let expected = "0 1 a [\"x=s\", \"y=t\"] FILE:N\n1 2 a [\"x=u\"] FILE:N";
        let read = read(content, extension, RecordSettings::default()).replace("\"1\" a", "1 a");
        let read = read.replace("\"2\" a", "2 a");
        let places = |text: &str| {
            text.lines()
                .map(|line| line.rsplit_once(':').expect("a place").0.to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(places(&read), places(expected));
    }
}

#[test]
fn pairs_without_an_id_are_grouped_by_the_text_of_their_query() {
    let content = r#"{"query":"a","text":"s"}
{"query":"a","id":"7","document":{"text":"t"}}
{"query":"b","text":"u"}"#;
    assert_eq!(read_jsonl(content), "0 - a [\"s\", \"7=t\"] FILE:1\n1 - b [\"u\"] FILE:3");
}

#[test]
fn names_of_columns_can_be_given() {
    let mut settings = RecordSettings::default();
    settings.input.columns = Some(["qid", "pid", "query", "passage"].map(str::to_owned).to_vec());
    let content = "1\t7\tq\ta b\n1\t8\tq\tc\n";
    assert_eq!(read(content, "tsv", settings.clone()), "0 \"1\" q [\"7=a b\", \"8=c\"] FILE:1");
    assert_eq!(read(content, "txt", settings), "0 \"1\" q [\"7=a b\", \"8=c\"] FILE:1");
}

#[test]
fn a_bad_pair_spoils_its_own_query_only() {
    let pair =
        |id: u32, text: &str| format!("{{\"qid\":{id},\"query\":\"q\",\"text\":\"{text}\"}}");
    let between = [&pair(1, "a"), "{", &pair(1, "b"), &pair(2, "c")].join("\n");
    assert_eq!(
        read_jsonl(&between),
        "0 1 FILE:2: not a JSON object | EOF while parsing an object at column 1 | check it first: jq . FILE\n1 2 q [\"c\"] FILE:4"
    );
    let elsewhere = [&pair(1, "a"), "{", &pair(2, "c")].join("\n");
    assert_eq!(
        read_jsonl(&elsewhere),
        "0 1 q [\"a\"] FILE:1\n1 - FILE:2: not a JSON object | EOF while parsing an object at column 1 | check it first: jq . FILE\n2 2 q [\"c\"] FILE:3"
    );
    let fail = read(&between, "jsonl", RecordSettings::default());
    assert!(fail.starts_with("0 - FILE:2: not a JSON object"), "{fail}");
    assert_eq!(fail.lines().count(), 1);
}

#[test]
fn a_query_that_comes_back_is_not_sorted() {
    let pair =
        |id: u32, query: &str| format!("{{\"qid\":{id},\"query\":\"{query}\",\"text\":\"t\"}}");
    let content = [pair(1, "a"), pair(2, "b"), pair(1, "a"), pair(1, "a"), pair(3, "c")];
    let hint = "consecutive records with the same query are ranked together | sort by query: jq -cs 'sort_by(.qid // .query_id // .query)[]' FILE";
    assert_eq!(
        read_jsonl(&content.join("\n")),
        format!(
            "0 1 a [\"t\"] FILE:1\n1 2 b [\"t\"] FILE:2\n2 1 FILE:3: the query id `1` comes back after other queries | {hint}\n3 3 c [\"t\"] FILE:5"
        )
    );
}

#[test]
fn a_query_has_one_text() {
    let pair = |query: &str| format!("{{\"qid\":1,\"query\":\"{query}\",\"text\":\"t\"}}");
    assert_eq!(
        read_jsonl(&[pair("a"), pair("b"), pair("a")].join("\n")),
        "0 1 FILE:2: the query `1` has another text | its text is `a` at FILE:1 | give each query an id of its own"
    );
}

#[test]
fn rows_of_another_length_are_skipped() {
    let content = "qid,query,text\n1,a,s\n2,b\n3,c,t\n";
    let settings = RecordSettings { keeps_going: true, ..RecordSettings::default() };
    assert_eq!(
        read(content, "csv", settings),
        "0 \"1\" a [\"s\"] FILE:2\n1 - FILE:3: 2 fields under a header of 3\n2 \"3\" c [\"t\"] FILE:4"
    );
}
