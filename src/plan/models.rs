//! Whose models are listed, and how.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use url::Url;

use super::{service, style, url_path, usage};
use crate::api::{self, ModelPlace};
use crate::cli::{self, ListFormat};
use crate::client::{Fields, RemoteSettings, Truncate};
use crate::report::models::Format;

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

/// NVIDIA's hosts list other models than those that rank, so they are not asked; nor are other vendors', each
/// of which lists them in a form of its own, if at all.
fn asked(options: &cli::Models) -> Result<Option<(Box<RemoteSettings>, Url)>> {
    // The address of the list is the same for all models.
    let endpoint = service::endpoint(&options.access, Some("any"))?;
    let api = endpoint.api;
    match endpoint.vendor {
        Some(vendor) if vendor == api::usual() => return Ok(None),
        Some(vendor) => {
            let name = vendor.name;
            return usage(&format!(
                "the models of the {name} service are not listed here"
            ));
        }
        None => {}
    }
    if !matches!(api.model, ModelPlace::Listed | ModelPlace::Named) {
        return usage(&format!("the {} api has no list of models", api.name));
    }
    let list = url_path::sibling(&endpoint.url, "models");
    let (http, _, key_origin) = service::http(&options.access, &options.limits, false, &endpoint)?;
    let settings = RemoteSettings {
        url: endpoint.url,
        api,
        model: endpoint.model,
        truncate: Truncate::End,
        extra: Fields::new(),
        http,
        key_origin,
        info: None,
    };
    Ok(Some((Box::new(settings), list)))
}
