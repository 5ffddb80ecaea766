//! One call, from the request to the answer.

use crate::answer::{Reading, Values};
use crate::call::{Call, End, Hook, Reply, Sending, Validity};
use crate::credentials::{Credentials, CredentialsProvider};
use crate::error::{ApiError, CallInfo, DeadlineError, Effect, Error, HookError, TransportError};
use crate::facts::{Facts, Operation, write_path};
use crate::hosts::{Hosts, Place};
use crate::retry::{self, Attempted, RetryPolicy};
use crate::transport::{Body, Failure, Request, Response, Stage, Transport};
use crate::{Budget, Clock, telemetry};
use agora_rest_errors::Service;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tracing::{Instrument, Span, field};

/// A client of one service: cheap to clone, and all clones share hosts, connections and budget.
pub struct Core<S: Service>(pub(crate) Arc<Inner<S>>);

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

/// What clones of a client share.
pub(crate) struct Inner<S: Service> {
    pub(crate) facts: &'static Facts<S>,
    pub(crate) edition: Option<String>,
    pub(crate) credentials: Box<dyn CredentialsProvider>,
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) hosts: Hosts,
    pub(crate) budget: Option<Budget>,
    pub(crate) retry: Arc<dyn RetryPolicy>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) attempt_timeout: Duration,
    pub(crate) body_limit: usize,
    pub(crate) headers: Arc<[(String, String)]>,
    pub(crate) longest_wait: Duration,
}

impl<S: Service> Core<S> {
    /// What the generated client told of the service.
    #[must_use]
    pub fn facts(&self) -> &'static Facts<S> {
        self.0.facts
    }

    /// Id of the edition of the service whose paths are used.
    #[must_use]
    pub fn edition(&self) -> Option<&str> {
        self.0.edition.as_deref()
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
            { telemetry::TEMPLATE } = operation.path_in(self.edition()).0,
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
        // What it takes may have grown too old while the call waited for credentials or for its turn.
        if let Err(error) = flight.still_valid() {
            return failed(error);
        }
        // From here to the first poll of the transport lies no point where a detached call could be dropped.
        let runtime = if operation.detached { tokio::runtime::Handle::try_current().ok() } else { None };
        // In a box, for a future as large as this would be copied by each of those around it.
        let flying = Box::pin(flight.fly(credentials, hook, span.clone()));
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
    template: &'static str,
    path: String,
    body: Option<Body>,
    reading: Reading,
    headers: Arc<[(String, String)]>,
    retry: Arc<dyn RetryPolicy>,
    attempt_timeout: Duration,
    validity: Option<Validity<S>>,
    /// On the clock of the client.
    deadline: Option<Duration>,
    place: Place,
    attempts: u32,
    /// Repeats by recipes.
    repeats: usize,
    /// The worst that all attempts so far may have done.
    effect: Effect,
    /// What an answer that was an error named all the same.
    found: Values,
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
        let Call { operation, values, body, options, hook, path, reading, validity } = call;
        let (template, segments) = operation.path_in(core.edition.as_deref());
        let written = path.map_or_else(|| write_path(segments, |index| values.get(index).map(String::as_str)), Ok);
        let path = match written {
            Ok(path) => path,
            Err(unusable) => {
                let (info, source) = (CallInfo::not_sent(operation), Some(unusable.words(template).into()));
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
            template,
            path,
            body,
            reading,
            headers,
            retry: options.retry.unwrap_or_else(|| core.retry.clone()),
            attempt_timeout: options.attempt_timeout.unwrap_or(core.attempt_timeout),
            validity,
            deadline: options.deadline.or(core.deadline).map(|time| now.saturating_add(time)),
            place: core.hosts.first(now),
            attempts: 0,
            repeats: 0,
            effect: Effect::NotSent,
            found: Vec::new(),
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
            found: self.found.clone(),
            ..CallInfo::not_sent(self.operation)
        }
    }

    fn transport_error(&self, failure: Failure) -> Error<S> {
        let Failure { stage, status, source } = failure;
        TransportError { info: self.info(), stage, status, source }.into()
    }

    fn still_valid(&self) -> Result<(), Error<S>> {
        let Some(validity) = &self.validity else { return Ok(()) };
        validity.check(self.core.facts, self.operation, self.core.clock.now())
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
        let turn =
            self.core.budget.as_ref().and_then(|budget| budget.turn(clock, self.operation.urgent, self.deadline));
        if let Some(turn) = turn {
            if turn.await.is_err() {
                return Err(self.too_late(last));
            }
        }
        if self.is_late() {
            return Err(self.too_late(last));
        }
        Ok(credentials)
    }

    /// From the first byte to the end.
    #[expect(clippy::manual_async_fn, reason = "the future of an async function would hold what it is given twice")]
    fn fly(
        mut self,
        credentials: Credentials,
        hook: Option<Box<dyn Hook<S>>>,
        span: Span,
    ) -> impl Future<Output = Result<Reply<S>, Error<S>>> + Send {
        async move {
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
                    tracing::error!(
                        name: telemetry::UNRECORDED,
                        target: telemetry::TARGET,
                        operation = self.operation.name,
                        error = %source,
                        "the end of a call could not be recorded"
                    );
                    if let Ok(reply) = &mut result {
                        reply.unrecorded = Some(source);
                    }
                }
            }
            result
        }
    }

    async fn try_all(&mut self, mut credentials: Credentials) -> Result<Reply<S>, Error<S>> {
        // The hook may have taken all the time there was.
        if self.is_late() {
            return Err(self.too_late(None));
        }
        self.still_valid()?;
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
            { telemetry::TEMPLATE } = self.template,
            { telemetry::ADDRESS } = &**self.host(),
            { telemetry::STATUS } = field::Empty,
            { telemetry::RESEND_COUNT } = self.attempts,
            { telemetry::ERROR_TYPE } = field::Empty,
            { telemetry::EFFECT } = field::Empty,
            { telemetry::REQUEST_ID } = field::Empty,
        );
        let ended = self.send(credentials).instrument(span.clone()).await;
        let core = self.core.clone();
        let (mut error, own_effect, proposed) = match ended {
            Ended::Answer(response) => {
                core.hosts.answered(self.place);
                match core.facts.read_into(self.operation, response, || core.clock.now(), &self.reading) {
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
                        let delay = key
                            .and_then(|key| retry::proposed(key, effect, repeat_is_safe, self.repeats, asked, longest));
                        (Error::Api(error), effect, delay.map(|delay| (self.place, delay)))
                    }
                }
            }
            Ended::Failure(failure) => {
                let stage = failure.stage;
                let effect = stage.effect();
                let mut proposed = None;
                if self.speaks_against_the_host(stage) {
                    core.hosts.failed(self.place, stage, core.clock.instant());
                }
                if stage.is_of_the_network() && (stage.is_not_sent() || self.operation.repeat_is_safe) {
                    proposed = core.hosts.next(self.place, stage);
                }
                (self.transport_error(failure), effect, proposed)
            }
            Ended::Deadline => {
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
        if !info.found.is_empty() {
            self.found = std::mem::take(&mut info.found);
        }
        *info = CallInfo { request_id: info.request_id.take(), ..self.info() };
        let delay = self.retry.next(&self.attempted(&error, own_effect, proposed.map(|(_, delay)| delay)));
        if matches!(error, Error::Api(_)) {
            self.repeats += 1;
        }
        let place = proposed.map_or(self.place, |(place, _)| place);
        Err((error, delay.map(|delay| (place, delay))))
    }

    /// Whether other calls had better begin at another host. A limit that one call set for itself, and a connection that broke
    /// after it stood, say nothing of the host to others.
    fn speaks_against_the_host(&self, stage: Stage) -> bool {
        match stage {
            Stage::Resolve | Stage::Connect | Stage::Tls => true,
            Stage::Timeout => self.attempt_timeout >= self.core.attempt_timeout,
            _ => false,
        }
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
