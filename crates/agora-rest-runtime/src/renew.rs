//! What a program must send again and again while a state goes on.

use crate::call::CallOptions;
use crate::client::{Answered, Held};
use crate::confirm::Confirmation;
use crate::error::{Error, TransportError};
use crate::facts::Operation;
use crate::transport::{Failure, Stage};
use crate::{BoxError, BoxFuture, Clock};
use agora_rest_errors::{Disposition, Service};
use futures_core::Stream;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// What one sending gave.
pub type Renewed<T, S> = Result<Answered<T, S>, Error<S>>;

/// How long to wait after a sending that failed.
const AFTER_FAILURE: Duration = Duration::from_secs(60);

/// Something that is sent again and again: a stream of what the service says to it.
///
/// The first is counted from when the state was given; [`every`](Self::every) counts from now instead. Of a state that was taken
/// up by its ids or its saved form nobody can tell how old is what was sent for it, so the first is sent at once. It sends only
/// while it is waited for. What fails is told, and sent again after a minute.
///
/// It ends once the state is known to be over, by the answer that tells so, as its last error: one that says that it was
/// ended before, or one that knows it no more for as long as a state may be out of reach. With a stream library it is a
/// `Stream`; without one, [`next`](Self::next) waits for the next sending.
pub struct Renewal<T, S: Service> {
    clock: Arc<dyn Clock>,
    send: Box<dyn Fn(CallOptions) -> BoxFuture<'static, Renewed<T, S>> + Send + Sync>,
    confirmation: Option<&'static Confirmation<S>>,
    options: CallOptions,
    every: Duration,
    after_failure: Duration,
    wait: Duration,
    /// Since when the service has not known the state, on the clock of the client.
    unknown_since: Option<Duration>,
    is_over: bool,
    sending: Option<BoxFuture<'static, Renewed<T, S>>>,
}

impl<T: Send + 'static, S: Service> Renewal<T, S> {
    /// Sends as often as this, for the first time so long after the state was given. The confirmation tells for how long the
    /// service may not know a state that goes on.
    #[must_use]
    pub fn new(
        held: &Held<S>,
        every_s: u32,
        confirmation: Option<&'static Confirmation<S>>,
        send: impl Fn(CallOptions) -> BoxFuture<'static, Renewed<T, S>> + Send + Sync + 'static,
    ) -> Self {
        let clock = held.client().core().clock().clone();
        let every = Duration::from_secs(every_s.into());
        let age = clock.now().duration_since(held.since()).unwrap_or_default();
        let wait = if held.is_taken_up() { Duration::ZERO } else { every.saturating_sub(age) };
        Self {
            clock,
            send: Box::new(send),
            confirmation,
            options: CallOptions::new(),
            every,
            after_failure: AFTER_FAILURE,
            wait,
            unknown_since: None,
            is_over: false,
            sending: None,
        }
    }

    /// Sends as often as this, in place of what the service asks for, and for the first time after as long from now; at once
    /// where that was so before.
    #[must_use]
    pub fn every(mut self, every: Duration) -> Self {
        self.every = every;
        self.wait = if self.wait.is_zero() { Duration::ZERO } else { every };
        self
    }

    /// Sets what holds for each sending that begins from now on.
    #[must_use]
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Waits so long after a sending that failed, in place of a minute.
    #[must_use]
    pub fn after_failure(mut self, wait: Duration) -> Self {
        self.after_failure = wait;
        self
    }

    /// What the next sending gives; nothing once the state is known to be over.
    pub async fn next(&mut self) -> Option<Renewed<T, S>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn begin(&self) -> BoxFuture<'static, Renewed<T, S>> {
        let (clock, wait, sending) = (self.clock.clone(), self.wait, (self.send)(self.options.clone()));
        Box::pin(async move {
            if !wait.is_zero() {
                clock.sleep(wait).await;
            }
            sending.await
        })
    }

    /// Whether what a sending gave says that the state is over.
    fn says_over(&mut self, renewed: &Renewed<T, S>) -> bool {
        let api = renewed.as_ref().err().and_then(Error::api);
        if api.is_some_and(|api| matches!(api.disposition(), Disposition::AlreadyDone | Disposition::Empty)) {
            return true;
        }
        // An entry that does not mean that a state is over at once means it when it stays.
        let may_come_back = |confirmation: &&Confirmation<S>| {
            api.and_then(|api| api.id()).is_some_and(|id| confirmation.not_yet.contains(&id))
        };
        let Some(confirmation) = self.confirmation.filter(may_come_back) else {
            // What did not reach the service says nothing of the state.
            if renewed.is_ok() {
                self.unknown_since = None;
            }
            return false;
        };
        let now = self.clock.instant();
        let since = *self.unknown_since.get_or_insert(now);
        now.saturating_sub(since) >= Duration::from_secs(confirmation.deadline_s.into())
    }
}

impl<T: Send + 'static, S: Service> Stream for Renewal<T, S> {
    type Item = Renewed<T, S>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let mut sending = match self.sending.take() {
            Some(sending) => sending,
            None => self.begin(),
        };
        match sending.as_mut().poll(context) {
            Poll::Pending => {
                self.sending = Some(sending);
                Poll::Pending
            }
            Poll::Ready(renewed) => {
                let wait = if renewed.is_ok() { self.every } else { self.after_failure.min(self.every) };
                // Without a wait a sending that fails at once would be made again without end.
                self.wait = wait.max(Duration::from_secs(1));
                self.is_over = self.says_over(&renewed);
                Poll::Ready(Some(renewed))
            }
        }
    }
}

impl<T, S: Service> Unpin for Renewal<T, S> {}

impl<T, S: Service> fmt::Debug for Renewal<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewal").field("every", &self.every).finish_non_exhaustive()
    }
}

/// What a provider could not give: nothing was sent.
pub fn not_provided<S: Service>(operation: &'static Operation<S>, source: BoxError) -> Error<S> {
    TransportError::new(operation, Failure::new(Stage::Credentials).because(source)).into()
}
