//! The tables among the sources of a ranking, whose headers are printed even if none of their rows is kept.

use std::sync::Arc;

use crate::model::{RecordFormat, Scored, SourceInfo};

/// The tables among the sources, each with the lowest index of its rows so far.
#[derive(Default)]
pub(super) struct Tables(Vec<(u64, Arc<SourceInfo>)>);

impl Tables {
    /// Notes the table of a row. Batches complete in any order, so an earlier row can still come.
    pub(super) fn add(&mut self, row: &Scored) {
        let source = row.document.source();
        if !matches!(source.format, RecordFormat::Table { .. }) {
            return;
        }
        let known = self.0.iter_mut().find(|(_, table)| Arc::ptr_eq(table, source));
        match known {
            Some((first, _)) => *first = row.index.min(*first),
            None => self.0.push((row.index, Arc::clone(source))),
        }
    }

    /// Returns the tables in the order of the input.
    pub(super) fn into_sources(mut self) -> Vec<Arc<SourceInfo>> {
        self.0.sort_by_key(|(first, _)| *first);
        self.0.into_iter().map(|(_, table)| table).collect()
    }
}
