//! Resolves the appearance of results from options, terminal and environment.

use anyhow::Result;

use super::{Plan, usage, variable};
use crate::cli;
use crate::client::ScoreKind;
use crate::model::Scale;
use crate::output::{OutputFormat, OutputStyle};
use crate::table::{DEFAULT_WIDTH, TextStyle};

/// Returns the style of a ranking; `terminal` is true if results go to one.
pub(super) fn resolve(
    options: &cli::Rank,
    scale: Scale,
    kind: ScoreKind,
    terminal: bool,
) -> Result<OutputStyle> {
    let results = &options.results;
    let format = match results.format {
        cli::Format::Auto if terminal => OutputFormat::Table,
        cli::Format::Auto | cli::Format::Tsv => OutputFormat::Tsv,
        cli::Format::Table => OutputFormat::Table,
        cli::Format::Json => OutputFormat::Json,
        cli::Format::Jsonl => OutputFormat::Jsonl,
        cli::Format::Csv => OutputFormat::Csv,
        cli::Format::Raw if results.no_documents => {
            return usage(
                "--format raw prints nothing but the documents that --no-documents leaves out",
            );
        }
        cli::Format::Raw => OutputFormat::Raw,
    };
    Ok(OutputStyle {
        format,
        scale,
        score_name: match scale {
            Scale::Raw => kind.name(),
            Scale::Sigmoid => "sigmoid",
        },
        documents: !results.no_documents,
        nul: options.documents.null,
        text: TextStyle {
            color: color(options.messages.color, terminal),
            width: width(terminal),
        },
        max_lines: None,
    })
}

/// The height of a terminal that does not report it.
const DEFAULT_HEIGHT: usize = 24;

impl Plan {
    /// Returns the style for the size that the terminal has now; it may have changed during the run.
    pub fn output_style(&self) -> OutputStyle {
        let mut style = self.style.clone();
        style.text.width = width(self.is_terminal);
        if self.is_terminal && self.fits_screen {
            // The last line is for the next prompt.
            let height = terminal_size::terminal_size().map(|(_, height)| usize::from(height.0));
            style.max_lines = Some(height.unwrap_or(DEFAULT_HEIGHT).saturating_sub(1));
        }
        style
    }
}

/// Returns true if tables are colored: as requested, else on a terminal with colors and without `NO_COLOR`.
pub(super) fn color(when: cli::When, terminal: bool) -> bool {
    match when {
        cli::When::Always => true,
        cli::When::Never => false,
        cli::When::Auto => {
            let has_colors = match variable("TERM") {
                Some(term) => term != "dumb",
                None => cfg!(windows),
            };
            terminal && has_colors && variable("NO_COLOR").is_none()
        }
    }
}

/// Returns the width of tables.
pub(super) fn width(terminal: bool) -> usize {
    let of_terminal = terminal_size::terminal_size().filter(|_| terminal);
    let from_environment = || {
        variable("COLUMNS")?
            .parse()
            .ok()
            .filter(|columns| *columns > 0)
    };
    let width = of_terminal.map(|(width, _)| usize::from(width.0));
    width.or_else(from_environment).unwrap_or(DEFAULT_WIDTH)
}
