//! Arbitrary bytes as input in each format, read, ranked and printed in every format.
//!
//! ```text
//! mkdir -p fuzz/corpus/input
//! cargo +nightly fuzz run input fuzz/corpus/input fuzz/corpus-seeds/input -- -dict=fuzz/json.dict
//! ```
//!
//! On stable: the same with `RUSTC_BOOTSTRAP=1 cargo fuzz run …`.
//!
//! The lowest three bits of the first byte select the format, the others options of reading and printing; the
//! rest is the content. Everything happens in an empty folder in memory. Records may name files there (`image`,
//! grep lines) but not elsewhere: such content is skipped.
#![no_main]

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use nimrank::testing::input::{self, DocumentSource, Fields, Format, InputSettings, Notice};
use nimrank::testing::model::{Document, Ranking, RecordFormat, RunInfo, Scale, Scored};
use nimrank::testing::output::{self, OutputStyle, RankingReport};
use nimrank::testing::rank::{Collector, Selection};
use nimrank::testing::source::Source;
use nimrank::testing::table::TextStyle;
use serde_json::Value;
use serde_json::value::RawValue;
use tempfile::TempDir;

const INPUTS: [Format; 8] = [
    Format::Auto,
    Format::Lines,
    Format::Jsonl,
    Format::Json,
    Format::Csv,
    Format::Tsv,
    Format::Grep,
    Format::RgJson,
];

const OUTPUTS: [output::OutputFormat; 6] = [
    output::OutputFormat::Table,
    output::OutputFormat::Tsv,
    output::OutputFormat::Json,
    output::OutputFormat::Jsonl,
    output::OutputFormat::Csv,
    output::OutputFormat::Raw,
];

/// The only file of the folder. Without an extension, so that its content is examined.
const NAME: &str = "input";

fuzz_target!(|data: &[u8]| -> Corpus {
    let Some((choice, content)) = data.split_first() else {
        return Corpus::Reject;
    };
    if leaves_the_folder(content) {
        return Corpus::Reject;
    }
    let options = Options::new(*choice);
    let (documents, format) = inside(|| read(content, &options));
    for document in &documents {
        check_document(document, content, format);
    }
    print(documents, &options);
    Corpus::Keep
});

/// The settings in the first byte.
struct Options {
    format: Format,
    nul: bool,
    fields: Fields,
    scale: Scale,
    color: bool,
    width: usize,
}

impl Options {
    fn new(choice: u8) -> Self {
        let is = |bit: u8| choice & (1 << bit) != 0;
        let named = Fields {
            text: vec!["a.b?".into(), "text".into()],
            id: Some("k".into()),
            ..Fields::default()
        };
        Self {
            format: INPUTS[usize::from(choice) % INPUTS.len()],
            nul: is(3),
            fields: if is(4) { named } else { Fields::default() },
            scale: if is(5) { Scale::Sigmoid } else { Scale::Raw },
            color: is(6),
            width: if is(7) { 17 } else { 80 },
        }
    }
}

/// Returns true if content may name a file outside the folder: a path that begins with a slash or goes up,
/// possibly escaped. Also true for some content that does not.
fn leaves_the_folder(content: &[u8]) -> bool {
    let has = |part: &[u8]| content.windows(part.len()).any(|found| found == part);
    let slash = |before: &u8| before.is_ascii_alphanumeric() || b":/.-_".contains(before);
    let mut rooted = (0..content.len()).filter(|at| {
        let before = at.checked_sub(1).and_then(|at| content.get(at));
        content[*at] == b'/' && !before.is_some_and(slash)
    });
    let escaped = has(b"\\/") || has(b"\\u002f") || has(b"\\u002F") || has(b"\\u002e");
    let colored = content.contains(&b'/') && content.contains(&0x1B);
    rooted.next().is_some() || escaped || colored || has(b"..") || has(b"\\u002E")
}

/// Calls a function in an empty folder, which is created once. Afterwards the fuzzer is back in its own
/// directory.
fn inside<T>(act: impl FnOnce() -> T) -> T {
    static FOLDERS: OnceLock<(PathBuf, TempDir)> = OnceLock::new();
    let (outside, folder) = FOLDERS.get_or_init(|| {
        let memory = Path::new("/dev/shm");
        let mut folder = tempfile::Builder::new();
        folder.prefix("nimrank-fuzz-");
        let folder = if memory.is_dir() { folder.tempdir_in(memory) } else { folder.tempdir() };
        let outside = std::env::current_dir().expect("there is a current folder");
        (outside, folder.expect("a folder can be made"))
    });
    std::env::set_current_dir(folder).expect("it can be entered");
    let result = act();
    std::env::set_current_dir(outside).expect("and left");
    result
}

/// Returns the documents before the first bad one, and the format in which they were read.
fn read(content: &[u8], options: &Options) -> (Vec<Document>, Format) {
    thread_local!(static FORMAT: Cell<Format> = const { Cell::new(Format::Auto) });
    std::fs::write(NAME, content).expect("the file can be written");
    let is_table = matches!(options.format, Format::Csv | Format::Tsv);
    let is_json = matches!(options.format, Format::Json | Format::Jsonl);
    let settings = InputSettings {
        sources: vec![DocumentSource::Stream(Source::File(NAME.into()))],
        format: options.format,
        nul: options.nul,
        fields: options.fields.clone(),
        // The bits that only concern printing vary the reading of tables and records as well.
        columns: (is_table && options.color).then(|| vec!["id".into(), "text".into()]),
        delimiter: (is_table && options.width < 80).then_some(b';'),
        records: (is_json && options.color).then(|| "a.b".into()),
        ignores_images: options.color,
    };
    let on_notice = |notice| {
        if let Notice::Format(_, format) = notice {
            FORMAT.set(format);
        }
    };
    let opened = input::read(settings, Box::new(on_notice));
    let mut documents = opened.expect("the file is there");
    let mut good = Vec::new();
    for document in documents.by_ref() {
        match document {
            Ok(document) => good.push(document),
            Err(error) => {
                assert!(!error.problem().is_empty() && error.get_place().is_some());
                break;
            }
        }
    }
    assert!(documents.next().is_none(), "nothing comes after the end");
    (good, FORMAT.get())
}

fn check_document(document: &Document, content: &[u8], format: Format) {
    let record = document.record();
    // What is converted or decompressed is not in the input.
    let is_encoded = content.starts_with(b"\xFE\xFF")
        || content.starts_with(b"\xFF\xFE")
        || content.starts_with(b"\x1F\x8B")
        || content.get(1..4) == Some(b"\xB5\x2F\xFD")
        || content.get(1..4) == Some(b"\x2A\x4D\x18");
    let is_line = matches!(format, Format::Lines | Format::Jsonl | Format::Csv | Format::Tsv);
    if is_line && !is_encoded {
        let found = record.is_empty() || content.windows(record.len()).any(|part| part == record);
        assert!(found, "a record is not in the input");
    }
    assert_eq!(document.is_blank(), document.text().trim().is_empty());
    let _ = (document.origin(), document.path(), document.image());
    for (literal, means) in
        [(document.text_literal(), Some(document.text())), (document.id_literal(), document.id())]
    {
        // Texts that are copied into JSON as spelled.
        if let Some(literal) = literal {
            let value: &RawValue = serde_json::from_str(literal).expect("a literal is JSON");
            if literal.starts_with('"') {
                let text: String = serde_json::from_str(value.get()).expect("a literal is a text");
                assert_eq!(Some(text.as_str()), means.as_deref());
            }
        }
    }
    if matches!(document.source().format, RecordFormat::Json) {
        serde_json::from_slice::<&RawValue>(document.json()).expect("a record is JSON");
    }
}

/// Ranks by scores with ties and missing ones, and prints the ranking in every format.
fn print(documents: Vec<Document>, options: &Options) {
    let mut collector = Collector::new(Selection::ALL);
    let count = documents.len();
    for (index, document) in (0_u32..).zip(documents) {
        let score = f64::from(index % 5) * 1.5 - 3.0;
        let scored = Scored {
            index: u64::from(index),
            score: (!document.is_blank()).then_some(score),
            window: None,
            document,
        };
        collector.add(scored, Document::detach);
    }
    let ranking = collector.finish();
    assert_eq!(ranking.results.len(), count);
    for format in OUTPUTS {
        for documents in [true, false] {
            let style = OutputStyle {
                format,
                scale: options.scale,
                score_name: "logit",
                documents,
                run_name: "nimrank".to_owned(),
                nul: options.nul,
                text: TextStyle { color: options.color, width: options.width },
                max_lines: None,
            };
            check_output(&written(&ranking, &style), &ranking, &style, options);
        }
    }
}

fn written(ranking: &Ranking, style: &OutputStyle) -> Vec<u8> {
    let report =
        RankingReport { query: "a \"query\"", query_id: "0", ranking, run: &RunInfo::default() };
    let mut bytes = Vec::new();
    output::write(&report, style, &mut bytes).expect("strings take writes");
    bytes
}

fn check_output(bytes: &[u8], ranking: &Ranking, style: &OutputStyle, options: &Options) {
    let count = ranking.results.len();
    let lines = || bytes.split_inclusive(|byte| *byte == b'\n');
    match style.format {
        // What `Auto` stands for is settled before anything is printed.
        output::OutputFormat::Auto | output::OutputFormat::Table => {
            let text = std::str::from_utf8(bytes).expect("a table is text");
            let obeyed = |c: char| c.is_control() && c != '\n' && !(options.color && c == '\u{1B}');
            assert!(!text.contains(obeyed), "a table shows control characters");
        }
        output::OutputFormat::Tsv => {
            assert_eq!(lines().count(), count, "a line for each document");
            let columns = if style.documents { 4 } else { 3 };
            let tabs = |line: &[u8]| line.iter().filter(|byte| **byte == b'\t').count();
            assert!(lines().all(|line| tabs(line) + 1 == columns));
        }
        output::OutputFormat::Csv => {
            let mut reader = csv::Reader::from_reader(bytes);
            let rows: Result<Vec<_>, _> = reader.records().collect();
            let rows = rows.expect("it is CSV");
            assert_eq!(rows.len(), count, "a row for each document");
            for (row, scored) in rows.iter().zip(ranking.results.iter()) {
                assert!(!style.documents || row[3] == scored.document.text());
            }
        }
        // Each line has six columns; ids that are no words are refused, so no options ask for this format.
        output::OutputFormat::Trec => {
            assert!(lines().all(|line| line.split(|byte| *byte == b' ').count() == 6));
        }
        output::OutputFormat::Json => {
            serde_json::from_slice::<&RawValue>(bytes).expect("it is JSON");
        }
        output::OutputFormat::Jsonl => {
            assert_eq!(lines().count(), count, "a line for each document");
            for (line, scored) in lines().zip(ranking.results.iter()) {
                serde_json::from_slice::<&RawValue>(line).expect("a line is JSON");
                check_row(line, &scored.document, &options.fields);
            }
        }
        output::OutputFormat::Raw => {
            let end = if options.nul { 0 } else { b'\n' };
            assert!(bytes.is_empty() || bytes.ends_with(&[end]));
        }
    }
}

/// The text of a row is in the object that it is printed as.
fn check_row(line: &[u8], document: &Document, fields: &Fields) {
    let RecordFormat::Table { columns, .. } = &document.source().format else {
        return;
    };
    let value: Value = serde_json::from_slice(line).expect("a line is JSON");
    let Some(row) = value.get("document").and_then(Value::as_object) else {
        return;
    };
    // An object keeps one of several columns with the same name.
    if columns.iter().collect::<BTreeSet<_>>().len() < columns.len() {
        return;
    }
    assert_eq!(row.len(), columns.len(), "every column is there");
    if fields.text.is_empty() {
        let names = ["text", "passage", "content", "contents", "page_content", "document", "body"];
        // Without a column of the exact name, one in another case holds the text.
        let exact = names.into_iter().find_map(|name| row.get(name));
        let folded = || {
            let mut columns = row.iter();
            let is_text = |name: &str| names.iter().any(|own| own.eq_ignore_ascii_case(name));
            columns.find(|(name, _)| is_text(name)).map(|(_, text)| text)
        };
        let text = exact.or_else(folded).and_then(Value::as_str);
        assert_eq!(text, Some(&*document.text()), "the text is the same");
    }
}
