//! Options of ranking.

use std::path::PathBuf;

use clap::Args;

use super::values::{self, OnError, TopN};
use super::{MessageOptions, RecordingOptions, RequestOptions, ServiceOptions, WindowOptions};
use crate::input;
use crate::model::Scale;
use crate::output::OutputFormat;

#[derive(Debug, Args)]
pub struct Rank {
    #[command(flatten)]
    pub query: QueryText,
    /// Id of the query in trec output and recordings [default: 0]
    #[arg(long, value_name = "ID", help_heading = "Query", value_parser = values::run_word)]
    pub query_id: Option<String>,
    #[command(flatten)]
    pub documents: DocumentOptions,
    #[command(flatten)]
    pub results: ResultOptions,
    #[command(flatten)]
    pub service: ServiceOptions,
    #[command(flatten)]
    pub requests: RequestOptions,
    #[command(flatten)]
    pub mode: RequestMode,
    #[command(flatten)]
    pub recording: RecordingOptions,
    #[command(flatten)]
    pub messages: MessageOptions,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct QueryText {
    /// Query to rank by
    #[arg(short, long, value_name = "TEXT", help_heading = "Query", allow_hyphen_values = true)]
    pub query: Option<String>,
    /// File with the query; `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = "Query")]
    pub query_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Documents")]
pub struct DocumentOptions {
    /// Files of documents; `-` is standard input
    ///
    /// The same as --docs. Without files and --doc, standard input is read.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Files of documents; `-` is standard input
    #[arg(short, long, value_name = "FILE", num_args = 1..)]
    pub docs: Vec<PathBuf>,
    /// Text to rank as a document; repeatable
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub doc: Vec<String>,
    #[command(flatten)]
    pub format: DocumentFormat,
    /// Separate lines, paths and raw output with NUL, not newline
    #[arg(short = '0', long)]
    pub null: bool,
    #[command(flatten)]
    pub windows: WindowOptions,
    /// Send only the N best documents by local/bm25 to the service
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::count)]
    pub prefilter: Option<usize>,
}

/// The format of documents, and their fields.
#[derive(Debug, Args)]
#[command(next_help_heading = "Documents")]
pub struct DocumentFields {
    /// Input format [default: auto-detect]
    ///
    /// Detected from the file extension, then from the content.
    #[arg(short, long, value_name = "FORMAT", default_value = "auto", hide_default_value = true)]
    pub input: input::Format,
    /// Field or column with the text; repeatable
    ///
    /// Several are joined by a newline; dots reach inside (meta.body); NAME? may be absent. By default it is
    /// the first of text, passage, content, contents, page_content, document, body.
    #[arg(long, value_name = "NAME")]
    pub text_field: Vec<String>,
    /// Field or column with the id
    ///
    /// By default it is the first of id, _id, docid, doc_id.
    #[arg(long, value_name = "NAME")]
    pub id_field: Option<String>,
}

/// The format of documents in full.
#[derive(Debug, Args)]
#[command(next_help_heading = "Documents")]
pub struct DocumentFormat {
    #[command(flatten)]
    pub fields: DocumentFields,
    /// Separator between several text fields [default: newline]
    #[arg(long, value_name = "STR", allow_hyphen_values = true)]
    pub text_join: Option<String>,
    /// Names of the columns of CSV or TSV without a header
    ///
    /// Separated by commas. A column named `_` is ignored.
    #[arg(long, value_name = "NAMES")]
    pub columns: Option<String>,
    /// Field separator of CSV: one character, or `tab`
    ///
    /// By default a comma, semicolon, tab or bar is detected.
    #[arg(long, value_name = "C", value_parser = values::delimiter)]
    pub delimiter: Option<u8>,
    /// Path of the array of records inside a JSON document
    ///
    /// `hits.hits` reads a response of Elasticsearch.
    #[arg(long, value_name = "PATH")]
    pub records: Option<String>,
}

/// Selection and output of results.
#[derive(Debug, Args)]
#[command(next_help_heading = "Results")]
pub struct ResultOptions {
    /// Keep the N best documents [default: all; on a terminal, a screenful]
    #[arg(short = 'n', long, value_name = "N", env = "NIMRANK_TOP_N", allow_negative_numbers = true, value_parser = values::top_n)]
    pub top_n: Option<TopN>,
    /// Keep documents with a printed score of at least X
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = values::finite)]
    pub min_score: Option<f64>,
    /// Scale of printed scores
    #[arg(long, value_name = "SCALE", default_value = "raw")]
    pub score: Scale,
    /// Output format
    ///
    /// auto is table on a terminal and tsv elsewhere; raw prints the input records, reordered.
    #[arg(short, long, value_name = "FORMAT", env = "NIMRANK_FORMAT", default_value = "auto")]
    pub format: OutputFormat,
    /// Last column of trec output
    #[arg(long, value_name = "NAME", default_value = "nimrank", value_parser = values::run_word)]
    pub run_name: String,
    /// Write output to FILE (atomically)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Omit the text of documents
    #[arg(long)]
    pub no_documents: bool,
}

/// Sending requests or printing them, and the reaction to failures.
#[derive(Debug, Args)]
#[command(next_help_heading = "Requests")]
pub struct RequestMode {
    /// Reaction to a failure of the service
    ///
    /// The exit code is 3 in both cases.
    #[arg(long, value_name = "WHAT", default_value = "fail")]
    pub on_error: OnError,
    /// Print requests as curl commands and send nothing
    #[arg(long, conflicts_with_all = ["record", "replay"])]
    pub dry_run: bool,
}
