//! How bytes reach the service: a small trait with types of its own.
//!
//! With the feature `reqwest013` [`ReqwestTransport`] does it over the network; [`Scripted`] gives answers written
//! beforehand, for tests and examples.

#[cfg(feature = "reqwest013")]
#[cfg_attr(docsrs, doc(cfg(feature = "reqwest013")))]
mod reqwest;
mod scripted;

#[cfg(feature = "reqwest013")]
pub use self::reqwest::ReqwestTransport;
pub use scripted::{Scripted, Seen};

use crate::bytes::end_of_line;
use crate::{BoxError, BoxFuture, Effect, Secret};
use std::fmt;
use std::sync::Arc;

/// Sends a request and gives the answer, read whole.
///
/// An implementation follows no redirect, sends nothing twice unless it is known that the first was not sent, reads no more
/// of a body than [`Request::body_limit`], and tells by the [`Stage`] of a [`Failure`] how far it came. It needs no time-out
/// for the whole: its future is dropped when the time is over.
pub trait Transport: Send + Sync {
    /// Sends the request.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        (**self).send(request)
    }
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

impl Method {
    /// The method as it stands in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The bytes of a body, cheap to clone. `Debug` shows their number only, for they may hold secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Body(Arc<Vec<u8>>);

impl Body {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes as a text, where they are one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }
}

impl std::ops::Deref for Body {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Body {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl<T: Into<Vec<u8>>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(Arc::new(bytes.into()))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}

/// Headers of an answer. `Debug` shows their names only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers {
    /// One `name: value` a line, so that reading an answer allocates once for all of them.
    lines: String,
}

impl Headers {
    /// Room for headers of so many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { lines: String::with_capacity(bytes) }
    }

    /// Adds a header that has no line breaks, as none has that came over the network.
    #[cfg(feature = "reqwest013")]
    fn push_line(&mut self, name: &str, value: &[u8]) {
        let Ok(value) = std::str::from_utf8(value) else { return self.push(name, value) };
        self.lines.push_str(name);
        self.lines.push_str(": ");
        self.lines.push_str(value);
        self.lines.push('\n');
    }

    /// Adds a header; line breaks in it become spaces, bytes that are no UTF-8 become a replacement character.
    pub fn push(&mut self, name: &str, value: &[u8]) {
        let mut add = |text: &str| {
            if text.as_bytes().iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
                self.lines.extend(text.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
            } else {
                self.lines.push_str(text);
            }
        };
        add(name);
        add(": ");
        match std::str::from_utf8(value) {
            Ok(value) => add(value),
            Err(_) => add(&String::from_utf8_lossy(value)),
        }
        self.lines.push('\n');
    }

    /// The first value of the header with this name, in whatever case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut rest = self.lines.as_str();
        while !rest.is_empty() {
            let end = end_of_line(rest);
            // Of most headers a look at the colon tells that they have another name.
            if rest.as_bytes().get(name.len()) == Some(&b':') {
                let value = rest.get(name.len()..end).and_then(|value| value.strip_prefix(": "));
                if value.is_some() && rest.as_bytes()[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
                    return value;
                }
            }
            rest = rest.get(end + 1..).unwrap_or_default();
        }
        None
    }

    /// All headers, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lines.lines().filter_map(|line| line.split_once(": "))
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

/// A request, ready to be sent.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// The value of the header `Authorization`, which no log may show and no other host may see.
    pub authorization: Secret,
    /// The value of the header `Content-Type`, where there is a body.
    pub content_type: Option<&'static str>,
    /// Headers beside those two.
    pub headers: Arc<[(String, String)]>,
    /// The body.
    pub body: Option<Body>,
    /// An answer with more bytes in its body than this is a [`Stage::TooLarge`].
    pub body_limit: usize,
}

impl Request {
    /// A request without further headers and body, for the tests of a transport.
    #[must_use]
    pub fn new(method: Method, url: impl Into<String>, authorization: impl Into<Secret>, body_limit: usize) -> Self {
        Self {
            method,
            url: url.into(),
            authorization: authorization.into(),
            content_type: None,
            headers: Arc::new([]),
            body: None,
            body_limit,
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("headers", &names)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// An answer, read whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: Headers,
    /// Its body.
    pub body: Body,
}

impl Response {
    /// An answer with a body.
    #[must_use]
    pub fn new(status: u16, body: impl Into<Body>) -> Self {
        Self { status, headers: Headers::default(), body: body.into() }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push(name, value.as_bytes());
        self
    }
}

/// How far a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// The request could not be written; the same again would not help.
    Prepare,
    /// No credentials could be had.
    Credentials,
    /// The name of the host was not resolved.
    Resolve,
    /// No connection.
    Connect,
    /// No secure connection.
    Tls,
    /// The connection broke while the request was being sent.
    Send,
    /// No answer came, or none that is HTTP.
    Receive,
    /// The answer began, and its body did not end.
    Body,
    /// The body of the answer is larger than the limit.
    TooLarge,
    /// No answer in the time for one attempt.
    Timeout,
    /// The task of the call ended before it had an answer.
    Aborted,
}

impl Stage {
    /// Its id, as `error.type` has it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Stage::Prepare => "prepare",
            Stage::Credentials => "credentials",
            Stage::Resolve => "resolve",
            Stage::Connect => "connect",
            Stage::Tls => "tls",
            Stage::Send => "send",
            Stage::Receive => "receive",
            Stage::Body => "body",
            Stage::TooLarge => "too_large",
            Stage::Timeout => "timeout",
            Stage::Aborted => "aborted",
        }
    }

    /// Whether it is certain that the server saw nothing of the request.
    #[must_use]
    pub const fn is_not_sent(self) -> bool {
        matches!(self, Stage::Prepare | Stage::Credentials | Stage::Resolve | Stage::Connect | Stage::Tls)
    }

    /// What a request that came this far and no farther may have done.
    #[must_use]
    pub const fn effect(self) -> Effect {
        if self.is_not_sent() { Effect::NotSent } else { Effect::MaybeApplied }
    }

    /// Whether another attempt, perhaps at another host, may go better.
    #[must_use]
    pub const fn is_of_the_network(self) -> bool {
        !matches!(self, Stage::Prepare | Stage::Credentials | Stage::TooLarge | Stage::Aborted)
    }

    /// What happened, for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Stage::Prepare => "the request could not be written",
            Stage::Credentials => "no credentials could be had",
            Stage::Resolve => "the name of the host was not resolved",
            Stage::Connect => "no connection to the host",
            Stage::Tls => "no secure connection to the host",
            Stage::Send => "the connection broke while the request was being sent",
            Stage::Receive => "no answer came, or none that is HTTP",
            Stage::Body => "the body of the answer did not end",
            Stage::TooLarge => "the body of the answer is larger than the limit",
            Stage::Timeout => "no answer in time",
            Stage::Aborted => "the task of the call ended before it had an answer",
        }
    }

    /// What to do, for people.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Stage::Prepare => "correct the values of the path and of the headers",
            Stage::Credentials => "look at the source, which the provider of the credentials gave",
            Stage::Resolve => "look at the DNS of this machine, or choose another area or domain",
            Stage::Connect => "look at network, firewall and proxy, or choose another area",
            Stage::Tls => "look at the certificates that this machine trusts, and at a proxy in between",
            Stage::Send | Stage::Receive | Stage::Body | Stage::Timeout | Stage::Aborted => {
                "ask the service for the state before sending the request again"
            }
            Stage::TooLarge => "raise the limit of the answer's body, or look for a proxy in between",
        }
    }
}

/// Why there is no answer.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failure {
    /// How far the request came.
    pub stage: Stage,
    /// The status, where the head of an answer was read.
    pub status: Option<u16>,
    /// What the transport says.
    pub source: Option<BoxError>,
}

impl Failure {
    /// A failure at this stage.
    #[must_use]
    pub fn new(stage: Stage) -> Self {
        Self { stage, status: None, source: None }
    }

    /// The same with what the transport says.
    #[must_use]
    pub fn because(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The same with the status that was read.
    #[must_use]
    pub fn after_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }
}
