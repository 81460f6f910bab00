//! Reads the certificates that `--cacert`, `--cert` and `--cert-key` name.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::cli;
use crate::client::TlsSettings;
use crate::diagnostic::Diagnostic;

/// Returns the files of certificates with their options.
pub(super) fn files(access: &cli::AccessOptions) -> Vec<(&'static str, PathBuf)> {
    [("--cacert", &access.cacert), ("--cert", &access.cert), ("--cert-key", &access.cert_key)]
        .into_iter()
        .filter_map(|(option, path)| Some((option, path.clone()?)))
        .collect()
}

pub(super) fn read(access: &cli::AccessOptions) -> Result<TlsSettings> {
    let mut settings = TlsSettings::default();
    if let Some(path) = &access.cacert {
        let pem = read_file(path, "certificate")?;
        settings
            .add_roots(&pem)
            .map_err(|problem| fault(path, &format!("`--cacert`: {problem}")))?;
    }
    if let Some(path) = &access.cert {
        let chain = read_file(path, "certificate")?;
        let key_path = access.cert_key.as_ref().unwrap_or(path);
        let key = read_file(key_path, "private key")?;
        settings.set_identity(&chain, &key).map_err(|(problem, is_key)| {
            let diagnostic = fault(if is_key { key_path } else { path }, &problem);
            match problem.as_str() {
                "the private key is encrypted" => {
                    diagnostic.hint("decrypt it first: openssl pkey -in FILE -out FILE")
                }
                _ if is_key && access.cert_key.is_none() => {
                    diagnostic.hint("name the file of the private key with `--cert-key FILE`")
                }
                _ => diagnostic,
            }
        })?;
    }
    Ok(settings)
}

fn read_file(path: &Path, content: &str) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("{}: cannot read the {content}", path.display()))
}

fn fault(path: &Path, problem: &str) -> Diagnostic {
    Diagnostic::new(problem).at(path.display().to_string())
}
