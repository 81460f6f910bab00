//! Whether two paths lead to one file, however they are spelled.

use std::path::{Path, PathBuf};

/// Whether both are there and lead to one file, which need not exist.
pub(super) fn are_same(one: Option<&Path>, other: Option<&Path>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other || whole(one) == whole(other),
        _ => false,
    }
}

/// A path from the root on, links followed. Of a file that does not exist yet the folder is looked at; where
/// there is none either, the path is only completed.
fn whole(path: &Path) -> PathBuf {
    let in_folder = || {
        let name = path.file_name()?;
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(folder.join(name))
    };
    let completed = || std::path::absolute(path).ok();
    let found = path.canonicalize().ok();
    let found = found.or_else(in_folder).or_else(completed);
    found.unwrap_or_else(|| path.to_owned())
}
