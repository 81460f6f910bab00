//! `--record`: collects scores while they arrive, and writes them when every document has one.

use std::path::Path;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::client::AsPassage as _;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::model::Scored;
use crate::output::Target;
use crate::recording::{Hash, RankingBuilder, RankingHeader, RecordedRanking};

/// The documents recorded so far. Clones share them: documents are added where they are read, and scored
/// where their scores arrive.
#[derive(Clone, Default)]
pub(super) struct Recorder(Arc<Mutex<RankingBuilder>>);

impl Recorder {
    /// Adds the next document of the input. A duplicate id is an error.
    pub(super) fn add(&self, scored: &Scored) -> Result<(), Diagnostic> {
        let added = self.0.lock().add(scored.index, scored.document.id().as_deref());
        added.map_err(|duplicate| duplicate.diagnostic(scored.document.origin()))
    }

    pub(super) fn set_score(&self, scored: &Scored) {
        let hash = Hash::of(scored.passage().as_ref());
        self.0.lock().set_score(scored.index, hash, scored.score, scored.window.clone());
    }

    /// Returns the recorded ranking; `None` if no document has a score.
    pub(super) fn finish(&self, header: RankingHeader) -> Result<Option<RecordedRanking>, Error> {
        let builder = std::mem::take(&mut *self.0.lock());
        if builder.is_unscored() {
            return Ok(None);
        }
        // `add` has refused duplicate ids.
        builder.finish(header).map(Some).map_err(|_| Error::Lost)
    }
}

/// Opens the file of a recording.
pub(super) fn open(path: &Path) -> Result<Target, Diagnostic> {
    Target::open(Some(path))
}

pub(super) fn write(target: Target, rankings: &[RecordedRanking]) -> Result<(), Diagnostic> {
    target.write(|out| {
        rankings.iter().try_for_each(|ranking| ranking.write(out))?;
        out.flush()
    })
}
