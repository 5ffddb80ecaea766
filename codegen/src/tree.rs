//! The span reader: a YAML text as a tree in which every key and value knows its bytes.
//!
//! It runs before any other reader and refuses what would make two readers differ or a reader run away: anchors, aliases,
//! tags, duplicate keys, several documents and deep nesting.

use crate::diagnostic::{Code, Diagnostic, PROBLEMS_PER_FILE_MAX, Span};
use saphyr_parser::{Event, Parser, ScanError};
use std::collections::HashMap;
use std::ops::Range;

/// Nothing is nested deeper than this.
pub const DEPTH_MAX: usize = 64;

/// A file with more values than this is refused, so that memory stays bounded whatever it holds.
pub const VALUES_MAX: usize = 250_000;

/// A value of the file and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// Bytes of the value.
    pub bytes: Range<usize>,
    /// The value.
    pub value: Value,
}

/// A value of the file.
#[derive(Debug, Clone)]
pub enum Value {
    /// A scalar, as text.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Map(Vec<Member>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Member {
    /// The key.
    pub key: String,
    /// Bytes of the key.
    pub key_bytes: Range<usize>,
    /// The value.
    pub node: Node,
}

/// A step from a value to one inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The value of a key.
    Key(String),
    /// An item of a list.
    Item(usize),
}

impl Node {
    /// The member of a mapping.
    #[must_use]
    pub fn member(&self, key: &str) -> Option<&Member> {
        match &self.value {
            Value::Map(members) => members.iter().find(|member| member.key == key),
            _ => None,
        }
    }

    /// The scalar at the end of a path, as it is written.
    #[must_use]
    pub fn scalar(&self, path: &[Step]) -> Option<&str> {
        let mut node = self;
        for step in path {
            node = match (step, &node.value) {
                (Step::Key(key), _) => &node.member(key)?.node,
                (Step::Item(index), Value::List(items)) => items.get(*index)?,
                (Step::Item(_), _) => return None,
            };
        }
        match &node.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The bytes at the end of a path. Where the path leaves the tree, those of the last value on it: of a mapping that
    /// lacks a key, its first key.
    #[must_use]
    pub fn locate(&self, path: &[Step]) -> Range<usize> {
        let mut node = self;
        for step in path {
            let next = match (step, &node.value) {
                (Step::Key(key), _) => node.member(key).map(|member| &member.node),
                (Step::Item(index), Value::List(items)) => items.get(*index),
                (Step::Item(_), _) => None,
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        match &node.value {
            Value::Map(members) => members.first().map_or(node.bytes.clone(), |first| {
                let end = if matches!(first.node.value, Value::Scalar(_)) {
                    first.node.bytes.end
                } else {
                    first.key_bytes.end
                };
                first.key_bytes.start..end
            }),
            _ => node.bytes.clone(),
        }
    }

    /// The bytes of the last key of a path, or of the place where it would stand.
    #[must_use]
    pub fn locate_key(&self, path: &[Step]) -> Range<usize> {
        if let Some((Step::Key(key), parents)) = path.split_last() {
            let mut node = Some(self);
            for step in parents {
                node = node.and_then(|node| match (step, &node.value) {
                    (Step::Key(key), _) => node.member(key).map(|member| &member.node),
                    (Step::Item(index), Value::List(items)) => items.get(*index),
                    (Step::Item(_), _) => None,
                });
            }
            if let Some(member) = node.and_then(|node| node.member(key)) {
                return member.key_bytes.clone();
            }
        }
        self.locate(path)
    }
}

/// Reads a text. `file` is the index that the places of problems name.
///
/// # Errors
/// What makes the text unfit for a catalogue, all at once as far as the text can be read.
pub fn read(text: &str, file: usize) -> Result<Node, Vec<Diagnostic>> {
    Reader { file, offsets: Offsets::new(text), problems: Vec::new() }.read(text)
}

struct Reader {
    file: usize,
    offsets: Offsets,
    problems: Vec<Diagnostic>,
}

enum Open {
    List(Range<usize>, Vec<Node>),
    Map {
        bytes: Range<usize>,
        members: Vec<Member>,
        seen: HashMap<String, Range<usize>>,
        key: Option<(String, Range<usize>)>,
    },
}

impl Reader {
    fn problem(&mut self, code: Code, bytes: Range<usize>, message: impl Into<String>, help: &str) {
        self.problems.push(Diagnostic::at(code, Span::new(self.file, bytes), message).help(help));
    }

    fn read(mut self, text: &str) -> Result<Node, Vec<Diagnostic>> {
        let mut parser = Parser::new_from_str(text);
        let mut open: Vec<Open> = Vec::new();
        let mut root: Option<Node> = None;
        let mut documents = 0;
        let mut values = 0;
        while let Some(event) = parser.next_event() {
            if self.problems.len() >= PROBLEMS_PER_FILE_MAX {
                return Err(self.problems);
            }
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    self.syntax(&error);
                    return Err(self.problems);
                }
            };
            let bytes = self.offsets.byte(span.start.index())..self.offsets.byte(span.end.index());
            let (anchor, tagged) = match &event {
                Event::Scalar(_, _, anchor, tag) => (*anchor, tag.is_some()),
                Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) => (*anchor, tag.is_some()),
                _ => (0, false),
            };
            if anchor > 0 {
                self.problem(
                    Code::L005,
                    bytes.clone(),
                    "an anchor, which the language does not have",
                    "write the value out where it is needed",
                );
            }
            if tagged {
                self.problem(
                    Code::L005,
                    bytes.clone(),
                    "a tag, which the language does not have",
                    "leave the tag out; quote the value to make it text",
                );
            }
            values += 1;
            if values > VALUES_MAX {
                let message = format!("the file holds more than {VALUES_MAX} values");
                self.problem(Code::L002, bytes, message, "divide it: a service is the sum of all files in its folder");
                return Err(self.problems);
            }
            let finished = match event {
                Event::Alias(_) => {
                    self.problem(
                        Code::L005,
                        bytes.clone(),
                        "an alias, which the language does not have",
                        "write the value out where it is needed",
                    );
                    Some(Node { bytes, value: Value::Scalar(String::new()) })
                }
                Event::Scalar(value, ..) => Some(Node { bytes, value: Value::Scalar(value.into_owned()) }),
                Event::SequenceStart(..) | Event::MappingStart(..) if open.len() >= DEPTH_MAX => {
                    let message = format!("nested more than {DEPTH_MAX} deep");
                    self.problem(Code::L006, bytes, message, "flatten the value; the rest of the file was not read");
                    return Err(self.problems);
                }
                Event::SequenceStart(..) => {
                    open.push(Open::List(bytes, Vec::new()));
                    None
                }
                Event::MappingStart(..) => {
                    open.push(Open::Map { bytes, members: Vec::new(), seen: HashMap::new(), key: None });
                    None
                }
                Event::SequenceEnd | Event::MappingEnd => open.pop().map(|open| match open {
                    Open::List(start, items) => Node { bytes: start.start..bytes.end, value: Value::List(items) },
                    Open::Map { bytes: start, members, .. } => {
                        Node { bytes: start.start..bytes.end, value: Value::Map(members) }
                    }
                }),
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        let help = "put each document into a file of its own";
                        self.problem(Code::L009, bytes, "a second document in one file", help);
                        return Err(self.problems);
                    }
                    None
                }
                _ => None,
            };
            if let Some(node) = finished {
                match open.last_mut() {
                    None => root = Some(node),
                    Some(Open::List(_, items)) => items.push(node),
                    Some(Open::Map { members, seen, key, .. }) => match key.take() {
                        Some((key, key_bytes)) => members.push(Member { key, key_bytes, node }),
                        None => {
                            let duplicate = match &node.value {
                                Value::Scalar(name) => {
                                    *key = Some((name.clone(), node.bytes.clone()));
                                    seen.insert(name.clone(), node.bytes.clone()).map(|first| (name.clone(), first))
                                }
                                _ => {
                                    *key = Some((String::new(), node.bytes.clone()));
                                    self.problem(Code::L009, node.bytes, "a key that is not text", "write a plain key");
                                    continue;
                                }
                            };
                            if let Some((name, first)) = duplicate {
                                let span = Span::new(self.file, node.bytes);
                                let problem =
                                    Diagnostic::at(Code::L007, span, format!("`{name}` stands twice in one mapping"))
                                        .also(Span::new(self.file, first), "first here")
                                        .help("delete one of them, or begin a new list item with `- `");
                                self.problems.push(problem);
                            }
                        }
                    },
                }
            }
        }
        match root {
            Some(root) if self.problems.is_empty() => match &root.value {
                Value::Map(_) => Ok(root),
                _ => {
                    let help = "begin with one of the sections of the language, such as `errors:`";
                    let bytes = root.bytes.start..root.bytes.end;
                    self.problem(Code::L009, bytes, "the file is not a mapping", help);
                    Err(self.problems)
                }
            },
            Some(_) => Err(self.problems),
            None => {
                let help = "begin with one of the sections of the language, or delete the file";
                self.problem(Code::L009, 0..text.len(), "the file is empty", help);
                Err(self.problems)
            }
        }
    }

    fn syntax(&mut self, error: &ScanError) {
        let at = self.offsets.byte(error.marker().index());
        // The scanner reads ahead of the events and has a limit of its own.
        if error.info().contains("recursion limit") {
            let message = format!("nested more than {DEPTH_MAX} deep");
            self.problem(Code::L006, at..at + 1, message, "flatten the value; the rest of the file was not read");
            return;
        }
        let help =
            "put text that holds `: ` or ` #`, or begins with a special character, between quotes; indent by spaces";
        self.problem(Code::L004, at..at + 1, format!("this is not YAML: {}", error.info()), help);
    }
}

/// From characters, which the parser counts, to bytes.
struct Offsets {
    bytes: Option<Vec<u32>>,
    length: usize,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let bytes = (!text.is_ascii())
            .then(|| text.char_indices().map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect());
        Self { bytes, length: text.len() }
    }

    fn byte(&self, character: usize) -> usize {
        let at = match &self.bytes {
            None => character,
            Some(bytes) => bytes.get(character).map_or(self.length, |at| *at as usize),
        };
        at.min(self.length)
    }
}
