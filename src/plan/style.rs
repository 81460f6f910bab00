//! Resolves the appearance of results.

use anyhow::Result;

use super::{usage, variable};
use crate::cli;
use crate::client::ScoreKind;
use crate::model::Scale;
use crate::output::{OutputFormat, OutputStyle};
use crate::table::{DEFAULT_WIDTH, TextStyle};

pub(super) fn resolve(
    options: &cli::Rank,
    kind: ScoreKind,
    is_terminal: bool,
) -> Result<OutputStyle> {
    let results = &options.results;
    if results.format == OutputFormat::Raw && results.no_documents {
        return usage("--format raw and --no-documents cannot be combined");
    }
    Ok(OutputStyle {
        format: match results.format {
            OutputFormat::Auto if is_terminal => OutputFormat::Table,
            OutputFormat::Auto => OutputFormat::Tsv,
            format => format,
        },
        scale: results.score,
        score_name: match results.score {
            Scale::Raw => kind.name(),
            Scale::Sigmoid => "sigmoid",
        },
        documents: !results.no_documents,
        run_name: results.run_name.clone(),
        nul: options.documents.null,
        text: TextStyle {
            color: color(options.messages.color, is_terminal),
            width: width(is_terminal),
        },
        max_lines: None,
    })
}

/// Resolves the style of the rankings of many queries.
pub(super) fn of_batch(results: &cli::ResultOptions, is_joined: bool) -> OutputStyle {
    OutputStyle {
        format: match results.format {
            OutputFormat::Auto if is_joined => OutputFormat::Trec,
            OutputFormat::Auto => OutputFormat::Jsonl,
            format => format,
        },
        scale: results.score,
        // Only a JSON document names the kind of its scores.
        score_name: "",
        documents: !results.no_documents,
        run_name: results.run_name.clone(),
        nul: false,
        text: TextStyle { color: false, width: DEFAULT_WIDTH },
        max_lines: None,
    }
}

/// Returns the height of the terminal, or a usual one if it is unknown.
pub(super) fn height() -> usize {
    terminal_size::terminal_size().map_or(24, |(_, height)| usize::from(height.0))
}

/// Returns true if a table has colors.
pub(super) fn color(when: cli::When, is_terminal: bool) -> bool {
    match when {
        cli::When::Always => true,
        cli::When::Never => false,
        cli::When::Auto => {
            is_terminal && takes_escape_sequences() && variable("NO_COLOR").is_none()
        }
    }
}

/// Returns true if the terminal understands escape sequences.
pub(super) fn takes_escape_sequences() -> bool {
    match variable("TERM") {
        Some(term) => term != "dumb",
        None => cfg!(windows),
    }
}

/// Returns the width of a table in columns.
pub(super) fn width(is_terminal: bool) -> usize {
    let terminal = is_terminal.then(terminal_size::terminal_size).flatten();
    let terminal_width = terminal.map(|(width, _)| usize::from(width.0));
    let from_variable = || variable("COLUMNS")?.parse().ok().filter(|width| *width > 0);
    terminal_width.or_else(from_variable).unwrap_or(DEFAULT_WIDTH)
}
