//! Where the files of the repository stand.

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
///
/// # Panics
/// Never: this crate stands in a folder of the repository.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate stands in a folder of the repository")
}

/// The catalogue of the real service.
#[must_use]
pub fn spec() -> PathBuf {
    root().join("spec/cloud-recording")
}

/// The catalogue of a made-up service.
#[must_use]
pub fn fixture() -> PathBuf {
    root().join("tests/fixtures/parcel-depot")
}

/// The text of a file.
///
/// # Panics
/// If it cannot be read.
#[must_use]
#[track_caller]
pub fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// The text of a file, by its path from the root of the repository.
///
/// # Panics
/// If it cannot be read.
#[must_use]
#[track_caller]
pub fn text_of(path: &str) -> String {
    text(&root().join(path))
}

/// A JSON file, by its path from the root of the repository.
///
/// # Panics
/// If it cannot be read or is no JSON.
#[must_use]
#[track_caller]
pub fn json_of(path: &str) -> serde_json::Value {
    serde_json::from_str(&text_of(path)).unwrap_or_else(|error| panic!("{path} is not JSON: {error}"))
}

/// Writes a file and the folders that it needs.
///
/// # Panics
/// If it cannot be written.
#[track_caller]
pub fn write(path: &Path, text: &str) {
    let folder = path.parent().expect("a file stands in a folder");
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// All files below a folder, sorted by path, without `.git` and folders named `target`.
///
/// # Panics
/// If a folder cannot be read.
#[must_use]
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
        for entry in entries {
            let path = entry.expect("the folder was read a moment ago").path();
            let name = path.file_name().unwrap_or_default();
            if !path.is_dir() {
                found.push(path);
            } else if name != "target" && name != ".git" && name != ".xtask-staging" {
                open.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A path from the root of the repository, with `/`.
///
/// # Panics
/// If the path does not stand in the repository.
#[must_use]
pub fn relative(path: &Path) -> String {
    let parts = path.strip_prefix(root()).expect("a path of the repository").components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The manifest of a workspace elsewhere that takes everything over from this one but its members.
///
/// # Panics
/// If the manifest of the repository is not as expected.
#[must_use]
pub fn workspace_manifest(members: &[&str]) -> String {
    let mut manifest: toml_edit::DocumentMut = text_of("Cargo.toml").parse().expect("the manifest is TOML");
    manifest["workspace"]["members"] = toml_edit::value(members.iter().copied().collect::<toml_edit::Array>());
    let dependencies =
        manifest["workspace"]["dependencies"].as_table_like_mut().expect("the workspace names dependencies");
    for (_, dependency) in dependencies.iter_mut() {
        let Some(path) = dependency.as_table_like_mut().and_then(|table| table.get_mut("path")) else { continue };
        let here = root().join(path.as_str().expect("a path is a text"));
        *path = toml_edit::value(here.to_string_lossy().into_owned());
    }
    manifest.to_string()
}
