//! Counts the requests of each query for models that score passages relative to each other.

use std::collections::HashMap;

use parking_lot::Mutex;

/// The number of requests of each query.
#[derive(Default)]
pub(super) struct ListwiseRequests(Mutex<HashMap<String, u64>>);

impl ListwiseRequests {
    pub(super) fn count(&self, query: &str) {
        let mut requests = self.0.lock();
        *requests.entry(query.into()).or_default() += 1;
    }

    /// Describes a merge of scores that cannot be compared, if there was one.
    pub(super) fn notice(&self, model: &str) -> Option<String> {
        let requests = self.0.lock();
        let most = requests.values().max().filter(|count| **count > 1)?;
        Some(format!(
            "{model} scores the documents of a request relative to each other, and these took {most} \
             requests: scores of different requests cannot be compared"
        ))
    }
}
