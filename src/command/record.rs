//! `--record`: what is scored is noted on the way, and written when all of it has a score.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;

use crate::client::AsPassage as _;
use crate::error::Error;
use crate::model::Scored;
use crate::output::{OutputError, Target};
use crate::recording::{Draft, Hash, Head, Ranking, RecordingError};

/// The documents noted so far. Clones are the same notes: documents are named where they are read, and
/// scored where their scores arrive.
#[derive(Clone, Default)]
pub(super) struct Notes(Arc<Mutex<Draft>>);

impl Notes {
    fn draft(&self) -> MutexGuard<'_, Draft> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the next document of the input. Another with its id is an error.
    pub(super) fn name(&self, scored: &Scored) -> Result<(), RecordingError> {
        let named = self.draft().name(scored.document.id().as_deref());
        named.map_err(|twins| RecordingError::Twins {
            place: scored.document.origin(),
            twins,
        })
    }

    /// Notes what came of a document.
    pub(super) fn score(&self, scored: &Scored) {
        let hash = Hash::of(scored.passage().as_ref());
        if let Ok(index) = usize::try_from(scored.index) {
            self.draft().score(index, hash, scored.score);
        }
    }

    /// The ranking that was noted; none, if nothing was scored.
    pub(super) fn ranking(&self, head: Head) -> Result<Option<Ranking>, Error> {
        let draft = std::mem::take(&mut *self.draft());
        if draft.is_unscored() {
            return Ok(None);
        }
        // Each document was compared with those before it when it was named.
        draft.finish(head).map(Some).map_err(|_| Error::Lost)
    }
}

/// Opens the file of a recording, which appears when it is written.
pub(super) fn open(path: &Path) -> Result<Target> {
    Ok(Target::open(Some(path)).map_err(Error::Output)?)
}

/// Writes a recording.
pub(super) fn write(target: Target, rankings: &[Ranking]) -> Result<()> {
    let written = target.write(|out| {
        let lines = rankings.iter().try_for_each(|ranking| ranking.write(out));
        lines.and_then(|()| out.flush()).map_err(OutputError::from)
    });
    Ok(written.map_err(Error::Output)?)
}
