//! What is known of an answer of a service: the little that decides which entry it is.

use crate::table::Service;
use crate::vocabulary::Shape;

/// A code of a service: a number or a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code<'a> {
    /// A whole number.
    Number(i64),
    /// A word; a word that spells a whole number is read as that number.
    Word(&'a str),
}

impl core::fmt::Display for Code<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Code::Number(number) => write!(f, "{number}"),
            Code::Word(word) => f.write_str(word),
        }
    }
}

impl From<i64> for Code<'_> {
    fn from(number: i64) -> Self {
        Code::Number(number)
    }
}

impl<'a> From<&'a str> for Code<'a> {
    /// Reads a number where the text spells one, as the bodies of a service may.
    fn from(text: &'a str) -> Self {
        text.trim().parse().map_or(Code::Word(text), Code::Number)
    }
}

/// What is known of an answer of the service: all that decides which entry it is.
///
/// Endpoint and status may be missing, as when someone looks up a code from a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer<'a, S: Service> {
    /// The call that was answered.
    pub endpoint: Option<S::Endpoint>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// What kind of body it was.
    pub shape: Shape,
    /// The code in the body.
    pub code: Option<Code<'a>>,
    /// The text in the body, as it stood there.
    pub text: Option<&'a str>,
}

impl<'a, S: Service> Answer<'a, S> {
    /// An answer of which only the body is known: its shape follows from code and text.
    #[must_use]
    pub fn new(code: Option<Code<'a>>, text: Option<&'a str>) -> Self {
        let shape = match (code, text) {
            (Some(_), _) => Shape::Code,
            (None, Some(_)) => Shape::Message,
            (None, None) => Shape::Success,
        };
        Self { endpoint: None, status: None, shape, code, text }
    }

    /// An answer without a readable body: `shape` is [`Shape::Empty`] or [`Shape::NotJson`].
    #[must_use]
    pub fn without_body(shape: Shape) -> Self {
        Self { endpoint: None, status: None, shape, code: None, text: None }
    }

    /// The same answer, known to come from this endpoint.
    #[must_use]
    pub fn at(mut self, endpoint: S::Endpoint) -> Self {
        self.endpoint = Some(endpoint);
        self
    }

    /// The same answer, known to have this HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }
}
