//! Where results go: standard output, or a file that is opened before any work is done and appears only
//! when it is whole. What is no plain file, a device or a pipe, is written to as it is; a link keeps
//! pointing where it did.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::OutputError;

/// Where results go.
#[derive(Debug)]
pub enum Target {
    /// Standard output.
    Stdout,
    /// A new file that takes its place when it is whole.
    Whole {
        /// The path as typed, for messages.
        name: String,
        /// The place it takes.
        place: PathBuf,
        /// The file until then, in the same folder.
        file: NamedTempFile,
    },
    /// A device or a pipe.
    Through {
        /// The path as typed, for messages.
        name: String,
        /// What is written to.
        file: File,
    },
}

impl Target {
    /// Opens the target; none is standard output.
    ///
    /// # Errors
    /// It cannot be written to.
    pub fn open(path: Option<&Path>) -> Result<Self, OutputError> {
        let Some(path) = path.filter(|path| !is_stdout(path)) else {
            return Ok(Self::Stdout);
        };
        let name = path.display().to_string();
        Self::open_file(path, &name).map_err(|cause| OutputError::Write { name, cause })
    }

    fn open_file(path: &Path, name: &str) -> io::Result<Self> {
        let name = name.to_owned();
        let existing = fs::metadata(path).ok();
        match existing {
            Some(meta) if meta.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Some(meta) if !meta.is_file() => {
                let file = OpenOptions::new().write(true).open(path)?;
                Ok(Self::Through { name, file })
            }
            existing => {
                if existing.is_some() {
                    // What may not be written must not be replaced either.
                    OpenOptions::new().write(true).open(path)?;
                }
                let place = match fs::read_link(path) {
                    Ok(end) if existing.is_none() => beside_link(path, &end),
                    Ok(_) => fs::canonicalize(path)?,
                    Err(_) => path.into(),
                };
                let file = beside(&place, existing.map(|meta| meta.permissions()))?;
                Ok(Self::Whole { name, place, file })
            }
        }
    }

    /// Lets `fill` write, then puts the file in its place. A reader who went away is no failure.
    ///
    /// # Errors
    /// The bytes cannot be written, or the file cannot take its place.
    pub fn write(
        self,
        fill: impl FnOnce(&mut dyn Write) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        let name = match &self {
            Self::Stdout => "standard output".to_owned(),
            Self::Whole { name, .. } | Self::Through { name, .. } => name.clone(),
        };
        let written = match self {
            Self::Stdout => fill(&mut BufWriter::new(io::stdout().lock())),
            Self::Through { file, .. } => fill(&mut BufWriter::new(file)),
            Self::Whole { file, place, .. } => whole(file, &place, fill),
        };
        match written {
            Err(error) if error.is_closed_pipe() => Ok(()),
            Err(OutputError::Bytes(cause)) => Err(OutputError::Write { name, cause }),
            other => other,
        }
    }
}

/// Lets `write` fill a file, then gives the file its place.
fn whole(
    mut file: NamedTempFile,
    place: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), OutputError>,
) -> Result<(), OutputError> {
    write(&mut BufWriter::new(file.as_file_mut()))?;
    file.persist(place).map_err(|error| error.error)?;
    Ok(())
}

/// The names that a system has for standard output. To open them anew would begin at its beginning again,
/// over what others wrote.
fn is_stdout(path: &Path) -> bool {
    ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]
        .iter()
        .any(|name| path == Path::new(name))
}

/// The place that a link points to where nothing is yet.
fn beside_link(link: &Path, end: &Path) -> PathBuf {
    link.parent().unwrap_or(Path::new("")).join(end)
}

/// A file beside the place it is to take, with the permissions of the one that is there, else those of any
/// new file.
fn beside(place: &Path, permissions: Option<Permissions>) -> io::Result<NamedTempFile> {
    let folder = match place.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".nimrank-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    Ok(file)
}
