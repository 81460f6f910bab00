//! Reads the certificates that `--cacert` names.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::cli;

/// Returns the files of certificates with their options.
pub(super) fn files(access: &cli::Access) -> Vec<(&'static str, PathBuf)> {
    let cacert = access.cacert.clone();
    cacert.map(|path| ("--cacert", path)).into_iter().collect()
}

/// Reads `--cacert`.
pub(super) fn read_cacert(access: &cli::Access) -> Result<Option<Vec<u8>>> {
    let Some(path) = &access.cacert else {
        return Ok(None);
    };
    let pem = std::fs::read(path)
        .with_context(|| format!("{}: cannot read the certificate", path.display()))?;
    Ok(Some(pem))
}
