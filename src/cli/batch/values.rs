//! Values of the options of `batch`.

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::output::OutputFormat;

/// The reaction to a query that fails, among many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnQueryError {
    /// End the run; only the queries before it are printed
    Fail,
    /// Print the error in place of the results
    Record,
    /// Print the documents in input order, without scores
    Passthrough,
}

/// The reaction to a candidate whose document or query is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Missing {
    /// End the run
    Fail,
    /// Leave it out
    Skip,
}

/// One of several equal parts of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// The number of the part, from 0.
    index: u64,
    count: u64,
}

impl Shard {
    /// Returns true if the query with this number, from 0, is in the part.
    pub fn contains(self, number: u64) -> bool {
        number % self.count == self.index
    }
}

/// Parses a part such as `2/8`.
pub(super) fn shard(text: &str) -> Result<Shard, String> {
    let parsed = text
        .split_once('/')
        .and_then(|(index, count)| Some((index.parse::<u64>().ok()?, count.parse::<u64>().ok()?)));
    match parsed {
        Some((index, count)) if (1..=count).contains(&index) => {
            Ok(Shard { index: index - 1, count })
        }
        Some(_) => Err("the first number must be from 1 to the second".into()),
        None => Err("write it as I/N, such as 1/8".into()),
    }
}

/// Parses a format that many queries can be printed in.
pub(super) fn batch_format() -> impl TypedValueParser<Value = OutputFormat> {
    const FORMATS: [OutputFormat; 5] = [
        OutputFormat::Auto,
        OutputFormat::Jsonl,
        OutputFormat::Trec,
        OutputFormat::Tsv,
        OutputFormat::Csv,
    ];
    let possible = FORMATS.iter().filter_map(|format| {
        let value = format.to_possible_value()?;
        Some(if *format == OutputFormat::Auto {
            value.help("jsonl, or trec with --queries")
        } else {
            value
        })
    });
    let names = PossibleValuesParser::new(possible);
    names.try_map(|name| OutputFormat::from_str(&name, false))
}
