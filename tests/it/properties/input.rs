//! Readers: no bytes cause a panic, and records round-trip.

use std::sync::Arc;

use nimrank::testing::input::{self, DocumentSource, Format, InputSettings};
use nimrank::testing::model::{Document, Ranking, RunInfo, Scale, Scored};
use nimrank::testing::output::{self, OutputStyle, RankingReport};
use nimrank::testing::source::Source;
use nimrank::testing::table::TextStyle;
use proptest::prelude::*;

use super::{cases, text};
use crate::support::Kept;

/// Returns the documents before the first bad one, and whether there is one.
fn read(content: &[u8], format: Format, nul: bool) -> (Vec<Document>, bool) {
    let file = Kept::new(content, "");
    let settings = InputSettings {
        sources: vec![DocumentSource::Stream(Source::File(file.path().to_owned()))],
        format,
        nul,
        ..InputSettings::default()
    };
    let documents = input::read(settings, Box::new(|_| {}));
    let documents = documents.expect("the file is there");
    let (mut good, mut bad) = (Vec::new(), false);
    for document in documents {
        assert!(!bad, "there is nothing after an error");
        match document {
            Ok(document) => good.push(document),
            Err(error) => {
                bad = true;
                assert!(!error.problem().is_empty(), "{error:?}");
                assert!(error.get_place().is_some(), "{error:?}");
            }
        }
    }
    (good, bad)
}

/// Returns the documents as `--format` prints them, in order.
pub(super) fn printed(
    documents: Vec<Document>,
    format: output::OutputFormat,
    nul: bool,
) -> Vec<u8> {
    let scored = |(index, document)| Scored { index, score: Some(0.5), window: None, document };
    // All of them come from one file.
    let tables = documents.first().map(|document| Arc::clone(document.source()));
    let ranking = Ranking {
        documents: documents.len() as u64,
        blank: 0,
        blank_lines: 0,
        tables: tables.into_iter().collect(),
        results: (0..).zip(documents).map(scored).collect(),
    };
    written(&ranking, format, nul)
}

/// Returns a ranking as printed.
pub(super) fn written(ranking: &Ranking, format: output::OutputFormat, nul: bool) -> Vec<u8> {
    let report =
        RankingReport { query: "a \"query\"", query_id: "0", ranking, run: &RunInfo::default() };
    let style = OutputStyle {
        format,
        scale: Scale::Raw,
        score_name: "logit",
        documents: true,
        run_name: "nimrank".to_owned(),
        nul,
        text: TextStyle { color: false, width: 80 },
        max_lines: None,
    };
    let mut bytes = Vec::new();
    output::write(&report, &style, &mut bytes).expect("strings take writes");
    bytes
}

const INPUTS: [Format; 9] = [
    Format::Auto,
    Format::Lines,
    Format::Jsonl,
    Format::Json,
    Format::Csv,
    Format::Tsv,
    Format::Grep,
    Format::RgJson,
    Format::Paths,
];

const OUTPUTS: [output::OutputFormat; 6] = [
    output::OutputFormat::Table,
    output::OutputFormat::Tsv,
    output::OutputFormat::Json,
    output::OutputFormat::Jsonl,
    output::OutputFormat::Csv,
    output::OutputFormat::Raw,
];

/// Bytes with much of what readers look for.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "{\"text\":",
        "{\"id\":1,\"text\":\"a\"}",
        "{\"text\":null}",
        "\"image\":\"",
        "\"id\":",
        "{\"type\":\"match\",\"data\":{",
        "\"lines\":{\"text\":\"a\\n\"}",
        "\"lines\":{\"bytes\":\"gA==\"}",
        "\"path\":{\"text\":\"a\"}",
        "}",
        "]",
        "[",
        "{",
        ",",
        ":",
        "\"",
        "\\",
        "\\ud83d",
        "\\ude00",
        "\\u0041",
        "data:image/png;base64,",
        "id,text\n",
        "id\ttext\n",
        "text\n",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        "--\n",
        "-3-",
        ":7:",
        ":7:3:",
        "Cargo.toml",
        "Cargo.toml:1:",
        "\x1b[31m",
        "\x1b]0;",
        "\u{FEFF}",
        "1e5",
        "99999999999999999999",
        "null",
        "true",
        "é",
        "猫",
    ]);
    let piece = prop_oneof![
        6 => known.prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..6),
        1 => Just(vec![0]),
        1 => Just(vec![0xFF, 0xFE]),
        1 => Just(vec![0xC3]),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn no_input_makes_readers_or_writers_panic(bytes in bytes(), nul in any::<bool>()) {
        for input in INPUTS {
            for output in OUTPUTS {
                let (documents, _) = read(&bytes, input, nul);
                let (count, texts) = (documents.len(), documents.iter().map(|d| d.text().len()).sum::<usize>());
                let written = printed(documents, output, nul);
                if count == 0 {
                    continue;
                }
                prop_assert!(!written.is_empty());
                prop_assert!(output == output::OutputFormat::Table || output == output::OutputFormat::Raw || written.len() >= texts);
                if matches!(output, output::OutputFormat::Json | output::OutputFormat::Jsonl) {
                    let values = serde_json::Deserializer::from_slice(&written).into_iter::<serde::de::IgnoredAny>();
                    let values: Result<Vec<_>, _> = values.collect();
                    prop_assert!(values.is_ok(), "{:?}: {}", input, String::from_utf8_lossy(&written));
                }
                if output == output::OutputFormat::Table {
                    let text = String::from_utf8_lossy(&written);
                    prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{:?}: {:?}", input, text);
                }
            }
        }
    }
}

/// A document without its position.
fn essence(document: &Document) -> (Vec<u8>, String, Option<String>) {
    let id = document.id().map(std::borrow::Cow::into_owned);
    (document.record().to_vec(), document.text().into_owned(), id)
}

/// Documents that are printed raw and read again are the same.
fn round_trips(content: &[u8], format: Format, nul: bool) -> Result<usize, TestCaseError> {
    let (documents, bad) = read(content, format, nul);
    prop_assert!(!bad, "{}", String::from_utf8_lossy(content));
    let known: Vec<_> = documents.iter().map(essence).collect();
    let raw = printed(documents, output::OutputFormat::Raw, nul);
    let (again, bad) = read(&raw, format, nul);
    prop_assert!(!bad, "{}", String::from_utf8_lossy(&raw));
    prop_assert_eq!(again.iter().map(essence).collect::<Vec<_>>(), known.clone());
    Ok(known.len())
}

/// Returns a CSV field, quoted where needed and sometimes where not.
fn field(text: &str, quote: bool, delimiter: char) -> String {
    if quote || text.contains(['"', '\n', '\r', delimiter]) || text.starts_with('\u{FEFF}') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn lines_round_trip(texts in prop::collection::vec(text(), 0..8), last in any::<bool>()) {
        let texts: Vec<_> = texts.iter().map(|text| text.replace(['\n', '\0'], " ").replace('\u{FEFF}', "")).collect();
        let mut content = texts.join("\n");
        if last && !content.is_empty() {
            content.push('\n');
        }
        let count = round_trips(content.as_bytes(), Format::Lines, false)?;
        prop_assert_eq!(count, content.lines().count());
    }

    #[test]
    fn nul_separated_lines_round_trip(texts in prop::collection::vec(text(), 1..8)) {
        let texts: Vec<_> = texts.iter().map(|text| format!("{}\0", text.replace(['\0', '\u{FEFF}'], ""))).collect();
        let count = round_trips(texts.concat().as_bytes(), Format::Lines, true)?;
        prop_assert_eq!(count, texts.len());
    }

    #[test]
    fn json_records_round_trip(rows in prop::collection::vec((text(), text(), text()), 0..6)) {
        let line = |(id, text, other): &(String, String, String)| {
            let [id, text, other] = [id, text, other].map(|part| serde_json::json!(part));
            format!("{{\"n\":1.50, \"other\":{other},\"text\" :{text},\"id\":{id}}}\n")
        };
        let content: String = rows.iter().map(line).collect();
        prop_assert_eq!(round_trips(content.as_bytes(), Format::Jsonl, false)?, rows.len());
        let (documents, _) = read(content.as_bytes(), Format::Jsonl, false);
        for (document, (id, text, _)) in documents.iter().zip(&rows) {
            prop_assert_eq!(&document.text(), text);
            let own = document.id().expect("there is an id");
            prop_assert_eq!(own.as_ref(), id);
        }
        let array = format!("[{}]", content.trim_end().replace('\n', ",\n"));
        let (elements, bad) = read(array.as_bytes(), Format::Json, false);
        prop_assert!(!bad);
        let essences = |documents: &[Document]| documents.iter().map(essence).collect::<Vec<_>>();
        prop_assert_eq!(essences(&elements), essences(&documents));
    }

    #[test]
    fn table_rows_round_trip(
        rows in prop::collection::vec((text(), text(), any::<bool>()), 0..6),
        tabs in any::<bool>(),
        returns in any::<bool>(),
    ) {
        let (delimiter, format) = if tabs { ('\t', Format::Tsv) } else { (',', Format::Csv) };
        let end = if returns { "\r\n" } else { "\n" };
        // A field of TSV ends on its line, and a carriage return at its end is part of the line end.
        let unusual: &[char] = if tabs { &['\n', '\r', '\0'] } else { &['\0'] };
        let plain = |part: &String| part.replace(unusual, " ");
        let rows: Vec<_> = rows
            .iter()
            .map(|(id, text, quote)| (plain(id), plain(text), *quote))
            .collect();
        let row = |(id, text, quote): &(String, String, bool)| {
            let [id, text] = [id, text].map(|part| field(part, *quote, delimiter));
            format!("{id}{delimiter}{text}{end}")
        };
        let content = format!("id{delimiter}text{end}{}", rows.iter().map(row).collect::<String>());
        prop_assert_eq!(round_trips(content.as_bytes(), format, false)?, rows.len());
        let (documents, _) = read(content.as_bytes(), format, false);
        for (document, (id, text, _)) in documents.iter().zip(&rows) {
            prop_assert_eq!(&document.text(), text);
            let own = document.id().unwrap_or_default();
            prop_assert_eq!(own.as_ref(), id);
        }
    }

    /// The reference of TSV takes lines apart at tabs; the one of CSV is the csv crate, for well-formed tables.
    #[test]
    fn tables_are_read_like_a_reference(
        rows in prop::collection::vec(prop::collection::vec("[ab\"\t, é]{0,6}", 2), 1..8),
        tabs in any::<bool>(),
    ) {
        let delimiter = if tabs { '\t' } else { ',' };
        let rows: Vec<_> = rows
            .iter()
            .map(|row| row.iter().map(|cell| if tabs { cell.replace('\t', " ") } else { field(cell, false, ',') }))
            .map(|row| row.collect::<Vec<_>>().join(&delimiter.to_string()))
            .collect();
        let content = format!("id{delimiter}text\n{}\n", rows.join("\n"));
        let format = if tabs { Format::Tsv } else { Format::Csv };
        let (documents, bad) = read(content.as_bytes(), format, false);
        prop_assert!(!bad, "{content}");
        let texts: Vec<_> = documents.iter().map(|document| document.text().into_owned()).collect();
        let expected: Vec<_> = rows
            .iter()
            .map(|row| if tabs { tsv_reference(row) } else { csv_reference(row) })
            .collect();
        prop_assert_eq!(texts, expected, "{}", content);
        let raw = printed(documents, output::OutputFormat::Raw, false);
        prop_assert_eq!(raw, content.into_bytes());
    }
}

/// Returns the second field of a TSV row, of which a quote is text unless the field is enclosed in quotes.
fn tsv_reference(row: &str) -> String {
    let field = row.split('\t').nth(1).expect("two fields");
    let inner = field
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .map(|inner| inner.replace("\"\"", "\0"));
    match inner {
        Some(inner) if !inner.contains('"') => inner.replace('\0', "\""),
        _ => field.to_owned(),
    }
}

/// Returns the second field of a CSV row.
fn csv_reference(row: &str) -> String {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_bytes());
    let record = reader.records().next().expect("a row").expect("valid");
    record[1].to_owned()
}
