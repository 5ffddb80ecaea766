//! Where the project and its catalogues are.

use crate::report::{Failure, Outcome};
use std::fs;
use std::path::{Path, PathBuf};

/// The file of a service's folder that says which service it is, by convention.
pub(crate) const SERVICE_FILE: &str = "service.yaml";

/// The root of the project: the folder given, or the first one upwards that has a workspace manifest and `spec/`.
pub(crate) fn root(given: Option<&Path>) -> Outcome<PathBuf> {
    if let Some(root) = given {
        return if is_root(root) {
            Ok(root.to_owned())
        } else {
            Err(Failure::new(format!("{} is not the root of the project", root.display()))
                .help("give the folder that holds `Cargo.toml` with `[workspace]` and `spec/`"))
        };
    }
    let current = std::env::current_dir().map_err(|error| Failure::io("find", Path::new("."), &error))?;
    let found = current.ancestors().find(|folder| is_root(folder)).map(Path::to_owned);
    found.ok_or_else(|| {
        Failure::new(format!("no project found from {} upwards", current.display()))
            .help("change into the project, or give `--root`")
    })
}

fn is_root(folder: &Path) -> bool {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    manifest.contains("[workspace]") && folder.join("spec").is_dir()
}

/// A folder with the catalogue of one service.
#[derive(Debug, Clone)]
pub(crate) struct ServiceFolder {
    pub(crate) path: PathBuf,
    /// How it is named on the screen.
    pub(crate) shown: String,
}

/// The folders below `spec/`, in order.
pub(crate) fn services(root: &Path) -> Outcome<Vec<ServiceFolder>> {
    let spec = root.join("spec");
    let mut folders = Vec::new();
    for entry in fs::read_dir(&spec).map_err(|error| Failure::io("read", &spec, &error))? {
        let entry = entry.map_err(|error| Failure::io("read", &spec, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !name.starts_with('.') {
            folders.push(ServiceFolder { path: entry.path(), shown: format!("spec/{name}") });
        }
    }
    folders.sort_by(|a, b| a.shown.cmp(&b.shown));
    if folders.is_empty() {
        let failure = Failure::new(format!("{} has no service", spec.display()));
        return Err(failure.help("begin one with `cargo xtask new service <id>`"));
    }
    Ok(folders)
}
