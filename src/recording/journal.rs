//! A recording that grows while a run goes on, so that the run can continue after it was killed.
//!
//! Each ranking is appended with one write, so that a kill at any moment leaves whole lines and perhaps a torn one,
//! which is cut off when the file is opened again. A line can replace an earlier one with the same case. The lock
//! on the file lasts as long as the journal is open.

mod scan;

use std::collections::HashSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fnv::FnvHasher;
use parking_lot::{Mutex, MutexGuard};

use super::{RankingHeader, RecordedDocument, RecordedRanking};
use crate::diagnostic::Diagnostic;

/// The longest time that a finished query can wait for the disk.
const SYNC_INTERVAL: Duration = Duration::from_secs(2);

/// The place of a line in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The hash of the case.
    case: u64,
    start: u64,
    /// The length with the line end.
    length: usize,
}

/// A journal that is open for appending.
#[derive(Debug)]
pub struct Journal {
    file: SharedFile,
    /// The lines that were there at the start.
    old: Arc<[Entry]>,
    end: u64,
    /// The time of the first line that is not yet on the disk.
    unsynced: Option<Instant>,
    line: Vec<u8>,
}

/// Finds the rankings that were in a journal when it was opened.
#[derive(Clone, Debug)]
pub struct JournalReader {
    file: SharedFile,
    /// Sorted by the hash of the case, and then by place.
    entries: Arc<[Entry]>,
}

#[derive(Clone, Debug)]
struct SharedFile {
    name: Arc<str>,
    path: Arc<Path>,
    file: Arc<Mutex<File>>,
}

impl SharedFile {
    fn lock(&self) -> MutexGuard<'_, File> {
        self.file.lock()
    }

    fn fault(&self, error: &io::Error) -> Diagnostic {
        Diagnostic::io(&*self.name, error)
    }

    /// Reads the line of an entry.
    fn line(&self, entry: Entry) -> Result<Vec<u8>, Diagnostic> {
        let mut line = vec![0; entry.length];
        let mut file = self.lock();
        let read = file.seek(SeekFrom::Start(entry.start)).and_then(|_| file.read_exact(&mut line));
        read.map(|()| line).map_err(|error| self.fault(&error))
    }

    fn ranking(&self, entry: Entry) -> Result<RecordedRanking, Diagnostic> {
        scan::parse(&self.name, &self.line(entry)?, 0)
    }
}

impl Journal {
    /// Opens the journal at `path`, or creates an empty one. A torn last line is cut off.
    ///
    /// # Errors
    /// Another run uses the file, it is not a recording, or the system refuses. It is unchanged then.
    pub fn open(path: &Path) -> Result<Self, Diagnostic> {
        let name: Arc<str> = path.display().to_string().into();
        scan::check_kind(path, &name)?;
        let fault = |error: io::Error| Diagnostic::io(&*name, &error);
        let file = open_locked(path, &name)?;
        let (mut entries, end) = scan::scan(&name, &file)?;
        if end < file.metadata().map_err(fault)?.len() {
            file.set_len(end).map_err(fault)?;
        }
        entries.sort_by_key(|entry| (entry.case, entry.start));
        let file = Arc::new(Mutex::new(file));
        Ok(Self {
            file: SharedFile { name: Arc::clone(&name), path: path.into(), file },
            old: entries.into(),
            end,
            unsynced: None,
            line: Vec::new(),
        })
    }

    pub fn reader(&self) -> JournalReader {
        JournalReader { file: self.file.clone(), entries: Arc::clone(&self.old) }
    }

    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// Appends a ranking.
    pub fn append(&mut self, ranking: &RecordedRanking) -> Result<Entry, Diagnostic> {
        self.line.clear();
        // Memory takes any bytes.
        let _ = ranking.write(&mut self.line);
        let written = self.file.lock().write_all(&self.line);
        written.map_err(|error| self.file.fault(&error))?;
        let case = hash_case(ranking.header.case.as_deref());
        let entry = Entry { case, start: self.end, length: self.line.len() };
        self.end += entry.length as u64;
        self.unsynced.get_or_insert_with(Instant::now);
        Ok(entry)
    }

    /// Writes the lines to the disk if it is time to.
    pub fn sync(&mut self) -> Result<(), Diagnostic> {
        if self.unsynced.is_some_and(|since| since.elapsed() >= SYNC_INTERVAL) {
            self.unsynced = None;
            let synced = self.file.lock().sync_data();
            synced.map_err(|error| self.file.fault(&error))?;
        }
        Ok(())
    }

    /// Writes the journal as a recording: the lines of `entries`, then the old ones that none of these replaces.
    /// A line replaces those with the same case, model and API, and an earlier one with the same case, model and
    /// query.
    pub fn write_in_order(&self, entries: &[Entry], out: &mut dyn Write) -> Result<(), Diagnostic> {
        let mut cases = HashSet::new();
        let mut written = HashSet::new();
        for entry in entries {
            let line = self.file.line(*entry)?;
            let header = scan::parse(&self.file.name, &line, 0)?.header;
            cases.insert(case_key(&header));
            if written.insert(query_key(&header)) {
                out.write_all(&line).map_err(|error| self.file.fault(&error))?;
            }
        }
        let mut old = self.old.to_vec();
        old.sort_by_key(|entry| std::cmp::Reverse(entry.start));
        // Of two with the same key the later one counts, but the order stays.
        let mut kept = Vec::new();
        for entry in old {
            let header = self.file.ranking(entry)?.header;
            if !cases.contains(&case_key(&header)) && written.insert(query_key(&header)) {
                kept.push(entry);
            }
        }
        for entry in kept.into_iter().rev() {
            out.write_all(&self.file.line(entry)?).map_err(|error| self.file.fault(&error))?;
        }
        Ok(())
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        if self.unsynced.is_some() {
            // Nothing can be done about a failure, which loses finished queries only if the system ends too.
            let _ = self.file.lock().sync_data();
        }
    }
}

impl JournalReader {
    /// Returns true if there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Finds the ranking with this header and these documents, whose scores do not matter.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn find(
        &self,
        header: &RankingHeader,
        docs: &[RecordedDocument],
    ) -> Result<JournalMatch, Diagnostic> {
        let case = hash_case(header.case.as_deref());
        let first = self.entries.partition_point(|entry| entry.case < case);
        let mut found = JournalMatch::Nothing;
        for entry in self.entries[first..].iter().take_while(|entry| entry.case == case) {
            let ranking = self.file.ranking(*entry)?;
            if ranking.header.case != header.case {
                continue;
            }
            let is_same = |(one, other): (&RecordedDocument, &RecordedDocument)| {
                one.id == other.id && one.hash == other.hash
            };
            if ranking.header == *header
                && ranking.docs().len() == docs.len()
                && ranking.docs().iter().zip(docs).all(is_same)
            {
                return Ok(JournalMatch::Same(ranking, *entry));
            }
            found = JournalMatch::Changed;
        }
        Ok(found)
    }
}

/// The outcome of a search in a journal.
#[derive(Debug)]
pub enum JournalMatch {
    Same(RecordedRanking, Entry),
    /// The case is there with another query, other documents or other settings.
    Changed,
    Nothing,
}

/// Opens and locks the file. One that was replaced in the meantime is opened again.
fn open_locked(path: &Path, name: &str) -> Result<File, Diagnostic> {
    loop {
        let opened = OpenOptions::new().read(true).append(true).create(true).open(path);
        let file = opened.map_err(|error| Diagnostic::io(name, &error))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                return Err(Diagnostic::new("another run uses this file")
                    .at(name)
                    .hint("wait for it to end, or name another file with `--resume`"));
            }
            // Not every file system has locks.
            Ok(()) | Err(TryLockError::Error(_)) if is_at(&file, path) => return Ok(file),
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
    }
}

/// Returns true unless the path leads to another file now.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), path.metadata()) {
        (Ok(open), Ok(named)) => (open.dev(), open.ino()) == (named.dev(), named.ino()),
        (_, named) => named.is_ok(),
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

fn hash_case(case: Option<&str>) -> u64 {
    hash(&[case])
}

/// Returns the hash of what a later line of the same model replaces.
fn case_key(header: &RankingHeader) -> u64 {
    hash(&[header.case.as_deref(), header.model.as_deref(), header.api.as_deref()])
}

/// Returns the hash of what can be in a recording only once.
fn query_key(header: &RankingHeader) -> u64 {
    hash(&[header.case.as_deref(), header.model.as_deref(), Some(&header.query)])
}

fn hash(parts: &[Option<&str>]) -> u64 {
    use std::hash::{Hash as _, Hasher as _};
    let mut hasher = FnvHasher::default();
    parts.hash(&mut hasher);
    hasher.finish()
}
