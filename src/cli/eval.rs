//! The options of `eval`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::values;

/// How good a run is.
#[allow(clippy::struct_excessive_bools)] // Each is a switch that can be typed.
#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub struct Eval {
    /// Read judgements from this file; `-` is standard input
    ///
    /// TREC qrels (query, iteration, document, grade), or a table with a header: tabs between query-id,
    /// corpus-id and score, as BEIR has it, or commas between query, docid and rating.
    #[arg(long, value_name = "FILE")]
    pub qrels: PathBuf,
    /// Read the run from this file; `-` is standard input
    ///
    /// A TREC run (query, Q0, document, rank, score, tag), or a recording, whose queries are its cases. The
    /// order is that of the scores; equal scores are ordered by document id, last one first.
    #[arg(long, value_name = "FILE")]
    pub run: PathBuf,
    /// Print these measures; commas between several
    ///
    /// ndcg, ndcg@k, rr, rr@k, p@k, recall@k, ap, ap@k, success@k, judged@k, and ndcg_exp, ndcg_exp@k with
    /// the gain 2^grade - 1. The spellings of trec_eval (ndcg_cut.10) and ir_measures (nDCG@10) will do.
    #[arg(
        short,
        long,
        value_name = "MEASURE",
        value_delimiter = ',',
        default_value = "ndcg@10,rr,recall@10,ap"
    )]
    pub measure: Vec<String>,
    /// Print the values of each query, not only the means
    ///
    /// In JSON they are in per_query, which is absent otherwise.
    #[arg(short = 'q', long)]
    pub per_query: bool,
    /// Take documents of this grade and above for relevant
    #[arg(short, long, value_name = "GRADE", default_value = "1", allow_negative_numbers = true, value_parser = values::level)]
    pub level: i32,
    /// Leave out judged queries that the run has no results for
    ///
    /// Without it each of them counts 0, as with -c in trec_eval.
    #[arg(long)]
    pub intersect: bool,
    /// Exit with 1 if the mean of this measure is lower; repeatable
    #[arg(long, value_name = "MEASURE=VALUE")]
    pub min: Vec<String>,
    /// Print in this format
    ///
    /// By default a table for people. csv and json have the numbers in full.
    #[arg(short, long, value_name = "FORMAT", default_value = "auto")]
    pub format: EvalFormat,
    /// Print what trec_eval -c prints, byte for byte
    #[arg(long, conflicts_with = "format")]
    pub trec: bool,
    /// Write to a file, which appears only when it is whole
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Print no warnings and no notes
    #[arg(long)]
    pub quiet: bool,
}

/// How values are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EvalFormat {
    /// A table
    Auto,
    /// For people, rounded
    Table,
    /// One JSON document
    Json,
    /// query, measure and value under a header
    Csv,
}
