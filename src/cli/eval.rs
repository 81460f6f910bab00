//! Options of `eval`.

use std::path::PathBuf;

use clap::Args;

use super::values;
use crate::report::eval::EvalFormat;

#[allow(clippy::struct_excessive_bools, reason = "each is a switch that can be typed")]
#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub struct Eval {
    /// File of relevance judgments; `-` is standard input
    ///
    /// TREC qrels (query, iteration, document, grade), a table with a header (query-id, corpus-id and score as
    /// in BEIR, or query, docid and rating), or JSON.
    #[arg(long, value_name = "FILE")]
    pub qrels: PathBuf,
    /// File of a run; `-` is standard input; repeatable
    ///
    /// With several runs, the others are compared with the first one.
    ///
    /// A TREC run (query, Q0, document, rank, score, tag), a run of MS MARCO, a table with a header, JSON, or a
    /// recording, whose queries are its cases. Results are ordered by score, and those of equal score by
    /// document id, descending.
    #[arg(long, value_name = "FILE", required = true)]
    pub run: Vec<PathBuf>,
    /// Measures, separated by commas
    ///
    /// ndcg, ndcg@k, rr, rr@k, p@k, recall@k, ap, ap@k, success@k, judged@k, and ndcg_exp, ndcg_exp@k with
    /// the gain 2^grade - 1. The names of trec_eval (ndcg_cut.10) and ir_measures (nDCG@10) also work.
    #[arg(
        short,
        long,
        value_name = "MEASURE",
        value_delimiter = ',',
        default_value = "ndcg@10,rr,recall@10,ap"
    )]
    pub measure: Vec<String>,
    /// Print the values of each query in addition to the means
    ///
    /// In JSON they are in per_query.
    #[arg(short = 'q', long)]
    pub per_query: bool,
    /// Lowest grade that counts as relevant
    #[arg(short, long, value_name = "GRADE", default_value = "1", allow_negative_numbers = true, value_parser = values::level)]
    pub level: i32,
    /// Skip judged queries that are missing from a run
    ///
    /// Otherwise each of them counts as 0, as with trec_eval -c.
    #[arg(long)]
    pub intersect: bool,
    /// Exit with 1 if the mean of a measure is lower; repeatable
    ///
    /// With several runs, it concerns all but the first one.
    #[arg(long, value_name = "MEASURE=VALUE")]
    pub min: Vec<String>,
    /// Exit with 1 if a run loses more than X significantly; repeatable
    ///
    /// A run fails if its mean is lower than that of the first run by more than X, and the p value of a
    /// one-sided paired t-test is below --alpha.
    #[arg(long, value_name = "MEASURE=X")]
    pub max_loss: Vec<String>,
    /// Significance level of --max-loss
    #[arg(long, value_name = "P", default_value = "0.05", requires = "max_loss", allow_negative_numbers = true, value_parser = values::probability)]
    pub alpha: f64,
    /// Output format
    ///
    /// csv and json print numbers in full precision.
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub format: EvalFormat,
    /// Print the output of trec_eval -c, byte for byte
    #[arg(long, conflicts_with = "format")]
    pub trec: bool,
    /// Also write an HTML report to FILE
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Write output to FILE (atomically)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Print no warnings and no notes
    #[arg(long)]
    pub quiet: bool,
}
