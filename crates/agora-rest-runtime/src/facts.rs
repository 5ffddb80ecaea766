//! What a generated client tells of its service: static tables.

use crate::answer::{Given, Reading};
use crate::bytes::are_plain;
use crate::error::OwnedCode;
use crate::transport::{Method, Response};
use crate::{ApiError, Connection, Reply, retry};
use agora_rest_errors::body::{self, BodyKind};
use agora_rest_errors::{Answer, Entry, Identified, Service, Shape, Table, Words};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt;
use std::time::SystemTime;

/// What a generated client tells of its service.
pub struct Facts<S: Service> {
    /// Id of the service.
    pub service: &'static str,
    /// The keys by which answers are found.
    pub table: &'static Table<'static, S>,
    /// Where the bodies have code and text.
    pub bodies: &'static [BodyKind<'static>],
    /// How the service is reached.
    pub connection: &'static Connection,
    /// Ids of the editions of the service.
    pub editions: &'static [&'static str],
    /// Requests that an account may send in a second.
    pub requests_per_s: Option<u32>,
    /// Everything about an entry.
    pub entry: fn(S::ErrorId) -> &'static Entry<'static, S>,
    /// The words of an entry, for the messages of errors.
    pub words: fn(S::ErrorId) -> &'static Words<'static>,
}

impl<S: Service> fmt::Debug for Facts<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts").field("connection", self.connection).finish_non_exhaustive()
    }
}

impl<S: Service> Facts<S> {
    /// What an answer to this operation is. It cannot fail to be read: what is in no table is an error that keeps it whole.
    /// A call does this itself; tests and recordings of answers may want to. `now` tells what a date in `Retry-After` asks for.
    ///
    /// # Errors
    /// Where the answer is no success.
    pub fn read(
        &'static self,
        operation: &Operation<S>,
        response: Response,
        now: SystemTime,
    ) -> Result<Reply<S>, Box<ApiError<S>>> {
        let read = body::Body::read(&response.body, self.bodies);
        let answer = read.answer::<S>(Some(operation.endpoint), Some(response.status));
        let key = match self.table.identify(&answer) {
            Identified::Success(outcome) => return Ok(self.reply(response, outcome, Given::Bytes)),
            Identified::Known(_, key) => Some(key),
            Identified::Ambiguous(_) | Identified::Unknown { .. } => None,
        };
        let words = (read.code().map(OwnedCode::from), read.text().map(str::to_owned));
        let retry_after = response.headers.get("retry-after").and_then(|value| retry::retry_after(value, now));
        Err(Box::new(ApiError::new(self, operation, response, key, words, retry_after)))
    }

    /// The same, and what is wanted of a success is read in the same pass where nothing in it may be an error.
    pub(crate) fn read_into(
        &'static self,
        operation: &Operation<S>,
        response: Response,
        now: impl FnOnce() -> SystemTime,
        reading: &Reading,
    ) -> Result<Reply<S>, Box<ApiError<S>>> {
        match self.success(operation, &response, reading) {
            Some((outcome, given)) => Ok(self.reply(response, outcome, given)),
            None => self.read(operation, response, now()).map_err(|error| error.look_for(reading)),
        }
    }

    fn success(&self, operation: &Operation<S>, response: &Response, reading: &Reading) -> Option<(S::Outcome, Given)> {
        let (endpoint, status) = (operation.endpoint, response.status);
        // Of an error there is nothing to be read.
        if !self.table.successes.iter().any(|success| success.status == status && success.endpoint == endpoint) {
            return None;
        }
        let given = reading.read(&response.body, self.bodies)?;
        let (endpoint, status) = (Some(endpoint), Some(status));
        match self.table.identify(&Answer { endpoint, status, shape: Shape::Success, code: None, text: None }) {
            Identified::Success(outcome) => Some((outcome, given)),
            _ => None,
        }
    }

    fn reply(&self, response: Response, outcome: S::Outcome, given: Given) -> Reply<S> {
        let request_id = request_id(self.connection, &response);
        let Response { status, headers, body } = response;
        Reply { request_id, headers, given, ..Reply::new(status, outcome, body) }
    }
}

/// The service's own name of an answer.
pub(crate) fn request_id(connection: &Connection, response: &Response) -> Option<String> {
    response.headers.get(connection.request_id_header?).map(str::to_owned)
}

/// An operation of the service; a static table of the generated client.
#[derive(Debug)]
pub struct Operation<S: Service> {
    /// The call, as the tables have it.
    pub endpoint: S::Endpoint,
    /// Its name.
    pub name: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path with the names of its values, as in `/parcels/{parcel}`, for telemetry.
    pub template: &'static str,
    /// Its path in parts.
    pub path: &'static [Segment],
    /// Its path in the editions that have another.
    pub edition_paths: &'static [EditionPath],
    /// Whether repeating it does no harm, whatever became of the first.
    pub repeat_is_safe: bool,
    /// Whether it goes before all others that wait for the budget.
    pub urgent: bool,
    /// Whether a call, once begun to be sent, ends in a task of its own though the caller's future is dropped.
    pub detached: bool,
}

impl<S: Service> Operation<S> {
    /// Its path in this edition of the service, with the names of its values and in parts.
    #[must_use]
    pub fn path_in(&self, edition: Option<&str>) -> (&'static str, &'static [Segment]) {
        let other = edition.and_then(|id| self.edition_paths.iter().find(|path| path.editions.contains(&id)));
        other.map_or((self.template, self.path), |other| (other.template, other.path))
    }
}

/// The path of an operation in some editions of the service. Its parts count the values of the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EditionPath {
    /// Ids of the editions.
    pub editions: &'static [&'static str],
    /// The path with the names of its values, for telemetry.
    pub template: &'static str,
    /// The path in parts.
    pub path: &'static [Segment],
}

/// A part of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// As it stands.
    Literal(&'static str),
    /// The value with this number, as one segment: everything that means something in a path is encoded.
    Value(usize),
}

/// What stays as it is in a segment of a path: RFC 3986 calls it unreserved.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Its signs beside letters and digits, for most values have nothing else.
const SIGNS: [u8; 4] = *b"-._~";

/// Room that most paths fit in.
const PATH_BYTES: usize = 160;

/// Whether a value can be a segment of a path. One of dots alone means another place in every encoding.
pub(crate) fn can_stand_in_a_path(value: &str) -> bool {
    !matches!(value, "" | "." | "..")
}

/// A value that cannot stand in a path.
pub(crate) struct Unusable {
    /// How many values stand before it in the path.
    before: usize,
    value: Option<String>,
}

impl Unusable {
    pub(crate) fn words(&self, template: &str) -> String {
        let name = template.split('{').nth(self.before + 1).and_then(|rest| rest.split('}').next()).unwrap_or_default();
        match self.value.as_deref() {
            None => format!("`{name}` of the path is missing"),
            Some("") => format!("`{name}` is empty and cannot stand in the path"),
            Some(value) => {
                format!("`{name}` is `{value}`, which cannot stand in the path: it means another place there")
            }
        }
    }
}

pub(crate) fn write_path<'v>(
    segments: &[Segment],
    value: impl Fn(usize) -> Option<&'v str>,
) -> Result<String, Unusable> {
    let mut path = String::with_capacity(PATH_BYTES);
    for (at, segment) in segments.iter().enumerate() {
        match segment {
            Segment::Literal(text) => path.push_str(text),
            Segment::Value(index) => match value(*index) {
                Some(value) if can_stand_in_a_path(value) => {
                    if are_plain(value, SIGNS) {
                        path.push_str(value);
                    } else {
                        path.extend(utf8_percent_encode(value, SEGMENT));
                    }
                }
                // Such a segment would vanish from the path, or take the one before with it.
                unusable => {
                    let before = segments.iter().take(at).filter(|one| matches!(one, Segment::Value(_))).count();
                    return Err(Unusable { before, value: unusable.map(str::to_owned) });
                }
            },
        }
    }
    Ok(path)
}
