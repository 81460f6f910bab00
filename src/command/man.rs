//! The generated manual pages, for installations without them.

use crate::cli::ManPage;

/// Returns a manual page in roff; `None` means that of nimrank itself.
pub(super) fn page(page: Option<ManPage>) -> &'static str {
    match page {
        None => include_str!("../../man/nimrank.1"),
        Some(ManPage::Batch) => include_str!("../../man/nimrank-batch.1"),
        Some(ManPage::Check) => include_str!("../../man/nimrank-check.1"),
        Some(ManPage::Eval) => include_str!("../../man/nimrank-eval.1"),
        Some(ManPage::Calibrate) => include_str!("../../man/nimrank-calibrate.1"),
        Some(ManPage::Diff) => include_str!("../../man/nimrank-diff.1"),
        Some(ManPage::Models) => include_str!("../../man/nimrank-models.1"),
        Some(ManPage::Doctor) => include_str!("../../man/nimrank-doctor.1"),
        Some(ManPage::Completions) => include_str!("../../man/nimrank-completions.1"),
        Some(ManPage::Man) => include_str!("../../man/nimrank-man.1"),
        Some(ManPage::Apis) => include_str!("../../man/nimrank-apis.7"),
        Some(ManPage::Recording) => include_str!("../../man/nimrank-recording.5"),
    }
}
