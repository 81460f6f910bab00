//! `--record`: what is scored is noted on the way, and written when all of it has a score.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;

use crate::client::AsPassage as _;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::model::Scored;
use crate::output::{OutputError, Target};
use crate::recording::{Hash, RankingBuilder, RankingHeader, RecordedRanking};

/// The documents noted so far. Clones are the same notes: documents are named where they are read, and
/// scored where their scores arrive.
#[derive(Clone, Default)]
pub(super) struct Notes(Arc<Mutex<RankingBuilder>>);

impl Notes {
    fn builder(&self) -> MutexGuard<'_, RankingBuilder> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the next document of the input. Another with its id is an error.
    pub(super) fn name(&self, scored: &Scored) -> Result<(), Diagnostic> {
        let added = self.builder().add(scored.document.id().as_deref());
        added.map_err(|duplicate| duplicate.diagnostic(scored.document.origin()))
    }

    /// Notes what came of a document.
    pub(super) fn score(&self, scored: &Scored) {
        let hash = Hash::of(scored.passage().as_ref());
        if let Ok(index) = usize::try_from(scored.index) {
            self.builder().set_score(index, hash, scored.score);
        }
    }

    /// The ranking that was noted; none, if nothing was scored.
    pub(super) fn ranking(&self, header: RankingHeader) -> Result<Option<RecordedRanking>, Error> {
        let builder = std::mem::take(&mut *self.builder());
        if builder.is_unscored() {
            return Ok(None);
        }
        // Each document was compared with those before it when it was named.
        builder.finish(header).map(Some).map_err(|_| Error::Lost)
    }
}

/// Opens the file of a recording, which appears when it is written.
pub(super) fn open(path: &Path) -> Result<Target> {
    Ok(Target::open(Some(path)).map_err(Error::Output)?)
}

/// Writes a recording.
pub(super) fn write(target: Target, rankings: &[RecordedRanking]) -> Result<()> {
    let written = target.write(|out| {
        let lines = rankings.iter().try_for_each(|ranking| ranking.write(out));
        lines.and_then(|()| out.flush()).map_err(OutputError::from)
    });
    Ok(written.map_err(Error::Output)?)
}
