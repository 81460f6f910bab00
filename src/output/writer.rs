//! Writes a destination piece by piece.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::diagnostic::Diagnostic;

/// A destination that is being written. Without [`TargetWriter::finish`] no file is put in its place.
#[derive(Debug)]
pub struct TargetWriter {
    name: String,
    out: OpenTarget,
}

#[derive(Debug)]
pub(super) enum OpenTarget {
    Stdout(BufWriter<StdoutLock<'static>>),
    Direct(BufWriter<File>),
    Atomic { file: BufWriter<NamedTempFile>, place: PathBuf },
}

impl TargetWriter {
    pub(super) fn new(name: String, out: OpenTarget) -> Self {
        Self { name, out }
    }

    /// Lets `fill` write. Returns false if the reader of the pipe is gone.
    ///
    /// # Errors
    /// Writing fails, or `fill` returns an error that holds a [`Diagnostic`].
    pub fn write(
        &mut self,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<bool, Diagnostic> {
        let written = match &mut self.out {
            OpenTarget::Stdout(out) => fill(out),
            OpenTarget::Direct(out) => fill(out),
            OpenTarget::Atomic { file, .. } => fill(file),
        };
        self.check(written)
    }

    /// Puts the file in its place. Returns false if the reader of the pipe is gone.
    ///
    /// # Errors
    /// Writing fails.
    pub fn finish(mut self) -> Result<bool, Diagnostic> {
        if !self.write(|out| out.flush())? {
            return Ok(false);
        }
        let Self { name, out: OpenTarget::Atomic { file, place } } = self else {
            return Ok(true);
        };
        let file = file.into_inner().map_err(io::IntoInnerError::into_error);
        let placed = file.and_then(|file| persist(file, &place));
        placed.map(|()| true).map_err(|error| into_diagnostic(error, &name))
    }

    fn check(&self, written: io::Result<()>) -> Result<bool, Diagnostic> {
        match written {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(into_diagnostic(error, &self.name)),
        }
    }
}

fn persist(file: NamedTempFile, place: &Path) -> io::Result<()> {
    match file.persist(place) {
        // A file that is mounted by itself, as into a container, can be written but not replaced.
        Err(error) if error.error.kind() == io::ErrorKind::ResourceBusy => {
            let mut existing = OpenOptions::new().write(true).truncate(true).open(place)?;
            io::copy(&mut error.file.reopen()?, &mut existing)?;
            Ok(())
        }
        Err(error) => Err(error.error),
        Ok(_) => Ok(()),
    }
}

/// Returns the diagnostic that an error holds, or one for the operation on `name` that failed.
pub(super) fn into_diagnostic(error: io::Error, name: &str) -> Diagnostic {
    error.downcast().unwrap_or_else(|error| Diagnostic::io(name, &error))
}
