//! How results are shown, with what the terminal and the environment say to it.

use anyhow::Result;

use super::{usage, variable};
use crate::cli;
use crate::client::ScoreKind;
use crate::model::Scale;
use crate::output::{self, Format};

/// The style; `terminal` is whether results go to one.
pub(super) fn resolve(
    options: &cli::Rank,
    scale: Scale,
    kind: ScoreKind,
    terminal: bool,
) -> Result<output::Style> {
    let results = &options.results;
    let format = match results.format {
        cli::Format::Auto if terminal => Format::Table,
        cli::Format::Auto | cli::Format::Tsv => Format::Tsv,
        cli::Format::Table => Format::Table,
        cli::Format::Json => Format::Json,
        cli::Format::Jsonl => Format::Jsonl,
        cli::Format::Csv => Format::Csv,
        cli::Format::Raw if results.no_documents => {
            return usage(
                "--format raw prints nothing but the documents that --no-documents leaves out",
            );
        }
        cli::Format::Raw => Format::Raw,
    };
    Ok(output::Style {
        format,
        scale,
        score_name: match scale {
            Scale::Raw => kind.name(),
            Scale::Sigmoid => "sigmoid",
        },
        documents: !results.no_documents,
        nul: options.documents.null,
        color: color(options.messages.color, terminal),
        width: width(terminal),
    })
}

/// Whether the table has colours: as was asked for, else on a terminal that has them and a user who wants them.
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
    width.or_else(told).unwrap_or(crate::table::DEFAULT_WIDTH)
}

/// The width of the terminal that standard error goes to.
pub(super) fn stderr_width() -> u16 {
    let size = terminal_size::terminal_size_of(std::io::stderr());
    size.map_or(80, |(width, _)| width.0)
}
