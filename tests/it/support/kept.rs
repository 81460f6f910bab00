//! Files of tests that call the library.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A file that is removed after the test.
pub struct Kept(PathBuf);

impl Kept {
    /// Writes a file, whose name ends in `extension` unless that is empty.
    pub fn new(content: &[u8], extension: &str) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let dot = if extension.is_empty() { "" } else { "." };
        let name = format!("kept-{}-{count}{dot}{extension}", process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::write(&path, content).expect("the file can be written");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.0));
    }
}
