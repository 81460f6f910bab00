//! Resolves the options of `diff`.

use std::path::PathBuf;

use anyhow::Result;

use super::{destination, overwrite, style};
use crate::cli;
use crate::compare::CompareSettings;
use crate::report::diff::DiffStyle;
use crate::source::Source;

#[derive(Debug)]
pub struct DiffPlan {
    pub old: Source,
    pub new: Source,
    pub settings: CompareSettings,
    /// The RBO below which a query fails; `None` means that any change of order fails.
    pub min_rbo: Option<f64>,
    pub style: DiffStyle,
    /// The file to write to; `None` means standard output.
    pub output: Option<PathBuf>,
    pub html: Option<PathBuf>,
}

pub fn diff(options: &cli::Diff) -> Result<DiffPlan> {
    let (old, new) = (Source::from_path(&options.old), Source::from_path(&options.new));
    let (output, is_terminal) = destination(options.output.as_deref());
    let outputs = [("--output", output.as_deref()), ("--html", options.html.as_deref())];
    overwrite::check_sources(&[("OLD", &old), ("NEW", &new)], &outputs)?;
    Ok(DiffPlan {
        old,
        new,
        settings: CompareSettings { depth: options.depth, tolerance: options.tolerance },
        min_rbo: options.min_rbo,
        style: DiffStyle {
            format: options.format,
            color: style::color(options.color, is_terminal),
            depth: options.depth,
        },
        output,
        html: options.html.clone(),
    })
}
