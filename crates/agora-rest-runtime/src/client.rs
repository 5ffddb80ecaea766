//! The client of a service as generated crates have it: bodies judged before they are sent, the states that a program holds,
//! and the journal of the calls that begin and end them.

use crate::answer::{Given, Reading, Values, pick, without_mark};
use crate::call::{Call, CallOptions, End, Hook, Reply, Sending, Validity};
use crate::error::{ApiError, BuildError, CallInfo, Error, Invalid};
use crate::facts::write_path;
use crate::journal::{Journal, JournalError, Record, Role};
use crate::transport::{Response, Transport};
use crate::validate::{self, AsView, Context, Level, Levels, View, Violation};
use crate::{BoxError, BoxFuture, Budget, Clock, Effect, RetryPolicy, telemetry};
use crate::{Core, CoreBuilder, CredentialsProvider, Facts, Operation};
use agora_rest_errors::body::mended;
use agora_rest_errors::{Disposition, Service};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What a program holds of a state of the service; a static table of the generated client.
#[derive(Debug)]
pub struct StateFacts<S: Service> {
    /// Id of the state.
    pub id: &'static str,
    /// Names of the values that a program keeps to go on from here.
    pub holds: &'static [&'static str],
    /// How long it lasts, in seconds, where that is fixed.
    pub valid_s: Option<u32>,
    /// What a call is answered after that.
    pub expired: Option<S::ErrorId>,
}

/// Where a value of a path comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The account of the client.
    Account,
    /// The variant of the call.
    Variant,
    /// The value of this name that the state holds.
    Held(&'static str),
}

/// What a call of a variant takes and gives; a static table of the generated client.
#[derive(Debug)]
pub struct Transition<S: Service> {
    /// What is called.
    pub operation: &'static Operation<S>,
    /// Id of the variant.
    pub variant: Option<&'static str>,
    /// The values of the path.
    pub values: &'static [Source],
    /// The state that it takes.
    pub takes: Option<&'static StateFacts<S>>,
    /// The state that it gives, where a program can go on from it.
    pub gives: Option<&'static StateFacts<S>>,
    /// The rules of its body.
    pub rules: Option<&'static validate::Type>,
}

/// Room that most bodies of requests fit in.
const BODY_BYTES: usize = 1000;

/// A body that is judged and sent.
pub trait RequestBody: Serialize + AsView + Sync {}

impl<T: Serialize + AsView + Sync> RequestBody for T {}

/// The body of a call that has none.
#[derive(Debug, Clone, Copy, Serialize)]
pub enum NoBody {}

impl AsView for NoBody {
    fn view(&self) -> View<'_> {
        View::Null
    }
}

/// For calls without body.
pub const NO_BODY: Option<&NoBody> = None;

/// Builds a [`Client`].
pub struct ClientBuilder<S: Service> {
    core: CoreBuilder<S>,
    account: String,
    levels: Levels,
    journal: Option<Arc<dyn Journal>>,
}

impl<S: Service> ClientBuilder<S> {
    /// A client of this service, for this account, in the name of these credentials.
    #[must_use]
    pub fn new(
        facts: &'static Facts<S>,
        account: impl Into<String>,
        credentials: impl CredentialsProvider + 'static,
    ) -> Self {
        Self {
            core: CoreBuilder::new(facts, credentials),
            account: account.into(),
            levels: Levels::new(),
            journal: None,
        }
    }

    /// Judges by the rules of this edition of the service, beside those of all editions, and calls by its paths.
    #[must_use]
    pub fn edition(self, id: impl Into<String>) -> Self {
        self.core(|core| core.edition(id))
    }

    /// What is done about requests that break rules.
    #[must_use]
    pub fn levels(mut self, levels: Levels) -> Self {
        self.levels = levels;
        self
    }

    /// Is told of every call that begins or ends something; when it cannot keep a record, nothing is begun.
    #[must_use]
    pub fn journal(mut self, journal: impl Journal + 'static) -> Self {
        self.journal = Some(Arc::new(journal));
        self
    }

    /// Sets what the engine underneath knows: see [`CoreBuilder`].
    #[must_use]
    pub fn core(mut self, set: impl FnOnce(CoreBuilder<S>) -> CoreBuilder<S>) -> Self {
        self.core = set(self.core);
        self
    }

    /// Serves from the hosts of this area.
    #[must_use]
    pub fn area(self, id: impl Into<String>) -> Self {
        self.core(|core| core.area(id))
    }

    /// Serves from this area through the first host of the service, which sends requests on by the area's word in front of the
    /// path. It takes the place of [`area`](Self::area).
    #[must_use]
    pub fn area_by_path(self, id: impl Into<String>) -> Self {
        self.core(|core| core.area_by_path(id))
    }

    /// Tries this domain first.
    #[must_use]
    pub fn first_domain(self, domain: impl Into<String>) -> Self {
        self.core(|core| core.first_domain(domain))
    }

    /// Sends everything to this address, in place of the hosts of the service: of an area, and of the first domain, nothing is
    /// left then, and with the word of an area it is refused. Plain http is taken for this machine only.
    #[must_use]
    pub fn base_url(self, address: impl Into<String>) -> Self {
        self.core(|core| core.base_url(address))
    }

    /// Sends by this transport.
    #[must_use]
    pub fn transport(self, transport: impl Transport + 'static) -> Self {
        self.core(|core| core.transport(transport))
    }

    /// Sends by your own client of reqwest.
    #[cfg(feature = "reqwest013")]
    #[cfg_attr(docsrs, doc(cfg(feature = "reqwest013")))]
    #[must_use]
    pub fn reqwest_client(self, client: reqwest::Client) -> Self {
        self.core(|core| core.reqwest_client(client))
    }

    /// Waits and measures time by this clock.
    #[must_use]
    pub fn clock(self, clock: impl Clock + 'static) -> Self {
        self.core(|core| core.clock(clock))
    }

    /// Shares this budget of requests, in place of one of its own with the limit of the service; `None` for no limit.
    #[must_use]
    pub fn budget(self, budget: impl Into<Option<Budget>>) -> Self {
        self.core(|core| core.budget(budget))
    }

    /// Decides by this policy when to send again.
    #[must_use]
    pub fn retry(self, policy: impl RetryPolicy + 'static) -> Self {
        self.core(|core| core.retry(policy))
    }

    /// Time for each call with all its waits; unlimited by default.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        self.core(|core| core.deadline(deadline))
    }

    /// Time for each attempt; 60 seconds by default.
    #[must_use]
    pub fn attempt_timeout(self, timeout: Duration) -> Self {
        self.core(|core| core.attempt_timeout(timeout))
    }

    /// Greatest body of an answer in bytes; 8 MiB by default.
    #[must_use]
    pub fn body_limit(self, bytes: usize) -> Self {
        self.core(|core| core.body_limit(bytes))
    }

    /// One more header of all requests. Its value is treated as a secret.
    #[must_use]
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.core(|core| core.header(name, value))
    }

    /// Builds the client.
    ///
    /// # Errors
    /// Where edition, area or domain is not of this service, the base address is refused, or there is no transport.
    pub fn build(self) -> Result<Client<S>, BuildError> {
        let Self { core, account, levels, journal } = self;
        Ok(Client { core: core.build()?, shared: Arc::new(Shared { account, levels, journal }) })
    }
}

impl<S: Service> fmt::Debug for ClientBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("core", &self.core)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

struct Shared {
    account: String,
    levels: Levels,
    journal: Option<Arc<dyn Journal>>,
}

/// A client of a service for one account. Clones share connections, the health of hosts and the budget of requests.
pub struct Client<S: Service> {
    core: Core<S>,
    shared: Arc<Shared>,
}

impl<S: Service> Clone for Client<S> {
    fn clone(&self) -> Self {
        Self { core: self.core.clone(), shared: self.shared.clone() }
    }
}

impl<S: Service> fmt::Debug for Client<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("core", &self.core)
            .field("account", &self.shared.account)
            .finish_non_exhaustive()
    }
}

impl<S: Service> Client<S> {
    /// The engine underneath, for calls that are made by hand.
    #[must_use]
    pub fn core(&self) -> &Core<S> {
        &self.core
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.shared.account
    }

    /// Makes a call that takes and gives no state.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn ask<B: RequestBody, T: DeserializeOwned + Send + Sync + 'static>(
        &self,
        transition: &'static Transition<S>,
        body: Option<&B>,
        options: &CallOptions,
    ) -> Result<Answered<T, S>, Error<S>> {
        let call = self.prepare(transition, None, body, options)?.with_reading(Reading::of::<T>());
        self.read(transition, self.core.call(call).await?)
    }

    /// Makes a call that takes no state and gives one.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn begin<B: RequestBody>(
        &self,
        transition: &'static Transition<S>,
        body: Option<&B>,
        options: &CallOptions,
    ) -> Result<Held<S>, Error<S>> {
        let call = self.prepare(transition, None, body, options)?;
        let (reading, wanted) = reading(transition, None, body);
        let call = call.with_reading(reading);
        let known = || known_values(transition, None, body);
        let sent = self.core.call(self.recorded(call, transition, None, known, gives)).await;
        let mut reply = sent.map_err(|error| self.with_named(transition, known, error))?;
        let Some((facts, found)) = found(transition, None, body, wanted, &mut reply) else {
            return Err(self.unreadable(transition, reply));
        };
        let mut values = known();
        values.extend(found);
        let (since, unrecorded) = (self.core.clock().now(), reply.unrecorded.take().map(Arc::from));
        let data = Data { unrecorded, ..Data::new(facts, transition.variant, values, since) };
        Ok(Held { client: self.clone(), data: Box::new(data) })
    }

    /// The state that a call is going to give, as far as it is known before, so that later calls can be judged; nothing where
    /// one of the values is not known that they need.
    #[must_use]
    pub fn draft<B: RequestBody>(
        &self,
        transition: &'static Transition<S>,
        held: Option<&Held<S>>,
        body: Option<&B>,
        needed: &[&str],
    ) -> Option<Held<S>> {
        let facts = transition.gives?;
        let values = known_values(transition, held.map(|held| &*held.data), body);
        let since = self.core.clock().now();
        let data = Data::new(facts, transition.variant, values, since);
        needed
            .iter()
            .all(|name| data.values.iter().any(|(known, _)| known == name))
            .then(|| Held { client: self.clone(), data: Box::new(data) })
    }

    /// Judges the body, looks at the age of what is held, and writes path and body.
    fn prepare<B: RequestBody>(
        &self,
        transition: &'static Transition<S>,
        held: Option<&Data<S>>,
        body: Option<&B>,
        options: &CallOptions,
    ) -> Result<Call<S>, Error<S>> {
        if let Some(body) = body {
            self.judge(transition, body, options)?;
        }
        let validity = held.and_then(Data::validity);
        if let Some(validity) = &validity {
            validity.check(self.core.facts(), transition.operation, self.core.clock().now())?;
        }
        let value = |index: usize| match transition.values.get(index)? {
            Source::Account => Some(self.shared.account.as_str()),
            Source::Variant => Some(transition.variant.unwrap_or_default()),
            Source::Held(name) => Some(held.map(|held| held.value(name)).unwrap_or_default()),
        };
        let mut call = Call::new(transition.operation, Vec::new());
        call.options = options.clone();
        call.validity = validity;
        let (_, segments) = transition.operation.path_in(self.core.edition());
        match write_path(segments, value) {
            Ok(path) => call.path = Some(path),
            // The call fails by them, where all its failures are told.
            Err(_) => call.values = (0..transition.values.len()).filter_map(value).map(str::to_owned).collect(),
        }
        if let Some(body) = body {
            match written(body) {
                Ok(bytes) => call.body = Some(bytes.into()),
                Err(source) => return Err(Invalid::unwritable(transition.operation, source).into()),
            }
        }
        Ok(call)
    }

    /// The rules that a body breaks, as they are judged when it is sent.
    #[must_use]
    pub fn check<B: RequestBody>(
        &self,
        transition: &'static Transition<S>,
        body: &B,
        options: &CallOptions,
    ) -> Vec<Violation> {
        let context = self.context(transition, options);
        let mut violations = transition.rules.map(|rules| validate::check(body, rules, &context)).unwrap_or_default();
        // An object that lacks several fields of one rule is told of once for each, in the same words.
        violations.dedup();
        violations
    }

    fn context<'a>(&'a self, transition: &Transition<S>, options: &'a CallOptions) -> Context<'a> {
        Context {
            endpoint: Some(transition.operation.name),
            variant: transition.variant,
            edition: self.core.edition(),
            now: Some(self.core.clock().now()),
            client: Some(&self.shared.levels),
            call: options.levels.as_ref(),
        }
    }

    fn judge<B: RequestBody>(
        &self,
        transition: &'static Transition<S>,
        body: &B,
        options: &CallOptions,
    ) -> Result<(), Error<S>> {
        let violations = self.check(transition, body, options);
        if violations.iter().any(|violation| violation.level == Level::Deny) {
            return Err(Invalid::new(transition.operation, violations).into());
        }
        for warning in violations {
            tracing::warn!(
                name: telemetry::RULE_BROKEN,
                target: telemetry::TARGET,
                operation = transition.operation.name,
                rule = warning.rule.id,
                "{warning}"
            );
        }
        Ok(())
    }

    pub(crate) fn read<T: DeserializeOwned + 'static>(
        &self,
        transition: &Transition<S>,
        mut reply: Reply<S>,
    ) -> Result<Answered<T, S>, Error<S>> {
        if let Given::Type(value) = std::mem::take(&mut reply.given) {
            if let Ok(value) = value.downcast() {
                return Ok(Answered { value: *value, reply });
            }
        }
        match read_as(&reply.body) {
            Ok(value) => Ok(Answered { value, reply }),
            Err(_) => Err(self.unreadable(transition, reply)),
        }
    }

    /// The state that an answer names though it is an error.
    fn named(&self, transition: &Transition<S>, mut values: Values, error: &Error<S>) -> Option<Saved> {
        let (facts, found) = (transition.gives?, &error.info().found);
        if found.is_empty() {
            return None;
        }
        values.extend(found.iter().cloned());
        let since = self.core.clock().now();
        Some(Data::new(facts, transition.variant, values, since).save(self))
    }

    fn with_named(&self, transition: &Transition<S>, known: impl FnOnce() -> Values, mut error: Error<S>) -> Error<S> {
        let named = self.named(transition, known(), &error);
        error.info_mut().named = named.map(Box::new);
        error
    }

    /// A success whose body is none is an answer in no table, and kept whole.
    fn unreadable(&self, transition: &Transition<S>, reply: Reply<S>) -> Error<S> {
        let Reply { status, headers, body, host, request_id, attempts, .. } = reply;
        let mut response = Response::new(status, body);
        response.headers = headers;
        let error = ApiError::new(self.core.facts(), transition.operation, response, None, (None, None), None);
        let mut error = Error::from(error);
        let info = error.info_mut();
        *info = CallInfo { attempts, host: Some(host), request_id, ..CallInfo::not_sent(transition.operation) };
        info.effect = Effect::MaybeApplied;
        error
    }

    /// Lets the journal know of the call, where there is one.
    fn recorded(
        &self,
        call: Call<S>,
        transition: &'static Transition<S>,
        held: Option<&Data<S>>,
        known: impl FnOnce() -> Values,
        is_readable: fn(&[u8]) -> bool,
    ) -> Call<S> {
        let Some(journal) = &self.shared.journal else { return call };
        let saved = held.map(|held| held.save(self));
        call.with_hook(Recorder {
            journal: journal.clone(),
            client: self.clone(),
            transition,
            saved,
            known: known(),
            is_readable,
        })
    }
}

/// A body as JSON. Those of generated types are written from their views; serde does the same, in more steps.
fn written<B: RequestBody>(body: &B) -> Result<Vec<u8>, BoxError> {
    let (mut bytes, view) = (Vec::with_capacity(BODY_BYTES), body.view());
    if validate::is_written_as_shown(view) {
        validate::write(&mut bytes, view)?;
    } else {
        serde_json::to_writer(&mut bytes, body)?;
    }
    Ok(bytes)
}

/// Of a name that stands twice in an object the last counts, as in most readers of JSON. serde refuses it in a struct, so such
/// an answer, and only such a one, is read a second time by way of a tree; and what no text or number can hold is replaced in
/// what is read, not in the body that is kept.
fn read_as<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    let body = without_mark(body);
    serde_json::from_slice(body).or_else(|error| {
        let tree = |body: &[u8]| serde_json::from_slice::<serde_json::Value>(body).ok();
        let tree = tree(body).or_else(|| tree(&mended(body)?));
        tree.map_or(Err(error), T::deserialize)
    })
}

/// For the journal of a call that gives a state: what is given tells whether the answer was read.
fn gives(_: &[u8]) -> bool {
    true
}

/// The value of the next state with this name, where it is known before the call: from this state, or from the body.
fn known<'k, S: Service, B: RequestBody>(
    held: Option<&'k Data<S>>,
    body: Option<&'k B>,
    name: &str,
) -> Option<&'k str> {
    held.and_then(|held| held.get(name)).or_else(|| match body.map(AsView::view) {
        Some(View::Object(object)) => match object.get(name) {
            Some(View::Text(text)) => Some(text),
            _ => None,
        },
        _ => None,
    })
}

/// The values of the next state that are known before the call.
fn known_values<S: Service, B: RequestBody>(
    transition: &Transition<S>,
    held: Option<&Data<S>>,
    body: Option<&B>,
) -> Values {
    let Some(given) = transition.gives else { return Vec::new() };
    given.holds.iter().filter_map(|name| Some((*name, known(held, body, name)?.to_owned()))).collect()
}

/// What of the next state has to be read from the answer, and how many values that are.
fn reading<S: Service, B: RequestBody>(
    transition: &Transition<S>,
    held: Option<&Data<S>>,
    body: Option<&B>,
) -> (Reading, usize) {
    let Some(facts) = transition.gives else { return (Reading::Bytes, 0) };
    let missing = missing(facts, |name| known(held, body, name).is_some());
    let wanted = missing.len();
    (Reading::Texts(missing), wanted)
}

fn missing<S: Service>(facts: &StateFacts<S>, is_known: impl Fn(&str) -> bool) -> Vec<&'static str> {
    facts.holds.iter().copied().filter(|name| !is_known(name)).collect()
}

/// The next state, and what an answer tells of it; nothing where that is not all that was missing.
fn found<S: Service, B: RequestBody>(
    transition: &Transition<S>,
    held: Option<&Data<S>>,
    body: Option<&B>,
    wanted: usize,
    reply: &mut Reply<S>,
) -> Option<(&'static StateFacts<S>, Values)> {
    let facts = transition.gives?;
    let found = match std::mem::take(&mut reply.given) {
        Given::Texts(found) => found,
        _ => pick(&missing(facts, |name| known(held, body, name).is_some()), &reply.body)?,
    };
    // None is found twice.
    (found.len() == wanted).then_some((facts, found))
}

/// All values of a state: those that are known, and the rest from the answer.
fn given_values<S: Service>(facts: &StateFacts<S>, mut known: Values, body: &[u8]) -> Option<Values> {
    let missing = missing(facts, |name| known.iter().any(|(known, _)| *known == name));
    known.extend(pick(&missing, body)?);
    (known.len() == facts.holds.len()).then_some(known)
}

/// Tells the journal of one call.
struct Recorder<S: Service> {
    journal: Arc<dyn Journal>,
    client: Client<S>,
    transition: &'static Transition<S>,
    saved: Option<Saved>,
    known: Values,
    is_readable: fn(&[u8]) -> bool,
}

impl<S: Service> Recorder<S> {
    fn role(&self) -> Role {
        match (self.transition.takes, self.transition.gives) {
            (Some(_), Some(_)) => Role::Begins,
            (Some(_), None) => Role::Ends,
            (None, _) => Role::GoesOn,
        }
    }

    fn subject(&self, saved: Option<&Saved>) -> String {
        let facts = self.transition.takes.or(self.transition.gives);
        let name = facts.and_then(|facts| facts.holds.first()).copied().unwrap_or_default();
        let value = saved.and_then(|saved| saved.values.get(name)).map_or("", String::as_str);
        subject(self.client.account(), value)
    }

    fn given(&self, reply: &Reply<S>) -> Option<Saved> {
        let facts = self.transition.gives?;
        let values = given_values(facts, self.known.clone(), &reply.body)?;
        let since = self.client.core.clock().now();
        let data = Data::new(facts, self.transition.variant, values, since);
        Some(data.save(&self.client))
    }

    async fn note(&self, record: Record) -> Result<(), BoxError> {
        self.journal.note(&record).await.map_err(Into::into)
    }
}

/// The same text for all calls about one thing: its first value, which all its states hold.
fn subject(account: &str, first: &str) -> String {
    format!("{account}/{first}")
}

fn json(saved: Option<&Saved>) -> serde_json::Value {
    saved.and_then(|saved| serde_json::to_value(saved).ok()).unwrap_or_default()
}

impl<S: Service> Hook<S> for Recorder<S> {
    fn before<'a>(&'a self, sending: &'a Sending) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move {
            let Some(saved) = &self.saved else { return Ok(()) };
            let subject = self.subject(Some(saved));
            let record = Record::before(sending.at, sending.operation, self.role(), &subject, json(Some(saved)));
            match self.note(record).await {
                // What costs money while it runs is ended though the journal is full or broken.
                Err(source) if self.role() == Role::Ends => {
                    tracing::error!(
                        name: telemetry::UNRECORDED,
                        target: telemetry::TARGET,
                        operation = sending.operation,
                        error = %source,
                        "the call to end something is not recorded"
                    );
                    Ok(())
                }
                noted => noted,
            }
        })
    }

    fn after<'a>(&'a self, end: End<'a, S>) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move {
            let (at, call, role) = (self.client.core.clock().now(), self.transition.operation.name, self.role());
            let record = match end {
                Ok(reply) => {
                    let given = self.given(reply);
                    // The journal takes for a success what the caller is given as one.
                    let is_success =
                        given.is_some() == self.transition.gives.is_some() && (self.is_readable)(&reply.body);
                    let effect = match is_success {
                        true => agora_rest_errors::Effect::Applied,
                        false => agora_rest_errors::Effect::Unknown,
                    };
                    let saved = given.as_ref().or(self.saved.as_ref());
                    Record::answered(at, call, role, &self.subject(saved), effect, json(saved))
                }
                // A call that takes nothing and fails leaves nothing behind.
                Err(_) if self.saved.is_none() => return Ok(()),
                Err(error) => {
                    // What was done before, or came to nothing, is done; this call only did not do it.
                    let effect = match (error.api().map(ApiError::disposition), error.effect()) {
                        (Some(Disposition::AlreadyDone | Disposition::Empty), _) | (_, Effect::Applied) => {
                            agora_rest_errors::Effect::Applied
                        }
                        (Some(Disposition::Pending), _) | (_, Effect::MaybeApplied) => {
                            agora_rest_errors::Effect::Unknown
                        }
                        (_, Effect::NotSent | Effect::Refused) => agora_rest_errors::Effect::None,
                    };
                    let named = self.client.named(self.transition, self.known.clone(), error);
                    let subject = self.subject(self.saved.as_ref());
                    let make = if error.api().is_some() { Record::answered } else { Record::lost };
                    let mut record =
                        make(at, call, role, &subject, effect, json(named.as_ref().or(self.saved.as_ref())));
                    record.note = Some(error.error_type().to_owned());
                    record
                }
            };
            self.note(record).await
        })
    }
}

/// A success: what the answer says, and the answer itself.
#[derive(Debug)]
pub struct Answered<T, S: Service> {
    value: T,
    reply: Reply<S>,
}

impl<T, S: Service> Answered<T, S> {
    /// An answer for a test.
    #[must_use]
    pub fn new(value: T, reply: Reply<S>) -> Self {
        Self { value, reply }
    }

    /// What it says.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// The answer itself: status, headers, and the body whole.
    #[must_use]
    pub fn reply(&self) -> &Reply<S> {
        &self.reply
    }
}

impl<T, S: Service> Deref for Answered<T, S> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// How something ended.
#[derive(Debug)]
#[non_exhaustive]
pub enum Ended<T, S: Service> {
    /// By this call.
    Now(Answered<T, S>),
    /// By this call, and nothing came of it: the answer says why.
    Empty(Box<ApiError<S>>),
    /// It was over before: the answer says how that is known.
    Before(Box<ApiError<S>>),
}

impl<T, S: Service> Ended<T, S> {
    /// What the answer says, where the call itself ended it and something came of it.
    #[must_use]
    pub fn answer(&self) -> Option<&Answered<T, S>> {
        match self {
            Self::Now(answer) => Some(answer),
            Self::Empty(_) | Self::Before(_) => None,
        }
    }
}

/// What a program holds of a state of the service, with the client that goes on from it.
pub struct Held<S: Service> {
    client: Client<S>,
    data: Box<Data<S>>,
}

struct Data<S: Service> {
    facts: &'static StateFacts<S>,
    variant: Option<&'static str>,
    values: Values,
    since: SystemTime,
    /// Why the journal could not keep the answer that gave it.
    unrecorded: Option<Arc<dyn std::error::Error + Send + Sync>>,
    /// What earlier calls for the same end took that may have begun something too.
    in_doubt: Vec<Saved>,
    /// Whether it was taken up by its ids or its saved form, so that nobody can tell how old is what was sent for it.
    is_taken_up: bool,
}

impl<S: Service> Data<S> {
    fn validity(&self) -> Option<Validity<S>> {
        let (valid_s, expired) = (self.facts.valid_s?, self.facts.expired?);
        Some(Validity { since: self.since, valid: Duration::from_secs(valid_s.into()), expired })
    }

    /// A state that a call gave.
    fn new(facts: &'static StateFacts<S>, variant: Option<&'static str>, values: Values, since: SystemTime) -> Self {
        Self { facts, variant, values, since, unrecorded: None, in_doubt: Vec::new(), is_taken_up: false }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    fn value(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Becomes the next state; what it has of that already is not copied.
    fn advance<B: RequestBody>(
        &mut self,
        facts: &'static StateFacts<S>,
        variant: Option<&'static str>,
        body: Option<&B>,
        found: Values,
        since: SystemTime,
    ) {
        for name in facts.holds {
            if self.get(name).is_none() {
                if let Some(value) = known::<S, B>(None, body, name) {
                    self.values.push((name, value.to_owned()));
                }
            }
        }
        self.values.retain(|(name, _)| facts.holds.contains(name));
        self.values.extend(found);
        (self.facts, self.variant, self.since, self.is_taken_up) = (facts, variant, since, false);
    }

    fn save(&self, client: &Client<S>) -> Saved {
        let since = self.since.duration_since(UNIX_EPOCH).unwrap_or_default();
        Saved {
            version: SAVED_VERSION,
            service: client.core.facts().service.to_owned(),
            account: client.account().to_owned(),
            state: self.facts.id.to_owned(),
            variant: self.variant.map(str::to_owned),
            since_ms: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            values: self.values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        }
    }
}

impl<S: Service> fmt::Debug for Held<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(self.data.facts.id)
            .field("variant", &self.data.variant)
            .field("values", &self.data.values)
            .field("since", &self.data.since)
            .finish_non_exhaustive()
    }
}

impl<S: Service> Held<S> {
    /// What is known by its values, as of now.
    #[must_use]
    pub fn new<const N: usize>(
        client: &Client<S>,
        facts: &'static StateFacts<S>,
        variant: Option<&'static str>,
        values: [(&'static str, String); N],
    ) -> Self {
        let since = client.core.clock().now();
        // Most states that follow have one value more.
        let mut room = Vec::with_capacity(N + 1);
        room.extend(values);
        let data = Data { is_taken_up: true, ..Data::new(facts, variant, room, since) };
        Self { client: client.clone(), data: Box::new(data) }
    }

    /// A value that it holds.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.data.value(name)
    }

    /// When the state was given.
    #[must_use]
    pub fn since(&self) -> SystemTime {
        self.data.since
    }

    /// Why the journal could not keep the answer that gave the state, where it could not. The journal then knows the call at
    /// most as one that may have taken effect, so keep [`save`](Self::save) in another place.
    #[must_use]
    pub fn unrecorded(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.data.unrecorded.as_deref()
    }

    /// What earlier calls for the same end took that may have begun something too, where calls were made as one. It is not part
    /// of what is [saved](Self::save).
    #[must_use]
    pub fn in_doubt(&self) -> &[Saved] {
        &self.data.in_doubt
    }

    /// Keeps what earlier calls for the same end took that may have begun something too.
    pub fn came_after(&mut self, in_doubt: &[impl Restorable]) {
        self.data.in_doubt.extend(in_doubt.iter().map(Restorable::save));
    }

    /// Whether it was taken up by its ids or its saved form, so that nobody can tell how old is what was sent for it.
    pub(crate) fn is_taken_up(&self) -> bool {
        self.data.is_taken_up
    }

    /// The client that goes on from it.
    #[must_use]
    pub fn client(&self) -> &Client<S> {
        &self.client
    }

    /// The form in which another process goes on with it.
    #[must_use]
    pub fn save(&self) -> Saved {
        self.data.save(&self.client)
    }

    /// Goes on with what was saved.
    ///
    /// # Errors
    /// When it was saved by another service, account, state or variant, or by a later version.
    pub fn restore(
        client: &Client<S>,
        facts: &'static StateFacts<S>,
        variant: Option<&'static str>,
        saved: &Saved,
    ) -> Result<Self, RestoreError> {
        if saved.version > SAVED_VERSION {
            return Err(RestoreError::Version(saved.version));
        }
        let differs = |what, saved: &str, wanted: &str| match saved == wanted {
            true => Ok(()),
            false => Err(RestoreError::Other { what, saved: saved.to_owned(), wanted: wanted.to_owned() }),
        };
        differs("service", &saved.service, client.core.facts().service)?;
        differs("account", &saved.account, client.account())?;
        differs("state", &saved.state, facts.id)?;
        differs("variant", saved.variant.as_deref().unwrap_or("none"), variant.unwrap_or("none"))?;
        let value = |name: &&'static str| match saved.values.get(*name) {
            Some(value) if !value.is_empty() => Ok((*name, value.clone())),
            _ => Err(RestoreError::Missing(name)),
        };
        let values = facts.holds.iter().map(value).collect::<Result<_, _>>()?;
        // A time that no clock can show says nothing of the age.
        let since = UNIX_EPOCH.checked_add(Duration::from_millis(saved.since_ms)).unwrap_or(UNIX_EPOCH);
        let data = Data { is_taken_up: true, ..Data::new(facts, variant, values, since) };
        Ok(Self { client: client.clone(), data: Box::new(data) })
    }

    /// Makes it the next state, whose other values came by another way.
    #[must_use]
    pub fn adopt<const N: usize>(self, facts: &'static StateFacts<S>, values: [(&'static str, String); N]) -> Self {
        let Self { client, mut data } = self;
        data.values.retain(|(name, _)| facts.holds.contains(name));
        data.values.extend(values);
        data.facts = facts;
        data.unrecorded = None;
        data.is_taken_up = true;
        data.since = client.core.clock().now();
        Self { client, data }
    }

    /// Tells the journal that this may be running, such as what was adopted or taken up by its ids.
    ///
    /// # Errors
    /// When the journal cannot keep it.
    pub async fn keep(&self) -> Result<(), JournalError> {
        self.note("keep", Role::Begins).await
    }

    /// Tells the journal that this is over, though no call of this client ended it: it ended by itself, or somebody else
    /// ended it. Nothing is sent.
    ///
    /// # Errors
    /// When the journal cannot keep it.
    pub async fn settle(&self) -> Result<(), JournalError> {
        self.note("settle", Role::Ends).await
    }

    async fn note(&self, what: &str, role: Role) -> Result<(), JournalError> {
        let Some(journal) = &self.client.shared.journal else { return Ok(()) };
        let first = self.data.facts.holds.first().map(|name| self.value(name)).unwrap_or_default();
        let (at, subject) = (self.client.core.clock().now(), subject(self.client.account(), first));
        let (effect, state) = (agora_rest_errors::Effect::Applied, json(Some(&self.save())));
        journal.note(&Record::answered(at, what, role, &subject, effect, state)).await
    }

    /// The same once more, for what looks after it in the background. It must not be given to callers, who could then go on
    /// from one state twice.
    #[must_use]
    pub fn twin(&self) -> Self {
        let Data { facts, variant, values, since, unrecorded, in_doubt, is_taken_up } = &*self.data;
        let (values, unrecorded, in_doubt) = (values.clone(), unrecorded.clone(), in_doubt.clone());
        let (variant, since, is_taken_up) = (*variant, *since, *is_taken_up);
        let data = Data { facts, variant, values, since, unrecorded, in_doubt, is_taken_up };
        Self { client: self.client.clone(), data: Box::new(data) }
    }

    pub(crate) async fn raw<B: RequestBody>(
        &self,
        transition: &'static Transition<S>,
        body: Option<&B>,
        options: &CallOptions,
    ) -> Result<Reply<S>, Error<S>> {
        let call = self.client.prepare(transition, Some(&self.data), body, options)?;
        self.client.core.call(call).await
    }

    /// Makes a call after which the state goes on.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn ask<B: RequestBody, T: DeserializeOwned + Send + Sync + 'static>(
        &self,
        transition: &'static Transition<S>,
        body: Option<&B>,
        options: &CallOptions,
    ) -> Result<Answered<T, S>, Error<S>> {
        let call = self.client.prepare(transition, Some(&self.data), body, options)?;
        self.client.read(transition, self.client.core.call(call.with_reading(Reading::of::<T>())).await?)
    }

    /// Makes a call that turns the state into another.
    ///
    /// # Errors
    /// See [`Error`]; the state comes back with it.
    pub async fn advance<B: RequestBody>(
        mut self,
        transition: &'static Transition<S>,
        body: Option<&B>,
        options: &CallOptions,
    ) -> Result<Self, Failed<Self, S>> {
        let known = || known_values(transition, Some(&self.data), body);
        let (reading, wanted) = reading(transition, Some(&self.data), body);
        let sent = match self.client.prepare(transition, Some(&self.data), body, options) {
            Ok(call) => {
                let call = self.recorded(call.with_reading(reading), transition, known, gives);
                self.client.core.call(call).await
            }
            Err(error) => Err(error),
        };
        let mut reply = match sent {
            Ok(reply) => reply,
            Err(error) => {
                let error = self.client.with_named(transition, known, error);
                return Err(Failed { error, handle: self });
            }
        };
        let Some((facts, found)) = found(transition, Some(&self.data), body, wanted, &mut reply) else {
            return Err(Failed { error: self.client.unreadable(transition, reply), handle: self });
        };
        let since = self.client.core.clock().now();
        self.data.advance(facts, transition.variant, body, found, since);
        self.data.unrecorded = reply.unrecorded.take().map(Arc::from);
        Ok(self)
    }

    /// Makes a call that ends the state.
    ///
    /// # Errors
    /// See [`Error`]; the state comes back with it.
    pub async fn end<B: RequestBody, T: DeserializeOwned + Send + Sync + 'static>(
        self,
        transition: &'static Transition<S>,
        body: Option<&B>,
        options: &CallOptions,
    ) -> Result<Ended<T, S>, Failed<Self, S>> {
        let sent = match self.client.prepare(transition, Some(&self.data), body, options) {
            Ok(call) => {
                let call = self.recorded(call, transition, Vec::new, |body| read_as::<T>(body).is_ok());
                self.client.core.call(call.with_reading(Reading::of::<T>())).await
            }
            Err(error) => Err(error),
        };
        match sent.and_then(|reply| self.client.read(transition, reply)) {
            Ok(answer) => Ok(Ended::Now(answer)),
            Err(Error::Api(error)) => match error.disposition() {
                Disposition::Empty => Ok(Ended::Empty(error)),
                Disposition::AlreadyDone => Ok(Ended::Before(error)),
                _ => Err(Failed { error: Error::Api(error), handle: self }),
            },
            Err(error) => Err(Failed { error, handle: self }),
        }
    }

    fn recorded(
        &self,
        call: Call<S>,
        transition: &'static Transition<S>,
        known: impl FnOnce() -> Values,
        is_readable: fn(&[u8]) -> bool,
    ) -> Call<S> {
        self.client.recorded(call, transition, Some(&self.data), known, is_readable)
    }
}

/// Version of the form in which a state is saved.
const SAVED_VERSION: u32 = 1;

/// The form in which a state is kept for another process or another day. No secret is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Saved {
    /// Version of this form.
    pub version: u32,
    /// Id of the service.
    pub service: String,
    /// The account.
    pub account: String,
    /// Id of the state.
    pub state: String,
    /// Id of the variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// When the state was given, in Unix milliseconds.
    pub since_ms: u64,
    /// The values that it holds.
    pub values: BTreeMap<String, String>,
}

/// Why something saved cannot be gone on with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RestoreError {
    /// It has a later form than this program knows.
    Version(u32),
    /// It is of another service, account, state or variant.
    Other {
        /// What differs.
        what: &'static str,
        /// What was saved.
        saved: String,
        /// What was wanted.
        wanted: String,
    },
    /// A value is missing.
    Missing(&'static str),
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => {
                write!(f, "it was saved in form {version}, and this program knows {SAVED_VERSION}; use a newer release")
            }
            Self::Other { what, saved, wanted } => {
                write!(f, "it was saved for the {what} `{saved}`, not `{wanted}`; restore it as what it was saved as")
            }
            Self::Missing(name) => write!(f, "it has no `{name}`; it was not saved by this library, or it was changed"),
        }
    }
}

impl std::error::Error for RestoreError {}

/// What can be saved and gone on with.
pub trait Restorable {
    /// The form in which another process goes on with it.
    fn save(&self) -> Saved;
}

/// What can never be there needs no form.
impl Restorable for std::convert::Infallible {
    fn save(&self) -> Saved {
        match *self {}
    }
}

impl<S: Service> Restorable for Held<S> {
    fn save(&self) -> Saved {
        Held::save(self)
    }
}

/// A call that failed, with the state that it took. Nothing is lost: go on with the handle, or turn this into an [`Error`], which
/// carries the handle's saved form.
pub struct Failed<H, S: Service> {
    /// What went wrong.
    pub error: Error<S>,
    /// The state as it was before the call.
    pub handle: H,
}

impl<H, S: Service> Failed<H, S> {
    /// The same with a function applied to the handle.
    pub fn map<T>(self, to: impl FnOnce(H) -> T) -> Failed<T, S> {
        Failed { error: self.error, handle: to(self.handle) }
    }
}

impl<H: Restorable, S: Service> From<Failed<H, S>> for Error<S> {
    fn from(failed: Failed<H, S>) -> Self {
        let Failed { mut error, handle } = failed;
        error.info_mut().saved = Some(Box::new(handle.save()));
        error
    }
}

impl<H: fmt::Debug, S: Service> fmt::Debug for Failed<H, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failed").field("error", &self.error).field("handle", &self.handle).finish()
    }
}

impl<H, S: Service> fmt::Display for Failed<H, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<H: fmt::Debug, S: Service> std::error::Error for Failed<H, S> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.error)
    }
}
