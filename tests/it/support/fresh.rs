//! Comparison with files of the repository: generated ones and golden files.

use std::path::Path;

/// Returns the root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a text with a file of the repository; `SNAPSHOTS=overwrite` updates the file.
#[track_caller]
pub fn assert_fresh(path: &str, text: &str) {
    let file = root().join(path);
    if std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite") {
        std::fs::write(file, text).expect("the file can be written");
        return;
    }
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = known.lines().zip(text.lines()).position(|(a, b)| a != b);
    let line = differs.unwrap_or(known.lines().count().min(text.lines().count()));
    assert!(
        known == text,
        "{path} is stale at line {}:\n  was: {:?}\n  is:  {:?}\nto update it: SNAPSHOTS=overwrite cargo test",
        line + 1,
        known.lines().nth(line),
        text.lines().nth(line),
    );
}
