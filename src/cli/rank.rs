//! The options of ranking.

use std::path::PathBuf;

use clap::Args;

use super::values::{self, Format, OnError, ScoreScale};
use super::{Messages, RecordingOptions, Sending, Service};
use crate::input;

/// The options of ranking.
#[derive(Debug, Args)]
pub struct Rank {
    /// What is sought.
    #[command(flatten)]
    pub query: Query,
    /// What is ranked.
    #[command(flatten)]
    pub documents: Documents,
    /// What is printed.
    #[command(flatten)]
    pub results: Results,
    /// Who scores.
    #[command(flatten)]
    pub service: Service,
    /// How it is sent.
    #[command(flatten)]
    pub sending: Sending,
    /// What becomes of requests otherwise.
    #[command(flatten)]
    pub handling: Handling,
    /// Where scores are kept.
    #[command(flatten)]
    pub recording: RecordingOptions,
    /// What is said meanwhile.
    #[command(flatten)]
    pub messages: Messages,
}

/// The query.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Query {
    /// Rank by relevance to this text
    #[arg(
        short,
        long,
        value_name = "TEXT",
        help_heading = "Query",
        allow_hyphen_values = true
    )]
    pub query: Option<String>,
    /// Read the query from a file; `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = "Query")]
    pub query_file: Option<PathBuf>,
}

/// Where documents are and how they are written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Documents")]
pub struct Documents {
    /// Read documents from these files; `-` is standard input
    ///
    /// The same as --docs. Without any file or text, standard input is read.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Read documents from these files; `-` is standard input
    #[arg(short, long, value_name = "FILE", num_args = 1..)]
    pub docs: Vec<PathBuf>,
    /// Take this text as a document; repeatable
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub doc: Vec<String>,
    /// Say how documents are written
    ///
    /// By default the ending of the file name tells, else how the content begins.
    #[arg(short, long, value_name = "FORMAT", default_value = "auto")]
    pub input: input::Format,
    /// End lines, paths and raw output in NUL instead of newline
    #[arg(short = '0', long)]
    pub null: bool,
    /// Take the text from this field or column; repeatable
    ///
    /// Several are joined by a newline; dots reach inside (meta.body). Without this option it is the first
    /// of text, passage, content, contents, page_content, document, body.
    #[arg(long, value_name = "NAME")]
    pub text_field: Vec<String>,
    /// Take the id from this field or column
    ///
    /// Without this option it is the first of id, _id, docid, doc_id.
    #[arg(long, value_name = "NAME")]
    pub id_field: Option<String>,
}

/// What is printed, and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Results")]
pub struct Results {
    /// Keep the best N documents
    #[arg(short = 'n', long, value_name = "N", env = "NIMRANK_TOP_N", allow_negative_numbers = true, value_parser = values::count)]
    pub top_n: Option<usize>,
    /// Keep documents that score at least X, on the scale printed
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = values::finite)]
    pub min_score: Option<f64>,
    /// Print raw scores, or the sigmoid of logits
    #[arg(long, value_name = "SCALE", default_value = "raw")]
    pub score: ScoreScale,
    /// Print results in this format
    ///
    /// By default a table on a terminal, TSV elsewhere. `raw` gives the input back, reordered.
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        env = "NIMRANK_FORMAT",
        default_value = "auto"
    )]
    pub format: Format,
    /// Write to a file, which appears only when it is whole
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Leave the documents' text out
    #[arg(long)]
    pub no_documents: bool,
}

/// What becomes of requests otherwise.
#[derive(Debug, Args)]
#[command(next_help_heading = "Requests")]
pub struct Handling {
    /// Fail when the service fails, or print the documents unranked
    ///
    /// The exit code is 3 either way.
    #[arg(long, value_name = "WHAT", default_value = "fail")]
    pub on_error: OnError,
    /// Print the requests as curl commands and send nothing
    #[arg(long, conflicts_with_all = ["record", "replay"])]
    pub dry_run: bool,
}
