//! `diff`: what changed in meaning since a revision.
//!
//! The old catalogues are read from the repository and held in memory; nothing is written. They are read as plain values, for
//! an older revision has an older language and perhaps problems that nobody can correct any more.

use crate::report::{self, Failure, Outcome};
use crate::workspace;
use crate::{DiffArgs, DiffClass, DiffFormat, MessageFormat};
use codegen::diagnostic::Source;
use codegen::diff::{self, Class, Snapshot};
use codegen::emit::{self, OutputGroup};
use codegen::load;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode, Output, Stdio};

/// What the work tree is called in the document for programs.
const WORK_TREE: &str = "work tree";

pub(crate) fn run(root: &Path, args: &DiffArgs) -> Outcome<ExitCode> {
    let repository = Repository { root };
    let commit = repository.commit(&args.revision)?;
    let (old, old_sources) = repository.snapshot(&commit, &args.revision)?;
    let mut new = Snapshot::default();
    let mut new_sources = Sources::new();
    for folder in workspace::services(root)? {
        let loaded = match load::load(&folder.path, &folder.shown) {
            Ok(loaded) => loaded,
            Err(problems) => {
                report::diagnostics(&problems, MessageFormat::Text);
                return Ok(ExitCode::FAILURE);
            }
        };
        let name = folder.shown.trim_start_matches("spec/");
        for file in &loaded.files {
            let read = new.add_file(name, &file.source.text);
            read.map_err(|problem| Failure::new(format!("{} cannot be compared: {problem}", file.source.path)))?;
        }
        new_sources.insert(folder.shown.clone(), loaded.into_sources());
    }
    let mut difference = diff::compare(&old, &new);
    // A state that cannot be generated any more, or not yet, leaves every output that may show a change.
    if !difference.changes.is_empty()
        && let (Some(old), Some(new)) = (generated(old_sources), generated(new_sources))
    {
        let ids: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for id in ids {
            let groups = |of: &'_ BTreeMap<String, Vec<OutputGroup>>| of.get(id).cloned().unwrap_or_default();
            difference.keep_changed_outputs(id, &groups(&old), &groups(&new));
        }
    }
    report::text(&match args.format {
        DiffFormat::Text => difference.to_text(),
        DiffFormat::Markdown => difference.to_markdown(),
        DiffFormat::Json => difference.to_json(&commit, WORK_TREE),
    });
    let Some(denied) = args.deny.map(class) else { return Ok(ExitCode::SUCCESS) };
    let count = difference.changes.iter().filter(|change| change.class >= denied).count();
    if count == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    let what = if count == 1 { "1 change is".to_owned() } else { format!("{count} changes are") };
    let or_more = if denied == Class::Refused { "" } else { " or more" };
    Err(Failure::new(format!("{what} `{}`{or_more}, which is denied", denied.as_str()))
        .help("VERSIONING.md says what each class asks; undo the change, or allow its class"))
}

/// The texts of catalogues, by the folder of the service.
type Sources = BTreeMap<String, Vec<Source>>;

/// What is generated from catalogues, by the id of the service; nothing when one of them has a problem.
fn generated(sources: Sources) -> Option<BTreeMap<String, Vec<OutputGroup>>> {
    let of_service = |(folder, sources): (String, Vec<Source>)| {
        let catalogue = codegen::read_sources(sources, &folder).ok()?;
        let groups = emit::all(&catalogue).groups;
        Some((catalogue.service.id, groups))
    };
    sources.into_iter().map(of_service).collect()
}

fn class(denied: DiffClass) -> Class {
    match denied {
        DiffClass::Patch => Class::Patch,
        DiffClass::Minor => Class::Minor,
        DiffClass::Behaviour => Class::Behaviour,
        DiffClass::Breaking => Class::Breaking,
        DiffClass::Refused => Class::Refused,
    }
}

/// The repository that holds the project. Commands only read.
struct Repository<'r> {
    root: &'r Path,
}

/// A file of an old catalogue.
struct OldFile {
    /// Folder of the service below `spec/`.
    folder: String,
    path: String,
    object: String,
}

impl Repository<'_> {
    fn git(&self, args: &[&str], input: Stdio) -> Outcome<Output> {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.root).args(["--no-pager", "--literal-pathspecs"]).args(args);
        // A reader takes no locks, and objects that are not here are told rather than fetched.
        command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1").env("LC_ALL", "C").stdin(input);
        command.output().map_err(|error| {
            Failure::new(format!("git cannot be run: {error}")).help("install git, or put it on the path")
        })
    }

    /// What git prints, or a failure with its own words.
    fn read(&self, args: &[&str], input: Stdio, doing: &str) -> Outcome<Vec<u8>> {
        let output = self.git(args, input)?;
        if output.status.success() { Ok(output.stdout) } else { Err(failed(doing, &output)) }
    }

    /// The full id of the commit that a revision names.
    fn commit(&self, revision: &str) -> Outcome<String> {
        let inside = self.git(&["rev-parse", "--is-inside-work-tree"], Stdio::null())?;
        if !inside.status.success() {
            return Err(failed("the project is in no repository that git can read", &inside)
                .help("run it in a clone of the project"));
        }
        let unknown = || {
            Failure::new(format!("there is no revision `{revision}`"))
                .help("give a branch, a tag or a commit; one that is only on the server must be fetched first")
        };
        // No revision begins so, and git would take it for an option.
        if revision.is_empty() || revision.starts_with('-') {
            return Err(unknown());
        }
        let named = format!("{revision}^{{commit}}");
        let output = self.git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &named], Stdio::null())?;
        let commit = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let is_id = commit.len() >= 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        if output.status.success() && is_id { Ok(commit) } else { Err(unknown()) }
    }

    /// The catalogues at a commit, as values and as texts.
    fn snapshot(&self, commit: &str, revision: &str) -> Outcome<(Snapshot, Sources)> {
        let doing = "the old catalogue cannot be listed";
        let listed = self.read(&["ls-tree", "-r", "-z", commit, "--", "spec/"], Stdio::null(), doing)?;
        let mut files = Vec::new();
        for record in listed.split(|byte| *byte == 0).filter(|record| !record.is_empty()) {
            files.extend(old_file(&String::from_utf8_lossy(record), revision)?);
        }
        if files.is_empty() {
            return Err(Failure::new(format!("there is no catalogue in spec/ at `{revision}`"))
                .help("compare with a revision that has one"));
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut snapshot = Snapshot::default();
        let mut sources = Sources::new();
        for (file, bytes) in files.iter().zip(self.contents(&files)?) {
            let broken = |problem: &dyn std::fmt::Display| {
                Failure::new(format!("{} cannot be read at `{revision}`: {problem}", file.path))
                    .help("compare with a revision at which it can be read")
            };
            if bytes.len() as u64 > load::FILE_BYTES_MAX {
                return Err(broken(&"the file is larger than 4 MiB"));
            }
            let text = std::str::from_utf8(&bytes).map_err(|error| broken(&error))?;
            snapshot.add_file(&file.folder, text).map_err(|problem| broken(&problem))?;
            let source = Source { path: file.path.clone(), text: text.to_owned() };
            sources.entry(format!("spec/{}", file.folder)).or_default().push(source);
        }
        Ok((snapshot, sources))
    }

    /// The contents of files, in their order, from one run of git.
    fn contents(&self, files: &[OldFile]) -> Outcome<Vec<Vec<u8>>> {
        // The questions stand in a file, so that neither side waits for the other.
        let io = |error: std::io::Error| Failure::new(format!("cannot write a temporary file: {error}"));
        let mut questions = tempfile::tempfile().map_err(io)?;
        for file in files {
            writeln!(questions, "{}", file.object).map_err(io)?;
        }
        questions.rewind().map_err(io)?;
        let doing = "the old catalogue cannot be read";
        let answers = self.read(&["cat-file", "--batch"], Stdio::from(questions), doing)?;
        let mut rest = answers.as_slice();
        let mut contents = Vec::new();
        for file in files {
            let (bytes, after) = one_answer(rest).ok_or_else(|| {
                Failure::new(format!("the repository lacks the old contents of {}", file.path))
                    .help("fetch them, such as with `git fetch --refetch`")
            })?;
            contents.push(bytes.to_vec());
            rest = after;
        }
        Ok(contents)
    }
}

/// An object in what `cat-file --batch` prints, `<id> <type> <size>` in a line before it, and what follows.
fn one_answer(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let line_end = text.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(&text[..line_end]).ok()?;
    // An object that is not here is told as `<id> missing`, which ends in no number.
    let size: usize = head.rsplit(' ').next()?.parse().ok()?;
    let body = text.get(line_end + 1..)?;
    Some((body.get(..size)?, body.get(size + 1..)?))
}

/// A record of `ls-tree`, `<mode> <type> <object>` and the path behind a tab, if it is a file of a catalogue.
fn old_file(record: &str, revision: &str) -> Outcome<Option<OldFile>> {
    let Some((about, path)) = record.split_once('\t') else { return Ok(None) };
    let Some((folder, inside)) = path.strip_prefix("spec/").and_then(|path| path.split_once('/')) else {
        return Ok(None);
    };
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    let mut about = about.split(' ');
    let (mode, kind, object) = (about.next(), about.next(), about.next());
    let (true, false, Some("blob"), Some(object)) = (inside.ends_with(".yaml"), is_hidden, kind, object) else {
        return Ok(None);
    };
    if mode == Some("120000") {
        return Err(Failure::new(format!("{path} is a link at `{revision}`"))
            .help("compare with a revision at which it is a file"));
    }
    Ok(Some(OldFile { folder: folder.to_owned(), path: path.to_owned(), object: object.to_owned() }))
}

/// A failure of git, with the first line of what it said.
fn failed(doing: &str, output: &Output) -> Failure {
    let said = String::from_utf8_lossy(&output.stderr);
    match said.lines().next().map(|line| line.trim_start_matches("fatal: ")) {
        Some(line) if !line.is_empty() => Failure::new(format!("{doing}: {line}")),
        _ => Failure::new(doing.to_owned()),
    }
}
