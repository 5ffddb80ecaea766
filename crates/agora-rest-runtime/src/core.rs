//! One call, from the request to the answer.

use crate::error::{
    ApiError, BuildError, CallInfo, DeadlineError, Effect, Error, HookError, OwnedCode, TransportError,
};
use crate::hosts::{Host, Hosts, Place};
use crate::retry::{self, Attempted, Catalogue, RetryPolicy};
use crate::transport::{Body, Failure, Headers, Method, Request, Response, Stage, Transport};
use crate::{BoxError, BoxFuture, Budget, Clock, Connection, Secret, SystemClock, telemetry};
use agora_rest_errors::body::{self, BodyKind};
use agora_rest_errors::{Entry, Identified, Service, Table, Words};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, SystemTime};
use tracing::{Instrument, Span, field};

/// What a generated client tells of its service.
pub struct Facts<S: Service> {
    /// The keys by which answers are found.
    pub table: &'static Table<'static, S>,
    /// Where the bodies have code and text.
    pub bodies: &'static [BodyKind<'static>],
    /// How the service is reached.
    pub connection: &'static Connection,
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
            Identified::Success(outcome) => {
                let request_id = request_id(self.connection, &response);
                let Response { status, headers, body } = response;
                return Ok(Reply { request_id, headers, ..Reply::new(status, outcome, body) });
            }
            Identified::Known(_, key) => Some(key),
            Identified::Ambiguous(_) | Identified::Unknown { .. } => None,
        };
        let words = (read.code().map(OwnedCode::from), read.text().map(str::to_owned));
        let retry_after = response.headers.get("retry-after").and_then(|value| retry::retry_after(value, now));
        Err(Box::new(ApiError::new(self, operation, response, key, words, retry_after)))
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
    /// Whether repeating it does no harm, whatever became of the first.
    pub repeat_is_safe: bool,
    /// Whether it goes before all others that wait for the budget.
    pub urgent: bool,
    /// Whether a call, once begun to be sent, ends in a task of its own though the caller's future is dropped.
    pub detached: bool,
}

/// A part of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// As it stands.
    Literal(&'static str),
    /// The value with this number, as one segment: everything that means something in a path is encoded.
    Value(usize),
}

/// Who calls: an id and its secret, for HTTP Basic.
#[derive(Clone)]
pub struct Credentials {
    authorization: Secret,
}

impl Credentials {
    /// An id and its secret.
    #[must_use]
    pub fn new(id: impl AsRef<str>, secret: impl Into<Secret>) -> Self {
        let pair = Secret::new(format!("{}:{}", id.as_ref(), secret.into().expose()));
        let mut header = String::from("Basic ");
        base64(pair.expose().as_bytes(), &mut header);
        Self { authorization: Secret::new(header) }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// Adds the bytes in base 64, with padding.
fn base64(bytes: &[u8], to: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    // Reserved at once, so that no part of a secret is left behind by growing.
    to.reserve(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, index| bits << 8 | u32::from(*three.get(index).unwrap_or(&0)));
        for index in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * index) & 63) as usize];
            to.push(if index > three.len() { '=' } else { char::from(digit) });
        }
    }
}

/// Gives the credentials for each attempt, so that they can change while a client lives. [`Credentials`] are their own
/// provider.
pub trait CredentialsProvider: Send + Sync {
    /// The credentials of now.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>>;
}

impl CredentialsProvider for Credentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

impl<T: CredentialsProvider + ?Sized> CredentialsProvider for Arc<T> {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        (**self).credentials()
    }
}

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
}

impl<S: Service> Call<S> {
    /// A call without body.
    #[must_use]
    pub fn new(operation: &'static Operation<S>, values: Vec<String>) -> Self {
        Self { operation, values, body: None, options: CallOptions::default(), hook: None }
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
        }
    }
}

/// Time for one attempt by default. It is longer than any call of a service should take.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
/// Greatest body of an answer by default.
const BODY_LIMIT: usize = 8 << 20;
/// For how long a host that failed is not tried first, by default.
const UNHEALTHY_FOR: Duration = Duration::from_secs(60);
/// A service that asks for a longer wait than this is not waited for, by default.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Builds a [`Core`].
pub struct CoreBuilder<S: Service> {
    facts: &'static Facts<S>,
    credentials: Box<dyn CredentialsProvider>,
    area: Option<String>,
    first_domain: Option<String>,
    base_url: Option<String>,
    transport: Option<Box<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    budget: Option<Budget>,
    retry: Arc<dyn RetryPolicy>,
    deadline: Option<Duration>,
    attempt_timeout: Duration,
    body_limit: usize,
    headers: Vec<(String, String)>,
    unhealthy_for: Duration,
    longest_wait: Duration,
}

impl<S: Service> CoreBuilder<S> {
    /// A client of this service in the name of these credentials.
    #[must_use]
    pub fn new(facts: &'static Facts<S>, credentials: impl CredentialsProvider + 'static) -> Self {
        Self {
            facts,
            credentials: Box::new(credentials),
            area: None,
            first_domain: None,
            base_url: None,
            transport: None,
            clock: None,
            budget: facts.requests_per_s.map(Budget::per_second),
            retry: Arc::new(Catalogue),
            deadline: None,
            attempt_timeout: ATTEMPT_TIMEOUT,
            body_limit: BODY_LIMIT,
            headers: Vec::new(),
            unhealthy_for: UNHEALTHY_FOR,
            longest_wait: LONGEST_WAIT,
        }
    }

    /// Serves from the hosts of this area. Without it the first host of the service is used, in all its domains, and no
    /// request goes to another region.
    #[must_use]
    pub fn area(mut self, id: impl Into<String>) -> Self {
        self.area = Some(id.into());
        self
    }

    /// Tries this domain first.
    #[must_use]
    pub fn first_domain(mut self, domain: impl Into<String>) -> Self {
        self.first_domain = Some(domain.into());
        self
    }

    /// Sends everything to this address, in place of the hosts of the service. Plain http is taken for this machine only.
    #[must_use]
    pub fn base_url(mut self, address: impl Into<String>) -> Self {
        self.base_url = Some(address.into());
        self
    }

    /// Sends by this transport.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Sends by your own client of reqwest; see [`ReqwestTransport::from_client`](crate::transport::ReqwestTransport::from_client).
    #[cfg(feature = "reqwest013")]
    #[cfg_attr(docsrs, doc(cfg(feature = "reqwest013")))]
    #[must_use]
    pub fn reqwest_client(self, client: reqwest::Client) -> Self {
        self.transport(crate::transport::ReqwestTransport::from_client(client))
    }

    /// Waits and measures time by this clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Shares this budget of requests, in place of one of its own with the limit of the service; `None` for no limit.
    #[must_use]
    pub fn budget(mut self, budget: impl Into<Option<Budget>>) -> Self {
        self.budget = budget.into();
        self
    }

    /// Decides by this policy when to send again.
    #[must_use]
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.retry = Arc::new(policy);
        self
    }

    /// Time for each call with all its waits; unlimited by default.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Time for each attempt; 60 seconds by default.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Greatest body of an answer in bytes; 8 MiB by default.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// One more header of all requests. Its value is treated as a secret.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// For how long a host that failed is not tried first; 60 seconds by default.
    #[must_use]
    pub fn unhealthy_for(mut self, time: Duration) -> Self {
        self.unhealthy_for = time;
        self
    }

    /// A `Retry-After` that asks for a longer wait is left to the caller; 120 seconds by default.
    #[must_use]
    pub fn longest_wait(mut self, time: Duration) -> Self {
        self.longest_wait = time;
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// Where area or domain is not of this service, the base address is refused, or there is no transport.
    pub fn build(self) -> Result<Core<S>, BuildError> {
        let hosts = self.hosts()?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport()?,
        };
        Ok(Core(Arc::new(Inner {
            facts: self.facts,
            credentials: self.credentials,
            transport,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock::new())),
            hosts,
            budget: self.budget,
            retry: self.retry,
            deadline: self.deadline,
            attempt_timeout: self.attempt_timeout,
            body_limit: self.body_limit,
            headers: self.headers.into(),
            longest_wait: self.longest_wait,
        })))
    }

    fn hosts(&self) -> Result<Hosts, BuildError> {
        let connection = self.facts.connection;
        if let Some(address) = &self.base_url {
            return Ok(Hosts::only(Host::at(address)?, connection.failover, self.unhealthy_for));
        }
        let (hosts, domains) = match &self.area {
            None => (&connection.hosts[..connection.hosts.len().min(1)], connection.domains),
            Some(id) => match connection.areas.iter().find(|area| area.id == id) {
                Some(area) => (area.hosts, area.domains),
                None => {
                    let known: Vec<_> = connection.areas.iter().map(|area| area.id).collect();
                    return Err(BuildError::new(format!("no area `{id}`; there are: {}", known.join(", "))));
                }
            },
        };
        let mut domains = domains.to_vec();
        if let Some(first) = &self.first_domain {
            match domains.iter().position(|domain| domain == first) {
                Some(index) => domains[..=index].rotate_right(1),
                None => {
                    return Err(BuildError::new(format!("no domain `{first}`; there are: {}", domains.join(", "))));
                }
            }
        }
        Hosts::new(connection, hosts, &domains, self.unhealthy_for)
    }
}

impl<S: Service> fmt::Debug for CoreBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CoreBuilder").field("area", &self.area).finish_non_exhaustive()
    }
}

#[cfg(feature = "reqwest013")]
fn default_transport() -> Result<Box<dyn Transport>, BuildError> {
    match crate::transport::ReqwestTransport::new() {
        Ok(transport) => Ok(Box::new(transport)),
        Err(source) => Err(BuildError::new("the HTTP client could not be set up").because(source)),
    }
}

#[cfg(not(feature = "reqwest013"))]
fn default_transport() -> Result<Box<dyn Transport>, BuildError> {
    Err(BuildError::new("no transport was given, and the feature `reqwest013` is off"))
}

/// A client of one service: cheap to clone, and all clones share hosts, connections and budget.
pub struct Core<S: Service>(Arc<Inner<S>>);

impl<S: Service> Clone for Core<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<S: Service> fmt::Debug for Core<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core").field("hosts", &self.0.hosts).finish_non_exhaustive()
    }
}

struct Inner<S: Service> {
    facts: &'static Facts<S>,
    credentials: Box<dyn CredentialsProvider>,
    transport: Box<dyn Transport>,
    clock: Arc<dyn Clock>,
    hosts: Hosts,
    budget: Option<Budget>,
    retry: Arc<dyn RetryPolicy>,
    deadline: Option<Duration>,
    attempt_timeout: Duration,
    body_limit: usize,
    headers: Arc<[(String, String)]>,
    longest_wait: Duration,
}

impl<S: Service> Core<S> {
    /// What the generated client told of the service.
    #[must_use]
    pub fn facts(&self) -> &'static Facts<S> {
        self.0.facts
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// Makes a call.
    ///
    /// **Cancel safety.** When the future is dropped before the first byte is sent, nothing is sent and no hook is told. Later, a
    /// [`detached`](Operation::detached) call goes on to its end, with all repeats, in a task of its own, and its hook is told
    /// of it; any other is broken off, and may have taken effect. A task of its own needs a tokio runtime; outside of one a
    /// detached call is like any other.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn call(&self, call: Call<S>) -> Result<Reply<S>, Error<S>> {
        let operation = call.operation;
        let span = tracing::info_span!(
            target: telemetry::TARGET,
            telemetry::CALL,
            { telemetry::OPERATION } = operation.name,
            { telemetry::METHOD } = operation.method.as_str(),
            { telemetry::TEMPLATE } = operation.template,
            { telemetry::ADDRESS } = field::Empty,
            { telemetry::STATUS } = field::Empty,
            { telemetry::RESEND_COUNT } = field::Empty,
            { telemetry::ERROR_TYPE } = field::Empty,
            { telemetry::EFFECT } = field::Empty,
            { telemetry::REQUEST_ID } = field::Empty,
        );
        let inside = span.clone();
        self.begin(call, inside).instrument(span).await
    }

    async fn begin(&self, call: Call<S>, span: Span) -> Result<Reply<S>, Error<S>> {
        let operation = call.operation;
        let failed = |error: Error<S>| {
            record(&span, Err(&error));
            Err(error)
        };
        let (mut flight, hook) = match Flight::new(self.0.clone(), call) {
            Ok(flight) => flight,
            Err(error) => return failed(error),
        };
        let credentials = match flight.ready(None).await {
            Ok(credentials) => credentials,
            Err(error) => return failed(error),
        };
        // From here to the first poll of the transport lies no point where a detached call could be dropped.
        let runtime = if operation.detached { tokio::runtime::Handle::try_current().ok() } else { None };
        let flying = flight.fly(credentials, hook, span.clone());
        let Some(runtime) = runtime else { return flying.await };
        match runtime.spawn(flying.instrument(span.clone())).await {
            Ok(result) => result,
            Err(lost) => {
                let info = CallInfo { effect: Effect::MaybeApplied, ..CallInfo::not_sent(operation) };
                let source = Some(lost.into());
                failed(TransportError { info, stage: Stage::Aborted, status: None, source }.into())
            }
        }
    }
}

/// A call on its way.
struct Flight<S: Service> {
    core: Arc<Inner<S>>,
    operation: &'static Operation<S>,
    path: String,
    body: Option<Body>,
    headers: Arc<[(String, String)]>,
    retry: Arc<dyn RetryPolicy>,
    attempt_timeout: Duration,
    /// On the clock of the client.
    deadline: Option<Duration>,
    place: Place,
    attempts: u32,
    /// Repeats by recipes.
    repeats: usize,
    /// The worst that all attempts so far may have done.
    effect: Effect,
}

/// How an attempt ended.
enum Ended {
    Answer(Response),
    Failure(Failure),
    /// It was the deadline of the whole call that cut it off.
    Deadline,
}

impl<S: Service> Flight<S> {
    #[allow(clippy::type_complexity)] // A flight and who is told of it.
    fn new(core: Arc<Inner<S>>, call: Call<S>) -> Result<(Self, Option<Box<dyn Hook<S>>>), Error<S>> {
        let Call { operation, values, body, options, hook } = call;
        let path = match write_path(operation.path, &values) {
            Ok(path) => path,
            Err(words) => {
                let (info, source) = (CallInfo::not_sent(operation), Some(words.into()));
                return Err(TransportError { info, stage: Stage::Prepare, status: None, source }.into());
            }
        };
        let now = core.clock.instant();
        let headers = if options.headers.is_empty() {
            core.headers.clone()
        } else {
            core.headers.iter().cloned().chain(options.headers).collect()
        };
        let flight = Self {
            operation,
            path,
            body,
            headers,
            retry: options.retry.unwrap_or_else(|| core.retry.clone()),
            attempt_timeout: options.attempt_timeout.unwrap_or(core.attempt_timeout),
            deadline: options.deadline.or(core.deadline).map(|time| now.saturating_add(time)),
            place: core.hosts.first(now),
            attempts: 0,
            repeats: 0,
            effect: Effect::NotSent,
            core,
        };
        Ok((flight, hook))
    }

    fn host(&self) -> &Arc<str> {
        &self.core.hosts.host(self.place).name
    }

    /// What is known of the call so far.
    fn info(&self) -> CallInfo<S> {
        CallInfo {
            effect: self.effect,
            attempts: self.attempts,
            host: (self.attempts > 0).then(|| self.host().clone()),
            ..CallInfo::not_sent(self.operation)
        }
    }

    fn transport_error(&self, failure: Failure) -> Error<S> {
        let Failure { stage, status, source } = failure;
        TransportError { info: self.info(), stage, status, source }.into()
    }

    fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= self.core.clock.instant())
    }

    fn too_late(&self, last: Option<Error<S>>) -> Error<S> {
        let request_id = last.as_ref().and_then(|last| last.info().request_id.clone());
        DeadlineError { info: CallInfo { request_id, ..self.info() }, last }.into()
    }

    /// Waits until the next attempt may be sent, and gives the credentials for it. `last` is what the attempt before failed
    /// with.
    async fn ready(&mut self, last: Option<Error<S>>) -> Result<Credentials, Error<S>> {
        let clock = &*self.core.clock;
        let left = self.deadline.map(|deadline| deadline.saturating_sub(clock.instant()));
        let credentials = within(clock, left, self.core.credentials.credentials()).await;
        let credentials = match credentials {
            None => return Err(self.too_late(last)),
            Some(Err(source)) => return Err(self.transport_error(Failure::new(Stage::Credentials).because(source))),
            Some(Ok(credentials)) => credentials,
        };
        if let Some(budget) = &self.core.budget {
            if budget.turn(clock, self.operation.urgent, self.deadline).await.is_err() {
                return Err(self.too_late(last));
            }
        }
        if self.is_late() {
            return Err(self.too_late(last));
        }
        Ok(credentials)
    }

    /// From the first byte to the end.
    async fn fly(
        mut self,
        credentials: Credentials,
        hook: Option<Box<dyn Hook<S>>>,
        span: Span,
    ) -> Result<Reply<S>, Error<S>> {
        if let Some(hook) = &hook {
            let (operation, host) = (self.operation.name, self.host().clone());
            let sending = Sending { operation, host, at: self.core.clock.now() };
            if let Err(source) = hook.before(&sending).await {
                let error = Error::from(HookError { info: self.info(), source });
                record(&span, Err(&error));
                return Err(error);
            }
        }
        let mut result = self.try_all(credentials).await;
        record(&span, result.as_ref());
        if let Some(hook) = &hook {
            if let Err(source) = hook.after(result.as_ref()).await {
                tracing::error!(target: telemetry::TARGET, error = %source, "the end of a call could not be recorded");
                if let Ok(reply) = &mut result {
                    reply.unrecorded = Some(source);
                }
            }
        }
        result
    }

    async fn try_all(&mut self, mut credentials: Credentials) -> Result<Reply<S>, Error<S>> {
        // The hook may have taken all the time there was.
        if self.is_late() {
            return Err(self.too_late(None));
        }
        loop {
            let (error, next) = match self.attempt(credentials).await {
                Ok(reply) => return Ok(reply),
                Err(ended) => ended,
            };
            let Some((place, delay)) = next else { return Err(error) };
            let clock = &*self.core.clock;
            if self.deadline.is_some_and(|deadline| clock.instant().saturating_add(delay) >= deadline) {
                return Err(self.too_late(Some(error)));
            }
            if !delay.is_zero() {
                clock.sleep(delay).await;
            }
            self.place = place;
            credentials = self.ready(Some(error)).await?;
        }
    }

    /// One attempt. When it fails: with what, and where and after what wait another is made.
    #[allow(clippy::type_complexity)]
    async fn attempt(&mut self, credentials: Credentials) -> Result<Reply<S>, (Error<S>, Option<(Place, Duration)>)> {
        let span = tracing::info_span!(
            target: telemetry::TARGET,
            telemetry::ATTEMPT,
            { telemetry::METHOD } = self.operation.method.as_str(),
            { telemetry::TEMPLATE } = self.operation.template,
            { telemetry::ADDRESS } = &**self.host(),
            { telemetry::STATUS } = field::Empty,
            { telemetry::RESEND_COUNT } = self.attempts,
            { telemetry::ERROR_TYPE } = field::Empty,
            { telemetry::EFFECT } = field::Empty,
            { telemetry::REQUEST_ID } = field::Empty,
        );
        let ended = self.send(credentials).instrument(span.clone()).await;
        let core = self.core.clone();
        let now = core.clock.instant();
        let (mut error, own_effect, proposed) = match ended {
            Ended::Answer(response) => {
                core.hosts.answered(self.place);
                match core.facts.read(self.operation, response, core.clock.now()) {
                    Ok(reply) => {
                        let reply = Reply { host: self.host().clone(), attempts: self.attempts, ..reply };
                        record_attempt(&span, Ok(&reply));
                        return Ok(reply);
                    }
                    Err(error) => {
                        let effect = error.info().effect;
                        let repeat_is_safe = self.operation.repeat_is_safe;
                        let (asked, longest) = (error.retry_after(), core.longest_wait);
                        let key = error.key();
                        let delay =
                            key.and_then(|key| retry::proposed(key, repeat_is_safe, self.repeats, asked, longest));
                        (Error::Api(error), effect, delay.map(|delay| (self.place, delay)))
                    }
                }
            }
            Ended::Failure(failure) => {
                let stage = failure.stage;
                let effect = stage.effect();
                let mut proposed = None;
                if stage.is_of_the_network() {
                    core.hosts.failed(self.place, stage, now);
                    if stage.is_not_sent() || self.operation.repeat_is_safe {
                        proposed = core.hosts.next(self.place, stage);
                    }
                }
                (self.transport_error(failure), effect, proposed)
            }
            Ended::Deadline => {
                core.hosts.failed(self.place, Stage::Timeout, now);
                self.effect = self.effect.max(Effect::MaybeApplied);
                let last = self.transport_error(Failure::new(Stage::Timeout));
                record_attempt(&span, Err(&last));
                return Err((self.too_late(Some(last)), None));
            }
        };
        error.info_mut().effect = own_effect;
        record_attempt(&span, Err(&error));
        self.effect = self.effect.max(own_effect);
        let info = error.info_mut();
        *info = CallInfo { request_id: info.request_id.take(), ..self.info() };
        let delay = self.retry.next(&self.attempted(&error, own_effect, proposed.map(|(_, delay)| delay)));
        if matches!(error, Error::Api(_)) {
            self.repeats += 1;
        }
        let place = proposed.map_or(self.place, |(place, _)| place);
        Err((error, delay.map(|delay| (place, delay))))
    }

    fn attempted<'e>(&self, error: &'e Error<S>, effect: Effect, proposed: Option<Duration>) -> Attempted<'e> {
        let api = error.api();
        let recipe = api.and_then(ApiError::recipe);
        let transport = match error {
            Error::Transport(error) => Some(error),
            _ => None,
        };
        Attempted {
            operation: self.operation.name,
            attempts: self.attempts,
            status: api.map(ApiError::status).or(transport.and_then(|error| error.status)),
            entry: api.and_then(ApiError::name),
            stage: transport.map(|error| error.stage),
            effect,
            repeat_is_safe: self.operation.repeat_is_safe,
            recipe: recipe.map(|recipe| recipe.name),
            condition: recipe.and_then(|recipe| recipe.condition),
            retry_after: api.and_then(ApiError::retry_after),
            proposed,
        }
    }

    async fn send(&mut self, credentials: Credentials) -> Ended {
        let clock = &*self.core.clock;
        let base = &self.core.hosts.host(self.place).base;
        let mut url = String::with_capacity(base.len() + self.path.len());
        url.push_str(base);
        url.push_str(&self.path);
        let request = Request {
            content_type: self.body.is_some().then_some(self.core.facts.connection.content_type),
            headers: self.headers.clone(),
            body: self.body.clone(),
            ..Request::new(self.operation.method, url, credentials.authorization, self.core.body_limit)
        };
        let left = self.deadline.map(|deadline| deadline.saturating_sub(clock.instant()));
        let limit = left.map_or(self.attempt_timeout, |left| left.min(self.attempt_timeout));
        self.attempts += 1;
        match within(clock, Some(limit), self.core.transport.send(request)).await {
            Some(Ok(response)) => Ended::Answer(response),
            Some(Err(failure)) => Ended::Failure(failure),
            None if left == Some(limit) => Ended::Deadline,
            None => Ended::Failure(Failure::new(Stage::Timeout)),
        }
    }
}

/// The future's output, or nothing when it takes longer than the limit. The clock is asked only when the future has to wait.
async fn within<F: Future>(clock: &dyn Clock, limit: Option<Duration>, future: F) -> Option<F::Output> {
    let Some(limit) = limit else { return Some(future.await) };
    let mut future = pin!(future);
    let mut sleep = None;
    std::future::poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        sleep.get_or_insert_with(|| clock.sleep(limit)).as_mut().poll(context).map(|()| None)
    })
    .await
}

/// What stays as it is in a segment of a path: RFC 3986 calls it unreserved.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn write_path(segments: &[Segment], values: &[String]) -> Result<String, &'static str> {
    let mut path = String::with_capacity(160);
    for segment in segments {
        match segment {
            Segment::Literal(text) => path.push_str(text),
            Segment::Value(index) => match values.get(*index).map(String::as_str) {
                None => return Err("a value of the path is missing"),
                // Such a segment would vanish from the path, or take the one before with it.
                Some("" | "." | "..") => return Err("a value of the path is empty, or consists of dots"),
                Some(value) => path.extend(utf8_percent_encode(value, SEGMENT)),
            },
        }
    }
    Ok(path)
}

fn record_attempt<S: Service>(span: &Span, end: End<'_, S>) {
    if span.is_disabled() {
        return;
    }
    let request_id = match end {
        Ok(reply) => {
            span.record(telemetry::STATUS, reply.status);
            reply.request_id.as_deref()
        }
        Err(error) => {
            let status = match error {
                Error::Transport(error) => error.status,
                error => error.api().map(ApiError::status),
            };
            if let Some(status) = status {
                span.record(telemetry::STATUS, status);
            }
            span.record(telemetry::ERROR_TYPE, error.error_type());
            span.record(telemetry::EFFECT, error.effect().as_str());
            error.info().request_id.as_deref()
        }
    };
    if let Some(id) = request_id {
        span.record(telemetry::REQUEST_ID, id);
    }
}

fn record<S: Service>(span: &Span, end: End<'_, S>) {
    if span.is_disabled() {
        return;
    }
    record_attempt(span, end);
    let (host, attempts) = match end {
        Ok(reply) => (Some(&reply.host), reply.attempts),
        Err(error) => (error.info().host.as_ref(), error.info().attempts),
    };
    if let Some(host) = host {
        span.record(telemetry::ADDRESS, &**host);
    }
    span.record(telemetry::RESEND_COUNT, attempts.saturating_sub(1));
}
