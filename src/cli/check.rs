//! Options of `check`.

use std::path::PathBuf;

use clap::{Arg, Args};

use super::rank::DocumentFields;
use super::values;
use super::{MessageOptions, RecordingOptions, RequestOptions, ServiceOptions, WindowOptions};
use crate::report::check::CheckFormat;

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub cases: CaseOptions,
    #[command(flatten)]
    pub documents: CaseDocuments,
    #[command(flatten)]
    pub reports: ReportOptions,
    #[command(flatten)]
    pub service: ServiceOptions,
    #[command(flatten)]
    pub requests: RequestOptions,
    #[command(flatten)]
    pub recording: RecordingOptions,
    /// Compare with the scores in FILE; only new failures fail
    #[arg(long, value_name = "FILE", help_heading = "Recordings")]
    pub baseline: Option<PathBuf>,
    #[command(flatten)]
    pub messages: MessageOptions,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Cases")]
pub struct CaseOptions {
    /// File of cases; `-` is standard input
    ///
    /// One JSON object a line, or a table (CSV, TSV) with the columns query, doc, and max_rank or rating.
    /// The keys are id, query, docs (a path, or a list of texts or of {"id","text"}), text_field and id_field
    /// (as the options below), top (an id, or a list), within and outside ({"id":rank}), above (a list of
    /// pairs, the better first), min_score and max_score ({"id":score}), rel ({"id":grade}) with at_least
    /// ({"ndcg@5":0.9}), xfail (the reason), tags (a list) or tag (one), and note. Lines that begin with #
    /// are comments.
    #[arg(value_name = "CASES")]
    pub file: PathBuf,
    /// Check only cases with this tag; repeatable
    #[arg(long, value_name = "TAG", conflicts_with = "record")]
    pub tag: Vec<String>,
    /// Treat scores that differ by at most T as tied
    ///
    /// Affects the order only. Ties always count against a case.
    #[arg(long, value_name = "T", default_value = "0", allow_negative_numbers = true, value_parser = values::distance)]
    pub tolerance: f64,
    /// Floor for cases with `rel` and no `at_least`; repeatable
    ///
    /// For example ndcg@5=0.9. The measures are those of `nimrank eval`.
    #[arg(long, value_name = "MEASURE=VALUE")]
    pub at_least: Vec<String>,
    /// Stop after the first case that fails or has no verdict
    #[arg(long, conflicts_with = "record")]
    pub fail_fast: bool,
}

/// Documents of cases that name none, and the format of documents.
#[derive(Debug, Args)]
#[command(next_help_heading = "Documents")]
pub struct CaseDocuments {
    /// Documents of cases that name none; `-` is standard input
    #[arg(short, long, value_name = "FILE", num_args = 1..)]
    pub docs: Vec<PathBuf>,
    #[command(flatten)]
    pub fields: DocumentFields,
    #[command(flatten)]
    pub windows: WindowOptions,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Reports")]
pub struct ReportOptions {
    /// Report format
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: CheckFormat,
    /// Write the report to FILE (created atomically)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Also write a JUnit report to FILE
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// Also write an HTML report to FILE
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Disable GitHub annotations and step summary
    #[arg(long)]
    pub no_github: bool,
}

/// Changes options that `check` shares with ranking.
pub(super) fn adapt(arg: Arg) -> Arg {
    match arg.get_id().as_str() {
        "quiet" => arg.help("Print failures and counts only"),
        "verbose" => arg.help("Print the top documents of every case, and requests"),
        _ => arg,
    }
}
