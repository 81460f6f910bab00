//! Output formats: one line is one document, nothing is lost, and formats agree.

use std::sync::Arc;

use nimrank::testing::model::{
    Document, DocumentBuilder, FieldValue, Ranking, RecordFormat, Scored, SourceInfo, Spelling,
};
use nimrank::testing::output::OutputFormat;
use proptest::prelude::*;
use serde_json::Value;

use super::input::written;
use super::{cases, text};

type Texts = Vec<(Option<String>, String, Option<f64>)>;

/// Ids, texts and scores.
fn texts() -> impl Strategy<Value = Texts> {
    let score = prop_oneof![
        1 => Just(None),
        6 => prop::num::f64::NORMAL.prop_map(Some),
        2 => (-20.0..20.0_f64).prop_map(Some),
    ];
    prop::collection::vec((prop::option::of(text()), text(), score), 0..6)
}

/// Returns a ranking of them in this order.
fn ranking(texts: &Texts) -> Ranking {
    let source = Arc::new(SourceInfo { name: "stdin".into(), format: RecordFormat::Lines });
    let document = |line, id: Option<&String>, text: &str| -> Document {
        let part = FieldValue::Within(0..text.len());
        let builder =
            DocumentBuilder::new(&source, line, text.as_bytes()).text(part, Spelling::Plain);
        let builder = match id {
            Some(id) => builder.id(FieldValue::Decoded(id.as_bytes()), Spelling::Plain),
            None => builder,
        };
        builder.finish().expect("it is small")
    };
    let results = (1..).zip(texts).map(|(line, (id, text, score))| Scored {
        index: line - 1,
        score: *score,
        window: None,
        document: document(line, id.as_ref(), text),
    });
    Ranking {
        results: results.collect(),
        documents: texts.len() as u64,
        blank: 0,
        blank_lines: 0,
        tables: Vec::new(),
    }
}

/// Unescapes a TSV field as documented.
fn unescaped(field: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = field.chars();
    while let Some(c) = rest.next() {
        text.push(match c {
            '\\' => match rest.next()? {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                '\\' => '\\',
                _ => return None,
            },
            c => c,
        });
    }
    Some(text)
}

/// Returns rank, score, name and text of each row of a format.
type Rows = Vec<(u64, Option<f64>, String, String)>;

fn name(id: Option<&String>, index: usize) -> String {
    id.filter(|id| !id.is_empty()).cloned().unwrap_or_else(|| format!("stdin:{}", index + 1))
}

fn expected(texts: &Texts) -> Rows {
    let rows = texts.iter().enumerate();
    rows.map(|(at, (id, text, score))| (at as u64 + 1, *score, name(id.as_ref(), at), text.clone()))
        .collect()
}

fn number(text: &str) -> Option<f64> {
    (!text.is_empty()).then(|| text.parse().expect("a score is a number"))
}

fn of_tsv(bytes: &[u8]) -> Rows {
    let text = std::str::from_utf8(bytes).expect("TSV is UTF-8");
    assert!(text.is_empty() || text.ends_with('\n'));
    let row = |line: &str| {
        let fields: Vec<_> = line.split('\t').collect();
        assert_eq!(fields.len(), 4, "{line}");
        let rank = fields[0].parse().expect("a rank is a number");
        let [name, text] = [fields[2], fields[3]].map(|f| unescaped(f).expect("escapes are known"));
        (rank, number(fields[1]), name, text)
    };
    text.split_terminator('\n').map(row).collect()
}

fn of_csv(bytes: &[u8]) -> Rows {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().expect("there is a header").clone();
    assert_eq!(&header, &["rank", "score", "id", "text"][..]);
    let row = |record: csv::Result<csv::StringRecord>| {
        let record = record.expect("a row is sound");
        let rank = record[0].parse().expect("a rank is a number");
        (rank, number(&record[1]), record[2].to_owned(), record[3].to_owned())
    };
    reader.records().map(row).collect()
}

fn of_result(result: &Value) -> (u64, Option<f64>, String, String) {
    let index = result["index"].as_u64().expect("an index");
    let origin = result["origin"].as_str().expect("an origin");
    assert_eq!(origin, format!("stdin:{}", index + 1));
    let name = result["id"].as_str().filter(|id| !id.is_empty());
    let name = name.unwrap_or(origin);
    (
        result["rank"].as_u64().expect("a rank"),
        result["relevance_score"].as_f64(),
        name.to_owned(),
        result["document"]["text"].as_str().expect("a text").to_owned(),
    )
}

fn of_json(bytes: &[u8]) -> Rows {
    let whole: Value = serde_json::from_slice(bytes).expect("JSON parses");
    let results = whole["results"].as_array().expect("a list");
    results.iter().map(of_result).collect()
}

fn of_jsonl(bytes: &[u8]) -> Rows {
    let text = std::str::from_utf8(bytes).expect("JSON is UTF-8");
    let result = |line| of_result(&serde_json::from_str(line).expect("a line parses"));
    text.split_terminator('\n').map(result).collect()
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_tsv_record_is_one_reversible_line(texts in texts()) {
        let bytes = written(&ranking(&texts), OutputFormat::Tsv, false);
        prop_assert_eq!(bytes.split(|byte| *byte == b'\n').count(), texts.len() + 1);
        prop_assert!(!bytes.contains(&b'\r'));
        prop_assert_eq!(of_tsv(&bytes), expected(&texts));
    }

    #[test]
    fn the_formats_agree_on_order_scores_names_and_texts(texts in texts()) {
        let ranking = ranking(&texts);
        let expected = expected(&texts);
        prop_assert_eq!(&of_csv(&written(&ranking, OutputFormat::Csv, false)), &expected);
        prop_assert_eq!(&of_json(&written(&ranking, OutputFormat::Json, false)), &expected);
        prop_assert_eq!(&of_jsonl(&written(&ranking, OutputFormat::Jsonl, false)), &expected);
    }

    #[test]
    fn tables_contain_no_control_characters(texts in texts()) {
        let bytes = written(&ranking(&texts), OutputFormat::Table, false);
        let text = String::from_utf8(bytes).expect("a table is UTF-8");
        let acts = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        prop_assert!(!text.contains(acts), "{:?}", text);
    }
}
