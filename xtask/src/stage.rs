//! Writes many files as one change: all contents are written aside first, then renamed into place.
//!
//! An error while writing aside changes nothing. An error while renaming is rolled back. After a kill every file is whole,
//! old or new, and the next run settles the rest.

use crate::report::{Failure, Outcome};
use fd_lock::RwLock;
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

    /// Carries the change out in `root`.
    pub(crate) fn commit(&self, root: &Path) -> Outcome<()> {
        if self.is_empty() && !root.join(FOLDER).exists() {
            return Ok(());
        }
        fs::create_dir_all(root).map_err(|error| Failure::io("create", root, &error))?;
        let mut lock = lock(root)?;
        let _guard = lock.write().map_err(|error| Failure::io("lock", root, &error))?;
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
        for folder in self.folders {
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

/// One lock a root, outside of it so that it leaves no trace there.
fn lock(root: &Path) -> Outcome<RwLock<File>> {
    let real = root.canonicalize().map_err(|error| Failure::io("find", root, &error))?;
    let mut hasher = DefaultHasher::new();
    real.hash(&mut hasher);
    let path = std::env::temp_dir().join(format!("xtask-{:016x}.lock", hasher.finish()));
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    file.map(RwLock::new).map_err(|error| Failure::io("open", &path, &error))
}
