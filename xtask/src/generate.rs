//! `gen`: from catalogues to files, or to the difference between them.

use crate::report::{self, Failure, Outcome};
use crate::stage::{Change, Lock};
use crate::workspace::{self, ServiceFolder};
use crate::{GenArgs, MessageFormat};
use codegen::diagnostic::{github_data, github_property};
use codegen::emit::{self, MARK};
use codegen::{Diagnostics, OutputFile, OutputGroup};
use similar::TextDiff;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The command that settles every difference.
const COMMAND: &str = "cargo xtask gen";

/// Longest difference shown for a file.
const DIFF_LINES_MAX: usize = 40;

pub(crate) fn run(root: &dyn Fn() -> Outcome<PathBuf>, args: &GenArgs) -> Outcome<ExitCode> {
    let begin = Instant::now();
    let (folders, out, scope) = match (&args.place.spec, &args.place.out) {
        (Some(spec), Some(out)) => {
            let shown = spec.display().to_string();
            (vec![ServiceFolder { path: spec.clone(), shown }], out.clone(), Scope::OneService)
        }
        _ => {
            let root = root()?;
            (workspace::services(&root)?, root, Scope::Everything)
        }
    };
    let generated = match generate(&folders)? {
        Ok(generated) => generated,
        Err(problems) => {
            report::diagnostics(&problems, args.message_format);
            return Ok(ExitCode::FAILURE);
        }
    };
    let writes = !args.check && !args.dry_run;
    let lock = if writes { Some(Lock::take(&out)?) } else { None };
    let plan = Plan::new(&generated, &out, scope)?;
    if args.check {
        return Ok(check(&plan, &out, args.message_format));
    }
    if let Some(lock) = lock {
        plan.change()?.commit(&lock)?;
    }
    print_lines(&generated, &plan, begin.elapsed(), args.dry_run);
    Ok(ExitCode::SUCCESS)
}

/// Which orphans are ours to remove: of every service, or only of the one that was generated.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Everything,
    OneService,
}

/// What the generator gave, with the time it took.
pub(crate) struct Generated {
    pub(crate) groups: Vec<TimedGroup>,
    folders: Vec<String>,
    /// Service ids.
    services: Vec<String>,
}

pub(crate) struct TimedGroup {
    /// What was read, for the first line of a service.
    read: Option<String>,
    group: OutputGroup,
    time: Duration,
}

/// Reads and emits every catalogue. The outer error is of the file system, the inner one of the catalogues.
pub(crate) fn generate(folders: &[ServiceFolder]) -> Outcome<Result<Generated, Diagnostics>> {
    let mut problems = Diagnostics::default();
    let begin = Instant::now();
    let language = emit::language_schema();
    let mut generated = Generated {
        groups: vec![TimedGroup { read: None, group: language, time: begin.elapsed() }],
        folders: Vec::new(),
        services: Vec::new(),
    };
    let mut owners: HashMap<String, String> = HashMap::new();
    for folder in folders {
        let begin = Instant::now();
        let catalogue = match codegen::read(&folder.path, &folder.shown) {
            Ok(catalogue) => catalogue,
            Err(found) => {
                problems.append(found);
                continue;
            }
        };
        let mut read = Some(format!(
            "{}: {} errors, {} endpoints, read and checked in {}",
            folder.shown,
            catalogue.entries.len(),
            catalogue.endpoints.len(),
            time(begin.elapsed())
        ));
        for emitter in emit::EMITTERS {
            let begin = Instant::now();
            let group = emitter(&catalogue);
            for file in &group.files {
                if let Some(other) = owners.insert(file.path.clone(), folder.shown.clone()) {
                    let message = format!("{other} and {} both give {}", folder.shown, file.path);
                    let help = "give one of the services its own `crate_prefix`, `schema_dir` and `docs_dir`";
                    return Err(Failure::new(message).help(help));
                }
            }
            generated.groups.push(TimedGroup { read: read.take(), group, time: begin.elapsed() });
        }
        generated.folders.extend(emit::folders(&catalogue.service));
        generated.services.push(catalogue.service.id.clone());
    }
    Ok(if problems.is_empty() { Ok(generated) } else { Err(problems) })
}

/// What has to happen for the files to be as generated.
pub(crate) struct Plan {
    missing: Vec<OutputFile>,
    edited: Vec<(OutputFile, String)>,
    orphans: Vec<String>,
    /// A file that stands where an output belongs and does not say that it was generated.
    foreign: Option<PathBuf>,
}

impl Plan {
    pub(crate) fn new(generated: &Generated, out: &Path, scope: Scope) -> Outcome<Self> {
        let mut plan = Self { missing: Vec::new(), edited: Vec::new(), orphans: Vec::new(), foreign: None };
        let mut given: BTreeSet<&str> = BTreeSet::new();
        for file in generated.groups.iter().flat_map(|timed| &timed.group.files) {
            given.insert(&file.path);
            let path = out.join(&file.path);
            match fs::read(&path) {
                Ok(bytes) if bytes == file.contents.as_bytes() => {}
                Ok(bytes) => {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    if !text.trim().is_empty() && !is_marked(&text) {
                        plan.foreign.get_or_insert_with(|| path.clone());
                    }
                    plan.edited.push((file.clone(), text));
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => plan.missing.push(file.clone()),
                Err(error) => return Err(Failure::io("read", &path, &error)),
            }
        }
        let mut folders: BTreeSet<String> = generated.folders.iter().cloned().collect();
        if scope == Scope::Everything {
            folders.extend(generated_folders_of_crates(out));
        }
        let mut found = BTreeSet::new();
        for folder in &folders {
            marked_files(out, folder, &mut found)?;
        }
        for (path, head) in found {
            let ours = scope == Scope::Everything
                || generated.services.iter().any(|service| head.contains(&format!(" from spec/{service}. ")));
            if ours && !given.contains(path.as_str()) {
                plan.orphans.push(path);
            }
        }
        Ok(plan)
    }

    /// The change that settles everything; refused where it would overwrite what a person wrote.
    pub(crate) fn change(&self) -> Outcome<Change> {
        if let Some(path) = &self.foreign {
            return Err(Failure::new(format!("{} was not generated and would be overwritten", path.display()))
                .help("move it away, or delete it if it may go"));
        }
        let edited = self.edited.iter().map(|(file, _)| file);
        Ok(Change {
            writes: self.missing.iter().chain(edited).map(|file| (file.path.clone(), file.contents.clone())).collect(),
            removals: self.orphans.clone(),
        })
    }

    fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.edited.is_empty() && self.orphans.is_empty()
    }

    fn writes(&self, path: &str) -> bool {
        self.missing.iter().any(|file| file.path == path) || self.edited.iter().any(|(file, _)| file.path == path)
    }
}

/// Whether a text is a generated file: the mark stands at its head.
fn is_marked(text: &str) -> bool {
    text.lines().take(3).any(|line| line.contains(MARK))
}

fn generated_folders_of_crates(out: &Path) -> Vec<String> {
    let entries = fs::read_dir(out.join("crates")).into_iter().flatten().flatten();
    entries.map(|entry| format!("crates/{}/src/generated", entry.file_name().to_string_lossy())).collect()
}

/// Collects the generated files below a folder, with the beginning of each.
fn marked_files(out: &Path, folder: &str, found: &mut BTreeSet<(String, String)>) -> Outcome<()> {
    const HEAD_BYTES: u64 = 400;
    let path = out.join(folder);
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::io("read", &path, &error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| Failure::io("read", &path, &error))?;
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(|error| Failure::io("read", &entry.path(), &error))?;
        if kind.is_dir() {
            marked_files(out, &name, found)?;
        } else if kind.is_file() {
            let mut head = Vec::new();
            let file = fs::File::open(entry.path()).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
            file.map_err(|error| Failure::io("read", &entry.path(), &error))?;
            let head = String::from_utf8_lossy(&head).into_owned();
            if is_marked(&head) {
                found.insert((name, head));
            }
        }
    }
    Ok(())
}

fn print_lines(generated: &Generated, plan: &Plan, total: Duration, dry_run: bool) {
    let verb = if dry_run { "to write" } else { "written" };
    let mut bytes = 0;
    for timed in &generated.groups {
        if let Some(read) = &timed.read {
            report::line(read);
        }
        let files = &timed.group.files;
        let written = files.iter().filter(|file| plan.writes(&file.path)).count();
        bytes += files.iter().map(|file| file.contents.len()).sum::<usize>();
        let state = if written == 0 { "unchanged".to_owned() } else { format!("{written} {verb}") };
        let plural = if files.len() == 1 { "file" } else { "files" };
        let (name, counts) = (timed.group.name, &timed.group.counts);
        report::line(format!(
            "  {name:<18} {counts:<40} {:>2} {plural:<5} {state:<12} {:>8}",
            files.len(),
            time(timed.time)
        ));
    }
    for path in &plan.orphans {
        report::line(format!("  {} {path}", if dry_run { "to remove:" } else { "removed:" }));
    }
    let files: usize = generated.groups.iter().map(|timed| timed.group.files.len()).sum();
    let written = plan.missing.len() + plan.edited.len();
    report::line(format!(
        "{files} files ({}), {written} {verb}, {} {}, in {}",
        report::size(bytes),
        plan.orphans.len(),
        if dry_run { "to remove" } else { "removed" },
        time(total)
    ));
}

fn time(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// Prints what differs; the exit code says whether anything does.
fn check(plan: &Plan, out: &Path, format: MessageFormat) -> ExitCode {
    if plan.is_empty() {
        if format == MessageFormat::Text {
            report::line("everything generated is as the catalogue says");
        }
        return ExitCode::SUCCESS;
    }
    let mut drift: BTreeMap<&str, (&str, String)> = BTreeMap::new();
    for file in &plan.missing {
        drift.insert(&file.path, ("missing", String::new()));
    }
    for (file, found) in &plan.edited {
        drift.insert(&file.path, ("edited", difference(found, &file.contents)));
    }
    for path in &plan.orphans {
        drift.insert(path, ("orphaned", String::new()));
    }
    for (path, (state, difference)) in &drift {
        match format {
            MessageFormat::Text => report::line(format!("{state}: {path}\n{difference}").trim_end()),
            MessageFormat::Json => report::line(serde_json::json!({
                "level": "error", "code": "drift", "state": state, "file": path, "difference": difference,
                "help": [format!("run `{COMMAND}`")],
            })),
            MessageFormat::Github => report::line(format!(
                "::error file={},line=1,title=drift::{}",
                github_property(path),
                github_data(format!("{state}; run `{COMMAND}`\n{difference}").trim_end())
            )),
        }
    }
    if format == MessageFormat::Text {
        let plural = if drift.len() == 1 { "file differs" } else { "files differ" };
        report::line(format!(
            "\n{} generated {plural} from the catalogue in {}; run `{COMMAND}`",
            drift.len(),
            out.display()
        ));
    }
    ExitCode::FAILURE
}

/// The beginning of the difference between what is there and what should be.
fn difference(found: &str, wanted: &str) -> String {
    let diff = TextDiff::from_lines(found, wanted);
    let text = diff.unified_diff().context_radius(2).header("as found", "as generated").to_string();
    let mut lines: Vec<&str> = text.lines().take(DIFF_LINES_MAX).collect();
    let more = text.lines().count().saturating_sub(DIFF_LINES_MAX);
    let rest = format!("… and {more} more lines");
    if more > 0 {
        lines.push(&rest);
    }
    lines.join("\n") + "\n"
}
