//! The options of `check`.

use std::path::PathBuf;

use clap::Args;

use super::values::{self, ReportFormat};
use super::{Messages, RecordingOptions, Sending, Service};
use crate::input;

/// The options of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Which cases are judged, and how.
    #[command(flatten)]
    pub cases: Cases,
    /// What they rank.
    #[command(flatten)]
    pub documents: CaseDocuments,
    /// What is printed.
    #[command(flatten)]
    pub reports: Reports,
    /// Who scores.
    #[command(flatten)]
    pub service: Service,
    /// How it is sent.
    #[command(flatten)]
    pub sending: Sending,
    /// Where scores are kept.
    #[command(flatten)]
    pub recording: RecordingOptions,
    /// Compare with the scores in this file; only new failures fail
    #[arg(long, value_name = "FILE", help_heading = "Recordings")]
    pub baseline: Option<PathBuf>,
    /// What is said meanwhile.
    #[command(flatten)]
    pub messages: Messages,
}

/// Which cases are judged, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Cases")]
pub struct Cases {
    /// Read cases from this file; `-` is standard input
    ///
    /// One JSON object a line, or a table (CSV, TSV) with the columns query, doc, and max_rank or rating.
    /// The keys are id, query, docs (a path, or a list of texts or of {"id","text"}), top (an id, or a list),
    /// within and outside ({"id":rank}), above (a list of pairs, the better first), min_score and max_score
    /// ({"id":score}), rel ({"id":grade}) with at_least ({"ndcg@5":0.9}), xfail (why), tags (a list) or tag
    /// (one), and note.
    #[arg(value_name = "CASES")]
    pub file: PathBuf,
    /// Judge only cases with this tag; repeatable
    #[arg(long, value_name = "TAG", conflicts_with = "record")]
    pub tag: Vec<String>,
    /// Take scores that differ by no more than T for tied
    ///
    /// It concerns the order only. A tie never helps to pass.
    #[arg(long, value_name = "T", default_value = "0", allow_negative_numbers = true, value_parser = values::distance)]
    pub tolerance: f64,
    /// Expect this of cases with `rel` and no floor; repeatable
    ///
    /// As in ndcg@5=0.9. The measures are those of `nimrank eval`.
    #[arg(long, value_name = "MEASURE=VALUE")]
    pub at_least: Vec<String>,
    /// Stop after the first case that fails or has no verdict
    #[arg(long, conflicts_with = "record")]
    pub fail_fast: bool,
}

/// What cases rank that name no documents of their own, and how documents are written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Documents")]
pub struct CaseDocuments {
    /// Rank these files where a case names none; `-` is standard input
    #[arg(short, long, value_name = "FILE", num_args = 1..)]
    pub docs: Vec<PathBuf>,
    /// Say how documents are written
    ///
    /// By default the ending of the file name tells, else how the content begins.
    #[arg(short, long, value_name = "FORMAT", default_value = "auto")]
    pub input: input::Format,
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
#[command(next_help_heading = "Reports")]
pub struct Reports {
    /// Print the report in this format
    #[arg(short, long, value_name = "FORMAT", default_value = "auto")]
    pub format: ReportFormat,
    /// Write to a file, which appears only when it is whole
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write a JUnit report, too
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// Make no annotations and no step summary in a GitHub workflow
    #[arg(long)]
    pub no_github: bool,
}
