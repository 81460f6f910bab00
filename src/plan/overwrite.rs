//! Rejects outputs that would overwrite an input or each other, whatever the spelling or link.

use std::fs::FileType;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::usage;
use crate::cli;
use crate::source::Source;

/// The files that a run reads, each with its name in messages.
#[derive(Default)]
pub(super) struct InputFiles<'a>(Vec<(&'static str, &'a Path)>);

impl<'a> InputFiles<'a> {
    pub(super) fn add(&mut self, name: &'static str, path: Option<&'a Path>) {
        self.0.extend(path.map(|path| (name, path)));
    }

    pub(super) fn add_source(&mut self, name: &'static str, source: &'a Source) {
        let path = match source {
            Source::Stdin => Path::new("/dev/stdin"),
            Source::File(path) => path,
        };
        self.0.push((name, path));
    }
}

/// Rejects sources, given by option, of which several are standard input, and outputs that would overwrite one.
pub(super) fn check_sources(
    sources: &[(&'static str, &Source)],
    outputs: &[(&str, Option<&Path>)],
) -> Result<()> {
    check_stdin(sources.iter().map(|(_, source)| *source))?;
    let mut inputs = InputFiles::default();
    for (name, source) in sources {
        inputs.add_source(name, source);
    }
    check(outputs, &inputs, &InputFiles::default())
}

pub(super) fn check_stdin<'a>(sources: impl Iterator<Item = &'a Source>) -> Result<()> {
    if sources.filter(|source| **source == Source::Stdin).count() > 1 {
        return usage("standard input can be read only once");
    }
    Ok(())
}

/// Returns the files with the key and the certificates of a service.
pub(super) fn access_files(access: &cli::AccessOptions) -> InputFiles<'_> {
    let mut files = InputFiles::default();
    files.add("--api-key-file", access.api_key_file.as_deref());
    files.add("--cacert", access.cacert.as_deref());
    files.add("--cert", access.cert.as_deref());
    files.add("--cert-key", access.cert_key.as_deref());
    files
}

/// Rejects outputs, given by option, that are one file, or the same file as an input. `--output` can replace
/// documents, which are read before it is written, unless they come from a pipe.
pub(super) fn check(
    outputs: &[(&str, Option<&Path>)],
    inputs: &InputFiles<'_>,
    documents: &InputFiles<'_>,
) -> Result<()> {
    for (position, (option, output)) in outputs.iter().enumerate() {
        let Some(output) = output else { continue };
        for (other, other_output) in &outputs[position + 1..] {
            if other_output.is_some_and(|other_output| is_same(output, other_output)) {
                return usage(&format!("{option} and {other} are the same file"));
            }
        }
        let documents = documents.0.iter().filter(|_| *option != "--output" || !is_regular(output));
        for (name, input) in inputs.0.iter().chain(documents) {
            if is_replaceable(output) && is_same(output, input) {
                return usage(&format!("{option} and {name} are the same file"));
            }
        }
    }
    Ok(())
}

/// Returns true if both paths lead to one file, which need not exist.
fn is_same(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    if let (Ok(one), Ok(other)) = (one.metadata(), other.metadata()) {
        use std::os::unix::fs::MetadataExt as _;
        return (one.dev(), one.ino()) == (other.dev(), other.ino());
    }
    one == other || resolve(one) == resolve(other)
}

/// Returns the absolute path without links. The last part need not exist.
fn resolve(path: &Path) -> PathBuf {
    let in_directory = || {
        let name = path.file_name()?;
        let directory =
            path.parent().filter(|directory| *directory != Path::new("")).unwrap_or(Path::new("."));
        Some(directory.canonicalize().ok()?.join(name))
    };
    path.canonicalize()
        .ok()
        .or_else(in_directory)
        .or_else(|| std::path::absolute(path).ok())
        .unwrap_or_else(|| path.to_owned())
}

fn file_type(path: &Path) -> Option<FileType> {
    Some(path.metadata().ok()?.file_type())
}

fn is_regular(path: &Path) -> bool {
    file_type(path).is_none_or(|file_type| file_type.is_file())
}

/// Returns true for a file or a pipe; writing to a device does not overwrite anything.
fn is_replaceable(path: &Path) -> bool {
    #[cfg(unix)]
    if file_type(path).is_some_and(|file_type| {
        use std::os::unix::fs::FileTypeExt as _;
        file_type.is_fifo()
    }) {
        return true;
    }
    is_regular(path)
}
