//! A journal in a file of JSON lines.
//!
//! A program that keeps no such journal does not compile it: its functions are compiled where they are called.

use super::{Journal, JournalError, Ledger, Noting, Record, Running};
use std::fs::{File, OpenOptions};
use std::future::Future;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;

/// A journal in an append-only file of JSON lines.
///
/// Each record is one write to the end of the file, safe on the disk before [`Journal::note`] is done. The write begins
/// with a line's end and has none behind, so that a line which a crash or a full disk tore never takes the next with it;
/// several processes may share the file. A thread of its own writes, so that nobody waits for a disk who must not; a record
/// is written even when nobody waits for it any more.
#[derive(Debug)]
pub struct FileJournal {
    path: Arc<PathBuf>,
    lines: Sender<Line>,
}

/// A journal that was opened, and what its file says.
#[derive(Debug)]
pub struct Opened {
    /// The journal.
    pub journal: FileJournal,
    /// What may still run, in the order in which it began.
    pub running: Vec<Running>,
    /// Lines that were no records.
    pub skipped: Vec<Skipped>,
}

/// A line of the file that is no record. What stands in it is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skipped {
    /// Its number, counted from 1.
    pub line: usize,
    /// Its length in bytes.
    pub bytes: usize,
    /// Whether it is the last: then a process probably ended while it wrote it.
    pub is_last: bool,
}

impl FileJournal {
    /// Opens a journal, makes its file if there is none, and reads what may still run.
    ///
    /// # Errors
    /// Where the file can be neither opened nor read. Lines that are no records are no error.
    #[inline]
    pub fn open(path: impl AsRef<Path>) -> Result<Opened, JournalError> {
        let path = path.as_ref();
        let file = open(path).map_err(|error| JournalError::file("opened", path, error))?;
        let (ledger, skipped) = read(&file).map_err(|error| JournalError::file("read", path, error))?;
        let (lines, taken) = channel();
        thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || write_all(&file, &taken))
            .map_err(|error| JournalError::file("opened", path, error))?;
        let journal = Self { path: Arc::new(path.to_owned()), lines };
        Ok(Opened { journal, running: ledger.into_running(), skipped })
    }

    /// Where its file is.
    #[must_use]
    #[inline]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Journal for FileJournal {
    #[inline]
    fn note<'a>(&'a self, record: &'a Record) -> Noting<'a> {
        let done = Arc::new(Mutex::new(Done::default()));
        let mut bytes = vec![b'\n'];
        let sent = serde_json::to_writer(&mut bytes, record).map_err(io::Error::from).and_then(|()| {
            let line = Line { bytes, done: Arc::clone(&done) };
            self.lines.send(line).map_err(|_| io::Error::other("the thread that writes it has ended"))
        });
        let path = self.path.as_path();
        Box::pin(async move {
            let result = match sent {
                Ok(()) => Written(done).await,
                Err(error) => Err(error),
            };
            result.map_err(|error| JournalError::file("written", path, error))
        })
    }
}

#[inline]
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    {
        // What runs in an account is nobody else's business.
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        // A device may be read without end.
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    #[cfg(unix)]
    if metadata.len() == 0 {
        // The name of a new file is safe only once its folder is. Some file systems cannot do that for folders.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(file)
}

#[inline]
fn read(file: &File) -> io::Result<(Ledger, Vec<Skipped>)> {
    let mut reader = BufReader::new(file);
    let (mut ledger, mut skipped) = (Ledger::new(), Vec::new());
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        if reader.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        let text = bytes.trim_ascii();
        if text.is_empty() {
            continue;
        }
        match serde_json::from_slice(text) {
            Ok(record) => ledger.follow(record),
            Err(_) => {
                let is_last = !bytes.ends_with(b"\n");
                skipped.push(Skipped { line, bytes: text.len(), is_last });
            }
        }
    }
    Ok((ledger, skipped))
}

/// Writes lines as long as there is somebody who may send one.
#[inline]
fn write_all(mut file: &File, lines: &Receiver<Line>) {
    for line in lines {
        line.tell(write_line(&mut file, &line.bytes).and_then(|()| file.sync_data()));
    }
}

/// Writes a line in one write. One that a signal broke off is written again; it begins with a line's end, so that a part of it
/// that stands already takes nothing with it.
fn write_line(file: &mut impl Write, line: &[u8]) -> io::Result<()> {
    let mut is_second = false;
    loop {
        match file.write(line) {
            Ok(written) if written == line.len() => return Ok(()),
            Ok(written) if written == 0 || is_second => return Err(io::Error::from(io::ErrorKind::WriteZero)),
            Ok(_) => is_second = true,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A line to be written, and where it is told that it was.
struct Line {
    bytes: Vec<u8>,
    done: Arc<Mutex<Done>>,
}

#[derive(Default)]
struct Done {
    result: Option<io::Result<()>>,
    waker: Option<Waker>,
}

impl Line {
    #[inline]
    fn tell(&self, result: io::Result<()>) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.result.get_or_insert(result);
        if let Some(waker) = done.waker.take() {
            drop(done);
            waker.wake();
        }
    }
}

impl Drop for Line {
    /// Nobody waits for ever, whatever became of the thread.
    #[inline]
    fn drop(&mut self) {
        let is_told = self.done.lock().unwrap_or_else(PoisonError::into_inner).result.is_some();
        if !is_told {
            self.tell(Err(io::Error::other("the thread that writes it has ended")));
        }
    }
}

/// Waits until a line was written.
struct Written(Arc<Mutex<Done>>);

impl Future for Written {
    type Output = io::Result<()>;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut done = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match done.result.take() {
            Some(result) => Poll::Ready(result),
            None => {
                done.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Role;
    use serde_json::Value;
    use std::sync::mpsc::channel;
    use std::time::UNIX_EPOCH;

    /// Notes two records with a writer, and tells what became of each, without waiting for what never comes.
    fn check(write: impl FnOnce(Receiver<Line>), told: &str) {
        let (lines, taken) = channel();
        let journal = FileJournal { path: Arc::new(PathBuf::from("here")), lines };
        let record = Record::before(UNIX_EPOCH, "call", Role::Begins, "van", Value::Null);
        let mut notes = [journal.note(&record), journal.note(&record)];
        let mut context = Context::from_waker(Waker::noop());
        assert!(notes.iter_mut().all(|note| note.as_mut().poll(&mut context).is_pending()));
        write(taken);
        for mut note in notes {
            let Poll::Ready(Err(error)) = note.as_mut().poll(&mut context) else { panic!("no error") };
            let source = std::error::Error::source(&error).expect("a source");
            assert_eq!(error.to_string(), "the journal here cannot be written");
            assert!(source.to_string().contains(told), "{source}");
        }
    }

    #[test]
    fn a_disk_that_takes_nothing_is_told_to_everyone_who_waits() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("read only");
        std::fs::write(&path, "").expect("a file");
        let file = File::open(&path).expect("the file");
        check(|lines| write_all(&file, &closed(lines)), "");
    }

    /// A file that takes so many bytes at each write; nothing where a signal comes.
    struct Torn(Vec<Option<usize>>, Vec<u8>);

    impl Write for Torn {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = if self.0.is_empty() { Some(bytes.len()) } else { self.0.remove(0) };
            let taken = taken.ok_or(io::ErrorKind::Interrupted)?.min(bytes.len());
            self.1.extend_from_slice(&bytes[..taken]);
            Ok(taken)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_signal_loses_no_line() {
        for (writes, kept, is_safe) in [
            (vec![], "\n{}", true),
            (vec![None, None], "\n{}", true),
            (vec![Some(2)], "\n{\n{}", true),
            (vec![Some(2), None], "\n{\n{}", true),
            (vec![Some(2), Some(1)], "\n{\n", false),
            (vec![Some(0)], "", false),
        ] {
            let mut file = Torn(writes.clone(), Vec::new());
            let result = write_line(&mut file, b"\n{}");
            assert_eq!((result.is_ok(), file.1), (is_safe, kept.as_bytes().to_vec()), "{writes:?}");
        }
    }

    #[test]
    fn a_writer_that_is_gone_is_told_to_everyone_who_waits() {
        check(drop, "has ended");
    }

    /// The lines that were sent so far, and no more.
    fn closed(lines: Receiver<Line>) -> Receiver<Line> {
        let (sender, receiver) = channel();
        lines.try_iter().for_each(|line| sender.send(line).expect("somebody who takes it"));
        receiver
    }
}
