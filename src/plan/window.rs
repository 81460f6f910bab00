//! Resolves `--window` and `--overlap`.

use anyhow::Result;

use super::usage;
use crate::cli;
use crate::window::WindowSettings;

pub(super) fn resolve(options: &cli::WindowOptions) -> Result<Option<WindowSettings>> {
    let Some(words) = options.window else {
        return Ok(None);
    };
    let overlap = options.overlap.unwrap_or(words / 8);
    if overlap >= words {
        return usage(&format!("--overlap must be less than --window, which is {words}"));
    }
    Ok(Some(WindowSettings { words, overlap }))
}
