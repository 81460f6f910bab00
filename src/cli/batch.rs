//! Options of `batch`.

mod values;

use std::path::PathBuf;

use clap::{Arg, Args};

use super::rank::{DocumentFormat, ResultOptions};
use super::values::count;
use super::{MessageOptions, RecordingOptions, RequestOptions, ServiceOptions, WindowOptions};
pub use values::{Missing, OnQueryError, Shard};

#[derive(Debug, Args)]
pub struct Batch {
    #[command(flatten)]
    pub queries: QueryOptions,
    #[command(flatten)]
    pub documents: DocumentFormat,
    #[command(flatten)]
    pub windows: WindowOptions,
    /// Send only the N best documents of each query by local/bm25
    #[arg(long, value_name = "N", help_heading = "Documents", allow_negative_numbers = true, value_parser = count)]
    pub prefilter: Option<usize>,
    #[command(flatten)]
    pub results: ResultOptions,
    #[command(flatten)]
    pub service: ServiceOptions,
    #[command(flatten)]
    pub requests: RequestOptions,
    #[command(flatten)]
    pub mode: BatchMode,
    #[command(flatten)]
    pub recording: RecordingOptions,
    /// Keep finished queries in FILE, and continue from there
    ///
    /// A recording. Queries that are in it unchanged are not requested again. When all are finished, it is
    /// rewritten in the order of the queries.
    #[arg(long, value_name = "FILE", help_heading = "Recordings", conflicts_with = "replay")]
    pub resume: Option<PathBuf>,
    #[command(flatten)]
    pub messages: MessageOptions,
}

/// Queries, and the documents of each.
#[derive(Debug, Args)]
#[command(next_help_heading = "Queries")]
pub struct QueryOptions {
    /// Records, or documents for --queries; `-` is standard input
    ///
    /// A record holds a query and a list of documents, or a query and one document; consecutive records with
    /// the same query are one query. Without files, standard input is read.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Files of documents, for --queries; the same as FILE
    #[arg(short, long, value_name = "FILE", num_args = 1..)]
    pub docs: Vec<PathBuf>,
    /// File of queries, whose documents are elsewhere
    ///
    /// TSV (id and text), CSV or TSV with a header, JSONL, or one query per line.
    #[arg(long, value_name = "FILE")]
    pub queries: Option<PathBuf>,
    /// File that names the documents of each query [default: all]
    ///
    /// A TREC run, lines of query id and document id, a recording, or the JSONL output of this command.
    #[arg(long, value_name = "FILE", requires = "queries")]
    pub candidates: Option<PathBuf>,
    /// Rank the first N candidates of each query
    #[arg(long, value_name = "N", requires = "candidates", allow_negative_numbers = true, value_parser = count)]
    pub depth: Option<usize>,
    /// Reaction to a candidate whose document or query is missing
    #[arg(long, value_name = "WHAT", requires = "candidates", default_value = "fail")]
    pub missing: Missing,
    /// Field or column with the query
    ///
    /// By default it is the first of query, question, user_input, q; in a file of queries, of text and query.
    #[arg(long, value_name = "NAME")]
    pub query_field: Option<String>,
    /// Field with the list of documents
    ///
    /// By default it is the first of documents, docs, passages, candidates, contexts, retrieved_contexts,
    /// results, hits.
    #[arg(long, value_name = "NAME", conflicts_with = "queries")]
    pub documents_field: Option<String>,
    /// Field or column with the id of the query
    ///
    /// By default it is the first of qid, query_id, id, _id. A query without an id gets its number, from 0.
    #[arg(long, value_name = "NAME")]
    pub query_id_field: Option<String>,
    /// Rank part I of N: every Nth query, from the Ith
    #[arg(long, value_name = "I/N", value_parser = values::shard)]
    pub shard: Option<Shard>,
}

/// Sending requests or printing them, and the reaction to failures.
#[derive(Debug, Args)]
#[command(next_help_heading = "Requests")]
pub struct BatchMode {
    /// Reaction to a query that fails
    ///
    /// fail exits with the code of the failure. record continues and exits with 0. passthrough continues after
    /// failures of the service and exits with 3.
    #[arg(long, value_name = "WHAT", default_value = "fail")]
    pub on_error: OnQueryError,
    /// Print the first request as a curl command and send nothing
    #[arg(long, conflicts_with_all = ["record", "replay"])]
    pub dry_run: bool,
}

/// Changes options that `batch` shares with ranking.
pub(super) fn adapt(arg: Arg) -> Arg {
    match arg.get_id().as_str() {
        "top_n" => arg.help("Keep the N best documents of each query [default: all]"),
        "format" => arg
            .help("Output format [default: jsonl; trec with --queries]")
            .long_help(None::<&str>)
            .hide_default_value(true)
            .value_parser(values::batch_format()),
        "progress" => {
            arg.long_help("Elsewhere than on a terminal, always prints a line every 30 seconds.")
        }
        "input" | "api" | "timeout" => arg.hide_short_help(true),
        _ => arg,
    }
}
