//! Microbenchmarks of the ranking path in bytes per second: `cargo bench --bench parts`. The bytes are those
//! of the input of a part, and for output formats those of its output.

#![allow(unreachable_pub, reason = "the modules of one binary have no other outside")]

#[path = "../common/data.rs"]
mod data;
#[path = "../common/documents.rs"]
mod documents;

use std::fs;
use std::hint::black_box;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::BytesCount;
use nimrank::testing::api;
use nimrank::testing::client::{
    AsPassage, HttpSettings, JsonObject, ModelChoice, Passage, Remote, RemoteSettings, TlsSettings,
    Truncate, decode_ranking,
};
use nimrank::testing::input::{self, DocumentSource, Format, InputSettings};
use nimrank::testing::model::{Document, RunInfo, Scale, Scored};
use nimrank::testing::output::{self, OutputStyle, RankingReport};
use nimrank::testing::rank::{Collector, Selection};
use nimrank::testing::source::Source;
use nimrank::testing::table::{DEFAULT_WIDTH, TextStyle};

/// The number of documents, enough to exceed CPU caches.
const COUNT: usize = 20_000;

fn main() {
    divan::main();
}

/// Returns the documents in a format, and their size in bytes.
fn file(format: Format) -> (PathBuf, u64) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let made = documents::make(&folder, COUNT).expect("a folder can be made");
    let documents = made.join("documents.jsonl");
    let path = documents.with_extension(format.name());
    if !path.exists() {
        let jsonl = fs::read_to_string(documents).expect("it was made");
        fs::write(&path, converted(&jsonl, format)).expect("a file can be made");
    }
    let bytes = fs::metadata(&path).expect("it is there").len();
    (path, bytes)
}

fn converted(jsonl: &str, format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    let put = |bytes: &mut Vec<u8>, text: &str| bytes.write_all(text.as_bytes());
    if format == Format::Json {
        return format!("[{}]", jsonl.trim_end().replace('\n', ",\n")).into();
    }
    if format == Format::Csv {
        put(&mut bytes, "id,text\n").expect("strings take writes");
    }
    for line in jsonl.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = record["text"].as_str().expect("a text");
        let line = match format {
            Format::Csv => format!("{},\"{}\"\n", record["id"], text.replace('"', "\"\"")),
            Format::Grep => format!("{}:7:{}\n", file!(), text.replace('\n', " ")),
            _ => format!("{}\n", text.replace('\n', " ")),
        };
        put(&mut bytes, &line).expect("strings take writes");
    }
    bytes
}

fn documents(path: &Path, format: Format) -> impl Iterator<Item = Document> {
    let settings = InputSettings {
        sources: vec![DocumentSource::Stream(Source::File(path.into()))],
        format,
        ..InputSettings::default()
    };
    let documents = input::read(settings, Box::new(|_| {})).expect("it is there");
    documents.map(|document| document.expect("it is sound"))
}

/// From files to documents.
#[divan::bench(args = [Format::Jsonl, Format::Json, Format::Csv, Format::Lines, Format::Grep])]
fn read(bencher: Bencher<'_, '_>, format: Format) {
    let (path, bytes) = file(format);
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| documents(&path, format).for_each(|document| drop(black_box(document))));
}

fn nim() -> Remote {
    let api = api::named("nim").expect("it is in the table");
    Remote::new(RemoteSettings {
        url: "http://127.0.0.1:9/v1/ranking".parse().expect("a URL"),
        api,
        model: ModelChoice::Named("m".into()),
        truncate: Truncate::End,
        extra: JsonObject::new(),
        http: HttpSettings {
            timeout: std::time::Duration::from_secs(1),
            connect_timeout: std::time::Duration::from_secs(1),
            proxy: None,
            tls: TlsSettings::default(),
            auth: api.auth,
            key: None,
            headers: Vec::new(),
        },
        key_origin: None,
        info: None,
    })
}

/// From documents to requests: texts that are JSON strings already, and texts to be escaped.
#[divan::bench(args = [Format::Jsonl, Format::Lines])]
fn encode(bencher: Bencher<'_, '_>, format: Format) {
    let (path, bytes) = file(format);
    let documents: Vec<_> = documents(&path, format).collect();
    let service = nim();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        for batch in documents.chunks(documents::BATCH) {
            let passages: Vec<Passage<'_>> = batch.iter().filter_map(AsPassage::passage).collect();
            black_box(service.prepare(Some("m"), data::QUERY, &passages));
        }
    });
}

/// From a response to scores.
#[divan::bench]
fn answer(bencher: Bencher<'_, '_>) {
    let items: Vec<_> = (0..documents::BATCH)
        .map(|index| format!("{{\"index\":{index},\"logit\":{}}}", score(index)))
        .collect();
    let body = format!("{{\"rankings\":[{}]}}", items.join(","));
    let api = api::named("nim").expect("it is in the table");
    bencher
        .counter(BytesCount::of_str(&body))
        .bench(|| decode_ranking(api, body.as_bytes(), documents::BATCH).expect("it is whole"));
}

/// Returns a score as a half-precision model gives it.
fn score(index: usize) -> f64 {
    let steps = u32::try_from(index * 7919 % 1021).unwrap_or(0);
    f64::from(steps) / 64.0 - 8.0
}

/// From scores to a ranking: the best ten, and all.
#[divan::bench(args = [Some(10), None])]
fn collect(bencher: Bencher<'_, '_>, top_n: Option<usize>) {
    let selection = Selection { top_n, ..Selection::ALL };
    let bytes = COUNT * size_of::<Scored<()>>();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        let mut collector = Collector::new(selection);
        for index in 0..COUNT {
            let scored = Scored {
                index: index as u64,
                score: Some(score(index)),
                window: None,
                document: (),
            };
            collector.add(scored, |()| {});
        }
        collector.finish()
    });
}

/// From a ranking to output.
#[divan::bench(args = [output::OutputFormat::Tsv, output::OutputFormat::Json, output::OutputFormat::Raw])]
fn print(bencher: Bencher<'_, '_>, format: output::OutputFormat) {
    let (path, _) = file(Format::Jsonl);
    let mut collector = Collector::new(Selection::ALL);
    for (index, document) in (0..).zip(documents(&path, Format::Jsonl)) {
        let score = Some(score(usize::try_from(index).unwrap_or(0)));
        let scored = Scored { index, score, window: None, document };
        collector.add(scored, |_| {});
    }
    let ranking = collector.finish();
    let report = RankingReport {
        query: data::QUERY,
        query_id: "0",
        ranking: &ranking,
        run: &RunInfo::default(),
    };
    let style = OutputStyle {
        format,
        scale: Scale::Raw,
        score_name: "logit",
        documents: true,
        run_name: String::new(),
        nul: false,
        text: TextStyle { color: false, width: DEFAULT_WIDTH },
        max_lines: None,
    };
    let printed = || {
        let mut bytes = Vec::new();
        output::write(&report, &style, &mut bytes).expect("strings take writes");
        bytes
    };
    let bytes = printed().len();
    bencher.counter(BytesCount::new(bytes)).bench(printed);
}
