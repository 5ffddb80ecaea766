//! What a maintainer is told when a catalogue is wrong: a code, the place, the entry, and what to write instead.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;
use std::fmt::Write as _;
use std::ops::Range;

macro_rules! codes {
    ($( $(#[doc = $doc:literal])+ $code:ident, )+) => {
        /// Number of a check. Numbers are never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $( $(#[doc = $doc])+ $code, )+ }

        impl Code {
            /// All checks.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The number as it is printed.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$code => stringify!($code)),+ }
            }

            /// What the check asks for.
            #[must_use]
            pub fn rule(self) -> &'static str {
                match self { $(Self::$code => concat!($($doc),+).trim_ascii()),+ }
            }
        }
    };
}

codes! {
    /// Folders and files can be read.
    L001,
    /// A file has at most 4 MiB and 250,000 values.
    L002,
    /// A file is UTF-8 without byte order mark.
    L003,
    /// A file is YAML.
    L004,
    /// There are no anchors, aliases and tags.
    L005,
    /// Nothing is nested more than 64 deep.
    L006,
    /// A key stands once in its mapping.
    L007,
    /// The first line names the schema of the language.
    L008,
    /// A file is one document, a mapping whose keys are text.
    L009,
    /// Every key is one of the language.
    L010,
    /// Required keys are there.
    L011,
    /// Values have the type and the words that the language asks for.
    L012,
    /// Catalogue files end in `.yaml`.
    L013,
    /// A service is described exactly once, and its own fields are sound.
    C000,
    /// Ids are used once, by entries, former ids and tombstones alike.
    C001,
    /// Names in Rust are used once and are names.
    C002,
    /// Ids of examples, causes, constraints, links and conflicts are used once in their entry.
    C003,
    /// What is referred to exists.
    C004,
    /// What is declared is used.
    C005,
    /// Ids have the right characters and length.
    C006,
    /// Blocks that belong to a status or a confidence are there, and only then.
    C007,
    /// Versions and dates are written as such.
    C008,
    /// HTTP statuses lie in 100 to 599, and a failure with a 2xx status has a note.
    C010,
    /// Codes are 32-bit numbers or words.
    C011,
    /// No two keys state the same parts with equal values.
    C012,
    /// Every key can be reached by an answer.
    C013,
    /// An example decodes to its own entry.
    C014,
    /// Every key has an example.
    C015,
    /// A key states something, and nothing that contradicts itself.
    C016,
    /// Recipes exist, are used and are sound.
    C020,
    /// What was only concluded is not retried.
    C022,
    /// Both languages are there, and Chinese has full-width punctuation.
    C030,
    /// Causes and remedies are there where they must be, and remedies are advice.
    C031,
    /// Words keep to the glossary.
    C032,
    /// Titles have no full stop, sentences have one.
    C033,
    /// Sources exist and are used, and facts have one.
    C040,
    /// What was released is still there and means the same, or the change is stated.
    C050,
    /// Examples hold no secrets.
    C070,
    /// Character sets are sound.
    C080,
    /// The members of a type or field go with its kind.
    C090,
    /// A default keeps to the type and the rules of its field.
    C091,
    /// A rule checks one thing that is possible and fits the value it is about.
    C092,
    /// The paths of a rule exist, and its fields meet in a variant.
    C094,
    /// What is said of a rule goes together.
    C095,
    /// Calls fit their paths, and every state is reached and left.
    C096,
    /// Hosts, notifications and events are sound.
    C097,
    /// An example is what it says of itself.
    C098,
    /// What an emulator does is possible, and its bodies are those of the service.
    C099,
}

/// After showing this much of the files, no further problem is shown: a line of a megabyte is not shown a hundred times.
const SOURCE_BYTES_MAX: usize = 1024 * 1024;

/// A file of the catalogue as text, for showing places in it.
#[derive(Debug, Clone)]
pub struct Source {
    /// Name as it is shown.
    pub path: String,
    /// The text.
    pub text: String,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Index of the file.
    pub file: usize,
    /// Bytes of the text.
    pub bytes: (usize, usize),
}

impl Span {
    /// A place from a range of bytes.
    #[must_use]
    pub fn new(file: usize, bytes: Range<usize>) -> Self {
        Self { file, bytes: (bytes.start, bytes.end) }
    }
}

/// One problem.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Number of the check.
    pub code: Code,
    /// What is wrong, in one line.
    pub message: String,
    /// The places, the first being the problem's own, each with a remark.
    pub labels: Vec<(Span, String)>,
    /// A path, for a problem that is in no text.
    pub path: Option<String>,
    /// Id of the entry it is in.
    pub entry: Option<String>,
    /// What else is to be known.
    pub notes: Vec<String>,
    /// What to write instead.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// A problem at a place.
    #[must_use]
    pub fn at(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { labels: vec![(span, String::new())], ..Self::new(code, message) }
    }

    /// A problem of a file or folder as a whole.
    #[must_use]
    pub fn in_path(code: Code, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..Self::new(code, message) }
    }

    fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            labels: Vec::new(),
            path: None,
            entry: None,
            notes: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Adds a remark to the problem's own place.
    #[must_use]
    pub fn label(mut self, remark: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.1 = remark.into();
        }
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn also(mut self, span: Span, remark: impl Into<String>) -> Self {
        self.labels.push((span, remark.into()));
        self
    }

    /// Names the entry.
    #[must_use]
    pub fn entry(mut self, id: impl Into<String>) -> Self {
        self.entry = Some(id.into());
        self
    }

    /// Adds something to be known.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}

/// All problems of a run, with the texts they are in.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    problems: Vec<Diagnostic>,
    sources: Vec<Source>,
}

/// A file that cannot be read as the language is given up after this many problems.
pub const PROBLEMS_PER_FILE_MAX: usize = 100;

/// More than this many problems are counted but not shown, so that a broken file does not fill the screen.
const SHOWN_MAX: usize = 200;

impl Diagnostics {
    /// Puts problems in the order of their places.
    #[must_use]
    pub fn new(mut problems: Vec<Diagnostic>, sources: Vec<Source>) -> Self {
        problems.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.labels.first().map(|l| l.0.clone()), d.code, d.path.clone());
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        Self { problems, sources }
    }

    /// The problems.
    #[must_use]
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Adds the problems of another catalogue.
    pub fn append(&mut self, mut other: Self) {
        let offset = self.sources.len();
        for label in other.problems.iter_mut().flat_map(|problem| &mut problem.labels) {
            label.0.file += offset;
        }
        self.problems.append(&mut other.problems);
        self.sources.append(&mut other.sources);
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// The problems as a person reads them, with colours if asked for.
    #[must_use]
    pub fn to_text(&self, styled: bool) -> String {
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        let (mut shown, mut source_bytes) = (0, 0);
        for problem in &self.problems {
            if shown == SHOWN_MAX || source_bytes > SOURCE_BYTES_MAX {
                break;
            }
            shown += 1;
            let mut group = Level::ERROR
                .primary_title(&*problem.message)
                .id(problem.code.as_str())
                .elements([] as [Snippet<'_, annotate_snippets::Annotation<'_>>; 0]);
            group = self.add_snippets(group, problem, &mut source_bytes);
            if let Some(path) = &problem.path {
                group = group.element(Origin::path(&**path));
            }
            let entry = problem.entry.as_ref().map(|id| format!("in `{id}`"));
            for note in entry.iter().chain(&problem.notes) {
                group = group.element(Level::NOTE.message(note.clone()));
            }
            for help in &problem.help {
                group = group.element(Level::HELP.message(&**help));
            }
            out.push_str(&renderer.render(&[group]));
            out.push_str("\n\n");
        }
        let _ = writeln!(out, "{}", self.summary(shown));
        out
    }

    fn add_snippets<'a>(
        &'a self,
        mut group: Group<'a>,
        problem: &'a Diagnostic,
        source_bytes: &mut usize,
    ) -> Group<'a> {
        let mut files: Vec<usize> = Vec::new();
        for (span, _) in &problem.labels {
            if !files.contains(&span.file) {
                files.push(span.file);
            }
        }
        for file in files {
            let Source { path, text } = &self.sources[file];
            let labels = problem.labels.iter().enumerate().filter(|(_, label)| label.0.file == file);
            let labels: Vec<_> =
                labels.map(|(index, (span, remark))| (index, one_line(text, span.bytes), remark)).collect();
            // Only the lines between the first and the last place are handed on: the renderer's work grows with the text.
            let first = labels.iter().map(|(_, bytes, _)| bytes.start).min().unwrap_or(0);
            let last = labels.iter().map(|(_, bytes, _)| bytes.end).max().unwrap_or(0);
            let begin = text[..first].rfind('\n').map_or(0, |at| at + 1);
            let end = text[last..].find('\n').map_or(text.len(), |at| last + at + 1);
            *source_bytes += end - begin;
            let line = text[..begin].matches('\n').count() + 1;
            let mut snippet = Snippet::source(&text[begin..end]).line_start(line).path(&**path);
            for (index, bytes, remark) in labels {
                let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
                let annotation = kind.span(bytes.start - begin..bytes.end - begin);
                snippet = snippet.annotation(if remark.is_empty() { annotation } else { annotation.label(&**remark) });
            }
            group = group.element(snippet);
        }
        group
    }

    fn summary(&self, shown: usize) -> String {
        match self.problems.len() {
            1 => "1 problem; nothing was written".to_owned(),
            count if count > shown => format!("{count} problems, the first {shown} shown; nothing was written"),
            count => format!("{count} problems; nothing was written"),
        }
    }

    /// The problems for programs: one JSON object a line.
    #[must_use]
    pub fn to_json_lines(&self) -> String {
        let mut out = String::new();
        for problem in &self.problems {
            let labels: Vec<_> = problem
                .labels
                .iter()
                .map(|(span, remark)| {
                    let (path, line, column) = self.position(span);
                    json!({ "file": path, "line": line, "column": column, "text": remark })
                })
                .collect();
            let line = json!({
                "level": "error", "code": problem.code.as_str(), "message": problem.message, "entry": problem.entry,
                "path": problem.path, "labels": labels, "notes": problem.notes, "help": problem.help,
            });
            let _ = writeln!(out, "{line}");
        }
        out
    }

    /// The problems as annotations of a GitHub workflow.
    #[must_use]
    pub fn to_github(&self) -> String {
        let mut out = String::new();
        for problem in &self.problems {
            let mut message = problem.message.clone();
            for line in problem
                .entry
                .iter()
                .map(|id| format!("in `{id}`"))
                .chain(problem.notes.clone())
                .chain(problem.help.clone())
            {
                let _ = write!(message, "\n{line}");
            }
            let place = match problem.labels.first() {
                Some((span, _)) => {
                    let (path, line, column) = self.position(span);
                    format!("file={},line={line},col={column},", github_property(path))
                }
                None => problem.path.iter().map(|path| format!("file={},", github_property(path))).collect(),
            };
            let _ = writeln!(out, "::error {place}title={}::{}", problem.code.as_str(), github_data(&message));
        }
        out
    }

    fn position(&self, span: &Span) -> (&str, usize, usize) {
        let source = &self.sources[span.file];
        let before = &source.text[..span.bytes.0.min(source.text.len())];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (&source.path, before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// Escapes the message of a workflow annotation.
#[must_use]
pub fn github_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow annotation.
#[must_use]
pub fn github_property(text: &str) -> String {
    github_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Shortens a place that runs over several lines to its first, for a block of twenty lines underlined helps nobody.
fn one_line(text: &str, (start, end): (usize, usize)) -> Range<usize> {
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at += 1;
        }
        at
    };
    let (start, end) = (boundary(start.min(text.len())), boundary(end.min(text.len())));
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let end = end.clamp(start, line_end);
    let trimmed = text[start..end].trim_end().len();
    start..start + trimmed
}
