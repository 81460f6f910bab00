//! The destination of results: standard output, or a file that is opened before any work is done and written
//! atomically. Devices and pipes are written to directly; a symbolic link stays one.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::diagnostic::Diagnostic;

/// The destination of results.
#[derive(Debug)]
pub enum Target {
    Stdout,
    /// A new file that replaces the one at `place` when it is complete.
    Atomic {
        /// The path as typed, for messages.
        name: String,
        place: PathBuf,
        /// The file until then, in the same directory.
        file: NamedTempFile,
    },
    /// A device or a pipe.
    Direct {
        /// The path as typed, for messages.
        name: String,
        file: File,
    },
}

impl Target {
    /// Opens a destination; `None` means standard output.
    pub fn open(path: Option<&Path>) -> Result<Self, Diagnostic> {
        let Some(path) = path.filter(|path| !is_stdout(path)) else {
            return Ok(Self::Stdout);
        };
        let name = path.display().to_string();
        Self::open_file(path, &name).map_err(|cause| Diagnostic::io(name, &cause))
    }

    fn open_file(path: &Path, name: &str) -> io::Result<Self> {
        let name = name.to_owned();
        let existing = fs::metadata(path).ok();
        match existing {
            Some(meta) if meta.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Some(meta) if !meta.is_file() => {
                let file = OpenOptions::new().write(true).open(path)?;
                Ok(Self::Direct { name, file })
            }
            existing => {
                if existing.is_some() {
                    // A file without write permission must not be replaced either.
                    OpenOptions::new().write(true).open(path)?;
                }
                let place = match fs::read_link(path) {
                    Ok(end) if existing.is_none() => resolve_link(path, &end),
                    Ok(_) => fs::canonicalize(path)?,
                    Err(_) => path.into(),
                };
                let file = create_temporary(&place, existing.map(|meta| meta.permissions()))?;
                Ok(Self::Atomic { name, place, file })
            }
        }
    }

    /// Lets `fill` write, then puts the file in its place. A reader that closes the pipe early is no failure.
    ///
    /// # Errors
    /// Writing fails, or `fill` returns an error that holds a [`Diagnostic`].
    pub fn write(
        self,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Diagnostic> {
        let (name, written) = match self {
            Self::Stdout => {
                let mut out = BufWriter::new(io::stdout().lock());
                ("standard output".to_owned(), fill(&mut out))
            }
            Self::Direct { name, file } => (name, fill(&mut BufWriter::new(file))),
            Self::Atomic { name, place, file } => (name, write_atomic(file, &place, fill)),
        };
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(error
                .downcast()
                .unwrap_or_else(|error| Diagnostic::io(name, &error))),
            Ok(()) => Ok(()),
        }
    }
}

fn write_atomic(
    mut file: NamedTempFile,
    place: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    fill(&mut BufWriter::new(file.as_file_mut()))?;
    file.persist(place).map_err(|error| error.error)?;
    Ok(())
}

/// Returns true if `path` is a name of standard output. Opening it again would write from the start of a file
/// that the output is redirected to, over what others wrote.
fn is_stdout(path: &Path) -> bool {
    ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]
        .iter()
        .any(|name| path == Path::new(name))
}

/// Returns the path of the missing file that a link points to.
fn resolve_link(link: &Path, end: &Path) -> PathBuf {
    link.parent().unwrap_or(Path::new("")).join(end)
}

/// Creates a temporary file in the directory of `place`, with the permissions of the file that it replaces, or
/// those of a new file.
fn create_temporary(place: &Path, permissions: Option<Permissions>) -> io::Result<NamedTempFile> {
    let directory = match place.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => directory,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".nimrank-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(directory)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    Ok(file)
}
