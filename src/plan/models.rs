//! Resolves the options of `models`.

use std::path::PathBuf;

use anyhow::Result;
use url::Url;

use super::{destination, service, style, url_path, usage};
use crate::api::{self, ModelPlace};
use crate::cli;
use crate::client::RemoteSettings;
use crate::report::models::ListFormat;

#[derive(Debug)]
pub struct ModelsPlan {
    /// The service and the URL of its list; `None` means the built-in list of NVIDIA's models.
    pub service: Option<(Box<RemoteSettings>, Url)>,
    pub format: ListFormat,
    /// The list goes to a terminal.
    is_terminal: bool,
    /// The file to write to; `None` means standard output.
    pub output: Option<PathBuf>,
    pub notes: bool,
}

impl ModelsPlan {
    /// Returns the width of the table; that of the terminal may have changed since the request.
    pub fn width(&self) -> usize {
        style::width(self.is_terminal)
    }
}

pub fn models(options: &cli::Models) -> Result<ModelsPlan> {
    let (output, is_terminal) = destination(options.output.as_deref());
    Ok(ModelsPlan {
        service: resolve_service(options)?,
        format: match options.format {
            ListFormat::Auto if is_terminal => ListFormat::Table,
            ListFormat::Auto => ListFormat::Tsv,
            format => format,
        },
        is_terminal,
        output,
        notes: !options.messages.quiet,
    })
}

/// Resolves the service to query. NVIDIA's hosts list models other than rerankers, and each vendor has a
/// format of its own, so only self-hosted services are queried.
fn resolve_service(options: &cli::Models) -> Result<Option<(Box<RemoteSettings>, Url)>> {
    // The URL of the list does not depend on the model.
    let endpoint = service::endpoint(&options.service.access, Some("any"))?;
    let api = endpoint.api;
    match endpoint.vendor {
        Some(vendor) if vendor == api::default_api() => return Ok(None),
        Some(vendor) => {
            return usage(&format!("cannot list the models of the {} service", vendor.name));
        }
        None => {}
    }
    if !matches!(api.model, ModelPlace::Listed | ModelPlace::Named) {
        return usage(&format!("the {} api has no list of models", api.name));
    }
    let list = url_path::sibling(&endpoint.url, "models");
    let (http, _, key_origin) =
        service::http(&options.service.access, &options.requests.limits, false, &endpoint)?;
    Ok(Some((Box::new(endpoint.settings(http, key_origin)), list)))
}
