//! What a maintainer reads on the screen.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use crate::MessageFormat;
use codegen::Diagnostics;
use std::fmt;
use std::io;
use std::path::Path;

/// Something that kept a command from doing its work: what happened, where, and what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    help: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A failure of the file system at a path.
    pub(crate) fn io(doing: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(format!("cannot {doing} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "\n  help: {help}"))
    }
}

pub(crate) type Outcome<T> = Result<T, Failure>;

pub(crate) fn failure(failure: &Failure) {
    anstream::eprintln!("{failure}");
}

/// A line of progress.
pub(crate) fn line(text: impl fmt::Display) {
    anstream::println!("{text}");
}

/// A text that ends its own lines.
pub(crate) fn text(text: &str) {
    anstream::print!("{text}");
}

/// The problems of catalogues, in the form that was asked for.
pub(crate) fn diagnostics(diagnostics: &Diagnostics, format: MessageFormat) {
    match format {
        MessageFormat::Text => anstream::eprint!("{}", diagnostics.to_text(true)),
        MessageFormat::Json => print!("{}", diagnostics.to_json_lines()),
        MessageFormat::Github => print!("{}", diagnostics.to_github()),
    }
}

/// A byte count for people.
pub(crate) fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        _ => format!("{} KiB", bytes.div_ceil(1024)),
    }
}
