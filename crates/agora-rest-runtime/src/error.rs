//! What a call may fail with.

use crate::answer::{Reading, Values};
use crate::client::Saved;
use crate::confirm::NotConfirmed;
use crate::facts::{Facts, Operation, request_id};
use crate::validate::{Level, Violation};
use crate::{Body, BoxError, Failure, Headers, Response, Stage};
use agora_rest_errors::body;
use agora_rest_errors::{Code, Disposition, Identified, Key, Kind, Recipe, Service};
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// What a call that failed may have done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Nothing: the server saw nothing of the request.
    NotSent,
    /// Nothing: the server refused the request.
    Refused,
    /// Nobody can tell.
    MaybeApplied,
    /// The request took effect all the same.
    Applied,
}

impl Effect {
    /// Its id, as telemetry has it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Effect::NotSent => "not_sent",
            Effect::Refused => "refused",
            Effect::MaybeApplied => "maybe_applied",
            Effect::Applied => "applied",
        }
    }

    /// The same for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Effect::NotSent => "nothing was sent",
            Effect::Refused => "refused, nothing was changed",
            Effect::MaybeApplied => "it may have taken effect",
            Effect::Applied => "it took effect",
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<agora_rest_errors::Effect> for Effect {
    fn from(effect: agora_rest_errors::Effect) -> Self {
        match effect {
            agora_rest_errors::Effect::None => Effect::Refused,
            agora_rest_errors::Effect::Applied => Effect::Applied,
            agora_rest_errors::Effect::Unknown => Effect::MaybeApplied,
        }
    }
}

/// What is known of every call that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallInfo<S: Service> {
    /// The call, as the tables have it.
    pub endpoint: S::Endpoint,
    /// Name of the operation.
    pub operation: &'static str,
    /// What all attempts together may have done.
    pub effect: Effect,
    /// How many times the request was handed to the transport.
    pub attempts: u32,
    /// Host of the last attempt.
    pub host: Option<Arc<str>>,
    /// The service's own name of the last answer, for its support.
    pub request_id: Option<String>,
    /// What the call had taken, in the form in which it is gone on with, where the handle was given up.
    pub saved: Option<Box<Saved>>,
    /// What calls made before, for the same end, had taken that may have begun something too.
    pub earlier: Vec<Saved>,
    /// The state that an answer names though it is an error, in the form in which it is gone on with.
    pub named: Option<Box<Saved>>,
    /// What such an answer names of it.
    pub(crate) found: Values,
}

impl<S: Service> CallInfo<S> {
    /// A call of which nothing was sent.
    #[must_use]
    pub fn not_sent(operation: &Operation<S>) -> Self {
        Self {
            endpoint: operation.endpoint,
            operation: operation.name,
            effect: Effect::NotSent,
            attempts: 0,
            host: None,
            request_id: None,
            saved: None,
            earlier: Vec::new(),
            named: None,
            found: Vec::new(),
        }
    }

    /// What may have been done, attempts, host and request id, for the middle of a message.
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.effect.words())?;
        match self.attempts {
            0 => {}
            1 => f.write_str("; 1 attempt")?,
            more => write!(f, "; {more} attempts")?,
        }
        if let Some(host) = &self.host {
            write!(f, "; host {host}")?;
        }
        if let Some(id) = &self.request_id {
            write!(f, "; request id {}", Line(id))?;
        }
        self.found.iter().try_for_each(|(name, value)| write!(f, "; the answer names `{name}` {}", Line(value)))
    }
}

/// A text of somebody else in one line: shortened, and without characters that would break the line.
struct Line<'a>(&'a str);

const LINE_MAX: usize = 300;

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for (number, c) in self.0.chars().enumerate() {
            if number == LINE_MAX {
                return f.write_char('…');
            }
            f.write_char(if breaks_lines(c) { ' ' } else { c })?;
        }
        Ok(())
    }
}

/// Control characters, and those that end a line or turn the direction of what follows.
fn breaks_lines(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What a call may fail with. Each says in one line what happened, what may have been done and what to do; bodies are never
/// printed.
#[non_exhaustive]
pub enum Error<S: Service> {
    /// The service answered, and the answer is no success.
    Api(Box<ApiError<S>>),
    /// The request breaks rules of the service; it was not sent.
    Invalid(Box<Invalid<S>>),
    /// There is no answer.
    Transport(Box<TransportError<S>>),
    /// What the call needs is too old; it was not sent.
    Expired(Box<Expired<S>>),
    /// The time for the whole call is over.
    Deadline(Box<DeadlineError<S>>),
    /// The journal could not be written, so the call was not sent.
    Journal(Box<HookError<S>>),
    /// A state was given, and is not confirmed.
    NotConfirmed(Box<NotConfirmedError<S>>),
}

impl<S: Service> Error<S> {
    /// What is known of the call.
    #[must_use]
    pub fn info(&self) -> &CallInfo<S> {
        match self {
            Error::Api(error) => &error.info,
            Error::Invalid(error) => &error.info,
            Error::Transport(error) => &error.info,
            Error::Expired(error) => &error.info,
            Error::Deadline(error) => &error.info,
            Error::Journal(error) => &error.info,
            Error::NotConfirmed(error) => &error.info,
        }
    }

    /// What all attempts together may have done.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.info().effect
    }

    /// The entry that the answer is; of a deadline, that of the last answer.
    #[must_use]
    pub fn id(&self) -> Option<S::ErrorId> {
        match self {
            Error::Api(error) => error.id(),
            Error::Expired(error) => Some(error.id),
            Error::Deadline(error) => error.last.as_ref().and_then(Error::id),
            Error::NotConfirmed(error) => error.why.error().and_then(Error::id),
            Error::Invalid(_) | Error::Transport(_) | Error::Journal(_) => None,
        }
    }

    /// The answer of the service, where there is one; of a deadline, the last.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError<S>> {
        match self {
            Error::Api(error) => Some(error),
            Error::Deadline(error) => error.last.as_ref().and_then(Error::api),
            Error::NotConfirmed(error) => error.why.error().and_then(Error::api),
            _ => None,
        }
    }

    /// What the documents say to do about it, in steps; of what is too old, what they say of the answer that was spared.
    #[must_use]
    pub fn recipe(&self) -> Option<&'static Recipe<'static, S>> {
        match self {
            Error::Api(error) => error.recipe(),
            Error::Expired(error) => (error.facts.entry)(error.id).retry,
            _ => None,
        }
    }

    /// What the call had taken, where the handle was given up by `?`: restore it to go on. Of calls made as one it is what may
    /// be there.
    #[must_use]
    pub fn saved(&self) -> Option<&Saved> {
        self.info().saved.as_deref()
    }

    /// What calls made before, for the same end, had taken that may have begun something too: the calls were made as one, and
    /// given up by `?`.
    #[must_use]
    pub fn earlier(&self) -> &[Saved] {
        &self.info().earlier
    }

    /// The state that an answer to the call names though it is an error, such as by the id of what may have begun all the same:
    /// restore it to look after that, or to end it.
    #[must_use]
    pub fn named(&self) -> Option<&Saved> {
        self.info().named.as_deref()
    }

    /// What telemetry calls it.
    #[must_use]
    pub fn error_type(&self) -> &'static str {
        match self {
            Error::Api(error) => error.name().unwrap_or("unknown"),
            Error::Invalid(_) => "invalid",
            Error::Transport(error) => error.stage.as_str(),
            Error::Expired(_) => "expired",
            Error::Deadline(_) => "deadline",
            Error::Journal(_) => "journal",
            Error::NotConfirmed(_) => "not_confirmed",
        }
    }

    pub(crate) fn info_mut(&mut self) -> &mut CallInfo<S> {
        match self {
            Error::Api(error) => &mut error.info,
            Error::Invalid(error) => &mut error.info,
            Error::Transport(error) => &mut error.info,
            Error::Expired(error) => &mut error.info,
            Error::Deadline(error) => &mut error.info,
            Error::Journal(error) => &mut error.info,
            Error::NotConfirmed(error) => &mut error.info,
        }
    }

    fn inner(&self) -> &(dyn StdError + 'static) {
        match self {
            Error::Api(error) => &**error,
            Error::Invalid(error) => &**error,
            Error::Transport(error) => &**error,
            Error::Expired(error) => &**error,
            Error::Deadline(error) => &**error,
            Error::Journal(error) => &**error,
            Error::NotConfirmed(error) => &**error,
        }
    }
}

impl<S: Service> fmt::Debug for Error<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.inner(), f)
    }
}

impl<S: Service> fmt::Display for Error<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.inner(), f)
    }
}

impl<S: Service> StdError for Error<S> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner().source()
    }
}

macro_rules! from_parts {
    ($($variant:ident($part:ident)),+) => { $(
        impl<S: Service> From<$part<S>> for Error<S> {
            fn from(error: $part<S>) -> Self {
                Error::$variant(Box::new(error))
            }
        }
    )+ };
}

from_parts!(
    Api(ApiError),
    Invalid(Invalid),
    Transport(TransportError),
    Expired(Expired),
    Deadline(DeadlineError),
    Journal(HookError),
    NotConfirmed(NotConfirmedError)
);

/// An answer of the service that is no success: an entry of the catalogue, or unknown. It is kept whole.
pub struct ApiError<S: Service> {
    info: CallInfo<S>,
    facts: &'static Facts<S>,
    key: Option<&'static Key<'static, S>>,
    response: Response,
    code: Option<OwnedCode>,
    text: Option<String>,
    retry_after: Option<Duration>,
}

#[derive(Debug)]
pub(crate) enum OwnedCode {
    Number(i64),
    Word(String),
}

impl From<Code<'_>> for OwnedCode {
    fn from(code: Code<'_>) -> Self {
        match code {
            Code::Number(number) => OwnedCode::Number(number),
            Code::Word(word) => OwnedCode::Word(word.to_owned()),
        }
    }
}

impl<S: Service> ApiError<S> {
    pub(crate) fn new(
        facts: &'static Facts<S>,
        operation: &Operation<S>,
        response: Response,
        key: Option<&'static Key<'static, S>>,
        (code, text): (Option<OwnedCode>, Option<String>),
        retry_after: Option<Duration>,
    ) -> Self {
        let effect = key.map_or(Effect::MaybeApplied, |key| key.effect.into());
        let request_id = request_id(facts.connection, &response);
        let info = CallInfo { effect, attempts: 1, request_id, ..CallInfo::not_sent(operation) };
        Self { info, facts, key, response, code, text, retry_after }
    }

    /// Looks for the names of what the call was to give. An error that has them all says two things at once, and then nobody can
    /// tell what was done.
    pub(crate) fn look_for(mut self: Box<Self>, reading: &Reading) -> Box<Self> {
        if let Some(found) = reading.all_texts(&self.response.body) {
            self.info.found = found;
            self.info.effect = self.info.effect.max(Effect::MaybeApplied);
        }
        self
    }

    /// What is known of the call.
    #[must_use]
    pub fn info(&self) -> &CallInfo<S> {
        &self.info
    }

    /// The entry that the answer is; none where it is in no table.
    #[must_use]
    pub fn id(&self) -> Option<S::ErrorId> {
        self.key.map(|key| key.id)
    }

    /// Id of the entry in text.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        self.id().map(|id| (self.facts.entry)(id).name)
    }

    /// The key by which the entry was found: it says what is special in this place.
    #[must_use]
    pub fn key(&self) -> Option<&'static Key<'static, S>> {
        self.key
    }

    /// What sort of error it is.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.id().map(|id| (self.facts.entry)(id).kind)
    }

    /// What to think of the call: it failed, its result is not known yet, it was done before, or nothing came of it. An
    /// answer in no table is a failure.
    #[must_use]
    pub fn disposition(&self) -> Disposition {
        self.key.map_or(Disposition::Failure, |key| key.disposition)
    }

    /// How to try again, where the catalogue says how. What is the engine's part of it was done.
    #[must_use]
    pub fn recipe(&self) -> Option<&'static Recipe<'static, S>> {
        self.key.and_then(|key| key.retry)
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// The code in the body.
    #[must_use]
    pub fn code(&self) -> Option<Code<'_>> {
        self.code.as_ref().map(|code| match code {
            OwnedCode::Number(number) => Code::Number(*number),
            OwnedCode::Word(word) => Code::Word(word),
        })
    }

    /// The text in the body, as it stood there.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The body, whole.
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.response.body
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.response.headers
    }

    /// What the service asks for in `Retry-After`.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The entries that share the code or the text of an answer in no table.
    #[must_use]
    pub fn near(&self) -> Vec<S::ErrorId> {
        let read = body::Body::read(&self.response.body, self.facts.bodies);
        let answer = read.answer::<S>(Some(self.info.endpoint), Some(self.response.status));
        match self.facts.table.identify(&answer) {
            Identified::Unknown { near } => near.ids().collect(),
            _ => Vec::new(),
        }
    }

    /// What to do, in a line.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        let of_entry = self.id().and_then(|id| (self.facts.words)(id).remedies.first()).map(|remedy| remedy.text);
        of_entry
            .unwrap_or("this answer is in no table; give status, code, text and request id to the service's support")
    }
}

impl<S: Service> fmt::Debug for ApiError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("entry", &self.name())
            .field("status", &self.response.status)
            .field("code", &self.code)
            .field("text", &self.text)
            .field("info", &self.info)
            .field("retry_after", &self.retry_after)
            .field("response", &self.response)
            .finish_non_exhaustive()
    }
}

impl<S: Service> fmt::Display for ApiError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.info.operation)?;
        match self.id() {
            Some(id) => write!(f, "{} [{}]", (self.facts.words)(id).title, (self.facts.entry)(id).name)?,
            None => f.write_str("an answer in no table")?,
        }
        write!(f, " (HTTP {}", self.response.status)?;
        if let Some(code) = self.code() {
            write!(f, ", code {}", Line(&code.to_string()))?;
        }
        if let Some(text) = self.text() {
            write!(f, ", “{}”", Line(text))?;
        }
        write!(f, ", body of {} bytes); ", self.response.body.len())?;
        self.info.write(f)?;
        write!(f, ". What to do: {}", self.remedy())
    }
}

impl<S: Service> StdError for ApiError<S> {}

/// The rules of the service that a request breaks, all at once.
#[derive(Debug)]
pub struct Invalid<S: Service> {
    info: CallInfo<S>,
    violations: Vec<Violation>,
    source: Option<BoxError>,
}

impl<S: Service> Invalid<S> {
    /// A request of this operation that breaks rules.
    #[must_use]
    pub fn new(operation: &Operation<S>, violations: Vec<Violation>) -> Self {
        Self { info: CallInfo::not_sent(operation), violations, source: None }
    }

    /// A request of this operation whose body cannot be written as JSON.
    #[must_use]
    pub fn unwritable(operation: &Operation<S>, source: BoxError) -> Self {
        Self { info: CallInfo::not_sent(operation), violations: Vec::new(), source: Some(source) }
    }

    /// What is known of the call.
    #[must_use]
    pub fn info(&self) -> &CallInfo<S> {
        &self.info
    }

    /// The rules that it breaks; those that only warn too.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl<S: Service> fmt::Display for Invalid<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.info.operation)?;
        if self.source.is_some() {
            return f.write_str("the body cannot be written as JSON and was not sent. What to do: correct the values");
        }
        f.write_str("the request breaks rules of the service and was not sent")?;
        let refusing = self.violations.iter().filter(|violation| violation.level == Level::Deny);
        for (number, violation) in refusing.enumerate() {
            write!(f, "{}{violation}", if number == 0 { ": " } else { "; " })?;
        }
        f.write_str(". What to do: correct these values, or lower the levels of the rules")
    }
}

impl<S: Service> StdError for Invalid<S> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// There is no answer.
#[derive(Debug)]
pub struct TransportError<S: Service> {
    pub(crate) info: CallInfo<S>,
    pub(crate) stage: Stage,
    pub(crate) status: Option<u16>,
    pub(crate) source: Option<BoxError>,
}

impl<S: Service> TransportError<S> {
    /// One attempt of this operation that had no answer; a call does this itself, tests of a program may want to.
    #[must_use]
    pub fn new(operation: &Operation<S>, failure: Failure) -> Self {
        let Failure { stage, status, source } = failure;
        let attempts = u32::from(!matches!(stage, Stage::Prepare | Stage::Credentials));
        let info = CallInfo { effect: stage.effect(), attempts, ..CallInfo::not_sent(operation) };
        Self { info, stage, status, source }
    }

    /// What is known of the call.
    #[must_use]
    pub fn info(&self) -> &CallInfo<S> {
        &self.info
    }

    /// How far the last attempt came.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The status, where the head of an answer was read.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }
}

impl<S: Service> fmt::Display for TransportError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.info.operation, self.stage.words())?;
        if let Some(status) = self.status {
            write!(f, " (HTTP {status})")?;
        }
        // The cause that tells most is the innermost one.
        let mut cause = self.source.as_deref().map(|source| source as &dyn StdError);
        while let Some(inner) = cause.and_then(StdError::source) {
            cause = Some(inner);
        }
        if let Some(cause) = cause {
            write!(f, " ({})", Line(&cause.to_string()))?;
        }
        f.write_str("; ")?;
        self.info.write(f)?;
        let remedy = match self.info.effect {
            Effect::MaybeApplied | Effect::Applied => "ask the service for the state before sending the request again",
            Effect::NotSent | Effect::Refused => self.stage.remedy(),
        };
        write!(f, ". What to do: {remedy}")
    }
}

impl<S: Service> StdError for TransportError<S> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// What the call needs is too old; the service would have refused it.
pub struct Expired<S: Service> {
    info: CallInfo<S>,
    facts: &'static Facts<S>,
    id: S::ErrorId,
    age: Duration,
    valid: Duration,
}

impl<S: Service> Expired<S> {
    /// Not sent, because something of this age is valid for less; `id` is the entry that the service would have answered
    /// with.
    #[must_use]
    pub fn new(
        facts: &'static Facts<S>,
        operation: &Operation<S>,
        id: S::ErrorId,
        age: Duration,
        valid: Duration,
    ) -> Self {
        Self { info: CallInfo::not_sent(operation), facts, id, age, valid }
    }

    /// What is known of the call.
    #[must_use]
    pub fn info(&self) -> &CallInfo<S> {
        &self.info
    }

    /// The entry that the service would have answered with.
    #[must_use]
    pub fn id(&self) -> S::ErrorId {
        self.id
    }

    /// How old it was.
    #[must_use]
    pub fn age(&self) -> Duration {
        self.age
    }

    /// How long it is valid.
    #[must_use]
    pub fn valid(&self) -> Duration {
        self.valid
    }
}

impl<S: Service> fmt::Debug for Expired<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expired")
            .field("entry", &self.id)
            .field("age", &self.age)
            .field("valid", &self.valid)
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}

impl<S: Service> fmt::Display for Expired<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (entry, words) = ((self.facts.entry)(self.id), (self.facts.words)(self.id));
        let (age, valid) = (self.age.as_secs(), self.valid.as_secs());
        write!(f, "{}: {} [{}]: {age} s old, valid for {valid} s; ", self.info.operation, words.title, entry.name)?;
        self.info.write(f)?;
        match words.remedies.first() {
            Some(remedy) => write!(f, ". What to do: {}", remedy.text),
            None => Ok(()),
        }
    }
}

impl<S: Service> StdError for Expired<S> {}

/// The time for the whole call is over, or the next step would come after it.
#[derive(Debug)]
pub struct DeadlineError<S: Service> {
    pub(crate) info: CallInfo<S>,
    pub(crate) last: Option<Error<S>>,
}

impl<S: Service> DeadlineError<S> {
    /// A call of this operation that ran out of time after `last`; a call does this itself, tests of a program may want to.
    #[must_use]
    pub fn new(operation: &Operation<S>, last: Option<Error<S>>) -> Self {
        let info = last.as_ref().map_or_else(|| CallInfo::not_sent(operation), |last| last.info().clone());
        Self { info, last }
    }

    /// What is known of the call.
    #[must_use]
    pub fn info(&self) -> &CallInfo<S> {
        &self.info
    }

    /// What the last attempt failed with.
    #[must_use]
    pub fn last(&self) -> Option<&Error<S>> {
        self.last.as_ref()
    }
}

impl<S: Service> fmt::Display for DeadlineError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the deadline of the call is reached; ", self.info.operation)?;
        self.info.write(f)?;
        if let Some(last) = &self.last {
            return write!(f, ". The last attempt: {last}");
        }
        f.write_str(". What to do: ")?;
        f.write_str(match self.info.effect {
            Effect::NotSent | Effect::Refused => "allow more time, or call less often",
            Effect::MaybeApplied | Effect::Applied => "ask the service for the state before sending the request again",
        })
    }
}

impl<S: Service> StdError for DeadlineError<S> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.last.as_ref().map(|last| last as &(dyn StdError + 'static))
    }
}

/// The call could not be written to the journal, so it was not sent.
#[derive(Debug)]
pub struct HookError<S: Service> {
    pub(crate) info: CallInfo<S>,
    pub(crate) source: BoxError,
}

impl<S: Service> HookError<S> {
    /// A call of this operation that could not be recorded.
    #[must_use]
    pub fn new(operation: &Operation<S>, source: impl Into<BoxError>) -> Self {
        Self { info: CallInfo::not_sent(operation), source: source.into() }
    }

    /// What is known of the call.
    #[must_use]
    pub fn info(&self) -> &CallInfo<S> {
        &self.info
    }
}

impl<S: Service> fmt::Display for HookError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the journal could not be written ({}); ", self.info.operation, Line(&self.source.to_string()))?;
        self.info.write(f)?;
        f.write_str(". What to do: repair the journal, then call again")
    }
}

impl<S: Service> StdError for HookError<S> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

/// A state was given, and is not confirmed: why, as an error like others.
#[derive(Debug)]
pub struct NotConfirmedError<S: Service> {
    info: CallInfo<S>,
    why: NotConfirmed<S>,
}

impl<S: Service> NotConfirmedError<S> {
    /// What is known of the last look. Its effect is that of what gave the state: a look that was refused says nothing of that.
    #[must_use]
    pub fn info(&self) -> &CallInfo<S> {
        &self.info
    }

    /// Why.
    #[must_use]
    pub fn why(&self) -> &NotConfirmed<S> {
        &self.why
    }
}

impl<S: Service> From<NotConfirmed<S>> for Error<S> {
    fn from(why: NotConfirmed<S>) -> Self {
        let (info, effect) = match &why {
            NotConfirmed::Over(over) => (over.info(), Effect::Applied),
            NotConfirmed::Late(late) => (late.info().clone(), Effect::MaybeApplied),
            NotConfirmed::Failed(error) => (error.info().clone(), Effect::MaybeApplied),
        };
        NotConfirmedError { info: CallInfo { effect, ..info }, why }.into()
    }
}

impl<S: Service> fmt::Display for NotConfirmedError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.info.operation, self.why)
    }
}

impl<S: Service> StdError for NotConfirmedError<S> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.why.source()
    }
}

/// A client could not be built.
#[derive(Debug)]
pub struct BuildError {
    why: String,
    source: Option<BoxError>,
}

impl BuildError {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), source: None }
    }

    #[cfg(feature = "reqwest013")]
    pub(crate) fn because(mut self, source: BoxError) -> Self {
        self.source = Some(source);
        self
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl StdError for BuildError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
