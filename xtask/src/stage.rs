//! Writes many files as one change: all contents are written aside first, then renamed into place.
//!
//! An error while writing aside changes nothing. An error while renaming is rolled back. After a kill every file is whole,
//! old or new, and the next run settles the rest.

use crate::report::{Failure, Outcome};
use fd_lock::{RwLock, RwLockWriteGuard};
use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The folder, inside the output, in which files wait.
const FOLDER: &str = ".xtask-staging";

/// Files to be written and removed, by path from the root of the output.
#[derive(Debug, Default)]
pub(crate) struct Change {
    pub(crate) writes: Vec<(String, String)>,
    pub(crate) removals: Vec<String>,
}

impl Change {
    pub(crate) fn is_empty(&self) -> bool {
        self.writes.is_empty() && self.removals.is_empty()
    }

    /// Carries the change out in a root that this process has for itself.
    pub(crate) fn commit(&self, lock: &Lock) -> Outcome<()> {
        let root = &lock.root;
        if self.is_empty() && !root.join(FOLDER).exists() {
            return Ok(());
        }
        let staging = root.join(FOLDER);
        clear(&staging)?;
        let result = self.stage_and_rename(root, &staging);
        clear(&staging).and(result)
    }

    fn stage_and_rename(&self, root: &Path, staging: &Path) -> Outcome<()> {
        if self.is_empty() {
            return Ok(());
        }
        fs::create_dir(staging).map_err(|error| Failure::io("create", staging, &error))?;
        let mut steps = Vec::new();
        for (index, (path, contents)) in self.writes.iter().enumerate() {
            let staged = staging.join(format!("{index}.new"));
            write_whole(&staged, contents).map_err(|error| Failure::io("write", &staged, &error))?;
            steps.push(Step {
                target: root.join(path),
                staged: Some(staged),
                backup: staging.join(format!("{index}.old")),
            });
        }
        for (index, path) in self.removals.iter().enumerate() {
            steps.push(Step { target: root.join(path), staged: None, backup: staging.join(format!("{index}.gone")) });
        }
        let mut undo = Undo::default();
        for step in &steps {
            if let Err((doing, error)) = step.run(root, &mut undo) {
                let failure = Failure::io(doing, &step.target, &error);
                return Err(match undo.run() {
                    Ok(()) => failure.help("nothing was changed; make the folder writable and run the command again"),
                    Err(second) => {
                        failure.help(format!("undoing failed too ({second}); `git status` shows what is left"))
                    }
                });
            }
        }
        remove_empty_folders(root, &self.removals);
        Ok(())
    }
}

struct Step {
    target: PathBuf,
    /// New contents; absent for a removal.
    staged: Option<PathBuf>,
    backup: PathBuf,
}

impl Step {
    fn run(&self, root: &Path, undo: &mut Undo) -> Result<(), (&'static str, io::Error)> {
        if let Some(parent) = self.target.parent() {
            let missing: Vec<&Path> =
                parent.ancestors().take_while(|folder| *folder != root && !folder.exists()).collect();
            undo.folders.extend(missing.into_iter().map(Path::to_owned));
            fs::create_dir_all(parent).map_err(|error| ("create the folder of", error))?;
        }
        if self.target.is_dir() {
            return Err(("replace the folder", io::Error::other("a folder stands where a file should")));
        }
        // The old file stays in place until the new one replaces it in one step; the second name is for undoing.
        if self.target.symlink_metadata().is_ok() {
            fs::copy(&self.target, &self.backup).map_err(|error| ("back up", error))?;
            undo.restore.push((self.backup.clone(), self.target.clone()));
        } else {
            undo.remove.push(self.target.clone());
        }
        match &self.staged {
            Some(staged) => fs::rename(staged, &self.target).map_err(|error| ("write", error)),
            None => fs::remove_file(&self.target).map_err(|error| ("remove", error)),
        }
    }
}

#[derive(Default)]
struct Undo {
    restore: Vec<(PathBuf, PathBuf)>,
    remove: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Undo {
    fn run(self) -> io::Result<()> {
        let mut result = Ok(());
        for (backup, target) in self.restore.into_iter().rev() {
            result = result.and(fs::rename(backup, target));
        }
        for path in self.remove {
            if path.exists() {
                result = result.and(fs::remove_file(path));
            }
        }
        let mut folders = self.folders;
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.components().count()));
        for folder in folders {
            // A folder that has something in it is not ours to remove.
            let _ = fs::remove_dir(folder);
        }
        result
    }
}

fn write_whole(path: &Path, contents: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(contents.as_bytes())?;
    file.sync_all()
}

/// What a killed run left behind is of no use to anyone.
fn clear(staging: &Path) -> Outcome<()> {
    match fs::remove_dir_all(staging) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::io("remove", staging, &error)),
        _ => Ok(()),
    }
}

fn remove_empty_folders(root: &Path, removed: &[String]) {
    let folders: HashSet<PathBuf> =
        removed.iter().filter_map(|path| Some(root.join(path).parent()?.to_owned())).collect();
    for folder in folders {
        // Fails on the first folder with something in it, which ends the walk upwards.
        let _ = folder.ancestors().take_while(|folder| *folder != root).try_for_each(fs::remove_dir);
    }
}

/// A root that no other run of these commands writes to while this one lasts. What a change is worked out from must be
/// read under it too.
#[derive(Debug)]
pub(crate) struct Lock {
    root: PathBuf,
    _guard: RwLockWriteGuard<'static, File>,
}

impl Lock {
    /// Waits until no other run has the root. The lock's file stands outside of it, so that it leaves no trace there.
    pub(crate) fn take(root: &Path) -> Outcome<Self> {
        fs::create_dir_all(root).map_err(|error| Failure::io("create", root, &error))?;
        let real = root.canonicalize().map_err(|error| Failure::io("find", root, &error))?;
        let mut hasher = DefaultHasher::new();
        real.hash(&mut hasher);
        let path = std::env::temp_dir().join(format!("xtask-{:016x}.lock", hasher.finish()));
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|error| Failure::io("open", &path, &error))?;
        // A command takes one lock and keeps it to its end, so the few bytes need not be freed.
        let lock = Box::leak(Box::new(RwLock::new(file)));
        let guard = lock.write().map_err(|error| Failure::io("lock", root, &error))?;
        Ok(Self { root: root.to_owned(), _guard: guard })
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, FOLDER, Lock};
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;
    use std::sync::mpsc;
    use std::time::Duration;

    fn snapshot(root: &Path, folder: &Path, files: &mut BTreeMap<String, Option<String>>) {
        for entry in fs::read_dir(folder).expect("a folder can be read") {
            let path = entry.expect("its entries too").path();
            let name = path.strip_prefix(root).expect("walked from there").display().to_string();
            if path.is_dir() {
                files.insert(name, None);
                snapshot(root, &path, files);
            } else {
                files.insert(name, Some(fs::read_to_string(&path).expect("a file can be read")));
            }
        }
    }

    /// A change whose last step fails, after all others were carried out: nothing is left of it.
    #[track_caller]
    fn check_undone(blocked: &str, change: &Change) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        fs::write(root.join("old"), "old").expect("the root can be written");
        fs::write(root.join("gone"), "going").expect("the root can be written");
        fs::write(root.join("file"), "a file").expect("the root can be written");
        fs::create_dir_all(root.join("folder/inside")).expect("the root can be written");
        let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
        snapshot(root, root, &mut before);
        let failure = change.commit(&Lock::take(root).expect("nobody else has it")).expect_err("the last step fails");
        let told = failure.to_string();
        assert!(told.contains(blocked) && told.contains("nothing was changed"), "{told}");
        snapshot(root, root, &mut after);
        assert_eq!(before, after);
    }

    fn writes(paths: &[&str]) -> Vec<(String, String)> {
        paths.iter().map(|path| ((*path).to_owned(), format!("new {path}"))).collect()
    }

    #[test]
    fn a_failure_after_some_steps_undoes_them() {
        let removals = Vec::new();
        check_undone(
            "folder",
            &Change { writes: writes(&["old", "new/deep/er/file", "new/deep/other", "folder"]), removals },
        );
        let removals = Vec::new();
        check_undone("file/below", &Change { writes: writes(&["a/b/c", "old", "file/below"]), removals });
        let removals = vec!["gone".to_owned(), "old".to_owned(), "folder".to_owned()];
        check_undone("folder", &Change { writes: writes(&["new"]), removals });
    }

    #[test]
    fn a_change_is_carried_out_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        fs::create_dir_all(root.join("a/b")).expect("the root can be written");
        fs::write(root.join("a/b/gone"), "going").expect("the root can be written");
        fs::create_dir(root.join(FOLDER)).expect("the root can be written");
        let change = Change { writes: writes(&["x/y", "z"]), removals: vec!["a/b/gone".to_owned()] };
        change.commit(&Lock::take(root).expect("nobody else has it")).expect("nothing is in the way");
        let mut after = BTreeMap::new();
        snapshot(root, root, &mut after);
        let names: Vec<_> = after.into_iter().collect();
        let file = |name: &str, text: &str| (name.to_owned(), Some(text.to_owned()));
        assert_eq!(names, [("x".to_owned(), None), file("x/y", "new x/y"), file("z", "new z")]);
    }

    #[test]
    fn one_run_waits_for_the_other() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = Lock::take(folder.path()).expect("nobody else has it");
        let (send, receive) = mpsc::channel();
        let root = folder.path().to_owned();
        let second = std::thread::spawn(move || {
            let lock = Lock::take(&root);
            send.send(()).expect("somebody listens");
            drop(lock);
        });
        assert!(receive.recv_timeout(Duration::from_millis(200)).is_err(), "both had it at once");
        drop(first);
        receive.recv_timeout(Duration::from_secs(60)).expect("the second gets it");
        second.join().expect("the second ends");
    }
}
