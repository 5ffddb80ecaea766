//! How a program makes sure of a state that a call only promised, and looks after it from then on.

use crate::BoxFuture;
use crate::answer::without_mark;
use crate::call::{CallOptions, Reply};
use crate::client::{Answered, Held, NO_BODY, Transition};
use crate::error::{CallInfo, DeadlineError, Error};
use crate::facts::Operation;
use crate::validate::Literal;
use agora_rest_errors::{Disposition, Kind, Service};
use futures_core::Stream;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// What tells that a state is what it should be; a static table of the generated client.
#[derive(Debug)]
pub struct Confirmation<S: Service> {
    /// Names of the fields that lead to the value.
    pub field: &'static [&'static str],
    /// Values with which the state is what it should be.
    pub is: &'static [Literal],
    /// Values with which it is over, or about to be.
    pub over: &'static [Literal],
    /// Entries that do not mean that it is over.
    pub not_yet: &'static [S::ErrorId],
    /// How long after the state began to look first, in seconds.
    pub first_s: u32,
    /// How long to wait between two looks, in seconds; the last holds on.
    pub gaps_s: &'static [u32],
    /// After how long, from the beginning of the state, it is taken not to come, in seconds.
    pub deadline_s: u32,
    /// How often to look after it, in seconds.
    pub every_s: Option<u32>,
}

/// Why a state was not confirmed.
#[non_exhaustive]
pub enum NotConfirmed<S: Service> {
    /// The service says that it is over.
    Over(Box<Over<S>>),
    /// The time is over, and nobody can tell whether it will still come; with what the last look failed, if it failed.
    Late(Box<DeadlineError<S>>),
    /// A look failed in a way that more looks do not mend.
    Failed(Error<S>),
}

impl<S: Service> NotConfirmed<S> {
    /// The error of the last look, where it failed.
    #[must_use]
    pub fn error(&self) -> Option<&Error<S>> {
        match self {
            Self::Over(_) => None,
            Self::Late(late) => late.last(),
            Self::Failed(error) => Some(error),
        }
    }
}

impl<S: Service> fmt::Debug for NotConfirmed<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Over(over) => f.debug_tuple("Over").field(over).finish(),
            Self::Late(late) => f.debug_tuple("Late").field(late).finish(),
            Self::Failed(error) => f.debug_tuple("Failed").field(error).finish(),
        }
    }
}

impl<S: Service> fmt::Display for NotConfirmed<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Over(over) => write!(f, "{over}"),
            Self::Late(late) => {
                f.write_str(
                    "it was not confirmed in time; it may still run: end it, or look after it, before beginning anew",
                )?;
                late.last().map_or(Ok(()), |last| write!(f, "; the last look: {last}"))
            }
            Self::Failed(error) => write!(f, "it could not be looked after: {error}"),
        }
    }
}

impl<S: Service> std::error::Error for NotConfirmed<S> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error().map(|error| error as _)
    }
}

/// What the service said when it said that a state is over.
pub struct Over<S: Service> {
    operation: &'static Operation<S>,
    field: &'static [&'static str],
    value: Value,
    reply: Reply<S>,
}

impl<S: Service> Over<S> {
    /// Answered so to this operation, with this value in this field; a look does this itself, tests of a program may want to.
    #[must_use]
    pub fn new(
        operation: &'static Operation<S>,
        field: &'static [&'static str],
        value: Value,
        reply: Reply<S>,
    ) -> Self {
        Self { operation, field, value, reply }
    }

    /// The value by which it is over.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The answer.
    #[must_use]
    pub fn reply(&self) -> &Reply<S> {
        &self.reply
    }

    pub(crate) fn info(&self) -> CallInfo<S> {
        let Reply { attempts, host, request_id, .. } = &self.reply;
        let (attempts, host, request_id) = (*attempts, Some(host.clone()), request_id.clone());
        CallInfo { attempts, host, request_id, ..CallInfo::not_sent(self.operation) }
    }
}

impl<S: Service> fmt::Debug for Over<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Over").field("value", &self.value).field("reply", &self.reply).finish_non_exhaustive()
    }
}

impl<S: Service> fmt::Display for Over<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (field, value) = (self.field.join("."), &self.value);
        write!(f, "the service says that it is over (`{field}` is {value}); begin anew if it is still wanted")
    }
}

impl<S: Service> Confirmation<S> {
    /// The value that tells, where the answer has it.
    fn value(&self, reply: &Reply<S>) -> Option<Value> {
        let mut body: Value = serde_json::from_slice(without_mark(&reply.body)).ok()?;
        let value = self.field.iter().try_fold(&mut body, |value, name| value.get_mut(name))?;
        Some(value.take())
    }

    /// Whether more looks may still help after this error.
    fn may_come(&self, error: &Error<S>) -> bool {
        match error {
            Error::Transport(error) => error.stage().is_of_the_network(),
            Error::Deadline(_) => true,
            Error::Api(api) => match (api.id(), api.kind()) {
                (Some(id), _) if self.not_yet.contains(&id) => true,
                (_, Some(Kind::Unavailable | Kind::Timeout | Kind::Internal | Kind::RateLimit)) => true,
                // The page of a proxy says nothing of the state.
                (None, _) => api.status() >= 500,
                _ => api.disposition() == Disposition::Pending,
            },
            _ => false,
        }
    }
}

fn is_among(literals: &[Literal], value: &Value) -> bool {
    literals.iter().any(|literal| same(literal, value))
}

/// Whether a value is that of a table; a number may be written in a text.
fn same(literal: &Literal, value: &Value) -> bool {
    match (literal, value) {
        #[allow(clippy::cast_precision_loss)] // Codes are small.
        (Literal::Integer(wanted), Value::Number(number)) => {
            number.as_i64() == Some(*wanted) || number.as_f64() == Some(*wanted as f64)
        }
        (Literal::Integer(wanted), Value::String(text)) => text.trim().parse() == Ok(*wanted),
        (Literal::Number(wanted), Value::Number(number)) => number.as_f64() == Some(*wanted),
        (Literal::Text(wanted), Value::String(text)) => wanted == text,
        (Literal::Bool(wanted), Value::Bool(value)) => wanted == value,
        _ => false,
    }
}

impl<S: Service> Held<S> {
    /// The same as [`confirm`](Self::confirm), to be given options and awaited.
    pub fn confirming(
        &self,
        confirmation: &'static Confirmation<S>,
        transition: &'static Transition<S>,
    ) -> Confirming<'_, S> {
        Confirming { held: self, confirmation, transition, options: CallOptions::new() }
    }

    /// Looks until the state is what it should be.
    ///
    /// **Cancel safety.** Looking changes nothing; it may be dropped at any time and called again.
    ///
    /// # Errors
    /// See [`NotConfirmed`].
    pub async fn confirm(
        &self,
        confirmation: &'static Confirmation<S>,
        transition: &'static Transition<S>,
        options: &CallOptions,
    ) -> Result<(), NotConfirmed<S>> {
        let clock = self.client().core().clock().clone();
        // The clocks of two processes may differ, so the age is taken once, and time measured from there.
        let (at_first, began) = (clock.now().duration_since(self.since()).unwrap_or_default(), clock.instant());
        let age = || at_first.saturating_add(clock.instant().saturating_sub(began));
        let first = seconds(confirmation.first_s);
        if age() < first {
            clock.sleep(first - age()).await;
        }
        let deadline = seconds(confirmation.deadline_s);
        let mut gaps = confirmation.gaps_s.iter();
        let mut gap = Duration::ZERO;
        loop {
            // No look may take longer than what is left, except that there is always time for one.
            let left = deadline.saturating_sub(age()).max(first).max(Duration::from_secs(1));
            let limit = options.deadline.map_or(left, |own| own.min(left));
            let last = match self.look(transition, &options.clone().deadline(limit)).await {
                Ok(reply) => match confirmation.value(&reply) {
                    Some(value) if is_among(confirmation.is, &value) => return Ok(()),
                    Some(value) if is_among(confirmation.over, &value) => {
                        let over = Over::new(transition.operation, confirmation.field, value, reply);
                        return Err(NotConfirmed::Over(Box::new(over)));
                    }
                    _ => None,
                },
                Err(error) if confirmation.may_come(&error) => Some(error),
                Err(error) => return Err(NotConfirmed::Failed(error)),
            };
            let age = age();
            if age >= deadline {
                return Err(NotConfirmed::Late(Box::new(DeadlineError::new(transition.operation, last))));
            }
            gap = gaps.next().map_or(gap, |gap| seconds(*gap));
            // A table without gaps must not become a loop without waits.
            clock.sleep(gap.max(Duration::from_secs(1)).min(deadline - age)).await;
        }
    }

    /// Looks after the state from now on, as often as the service advises, until it is over or this is dropped. A look that
    /// fails is told and does not end it.
    #[must_use]
    pub fn watch<T: DeserializeOwned + Send + 'static>(
        &self,
        confirmation: &'static Confirmation<S>,
        transition: &'static Transition<S>,
    ) -> Watch<T, S> {
        let every = confirmation.every_s.map_or(Duration::from_secs(60), seconds);
        let looker = Looker { held: self.twin(), confirmation, transition, options: CallOptions::new() };
        Watch { looker: Arc::new(looker), every, looking: None, is_first: true, is_over: false }
    }
}

/// Looks until a state is what it should be, once it is awaited.
#[must_use = "it looks when it is awaited"]
pub struct Confirming<'h, S: Service> {
    held: &'h Held<S>,
    confirmation: &'static Confirmation<S>,
    transition: &'static Transition<S>,
    options: CallOptions,
}

impl<S: Service> Confirming<'_, S> {
    /// Sets what holds for each look. The deadline is that of one look: for all of them together the service has a time of its
    /// own.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Looks.
    ///
    /// **Cancel safety.** Looking changes nothing; it may be dropped at any time and called again.
    ///
    /// # Errors
    /// See [`NotConfirmed`].
    pub async fn send(self) -> Result<(), NotConfirmed<S>> {
        self.held.confirm(self.confirmation, self.transition, &self.options).await
    }
}

impl<'h, S: Service> IntoFuture for Confirming<'h, S> {
    type Output = Result<(), NotConfirmed<S>>;
    type IntoFuture = BoxFuture<'h, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<S: Service> fmt::Debug for Confirming<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Confirming").field("of", self.held).field("options", &self.options).finish_non_exhaustive()
    }
}

fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(seconds.into())
}

/// A state that is looked after: a stream of what the service says of it.
///
/// It shares the client's budget of requests. With a stream library it is a `Stream`; without one, [`next`](Self::next) waits for
/// the next look.
pub struct Watch<T, S: Service> {
    looker: Arc<Looker<S>>,
    every: Duration,
    looking: Option<BoxFuture<'static, Looked<T, S>>>,
    is_first: bool,
    is_over: bool,
}

struct Looker<S: Service> {
    held: Held<S>,
    confirmation: &'static Confirmation<S>,
    transition: &'static Transition<S>,
    options: CallOptions,
}

/// What a look gave, and whether the state is over.
struct Looked<T, S: Service> {
    result: Result<Answered<T, S>, Error<S>>,
    is_over: bool,
}

impl<T: DeserializeOwned + Send + 'static, S: Service> Watch<T, S> {
    /// Looks as often as this, in place of what the service advises.
    #[must_use]
    pub fn every(mut self, every: Duration) -> Self {
        self.every = every;
        self
    }

    /// Sets what holds for each look that begins from now on.
    #[must_use]
    pub fn options(mut self, options: CallOptions) -> Self {
        let Looker { held, confirmation, transition, .. } = &*self.looker;
        self.looker = Arc::new(Looker { held: held.twin(), confirmation, transition, options });
        self
    }

    /// What the next look gives; nothing once the state is over.
    pub async fn next(&mut self) -> Option<Result<Answered<T, S>, Error<S>>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn look(&mut self) -> BoxFuture<'static, Looked<T, S>> {
        let looker = self.looker.clone();
        // Without a wait a look that fails at once would be made again without end.
        let wait =
            if std::mem::take(&mut self.is_first) { Duration::ZERO } else { self.every.max(Duration::from_secs(1)) };
        Box::pin(async move {
            let Looker { held, confirmation, transition, options } = &*looker;
            if !wait.is_zero() {
                held.client().core().clock().sleep(wait).await;
            }
            match held.look(transition, options).await {
                Ok(reply) => {
                    let is_over = confirmation.value(&reply).is_some_and(|value| is_among(confirmation.over, &value));
                    Looked { result: held.client().read(transition, reply), is_over }
                }
                Err(error) => Looked { result: Err(error), is_over: false },
            }
        })
    }
}

impl<T: DeserializeOwned + Send + 'static, S: Service> Stream for Watch<T, S> {
    type Item = Result<Answered<T, S>, Error<S>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let mut looking = match self.looking.take() {
            Some(looking) => looking,
            None => self.look(),
        };
        match looking.as_mut().poll(context) {
            Poll::Pending => {
                self.looking = Some(looking);
                Poll::Pending
            }
            Poll::Ready(looked) => {
                self.is_over = looked.is_over;
                Poll::Ready(Some(looked.result))
            }
        }
    }
}

impl<T, S: Service> Unpin for Watch<T, S> {}

impl<T, S: Service> fmt::Debug for Watch<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("of", &self.looker.held).field("every", &self.every).finish_non_exhaustive()
    }
}

/// So that the type of a call without body need not be said.
impl<S: Service> Held<S> {
    pub(crate) async fn look(
        &self,
        transition: &'static Transition<S>,
        options: &CallOptions,
    ) -> Result<Reply<S>, Error<S>> {
        self.raw(transition, NO_BODY, options).await
    }
}
