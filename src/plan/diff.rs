//! What `diff` compares and how it shows it.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{style, usage};
use crate::cli;
use crate::compare::Settings;
use crate::eval::Source;
use crate::report::diff::{Layout, Style};

/// A comparison, ready to be carried out.
#[derive(Debug)]
pub struct DiffPlan {
    /// What was.
    pub old: Source,
    /// What is now.
    pub new: Source,
    /// How rankings are compared.
    pub settings: Settings,
    /// The rank-biased overlap below which a query fails; none: any other order does.
    pub min_rbo: Option<f64>,
    /// How it is shown.
    pub style: Style,
    /// The file to write to; none: standard output.
    pub output: Option<PathBuf>,
}

/// Resolves what was asked for.
pub fn make_diff(options: &cli::Diff) -> Result<DiffPlan> {
    let dash = Path::new("-");
    let source = |path: &PathBuf| match path {
        path if path == dash => Source::Stdin,
        path => Source::File(path.clone()),
    };
    let (old, new) = (source(&options.old), source(&options.new));
    if old == Source::Stdin && new == Source::Stdin {
        return usage("standard input can be read only once");
    }
    let output = options.output.clone().filter(|path| path != dash);
    let terminal = std::io::stdout().is_terminal() && output.is_none();
    Ok(DiffPlan {
        old,
        new,
        settings: Settings {
            depth: options.depth,
            tolerance: options.tolerance,
        },
        min_rbo: options.min_rbo,
        style: Style {
            layout: match options.format {
                cli::DiffFormat::Table => Layout::Table,
                cli::DiffFormat::Json => Layout::Json,
                cli::DiffFormat::Jsonl => Layout::Jsonl,
            },
            color: style::color(options.color, terminal),
            depth: options.depth,
        },
        output,
    })
}
