//! How results are shown, with what the terminal and the environment say to it.

use anyhow::Result;

use super::{usage, variable};
use crate::cli;
use crate::client::ScoreKind;
use crate::model::Scale;
use crate::output::{OutputFormat, OutputStyle};
use crate::table::{DEFAULT_WIDTH, TextStyle};

/// The style; `terminal` is whether results go to one.
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
    })
}

/// Returns true if tables are colored: as requested, else on a terminal with colors and without `NO_COLOR`.
pub(super) fn color(when: cli::When, terminal: bool) -> bool {
    match when {
        cli::When::Always => true,
        cli::When::Never => false,
        cli::When::Auto => {
            let has_them = variable("TERM").is_none_or(|term| term != "dumb");
            terminal && has_them && variable("NO_COLOR").is_none()
        }
    }
}

/// How many columns a table may take.
pub(super) fn width(terminal: bool) -> usize {
    let of_terminal = terminal_size::terminal_size().filter(|_| terminal);
    let told = || {
        variable("COLUMNS")?
            .parse()
            .ok()
            .filter(|columns| *columns > 0)
    };
    let width = of_terminal.map(|(width, _)| usize::from(width.0));
    width.or_else(told).unwrap_or(DEFAULT_WIDTH)
}
