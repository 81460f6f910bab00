//! Resolves the options of `calibrate`.

use std::path::PathBuf;

use anyhow::Result;

use super::{destination, overwrite};
use crate::cli;
use crate::report::calibrate::CalibrationFormat;
use crate::source::Source;

#[derive(Debug)]
pub struct CalibratePlan {
    pub qrels: Source,
    pub run: Source,
    /// The lowest relevant grade, at least 1.
    pub level: i32,
    pub format: CalibrationFormat,
    /// The file to write to; `None` means standard output.
    pub output: Option<PathBuf>,
    /// Print warnings and notes.
    pub warn: bool,
}

pub fn calibrate(options: &cli::Calibrate) -> Result<CalibratePlan> {
    let (qrels, run) = (Source::from_path(&options.qrels), Source::from_path(&options.run));
    let (output, _) = destination(options.output.as_deref());
    let outputs = [("--output", output.as_deref())];
    overwrite::check_sources(&[("--qrels", &qrels), ("--run", &run)], &outputs)?;
    Ok(CalibratePlan {
        qrels,
        run,
        level: options.level,
        format: options.format,
        output,
        warn: !options.quiet,
    })
}
