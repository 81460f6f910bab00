//! Whose models are listed, and how.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use url::Url;

use super::{service, style, usage};
use crate::cli::{self, ListFormat};
use crate::client::{ModelChoice, RemoteSettings, Truncate};
use crate::report::Format;

/// A list of models, ready to be made.
#[derive(Debug)]
pub struct Models {
    /// The service that is asked, and where its list is; none: those that NVIDIA is known to serve.
    pub service: Option<(Box<RemoteSettings>, Url)>,
    /// How they are printed.
    pub format: Format,
    /// The file to write to; none: standard output.
    pub output: Option<PathBuf>,
    /// Whether notes are printed.
    pub notes: bool,
}

/// Checks what was asked for and resolves it.
pub fn models(options: &cli::Models) -> Result<Models> {
    let output = options.output.clone();
    let output = output.filter(|path| path != Path::new("-"));
    let terminal = std::io::stdout().is_terminal() && output.is_none();
    Ok(Models {
        service: asked(options)?,
        format: match options.format {
            ListFormat::Auto if terminal => Format::Table(style::width(terminal)),
            ListFormat::Table => Format::Table(style::width(terminal)),
            ListFormat::Auto | ListFormat::Tsv => Format::Tsv,
            ListFormat::Json => Format::Json,
        },
        output,
        notes: !options.quiet,
    })
}

/// NVIDIA's hosts list other models than those that rank, so they are not asked.
fn asked(options: &cli::Models) -> Result<Option<(Box<RemoteSettings>, Url)>> {
    let endpoint = service::endpoint(&options.access, None)?;
    if endpoint.hosted {
        return Ok(None);
    }
    let ModelChoice::First(list) = &endpoint.model else {
        let api = endpoint.api.name();
        return usage(&format!("the {api} api has one model and lists none"));
    };
    let list = list.clone();
    let (http, _, key_origin) = service::http(&options.access, &options.limits, false, &endpoint)?;
    let settings = RemoteSettings {
        url: endpoint.url,
        api: endpoint.api,
        model: endpoint.model,
        truncate: Truncate::End,
        http,
        key_origin,
    };
    Ok(Some((Box::new(settings), list)))
}
