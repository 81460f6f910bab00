//! The destination of results: standard output, or a file that is opened before any work is done and written
//! atomically. Devices and pipes are written to directly; a symbolic link stays one.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::writer::{OpenTarget, TargetWriter, into_diagnostic};
use crate::diagnostic::Diagnostic;
use crate::os_error;

/// The name of standard output in messages.
const STDOUT: &str = "standard output";
/// The number of symbolic links that Linux follows.
const MAX_LINKS: usize = 40;

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
        let name = path.map_or_else(|| STDOUT.into(), |path| path.display().to_string());
        let target = match path {
            None => Self::open_stdout(),
            Some(path) => Self::open_path(path, &name),
        };
        target.map_err(|error| into_diagnostic(error, &name))
    }

    /// Returns true for a file that is written atomically, not while others read it.
    pub fn is_file(&self) -> bool {
        matches!(self, Self::Atomic { .. })
    }

    /// Returns standard output if it can be written to.
    fn open_stdout() -> io::Result<Self> {
        #[cfg(unix)]
        crate::sys::check_stdout()?;
        Ok(Self::Stdout)
    }

    fn open_path(path: &Path, name: &str) -> io::Result<Self> {
        let end = follow_links(path)?;
        match descriptor_of(&end) {
            Some(1) => Self::open_stdout(),
            Some(descriptor) => {
                Ok(Self::Direct { name: name.into(), file: duplicate(descriptor)? })
            }
            None => Self::open_file(&end, name),
        }
    }

    fn open_file(place: &Path, name: &str) -> io::Result<Self> {
        let name = name.to_owned();
        let existing = fs::metadata(place).ok();
        match existing {
            Some(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Some(metadata) if !metadata.is_file() => {
                let file = OpenOptions::new().write(true).open(place)?;
                Ok(Self::Direct { name, file })
            }
            existing => {
                if existing.is_some() {
                    // A file without write permission must not be replaced either.
                    OpenOptions::new().write(true).open(place)?;
                }
                let file = create_temporary(place, existing.as_ref(), &name)?;
                let place = place.to_owned();
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
        let mut writer = self.start();
        if writer.write(fill)? {
            writer.finish()?;
        }
        Ok(())
    }

    /// Starts to write piece by piece.
    pub fn start(self) -> TargetWriter {
        let (name, out) = match self {
            Self::Stdout => {
                (STDOUT.to_owned(), OpenTarget::Stdout(BufWriter::new(io::stdout().lock())))
            }
            Self::Direct { name, file } => (name, OpenTarget::Direct(BufWriter::new(file))),
            Self::Atomic { name, place, file } => {
                (name, OpenTarget::Atomic { file: BufWriter::new(file), place })
            }
        };
        TargetWriter::new(name, out)
    }
}

/// Follows symbolic links to the end, which need not exist, or to a name of an open file. That one is opened
/// by its descriptor: opening its path again would write from the start, over what others wrote.
fn follow_links(path: &Path) -> io::Result<PathBuf> {
    let mut current = path.to_owned();
    for _ in 0..MAX_LINKS {
        if descriptor_of(&current).is_some() {
            return Ok(current);
        }
        match fs::read_link(&current) {
            Ok(end) => current = current.parent().unwrap_or(Path::new("")).join(end),
            Err(_) => return Ok(current),
        }
    }
    // The system's own error for a loop.
    fs::metadata(path)?;
    Ok(current)
}

/// Returns the descriptor that a path such as `/dev/stderr` or `/dev/fd/3` names.
fn descriptor_of(path: &Path) -> Option<i32> {
    if !cfg!(unix) {
        return None;
    }
    let path = path.to_str()?;
    let own = format!("/proc/{}/fd/", std::process::id());
    match path {
        "/dev/stdin" => Some(0),
        "/dev/stdout" => Some(1),
        "/dev/stderr" => Some(2),
        _ => ["/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/", &own]
            .iter()
            .find_map(|directory| path.strip_prefix(directory))?
            .parse()
            .ok(),
    }
}

#[cfg(unix)]
use crate::sys::duplicate;

#[cfg(not(unix))]
fn duplicate(_: i32) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Creates a temporary file in the directory of `place`, with the permissions and the owner of the file that it
/// replaces, or those of a new file.
fn create_temporary(
    place: &Path,
    existing: Option<&Metadata>,
    name: &str,
) -> io::Result<NamedTempFile> {
    let directory = match place.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => directory,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".nimrank-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let created = builder.tempfile_in(directory);
    let Some(existing) = existing else {
        return created;
    };
    let file = created.map_err(|error| {
        let (directory, words) = (directory.display(), os_error::words(&error));
        let problem = format!("cannot create the file that replaces it in {directory}: {words}");
        let hint = "make the folder writable, or write to a file in another one";
        io::Error::other(Diagnostic::new(problem).at(name).hint(hint))
    })?;
    #[cfg(unix)]
    keep_owner(file.as_file(), existing);
    // After the owner, whose change clears some of them.
    file.as_file().set_permissions(existing.permissions())?;
    Ok(file)
}

/// Gives a file the owner and the group of the one that it replaces, as far as the system allows.
#[cfg(unix)]
fn keep_owner(file: &File, existing: &Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    if fchown(file, Some(existing.uid()), Some(existing.gid())).is_err() {
        // Only root may give a file away, but its owner can choose among their groups.
        let _ = fchown(file, None, Some(existing.gid()));
    }
}
