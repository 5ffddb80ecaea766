//! A call to be made, who is told of it, and its answer.

use crate::answer::{Given, Reading};
use crate::validate::Levels;
use crate::{Body, BoxError, BoxFuture, Error, Expired, Facts, Headers, Operation, RetryPolicy};
use agora_rest_errors::Service;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Told of a call that must not be lost: before its first byte is sent, and of its end. No deadline cuts it off.
pub trait Hook<S: Service>: Send + Sync {
    /// The call is about to be sent for the first time. When this fails nothing is sent, and the call fails with
    /// [`Error::Journal`].
    fn before<'a>(&'a self, sending: &'a Sending) -> BoxFuture<'a, Result<(), BoxError>>;

    /// The call ended, with an answer or without. It is told once for each `before` that succeeded, unless the caller drops the
    /// future of a call that is not [`detached`](Operation::detached). When this fails the caller gets the answer all the same,
    /// with [`Reply::unrecorded`].
    fn after<'a>(&'a self, end: End<'a, S>) -> BoxFuture<'a, Result<(), BoxError>>;
}

/// What is known of a call before it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sending {
    /// Name of the operation.
    pub operation: &'static str,
    /// The host that it goes to first.
    pub host: Arc<str>,
    /// When.
    pub at: SystemTime,
}

impl Sending {
    /// A call about to be sent, for the tests of a hook.
    #[must_use]
    pub fn new(operation: &'static str, host: impl Into<Arc<str>>, at: SystemTime) -> Self {
        Self { operation, host: host.into(), at }
    }
}

/// How a call ended.
pub type End<'a, S> = Result<&'a Reply<S>, &'a Error<S>>;

/// A call to be made.
#[non_exhaustive]
pub struct Call<S: Service> {
    /// What is called.
    pub operation: &'static Operation<S>,
    /// The values of its path.
    pub values: Vec<String>,
    /// Its body.
    pub body: Option<Body>,
    /// What is special this time.
    pub options: CallOptions,
    /// Who is told of it.
    pub hook: Option<Box<dyn Hook<S>>>,
    /// Its path, where it is written already.
    pub(crate) path: Option<String>,
    /// What its answer is read into.
    pub(crate) reading: Reading,
    /// How long what it takes is of use.
    pub(crate) validity: Option<Validity<S>>,
}

/// How long something is of use that a call takes.
pub(crate) struct Validity<S: Service> {
    pub(crate) since: SystemTime,
    pub(crate) valid: Duration,
    /// What the service answers after that.
    pub(crate) expired: S::ErrorId,
}

impl<S: Service> Validity<S> {
    /// What is surely too old is not sent. The clock of another process may have stood elsewhere, so in doubt it is.
    pub(crate) fn check(
        &self,
        facts: &'static Facts<S>,
        operation: &Operation<S>,
        now: SystemTime,
    ) -> Result<(), Error<S>> {
        match now.duration_since(self.since) {
            Ok(age) if age > self.valid => Err(Expired::new(facts, operation, self.expired, age, self.valid).into()),
            _ => Ok(()),
        }
    }
}

impl<S: Service> Call<S> {
    /// A call without body.
    #[must_use]
    pub fn new(operation: &'static Operation<S>, values: Vec<String>) -> Self {
        let options = CallOptions::default();
        let (path, reading, validity) = (None, Reading::Bytes, None);
        Self { operation, values, body: None, options, hook: None, path, reading, validity }
    }

    /// The same with a body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Body>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// The same with options.
    #[must_use]
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// The same with what its answer is read into.
    pub(crate) fn with_reading(mut self, reading: Reading) -> Self {
        self.reading = reading;
        self
    }

    /// The same with somebody who is told of it.
    #[must_use]
    pub fn with_hook(mut self, hook: impl Hook<S> + 'static) -> Self {
        self.hook = Some(Box::new(hook));
        self
    }
}

impl<S: Service> fmt::Debug for Call<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.name)
            .field("values", &self.values)
            .field("body", &self.body)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// What is special in one call.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct CallOptions {
    /// Time for the whole call with all its waits, in place of the client's.
    pub deadline: Option<Duration>,
    /// Time for one attempt, in place of the client's.
    pub attempt_timeout: Option<Duration>,
    /// Headers beside the client's. Their values are treated as secrets.
    pub headers: Vec<(String, String)>,
    /// What is done about violations of rules; it goes before the client's.
    pub levels: Option<Levels>,
    /// When to send again, in place of the client's policy.
    pub retry: Option<Arc<dyn RetryPolicy>>,
}

impl CallOptions {
    /// Nothing special.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Time for the whole call with all its waits.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Time for one attempt.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// One more header. Its value is treated as a secret.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// What is done about violations of rules.
    #[must_use]
    pub fn levels(mut self, levels: Levels) -> Self {
        self.levels = Some(levels);
        self
    }

    /// When to send again.
    #[must_use]
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("CallOptions")
            .field("deadline", &self.deadline)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}

/// An answer that is a success.
#[derive(Debug)]
#[non_exhaustive]
pub struct Reply<S: Service> {
    /// The HTTP status.
    pub status: u16,
    /// What it means.
    pub outcome: S::Outcome,
    /// The body, whole.
    pub body: Body,
    /// The headers.
    pub headers: Headers,
    /// The host that answered.
    pub host: Arc<str>,
    /// The service's own name of the answer.
    pub request_id: Option<String>,
    /// How many times the request was handed to the transport.
    pub attempts: u32,
    /// Why the hook could not record the answer, where it could not.
    pub unrecorded: Option<BoxError>,
    /// What was read of it while it was looked at.
    pub(crate) given: Given,
}

impl<S: Service> Reply<S> {
    /// An answer to one attempt, without headers.
    #[must_use]
    pub fn new(status: u16, outcome: S::Outcome, body: impl Into<Body>) -> Self {
        Self {
            status,
            outcome,
            body: body.into(),
            headers: Headers::default(),
            host: Arc::from(""),
            request_id: None,
            attempts: 1,
            unrecorded: None,
            given: Given::Bytes,
        }
    }
}
