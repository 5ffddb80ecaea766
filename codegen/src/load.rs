//! From a folder to the model: every `*.yaml` file below it, read first for its places and then for its values.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, PROBLEMS_PER_FILE_MAX, Source, Span};
use crate::model::CatalogueFile;
use crate::tree::{self, Node, Step};
use crate::{language, naming};
use jsonschema::Validator;
use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind};
use jsonschema::paths::LocationSegment;
use serde_json::Value;
use std::fs::{self, File};
use std::io::Read as _;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A larger file is refused before it is read.
pub const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Folders deeper than this below the service's are not searched, which also ends a loop of links.
const FOLDER_DEPTH_MAX: usize = 8;

/// How the first line of every catalogue file begins.
pub const FIRST_LINE: &str = "# yaml-language-server: $schema=";

/// Name of the schema file that the first line leads to.
pub const SCHEMA_FILE: &str = "catalogue.schema.json";

/// A catalogue as it stands in its files.
#[derive(Debug)]
pub struct Loaded {
    /// How the folder is shown.
    pub shown_as: String,
    /// The files, in the order of their paths.
    pub files: Vec<LoadedFile>,
}

/// One file of a catalogue.
#[derive(Debug)]
pub struct LoadedFile {
    /// Name and text.
    pub source: Source,
    /// Where everything stands.
    pub tree: Node,
    /// What it says.
    pub values: CatalogueFile,
}

impl Loaded {
    /// The texts, for showing places in them.
    #[must_use]
    pub fn into_sources(self) -> Vec<Source> {
        self.files.into_iter().map(|file| file.source).collect()
    }
}

/// Reads the catalogue of one service.
///
/// # Errors
/// Everything that keeps the files from being read as the language, at once.
pub fn load(dir: &Path, shown_as: &str) -> Result<Loaded, Diagnostics> {
    let mut problems = Vec::new();
    let mut paths = Vec::new();
    collect(dir, shown_as, 0, &mut paths, &mut problems);
    if paths.is_empty() && problems.is_empty() {
        let problem = Diagnostic::in_path(Code::L001, shown_as, "no catalogue file in this folder");
        problems.push(problem.help("give the folder of one service, which holds its `*.yaml` files"));
    }
    let mut sources = Vec::new();
    for (path, shown) in paths {
        match read_text(&path, &shown) {
            Ok(text) => sources.push(Source { path: shown, text }),
            Err(problem) => problems.push(*problem),
        }
    }
    parse_sources(sources, shown_as, problems)
}

/// Reads the catalogue of one service from texts, such as those of an older revision.
///
/// # Errors
/// Everything that keeps the texts from being read as the language, at once.
pub fn load_sources(sources: Vec<Source>, shown_as: &str) -> Result<Loaded, Diagnostics> {
    parse_sources(sources, shown_as, Vec::new())
}

fn parse_sources(sources: Vec<Source>, shown_as: &str, mut problems: Vec<Diagnostic>) -> Result<Loaded, Diagnostics> {
    let validator = Validator::new(language::schema()).expect("the schema of the language is a schema");
    let mut parts = Vec::new();
    for part in parse_all(&sources, &validator) {
        match part {
            Ok(part) => parts.push(part),
            Err(mut found) => problems.append(&mut found),
        }
    }
    if !problems.is_empty() {
        return Err(Diagnostics::new(problems, sources));
    }
    let files = sources.into_iter().zip(parts).map(|(source, (tree, values))| LoadedFile { source, tree, values });
    Ok(Loaded { shown_as: shown_as.to_owned(), files: files.collect() })
}

fn collect(dir: &Path, shown: &str, depth: usize, paths: &mut Vec<(PathBuf, String)>, problems: &mut Vec<Diagnostic>) {
    let unreadable = |error: &std::io::Error| {
        let message = format!("the folder cannot be read: {error}");
        Diagnostic::in_path(Code::L001, shown, message).help("check the path and its permissions")
    };
    let entries = match fs::read_dir(dir).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
        Ok(mut entries) => {
            entries.sort_by_key(fs::DirEntry::file_name);
            entries
        }
        Err(error) => return problems.push(unreadable(&error)),
    };
    for entry in entries {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let shown = format!("{}/{name}", shown.trim_end_matches('/'));
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            if depth < FOLDER_DEPTH_MAX {
                collect(&path, &shown, depth + 1, paths, problems);
            } else {
                let message = format!("folders more than {FOLDER_DEPTH_MAX} deep would not be read");
                problems.push(Diagnostic::in_path(Code::L001, shown, message).help("move the folder up"));
            }
            continue;
        }
        let lower = name.to_ascii_lowercase();
        if name.ends_with(".yaml") {
            paths.push((path, shown));
        } else if lower.ends_with(".yml") || lower.ends_with(".yaml") {
            let message = "a catalogue file whose name does not end in `.yaml` would not be read";
            problems.push(Diagnostic::in_path(Code::L013, shown, message).help("let its name end in `.yaml`"));
        }
    }
}

fn read_text(path: &Path, shown: &str) -> Result<String, Box<Diagnostic>> {
    let unreadable = |error: std::io::Error| {
        let message = format!("the file cannot be read: {error}");
        Box::new(Diagnostic::in_path(Code::L001, shown, message).help("check the path and its permissions"))
    };
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        // A pipe would be waited for without end.
        let problem = Diagnostic::in_path(Code::L001, shown, "this is no file");
        return Err(Box::new(problem.help("put a plain file in its place, or remove it")));
    }
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        let problem = Diagnostic::in_path(Code::L002, shown, "the file is larger than 4 MiB");
        return Err(Box::new(problem.help("divide it: a service is the sum of all files in its folder")));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        let problem = Diagnostic::in_path(Code::L003, shown, "the file begins with a byte order mark");
        return Err(Box::new(problem.help("save it as UTF-8 without byte order mark")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
        let message = format!("the file is not UTF-8 from line {line} on");
        Box::new(Diagnostic::in_path(Code::L003, shown, message).help("save it as UTF-8"))
    })
}

type Parsed = Result<(Node, CatalogueFile), Vec<Diagnostic>>;

/// Parses all files, on as many processors as there are: most of the generator's time is spent here.
fn parse_all(sources: &[Source], validator: &Validator) -> Vec<Parsed> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(sources.len().max(1));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(source) = sources.get(index) else { return done };
            done.push((index, parse(source, index, validator)));
        }
    };
    let mut all: Vec<(usize, Parsed)> = thread::scope(|scope| {
        let threads: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for thread in threads {
            all.extend(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        all
    });
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, parsed)| parsed).collect()
}

fn parse(source: &Source, file: usize, validator: &Validator) -> Parsed {
    let tree = tree::read(&source.text, file)?;
    let mut problems = Vec::new();
    let first_line = source.text.lines().next().unwrap_or_default();
    if !(first_line.starts_with(FIRST_LINE) && first_line.ends_with(SCHEMA_FILE)) {
        let depth = source.path.matches('/').count().saturating_sub(1);
        let span = Span::new(file, 0..first_line.len());
        let message = "the first line does not name the schema of the language";
        let help = format!(
            "begin with `{FIRST_LINE}{}{SCHEMA_FILE}`, so that editors complete and check",
            "../".repeat(depth)
        );
        problems.push(Diagnostic::at(Code::L008, span, message).help(help));
    }
    let value: Value = match serde_yaml::from_str(&source.text) {
        Ok(value) => value,
        Err(error) => {
            let at = error.location().map_or(0, |location| location.index()).min(source.text.len());
            let problem = Diagnostic::at(Code::L004, Span::new(file, at..at + 1), format!("this is not YAML: {error}"));
            problems.push(problem.help("write it more plainly; the two YAML readers of the generator differ here"));
            return Err(problems);
        }
    };
    for error in validator.iter_errors(&value).take(PROBLEMS_PER_FILE_MAX) {
        explain(&error, &tree, file, language::schema(), &mut problems);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // Only the YAML reader knows places, and it is slow: it is asked again where the value does not fit.
    if let Ok(values) = serde_json::from_value(value) {
        return Ok((tree, values));
    }
    match serde_yaml::from_str(&source.text) {
        Ok(values) => Ok((tree, values)),
        Err(error) => {
            let at = error.location().map_or(0, |location| location.index()).min(source.text.len());
            Err(vec![
                Diagnostic::at(Code::L012, Span::new(file, at..at + 1), error.to_string()).help("correct the value"),
            ])
        }
    }
}

/// Turns an error of the schema into a problem at a place.
fn explain(error: &ValidationError<'_>, tree: &Node, file: usize, schema: &Value, problems: &mut Vec<Diagnostic>) {
    let path: Vec<Step> = error
        .instance_path()
        .into_iter()
        .map(|segment| match segment {
            LocationSegment::Property(key) => Step::Key(key.into_owned()),
            LocationSegment::Index(index) => Step::Item(index),
        })
        .collect();
    let entry = entry_at(tree, &path);
    let mut push = |problem: Diagnostic| {
        problems.push(match &entry {
            Some(id) => problem.entry(id.clone()),
            None => problem,
        });
    };
    let place = Span::new(file, tree.locate(&path));
    let schema_place = |levels: usize| {
        let pointer = error.schema_path().as_str();
        let mut end = pointer.len();
        for _ in 0..levels {
            end = pointer[..end].rfind('/').unwrap_or(0);
        }
        schema.pointer(&pointer[..end])
    };
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let known: Vec<&str> = schema_place(1)
                .and_then(|object| object.get("properties")?.as_object())
                .map(|properties| properties.keys().map(String::as_str).collect())
                .unwrap_or_default();
            for key in unexpected {
                let mut at = path.clone();
                at.push(Step::Key(key.clone()));
                let span = Span::new(file, tree.locate_key(&at));
                let problem = Diagnostic::at(Code::L010, span, format!("unknown key `{key}`"));
                push(problem.help(match naming::nearest(key, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the keys here are {}", naming::list(known.iter().copied())),
                }));
            }
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            let problem = Diagnostic::at(Code::L011, place, format!("the key `{key}` is missing"));
            let description = schema_place(1)
                .and_then(|object| object.get("properties")?.get(key)?.get("description")?.as_str())
                .unwrap_or("the language asks for it");
            push(problem.help(format!("add `{key}:` ({})", description.trim_end_matches('.'))));
        }
        ValidationErrorKind::Type { kind } => {
            let words = |kind: &TypeKind| match kind {
                TypeKind::Single(one) => type_words(one.as_str()).to_owned(),
                TypeKind::Multiple(all) => {
                    all.iter().map(|one| type_words(one.as_str())).collect::<Vec<_>>().join(" or ")
                }
            };
            // `1.10` is the number 1.1 to YAML; the reader of the message wrote `1.10`.
            let written = tree.scalar(&path).unwrap_or_default();
            let value = error.instance().as_ref();
            let message = match value {
                Value::Bool(_) | Value::Number(_) => format!("`{written}` where {} is needed", words(kind)),
                other => format!("{} where {} is needed", value_words(other), words(kind)),
            };
            let help = match value {
                Value::Null => "write a value, or leave the key out".to_owned(),
                Value::Bool(_) | Value::Number(_) if words(kind).contains("a text") => {
                    format!("put it between quotes: \"{written}\"")
                }
                Value::String(text) if words(kind).contains("number") && text.parse::<i64>().is_ok() => {
                    "delete the quotes".to_owned()
                }
                _ => format!("write {}", words(kind)),
            };
            push(Diagnostic::at(Code::L012, place, message).help(help));
        }
        ValidationErrorKind::OneOfNotValid { .. }
        | ValidationErrorKind::Enum { .. }
        | ValidationErrorKind::AnyOf { .. } => {
            let words = schema_place(1).map(choices).unwrap_or_default();
            let written = scalar_text(error.instance());
            let problem =
                Diagnostic::at(Code::L012, place, format!("`{written}` is not one of the words for this key"));
            let near = naming::nearest(&written, words.iter().map(String::as_str))
                .map(|near| format!("did you mean `{near}`?"));
            let all = format!("the words are {}", naming::list(words.iter().map(String::as_str)));
            push(near.into_iter().chain([all]).fold(problem, Diagnostic::help));
        }
        ValidationErrorKind::Minimum { limit } => {
            let message = format!("{} is less than {limit}", error.instance());
            push(Diagnostic::at(Code::L012, place, message).help(format!("write {limit} or more")));
        }
        ValidationErrorKind::Maximum { limit } => {
            let message = format!("{} is more than {limit}", error.instance());
            push(Diagnostic::at(Code::L012, place, message).help(format!("write {limit} or less")));
        }
        _ => push(Diagnostic::at(Code::L012, place, error.to_string()).help("correct the value")),
    }
}

/// The words that a schema allows, from `enum` or from the constants of its choices.
fn choices(schema: &Value) -> Vec<String> {
    let constants = ["oneOf", "anyOf"].iter().filter_map(|word| schema.get(word)?.as_array()).flatten();
    let constants = constants.flat_map(|choice| match choice.get("const") {
        Some(word) => vec![word.clone()],
        None => choice.get("enum").and_then(Value::as_array).cloned().unwrap_or_default(),
    });
    let words = schema.get("enum").and_then(Value::as_array).cloned().unwrap_or_default();
    words.into_iter().chain(constants).map(|word| scalar_text(&word)).collect()
}

/// The id of the list item that a path leads into: the innermost top-level item with an `id`.
fn entry_at(tree: &Node, path: &[Step]) -> Option<String> {
    let [Step::Key(section), Step::Item(index), ..] = path else { return None };
    let tree::Value::List(items) = &tree.member(section)?.node.value else { return None };
    match &items.get(*index)?.member("id")?.node.value {
        tree::Value::Scalar(id) => Some(id.clone()),
        _ => None,
    }
}

fn type_words(name: &str) -> &'static str {
    match name {
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "`true` or `false`",
        "array" => "a list",
        "object" => "a mapping",
        _ => "nothing",
    }
}

fn value_words(value: &Value) -> &'static str {
    match value {
        Value::Null => "no value",
        Value::Bool(_) | Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

fn scalar_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
