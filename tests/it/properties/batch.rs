//! Queries of `batch`: no bytes cause a panic, and all shapes of the same data are read alike.

use nimrank::testing::batch::{
    self, BadRecord, BatchSettings, JoinSettings, QueryFields, QueryRecord, RecordSettings, id_text,
};
use nimrank::testing::input::{DocumentSource, InputSettings};
use nimrank::testing::source::Source;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{cases, text};
use crate::support::Kept;

type Read = Vec<Result<QueryRecord, BadRecord>>;

fn source(file: &Kept) -> Source {
    Source::File(file.path().to_owned())
}

fn read_records(content: &[u8], extension: &str, keeps_going: bool) -> Read {
    let file = Kept::new(content, extension);
    let settings =
        RecordSettings { sources: vec![source(&file)], keeps_going, ..RecordSettings::default() };
    let read = batch::read(BatchSettings::Records(settings), Box::new(|_| {}));
    read.expect("the file is there").collect()
}

/// Reads queries, a collection and candidates; an error of any of them is no queries.
fn read_joined(queries: &Kept, docs: &Kept, candidates: Option<&Kept>, is_lenient: bool) -> Read {
    let settings = JoinSettings {
        queries: source(queries),
        query_fields: QueryFields::default(),
        collection: InputSettings {
            sources: vec![DocumentSource::Stream(source(docs))],
            ..InputSettings::default()
        },
        candidates: candidates.map(source),
        depth: None,
        skips_missing: is_lenient,
        keeps_going: is_lenient,
    };
    match batch::read(BatchSettings::Joined(settings), Box::new(|_| {})) {
        Ok(queries) => queries.collect(),
        Err(fault) => {
            assert!(is_lenient, "{fault}");
            Vec::new()
        }
    }
}

/// Pieces of records, whole and broken.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        r#"{"query":"a","documents":["x",{"text":"y","id":1}]}"#,
        r#"{"qid":1,"query":"a","text":"x"}"#,
        r#"{"qid":"1","query":"a","doc":{"text":"x"},"docid":"d"}"#,
        r#"{"query":{"text":"a","id":2},"candidates":[{"doc":{"contents":"x"}}]}"#,
        r#"{"texts":[{"name":"query","contents":["a"]},{"name":"passages","contents":["b"]}]}"#,
        r#"{"query":"a","docs":"#,
        r#"{"query":"\ud83d","hits":[]}"#,
        "{\"query\":1}",
        "qid,query,text\n",
        "query\tdocuments\n",
        "1,a,x\n",
        "1\ta\n",
        "1 Q0 d 1 0.5 t\n",
        "1 d 1\n",
        "[",
        "]",
        "{",
        "}",
        "\"",
        ",",
        "\t",
        "null",
        " ",
        "\r",
        "\u{1e}",
        "\u{FEFF}",
    ]);
    let piece = prop_oneof![
        8 => known.prop_map(|text| text.as_bytes().to_vec()),
        6 => Just(b"\n".to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn check(read: &Read) -> Result<(), TestCaseError> {
    for (number, query) in (0..).zip(read) {
        match query {
            Ok(query) => prop_assert_eq!(query.number, number),
            Err(bad) => {
                prop_assert_eq!(bad.number, number);
                prop_assert!(!bad.diagnostic.problem().is_empty());
                prop_assert!(bad.diagnostic.get_place().is_some(), "{:?}", bad);
                let is_last = number + 1 == read.len() as u64;
                prop_assert!(bad.is_recoverable || is_last, "{:?}", read);
            }
        }
    }
    Ok(())
}

/// A query with its documents, as id and text.
type Plain = (String, String, Vec<(Option<String>, String)>);

fn plain(read: Read) -> Vec<Plain> {
    let plain = |query: QueryRecord| {
        let documents = query.documents.iter();
        let documents =
            documents.map(|document| (document.id().map(Into::into), document.text().into_owned()));
        let id = id_text(query.id.as_ref(), query.number).into_owned();
        (id, query.query, documents.collect())
    };
    read.into_iter().map(|query| plain(query.expect("a good record"))).collect()
}

/// Queries with different ids and documents.
fn queries() -> impl Strategy<Value = Vec<Plain>> {
    // A blank query is refused, and NUL is not text.
    let text = || text().prop_map(|text| text.replace('\0', ""));
    let documents = prop::collection::vec(text(), 1..4);
    prop::collection::vec((text(), documents), 0..5).prop_map(|queries| {
        let named = (0..).zip(queries).map(|(number, (query, documents))| {
            let documents = (0..).zip(documents);
            let documents = documents.map(|(at, text)| (Some(format!("d{number}-{at}")), text));
            (format!("q{number}"), format!("{query}x"), documents.collect())
        });
        named.collect()
    })
}

fn lines(values: impl Iterator<Item = Value>) -> Vec<u8> {
    values.map(|value| format!("{value}\n")).collect::<String>().into_bytes()
}

fn nested(queries: &[Plain]) -> Vec<Value> {
    let record = |(id, query, documents): &Plain| {
        let documents: Vec<_> =
            documents.iter().map(|(id, text)| json!({"id": id, "text": text})).collect();
        json!({"qid": id, "query": query, "documents": documents})
    };
    queries.iter().map(record).collect()
}

/// Returns rows of query id, query, document id and text.
fn pairs(queries: &[Plain]) -> Vec<[&str; 4]> {
    queries
        .iter()
        .flat_map(|(id, query, documents)| {
            documents.iter().map(move |(doc, text)| {
                [id.as_str(), query.as_str(), doc.as_deref().unwrap_or_default(), text.as_str()]
            })
        })
        .collect()
}

fn csv(rows: &[[&str; 4]]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["qid", "query", "docid", "text"]).expect("written to memory");
    for row in rows {
        writer.write_record(row).expect("written to memory");
    }
    writer.into_inner().expect("written to memory")
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn no_bytes_make_the_readers_of_records_panic(
        content in bytes(),
        extension in prop::sample::select(vec!["", "jsonl", "json", "csv", "tsv"]),
    ) {
        let all = read_records(&content, extension, true);
        check(&all)?;
        let until = read_records(&content, extension, false);
        check(&until)?;
        prop_assert!(until.iter().rev().skip(1).all(Result::is_ok));
        if all.iter().all(Result::is_ok) {
            prop_assert_eq!(plain(all), plain(until));
        }
    }

    #[test]
    fn no_bytes_make_joins_panic(
        queries in bytes(),
        docs in bytes(),
        candidates in prop::option::of(bytes()),
    ) {
        let file = |content: &Vec<u8>| Kept::new(content, "");
        let (queries, docs) = (file(&queries), file(&docs));
        let candidates = candidates.as_ref().map(file);
        check(&read_joined(&queries, &docs, candidates.as_ref(), true))?;
    }

    #[test]
    fn all_shapes_of_the_same_data_are_read_alike(queries in queries()) {
        let nested = nested(&queries);
        let content = lines(nested.iter().cloned());
        prop_assert_eq!(&plain(read_records(&content, "jsonl", false)), &queries);
        let array = serde_json::to_vec_pretty(&nested).expect("JSON");
        prop_assert_eq!(&plain(read_records(&array, "json", false)), &queries);
        let rows = pairs(&queries);
        let pair = |row: &[&str; 4]| {
            let [qid, query, docid, text] = row;
            json!({"qid": qid, "query": query, "docid": docid, "text": text})
        };
        let content = lines(rows.iter().map(pair));
        prop_assert_eq!(&plain(read_records(&content, "jsonl", false)), &queries);
        prop_assert_eq!(&plain(read_records(&csv(&rows), "csv", false)), &queries);
    }

    #[test]
    fn joined_data_is_read_like_nested(queries in queries(), seed in any::<prop::sample::Index>()) {
        let texts = lines(queries.iter().map(|(id, query, _)| json!({"id": id, "text": query})));
        let mut documents: Vec<_> = queries.iter().flat_map(|(_, _, documents)| documents).collect();
        if !documents.is_empty() {
            let middle = seed.index(documents.len());
            documents.rotate_left(middle);
        }
        let documents = lines(documents.iter().map(|(id, text)| json!({"text": text, "id": id})));
        let candidates: String = queries
            .iter()
            .rev()
            .flat_map(|(id, _, documents)| {
                documents.iter().map(move |(doc, _)| {
                    format!("{id}\t{}\t0\n", doc.as_deref().unwrap_or_default())
                })
            })
            .collect();
        let (texts, documents) = (Kept::new(&texts, "jsonl"), Kept::new(&documents, "jsonl"));
        let candidates = Kept::new(candidates.as_bytes(), "txt");
        prop_assert_eq!(plain(read_joined(&texts, &documents, Some(&candidates), false)), queries);
    }
}
