//! `release`: makes the catalogue a release of itself. It publishes nothing.

use crate::ReleaseArgs;
use crate::generate::{self, Plan, Scope};
use crate::report::{self, Failure, Outcome};
use crate::stage::{Change, Lock};
use crate::workspace::{self, ServiceFolder};
use codegen::check::NEXT;
use codegen::ledger;
use codegen::load::{self, FIRST_LINE, Loaded, SCHEMA_FILE};
use codegen::model::{LedgerLine, LedgerStatus, Recipe};
use codegen::tree::{Node, Value};
use semver::Version;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use toml_edit::DocumentMut;

const LEDGER_FILE: &str = "ledger.yaml";
const CHANGELOG: &str = "CHANGELOG.md";
const UNRELEASED: &str = "## Unreleased";

pub(crate) fn run(root: &Path, args: &ReleaseArgs) -> Outcome<ExitCode> {
    let version =
        Version::parse(&args.version).ok().filter(|version| version.pre.is_empty() && version.build.is_empty());
    let version = version.ok_or_else(|| {
        Failure::new(format!("`{}` is no version of a release", args.version))
            .help("write three numbers, such as 0.2.0")
    })?;
    let date = match &args.date {
        Some(date) => date
            .parse::<jiff::civil::Date>()
            .map_err(|error| Failure::new(format!("`{date}` is no date: {error}")).help("write `YYYY-MM-DD`"))?,
        None => jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date(),
    };

    let lock = Lock::take(root)?;
    let mut change = Change::default();
    let mut notes: BTreeMap<Class, Vec<String>> = BTreeMap::new();
    let mut released = Vec::new();
    let staged =
        tempfile::tempdir().map_err(|error| Failure::new(format!("cannot make a temporary folder: {error}")))?;
    for folder in workspace::services(root)? {
        // What is wrong now is told in terms of the files as they are, before anything is filled in.
        if let Err(problems) = codegen::read(&folder.path, &folder.shown) {
            report::diagnostics(&problems, crate::MessageFormat::Text);
            return Ok(ExitCode::FAILURE);
        }
        let loaded = load::load(&folder.path, &folder.shown)
            .map_err(|_| Failure::new(format!("{} changed meanwhile", folder.shown)))?;
        let name = folder.shown.trim_start_matches("spec/").to_owned();
        let release = Release { loaded: &loaded, version: &version };
        release.check_version()?;
        let mut files = release.filled_in(&folder);
        let lines = release.ledger_lines(&mut notes, &name);
        append_ledger(&mut files, &loaded, &folder, &lines);
        for file in &loaded.files {
            write_below(staged.path(), &file.source.path, &file.source.text)?;
        }
        for (path, text) in &files {
            write_below(staged.path(), path, text)?;
        }
        let shown = folder.shown.clone();
        released.push(ServiceFolder { path: staged.path().join(&shown), shown });
        change.writes.extend(files);
    }

    check_step(&notes, root, &version)?;
    change.writes.extend(manifests(root, &version)?);
    change.writes.push(changelog(root, &version, &date.to_string(), &notes)?);
    let generated = match generate::generate(&released)? {
        Ok(generated) => generated,
        Err(problems) => {
            report::diagnostics(&problems, crate::MessageFormat::Text);
            return Ok(ExitCode::FAILURE);
        }
    };
    let generated = Plan::new(&generated, root, Scope::Everything)?.change()?;
    change.writes.extend(generated.writes);
    change.removals.extend(generated.removals);

    for (class, lines) in &notes {
        for line in lines {
            report::line(format!("{:<9} {line}", class.word()));
        }
    }
    let verb = if args.dry_run { "would be written" } else { "written" };
    for (path, _) in &change.writes {
        report::line(format!("{path}: {verb}"));
    }
    for path in &change.removals {
        report::line(format!("{path}: {}", if args.dry_run { "would be removed" } else { "removed" }));
    }
    if args.dry_run {
        report::line(format!("{version} was not released: this was a dry run"));
    } else {
        change.commit(&lock)?;
        report::line(format!("{version} is ready: look at the change, commit it and tag it; nothing was published"));
    }
    Ok(ExitCode::SUCCESS)
}

/// How much a change asks of users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Removed,
    Behaviour,
    Added,
}

impl Class {
    fn word(self) -> &'static str {
        match self {
            Class::Removed => "removed",
            Class::Behaviour => "changed",
            Class::Added => "added",
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Class::Removed => "Removed error entries",
            Class::Behaviour => "Changed behaviour of error entries",
            Class::Added => "Added error entries",
        }
    }
}

struct Release<'l> {
    loaded: &'l Loaded,
    version: &'l Version,
}

impl Release<'_> {
    fn check_version(&self) -> Outcome<()> {
        let current = self.loaded.files.iter().find_map(|file| file.values.service.as_ref());
        let current =
            current.and_then(|service| Version::parse(&service.version).ok()).unwrap_or(Version::new(0, 0, 0));
        if *self.version <= current {
            return Err(Failure::new(format!("{} is not newer than {current}", self.version))
                .help(format!("the next versions are {}", next_versions(&current))));
        }
        Ok(())
    }

    /// The files of the folder in which something has to be filled in, with it filled in.
    fn filled_in(&self, folder: &ServiceFolder) -> Vec<(String, String)> {
        let mut files = Vec::new();
        for file in &self.loaded.files {
            let mut places = Vec::new();
            visit_next(&file.tree, &mut places);
            if file.values.service.is_some() {
                let version = file.tree.member("service").and_then(|service| service.node.member("version"));
                places.extend(version.map(|version| version.node.bytes.clone()));
            }
            places.sort_by_key(|bytes| std::cmp::Reverse(bytes.start));
            let mut text = file.source.text.clone();
            for bytes in places {
                text.replace_range(bytes, &self.version.to_string());
            }
            if text != file.source.text {
                files.push((file.source.path.clone(), text));
            }
        }
        debug_assert!(files.iter().all(|(path, _)| path.starts_with(&folder.shown)));
        files
    }

    /// A line for every entry that is new or promises something else than in its last release.
    fn ledger_lines(&self, notes: &mut BTreeMap<Class, Vec<String>>, service: &str) -> Vec<LedgerLine> {
        let files = || self.loaded.files.iter().map(|file| &file.values);
        let latest: HashMap<&str, &LedgerLine> =
            files().flat_map(|values| &values.ledger).map(|line| (line.id.as_str(), line)).collect();
        let recipes: Vec<&Recipe> = files().flat_map(|values| &values.recipes).collect();
        let version = self.version.to_string();
        let mut lines = Vec::new();
        let mut entries: Vec<_> = files().flat_map(|values| &values.errors).collect();
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        for entry in entries {
            let now = ledger::line(entry, &recipes, &version);
            let mut note = |class: Class, text: String| {
                notes.entry(class).or_default().push(format!("`{}` ({service}): {text}", entry.id))
            };
            match latest.get(entry.id.as_str()) {
                None => note(Class::Added, entry.title.en.clone()),
                Some(released) => {
                    let differences = ledger::differences(released, &now);
                    let deprecated = released.status != now.status;
                    if differences.is_empty() && !deprecated {
                        continue;
                    }
                    let why =
                        entry.changed.iter().filter(|change| change.since == NEXT).map(|change| change.note.en.clone());
                    let told: Vec<String> =
                        why.chain(differences).chain(deprecated.then(|| "deprecated".to_owned())).collect();
                    note(Class::Behaviour, told.join("; "));
                }
            }
            lines.push(now);
        }
        let mut tombstones: Vec<_> = files().flat_map(|values| &values.tombstones).collect();
        tombstones.sort_by(|a, b| a.id.cmp(&b.id));
        for tombstone in tombstones {
            let Some(released) = latest.get(tombstone.id.as_str()) else { continue };
            if released.status == LedgerStatus::Removed {
                continue;
            }
            let text = format!("`{}` ({service}): {}", tombstone.id, tombstone.removed.reason.en);
            notes.entry(Class::Removed).or_default().push(text);
            lines.push(LedgerLine { version: version.clone(), status: LedgerStatus::Removed, ..(*released).clone() });
        }
        lines
    }
}

/// Finds the value of every `since: next`.
fn visit_next(node: &Node, places: &mut Vec<std::ops::Range<usize>>) {
    match &node.value {
        Value::Map(members) => {
            for member in members {
                match &member.node.value {
                    Value::Scalar(text) if member.key == "since" && text == NEXT => {
                        places.push(member.node.bytes.clone())
                    }
                    // The bodies of examples are the vendor's, whatever they hold.
                    _ if member.key == "body" => {}
                    _ => visit_next(&member.node, places),
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| visit_next(item, places)),
        Value::Scalar(_) => {}
    }
}

/// Appends lines to the ledger of a service, which begins with its first release.
fn append_ledger(files: &mut Vec<(String, String)>, loaded: &Loaded, folder: &ServiceFolder, lines: &[LedgerLine]) {
    if lines.is_empty() {
        return;
    }
    let path = format!("{}/{LEDGER_FILE}", folder.shown);
    let found = loaded.files.iter().find(|file| file.source.path == path).map(|file| file.source.text.clone());
    let mut text = found.unwrap_or_else(|| {
        format!("{FIRST_LINE}../{SCHEMA_FILE}\n# Every entry ever released and what it promised. Only `cargo xtask release` writes here; no line is edited or deleted.\nledger:\n")
    });
    for line in lines {
        let status = match line.status {
            LedgerStatus::Active => "active",
            LedgerStatus::Deprecated => "deprecated",
            LedgerStatus::Removed => "removed",
        };
        let keys = serde_json::Value::from(line.keys.clone());
        text.push_str(&format!(
            "  - {{id: {}, version: {}, status: {status}, kind: {}, keys: {keys}}}\n",
            line.id, line.version, line.kind
        ));
    }
    files.retain(|(other, _)| *other != path);
    files.push((path, text));
}

fn write_below(folder: &Path, path: &str, text: &str) -> Outcome<()> {
    let target = folder.join(path);
    let parent = target.parent().map_or(Ok(()), fs::create_dir_all);
    parent.and_then(|()| fs::write(&target, text)).map_err(|error| Failure::io("write", &target, &error))
}

/// Refuses a version step that is too small for what changed. Before 1.0 the middle number plays the part of the first.
fn check_step(notes: &BTreeMap<Class, Vec<String>>, root: &Path, version: &Version) -> Outcome<()> {
    let current = current_version(root)?;
    if *version <= current {
        return Err(Failure::new(format!("{version} is not newer than {current}"))
            .help(format!("the next versions are {}", next_versions(&current))));
    }
    let major = version.major > current.major;
    let minor = major || version.minor > current.minor;
    let enough = match notes.keys().next() {
        Some(Class::Removed) => {
            if current.major == 0 {
                minor
            } else {
                major
            }
        }
        Some(Class::Behaviour | Class::Added) => minor,
        None => true,
    };
    if enough {
        return Ok(());
    }
    let what: Vec<&str> = notes.keys().map(|class| class.word()).collect();
    Err(Failure::new(format!("{version} is too small a step from {current}: entries were {}", what.join(", ")))
        .help(format!("see VERSIONING.md; the next versions are {}", next_versions(&current))))
}

fn next_versions(current: &Version) -> String {
    let Version { major, minor, patch, .. } = current;
    format!(
        "{major}.{minor}.{}, {major}.{}.0 and {}.0.0",
        patch.saturating_add(1),
        minor.saturating_add(1),
        major.saturating_add(1)
    )
}

fn read(root: &Path, name: &str) -> Outcome<String> {
    let path = root.join(name);
    fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))
}

fn parse_toml(root: &Path, name: &str) -> Outcome<DocumentMut> {
    let text = read(root, name)?;
    text.parse().map_err(|error| Failure::new(format!("{name} cannot be read: {error}")))
}

fn current_version(root: &Path) -> Outcome<Version> {
    let manifest = parse_toml(root, "Cargo.toml")?;
    let version = manifest.get("workspace").and_then(|w| w.get("package")?.get("version")?.as_str());
    version.and_then(|version| Version::parse(version).ok()).ok_or_else(|| {
        Failure::new("Cargo.toml states no version of the workspace").help("add `version` to `[workspace.package]`")
    })
}

/// The manifest and the lock file with the new version.
fn manifests(root: &Path, version: &Version) -> Outcome<Vec<(String, String)>> {
    let current = current_version(root)?.to_string();
    let next = version.to_string();
    let mut manifest = parse_toml(root, "Cargo.toml")?;
    manifest["workspace"]["package"]["version"] = toml_edit::value(&next);
    if let Some(dependencies) = manifest["workspace"].get_mut("dependencies").and_then(|d| d.as_table_like_mut()) {
        for (_, dependency) in dependencies.iter_mut() {
            if let Some(table) = dependency.as_table_like_mut()
                && table.contains_key("path")
                && table.contains_key("version")
            {
                table.insert("version", toml_edit::value(format!("={next}")));
            }
        }
    }
    let mut writes = vec![("Cargo.toml".to_owned(), manifest.to_string())];
    if root.join("Cargo.lock").exists() {
        let mut lock = parse_toml(root, "Cargo.lock")?;
        let packages = lock.get_mut("package").and_then(|packages| packages.as_array_of_tables_mut());
        for package in packages.into_iter().flat_map(|packages| packages.iter_mut()) {
            let ours =
                !package.contains_key("source") && package.get("version").and_then(|v| v.as_str()) == Some(&current);
            if ours {
                package["version"] = toml_edit::value(&next);
            }
        }
        writes.push(("Cargo.lock".to_owned(), lock.to_string()));
    }
    Ok(writes)
}

/// The changelog with its open section closed and what the catalogue changed added to it.
fn changelog(
    root: &Path,
    version: &Version,
    date: &str,
    notes: &BTreeMap<Class, Vec<String>>,
) -> Outcome<(String, String)> {
    let text = read(root, CHANGELOG)?;
    let Some((before, after)) = text.split_once(&format!("{UNRELEASED}\n")) else {
        return Err(
            Failure::new(format!("{CHANGELOG} has no open section")).help(format!("add the line `{UNRELEASED}`"))
        );
    };
    let (open, older) = match after.find("\n## ") {
        Some(at) => after.split_at(at + 1),
        None => (after, ""),
    };
    let mut section = format!("## {version} ({date})\n\n{}", open.trim());
    for (class, lines) in notes {
        section.push_str(&format!(
            "\n\n### {}\n\n{}",
            class.heading(),
            lines.iter().map(|line| format!("* {line}")).collect::<Vec<_>>().join("\n")
        ));
    }
    let older = if older.is_empty() { String::new() } else { format!("\n{older}") };
    Ok((CHANGELOG.to_owned(), format!("{before}{UNRELEASED}\n\n{}\n{older}", section.trim())))
}
